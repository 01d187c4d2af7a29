"""Of a mail to many, a part waits, drawn by lot before anything leaves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.effect.models import Trial
from tisserand.facilitation import drafts, lots, standing


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
