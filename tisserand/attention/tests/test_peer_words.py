"""What a colleague answers who was asked for a word, and what each of the three then knows."""

import re

import pytest
import time_machine
from django.core.exceptions import ValidationError

from tisserand.attention import accommodations, acts, exchanges, peer_words, peers, support_log
from tisserand.attention.day import day
from tisserand.attention.models import Outreach, PeerWord, Willing
from tisserand.communities.models import Event
from tisserand.facilitation.models import Manager
from tisserand.mail import answering, delivery
from tisserand.mail.models import Envelope
from tisserand.messages import blocking, taking_part
from tisserand.messages.models import Message
from tisserand.programmes import progress

from .conftest import DAY, words

pytestmark = pytest.mark.usefixtures("settled", "clock")
TEXT = "Nina, ten minutes on Thursday?"


@pytest.fixture(autouse=True)
def stopped(now):
    """Whoever presses a button does so now."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def sent(settings, mailoutbox, now):
    """`sent(now)`: the mails that left by then, by the first name of their reader."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}

    def deliver(at=now + DAY):
        delivery.deliver_due(at)
        return {mail.to[0].split()[0].strip('"'): mail for mail in mailoutbox}

    return deliver


@pytest.fixture
def nina(newcomers, enrol, sent):
    (place,) = newcomers(1)
    place.person.given_name = "Nina"
    place.person.save()
    enrol(place)
    return place


@pytest.fixture
def lea(make_person, join, enrol, visit, course, now):
    place = join(make_person("Lea", "Roy"), at=now - 30 * DAY, welcomed_at=now - 29 * DAY)
    visit(place, 3, 2, 1)
    first = course.programme.steps.get(position=1)
    progress.complete(enrol(place), first, by=place.person, now=now - 2 * DAY)
    return place


@pytest.fixture
def word(nina, lea, cast, now):
    """Ada wrote to Nina long ago, and asks Lea now."""
    community = nina.community
    Outreach.objects.create(
        community=community, membership=nina, kind="wrote", done_by=cast.ada, done_at=now - 8 * DAY
    )
    act = peers.ask(nina, peer=lea.pk, text="How is it going?", by=cast.ada, now=now)
    return act.peer_word


def url(word, name, now, pk=None):
    return answering.link(f"peer-{name}", word.peer.person, pk or word.pk, now=now).partition("/a/")[2]


@pytest.fixture
def press(client, word, now):
    """`press("write", text="…")`: what the page says after the button."""

    def make(name, pk=None, **said):
        return words(client.post(f"/a/{url(word, name, now, pk)}", said, follow=True))

    return make


def test_the_mail_says_who_why_and_what_one_may_write(word, sent):
    mail = sent()["Lea"]
    said = mail.body
    assert mail.subject == "A word to Nina?"
    for part in (
        "Nina Roy",
        "you are of the same group",
        "How is it going?",
        "I will write",
        "Not this time",
    ):
        assert part in said
    assert mail.from_email
    assert mail.extra_headers["From"].startswith("Ada Lovel")


def test_the_colleague_learns_nothing_of_the_other(word, nina, cast, now, sent, client):
    """Neither the step, nor how long she was away, nor what was noted, agreed or tried."""
    accommodations.agree(
        nina, kind="time", words="SECRET a third more", starts_on=now.date(), by=cast.ada, now=now
    )
    acts.note_help(nina, by=cast.ada, outcome="for_them", note="SECRET opened it", now=now)
    mail = sent()["Lea"]
    pages = [client.get(f"/a/{url(word, name, now)}").content.decode() for name in ("write", "decline")]
    for said in (mail.body, mail.alternatives[0][0], *pages):
        for hidden in ("SECRET", "Step 1", "Step 2", "never came", "silent", "visit", " late"):
            assert hidden not in re.sub(r"<style.*?</style>|https?://\S+", "", said, flags=re.S), hidden


