"""A person's support log: what it tells, to whom, and what is agreed with them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import accommodations, acts, support_log
from tisserand.attention.models import Accommodation, Outreach
from tisserand.communities import calling
from tisserand.communities.models import CallRequest, Community
from tisserand.facilitation.models import Answer, Manager, Planned, Sending

from .conftest import DAY, words

pytestmark = pytest.mark.usefixtures("settled", "clock")


@pytest.fixture
def chloe(cast):
    return cast.places["chloe"]


@pytest.fixture
def agree(chloe, cast, now):
    def make(kind="time", said="", *, starts=0, ends=None, place=None):
        today = chloe.community.today(now)
        return accommodations.agree(
            place or chloe,
            kind=kind,
            words=said,
            starts_on=today + starts * DAY,
            ends_on=None if ends is None else today + ends * DAY,
            by=cast.ada,
            now=now - DAY,
        )

    return make


@pytest.fixture
def planned(community, now):
    return Planned.objects.create(
        community=community, title="A word", text="…", kind="mail", moved_to=now.date(), made_at=now
    )


@pytest.fixture
def mailed(chloe, cast, planned, now):
    """`mailed(3)`: approved three days ago; `says` is the button that was pressed under it."""

    def make(days=3, says=""):
        sending = Sending.objects.create(
            planned=planned,
            membership=chloe,
            person=cast.chloe,
            subject="Small step",
            text="Hidden words",
            approved_by=cast.ada,
            approved_at=now - days * DAY,
            answers=[{"label": "I am stuck", "means": "stuck"}, {"label": "Fine", "means": "fine"}],
        )
        if says:
            number = 0 if says == "stuck" else 1
            Answer.objects.create(sending=sending, number=number, means=says, said_at=now - DAY)
        return sending

    return make


@pytest.fixture
def log(as_person, cast, chloe):
    def read(name="ada", place=None):
        return as_person(cast.people[name]).get(f"/c/distance/support/{(place or chloe).pk}/")

    return read


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


# Help given


def test_help_is_noted_by_one_line_and_one_button(as_person, cast, chloe, now, journal, clock):
    calling.ask(chloe, phone="", words="Stuck", now=now - DAY)
    answer = as_person(cast.ada).post(
        f"/c/distance/support/{chloe.pk}/help/", {"note": "Opened module 2", "outcome": "by_phone"}
    )
    assert answer.url == f"/c/distance/support/{chloe.pk}/"
    act = Outreach.objects.get()
    assert (act.kind, act.outcome, act.note, act.done_by) == (
        "helped",
        "by_phone",
        "Opened module 2",
        cast.ada,
    )
    assert journal(cast.ada) == ["visited", "helped"]
    assert journal(cast.chloe) == ["asked-for-call", "talked"]
    assert not CallRequest.objects.standing().exists()
    assert "You helped Chloé by phone." in words(as_person(cast.ada).get(answer.url))


def test_what_was_done_for_somebody_is_no_sign_of_them(chloe, cast, now, journal):
    acts.note_help(chloe, by=cast.ada, outcome="for_them", note="Printed", now=now)
    assert journal(cast.chloe) == []


def test_a_click_too_many_notes_nothing_more(chloe, cast, now):
    first, second = (
        acts.note_help(chloe, by=cast.ada, outcome="in_room", note="x", now=now) for _ in range(2)
    )
    assert first == second


def test_help_taken_back_leaves_the_call_to_be_made(chloe, cast, now, journal):
    calling.ask(chloe, phone="", words="Stuck", now=now - DAY)
    act = acts.note_help(chloe, by=cast.ada, outcome="in_room", note="x", now=now)
    acts.undo(act, by=cast.ada, now=now)
    assert CallRequest.objects.standing().exists()
    assert journal(cast.chloe) == ["asked-for-call"]
    assert support_log.log(chloe, now).entries[0].kind == "call"


@pytest.mark.parametrize(
    "said", [{}, {"note": "x"}, {"note": "", "outcome": "by_phone"}, {"note": "x", "outcome": "reached"}]
)
def test_help_half_said_is_asked_again(as_person, cast, chloe, said):
    answer = as_person(cast.ada).post(f"/c/distance/support/{chloe.pk}/help/", said)
    assert (answer.status_code, Outreach.objects.count()) == (422, 0)


def test_no_such_help(chloe, cast, now):
    with pytest.raises(ValueError, match="reached"):
        acts.note_help(chloe, by=cast.ada, outcome="reached", note="x", now=now)


# Accommodations


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
