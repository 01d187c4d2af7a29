"""Questions that may have been asked before: found by the worker, decided by a person."""

from datetime import timedelta

import pytest

from tisserand.attention.day import day
from tisserand.conversations import writing
from tisserand.conversations.models import Arrangement
from tisserand.mail.models import Envelope
from tisserand.search import embedding
from tisserand.similar import duplicates, facts
from tisserand.similar.models import Comparison, ToldApart

from .conftest import read_all

FIRST, AGAIN = "Comment recadrer un collègue sans le blesser ?", "Comment recadrer un collègue sans blesser ?"


@pytest.fixture
def pair(write, cast, now):
    """(asked again, the earlier one), compared."""
    earlier = write(
        FIRST, "Il arrive en retard à chaque réunion.", "Par le fait.", at=now - timedelta(days=60)
    )
    later = write(AGAIN, "Il arrive en retard à chaque réunion.", by=cast.bao, at=now - timedelta(hours=1))
    write("Quel tableau blanc choisir ?", "Lequel ?", at=now)
    duplicates.compare_some(now)
    return later, earlier


def lines(community, now):
    return [line for line in day(community, now).signals if "compare" in line.acts]


def compared():
    return dict(Comparison.objects.values_list("thread", "earlier"))


def test_the_closest_earlier_question_is_kept_and_proposed(pair, community, now):
    later, earlier = pair
    assert compared()[later.pk] == earlier.pk
    assert earlier.pk not in compared()  # asked too long ago to be compared itself
    assert [line.thread_id for line in lines(community, now)] == [later.pk]
    assert later.pk in Comparison.objects.probable().values_list("thread", flat=True)
    assert Comparison.objects.probable().count() == 1


def test_a_question_that_waits_says_it_among_its_acts(pair, community, now):
    """One line for each thread: the strongest reason, and the act all the same."""
    later, _earlier = pair
    much_later = now + timedelta(days=3)
    [line] = lines(community, much_later)
    assert line.thread_id == later.pk
    assert (line.indicator, line.acts) == ("question_late", ("reply", "compare"))


def test_without_the_model_words_alone_compare(pair, community, now, monkeypatch):
    later, earlier = pair
    Comparison.objects.all().delete()
    monkeypatch.setattr(embedding, "here", lambda: False)
    duplicates.compare_some(now)
    row = Comparison.objects.get(thread=later)
    assert (row.earlier, row.meaning) == (earlier, None)
    assert [line.thread_id for line in lines(community, now)] == [later.pk]


def test_compared_once_and_again_when_it_is_said_otherwise(pair, community, cast, now):
    later, _earlier = pair
    assert list(duplicates.due(community, now)) == []
    opening = later.posts.get(number=1)
    writing.edit(opening, by=cast.bao, source="Le tableau ?", title="Quel tableau blanc acheter ?", now=now)
    read_all()
    assert [thread.pk for thread, _reading in duplicates.due(community, now)] == [later.pk]
    duplicates.compare_some(now)
    assert lines(community, now) == []


def test_told_apart_it_is_never_proposed_again(pair, community, cast, now):
    later, earlier = pair
    duplicates.tell_apart(later, earlier, by=cast.ada, now=now)
    duplicates.tell_apart(later, earlier, by=cast.ada, now=now)
    told = list(ToldApart.objects.values_list("thread", "earlier", "told_by", "told_at"))
    assert told == [(later.pk, earlier.pk, cast.ada.pk, now)]
    assert community.events.filter(verb="told-apart").count() == 1
    for _time in range(2):
        assert lines(community, now) == []
        duplicates.compare_some(now)
        assert compared()[later.pk] != earlier.pk


def test_it_is_undone(pair, community, cast, now):
    later, earlier = pair
    duplicates.tell_apart(later, earlier, by=cast.ada, now=now)
    assert duplicates.not_apart(later, earlier, by=cast.ada, now=now)
    assert not duplicates.not_apart(later, earlier, by=cast.ada, now=now)
    assert [line.thread_id for line in lines(community, now)] == [later.pk]
    assert community.events.filter(verb="took-back").count() == 1


