"""A conversation that is put in a topic after it began: those who follow the topic hear of it, once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.communities.models import Membership
from tisserand.concerns import catching_up
from tisserand.conversations import announcing, hearing, ordering, topics, writing
from tisserand.conversations.models import Sorting
from tisserand.mail import kinds, outbox
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

ALL, PART = Membership.Hears.ALL, Membership.Hears.PART
DAY = timedelta(days=1)


@pytest.fixture
def topic(community, cast, later):
    """Chloé follows it."""
    topic = topics.add(community, "Meetings", by=cast.ada, now=later(0))
    hearing.choose(topic, cast.chloe, ALL, now=later(0))
    return topic


@pytest.fixture
def sort(cast, later):
    """Its beginning has been announced before, as it is within a minute."""

    def sort(thread, topic, at=30):
        while announcing.announce_some():
            pass
        return ordering.sort(thread, topic, by=cast.ada, now=later(at))

    return sort


@pytest.fixture
def told(later):
    """The first names of those to whom a mail about new conversations was posted, up to so many minutes."""

    def told(at=41):
        while announcing.announce_some() or announcing.announce_sorted(later(at)):
            pass
        envelopes = Envelope.objects.filter(kind="followed").order_by("person__given_name")
        return [one.person.given_name for one in envelopes for _item in one.items]

    return told


def test_told_once_ten_minutes_later(begin, cast, topic, sort, told, later):
    thread = begin(by=cast.bao)
    assert told() == []
    sort(thread, topic)
    assert told(at=39) == []
    assert told(at=40) == ["Chloé"]
    assert told(at=90) == ["Chloé"]
    [letter] = Envelope.objects.all()
    assert letter.created_at == later(40)
    assert [post.thread for post in kinds.named("followed").compose(letter).context["posts"]] == [thread]
    assert not Sorting.objects.exists()


def test_it_was_a_slip(begin, cast, topic, sort, told):
    thread = begin(by=cast.bao)
    sort(thread, topic), sort(thread, None, at=35)
    assert told() == []


def test_from_topic_to_topic_nobody_hears_of_it_twice(begin, community, cast, topic, sort, told, later):
    other = topics.add(community, "Interviews", by=cast.ada, now=later(0))
    for person in (cast.chloe, cast.bao):
        hearing.choose(other, person, ALL, now=later(0))
    thread = begin(by=cast.ada)
    sort(thread, topic)
    assert told() == ["Chloé"]
    sort(thread, other, at=50)
    assert told(at=70) == ["Bao", "Chloé"]
    sort(thread, topic, at=80), told(at=95), sort(thread, other, at=100)
    assert told(at=200) == ["Bao", "Chloé"]


def test_who_heard_of_its_beginning_does_not_hear_again(begin, cast, topic, sort, told, later):
    cast.places["chloe"].tune(hears=ALL, mail_cadence=Person.Cadence.WEEKLY, now=later(0))
    begin("Before", by=cast.ada), told()  # one mail a week: the next word joins it
    thread = begin(by=cast.bao, at=5)
    assert told() == ["Chloé", "Chloé"]
    sort(thread, topic)
    assert told() == ["Chloé", "Chloé"]


def test_not_who_was_named_has_read_follows_or_wrote_it(
    begin, cast, topic, sort, told, later, make_person, join, visitor
):
    eve = make_person("Eve")
    join(eve)
    for person in (cast.bao, cast.ada, eve):
        hearing.choose(topic, person, ALL, now=later(0))
    thread = begin(by=cast.bao, source="@Chloé Martin, what do you think?")
    visitor(cast.ada).get(thread.get_absolute_url())
    thread.follow(eve, now=later(3))
    sort(thread, topic)
    assert told() == []
    assert Envelope.objects.filter(kind="mention").get().person == cast.chloe


@pytest.mark.parametrize("of_topic", [PART, Membership.Hears.ADDRESSED, ""])
def test_not_who_hears_less_of_the_topic(begin, cast, topic, sort, told, later, of_topic):
    hearing.choose(topic, cast.chloe, of_topic, now=later(2))
    sort(begin(by=cast.bao), topic)
    assert told() == []


def test_nor_who_has_left(begin, cast, topic, sort, told, later):
    sort(begin(by=cast.bao), topic)
    Membership.objects.filter(person=cast.chloe).update(left_at=later(35))
    assert told() == []


@pytest.mark.parametrize(("days", "expected"), [(13, ["Chloé"]), (15, [])])
def test_old_conversations_are_only_put_away(begin, cast, topic, sort, told, days, expected):
    minutes = days * 24 * 60
    sort(begin(by=cast.bao), topic, at=minutes)
    assert told(at=minutes + 11) == expected


@pytest.mark.parametrize("what", ["withdrawn", "joined", "topic removed"])
def test_what_is_gone_meanwhile_is_not_told(begin, cast, topic, sort, told, later, what):
    thread, other = begin(by=cast.bao), begin("Other", by=cast.ada)
    sort(thread, topic)
    if what == "withdrawn":
        writing.delete(thread.posts.get(), by=cast.bao, now=later(35))
    elif what == "joined":
        ordering.merge(thread, into=other, by=cast.ada, now=later(35))
    else:
        topics.remove(topic, by=cast.ada, now=later(35))
    told()
    letters = Envelope.objects.filter(kind="followed")
    assert [kinds.named("followed").compose(one) for one in letters] in ([], [None])
    assert not Sorting.objects.exists()


@pytest.mark.parametrize(
    ("cadence", "leaves"),
    [("", "2026-11-24T11:40"), (Person.Cadence.DAILY, "2026-11-25T"), (Person.Cadence.WEEKLY, "2026-11-30T")],
)
def test_in_the_rhythm_they_chose_for_the_community(begin, cast, topic, sort, told, later, cadence, leaves):
    cast.places["chloe"].tune(hears=PART, mail_cadence=cadence, now=later(0))
    sort(begin(by=cast.bao), topic)
    told(at=40)
    assert Envelope.objects.get().due_at.isoformat().startswith(leaves)


@pytest.mark.parametrize("cadence", [Person.Cadence.ADDRESSED, Person.Cadence.NONE])
def test_who_wants_no_such_mail_has_none(begin, cast, topic, sort, told, later, cadence):
    cast.places["chloe"].tune(hears=ALL, mail_cadence=cadence, now=later(0))
    sort(begin(by=cast.bao), topic)
    assert told() == []


def test_all_read_said_before_did_not_mean_it(begin, cast, topic, sort, told, later, mailoutbox):
    thread = begin(by=cast.bao)
    catching_up.read_all(cast.chloe, now=later(10))
    sort(thread, topic), told(at=45)
    [letter] = Envelope.objects.all()
    assert kinds.named("followed").compose(letter) is not None
    catching_up.read_all(cast.chloe, now=later(50))
    assert kinds.named("followed").compose(letter) is None


def test_many_followers_are_told_in_batches_at_the_same_cost(
    begin, cast, topic, sort, told, later, make_person, join, monkeypatch
):
    def followers(count, named):
        for number in range(count):
            person = make_person(f"{named}{number}")
            join(person)
            hearing.choose(topic, person, ALL, now=later(0))

    costs = []
    for count, named in ((0, "A"), (2, "B")):
        followers(count, named)
        sort(begin(named, by=cast.bao), topic)
        with CaptureQueriesContext(connection) as asked:
            announcing.announce_sorted(later(41))
        costs.append(len(asked))
        Envelope.objects.all().delete()
    assert costs[0] == costs[1]
    monkeypatch.setattr(announcing, "AT_ONCE", 2)
    sort(begin("More", by=cast.bao), topic)
    assert told() == ["B0", "B1", "Chloé"]


def test_the_mail_leaves(begin, cast, topic, sort, told, later, mailoutbox):
    sort(begin("A question of dates", by=cast.bao), topic)
    told(at=40)
    outbox.deliver_due(later(40) + DAY)
    assert ["A question of dates" in mail.body or "A question" in mail.subject for mail in mailoutbox] == [
        True
    ]