def test_the_word_is_a_private_message_in_their_name_and_its_mail_an_encouragement(
    word, nina, lea, press, sent, now, cast, journal
):
    assert "Your word is on its way to Nina. Ada learns that you wrote, not what." in press(
        "write", text=TEXT
    )
    message = Message.objects.get()
    assert (message.author, message.text) == (lea.person, TEXT)
    envelope = Envelope.objects.get(kind="peer-word")
    assert (envelope.person, Envelope.objects.filter(kind="private-message").count()) == (nina.person, 0)
    mail = sent()["Nina"]
    assert TEXT in mail.body
    assert "Ada Lovel, who looks after “Leading at a distance”, had thought that a word" in mail.body
    assert mail.extra_headers["From"].startswith("Lea Roy")
    assert journal(lea.person)[-1] == "gave-word"
    assert journal(nina.person) == []
    line = Event.objects.get(verb="gave-word")
    assert (line.object_type, line.detail) == ("outreach", {})


def test_over_the_budget_it_waits(word, nina, press, cast, now):
    for _ in range(2):
        acts.write(nina, by=cast.ada, subject="Hi", text="…", now=now)
    delivery.deliver_due(now + DAY / 24)
    press("write", text=TEXT)
    delivery.deliver_due(now + DAY)
    waiting = Envelope.objects.get(kind="peer-word")
    assert (waiting.state, waiting.due_at > now + 6 * DAY) == ("waiting", True)
    assert Message.objects.count() == 1


def test_nobody_but_the_two_reads_it(word, nina, lea, press, cast, as_person, now):
    press("write", text="SECRET words")
    ada = as_person(cast.ada)
    for page in ("my-day/", f"members/{nina.pk}/", f"support/{nina.pk}/", "ladder/", "outreach/"):
        assert b"SECRET" not in ada.get(f"/c/distance/{page}").content
    assert "Lea Roy · wrote a word" in words(ada.get(f"/c/distance/support/{nina.pk}/"))


def test_a_week_of_peace_then_a_call(word, nina, press, community, now, cast):
    press("write", text=TEXT)
    given = PeerWord.objects.get().answered_at

    def line(at):
        return [s for s in day(community, at).signals if s.membership_id == nina.pk]

    assert line(given + 7 * DAY - DAY / 24) == []
    (signal,) = line(given + 7 * DAY)
    assert (signal.rung, signal.acts) == (2, ("call", "write"))
    assert "Lea wrote on" in str(signal.why)


def test_sent_twice_it_is_one_word(word, press, lea, now):
    press("write", text=TEXT)
    assert "Your word is on its way" in press("write", text="Again")
    with pytest.raises(ValidationError):
        peer_words.write(word, text="Again", by=lea.person, now=now)
    assert [m.text for m in Message.objects.all()] == [TEXT]


def test_killed_between_the_message_and_its_mail_nothing_is_kept(word, lea, now, monkeypatch):
    def killed(*args, **values):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(peer_words.outbox, "post", killed)
        with pytest.raises(SystemExit):
            peer_words.write(word, text=TEXT, by=lea.person, now=now)
    word.refresh_from_db()
    assert (word.answer, Message.objects.count()) == ("", 0)
    peer_words.write(word, text=TEXT, by=lea.person, now=now)
    assert (Message.objects.count(), Envelope.objects.filter(kind="peer-word").count()) == (1, 1)


def test_not_this_time_is_told_kindly_and_somebody_else_may_be_asked(
    word, nina, press, community, now, as_person, cast
):
    assert "somebody else can be asked" in press("decline")
    (signal,) = [s for s in day(community, now).signals if s.membership_id == nina.pk]
    assert str(signal.why).endswith(
        "Lea cannot send a word this time, and that is all right: somebody else may"
    )
    assert signal.acts[0] == "ask_peer"
    assert peers.candidates(nina, now + 20 * DAY) == []  # not the same one for the same person
    about = words(as_person(nina.person).get("/c/distance/about-me/"))
    assert "asked a colleague for a word" in about
    assert "Lea Roy" not in about
    assert "Lea cannot" not in about


