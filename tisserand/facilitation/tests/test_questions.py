"""Questions as they are typed, stored, and answered by a mail."""

import pytest

from tisserand.facilitation import numbered, questions
from tisserand.facilitation.answering import Said
from tisserand.facilitation.models import Answer

PULSE = questions.read(
    """Is it useful?
    - Yes, already = fine
    - Yes
    - Not yet = not_yet
    Enough help?
    - Yes
    - No, call me = call
    > Somebody rings you.
    > Today.
    What should change?"""
)


def test_lines_become_questions_and_come_back_the_same():
    assert [one["ask"] for one in PULSE] == ["Is it useful?", "Enough help?", "What should change?"]
    assert PULSE[1]["choices"][1] == {
        "label": "No, call me",
        "means": "call",
        "comment": "Somebody rings you. Today.",
    }
    assert PULSE[2]["choices"] == []
    assert questions.read(questions.typed(PULSE)) == PULSE


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("Yes", "five questions at most"),
        ([{"ask": "?"}] * 6, "five questions at most"),
        ([{"ask": "A"}, 3], "Question 2"),
        ([{"ask": ""}], "Question 1"),
        ([{"ask": "x" * 301}], "Question 1"),
        ([{"ask": "A", "choices": "Yes"}], "two to five choices"),
        ([{"ask": "A", "choices": [{"label": "Yes"}]}], "two to five choices"),
        ([{"ask": "A", "choices": [{"label": "Yes"}] * 6}], "two to five choices"),
        ([{"ask": "A", "choices": [{"label": "Yes"}, {"label": ""}]}], "Question 1: a choice has"),
        ([{"ask": "A", "choices": [{"label": "Yes"}, {"label": "x" * 81}]}], "Question 1: a choice has"),
        ([{"ask": "A", "choices": [{"label": "Yes"}, {"label": "No", "means": ["x"]}]}], "a choice has"),
        (
            [{"ask": "A", "choices": [{"label": "Yes"}, {"label": "No", "comment": "x" * 601}]}],
            "a choice has",
        ),
    ],
)
def test_what_is_no_question_is_refused_by_its_place(said, problem):
    with pytest.raises(ValueError, match=problem):
        questions.clean(said)


@pytest.mark.parametrize(
    "text",
    [
        "1. Yes\n2. No, call me\n3. More examples",
        "Hello Ada,\n\n1) yes\n2) NO, CALL ME!\n3) More examples",
        "1 - Yes\n2 - no call me\n3 - More examples",
        "Q1: yes\nQ2: no, call me\nQ3: More examples",
        "n° 1 : Yes\nn° 2 : No, call me\nn° 3 : More examples",
        "1 yes\n2 no, call me\n3. More examples",
        "yes\nno, call me\nMore examples",
    ],
)
def test_numbers_are_tolerated_in_every_way_people_write_them(text):
    assert numbered.read(text, PULSE) == {0: Said(1), 1: Said(1), 2: Said(words="More examples")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", {}),
        (" \n\u200b\n", {}),
        # The longest choice that fits, and the words when they say more.
        ("1. Yes, already", {0: Said(0)}),
        ("1. Yes, but slowly", {0: Said(1, "Yes, but slowly")}),
        # What names no choice is kept in words.
        ("1. Rather", {0: Said(words="Rather")}),
        # A number is no answer when the line goes on about something else.
        ("3. We need\n2 hours a week", {2: Said(words="We need\n2 hours a week")}),
        ("9. Yes", {Answer.ASIDE: Said(words="9. Yes")}),
        ("Yes\nThank you!", {0: Said(1), Answer.ASIDE: Said(words="Thank you!")}),
        (
            "It depends on the week, let us talk",
            {Answer.ASIDE: Said(words="It depends on the week, let us talk")},
        ),
        ("Hello\nYes\nBye", {Answer.ASIDE: Said(words="Hello\nYes\nBye")}),
    ],
)
def test_what_belongs_to_no_question_is_kept_apart(text, said):
    assert numbered.read(text, PULSE) == said


def test_a_hostile_mail_is_read_in_a_bounded_time():
    for text in ("1. " * 200_000, "1" * 500_000, "\n" * 500_000, "1.\u202e\0\n2) " * 50_000, "= " * 200_000):
        said = numbered.read(text, PULSE)
        assert all(len(one.words) <= numbered.LONGEST for one in said.values())
