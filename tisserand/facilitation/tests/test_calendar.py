"""The calendar, its conflicts, a day as one learner receives it, and what is moved or called off."""

from datetime import datetime, time, timedelta

import pytest

from tisserand.facilitation import calendar, drafts, planning
from tisserand.facilitation.models import Planned
from tisserand.letter.models import Edition

URL = "/c/distance/animation/"
DAY = timedelta(days=1)


def state(community, now, planned):
    shown = calendar.show(community, "month", planned.on, now)
    [entry] = [one for day in shown.days for one in day.entries if one.planned.pk == planned.pk]
    return entry.state


def test_each_item_says_where_it_stands(put, community, cast, now):
    today, tomorrow = now.date(), now.date() + DAY
    ahead, due, late = put(moved_to=tomorrow), put(moved_to=today), put(moved_to=today - DAY)
    approved, done, off = put(moved_to=tomorrow), put(moved_to=today), put(moved_to=today)
    drafts.approve(drafts.of(approved, by=cast.ada, now=now).drafts, approved, by=cast.ada, now=now)
    planning.finish(done, by=cast.ada, now=now)
    planning.call_off(off, "Rain", by=cast.ada, now=now)
    found = [state(community, now, one) for one in (ahead, due, late, approved, done, off)]
    assert found == ["planned", "draft", "late", "approved", "done", "off"]


def test_two_mails_to_the_same_people_on_one_day_are_said(put, community, now, monday):
    put(moved_to=monday)
    assert calendar.conflicts(calendar.all_of(community, since=monday)) == {}
    put(moved_to=monday, audience="silent")
    assert calendar.conflicts(calendar.all_of(community, since=monday)) == {
        monday: ["2 mails to the same people: Autumn"]
    }


def test_the_letter_counts_among_the_mails_of_its_day(ada, put, community, cast, now, monday):
    put(moved_to=monday, title="Day one")
    put(moved_to=monday, kind="letter", cohort=None, title="Letter")
    planned = ada.get(URL, {"view": "week", "on": monday.isoformat()}).content.decode()
    assert "2 mails to the same people, with the letter: Autumn" in planned
    assert (
        "with the letter" not in ada.get(URL, {"view": "week", "on": str(monday - 7 * DAY)}).content.decode()
    )


def test_a_letter_that_is_prepared_counts_on_the_day_it_leaves(ada, put, community, cast, now, monday):
    put(moved_to=monday, title="Day one")
    leaves = datetime.combine(monday, time(8), tzinfo=community.zone)
    Edition.objects.create(
        community=community, subject="Week", leaves_at=leaves, drafted_at=now, edited_at=now
    )
    planned = ada.get(URL, {"view": "week", "on": monday.isoformat()}).content.decode()
    assert "2 mails to the same people, with the letter: Autumn" in planned


def test_more_mails_in_a_week_than_anybody_gets_are_said_on_the_last_day(put, community, settings, monday):
    settings.ENCOURAGEMENTS_A_WEEK = 2
    for number in range(3):
        put(moved_to=monday + number * DAY)
    warned = calendar.conflicts(calendar.all_of(community, since=monday))
    assert list(warned) == [monday + 2 * DAY]
    assert "3 mails this week for Autumn" in warned[monday + 2 * DAY][0]


@pytest.mark.parametrize("view", ["list", "week", "month", "no such"])
@pytest.mark.parametrize("on", ["", "2026-11-30", "2026-02-30", "0001-01-01", "9999-12-31", "x"])
def test_every_view_of_every_day_is_a_page(ada, put, view, on):
    put()
    page = ada.get(URL, {"view": view, "on": on})
    assert page.status_code == 200


def test_the_number_of_queries_does_not_grow(
    ada, put, plan, cohort, cast, now, django_assert_max_num_queries
):
    put()
    ada.get(URL)
    with django_assert_max_num_queries(9):
        ada.get(f"{URL}?view=month")
    planning.apply(plan, cohort, by=cast.ada, now=now)
    with django_assert_max_num_queries(9):
        ada.get(f"{URL}?view=month")


def test_a_day_is_seen_as_one_learner_receives_it(ada, put, cast, now):
    put("Hello {first_name}.", moved_to=now.date())
    put("Not for you.", moved_to=now.date(), audience="nearly_done")
    page = ada.get(f"{URL}preview/", {"on": f"{now:%Y-%m-%d}", "member": cast.places["chloe"].pk}).text
    assert "Hello Chloé." in page
    assert "Not for you." not in page


def test_an_item_is_moved_from_the_calendar_and_comes_back_to_it(ada, put, now):
    planned, to = put(), now.date() + 5 * DAY
    back = f"{URL}?view=month&on=2026-11-01"
    answer = ada.post(f"{URL}{planned.pk}/move/", {"to": f"{to}", "back": back})
    assert answer.url == back
    assert Planned.objects.get().moved_to == to
    for bad, away in ((now.date() - DAY, "https://evil.example/"), ("soon", "//evil.example/?")):
        answer = ada.post(f"{URL}{planned.pk}/move/", {"to": f"{bad}", "back": away})
        assert answer.url == f"{URL}{planned.pk}/"
    assert Planned.objects.get().moved_to == to


def test_done_or_called_off_it_is_opened_again(ada, put, now):
    planned = put()
    for act in ("done", "call-off"):
        ada.post(f"{URL}{planned.pk}/{act}/", {"why": "Rain"})
        assert Planned.objects.get().over
        ada.post(f"{URL}{planned.pk}/reopen/")
        assert not Planned.objects.get().over


def test_a_message_is_read_again_and_said_to_all(ada, put, community):
    planned = put("Tell us about {situation}.", kind="post", title="Tell us")
    page = ada.get(f"{URL}{planned.pk}/publish/").text
    assert "{situation}" in page
    refused = ada.post(f"{URL}{planned.pk}/publish/", {"subject": "Tell us", "text": "About {situation}."})
    assert refused.status_code == 422
    ada.post(f"{URL}{planned.pk}/publish/", {"subject": "Tell us", "text": "About your Tuesday."})
    planned.refresh_from_db()
    assert (planned.thread.title, planned.done_by) == ("Tell us", ada.get(URL).wsgi_request.user)
    assert ada.get(f"{URL}{planned.pk}/publish/").status_code == 404


def test_mails_for_nobody_are_closed_once_their_day_has_passed(put, now):
    gone = put(moved_to=now.date() - DAY, audience="nearly_done")
    put(moved_to=now.date() - DAY)
    put(moved_to=now.date(), audience="nearly_done")
    assert planning.close_those_for_nobody(now) == 1
    assert list(Planned.objects.exclude(done_at=None)) == [gone]
