"""What somebody asked without their name is in their letter, and in none that somebody else reads."""

import pytest

from tisserand.letter import approving, composing
from tisserand.letter.relevance import Question, Reader, Week, items_for
from tisserand.people.models import Person

from .test_mail import mail_to

pytestmark = pytest.mark.django_db
TITLE = "May I say no?"


@pytest.fixture
def asker(ask, answer, cast, make_person, join):
    """Eve asked it, and Bao answered; and the draft of a letter."""
    eve = join(make_person("Evelyne", "Secret"))
    answer(ask(eve.person, TITLE, without_name=True), cast.bao)
    return eve


def test_it_is_in_the_mail_of_who_asked(asker, approved, compose):
    compose(approved())
    assert TITLE in mail_to(asker.person).body


def test_who_reads_the_letter_as_they_do_before_it_goes_does_not_see_it(ada, cast, community, asker, now):
    draft = approving.draft(community, by=cast.ada, now=now)
    page = ada.get(f"/c/distance/letter/{draft.pk}/approval/?member={asker.pk}").text
    assert "Evelyne Secret" in page
    assert TITLE not in page


def test_nor_who_prints_it(ada, asker, approved, compose):
    Person.objects.filter(pk=asker.person_id).update(reached_by="in_person")
    asker.refresh_from_db()
    edition = compose(approved())
    assert TITLE not in ada.get(f"/c/distance/letter/{edition.pk}/paper/").text
    assert composing.ways_of([asker]) == {asker.pk: "paper"}
    assert edition.copies.get(membership=asker).items == []


def test_and_nobody_is_left_out_of_those_asked_to_help():
    """That a question is proposed to all but one would say whose it is."""
    week = Week(waiting=(Question(20, asker=None, hidden=1, topic=4),))
    asker, other = (
        items_for(Reader(person=person, alone=False, helped=frozenset({4})), week) for person in (1, 2)
    )
    assert asker == other != []
    assert items_for(Reader(person=1, helped=frozenset({4})), week) == []
