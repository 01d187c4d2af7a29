"""Acts towards people: what is written, how the line leaves and comes back, what the slower is told."""

from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail as post_office

from tisserand.attention import acts
from tisserand.attention.models import Outreach
from tisserand.communities import presence
from tisserand.mail import outbox
from tisserand.mail.models import Envelope

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("settled")


@pytest.fixture
def silent_chloe(cast, enrol):
    """Chloé is enrolled and has never come: one line."""
    enrol(cast.places["chloe"])
    return cast.places["chloe"]


@pytest.fixture
def ines(make_person, join, visit, now):
    """Somebody who arrived yesterday and whom nobody has spoken to."""
    place = join(make_person("Inès", "Roy", email="ines@example.com"), at=now - 2 * DAY)
    visit(place, 1)
    return place


def kept_is_counted(community):
    kept = {
        m.person_id: presence.Presence(*(getattr(m, name) for name in presence.NAMES))
        for m in community.memberships.exclude(active_days=0)
    }
    return kept == presence.recomputed(community)


# Writing


def test_a_letter_waits_a_minute_then_leaves_in_the_lcms_name(
    cast, silent_chloe, lines, the_key, now, journal, settings
):
    act = acts.write(
        silent_chloe, by=cast.ada, subject="Hello", text="Come as you are.", now=now, signal=the_key()
    )
    assert (lines(), journal(cast.ada)) == ([], ["wrote"])
    assert act.envelope.due_at == now + timedelta(seconds=60)
    outbox.deliver_due(now + timedelta(seconds=59))
    assert post_office.outbox == []
    outbox.deliver_due(now + timedelta(seconds=61))
    (letter,) = post_office.outbox
    assert (letter.subject, parseaddr(letter.to[0])[1]) == ("Hello", "chloe@example.com")
    assert letter.extra_headers["From"].startswith("Ada Lovel <")
    assert letter.reply_to == ["Ada Lovel <ada@example.com>"]
    assert letter.body.startswith("Come as you are.")
    assert all(
        f"{settings.SITE_URL}/c/distance/" in part for part in (letter.body, letter.alternatives[0].content)
    )
    assert "Your answer goes to Ada, and to nobody else." in letter.body


def test_a_letter_can_be_taken_back_within_its_minute(cast, silent_chloe, the_key, now):
    key = the_key()
    act = acts.write(silent_chloe, by=cast.ada, subject="Hello", text="…", now=now, signal=key)
    acts.undo(act, by=cast.ada, now=now + timedelta(seconds=30))
    outbox.deliver_due(now + timedelta(minutes=5))
    assert (post_office.outbox, the_key()) == ([], key)


def test_a_letter_that_has_left_cannot_be_taken_back(cast, silent_chloe, lines, the_key, now):
    act = acts.write(silent_chloe, by=cast.ada, subject="Hello", text="…", now=now, signal=the_key())
    outbox.deliver_due(now + timedelta(minutes=5))
    with pytest.raises(acts.TooLate):
        acts.undo(act, by=cast.ada, now=now + timedelta(minutes=6))
    act.refresh_from_db()
    assert (act.withdrawn_at, lines()) == (None, [])


def test_two_letters_to_one_person_are_one(cast, silent_chloe, the_key, now):
    key = the_key()
    acts.write(silent_chloe, by=cast.ada, subject="Hello", text="…", now=now, signal=key)
    with pytest.raises(acts.JustDone):
        acts.write(silent_chloe, by=cast.ada, subject="Hello", text="…", now=now, signal=key)
    assert Outreach.objects.count() == Envelope.objects.count() == 1


def test_somebody_without_mail_gets_a_letter_on_paper_or_none(cast, silent_chloe, the_key, now):
    cast.chloe.email = None
    cast.chloe.save()
    said = {"by": cast.ada, "subject": "Hello", "text": "…", "now": now, "signal": the_key()}
    with pytest.raises(ValueError, match="takes no mail"):
        acts.write(silent_chloe, **said)
    assert Outreach.objects.count() == 0
    act = acts.write(silent_chloe, printed=True, **said)
    assert (act.outcome, act.envelope) == ("printed", None)
    acts.undo(act, by=cast.ada, now=now)
    assert Outreach.objects.standing().count() == 0