def test_the_line_goes_when_the_question_is_solved_withdrawn_or_old(pair, community, cast, now):
    later, earlier = pair
    answer = writing.reply(later, by=cast.ada, source="Ainsi.", now=now)
    later.accept(answer, by=cast.bao, now=now)
    assert lines(community, now) == []
    later.unaccept(by=cast.bao, now=now)
    assert len(lines(community, now)) == 1
    assert lines(community, now + timedelta(days=15)) == []
    writing.delete(earlier.posts.get(number=1), by=cast.chloe, now=now)
    assert lines(community, now) == []
    read_all()
    duplicates.compare_some(now)
    assert compared()[later.pk] != earlier.pk


def test_what_is_kept_is_what_would_be_computed(pair, community, monkeypatch, now):
    monkeypatch.setattr(type(community), "now", lambda self: now)
    assert facts.rebuild(community) == 0
    before = compared()
    Comparison.objects.all().delete()
    assert facts.rebuild(community) == len(before)
    assert compared() == before
    assert facts.rebuild(community) == 0


# The page


def test_both_stand_side_by_side_with_their_answers(pair, as_person, cast):
    later, earlier = pair
    page = as_person(cast.ada).get(f"/c/distance/similar/{later.pk}/")
    assert [side.question.thread.pk for side in page.context["pair"]] == [earlier.pk, later.pk]
    assert "Par le fait." in page.text
    assert page.text.count("Il arrive en retard") == 2


def test_telling_them_apart_leads_back_to_the_day_with_an_undo(pair, as_person, cast):
    later, earlier = pair
    client = as_person(cast.ada)
    page = client.post(f"/c/distance/similar/{later.pk}/apart/{earlier.pk}/", follow=True)
    assert page.redirect_chain[-1][0] == "/c/distance/my-day/"
    undo = f"/c/distance/similar/{later.pk}/apart/{earlier.pk}/undo/"
    assert undo in page.text
    assert client.get(f"/c/distance/similar/{later.pk}/").status_code == 404
    assert client.post(undo, follow=True).redirect_chain[-1][0] == f"/c/distance/similar/{later.pk}/"


@pytest.mark.parametrize("keep", ["earlier", "later"])
def test_joined_one_keeps_the_answers_and_both_are_told(pair, as_person, cast, community, now, keep):
    later, earlier = pair
    gone, stays = (later, earlier) if keep == "earlier" else (earlier, later)
    client = as_person(cast.ada)
    page = client.post(f"/c/distance/similar/{later.pk}/join/{earlier.pk}/", {"keep": stays.pk}, follow=True)
    assert page.redirect_chain[-1][0] == "/c/distance/my-day/"
    gone.refresh_from_db()
    assert gone.merged_into_id == stays.pk
    assert stays.posts.count() == 3
    told = Envelope.objects.filter(kind="put-in-order").values_list("person", flat=True)
    assert set(told) == {cast.bao.pk, cast.chloe.pk}
    assert lines(community, now) == []
    undo = f"/c/distance/similar/joined/{Arrangement.objects.get().pk}/undo/"
    assert undo in page.text
    client.post(undo)
    gone.refresh_from_db()
    assert gone.merged_into_id is None
    assert [line.thread_id for line in lines(community, now)] == [later.pk]


def test_joined_twice_is_joined_once(pair, as_person, cast):
    later, earlier = pair
    for _time in range(2):
        as_person(cast.ada).post(f"/c/distance/similar/{later.pk}/join/{earlier.pk}/", {"keep": earlier.pk})
    assert earlier.posts.count() == 3
    assert Arrangement.objects.count() == 1


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_runs_the_community_compares(pair, as_person, cast, name, status):
    later, earlier = pair
    client = as_person(cast.people[name])
    assert client.get(f"/c/distance/similar/{later.pk}/").status_code == status
    for act in ("apart", "join"):
        said = client.post(f"/c/distance/similar/{later.pk}/{act}/{earlier.pk}/").status_code
        assert said == (302 if status == 200 else status)
    assert client.get(f"/c/distance/similar/{earlier.pk}/").status_code == (404 if status == 200 else status)
