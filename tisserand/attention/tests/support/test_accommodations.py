"""What is agreed with somebody: where it is seen, how long it holds, and the peace it gives."""

import pytest

from tisserand.attention.models import Accommodation
from tisserand.communities import calling

from ..conftest import DAY, words

pytestmark = pytest.mark.usefixtures("settled", "clock")


def test_one_is_agreed_and_ended_from_the_page(as_person, cast, chloe, log, journal, clock):
    client, here = as_person(cast.ada), f"/c/distance/support/{chloe.pk}/"
    said = {"kind": "hours", "words": "No call on Wednesdays", "starts_on": "2026-11-24", "ends_on": ""}
    assert client.post(f"{here}accommodations/", said).url == here
    assert "Days or hours to avoid: No call on Wednesdays" in words(log())
    agreed = Accommodation.objects.get()
    for _ in range(2):
        assert client.post(f"/c/distance/support/accommodations/{agreed.pk}/end/").url == here
    agreed.refresh_from_db()
    assert (agreed.ended_by, agreed.ended_at) == (cast.ada, clock.now)
    assert "None agreed." in words(log())
    assert journal(cast.ada) == ["visited", "accommodated", "ended-accommodation"]


def test_the_journal_does_not_say_with_whom(agree, chloe, community):
    line = (agree("reader"), community.events.get(verb="accommodated"))[1]
    assert (line.object_type, line.detail) == ("accommodation", {})


WRONG = [
    {},
    {"kind": "time"},
    {"kind": "nothing", "starts_on": "2026-11-24"},
    {"kind": "time", "starts_on": "2026-11-24", "ends_on": "2026-11-23"},
    {"kind": "leave", "starts_on": "2026-11-24"},
    {"kind": "other", "starts_on": "2026-11-24"},
    {"kind": "time", "starts_on": "2026-11-24", "words": "x" * 301},
]


@pytest.mark.parametrize("said", WRONG)
def test_one_half_said_is_asked_again(as_person, cast, chloe, said):
    answer = as_person(cast.ada).post(f"/c/distance/support/{chloe.pk}/accommodations/", said)
    assert (answer.status_code, Accommodation.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, None, True), (0, 0, True), (1, None, False), (-5, -1, False), (-5, 3, True)],
)
def test_it_holds_from_its_first_day_to_its_last(agree, chloe, now, starts, ends, holds):
    today, one = chloe.community.today(now), agree(starts=starts, ends=ends)
    assert (one in Accommodation.objects.holding(today), one.holds(today)) == (holds, holds)


def test_it_stays_in_sight_where_one_is_about_to_act(as_person, cast, chloe, agree, now):
    agree("phone")
    client = as_person(cast.ada)
    for act in ("write", "call"):
        assert "By phone rather than by mail" in words(
            client.get(f"/c/distance/my-day/{act}/?member={chloe.pk}")
        )
    chloe.welcomed_at, chloe.joined_at = None, now - DAY
    chloe.save()
    key = f"to_welcome:m{chloe.pk}:{chloe.community.today(chloe.joined_at):%Y%m%d}"
    assert "By phone rather than by mail" in words(client.get("/c/distance/my-day/greet/", {"signal": key}))


@pytest.mark.parametrize(
    ("kind", "ends", "said"),
    [("leave", 9, "Chloé, on leave until 3 December"), ("peace", None, "Chloé, asked to be left in peace")],
)
def test_who_is_away_or_asked_for_peace_is_not_encouraged(
    as_person, cast, chloe, agree, enrol, lines, now, kind, ends, said
):
    enrol(chloe)
    assert [name for name, _key in lines()] == ["never_came"]
    agree(kind, "Knee", ends=ends)
    assert lines() == []
    page = words(as_person(cast.ada).get("/c/distance/my-day/"))
    assert f"Not encouraged for now: {said}" in page
    assert "Knee" not in page
    later = [name for name, _key in lines(now + 10 * DAY)]
    assert later == ([] if ends is None else ["never_came"])


def test_many_left_in_peace_are_named_up_to_a_point(as_person, cast, agree, silent):
    for place in silent(14):
        agree("peace", place=place)
    page = words(as_person(cast.ada).get("/c/distance/my-day/"))
    assert (page.count("asked to be left in peace"), "2 others" in page) == (12, True)


def test_peace_does_not_hide_what_they_ask_themselves(chloe, agree, lines, now):
    agree("peace")
    calling.ask(chloe, phone="", words="Stuck", now=now - DAY)
    assert [name for name, _key in lines()] == ["call_wanted"]


def test_another_arrangement_pauses_nothing(chloe, agree, enrol, lines):
    enrol(chloe)
    agree("paper")
    assert [name for name, _key in lines()] == ["never_came"]


def test_words_are_shown_as_they_were_typed(agree, log):
    agree("other", "<b>bold</b>")
    assert "&lt;b&gt;bold&lt;/b&gt;" in log().content.decode()
