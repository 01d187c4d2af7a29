"""One's own calendar, at a secret address."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from tisserand.communities.models import Community
from tisserand.meetings import feeds, planning
from tisserand.meetings.models import Feed
from tisserand.programmes import progress

DAY = timedelta(days=1)


@pytest.fixture
def read(now):
    """`read(chloe)`: what a calendar program gets, without signing in."""

    def read(person, **headers):
        feed = Feed.objects.filter(person=person).first() or feeds.make(person, now=now)
        return Client().get(path(feeds.address(feed)), headers=headers)

    return read


def path(address):
    return "/" + address.split("/", 3)[3]


def titles(page):
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(page.content).walk("VEVENT")]


def test_one_makes_it_copies_it_changes_it_and_removes_it(reader, cast, now):
    chloe = reader(cast.chloe)
    assert "Make my secret address" in chloe.get("/me/calendar/").content.decode()
    chloe.post("/me/calendar/")
    first = feeds.address(Feed.objects.get())
    assert first in chloe.get("/me/calendar/").content.decode()
    assert Client().get(path(first)).status_code == 200
    chloe.post("/me/calendar/")
    second = feeds.address(Feed.objects.get())
    assert [Client().get(path(one)).status_code for one in (first, second)] == [404, 200]
    chloe.post("/me/calendar/removal/")
    assert [Client().get(path(one)).status_code for one in (first, second)] == [404, 404]
    assert Client().get("/me/calendar/").url == "/sign-in/?next=/me/calendar/"


@pytest.mark.parametrize(
    "token", ["x", "1", "1-", "1-" + "0" * 40, "99999999999999999999-a", "-", "١-a", "%00", "1-é"]
)
def test_a_guess_leads_nowhere(cast, now, token):
    feeds.make(cast.chloe, now=now)
    assert Client().get(f"/calendar/{token}.ics").status_code == 404


def test_what_the_database_holds_does_not_give_the_address_away(cast, now):
    feed = feeds.make(cast.chloe, now=now)
    assert not any(str(value) in feeds.address(feed) for value in (feed.salt,))


def test_the_address_of_who_is_gone_leads_nowhere(cast, now, read):
    assert read(cast.chloe).status_code == 200
    cast.chloe.is_active = False
    cast.chloe.save()
    assert read(cast.chloe).status_code == 404


def test_each_sees_their_own_only(cast, plan, read, make_cohort, community, now, come):
    cohort = make_cohort("Watch", "Try", starts_on=date(2026, 11, 23), members=[cast.places["chloe"]])
    plan(title="For all")
    plan(title="For the group", cohort=cohort)
    come(plan(title="Declined"), "chloe", "no")
    other = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    other.admit(cast.ada, "lcm", by=None, now=now)
    plan(title="Elsewhere", community=other)
    plan(title="Led by Bao", cohort=cohort, leaders=[cast.bao])
    watch, try_it = "To do by today: Watch", "To do by today: Try"
    assert titles(read(cast.chloe)) == ["For all", "For the group", "Led by Bao", watch, try_it]
    assert titles(read(cast.bao)) == ["For all", "Declined", "Led by Bao"]
    assert titles(read(cast.ada)) == ["For all", "For the group", "Declined", "Elsewhere", "Led by Bao"]
    assert read(cast.dov).content.count(b"VEVENT") == 0


def test_no_name_of_anybody_else_is_in_it(cast, plan, read, come, now):
    session = plan(leaders=[cast.bao])
    come(session, "bao")
    text = read(cast.chloe).content.decode()
    assert [name for name in ("Bao", "Tran", "Ada", "Lovel") if name in text] == []


def test_a_step_that_is_done_leaves(cast, read, make_cohort, now):
    cohort = make_cohort("Watch", starts_on=date(2026, 11, 23), members=[cast.places["chloe"]])
    page = read(cast.chloe)
    [event] = Calendar.from_ical(page.content).walk("VEVENT")
    assert (event["DTSTART"].dt, str(event["TRANSP"])) == (date(2026, 11, 30), "TRANSPARENT")
    enrolment, step = cohort.enrolments.get(), cohort.programme.steps.get()
    progress.complete(enrolment, step, by=cast.chloe, now=now)
    assert titles(read(cast.chloe)) == []


def test_who_leaves_the_community_sees_its_sessions_no_more(cast, session, read, now):
    assert titles(read(cast.chloe)) == ["Opening"]
    cast.places["chloe"].leave(by=cast.chloe, now=now)
    assert titles(read(cast.chloe)) == []


def test_a_program_that_knows_it_is_told_that_nothing_changed(cast, session, read, now, at):
    first = read(cast.chloe)
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    at(now + timedelta(hours=1))
    known = {"if_none_match": first["ETag"]}
    assert read(cast.chloe, **known).status_code == 304
    assert read(cast.chloe, if_modified_since=first["Last-Modified"]).status_code == 304
    planning.call_off(session, by=cast.ada, now=now + timedelta(hours=1))
    again = read(cast.chloe, **known)
    assert again.status_code == 200
    assert again["Last-Modified"] != first["Last-Modified"]
    assert b"STATUS:CANCELLED" in again.content
    assert read(cast.chloe, if_modified_since=first["Last-Modified"]).status_code == 200


def test_it_is_in_the_language_of_its_person(cast, session, read):
    cast.chloe.language = "fr"
    cast.chloe.save()
    assert "Par téléphone" in read(cast.chloe).content.decode().replace("\r\n ", "")


def test_what_people_type_starts_no_line_of_its_own(cast, plan, read, now):
    plan(title="A\r\nATTENDEE:mailto:x@y", description="B\r\nEND:VEVENT\nBEGIN:VALARM", room="C; D, E\\n")
    [event] = Calendar.from_ical(read(cast.chloe).content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "A ATTENDEE:mailto:x@y"
    assert "ATTENDEE" not in event
    assert not event.walk("VALARM")
    assert event["LOCATION"].startswith("C; D, E\\n ·")


def test_the_number_of_queries_does_not_grow(cast, plan, read, make_cohort, now, community):
    def count():
        read(cast.chloe)
        with CaptureQueriesContext(connection) as queries:
            read(cast.chloe)
        return len(queries)

    def fill(number):
        for n in range(number):
            members = [cast.places["chloe"]]
            cohort = make_cohort(
                "Watch", "Try", starts_on=date(2026, 11, 23), members=members, name=f"P{number}{n}"
            )
            plan(cohort=cohort)
            place = Community.objects.create(
                organisation=community.organisation, name=f"C{number}{n}", slug=f"c{number}-{n}"
            )
            place.admit(cast.chloe, by=None, now=now)
            place.admit(cast.ada, "lcm", by=None, now=now)
            plan(community=place)

    fill(1)
    one = count()
    fill(3)
    assert count() == one


def test_a_higher_app_adds_what_it_plans(cast, read, now, monkeypatch):
    from tisserand.meetings.ics import Entry

    monkeypatch.setattr(feeds, "_sources", dict(feeds._sources))

    @feeds.feed_source("above")
    def planned(reader):
        return [Entry("p-1", f"Plan of {len(reader.may('plan animation'))}", now, now)]

    assert titles(read(cast.ada)) == ["Plan of 1"]
    assert titles(read(cast.chloe)) == ["Plan of 0"]
