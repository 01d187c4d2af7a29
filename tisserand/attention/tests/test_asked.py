"""What the people of a group asked, beside the step at which they stand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import asked
from tisserand.attention.asked import Asked
from tisserand.programmes import progress
from tisserand.programmes.models import Cohort

from .conftest import words

pytestmark = pytest.mark.usefixtures("settled", "clock")


@pytest.fixture
def first(course):
    return course.programme.steps.first()


def page_of(client, cohort, query=""):
    return words(client.get(f"/c/distance/programmes/cohorts/{cohort.pk}/{query}"))


def test_each_step_counts_what_those_who_stand_there_asked(cast, course, first, enrol, ask, answer, now):
    enrol(cast.places["chloe"])
    bao = enrol(cast.places["bao"])
    answer(ask(cast.chloe), cast.ada)
    ask(cast.chloe, "It does not open", kind="help")
    ask(cast.bao, "And then?")
    progress.complete(bao, first, by=cast.bao, now=now)
    second = course.programme.steps.get(position=2)
    counted = [asked.beside(course, step, now) for step in (first, second, None)]
    assert counted == [Asked(2, 1), Asked(1, 1), Asked()]
    for step in course.programme.steps.exclude(pk=first.pk):
        progress.complete(bao, step, by=cast.bao, now=now)
    assert asked.beside(Cohort.objects.get(), None, now) == Asked(1, 1)


def test_only_questions_of_this_group_since_it_began_count(cast, course, first, enrol, ask, now):
    enrol(cast.places["chloe"])
    ask(cast.ada, "I am not in the group")
    ask(cast.chloe, "What do you think?", kind="discussion")
    ask(cast.chloe, "Long ago", hours=24 * 12)
    ask(cast.chloe, "Withdrawn").delete()
    assert asked.beside(course, first, now) == Asked()
    enrolled = enrol(cast.places["bao"])
    enrolled.withdrawn_at = now
    enrolled.save()
    ask(cast.bao, "I have left the group")
    assert asked.at_step(course, first, now).count() == 0


def test_the_page_says_it_and_opens_what_they_asked(ada, cast, course, first, enrol, ask, answer, settled):
    enrol(cast.places["chloe"])
    answer(ask(cast.chloe, "How do I begin?"), cast.ada)
    ask(cast.chloe, "How do I end?")
    page = page_of(ada, course)
    assert "2 questions, 1 unanswered" in page
    assert "What they have asked" not in page
    page = page_of(ada, course, f"?step={first.pk}")
    there = page[page.index("What they have asked") :]
    assert "How do I begin?" in there
    assert "How do I end?" in there
    assert "Those who stand here have asked nothing" in page_of(ada, course, "?step=finished")


def test_a_page_costs_the_same_with_one_question_and_three(ada, cast, course, first, enrol, ask, answer, now):
    counts = []
    enrol(cast.places["chloe"])
    enrol(cast.places["bao"])
    page_of(ada, course)  # her visit of the day is noted
    for number, person in enumerate([cast.chloe, cast.chloe, cast.bao]):
        answer(ask(person, f"Question {number}"), cast.ada)
        with CaptureQueriesContext(connection) as captured:
            page_of(ada, course, f"?step={first.pk}")
        counts.append(len(captured))
    assert counts[0] == counts[2]
