"""Of a mail to many, a part waits, drawn by lot before anything leaves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.communities.models import Community
from tisserand.effect import drawing
from tisserand.effect.models import Trial
from tisserand.facilitation import calendar, drafts, lots, planning, standing
from tisserand.facilitation.models import Planned


@pytest.fixture
def many(make_person, join, cohort, now):
    """Twenty-three learners more, with Chloé."""
    for number in range(23):
        member = join(make_person(f"Emma{number}"))
        cohort.enrolments.create(membership=member, enrolled_at=now)


def read(planned, cast, now):
    return drafts.of(planned, by=cast.ada, now=now)


def draw(planned, cast, now, kind="hold_out"):
    members = [one.member.pk for one in read(planned, cast, now).ready]
    return lots.draw(planned, members, outcome="sign", kind=kind, share=25, by=cast.ada, now=now)


def test_who_waits_is_written_before_and_is_approved_by_nobody(put, many, cast, now):
    planned = put()
    trial = draw(planned, cast, now)
    found = standing.of(planned, now, cast.ada)
    assert (len(found.held), len(found.ready)) == (6, 18)
    everyone = read(planned, cast, now).drafts
    assert len(drafts.approve(everyone, planned, by=cast.ada, now=now)) == 18
    written = set(planned.sendings.exclude(approved_at=None).values_list("membership", flat=True))
    waiting = set(trial.assignments.filter(waits=True).values_list("membership", flat=True))
    assert not written & waiting


def test_who_only_waits_has_it_once_the_time_is_over(put, many, cast, now):
    planned = put()
    trial = draw(planned, cast, now, kind=Trial.Kind.STAGGERED)
    assert len(standing.of(planned, now + timedelta(days=6), cast.ada).held) == 6
    assert standing.of(planned, trial.ends_at, cast.ada).held == []


def test_not_twice_not_once_something_is_approved(put, many, cast, now):
    planned, other = put(), put()
    draw(planned, cast, now)
    with pytest.raises(ValidationError):
        draw(planned, cast, now)
    drafts.approve(read(other, cast, now).ready[:1], other, by=cast.ada, now=now)
    with pytest.raises(ValidationError):
        draw(other, cast, now)


def test_fewer_than_twenty_are_not_drawn(put, cast, now):
    with pytest.raises(ValidationError):
        draw(put(), cast, now)


def test_through_the_page(ada, put, many, now):
    planned = put()
    url = f"/c/distance/animation/{planned.pk}/"
    assert f"{url}lots/" in ada.get(url).text
    refused = ada.post(f"{url}lots/", {"outcome": "sign", "kind": "hold_out", "share": "80"})
    assert refused.status_code == 422
    ada.post(f"{url}lots/", {"outcome": "sign", "kind": "hold_out", "share": "50"})
    assert "12 people wait, drawn by lot." in ada.get(url).text


def test_while_only_those_who_wait_are_left_it_leaves_the_day_and_comes_back_at_their_turn(
    put, many, cast, community, now
):
    planned, later = put(), put()
    trial = draw(planned, cast, now, kind=Trial.Kind.STAGGERED)
    assert planned in calendar.due(community, now)
    drafts.approve(read(planned, cast, now).ready, planned, by=cast.ada, now=now)
    assert drafts.close_when_done(planned, by=cast.ada, now=now) is False
    assert calendar.due(community, now) == [later]
    turn = trial.ends_at
    found = {one: one for one in calendar.due(community, turn)}
    assert (found[planned].turn_on, found[planned].waited) == (turn.date(), 6)
    assert len(read(planned, cast, turn).ready) == 6
    # However long after the day of the plan: its turn is what counts.
    assert planned in calendar.due(community, turn + timedelta(days=13))
    drafts.approve(read(planned, cast, turn).ready, planned, by=cast.ada, now=turn)
    assert drafts.close_when_done(planned, by=cast.ada, now=turn) is True


def test_a_part_that_never_has_it_does_not_come_back(put, many, cast, community, now):
    planned = put()
    trial = draw(planned, cast, now)
    drafts.approve(read(planned, cast, now).ready, planned, by=cast.ada, now=now)
    assert calendar.due(community, trial.ends_at) == []


def test_the_page_of_the_comparison_says_that_their_turn_has_come(ada, put, many, cast, now, monkeypatch):
    planned = put()
    trial = draw(planned, cast, now, kind=Trial.Kind.STAGGERED)
    page = f"/c/distance/trials/{trial.pk}/"
    monkeypatch.setattr(Community, "now", lambda self: now)
    assert "turn of those who waited" not in ada.get(page).content.decode()
    monkeypatch.setattr(Community, "now", lambda self: trial.ends_at)
    said = ada.get(page).content.decode()
    assert "it is the turn of those who waited" in said
    assert f'href="/c/distance/animation/{planned.pk}/"' in said


def turn_of(trial):
    return Planned.objects.select_related("trial").get(trial=trial)


@pytest.fixture
def act(community, many, cast, now):
    """`act()`: lots drawn for something that is no mail of a plan."""

    def make(kind=Trial.Kind.STAGGERED):
        members = [one.pk for one in community.memberships.present().learners()]
        said = {"what": "A round of calls", "outcome": "sign", "share": 25, "by": cast.ada, "now": now}
        return drawing.draw_for_an_act(community, members, kind=kind, **said)

    return make


def test_the_later_turn_of_any_act_stands_on_the_calendar_and_on_my_day_when_it_has_come(
    act, ada, community, clock
):
    trial = act()
    turn = turn_of(trial)
    assert (turn.kind, turn.title, turn.moved_to) == ("note", "A round of calls", trial.ends_at.date())
    day = trial.ends_at.date().isoformat()
    assert "A round of calls" in ada.get(f"/c/distance/animation/?view=week&on={day}").text
    clock(trial.ends_at - timedelta(minutes=1))
    assert calendar.due(community, community.now()) == []
    clock(trial.ends_at)
    assert calendar.due(community, community.now()) == [turn]
    said = ada.get("/c/distance/my-day/").text
    assert " turn of 6 people has come, whom the lot let wait until" in said
    assert "See whose turn it is" in said
    page = f"/c/distance/animation/{turn.pk}/"
    assert f'href="/c/distance/trials/{trial.pk}/"' in ada.get(page).text
    about = ada.get(f"/c/distance/trials/{trial.pk}/").text
    assert f'href="{page}"' in about
    assert "Their drafts are ready" not in about
    ada.post(f"{page}done/")
    assert " turn of 6 people" not in ada.get("/c/distance/my-day/").text


def test_moved_by_somebody_it_waits_for_that_day(act, cast, community, now):
    trial = act()
    turn, later = turn_of(trial), trial.ends_at + timedelta(days=20)
    planning.move(turn, later.date(), by=cast.ada, now=now)
    assert calendar.due(community, trial.ends_at) == []
    assert calendar.due(community, later) == [turn]


def test_who_never_has_it_has_no_turn_and_a_mail_of_a_plan_keeps_its_own(act, put, many, cast, now):
    act(Trial.Kind.HOLD_OUT)
    planned = put()
    draw(planned, cast, now, kind=Trial.Kind.STAGGERED)
    assert list(Planned.objects.all()) == [planned]
