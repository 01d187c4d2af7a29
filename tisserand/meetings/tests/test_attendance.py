"""Who was there: noted by the LCM, by whichever way they came; it is a day of presence."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.communities import presence
from tisserand.meetings import attending, planning
from tisserand.meetings.models import Attendance

DAY = timedelta(days=1)


@pytest.fixture
def over(session, now, at):
    at(session.ends_at)
    return session


def there():
    return {one.person.given_name: one.way for one in Attendance.objects.select_related("person")}


def test_the_lcm_ticks_who_was_there_on_one_page(reader, cast, over, community, words):
    ada, url = reader(cast.ada), f"/c/distance/meetings/{over.pk}/attendance/"
    shown = re.search(r'name="shown" value="([^"]*)"', ada.get(url).content.decode())[1]
    ticked = {f"came-{cast.chloe.pk}": "phone", f"came-{cast.bao.pk}": "room", f"came-{cast.ada.pk}": ""}
    page = ada.post(url, ticked | {"shown": shown}, follow=True)
    assert "2 lines are noted." in words(page)
    assert there() == {"Chloé": "phone", "Bao": "room"}
    lines = community.events.filter(verb="attended").order_by("pk")
    assert {line.actor for line in lines} == {cast.chloe, cast.bao}
    assert {line.detail["noted_by"] for line in lines} == {cast.ada.pk}


@pytest.mark.parametrize("way", ["link", "phone", "room"])
def test_whichever_way_they_came_it_is_a_day_of_presence(over, cast, community, way):
    member = cast.places["chloe"]
    assert member.last_active_on is None
    attending.note(over, {cast.chloe.pk: way}, by=cast.ada, now=over.ends_at)
    member.refresh_from_db()
    assert (member.last_active_on, member.active_days) == (over.day, 1)
    assert presence.rebuild(community) == 0
    attending.note(over, {cast.chloe.pk: ""}, by=cast.ada, now=over.ends_at)
    member.refresh_from_db()
    assert (there(), member.last_active_on, member.active_days) == ({}, None, 0)
    assert presence.rebuild(community) == 0


def test_two_who_tick_at_the_same_time_do_not_undo_each_other(reader, cast, over):
    ada, url = reader(cast.ada), f"/c/distance/meetings/{over.pk}/attendance/"
    shown = f"{cast.bao.pk}:,{cast.chloe.pk}:"
    ada.post(url, {f"came-{cast.chloe.pk}": "phone", f"came-{cast.bao.pk}": "", "shown": shown})
    ada.post(url, {f"came-{cast.chloe.pk}": "", f"came-{cast.bao.pk}": "room", "shown": shown})
    assert there() == {"Chloé": "phone", "Bao": "room"}


def test_somebody_who_is_not_a_member_is_refused_and_nothing_is_noted(over, cast, join, make_person, now):
    left = join(make_person("Guy"), left_at=now).person
    for stranger in (cast.dov, left):
        with pytest.raises(ValidationError, match="Only members"):
            attending.note(over, {cast.chloe.pk: "link", stranger.pk: "link"}, by=cast.ada, now=over.ends_at)
    with pytest.raises(ValidationError):
        attending.note(over, {cast.chloe.pk: "train"}, by=cast.ada, now=over.ends_at)
    assert there() == {}


def test_what_the_page_never_asked_is_passed_over(reader, cast, over):
    url = f"/c/distance/meetings/{over.pk}/attendance/"
    posted = {
        f"came-{cast.dov.pk}": "link",
        f"came-{cast.chloe.pk}": "train",
        "shown": "x:y,,:::",
        "came-x": "link",
    }
    reader(cast.ada).post(url, posted)
    assert there() == {}


def test_nobody_is_noted_before_it_begins_nor_of_what_is_called_off(session, cast, now):
    with pytest.raises(ValidationError):
        attending.note(session, {cast.chloe.pk: "link"}, by=cast.ada, now=now)
    planning.call_off(session, by=cast.ada, now=now)
    with pytest.raises(ValidationError):
        attending.note(session, {cast.chloe.pk: "link"}, by=cast.ada, now=now + 4 * DAY)


def test_noted_again_nothing_is_written(over, cast, community):
    for way in ("link", "link", "room"):
        attending.note(over, {cast.chloe.pk: way}, by=cast.ada, now=over.ends_at)
    assert there() == {"Chloé": "room"}
    assert community.events.filter(verb="attended").count() == 1


def test_who_was_to_come_stands_first(reader, cast, plan, come, at, crowd):
    crowd(2)
    session = plan()
    come(session, "chloe", "phone")
    at(session.ends_at)
    page = reader(cast.ada).get(f"/c/distance/meetings/{session.pk}/attendance/").content.decode()
    assert page.index("Chloé Martin") < page.index("Member0")
    assert page.index("Chloé Martin") < page.index("Bao Tran")


def test_the_paper_list_holds_who_comes_and_empty_lines(reader, cast, plan, come, make_cohort, now):
    session = plan()
    come(session, "chloe", "room")
    come(session, "bao", "no")
    page = reader(cast.ada).get(f"/c/distance/meetings/{session.pk}/attendance/paper/").content.decode()
    assert ("Chloé Martin" in page, "Bao Tran</th>" in page) == (True, False)
    cohort = make_cohort("Watch", starts_on=now.date(), members=[cast.places["bao"]])
    group = plan(cohort=cohort)
    page = reader(cast.ada).get(f"/c/distance/meetings/{group.pk}/attendance/paper/").content.decode()
    assert ("Bao Tran</th>" in page, "Chloé Martin" in page) == (True, False)