def test_a_refusal_can_be_taken_back(word, press, client, now):
    press("decline")
    client.post(f"/a/{url(word, 'decline', now)}", {"undo": ""})
    word.refresh_from_db()
    assert word.answer == ""
    press("write", text=TEXT)
    client.post(f"/a/{url(word, 'write', now)}", {"undo": ""})
    word.refresh_from_db()
    assert word.answer == "wrote"


def test_spoken_it_is_a_sign_of_life_and_an_exchange(word, nina, lea, press, journal, community):
    assert "Ada learns that you spoke" in press("spoke")
    nina.refresh_from_db()
    assert journal(nina.person) == ["talked"]
    assert nina.last_active_on is not None
    exchanges.rebuild(community)
    assert (exchanges.of(nina), exchanges.of(lea)) == ((0, 1), (0, 1))
    assert exchanges.recomputed(community)[nina.pk] == (0, 1)


def test_a_talk_taken_back_leaves_no_presence(word, nina, press, client, now, journal):
    press("spoke")
    client.post(f"/a/{url(word, 'spoke', now)}", {"undo": ""})
    nina.refresh_from_db()
    assert (journal(nina.person), nina.last_active_on) == ([], None)


def test_one_answer_shuts_the_others(word, press):
    press("decline")
    assert "it is not the moment" in press("write", text=TEXT)
    assert Message.objects.count() == 0


OVER = {
    "a sign of life": lambda word, cast, now: word.outreach.community.record(
        "visited", word.outreach.membership.person, at=now + DAY / 24 / 60
    ),
    "in peace": lambda word, cast, now: accommodations.agree(
        word.outreach.membership, kind="peace", starts_on=now.date(), by=cast.ada, now=now
    ),
    "blocked": lambda word, cast, now: blocking.block(
        word.outreach.membership.person, word.peer.person, now=now
    ),
    "taken back": lambda word, cast, now: acts.undo(word.outreach, by=cast.ada, now=now),
}


@pytest.mark.parametrize("why", OVER)
def test_once_it_is_over_the_page_says_so_and_never_why(word, cast, client, now, why, clock):
    OVER[why](word, cast, now)
    clock.now = now + DAY / 12
    pages = [words(client.get(f"/a/{url(word, name, now)}")) for name in ("write", "spoke", "decline")]
    assert all("There is no need for it any more." in page for page in pages)
    client.post(f"/a/{url(word, 'write', now)}", {"text": TEXT})
    assert (Message.objects.count(), len(set(pages))) == (0, 1)


def test_a_fortnight_later_the_moment_has_passed(word, lea, now):
    assert not peer_words.is_open(word, now + PeerWord.OPEN_FOR)
    with pytest.raises(ValidationError):
        peer_words.decline(word, by=lea.person, now=now + PeerWord.OPEN_FOR)


def test_nobody_else_answers_for_them(word, cast, now):
    assert answering.find("peer-write", cast.bao, word.pk, now=now) is None
    for act in (peer_words.spoke, peer_words.decline):
        with pytest.raises(ValidationError):
            act(word, by=cast.bao, now=now)


def test_who_left_answers_nothing(word, lea, cast, now):
    lea.leave(by=cast.ada, now=now)
    assert answering.find("peer-write", lea.person, word.pk, now=now) is None


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_an_empty_or_endless_word_is_not_sent(word, client, now, text):
    assert client.post(f"/a/{url(word, 'write', now)}", {"text": text}).status_code == 422
    assert Message.objects.count() == 0


def test_hostile_words_are_shown_and_not_run(word, client, press, now, sent):
    Outreach.objects.filter(pk=word.outreach_id).update(note="</textarea><script>alert(1)</script>")
    assert b"<script>alert" not in client.get(f"/a/{url(word, 'write', now)}").content
    press("write", text="<script>alert(2)</script> [x](javascript:alert(3))")
    html = sent()["Nina"].alternatives[0][0]
    assert "<script>" not in html
    assert 'href="javascript' not in html


