"""A person's support log: what it tells, and to whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import accommodations, acts, support_log
from tisserand.attention.models import Accommodation, Outreach
from tisserand.communities import calling
from tisserand.communities.models import Community
from tisserand.facilitation.models import Manager

from ..conftest import DAY, words

pytestmark = pytest.mark.usefixtures("settled", "clock")


def everything(chloe, cast, agree, mailed, now):
    mailed(3, "stuck")
    calling.ask(chloe, phone="+33612345678", words="The video stops", now=now - 2 * DAY)
    acts.log_call(chloe, by=cast.ada, outcome="no_answer", note="Rang twice", now=now - DAY)
    acts.note_help(chloe, by=cast.ada, outcome="by_phone", note="Opened module 2", now=now)
    accommodations.end(agree("paper"), by=cast.ada, now=now)


def test_all_that_was_done_stands_in_one_order(chloe, cast, agree, mailed, now, log):
    everything(chloe, cast, agree, mailed, now)
    found = support_log.log(chloe, now).entries
    assert sorted(entry.kind for entry in found) == [
        "agreed",
        "answer",
        "call",
        "ended",
        "mail",
        "outreach",
        "outreach",
    ]
    assert [entry.at for entry in found] == sorted((entry.at for entry in found), reverse=True)
    said = words(log())
    for part in (
        "Ada helped, by phone",
        "Opened module 2",
        "Ada called, no answer",
        "Chloé asked to be called as soon as you can",
        "The video stops",
        "Chloé answered “I am stuck”",
        "Ada approved a mail of the plan",
        "Ada agreed with them: on paper",
        "Ada ended: on paper",
    ):
        assert part in said
    assert "Hidden words" not in said


def test_an_answer_that_asks_for_nothing_is_not_told(chloe, mailed, now):
    mailed(3, "fine")
    assert [entry.kind for entry in support_log.log(chloe, now).entries] == ["mail"]


def test_pages_follow_each_other_without_a_gap(chloe, cast, now):
    acts_of = [
        Outreach(community=chloe.community, membership=chloe, kind="called", done_at=now - n * DAY / 24)
        for n in range(support_log.PAGE + 5)
    ]
    Outreach.objects.bulk_create(acts_of)
    first, second = (support_log.log(chloe, now, number) for number in (1, 2))
    moments = [entry.at for page in (first, second) for entry in page.entries]
    assert (len(first.entries), len(second.entries), first.more, second.more) == (50, 5, True, False)
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) == len(moments)


def test_the_page_costs_the_same_whatever_it_holds(chloe, cast, agree, now, log, mailed):
    everything(chloe, cast, agree, mailed, now)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert log().status_code == 200
        return len(asked)

    cost()
    one = cost()
    for days in (4, 5):
        acts.log_call(chloe, by=cast.ada, outcome="no_answer", now=now - days * DAY)
        agree("buddy")
    assert cost() == one


# Who reads it

WHO = {"ada": 200, "bao": 403, "chloe": 403, "dov": 404}


@pytest.fixture
def others(make_person, community, now):
    """A training director, an administrator, and somebody who leads another community."""
    elsewhere = Community.objects.create(
        organisation=community.organisation, name="Elsewhere", slug="elsewhere"
    )
    odette = make_person("Odette")
    elsewhere.admit(odette, "lcm", by=None, now=now)
    return {
        "director": make_person("Diane"),
        "administrator": make_person("Sylvain", is_administrator=True),
        "leads elsewhere": odette,
    }


def test_those_who_run_the_community_read_it_and_nobody_else(
    as_person, cast, chloe, others, agree, community
):
    agree("other", "A room alone")
    addresses = [f"support/{chloe.pk}/", f"support/{chloe.pk}/accommodations/"]
    for address in addresses:
        page = f"/c/distance/{address}"
        assert {name: as_person(cast.people[name]).get(page).status_code for name in WHO} == WHO
        found = {name: as_person(person).get(page).status_code for name, person in others.items()}
        assert found == dict.fromkeys(others, 404)
    there = as_person(others["leads elsewhere"])
    for address in addresses:
        assert there.get(f"/c/elsewhere/{address}").status_code == 404


@pytest.mark.parametrize("name", ["bao", "chloe", "dov"])
def test_nobody_else_writes_in_it(as_person, cast, chloe, agree, name):
    agreed = agree()
    client = as_person(cast.people[name])
    here = "/c/distance/support/"
    said = {"note": "x", "outcome": "in_room", "kind": "time", "starts_on": "2026-11-24"}
    for address in (f"{chloe.pk}/help/", f"{chloe.pk}/accommodations/", f"accommodations/{agreed.pk}/end/"):
        assert client.post(here + address, said).status_code == WHO[name]
    agreed.refresh_from_db()
    assert (Outreach.objects.count(), Accommodation.objects.count(), agreed.ended_at) == (0, 1, None)


def test_nothing_of_another_community_is_reached(as_person, cast, agree, others, community):
    agreed, client = agree(), as_person(others["leads elsewhere"])
    assert client.post(f"/c/elsewhere/support/accommodations/{agreed.pk}/end/").status_code == 404
    agreed.refresh_from_db()
    assert agreed.ended_at is None


def test_a_manager_who_runs_the_community_does_not_read_it(
    as_person, cast, chloe, agree, now, make_person, join
):
    """Léa leads too, and Chloé works for her."""
    lea = make_person("Léa")
    join(lea, "lcm")
    agree("other", "A room alone")
    letter = Outreach.objects.create(
        community=chloe.community,
        membership=chloe,
        kind="wrote",
        done_by=cast.ada,
        done_at=now,
        subject="Hello",
        note="Secret",
    )
    assert b"A room alone" in as_person(lea).get(f"/c/distance/support/{chloe.pk}/").content
    Manager.objects.create(membership=chloe, person=lea, named_at=now)
    client = as_person(lea)
    assert client.get(f"/c/distance/support/{chloe.pk}/").status_code == 404
    assert client.get(f"/c/distance/my-day/letters/{letter.pk}/").status_code == 404
    assert b"Secret" not in client.get(f"/c/distance/my-day/letters/?sent=o{letter.pk}").content
    page = client.get(f"/c/distance/members/{chloe.pk}/").content.decode()
    assert "their support notes are closed to you" in words(client.get(f"/c/distance/members/{chloe.pk}/"))
    assert "A room alone" not in page
    for act in ("write", "call"):
        form = client.get(f"/c/distance/my-day/{act}/?member={chloe.pk}").content.decode()
        assert "A room alone" not in form


def test_the_person_reads_what_was_agreed_with_who_and_when(as_person, cast, agree, now):
    accommodations.end(agree("paper"), by=cast.ada, now=now)
    agree("time", "A third more", ends=30)
    said = words(as_person(cast.chloe).get("/c/distance/about-me/"))
    assert "More time: A third more, until 24 December 2026" in said
    assert "noted by Ada Lovel on" in said
    assert "ended by Ada Lovel on" in said
    assert "A third more" not in words(as_person(cast.bao).get("/c/distance/about-me/"))
