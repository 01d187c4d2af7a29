"""What one hears of: by community, by topic, by conversation."""

import pytest

from tisserand.communities.models import Membership
from tisserand.conversations import announcing, hearing
from tisserand.conversations.models import Follow, Thread, TopicFollow
from tisserand.mail.models import Envelope

from .ears import heard, told

ALL, PART, ADDRESSED = Membership.Hears.ALL, Membership.Hears.PART, Membership.Hears.ADDRESSED


# By community


def test_by_default_one_hears_of_what_one_takes_part_in(concerns, cast, begin, say):
    thread = begin("New", by=cast.ada)
    assert (heard(concerns, cast.chloe), told()) == ([], [])
    say(thread, by=cast.chloe, at=10)
    say(thread, at=11)
    assert (heard(concerns, cast.chloe), told()) == (["New"], ["Chloé"])


def test_who_asks_for_everything_hears_of_each_beginning_and_not_of_each_word(
    concerns, cast, begin, say, tune, visitor
):
    tune("chloe", ALL, at=0)
    thread = begin("New", by=cast.ada)
    assert concerns(cast.chloe) == [("FOLLOWED", "New", "A new conversation: you hear of each one.")]
    assert told() == ["Chloé"]
    visitor(cast.chloe).get(thread.get_absolute_url())
    say(thread)
    assert heard(concerns, cast.chloe) == []
    assert len(Envelope.objects.get(kind="followed").items) == 1


def test_nothing_but_what_is_addressed_to_me(concerns, cast, begin, say, tune, later):
    mine, followed, named = begin("Mine"), begin("Followed", by=cast.ada), begin("Named", by=cast.ada)
    followed.follow(cast.chloe, now=later(2))
    tune("chloe", ADDRESSED)
    say(mine), say(followed), say(named, source="@Chloé Martin?")
    assert sorted(heard(concerns, cast.chloe)) == ["Mine", "Named"]
    assert "Chloé" not in told()
    assert "Chloé" in told("first-answer")
    assert told("mention") == ["Chloé"]


def test_what_one_follows_by_hand_afterwards_is_heard(concerns, cast, begin, say, tune, later):
    before, after = begin("Before", by=cast.ada), begin("After", by=cast.ada)
    before.follow(cast.chloe, now=later(2))
    tune("chloe", ADDRESSED)
    after.follow(cast.chloe, now=later(7))
    say(before), say(after)
    assert heard(concerns, cast.chloe) == ["After"]
    assert "Chloé" in told()
    [envelope] = Envelope.objects.filter(kind="followed", person=cast.chloe)
    assert len(envelope.items) == 1


def test_changing_ones_mind_brings_back_what_one_followed(concerns, cast, begin, say, tune, later):
    thread = begin("Followed", by=cast.ada)
    thread.follow(cast.chloe, now=later(2))
    tune("chloe", ADDRESSED)
    say(thread)
    assert heard(concerns, cast.chloe) == []
    tune("chloe", PART, at=20)
    assert heard(concerns, cast.chloe) == ["Followed"]


def test_who_hears_only_what_is_addressed_does_not_follow_by_replying(cast, begin, say, tune):
    tune("chloe", ADDRESSED, at=0)
    thread = begin("New", by=cast.ada)
    say(thread, by=cast.chloe)
    assert not Follow.objects.filter(thread=thread, person=cast.chloe).exists()
    say(thread, by=cast.bao)
    assert Follow.objects.filter(thread=thread, person=cast.bao).exists()


# By topic


@pytest.mark.parametrize(
    ("of_community", "of_topic", "expected"),
    [
        (PART, ALL, ["In it"]),
        (ADDRESSED, ALL, ["In it"]),
        (ALL, PART, ["Out of it"]),
        (ALL, ADDRESSED, ["Out of it"]),
        (ALL, "", ["In it", "Out of it"]),
    ],
)
def test_a_topic_goes_before_its_community(
    concerns, cast, begin, tune, later, topic, of_community, of_topic, expected
):
    tune("chloe", of_community, at=0)
    hearing.choose(topic, cast.chloe, of_topic, now=later(0))
    begin("In it", by=cast.ada, topic=topic), begin("Out of it", by=cast.ada)
    assert sorted(heard(concerns, cast.chloe)) == expected
    announcing.announce_some()
    items = [item for envelope in Envelope.objects.filter(person=cast.chloe) for item in envelope.items]
    posts = Thread.objects.filter(posts__in=[item["post"] for item in items])
    assert sorted(posts.values_list("title", flat=True)) == expected


def test_a_topic_may_be_silenced_with_what_one_follows_in_it(concerns, cast, begin, say, later, topic):
    thread = begin("In it", by=cast.ada, topic=topic)
    thread.follow(cast.chloe, now=later(2))
    hearing.choose(topic, cast.chloe, ADDRESSED, now=later(3))
    say(thread)
    assert heard(concerns, cast.chloe) == []
    assert "Chloé" not in told()
    thread.unfollow(cast.chloe, now=later(11))
    thread.follow(cast.chloe, now=later(12))
    assert heard(concerns, cast.chloe) == ["In it"], "followed by hand since"


def test_choosing_twice_is_choosing_once(cast, community, topic, later):
    for _ in range(2):
        hearing.choose(topic, cast.chloe, ALL, now=later(1))
    assert TopicFollow.objects.count() == 1
    assert community.events.filter(verb="tuned").count() == 1
    hearing.choose(topic, cast.chloe, "", now=later(2))
    hearing.choose(topic, cast.chloe, "", now=later(3))
    assert community.events.filter(verb="tuned").count() == 2


# The page where one chooses


def test_one_page_chooses_it_all(cast, community, topic, visitor):
    client, url = visitor(cast.chloe), "/c/distance/conversations/following/"
    page = client.get(url).content.decode()
    assert "Meetings" in page
    assert "As everywhere (As it happens)" in page
    said = {"hears": ALL, "mail_cadence": "weekly", f"topic-{topic.pk}": ADDRESSED}
    assert client.post(url, said).status_code == 302
    place = Membership.objects.get(person=cast.chloe)
    assert (place.hears, place.mail_cadence) == (ALL, "weekly")
    assert TopicFollow.objects.get().hears == ADDRESSED


@pytest.mark.parametrize(
    "wrong",
    [
        {"hears": "loud"},
        {"hears": ""},
        {"hears": PART, "mail_cadence": "none"},
        {"hears": PART, "mail_cadence": "x"},
    ],
)
def test_what_is_no_choice_changes_nothing(cast, visitor, topic, wrong):
    assert visitor(cast.chloe).post("/c/distance/conversations/following/", wrong).status_code == 422
    place = Membership.objects.get(person=cast.chloe)
    assert (place.hears, place.mail_cadence) == (PART, "")


def test_a_topic_of_a_wrong_choice_changes_nothing_at_all(cast, visitor, topic):
    said = {"hears": ALL, f"topic-{topic.pk}": "loud"}
    assert visitor(cast.chloe).post("/c/distance/conversations/following/", said).status_code == 422
    assert Membership.objects.get(person=cast.chloe).hears == PART
