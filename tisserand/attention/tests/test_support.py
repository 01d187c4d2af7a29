"""What an LCM sees on a member's page, and nobody else."""

import pytest

from tisserand.attention.models import Outreach


@pytest.fixture
def note(settled, community, now):
    return Outreach.objects.create(
        community=community,
        membership=settled.places["chloe"],
        kind="called",
        outcome="reached",
        done_by=settled.ada,
        done_at=now,
        note="Back on Monday.",
    )


@pytest.fixture
def page(as_person, cast, clock):
    def read(name):
        url = f"/c/distance/members/{cast.places['chloe'].pk}/"
        return as_person(cast.people[name]).get(url).content.decode()

    return read


def test_an_lcm_sees_facts_acts_and_notes(page, note, cast):
    said = page("ada")
    assert "Back on Monday." in said
    assert "Days here so far" in said
    assert f"/my-day/write/?member={cast.places['chloe'].pk}" in said
    assert "Ada called, we spoke" in said


@pytest.mark.parametrize("name", ["bao", "chloe"])
def test_the_others_see_none_of_it(page, note, name):
    said = page(name)
    assert "Back on Monday." not in said
    assert "my-day" not in said


def test_the_reason_of_the_day_is_said_there_too(page, cast, enrol, settled):
    enrol(cast.places["chloe"])
    assert "No visit since the start, 10 days ago" in page("ada")
