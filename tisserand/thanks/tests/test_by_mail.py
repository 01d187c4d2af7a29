"""« Merci » by mail: one click in the mail of a reply, or a mail that says only that."""

import re
from datetime import timedelta

import pytest

from tests.post_office import DOMAIN
from tisserand.conversations import announcing, writing
from tisserand.conversations.models import Held, Post
from tisserand.mail import answering, composing, kinds
from tisserand.mail.models import Envelope
from tisserand.thanks import saying
from tisserand.thanks.models import Reaction


@pytest.fixture(autouse=True)
def receives_mail(settings):
    settings.MAIL_IN_DOMAIN = DOMAIN


def composed(kind):
    """The mails of this kind as they would leave."""
    made = []
    for envelope in Envelope.objects.filter(kind=kind).order_by("pk"):
        envelope.claimed_at = envelope.due_at
        if said := composing.content(envelope, kinds.named(kind)):
            made.append(composing.message(envelope, kinds.named(kind), said))
    return made


def link(mail, label):
    lines = mail.body.splitlines()
    return lines[lines.index(f"{label}:") + 1]


@pytest.fixture
def reply(post_office, cast, thread):
    """`reply("Merci")`: Chloé answers the mail of Bao's answer; what is answered."""
    [first] = composed("first-answer")

    def say(text, **more):
        post_office.reply(cast.chloe, first, text, **more)
        return post_office.deliver()

    return say


THANKS = [
    "Merci",
    "merci !!",
    "Merci beaucoup",
    "Un grand merci à tous",
    "Bonjour,\nMerci pour votre réponse.\nChloé Martin",
    "Merci Bao !",
    "Merci beaucoup Bao, c’est très clair.\nBonne journée",
    "super, merci",
    "Thanks!",
    "Thank you very much for your help, Bao",
    "thx",
    "MERCI 🙏",
]
WORDS = [
    "Merci, mais cela ne marche pas.",
    "Merci ? Et après ?",
    "Merci d’avance",
    "Thanks in advance",
    "Bonne journée",
    "Merci, et comment finir",
    "Merci à Nina",
    "Merci. " * 60,
]


@pytest.mark.parametrize("text", THANKS)
def test_a_mail_that_only_says_thank_you_is_one(reply, post, cast, text):
    reply(text)
    row = Reaction.objects.get()
    assert (row.post, row.person, row.kind) == (post, cast.chloe, "thanks")
    assert Post.objects.count() == 2


@pytest.mark.parametrize("text", WORDS)
def test_one_word_more_is_a_message(reply, thread, text):
    reply(text)
    assert (Reaction.objects.count(), thread.posts.count()) == (0, 3)


def test_the_first_one_is_answered_and_the_next_ones_are_not(reply, post, client):
    def noted(text):
        return [mail for mail in reply(text) if mail.subject == "It is noted"]

    (told,) = noted("Merci")
    client.post(link(told, "Undo"), {"undo": ""})
    assert not Reaction.objects.exists()
    assert noted("Merci beaucoup") == []
    assert Reaction.objects.get().post == post
    assert noted("Merci encore") == []
    assert Reaction.objects.count() == 1


def test_an_address_that_anybody_may_have_written_from_asks_first(post_office, thread, cast, post):
    [first] = composed("first-answer")
    post_office.reply(cast.chloe, first, "Merci", sender="chloe@elsewhere.example")
    assert "One click is left to give" in [mail.subject for mail in post_office.deliver()]
    assert (Reaction.objects.count(), Held.objects.count(), Post.objects.count()) == (0, 0, 2)


def test_a_letter_of_several_conversations_thanks_nobody(community, cast, now, post_office, thread):
    other = writing.start(community, kind="question", title="And then?", by=cast.bao, source="?", now=now)
    for one in (thread, other):
        one.follow(cast.ada, now=now)
        writing.reply(one, by=cast.chloe, source="Like this.", now=now + timedelta(minutes=1))
    announcing.announce_some()
    [news] = [mail for mail in composed("followed") if mail.to[0].endswith("<ada@example.com>")]
    posts = Post.objects.count()
    post_office.reply(cast.ada, news, "Merci")
    post_office.deliver()
    assert (Reaction.objects.count(), Post.objects.count()) == (0, posts)


def test_one_click_in_the_mail_of_a_reply(thread, post, cast, client):
    [first] = composed("first-answer")
    assert "Say thank you" in first.alternatives[0][0]
    address = link(first, "Say thank you")
    asked = client.get(address).content.decode()
    assert "Say thank you for this message in “How to begin?”?" in asked
    assert not Reaction.objects.exists()
    client.post(address)
    client.post(address)
    assert Reaction.objects.get().post == post
    client.post(address, {"undo": ""})
    assert not Reaction.objects.exists()


def test_what_is_mine_or_gone_offers_nothing(thread, post, cast, now):
    assert answering.find("thanks", cast.bao, post.pk, now=now) is None
    assert answering.find("thanks", cast.dov, post.pk, now=now) is None
    writing.delete(post, by=cast.bao, now=now)
    assert answering.find("thanks", cast.chloe, post.pk, now=now) is None


def test_a_digest_offers_it_for_each_conversation(community, cast, now, thread):
    other = writing.start(community, kind="question", title="And then?", by=cast.bao, source="?", now=now)
    for one in (thread, other):
        one.follow(cast.ada, now=now)
        writing.reply(one, by=cast.chloe, source="Like this.", now=now + timedelta(minutes=1))
    announcing.announce_some()
    [news] = [mail for mail in composed("followed") if mail.to[0].endswith("<ada@example.com>")]
    assert news.body.count("Say thank you:") == news.alternatives[0][0].count("Say thank you") == 2


def test_who_was_thanked_reads_from_whom_and_where(thread, post, cast, now):
    saying.say(post, "thanks", by=cast.chloe, now=now)
    saying.say(post, "thanks", by=cast.ada, now=now)
    saying.say(post, "useful", by=cast.ada, now=now)
    saying.say(thread.posts.get(number=1), "useful", by=cast.bao, now=now)
    bao, chloe = composed("thanked")
    assert (bao.subject, chloe.subject) == ("What you wrote earned thanks", "What you wrote was useful")
    assert "Chloé and Ada thank you. Useful to somebody." in bao.body
    assert "> Begin with a fact." in bao.body
    assert "Bao" not in chloe.body
    assert "Useful to somebody." in chloe.body
    assert "List-Unsubscribe" in bao.extra_headers


def test_nothing_left_no_mail(post, cast, now):
    saying.say(post, "thanks", by=cast.chloe, now=now)
    writing.delete(post, by=cast.bao, now=now)
    assert composed("thanked") == []


def test_in_french(post, cast, now):
    cast.bao.language = "fr"
    cast.bao.save()
    saying.say(post, "thanks", by=cast.chloe, now=now)
    [mail] = composed("thanked")
    assert mail.subject == "On vous remercie de ce que vous avez écrit"
    assert re.search("Chloé vous remercie\\.", mail.body)
