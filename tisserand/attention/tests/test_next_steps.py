"""The next step agreed in a talk: noted, sent, waited for, done, moved or dropped."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import acts, next_steps
from tisserand.attention.day import day
from tisserand.attention.models import NextStep, Outreach
from tisserand.communities import calling
from tisserand.facilitation.models import Manager
from tisserand.mail import answering, delivery
from tisserand.mail.models import Envelope

from .conftest import DAY, in_place, words

pytestmark = pytest.mark.usefixtures("settled", "clock")
CALL, HERE = "/c/distance/my-day/call/", "/c/distance/support/"
SAID = {"outcome": "reached", "note": "", "agreed": "Open step 2", "agreed_on": "2026-11-26"}


@pytest.fixture(autouse=True)
def stopped(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(as_person, cast):
    return as_person(cast.ada)


@pytest.fixture
def nina(silent):
    (place,) = silent(1)
    return place


@pytest.fixture
def agree(nina, cast, now):
    def make(days=0, place=None, by_mail=False, said="Open step 2"):
        at = now - DAY
        on = (place or nina).community.today(now) + days * DAY
        return next_steps.agree(place or nina, words=said, on=on, by=cast.ada, now=at, by_mail=by_mail)

    return make


def line(community, nina, at):
    return [s for s in day(community, at).signals if s.membership_id == nina.pk]


def test_it_is_noted_with_the_call(ada, nina, cast, journal, now):
    ada.post(CALL, {"member": nina.pk, **SAID, "agreed_by_mail": "on"})
    agreed = NextStep.objects.get()
    assert (agreed.words, f"{agreed.on}", agreed.agreed_by) == ("Open step 2", "2026-11-26", cast.ada)
    assert agreed.outreach == Outreach.objects.get()
    assert Envelope.objects.get().kind == "what-we-agreed"
    assert journal(cast.ada)[-2:] == ["called", "agreed-step"]
    assert "Agreed with Ada for 26 November 2026: “Open step 2”" in words(ada.get(f"{HERE}{nina.pk}/"))


def test_it_is_noted_with_help_given_in_person(ada, nina):
    ada.post(f"{HERE}{nina.pk}/help/", {**SAID, "outcome": "in_room", "note": "Showed her"})
    assert NextStep.objects.get().outreach.kind == "helped"
    assert Envelope.objects.count() == 0


WRONG = [
    {"agreed_on": ""},
    {"agreed": ""},
    {"agreed_on": "2026-11-23"},
    {"agreed_on": "2029-01-01"},
    {"agreed_on": "9999-99-99"},
    {"agreed": "x" * 201},
    {"outcome": "no_answer"},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_makes_no_sense_is_not_noted(ada, nina, wrong):
    assert ada.post(CALL, {"member": nina.pk, **SAID, **wrong}).status_code == 422
    assert (NextStep.objects.count(), Outreach.objects.count()) == (0, 0)


def test_nobody_encourages_until_that_day_then_it_stands_first(nina, agree, community, now):
    agree(3)
    assert line(community, nina, now) == line(community, nina, now + 2 * DAY) == []
    (signal,) = line(community, nina, now + 3 * DAY)
    assert signal.why == "agreed with Ada for 27 November: “Open step 2”"
    assert signal.acts == ("step_done", "look_at_step", "call", "write")


def test_a_sign_of_life_does_not_delete_it(nina, agree, community, now):
    agree()
    community.record("visited", nina.person, at=now - DAY / 2)
    (signal,) = line(community, nina, now)
    assert signal.why.endswith("“Open step 2”; a sign of life since")


def test_another_one_takes_its_place(nina, agree):
    first, second = agree(), agree(5, said="Call me back")
    first.refresh_from_db()
    assert (first.end, second.closed_at) == ("replaced", None)


def test_done_by_a_click_and_undone(ada, nina, agree, community, now, journal, cast):
    agree()
    (signal,) = line(community, nina, now)
    assert "It is done" in words(ada.get("/c/distance/my-day/"))
    said = words(in_place(ada, "/c/distance/my-day/step-done/", {"signal": signal.key}))
    assert "You noted as done what was agreed with Nina0." in said
    assert journal(cast.ada)[-1] == "closed-step"
    assert NextStep.objects.get().end == "done"
    assert ada.post("/c/distance/my-day/step-done/", {"signal": signal.key}).status_code == 409
    (act,) = [one for one in nina.community.decisions.all()]
    acts.undo(act, by=cast.ada, now=now)
    assert NextStep.objects.get().closed_at is None


def test_it_is_moved_or_dropped_with_a_word(ada, agree, nina):
    agreed = agree()
    page = f"{HERE}next-steps/{agreed.pk}/"
    assert ada.post(page, {"act": "move", "on": "2026-11-20"}).status_code == 422
    ada.post(page, {"act": "move", "on": "2026-12-01"})
    assert f"{NextStep.objects.get().on}" == "2026-12-01"
    assert ada.post(page, {"act": "drop", "why": ""}).status_code == 422
    ada.post(page, {"act": "drop", "why": "Changed teams"})
    agreed.refresh_from_db()
    assert (agreed.end, agreed.end_why) == ("dropped", "Changed teams")
    assert "Changed teams" in words(ada.get(f"{HERE}{nina.pk}/"))
    told = words(ada.post(page, {"act": "done"}, follow=True))
    assert "Somebody has closed it meanwhile." in told


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_runs_the_community_opens_it(as_person, cast, agree, name, status):
    page = f"{HERE}next-steps/{agree().pk}/"
    assert as_person(cast.people[name]).get(page).status_code == status


def test_a_manager_who_runs_the_community_does_not(ada, cast, nina, agree, now):
    agreed = agree()
    Manager.objects.create(membership=nina, person=cast.ada, named_at=now)
    assert ada.get(f"{HERE}next-steps/{agreed.pk}/").status_code == 404


def button(client, agreed, name, now, **said):
    token = answering.link(f"agreed-{name}", agreed.membership.person, agreed.pk, now=now).partition("/a/")[2]
    return words(client.post(f"/a/{token}", said, follow=True))


def test_the_person_says_that_it_is_done(client, agree, nina, now, community, journal):
    agreed = agree()
    assert "Thank you, it is noted." in button(client, agreed, "done", now)
    agreed.refresh_from_db()
    assert (agreed.said, agreed.end, agreed.closed_by) == ("done", "done", nina.person)
    assert journal(nina.person) == ["answered", "closed-step"]
    button(client, agreed, "done", now, undo="")
    agreed.refresh_from_db()
    assert (agreed.said, agreed.closed_at) == ("", None)


def test_or_not_yet_and_it_is_shown(client, agree, nina, now, community):
    agreed = agree()
    button(client, agreed, "not-yet", now)
    (signal,) = line(community, nina, now)
    assert str(signal.why).endswith("“Open step 2”; says: not yet")


def test_or_call_me_and_somebody_is_to_call(client, agree, nina, now):
    agreed = agree()
    button(client, agreed, "call", now)
    assert calling.waited_for(nina).words == "Open step 2"
    button(client, agreed, "not-yet", now)
    assert calling.waited_for(nina) is None
    agreed.refresh_from_db()
    assert agreed.said == "not_yet"


def test_nobody_else_answers(agree, cast, now):
    assert answering.find("agreed-done", cast.chloe, agree().pk, now=now) is None


def test_closed_its_mail_does_not_leave(agree, cast, now, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    agreed = agree(by_mail=True)
    next_steps.close(agreed, "dropped", by=cast.ada, now=now)
    delivery.deliver_due(now + DAY)
    assert mailoutbox == []


def test_the_call_undone_nothing_was_agreed(ada, nina, cast, now):
    ada.post(CALL, {"member": nina.pk, **SAID})
    acts.undo(Outreach.objects.get(), by=cast.ada, now=now)
    assert NextStep.objects.count() == 0


def test_the_call_undone_what_was_agreed_before_stands_again(ada, nina, agree, cast, now, community):
    before = agree(5, said="Call me back", by_mail=True)
    ada.post(CALL, {"member": nina.pk, **SAID})
    assert NextStep.objects.get(pk=before.pk).end == "replaced"
    acts.undo(Outreach.objects.get(), by=cast.ada, now=now)
    (again,) = NextStep.objects.all()
    assert (again.pk, again.end, again.closed_at, again.closed_by) == (before.pk, "", None, None)
    assert again.envelope.state == "waiting"  # it had been kept back, and leaves after all
    (due,) = line(community, nina, now + 5 * DAY)
    assert due.step_id == before.pk


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_talks_undone_in_either_order_leave_the_first_agreement(nina, agree, cast, now, order):
    before = agree(5, said="Call me back")
    talks = [
        acts.note_help(
            nina,
            by=cast.ada,
            outcome="in_room",
            note="",
            now=at,
            agreed=acts.Agreement(said, now.date() + 3 * DAY),
        )
        for at, said in ((now, "Open step 2"), (now + DAY, "Open step 3"))
    ]
    acts.undo(talks[order[0]], by=cast.ada, now=now)
    acts.undo(talks[order[1]], by=cast.ada, now=now)
    assert [(one.pk, one.end) for one in NextStep.objects.all()] == [(before.pk, "")]


def test_an_agreement_made_since_keeps_its_place(ada, nina, agree, cast, now):
    before = agree(5, said="Call me back")
    ada.post(CALL, {"member": nina.pk, **SAID})
    after = next_steps.agree(nina, words="Come on Friday", on=now.date(), by=cast.ada, now=now + DAY)
    acts.undo(Outreach.objects.get(), by=cast.ada, now=now)
    ends = {one.pk: one.end for one in NextStep.objects.all()}
    assert ends == {before.pk: "replaced", after.pk: ""}


def test_the_person_reads_it(as_person, nina, agree):
    agree(4)
    said = words(as_person(nina.person).get("/c/distance/about-me/"))
    assert "For 28 November 2026: “Open step 2” noted by Ada Lovel on 23 November 2026" in said
    assert "You agreed for 28 November 2026: “Open step 2”. Nobody presses you until then." in said


def test_the_page_of_a_person_costs_the_same_with_three(ada, nina, agree):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert ada.get(f"{HERE}{nina.pk}/").status_code == 200
        return len(queries)

    agree()
    ada.get(f"{HERE}{nina.pk}/")
    one = cost()
    agree(1)
    agree(2)
    assert cost() == one
