from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tisserand.conversations import ordering, writing
from tisserand.thanks import saying
from tisserand.thanks.models import Reaction

BOTH = pytest.mark.parametrize("kind", ["thanks", "useful"])


@BOTH
def test_said_once_however_often(post, cast, now, community, kind):
    assert saying.say(post, kind, by=cast.chloe, now=now) is True
    assert saying.say(post, kind, by=cast.chloe, now=now) is False
    row = Reaction.objects.get()
    assert (row.post, row.person, row.kind, row.said_at) == (post, cast.chloe, kind, now)
    verb = {"thanks": "thanked", "useful": "found-useful"}[kind]
    assert [line.actor for line in community.events.filter(verb=verb)] == [cast.chloe]


def test_the_database_holds_it(post, cast, now):
    said = {"post": post, "person": cast.chloe, "said_at": now}
    Reaction.objects.create(kind="thanks", **said)
    for kind in ("thanks", "great"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reaction.objects.create(kind=kind, **said)


@BOTH
def test_taken_back_as_often_as_one_likes(post, cast, now, community, kind):
    saying.say(post, kind, by=cast.chloe, now=now)
    assert saying.take_back(post, kind, by=cast.chloe, now=now) is True
    assert saying.take_back(post, kind, by=cast.chloe, now=now) is False
    assert not Reaction.objects.exists()
    assert community.events.filter(verb="took-back").count() == 1


def test_the_two_words_are_apart_and_so_are_people(post, cast, now):
    for person in (cast.ada, cast.chloe):
        saying.say(post, "thanks", by=person, now=now)
    saying.say(post, "useful", by=cast.chloe, now=now)
    saying.take_back(post, "thanks", by=cast.chloe, now=now)
    left = Reaction.objects.order_by("kind").values_list("person", "kind")
    assert list(left) == [(cast.ada.pk, "thanks"), (cast.chloe.pk, "useful")]


@BOTH
def test_not_of_ones_own_words(post, cast, now, kind):
    with pytest.raises(ValidationError):
        saying.say(post, kind, by=cast.bao, now=now)
    assert not Reaction.objects.exists()


def close(thread, post, cast, now):
    ordering.close(thread, by=cast.ada, reason="Answered", now=now)


def remove(thread, post, cast, now):
    writing.delete(post, by=cast.bao, now=now)


def forget_author(thread, post, cast, now):
    type(post).objects.filter(pk=post.pk).update(author=None)


@pytest.mark.parametrize("gone", [close, remove, forget_author])
def test_nothing_is_said_where_nothing_can_be_written(thread, post, cast, now, gone):
    saying.say(post, "thanks", by=cast.ada, now=now)
    gone(thread, post, cast, now)
    again = type(post).objects.get(pk=post.pk)
    with pytest.raises(ValidationError):
        saying.say(again, "useful", by=cast.chloe, now=now)
    assert Reaction.objects.count() == 1
    if gone is close:
        assert saying.take_back(again, "thanks", by=cast.ada, now=now)


def test_who_was_thanked_is_told_once_for_all(post, cast, now, told):
    for person in (cast.chloe, cast.ada):
        saying.say(post, "thanks", by=person, now=now + timedelta(minutes=5))
        saying.say(post, "useful", by=person, now=now + timedelta(hours=3))
    [envelope] = told()
    assert (envelope.person, len(envelope.items)) == (cast.bao, 4)
    assert envelope.due_at >= now + timedelta(days=1)


def test_what_is_taken_back_is_never_told(post, cast, now, told):
    saying.say(post, "thanks", by=cast.chloe, now=now)
    saying.say(post, "thanks", by=cast.ada, now=now)
    saying.take_back(post, "thanks", by=cast.ada, now=now)
    [envelope] = told()
    assert len(envelope.items) == 1
    saying.take_back(post, "thanks", by=cast.chloe, now=now)
    assert [one.state for one in told()] == ["dropped"]


def test_nobody_who_left_is_written_to(post, cast, now, told):
    place = cast.places["bao"]
    place.left_at = now
    place.save()
    saying.say(post, "thanks", by=cast.chloe, now=now)
    assert (Reaction.objects.count(), told()) == (1, [])