def test_read_on_the_page_no_mail_leaves(word, nina, press, sent, now):
    press("write", text=TEXT)
    message = Message.objects.get()
    taking_part.note_reading(message.conversation, nina.person, up_to=message.number, now=now)
    assert "Nina" not in sent()


def test_on_leave_meanwhile_no_mail_leaves(word, nina, press, cast, sent, now):
    press("write", text=TEXT)
    accommodations.agree(nina, kind="peace", starts_on=now.date(), by=cast.ada, now=now)
    assert "Nina" not in sent()
    assert Message.objects.count() == 1


def test_one_may_offer_oneself_or_never_be_asked(word, lea, press):
    assert "Once in a fortnight at most" in press("gladly", lea.pk)
    assert Willing.objects.get().gladly
    assert "you are not asked any more" in press("never", lea.pk)
    assert not Willing.objects.get().gladly


PAGE = "/c/distance/about-me/"


def test_the_same_is_said_and_taken_back_on_the_page(lea, nina, as_person, now):
    """`peers` proposes whoever offered, and nobody who wants no such request."""
    page = as_person(lea.person)
    assert "You may ask me gladly" in words(page.get(PAGE))
    said = words(page.post(f"{PAGE}words/", {"wish": "gladly"}, follow=True))
    assert "You said: gladly." in said
    assert "You may ask me gladly" not in said
    assert "You said: never." in words(page.post(f"{PAGE}words/", {"wish": "never"}, follow=True))
    assert lea.pk not in {one.membership.pk for one in peers.candidates(nina, now)}
    assert "You said" not in words(page.post(f"{PAGE}words/", {"wish": "as-everybody"}, follow=True))
    assert not Willing.objects.exists()
    assert lea.pk in {one.membership.pk for one in peers.candidates(nina, now)}


def test_said_by_mail_it_is_withdrawn_on_the_page(word, lea, press, as_person):
    press("gladly", lea.pk)
    page = as_person(lea.person)
    assert "You said: gladly." in words(page.get(PAGE))
    page.post(f"{PAGE}words/", {"wish": "as-everybody"})
    assert not Willing.objects.exists()


def test_a_wish_that_does_not_exist_changes_nothing(lea, as_person):
    assert as_person(lea.person).post(f"{PAGE}words/", {"wish": "always"}).status_code == 404
    assert as_person(lea.person).get(f"{PAGE}words/").status_code == 405
    assert not Willing.objects.exists()


def test_who_runs_the_community_is_asked_for_no_such_word(cast, as_person):
    assert "You may ask me gladly" not in words(as_person(cast.ada).get(PAGE))


def test_a_manager_who_runs_the_community_reads_no_log(word, nina, cast, now):
    Manager.objects.create(membership=nina, person=cast.ada, named_at=now)
    assert support_log.closed_to(cast.ada, [nina.pk]) == {nina.pk}


def test_what_a_colleague_wrote_cannot_be_taken_back_by_who_asked(word, press, cast, now):
    press("write", text=TEXT)
    with pytest.raises(acts.TooLate):
        acts.undo(word.outreach, by=cast.ada, now=now)


def test_the_other_reads_why_they_were_written_to(word, nina, lea, press, as_person, clock, now):
    press("write", text=TEXT)
    clock.now = now + DAY
    about = words(as_person(nina.person).get("/c/distance/about-me/"))
    assert "Lea Roy, wrote a word" in about
    mine = words(as_person(lea.person).get("/c/distance/about-me/"))
    assert "Words I was asked to send colleagues" in mine
    assert "Nina Roy" in mine


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mails_are_in_the_language_of_their_reader(word, nina, lea, press, language, sent):
    for place in (nina, lea):
        place.person.language = language
        place.person.save()
    press("write", text=TEXT)
    said = sent()["Nina"].body
    assert ("Lire et répondre" in said) == (language == "fr")
