"""What is planned becomes a session, a debate, a poll or a letter, and is one thing with it from then on."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.debates.models import Debate, Poll
from tisserand.facilitation import calendar, placing, planning, preparing
from tisserand.facilitation.models import Planned
from tisserand.letter import approving
from tisserand.letter.models import Edition
from tisserand.meetings import planning as meetings
from tisserand.meetings.models import LiveSession

URL = "/c/distance/animation/"
DAY = timedelta(days=1)


@pytest.fixture
def planned(put, now):
    return put(
        "With {lcm}.", kind="session", title="Help", days=13, session_kind="co-development", minutes=75
    )


@pytest.fixture
def form(planned):
    """What the form of its session holds at first, and a link."""

    def form(**values):
        said = {"title": "Help", "kind": "co-development", "day": planned.on, "at": "11:00", "minutes": 75}
        return said | {"link": "https://meet.example/", "cohort": planned.cohort_id} | values

    return form


@pytest.fixture
def session(ada, planned, form):
    ada.post(f"{URL}{planned.pk}/session/", form())
    return LiveSession.objects.get()


def again(planned):
    return placing.place(Planned.objects.get(pk=planned.pk), planned.community)


def shown(community, now, day):
    """Titles on that day of the calendar, with their states; sessions without."""
    found = calendar.show(community, "list", day, now).days
    [one] = [each for each in found if each.on == day]
    return [session.title for session in one.sessions], [(e.planned.title, e.state) for e in one.entries]


def test_its_form_begins_with_what_is_planned(ada, planned):
    form = ada.get(f"{URL}{planned.pk}/session/").context["form"]
    assert form.initial == {
        "title": "Help",
        "day": planned.on,
        "at": planned.at,
        "description": "With Ada.",
        "cohort": planned.cohort_id,
        "kind": "co-development",
        "minutes": 75,
    }


def test_the_session_is_tied_to_it_and_shown_once(ada, planned, session, community, now):
    assert (again(planned).session, again(planned).done_by) == (session, session.planned_by)
    assert shown(community, now, planned.on) == (["Help"], [])
    assert ada.get(f"{URL}{planned.pk}/session/").status_code == 404
    assert planned.title in ada.get(session.get_absolute_url()).text
    assert session.get_absolute_url() in ada.get(f"{URL}{planned.pk}/").text


def test_two_who_prepare_it_at_once_make_one_session(planned, session, cast, now):
    planned.done_at = None
    values = {"title": "Help", "link": "https://meet.example/", "starts_at": now + DAY}
    with pytest.raises(ValidationError):
        preparing.session(planned, by=cast.ada, now=now, **values)
    assert LiveSession.objects.count() == 1


def test_moved_the_session_takes_it_along_and_the_plan_is_asked(ada, planned, session, community, cast, now):
    before = planned.on
    meetings.change(session, by=cast.ada, now=now, starts_at=session.starts_at + DAY)
    assert again(planned).on == before + DAY
    assert shown(community, now, before + DAY)[0] == ["Help"]
    page = ada.get(f"{URL}{planned.pk}/").text
    assert "Leave it where it is" in page
    assert "The plan says" in ada.get(f"{URL}?on={before:%Y-%m-%d}").text
    moved = ada.post(f"{URL}{planned.pk}/day/", {"move": "1"})
    assert moved.url == f"{session.get_absolute_url()}details/?day={before:%Y-%m-%d}"
    assert f'value="{before:%Y-%m-%d}"' in ada.get(moved.url).text
    ada.post(f"{URL}{planned.pk}/day/", {"keep": "1"})
    assert "Leave it where it is" not in ada.get(f"{URL}{planned.pk}/").text


def test_called_off_it_says_so_and_can_be_prepared_again(ada, planned, session, community, cast, now):
    refused = ada.post(f"{URL}{planned.pk}/reopen/", follow=True).text
    assert "call that off first" in refused
    meetings.call_off(session, by=cast.ada, now=now)
    assert shown(community, now, planned.on) == ([], [("Help", "off")])
    assert "Its session was called off." in ada.get(f"{URL}{planned.pk}/").text
    ada.post(f"{URL}{planned.pk}/reopen/")
    assert (again(planned).session, again(planned).over) == (None, False)
    assert ada.get(f"{URL}{planned.pk}/session/").status_code == 200


def test_a_letter_is_prepared_approved_and_sent(ada, put, community, cast, now):
    planned = put("Our week.", kind="letter", title="Our week", days=13)
    ada.post(f"{URL}{planned.pk}/letter/")
    edition = Edition.objects.get()
    assert edition.leaves_at == planned.moment
    day = again(planned).on
    assert shown(community, now, day)[1] == [("Our week", "draft")]
    edition.refresh_from_db()
    approving.approve(edition, by=cast.ada, now=now, stamp=edition.stamp)
    assert shown(community, now, day)[1] == [("Our week", "approved")]
    Edition.objects.update(composing_at=edition.leaves_at, by_mail=12, on_paper=3)
    assert shown(community, now, day)[1] == [("Our week", "done")]
    assert "went to 15 people, 3 of them on paper" in ada.get(f"{URL}?on={day:%Y-%m-%d}").text
    with pytest.raises(ValidationError):
        planning.reopen(again(planned), by=cast.ada, now=now)


def test_the_next_letter_waits_for_the_one_before(ada, put):
    first, second = put(kind="letter", days=13), put(kind="letter", days=20)
    ada.post(f"{URL}{first.pk}/letter/")
    said = ada.post(f"{URL}{second.pk}/letter/", follow=True).text
    assert "The letter before this one has not left yet" in said
    assert again(second).edition is None


@pytest.mark.parametrize(
    ("kind", "model", "posted"),
    [
        ("debate", Debate, {"positions": "For\nAgainst"}),
        ("poll", Poll, {"options": "For\nAgainst", "method": "single", "results": "after"}),
    ],
)
def test_a_debate_or_a_poll_begins_with_its_buttons(ada, put, now, kind, model, posted):
    planned = put(
        "Why?", kind=kind, title="For or against?", answers=[{"label": "For", "means": "other"}] * 2
    )
    url = f"{URL}{planned.pk}/{kind}/"
    form = ada.get(url).context["form"]
    assert (form.initial["question"], form.initial[next(iter(posted))]) == ("For or against?", "For\nFor")
    refused = ada.post(url, {"question": "For?", "text": "Why?", "last_day": "x"} | posted)
    assert (refused.status_code, again(planned).over) == (422, False)
    last_day = f"{now.date() + 9 * DAY}"
    ada.post(url, {"question": "For?", "text": "Why?", "last_day": last_day, "format": "text"} | posted)
    assert again(planned).thread == model.objects.get().thread
    assert ada.get(url).status_code == 404


@pytest.mark.parametrize("what", ["session", "debate", "poll", "letter"])
@pytest.mark.parametrize(("name", "status"), [("ada", 404), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_plans_prepares_and_only_what_it_is(client, cast, put, what, name, status):
    note = put(kind="note")
    client.force_login(cast.people[name])
    assert client.post(f"{URL}{note.pk}/{what}/").status_code == status
