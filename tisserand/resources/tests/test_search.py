"""A sheet is found, above the conversation it comes from; nothing else is said of it."""

import pytest

from tisserand.conversations import writing
from tisserand.resources import sheets
from tisserand.search import indexing


@pytest.fixture
def search(reader, cast):
    """`search("words")`: what Chloé finds, as (source, title), in order."""

    def search(words, who="chloe", **narrowed):
        while indexing.follow_some():
            pass
        page = reader(cast.people[who]).get("/c/distance/search/", {"q": words, **narrowed})
        return [
            (next(iter(found.thing)), str(found.title).replace("<mark>", "").replace("</mark>", ""))
            for found in page.context["results"].page
        ]

    return search


SHEET, THREAD = ("sheet", "Begin a hard talk"), ("thread", "How to begin?")


def test_a_sheet_is_found_by_its_own_words(make_sheet, search):
    make_sheet("Zeugma first.", published=True)
    assert search("zeugma") == [SHEET]
    assert search("hard talk") == [SHEET]


def test_a_draft_and_a_withdrawn_one_are_not(make_sheet, search, cast, now):
    sheet = make_sheet("Zeugma first.")
    assert search("zeugma", who="ada") == []
    sheets.publish(sheet, by=cast.bao, now=now)
    assert search("zeugma") == [SHEET]
    sheets.withdraw(sheet, by=cast.bao, now=now)
    assert search("zeugma") == []


def test_withdrawn_it_is_gone_before_the_index_follows(make_sheet, search, reader, cast, now):
    sheet = make_sheet("Zeugma first.", published=True)
    assert search("zeugma") == [SHEET]
    sheets.withdraw(sheet, by=cast.bao, now=now)
    page = reader(cast.chloe).get("/c/distance/search/", {"q": "zeugma"})
    assert page.context["results"].page == []


def test_what_it_says_now_is_found(make_sheet, search, cast, now):
    sheet = make_sheet("Zeugma first.", published=True)
    kept = {"owner": cast.bao, "review_on": sheet.review_on, "now": now}
    sheets.revise(sheet, by=cast.bao, title="Begin a hard talk", source="Oxymoron first.", **kept)
    assert (search("zeugma"), search("oxymoron")) == ([], [SHEET])


def test_what_it_quotes_is_found_in_its_thread_and_goes_with_it(make_sheet, search, thread, post, cast, now):
    make_sheet("Facts.\n\n> keep silent\n> [#3]", thread=thread, published=True)
    assert search("silent") == [SHEET, THREAD]
    writing.delete(post(3), by=cast.bao, now=now)
    assert search("silent") == []


def test_the_sheet_comes_above_the_thread_it_comes_from(make_sheet, search, thread):
    make_sheet("Facts come first, dare or not.", thread=thread, published=True)
    assert search("dare") == [SHEET, THREAD]
    assert search("begin") == [SHEET, THREAD]


def test_also_when_its_own_words_do_not_answer(make_sheet, search, thread, reader, cast):
    make_sheet("Facts.", thread=thread, published=True)
    assert search("judgement") == [SHEET, THREAD]
    page = reader(cast.chloe).get("/c/distance/search/", {"q": "judgement"})
    first = page.context["results"].page[0]
    assert first.why == "made from a conversation that answers"
    assert "made from the conversation “How to begin?”" in page.content.decode()


def test_not_when_the_search_is_narrowed_to_conversations(make_sheet, search, thread):
    make_sheet("Facts.", thread=thread, published=True)
    assert search("judgement", kind="question") == [THREAD]
    assert search("facts", kind="sheet") == [SHEET]


def test_nor_a_draft(make_sheet, search, thread):
    make_sheet("Facts.", thread=thread)
    assert search("judgement", who="ada") == [THREAD]


def test_other_results_keep_their_order(make_sheet, search, thread, community, cast, now):
    for number in range(3):
        writing.start(
            community,
            kind="question",
            title=f"Judgement {number}",
            by=cast.chloe,
            source="judgement",
            now=now,
        )
    before = search("judgement")
    make_sheet("Facts.", thread=thread, published=True)
    place = before.index(THREAD)
    assert search("judgement") == [*before[:place], SHEET, *before[place:]]


def test_one_that_only_quotes_is_shown_by_what_it_quotes(make_sheet, reader, cast, thread):
    make_sheet("> keep silent\n> [#3]", thread=thread, published=True)
    while indexing.follow_some():
        pass
    page = reader(cast.chloe).get("/c/distance/search/", {"q": "silent"})
    first = page.context["results"].page[0]
    assert "sheet" in first.thing
    assert "keep <mark>silent</mark>" in first.text
