"""« This answers me »: a row with who and when, a line of the journal, undone."""

import pytest
from django.core.exceptions import PermissionDenied

from tisserand.conversations import writing
from tisserand.conversations.models import Follow
from tisserand.similar import answers
from tisserand.similar.models import FoundAnswer


def verbs(community, person):
    return list(community.events.filter(actor=person).order_by("pk").values_list("verb", flat=True))


def test_it_is_kept_with_who_and_when_and_they_follow(library, cast, now, community):
    answers.find(library, by=cast.ada, now=now)
    answers.find(library, by=cast.ada, now=now)
    rows = FoundAnswer.objects.values_list("thread", "person", "found_at", "followed")
    assert list(rows) == [(library.pk, cast.ada.pk, now, True)]
    assert Follow.objects.filter(thread=library, person=cast.ada).exists()
    assert verbs(community, cast.ada)[-2:] == ["followed", "found-answer"]


def test_taking_it_back_leaves_things_as_they_were(library, cast, now, community):
    answers.find(library, by=cast.ada, now=now)
    assert answers.take_back(library, by=cast.ada, now=now)
    assert not answers.take_back(library, by=cast.ada, now=now)
    assert not FoundAnswer.objects.exists()
    assert not Follow.objects.filter(thread=library, person=cast.ada).exists()
    assert verbs(community, cast.ada)[-2:] == ["took-back", "unfollowed"]


def test_who_followed_before_goes_on_following(library, cast, now):
    library.follow(cast.ada, now=now)
    answers.find(library, by=cast.ada, now=now)
    answers.take_back(library, by=cast.ada, now=now)
    assert Follow.objects.filter(thread=library, person=cast.ada).exists()


def test_it_says_nothing_for_the_asker(library, cast, now):
    before = library.acceptance.accepted_by
    answers.find(library, by=cast.ada, now=now)
    library.refresh_from_db()
    assert (library.acceptance.accepted_by, library.waiting_since) == (before, None)


def test_only_what_was_answered_answers(library, write, cast, now):
    waits = write("Personne ne sait", "Qui sait ?")
    talk = write("Nos idées", "Parlons.", "Oui.", kind="discussion")
    gone = write("Partie", "Où ?", "Là.")
    writing.delete(gone.posts.get(number=1), by=cast.chloe, now=now)
    for thread, who in ((waits, cast.ada), (talk, cast.ada), (gone, cast.bao), (library, cast.chloe)):
        with pytest.raises(PermissionDenied):
            answers.find(thread, by=who, now=now)
    assert not FoundAnswer.objects.exists()


def test_two_presses_at_once_are_one(library, cast, now, at_once, transactional_db):
    said = at_once(
        lambda: answers.find(library, by=cast.ada, now=now).pk,
        lambda: answers.find(library, by=cast.ada, now=now).pk,
    )
    assert said[0] == said[1]
    assert FoundAnswer.objects.count() == 1


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 200), ("chloe", 403), ("dov", 404)])
def test_any_member_but_who_asked_may_say_it(as_person, cast, library, name, status):
    for path in ("answer/", "answer/undo/"):
        page = as_person(cast.people[name]).post(
            f"/c/distance/similar/{library.pk}/{path}", {"kind": "question"}
        )
        assert page.status_code == (200 if name == "chloe" and "undo" in path else status)


def test_it_is_a_post(as_person, cast, library):
    for path in ("", f"{library.pk}/answer/", f"{library.pk}/answer/undo/"):
        assert as_person(cast.ada).get(f"/c/distance/similar/{path}").status_code == 405
