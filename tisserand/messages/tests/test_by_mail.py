"""Mail in and out, as threads have it."""

from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail as django_mail

from tisserand.communities.models import CallRequest
from tisserand.mail.inbound.models import Arrival
from tisserand.mail.models import Envelope
from tisserand.messages import blocking, taking_part, writing
from tisserand.messages.models import Message, Participation


@pytest.fixture
def first_mail(begin, office):
    begin()
    office.wait(minutes=3)
    [mail] = office.deliver()
    return mail


@pytest.fixture
def click(client):
    def click(mail, label):
        lines = mail.body.splitlines()
        [line] = [line for line in lines if line.startswith(label)]
        url = line.rpartition(" ")[2]
        assert client.get(url).status_code == 200
        return client.post(url, follow=True)

    return click


def test_the_whole_word_is_in_the_mail_and_its_subject_says_nothing(first_mail):
    assert [parseaddr(address)[1] for address in first_mail.to] == ["chloe@example.com"]
    assert first_mail.subject == "Private message · Leading at a distance"
    assert first_mail.extra_headers["From"].startswith("Bao Tran")
    assert "A word between us." in first_mail.body
    assert "A word between us." in first_mail.alternatives[0].content
    assert first_mail.reply_to[0].partition("<")[2].startswith("private.")


def test_short_words_that_follow_each_other_come_in_one_mail(begin, office):
    for source in ("One.", "Two."):
        begin(source=source)
    office.wait(minutes=3)
    [mail] = office.deliver()
    assert mail.body.index("One.") < mail.body.index("Two.")


def test_an_answer_by_mail_goes_to_the_other_and_threads_with_it(first_mail, office, cast):
    arrival = office.reply(cast.chloe, first_mail, "Thank you.")
    assert arrival.state == "done"
    reply = Message.objects.get(number=2)
    assert (reply.author, reply.text, reply.via) == (cast.chloe, "Thank you.", "mail")
    office.wait(minutes=3)
    [mail] = office.deliver()
    assert mail.to == ["Bao Tran <bao@example.com>"]
    assert "A word between us." not in mail.body
    office.reply(cast.bao, mail, "You are welcome.")
    office.wait(minutes=3)
    [third] = office.deliver()
    root = first_mail.extra_headers["References"]
    assert third.extra_headers["References"].split()[0] == root.split()[0]


def test_of_a_mail_taken_in_no_copy_is_kept(first_mail, office, cast):
    office.reply(cast.chloe, first_mail, "Zanzibar.")
    assert bytes(Arrival.objects.get().raw) == b""


def test_whoever_answers_has_read_what_they_answer(first_mail, office, cast):
    office.reply(cast.chloe, first_mail, "Thank you.")
    assert Participation.objects.get(person=cast.chloe).read_up_to == 1
    assert not Message.objects.unread_by(cast.chloe).exists()


def test_the_same_mail_twice_is_one_message(first_mail, office, cast):
    office.reply(cast.chloe, first_mail, "Thank you.")
    office._count -= 1
    office.reply(cast.chloe, first_mail, "Thank you!")
    assert Message.objects.filter(number__gt=1).count() == 1


def test_words_to_a_colleague_are_no_orders_to_the_site(first_mail, office, cast):
    for words in ("Appelez-moi", "stop", "moins de mails", "Merci !"):
        office.reply(cast.chloe, first_mail, words)
    assert [m.text for m in Message.objects.filter(number__gt=1)] == [
        "Appelez-moi",
        "stop",
        "moins de mails",
        "Merci !",
    ]
    assert not CallRequest.objects.exists()
    cast.chloe.refresh_from_db()
    assert cast.chloe.mail_cadence == "each"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("from elsewhere", "your own address"),
        ("left the conversation", "not in this conversation any more"),
        ("left the community", "not a member of"),
        ("is blocked", "cannot be reached by private message"),
        ("empty", "Write a few words first."),
    ],
)
def test_what_is_refused_is_told_in_words_and_nothing_is_sent(first_mail, office, cast, now, change, words):
    more, text = {}, "Thank you."
    if change == "from elsewhere":
        more = {"sender": "chloe@home.example"}
    elif change == "left the conversation":
        taking_part.leave(Message.objects.get().conversation, by=cast.chloe, now=now)
    elif change == "left the community":
        cast.places["chloe"].leave(by=cast.ada, now=now)
    elif change == "is blocked":
        blocking.block(cast.bao, cast.chloe, now=now)
    else:
        text = ""
    arrival = office.reply(cast.chloe, first_mail, text, **more)
    assert (arrival.state, Message.objects.count()) == ("refused", 1)
    assert words in arrival.answer


def test_a_file_that_may_not_be_kept_holds_the_whole_mail_back(first_mail, office, cast):
    bad = [("virus.exe", b"MZ\x90" * 20_000, "application/octet-stream")]
    arrival = office.reply(cast.chloe, first_mail, "See the file.", files=bad)
    assert (arrival.state, Message.objects.count()) == ("refused", 1)
    assert "virus.exe" in arrival.answer
    assert "Nothing was sent." in arrival.answer


def test_somebody_elses_reply_address_is_of_no_use(first_mail, office, cast):
    arrival = office.write(cast.ada, first_mail.reply_to[0].partition("<")[2].rstrip(">"), "It is me.")
    assert (arrival.state, Message.objects.count()) == ("refused", 1)


@pytest.mark.parametrize("why", ["read", "removed", "left", "muted", "blocked", "gone"])
def test_what_has_lost_its_reason_is_not_sent(begin, office, cast, now, why):
    message = begin()
    conversation = message.conversation
    {
        "read": lambda: taking_part.note_reading(conversation, cast.chloe, up_to=1, now=now),
        "removed": lambda: writing.remove(message, by=cast.bao, now=now),
        "left": lambda: taking_part.leave(conversation, by=cast.chloe, now=now),
        "muted": lambda: taking_part.mute(conversation, cast.chloe, now=now),
        "blocked": lambda: blocking.block(cast.chloe, cast.bao, now=now),
        "gone": lambda: cast.places["chloe"].leave(by=cast.ada, now=now),
    }[why]()
    office.wait(minutes=3)
    assert office.deliver() == []
    assert Envelope.objects.get().state == "dropped"


def test_no_more_mail_of_it_by_one_click_and_back(first_mail, begin, office, cast, click):
    assert "No more mail will come" in click(first_mail, "No more mail of this conversation").content.decode()
    begin(source="Another.")
    office.wait(minutes=3)
    assert office.deliver() == []
    assert Message.objects.unread_by(cast.chloe).count() == 2
    taking_part.unmute(Message.objects.first().conversation, cast.chloe)
    begin(source="A third.")
    office.wait(minutes=3)
    assert len(office.deliver()) == 1


def test_who_asked_for_working_hours_gets_it_then(begin, office, cast, now):
    cast.chloe.answers_wait = True
    cast.chloe.save()
    begin(now=now + timedelta(hours=12))
    assert Envelope.objects.get().due_at.astimezone(cast.chloe.zone).hour == 9


def test_a_very_long_word_goes_on_on_the_page(begin, office):
    begin(source="word " * 9_900)
    office.wait(minutes=3)
    [mail] = office.deliver()
    assert "The rest is on the page" in mail.body
    assert len(mail.alternatives[0].content) < 100_000


def test_who_has_no_address_reads_on_the_page(begin, cast, office):
    cast.chloe.email = None
    cast.chloe.save()
    begin()
    assert not Envelope.objects.exists()
    assert django_mail.outbox == []
