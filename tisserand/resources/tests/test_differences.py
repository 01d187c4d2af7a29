import time

from hypothesis import given
from hypothesis import strategies as st

from tisserand.resources.differences import Change, counted, differences

TEXTS = st.lists(st.text("ab c.\n", max_size=12), max_size=6).map("\n\n".join)


def said(paragraphs, *changes):
    return "".join(piece.text for pieces in paragraphs for piece in pieces if piece.change in changes)


def test_words_are_told_apart():
    [pieces] = differences("Begin with a fact.", "Begin with the facts.")
    assert [(piece.change.value, piece.text) for piece in pieces] == [
        ("same", "Begin with "),
        ("removed", "a"),
        ("added", "the"),
        ("same", " "),
        ("removed", "fact"),
        ("added", "facts"),
        ("same", "."),
    ]


def test_a_paragraph_that_is_another_one_is_shown_whole():
    found = differences("One.\n\nQuite something.", "One.\n\nNo relation at all, with it.\n\nLast.")
    assert [[piece.change.value for piece in pieces] for pieces in found] == [
        ["same"],
        ["removed"],
        ["added"],
        ["added"],
    ]
    assert (counted(found, Change.ADDED), counted(found, Change.REMOVED)) == (2, 1)


@given(TEXTS, TEXTS)
def test_both_wordings_can_be_read_in_it(before, after):
    found = differences(before, after)
    letters = lambda text: "".join(text.split("\n\n"))  # noqa: E731
    assert said(found, Change.SAME, Change.REMOVED) == letters(before)
    assert said(found, Change.SAME, Change.ADDED) == letters(after)


def test_two_long_texts_are_compared_in_no_time():
    before = "\n\n".join(f"paragraph {number} " + "word " * 40 for number in range(200))
    after = "\n\n".join(f"other {number} " + "term " * 40 for number in range(200))
    started = time.process_time()
    differences(before, after)
    differences("w " * 25_000, "v " * 25_000)
    assert time.process_time() - started < 3
