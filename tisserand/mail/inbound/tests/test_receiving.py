from datetime import timedelta

import pytest

from tisserand.mail import addressing
from tisserand.mail.inbound import receiving, taking_in
from tisserand.mail.models import Arrival, Envelope

pytestmark = pytest.mark.django_db


def refusals():
    return list(Envelope.objects.filter(kind="mail-refused").values_list("person__given_name", flat=True))


def test_a_reply_reaches_what_its_address_is_for(bring, mail, address, ada, targets_got, now):
    (row,) = bring(mail("Yes.\n\n> a question?\n"), address)
    ((came, pk),) = targets_got
    assert pk == 41
    assert (came.person, came.verified, came.recipient, came.sender) == (
        ada,
        True,
        address,
        "ada@example.com",
    )
    assert (came.subject, came.text) == ("How to begin?", "Yes.")
    assert came.whole_text == "Yes.\n\n> a question?"
    assert (came.message_id, came.received_at, came.language) == ("<one@mail.example.com>", now, "en")
    assert (row.state, row.person, row.done_at, row.attempts) == ("done", ada, now, 1)


def test_the_same_mail_again_is_the_same(bring, mail, address, targets_got):
    raw = mail("Yes.")
    assert len(bring(raw, address)) == 1
    assert bring(b"Received: from elsewhere\r\n" + raw.replace(b"\r\n", b"\n"), address.upper()) == []
    assert len(targets_got) == 1
    assert len(bring(mail("Yes, and more."), address)) == 1
    assert len(targets_got) == 2


def test_what_waits_is_on_disk_before_anything_is_done(mail, address, now, targets_got):
    (row,) = receiving.receive(mail("Yes."), [address], "ada@example.com", now=now)
    assert (row.state, bytes(row.raw), targets_got) == ("waiting", mail("Yes."), [])


def test_mail_for_others_is_not_kept(bring, mail, address):
    assert (
        bring(mail(), "ada@example.com", "nobody@learn.example.com", "thread.short@learn.example.com") == []
    )
    assert not Arrival.objects.exists()


def test_another_sender_to_a_signed_address_is_not_verified(bring, mail, address, ada, targets_got):
    bring(mail("Yes.", From="Eve <eve@example.com>"), address)
    ((came, _),) = targets_got
    assert (came.person, came.verified, came.sender) == (ada, False, "eve@example.com")


def test_a_plain_address_takes_the_person_from_the_sender_unverified(bring, mail, ada, targets_got):
    bring(mail("How?"), "Distance@learn.example.com")
    ((came, pk),) = targets_got
    assert (came.person, came.verified, pk) == (ada, False, 7)


def test_a_stranger_at_a_plain_address_is_met_with_silence(bring, mail, targets_got):
    (row,) = bring(mail("How?"), "distance@learn.example.com")
    assert (row.state, row.problem, targets_got, refusals()) == ("ignored", "stranger", [], [])


def test_who_replies_to_all_asks_no_new_question(bring, mail, address, targets_got):
    raw = mail("Yes.", To=f"{address}, distance@learn.example.com")
    first, second = bring(raw, address, "distance@learn.example.com")
    assert sorted([(first.state, first.problem), (second.state, second.problem)]) == [
        ("done", ""),
        ("ignored", "answers elsewhere"),
    ]
    assert [pk for _, pk in targets_got] == [41]


@pytest.mark.parametrize(
    ("to", "days", "problem"),
    [("", 0, "forged"), ("late", 91, "late"), ("tisserand@localhost", 0, "unknown")],
)
def test_a_known_person_is_told_why(to, days, problem, bring, mail, address, ada, now, targets_got):
    wrong = {"": address.replace("thread.", "thread.aa"), "late": address}.get(to, to)
    (row,) = bring(mail("Yes."), wrong, at=now + timedelta(days=days))
    assert (row.state, row.problem, row.person, targets_got) == ("refused", problem, ada, [])
    assert row.answer
    assert refusals() == ["Ada"]


def test_a_stranger_with_a_forged_address_is_met_with_silence(bring, mail, address):
    (row,) = bring(mail("Yes.", From="eve@example.com"), address.replace("thread.", "thread.aa"))
    assert (row.state, row.problem, refusals()) == ("refused", "forged", [])


def test_a_target_refuses_in_its_own_words_and_keeps_nothing(bring, mail, address, ada):
    (row,) = bring(mail("no way"), address)
    assert (row.state, row.problem, row.answer, row.person) == ("refused", "refused", "Not like this.", ada)
    assert refusals() == ["Ada"]


def test_one_refusal_an_hour(bring, mail, address, now):
    for minutes in (0, 10, 59, 61):
        raw = mail("no way", Message_ID=f"<{minutes}@x>")
        bring(raw, address, at=now + timedelta(minutes=minutes))
    assert refusals() == ["Ada", "Ada"]


def test_what_breaks_is_tried_again_then_told(bring, mail, address, now, targets_got):
    (row,) = bring(mail("break it"), address)
    assert (row.state, len(targets_got), row.due_at) == ("waiting", 1, now + timedelta(minutes=2))
    for minutes in range(0, 240, 2):
        taking_in.take_in_due(now + timedelta(minutes=minutes))
    row.refresh_from_db()
    assert (row.state, row.problem, len(targets_got)) == ("failed", "RuntimeError: broken", 6)
    assert refusals() == ["Ada"]


def test_too_many_mails_of_one_person_are_left_aside(bring, mail, address, now, targets_got):
    for number in range(70):
        bring(mail("Yes.", Message_ID=f"<{number}@x>"), address)
    assert len(targets_got) == 60
    assert refusals() == ["Ada"]
    bring(mail("Yes.", Message_ID="<later@x>"), address, at=now + timedelta(minutes=61))
    assert len(targets_got) == 61


def test_somebody_whose_account_is_closed_writes_no_more(bring, mail, address, ada, targets_got):
    ada.is_active = False
    ada.save()
    (row,) = bring(mail("Yes."), address)
    assert (row.state, targets_got, refusals()) == ("refused", [], [])


def test_an_address_outlives_nobody(bring, mail, address, ada, targets_got):
    ada.delete()
    assert addressing.signed(address)
    (row,) = bring(mail("Yes."), address)
    assert (row.state, row.problem, targets_got) == ("refused", "forged", [])
