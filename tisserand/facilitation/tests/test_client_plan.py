"""What the client of a co-development will try is kept as their plan."""

from datetime import timedelta

import pytest

from tisserand.facilitation.models import Intention
from tisserand.meetings import circling, planning


@pytest.fixture
def circle(community, cohort, cast, now):
    values = {"kind": "co-development", "title": "A real situation", "minutes": 75, "cohort": cohort}
    starts_at = now + timedelta(days=3)
    made = planning.plan(
        community, by=cast.ada, now=now, link="https://meet.example/", starts_at=starts_at, **values
    )
    circling.share_out(made, client=cast.chloe, host=cast.bao, by=cast.ada, now=now)
    return made


@pytest.mark.parametrize(("name", "says"), [("chloe", "What I will try"), ("ada", "What Chloé will try")])
def test_the_client_and_who_plans_write_it(client, circle, cast, name, says):
    client.force_login(cast.people[name])
    page = f"/c/distance/meetings/{circle.pk}/stages/"
    assert says in client.get(page).text
    note = f"/c/distance/animation/people/{cast.places['chloe'].pk}/plan/"
    assert note in client.get(page).text
    client.post(note, {"words": "When I sit, I ask."})
    assert Intention.objects.get().words == "When I sit, I ask."
    assert "When I sit, I ask." in client.get(page).text


def test_nobody_else_reads_it(client, circle, cast, make_person, join, cohort, now):
    emma = make_person("Emma")
    cohort.enrolments.create(membership=join(emma), enrolled_at=now)
    client.force_login(emma)
    page = client.get(f"/c/distance/meetings/{circle.pk}/stages/")
    assert page.status_code == 200
    assert "will try</h2>" not in page.text
