from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.conversations import announcing, writing
from tisserand.conversations.models import Announcement
from tisserand.mail import outbox
from tisserand.mail.models import Envelope

HOUR = timedelta(hours=1)


@pytest.fixture
def crowd(question, make_person, join, now):
    """So many members who follow the question: `crowd(30)`."""

    def gather(count, named="Follower"):
        people = [make_person(f"{named}{number}") for number in range(count)]
        for person in people:
            join(person)
            question.follows.create(person=person, followed_at=now)
        return people

    return gather


def told():
    return sorted(Envelope.objects.filter(kind="followed").values_list("person__given_name", flat=True))


def test_a_reply_costs_the_same_whoever_follows(question, answer, crowd):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            answer(question)
        return len(seen)

    for _ in range(2):  # the first two make what the next ones add to
        answer(question)
    alone = queries()
    crowd(30)
    assert queries() == alone


def test_every_follower_is_told_once_however_many(question, answer, crowd, monkeypatch):
    monkeypatch.setattr(announcing, "AT_ONCE", 3)
    monkeypatch.setattr(announcing, "AT_MOST", 2)
    people = crowd(10)
    answer(question)
    assert told() == []
    rounds = 1
    while announcing.announce_some():
        rounds += 1
    assert rounds == 3
    assert told() == sorted(person.given_name for person in people)
    assert not Announcement.objects.exists()
    items = [envelope.items for envelope in Envelope.objects.filter(kind="followed")]
    assert {len(gathered) for gathered in items} == {1}


def test_a_worker_that_dies_in_the_middle_tells_nobody_twice(question, answer, crowd, monkeypatch):
    monkeypatch.setattr(announcing, "AT_ONCE", 3)
    people, posted, post_each = crowd(8), [], outbox.post_each

    def dies_in_the_second_batch(kind, people, **kwargs):
        post_each(kind, people, **kwargs)
        posted.extend(people)
        if len(posted) > 3:
            raise KeyboardInterrupt

    answer(question)
    monkeypatch.setattr(outbox, "post_each", dies_in_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        announcing.announce_some()
    assert len(told()) == 3
    monkeypatch.setattr(outbox, "post_each", post_each)
    announcing.announce_some()
    assert told() == sorted(person.given_name for person in people)
    assert {len(one.items) for one in Envelope.objects.filter(kind="followed")} == {1}


def test_only_members_who_followed_then_and_are_not_told_otherwise(cast, question, answer, crowd, join, now):
    left, late, named, stays = crowd(4)
    left.memberships.update(left_at=now)
    question.follows.filter(person=late).update(followed_at=now + 2 * HOUR)
    answer(question, f"See with @{named.given_name}", by=cast.ada)
    question.follow(cast.bao, now=now)
    announcing.announce_some()
    assert told() == sorted(["Bao", stays.given_name])


def test_a_reply_that_is_undone_announces_nothing(question, answer, crowd):
    crowd(1)
    post = answer(question)
    writing.delete(post, by=post.author, now=post.created_at)
    post.delete()
    assert not announcing.announce_some()
    assert told() == []


def test_telling_thirty_costs_no_more_than_telling_three(question, answer, crowd):
    def queries():
        answer(question)
        with CaptureQueriesContext(connection) as seen:
            announcing.announce_some()
        return len(seen)

    queries()
    crowd(3)
    begun, gathered = queries(), queries()
    crowd(30, "Other")
    assert (queries(), queries()) == (begun, gathered)


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_and_nobody_is_told_twice(question, answer, crowd, at_once, monkeypatch):
    monkeypatch.setattr(announcing, "AT_ONCE", 2)
    people = crowd(7)
    answer(question)
    answer(question, "And more")
    assert at_once(announcing.announce_some, announcing.announce_some) == [None, None]
    while announcing.announce_some():
        pass
    assert told() == sorted(person.given_name for person in people)
    assert {len(one.items) for one in Envelope.objects.filter(kind="followed")} == {2}
