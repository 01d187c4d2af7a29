"""A sheet that answers what is being asked comes before the questions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.resources import sheets
from tisserand.similar.models import FoundAnswer

from .conftest import RECAST, read_all


@pytest.fixture
def make_sheet(community, cast, now):
    def make(title="Recadrer sans blesser, en trois gestes", text="Le fait, puis le silence.", **values):
        review_on = community.today(now) + timedelta(days=90)
        sheet = sheets.draft(
            community,
            title=title,
            source=text,
            owner=cast.bao,
            review_on=review_on,
            by=cast.ada,
            now=now,
            **values,
        )
        sheets.publish(sheet, by=cast.ada, now=now)
        read_all()
        return sheet

    return make


def found(page):
    return [one.sheet.title for one in page.context["sheets"]]


def test_the_sheet_made_of_a_question_stands_before_it(library, make_sheet, ask):
    sheet = make_sheet("En trois gestes", "Le fait, puis le silence.", thread=library)
    page = ask("Recadrer un collègue sans le blesser")
    assert found(page) == [sheet.title]
    assert page.text.index(sheet.title) < page.text.index(RECAST)
    assert "Le fait, puis le silence." in page.text


def test_a_sheet_that_only_quotes_shows_what_it_quotes(library, make_sheet, ask):
    make_sheet("En trois gestes", "> Commencer par le fait\n> [#2]", thread=library)
    [one] = ask("Recadrer un collègue sans le blesser").context["sheets"]
    assert one.beginning.startswith("“Commencer par le fait”")


def test_a_sheet_is_found_by_its_own_words(make_sheet, ask):
    sheet = make_sheet()
    page = ask("Comment recadrer sans blesser")
    assert found(page) == [sheet.title]
    assert "This is what I was looking for" not in page.text  # it comes from no question
    assert "Nobody seems to have asked this before." not in page.text


def test_a_sheet_that_is_withdrawn_or_of_elsewhere_is_not_shown(library, make_sheet, ask, cast, now):
    sheets.withdraw(make_sheet(thread=library), by=cast.ada, now=now)
    read_all()
    assert found(ask("Recadrer un collègue sans le blesser")) == []


def test_it_helped_counts_for_the_question_it_comes_from(library, make_sheet, as_person, cast):
    make_sheet(thread=library)
    draft = {"kind": "question", "title": "Recadrer un collègue sans le blesser", "text": ""}
    page = as_person(cast.bao).post(f"/c/distance/similar/{library.pk}/answer/", draft)
    assert FoundAnswer.objects.filter(thread=library, person=cast.bao).exists()
    assert page.text.count("This answered you; you follow it") == 2  # the sheet, and its question


def test_who_asked_is_not_asked_whether_it_helped(library, make_sheet, ask):
    make_sheet(thread=library)
    page = ask("Recadrer un collègue sans le blesser", who="chloe")
    assert found(page)
    assert "This is what I was looking for" not in page.text


def test_a_draft_comes_back_with_its_sheets_without_script(library, make_sheet, as_person, cast):
    sheet = make_sheet(thread=library)
    draft = {"kind": "question", "title": "Recadrer un collègue sans le blesser", "text": "Bref."}
    page = as_person(cast.bao).post("/c/distance/similar/", draft)
    assert sheet.title in page.text
    assert "Bref." in page.text


def test_three_sheets_cost_as_many_queries_as_one(library, make_sheet, ask):
    make_sheet(thread=library)
    ask("Recadrer un collègue sans le blesser")
    with CaptureQueriesContext(connection) as one:
        ask("Recadrer un collègue sans le blesser")
    make_sheet("Recadrer un collègue", thread=library)
    make_sheet("Recadrer quelqu’un", thread=library)
    with CaptureQueriesContext(connection) as three:
        page = ask("Recadrer un collègue sans le blesser")
    assert len(found(page)) == 2
    assert len(three) <= len(one)
