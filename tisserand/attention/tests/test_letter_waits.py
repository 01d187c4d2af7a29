"""The letter waits on *My day* for its approval, then for its copies on paper."""

from datetime import timedelta

import pytest

from tisserand.attention.indicators.letters import letter_waits
from tisserand.letter import approving, printing
from tisserand.letter.models import Edition


@pytest.fixture
def draft(community, cast, now):
    return approving.draft(
        community, by=cast.ada, now=now, subject="Monday", leaves_at=now + timedelta(days=2)
    )


@pytest.fixture
def on_paper(draft, cast, now):
    """It has gone, on paper to Chloé and Bao."""
    gone = now - timedelta(days=1)
    values = {"approved_at": gone, "composing_at": gone, "composed_at": gone, "on_paper": 2}
    Edition.objects.update(**values)
    edition = Edition.objects.get()
    for name in ("chloe", "bao"):
        edition.copies.create(membership=cast.places[name], way="paper", composed_at=gone)
    return edition


def said(community, now):
    return [str(one.why) for one in letter_waits(community, now)]


def test_a_draft_waits_from_two_days_before_its_hour(draft, community, cast, now):
    assert said(community, now - timedelta(minutes=1)) == []
    [why] = said(community, now)
    assert "waits to be approved" in why
    approving.approve(draft, by=cast.ada, now=now, stamp=draft.stamp)
    assert said(community, now) == []
    approving.take_back(draft, by=cast.ada, now=now)
    assert len(said(community, now + timedelta(days=9))) == 1


def test_letters_on_paper_wait_until_they_are_printed(on_paper, community, cast, now):
    assert said(community, now) == ["2 letters on paper to print"]
    [first, second] = on_paper.copies.order_by("pk")
    printing.note_printed(on_paper, [first.pk], by=cast.ada, now=now)
    assert said(community, now) == ["1 letter on paper to print"]
    cast.places["bao"].leave(by=cast.ada, now=now)
    assert said(community, now) == []
    assert second.printed_at is None


def test_what_nobody_printed_in_four_weeks_waits_no_more(on_paper, community, now):
    assert said(community, now + timedelta(days=28)) == []


@pytest.mark.parametrize(("which", "page"), [("draft", "approval"), ("on_paper", "paper")])
def test_its_line_leads_to_where_it_is_done(ada, request, community, now, monkeypatch, which, page):
    monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: now)
    edition = request.getfixturevalue(which)
    assert f"/c/distance/letter/{edition.pk}/{page}/" in ada.get("/c/distance/my-day/").text


def test_one_statement_however_many(on_paper, community, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        letter_waits(community, now)