def test_a_line_about_somebody_else_is_refused(cast, silent_chloe, the_key, now):
    with pytest.raises(ValueError, match="somebody else"):
        acts.write(cast.places["bao"], by=cast.ada, subject="x", text="x", now=now, signal=the_key())


def test_a_letter_from_a_members_page_answers_no_line(cast, now):
    act = acts.write(cast.places["bao"], by=cast.ada, subject="Thanks", text="…", now=now)
    assert (act.signal, act.envelope is None) == ("", False)


def test_a_mail_leaves_in_the_present_of_a_community_of_the_past(cast, community, now):
    community.set_back = 100 * DAY
    community.save()
    place = community.memberships.get(person=cast.bao)
    act = acts.write(place, by=cast.ada, subject="Thanks", text="…", now=now - 100 * DAY)
    assert act.envelope.due_at == now + timedelta(seconds=60)


# Calling


def test_a_talk_is_a_sign_of_life(cast, community, silent_chloe, lines, the_key, now, journal):
    key = the_key()
    act = acts.log_call(
        silent_chloe, by=cast.ada, outcome="reached", note="Back on Monday.", now=now, signal=key
    )
    silent_chloe.refresh_from_db()
    assert silent_chloe.last_active_on == community.today(now)
    assert (journal(cast.ada), journal(cast.chloe)) == (["called"], ["talked"])
    assert lines() == []
    acts.undo(act, by=cast.ada, now=now)
    silent_chloe.refresh_from_db()
    assert (silent_chloe.last_active_on, silent_chloe.active_days) == (None, 0)
    assert kept_is_counted(community)
    assert the_key() == key


@pytest.mark.parametrize("outcome", ["message", "no_answer"])
def test_a_call_without_a_talk_is_no_sign_of_life_and_rests_all_the_same(
    cast, silent_chloe, lines, the_key, now, outcome
):
    acts.log_call(silent_chloe, by=cast.ada, outcome=outcome, now=now, signal=the_key())
    silent_chloe.refresh_from_db()
    assert silent_chloe.last_active_on is None
    assert lines() == []
    assert [indicator for indicator, _key in lines(now + 7 * DAY)] == ["never_came"]


def test_clicking_twice_is_one_call(cast, now):
    first = acts.log_call(cast.places["bao"], by=cast.ada, outcome="reached", now=now)
    assert acts.log_call(cast.places["bao"], by=cast.ada, outcome="reached", now=now) == first


def test_an_outcome_that_is_not_one_is_refused(cast, now):
    with pytest.raises(ValueError, match="no such outcome"):
        acts.log_call(cast.places["bao"], by=cast.ada, outcome="printed", now=now)


# Greeting


def test_greeting_several_writes_to_each_by_name(cast, ines, make_person, join, visit, lines, now, journal):
    paul = join(make_person("Paul", "Girard", email=None), at=now - 2 * DAY)
    visit(paul, 1)
    keys = [key for _indicator, key in lines()]
    made = acts.greet([ines, paul], by=cast.ada, subject="Welcome", text="I am Ada.", now=now, signals=keys)
    assert [(act.kind, act.envelope is not None) for act in made] == [("greeted", True), ("greeted", False)]
    ines.refresh_from_db()
    assert (ines.welcomed_at, ines.welcomed_by) == (now, cast.ada)
    assert (lines(), journal(cast.ada)) == ([], ["welcomed", "welcomed"])
    outbox.deliver_due(now + DAY)
    assert post_office.outbox[0].body.startswith("Hello Inès,\n\nI am Ada.")


def test_a_greeting_taken_back_leaves_them_to_welcome(cast, ines, the_key, now):
    key = the_key()
    (act,) = acts.greet([ines], by=cast.ada, subject="Welcome", text="…", now=now, signals=[key])
    acts.undo(act, by=cast.ada, now=now)
    ines.refresh_from_db()
    assert (ines.welcomed_at, ines.welcomed_by, the_key()) == (None, None, key)


def test_a_reply_to_a_newcomer_is_a_welcome(cast, ines, ask, lines, the_key, now):
    thread = ask(ines.person)
    acts.reply(thread, by=cast.ada, source="Welcome.", now=now, signal=the_key())
    assert lines() == []
