"""The follow-ups of a period: on screen, and taken away for an audit."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tisserand.attention import accommodations, listing
from tisserand.attention.models import Outreach, PeerWord
from tisserand.communities.models import Community
from tisserand.facilitation.models import Planned, Sending
from tisserand.mail.models import Envelope

from .conftest import DAY, words

pytestmark = pytest.mark.usefixtures("settled", "clock")
PAGE, EXPORT = "/c/distance/outreach/", "/c/distance/outreach/export/"
HEAD = ["Date", "Channel", "Author", "Person", "Reason", "Outcome", "Sign of life within seven days"]


@pytest.fixture
def tried(cast, community, now):
    """`tried("called", 3, …)`: done towards Chloé three days ago."""

    def make(kind, days, **values):
        return Outreach.objects.create(
            **{
                "community": community,
                "membership": cast.places["chloe"],
                "kind": kind,
                "done_by": cast.ada,
                "done_at": now - timedelta(days=days),
                "note": "Hidden words",
                "subject": "",
            }
            | values
        )

    return make


@pytest.fixture
def mailed(cast, community, now):
    planned = Planned.objects.create(
        community=community, title="Begin", text="…", kind="mail", moved_to=now.date(), made_at=now
    )

    def make(days, **values):
        sent = Envelope.objects.create(
            kind="plan-mail",
            person=cast.chloe,
            state="sent",
            created_at=now - days * DAY,
            due_at=now,
            sent_at=now - days * DAY,
        )
        first = {"planned": planned, "membership": cast.places["chloe"], "person": cast.chloe}
        said = {"subject": "Begin", "text": "Hidden words", "approved_by": cast.ada, "envelope": sent}
        return Sending.objects.create(**(first | said | {"approved_at": now - days * DAY} | values))

    return make


@pytest.fixture
def taken_away(as_person, cast):
    def read(query="", kind="csv"):
        response = as_person(cast.ada).get(f"{EXPORT}?{query}&as={kind}")
        assert response.status_code == 200
        content = response.getvalue()
        if kind == "xlsx":
            (sheet,) = load_workbook(io.BytesIO(content)).worksheets
            return [[cell.value for cell in row] for row in sheet.rows]
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))

    return read


def three(tried, mailed, community, cast, now):
    tried("called", 20, outcome="no_answer", signal="silent:m1:20261101")
    tried("wrote", 12, signal="")
    mailed(2)
    community.record("visited", cast.chloe, at=now - 10 * DAY)


EXPECTED = [
    ["telephone", "Ada Lovel", "Chloé Martin", "silent against their habit", "no answer", "no"],
    ["mail", "Ada Lovel", "Chloé Martin", "of one’s own accord", "no trace of the mail is kept", "yes"],
    ["mail", "Ada Lovel", "Chloé Martin", "plan: learners", None, "too early to say"],
]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_away_tells_each_and_no_word_of_notes(
    tried, mailed, community, cast, now, taken_away, kind
):
    three(tried, mailed, community, cast, now)
    accommodations.agree(
        cast.places["chloe"], kind="other", words="Hidden words", starts_on=now.date(), by=cast.ada, now=now
    )
    head, *lines = taken_away(kind=kind)
    assert head == HEAD
    assert [str(line[0])[:10] for line in lines] == ["2026-11-04", "2026-11-12", "2026-11-22"]
    assert lines[2][5].startswith("sent on Sunday 22 November 2026")
    lines[2][5] = None
    assert [line[1:] for line in lines] == EXPECTED
    assert "Hidden" not in str([head, *lines])


def test_the_page_tells_the_same(tried, mailed, community, cast, now, as_person):
    three(tried, mailed, community, cast, now)
    said = words(as_person(cast.ada).get(PAGE))
    assert "3 follow-ups" in said
    assert "telephone Ada Lovel Chloé Martin silent against their habit no answer no" in said
    assert "Hidden" not in said


def test_only_follow_ups_of_learners_that_stand(tried, mailed, cast, make_person, taken_away, now, community):
    tried("greeted", 3)
    tried("helped", 3, outcome="in_room")
    tried("replied", 3)
    tried("called", 3, outcome="reached", withdrawn_at=now)
    mailed(3, person=make_person("Manager"))
    elsewhere = Community.objects.create(
        organisation=community.organisation, name="Elsewhere", slug="elsewhere"
    )
    tried("called", 3, outcome="reached", community=elsewhere)
    assert taken_away() == [HEAD]


@pytest.mark.parametrize("days", [0, 6.9, 7.1])
def test_a_sign_counts_for_seven_days(tried, community, cast, now, taken_away, days):
    tried("called", 20, outcome="message")
    if days:
        community.record("visited", cast.chloe, at=now + timedelta(days=days - 20))
    assert taken_away()[1][-1] == ("yes" if days == 6.9 else "no")


def test_both_days_of_the_period_are_whole(tried, taken_away, now):
    """Paris is an hour ahead: what was done at eleven in the evening, UTC, was done the day after."""
    for moment in ("2026-11-09T22:59", "2026-11-09T23:00", "2026-11-11T22:59", "2026-11-11T23:00"):
        tried("called", 0, outcome="reached", done_at=f"{moment}:00Z")
    found = taken_away("since=2026-11-10&until=2026-11-11")
    assert [line[0] for line in found[1:]] == ["2026-11-10", "2026-11-11"]


def test_initials_stand_for_names_when_the_lcm_says_so(tried, taken_away, as_person, cast):
    tried("called", 3, outcome="reached")
    asked = "since=2026-11-01&until=2026-11-24&initials=on"
    assert taken_away(asked)[1][3] == "CM"
    said = words(as_person(cast.ada).get(f"{PAGE}?{asked}"))
    assert ("Chloé" in said, " CM " in said) == (False, True)


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    '=HYPERLINK("http://x","y")',
    "=cmd|'/C'!A0",
]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_name_is_never_a_formula(tried, cast, taken_away, kind):
    for name in FORMULAS:
        cast.chloe.given_name, cast.chloe.family_name = name, "x"
        cast.chloe.save()
        tried("called", 3, outcome="reached")
        cell = taken_away(kind=kind)[1][3]
        assert cell.startswith("'"), name
        Outreach.objects.all().delete()


WRONG = [
    "since=x&until=y",
    "since=2026-11-02&until=2026-11-01",
    "since=1900-01-01&until=2026-11-01",
    "since=",
    "since=0001-01-01&until=0001-01-01",
    "since=9999-12-31&until=9999-12-31",
    "since=2026-01-01&until=9999-12-31",
]


@pytest.mark.parametrize("query", WRONG)
@pytest.mark.parametrize("page", [PAGE, EXPORT])
def test_a_period_that_is_none_is_asked_again(as_person, cast, page, query):
    assert as_person(cast.ada).get(f"{page}?{query}").status_code == 422


@pytest.mark.parametrize("page", [PAGE, EXPORT])
def test_only_those_who_run_the_community_read_it(as_person, cast, make_person, page):
    found = {name: as_person(cast.people[name]).get(page).status_code for name in cast.people}
    assert found == {"ada": 200, "bao": 403, "chloe": 403, "dov": 404}
    sylvain = make_person("Sylvain", is_administrator=True)
    assert as_person(sylvain).get(page).status_code == 404


def test_the_page_and_the_file_cost_the_same_whatever_they_hold(
    tried, mailed, as_person, cast, taken_away, settings
):
    def costs():
        found = []
        for read in (lambda: as_person(cast.ada).get(PAGE), taken_away, lambda: taken_away(kind="xlsx")):
            with CaptureQueriesContext(connection) as asked:
                read()
            found.append(len(asked))
        return found

    tried("called", 3, outcome="reached")
    mailed(4)
    costs()
    one = costs()
    for days in (5, 6, 7):
        tried("called", days, outcome="reached")
        tried("wrote", days)
    assert costs() == one


def test_many_are_cut_into_pages_and_taken_away_whole(
    tried, as_person, cast, taken_away, community, now, monkeypatch
):
    monkeypatch.setattr(listing, "BATCH", 7)
    acts = [
        Outreach(
            community=community,
            membership=cast.places["chloe"],
            kind="called",
            outcome="message",
            done_at=now - timedelta(hours=hours),
        )
        for hours in range(60)
    ]
    Outreach.objects.bulk_create(acts)
    assert len(taken_away()) == 61
    page = as_person(cast.ada).get(f"{PAGE}?page=2").content.decode()
    assert (page.count("<tr>"), "Page 2 of 2" in page) == (11, True)


def test_it_is_said_in_french(tried, taken_away, cast):
    cast.ada.language = "fr"
    cast.ada.save()
    tried("called", 20, outcome="no_answer", signal="never_came:m1:20261101")
    head, line = taken_away()
    assert head[-1] == "Signe de vie sous sept jours"
    assert line[1:] == [
        "téléphone",
        "Ada Lovel",
        "Chloé Martin",
        "aucune visite depuis le début",
        "pas de réponse",
        "non",
    ]


@pytest.fixture
def asked(tried, cast):
    """`asked("spoke")`: Bao was asked for a word to Chloé, and answered so."""

    def make(answer):
        act = tried("peer", 3)
        at = act.done_at if answer else None
        PeerWord.objects.create(
            outreach=act, peer=cast.places["bao"], why="fellow", answer=answer, answered_at=at
        )

    return make


@pytest.mark.parametrize(
    ("answer", "shown", "initials"),
    [
        ("spoke", "spoke to them, as said by Bao Tran", "spoke to them, as said by BT"),
        ("wrote", "wrote a word", "wrote a word"),
        ("declined", "not this time", "not this time"),
        ("", "no answer", "no answer"),
    ],
)
def test_a_talk_that_rests_on_somebody_s_word_says_whose(
    as_person, cast, asked, taken_away, answer, shown, initials
):
    asked(answer)
    dates = "since=2026-11-01&until=2026-11-24"
    assert f" {shown} " in words(as_person(cast.ada).get(f"{PAGE}?{dates}"))
    assert (taken_away(dates)[1][2], taken_away(dates)[1][5]) == ("Ada Lovel", shown)
    assert taken_away(f"{dates}&initials=on")[1][5] == initials
