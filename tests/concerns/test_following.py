"""What one hears of: by community, by topic, by conversation; on the page and by mail alike."""

import pytest

from tisserand.communities.models import Membership
from tisserand.concerns import catching_up
from tisserand.conversations import announcing, hearing, news, topics
from tisserand.conversations.models import Follow, Thread, TopicFollow
from tisserand.mail import composing, kinds, outbox, rhythm
from tisserand.mail.answering import find
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

ALL, PART, ADDRESSED = Membership.Hears.ALL, Membership.Hears.PART, Membership.Hears.ADDRESSED


@pytest.fixture
def tune(cast, later):
    def tune(name, hears, *, mail="", at=5):
        return cast.places[name].tune(hears=hears, mail_cadence=mail, now=later(at))

    return tune


@pytest.fixture
def topic(community, cast, later):
    return topics.add(community, "Meetings", by=cast.ada, now=later(0))


def told(kind="followed"):
    while announcing.announce_some():
        pass
    return sorted(Envelope.objects.filter(kind=kind).values_list("person__given_name", flat=True))


def heard(concerns, person):
    return [title for _rank, title, _why in concerns(person)]


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


# By mail


def test_the_foot_of_the_mail_stops_it_by_one_click(cast, begin, tune, topic, later, now):
    tune("chloe", ALL, at=0)
    hearing.choose(topic, cast.bao, ALL, now=later(0))
    begin("New", by=cast.ada, topic=topic)
    announcing.announce_some()
    for person, _name in ((cast.chloe, "quiet-community"), (cast.bao, "quiet-topic")):
        envelope = Envelope.objects.get(person=person)
        envelope.claimed_at = later(20)
        kind = kinds.named("followed")
        mail = composing.message(envelope, kind, composing.content(envelope, kind))
        assert "A new conversation in Leading at a distance: “New”." in mail.body
        assert "Hear no more of each new conversation there" in mail.body
    member = cast.places["chloe"]
    choice = find("quiet-community", cast.chloe, member.pk, now=now)
    choice.say(later(30))
    member.refresh_from_db()
    assert member.hears == PART
    assert find("quiet-community", cast.chloe, member.pk, now=now).said
    find("quiet-community", cast.chloe, member.pk, now=now).take_back(later(31))
    member.refresh_from_db()
    assert member.hears == ALL
    find("quiet-topic", cast.bao, topic.pk, now=now).say(later(30))
    assert TopicFollow.objects.get(person=cast.bao).hears == PART
    find("quiet-topic", cast.bao, topic.pk, now=now).take_back(later(31))
    assert TopicFollow.objects.get(person=cast.bao).hears == ALL


@pytest.mark.parametrize("answer", ["quiet-topic", "quiet-community", "read-news"])
def test_a_stranger_and_a_strange_number_have_nothing_to_say(cast, topic, now, answer):
    assert find(answer, cast.dov, topic.pk, now=now) is None
    assert find(answer, cast.chloe, 10**9, now=now) is None


def test_who_quietened_it_meanwhile_gets_no_mail_of_it(cast, begin, tune, later):
    tune("chloe", ALL, at=0)
    begin("New", by=cast.ada)
    announcing.announce_some()
    tune("chloe", PART, at=10)
    envelope = Envelope.objects.get(person=cast.chloe)
    envelope.claimed_at = later(60)
    assert composing.content(envelope, kinds.named("followed")) is None


def test_what_was_read_on_the_page_is_not_mailed(cast, begin, say, later):
    thread = begin("Mine")
    say(thread, at=10), say(thread, at=11)
    announcing.announce_some()
    envelope = Envelope.objects.get(kind="answers", person=cast.chloe)
    envelope.claimed_at = later(60)
    kind = kinds.named("answers")
    assert composing.content(envelope, kind) is not None
    catching_up.read_all(cast.chloe, now=later(50))
    assert composing.content(envelope, kind) is None
    catching_up.take_back(cast.chloe, now=later(51))
    assert composing.content(envelope, kind) is not None


@pytest.mark.parametrize(
    ("everywhere", "here", "leaves"),
    [
        ("each", "", "two hours"),
        ("each", "daily", "tomorrow"),
        ("weekly", "", "Monday"),
        ("weekly", "each", "two hours"),
        ("addressed", "", None),
        ("each", "addressed", None),
        ("addressed", "daily", "tomorrow"),
        ("none", "each", None),
    ],
)
def test_the_rhythm_is_chosen_once_and_for_a_community(
    cast, begin, say, tune, later, everywhere, here, leaves
):
    Person.objects.filter(pk=cast.chloe.pk).update(mail_cadence=everywhere)
    thread = begin("Followed", by=cast.ada)
    thread.follow(cast.chloe, now=later(2))
    tune("chloe", PART, mail=here)
    say(thread, at=10)
    announcing.announce_some()
    envelope = Envelope.objects.filter(kind="followed", person=cast.chloe).first()
    when = {
        "two hours": later(130),
        "tomorrow": later(22 * 60),
        "Monday": later(6 * 24 * 60 - 2 * 60),
    }
    at = envelope.due_at if envelope else None
    # Half past eight is before their working hours begin, which news wait for.
    assert (at and at.date()) == (leaves and when[leaves].date())


def test_a_rhythm_of_the_place_still_holds_when_the_mail_leaves(cast, begin, say, tune, later):
    Person.objects.filter(pk=cast.chloe.pk).update(mail_cadence="addressed")
    thread = begin("Followed", by=cast.ada)
    thread.follow(cast.chloe, now=later(2))
    tune("chloe", PART, mail="each")
    say(thread, at=10)
    announcing.announce_some()
    outbox.deliver_due(later(180))
    assert Envelope.objects.get(kind="followed", person=cast.chloe).state == "sent"


def test_answers_are_addressed_and_news_is_not(cast):
    cast.chloe.mail_cadence = "addressed"
    wanted = {mail_class: rhythm.wanted(cast.chloe, mail_class) for mail_class in kinds.Class}
    assert wanted == {"necessary": True, "answer": True, "news": False, "encouragement": True}


# News


@pytest.fixture
def piece(community, cast, later):
    return news.tell(community, by=cast.ada, now=later(5), title="We meet on Friday", source="At ten.")


def test_news_is_for_everybody_whatever_they_hear(concerns, cast, piece, tune):
    tune("chloe", ADDRESSED)
    assert concerns(cast.chloe) == [("FOR_ME", "We meet on Friday", "News for everybody here.")]
    assert told("news") == ["Bao", "Chloé"]


def test_who_runs_the_community_sees_who_has_opened_it(cast, piece, visitor):
    ada, chloe = visitor(cast.ada), visitor(cast.chloe)
    page = ada.get(piece.get_absolute_url()).content.decode()
    assert "Opened by 0 of the 2 other members." in page
    page = chloe.get(piece.get_absolute_url()).content.decode()
    assert "see that you have opened it; they see it of nothing else" in page
    assert "Opened by" not in page
    page = ada.get(f"/c/distance/conversations/{piece.pk}/readers/").content.decode()
    assert "Opened by 1 of the 2 other members." in page
    assert "Bao Tran" in page
    assert "Chloé Martin" not in page


def test_of_nothing_else_is_it_told_who_has_read_it(cast, begin, visitor):
    thread = begin("Mine", by=cast.ada)
    visitor(cast.chloe).get(thread.get_absolute_url())
    ada = visitor(cast.ada)
    assert "Opened by" not in ada.get(thread.get_absolute_url()).content.decode()
    assert ada.get(f"/c/distance/conversations/{thread.pk}/readers/").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_runs_the_community_tells_news_and_sees_who_read(cast, piece, visitor, name, status):
    client = visitor(cast.people[name])
    assert client.get("/c/distance/conversations/news/new/").status_code == status
    assert client.get(f"/c/distance/conversations/{piece.pk}/readers/").status_code == status
    posted = client.post("/c/distance/conversations/news/new/", {"title": "Now", "text": "Words."})
    assert posted.status_code == (302 if status == 200 else status)


def test_nobody_makes_news_of_the_form_where_all_write(cast, visitor):
    said = {"kind": "news", "title": "Mine", "text": "For all."}
    assert visitor(cast.chloe).post("/c/distance/conversations/new/", said).status_code == 422
    assert not Thread.objects.filter(kind="news").exists()


def test_an_empty_piece_of_news_is_refused_with_what_to_do(cast, visitor):
    page = visitor(cast.ada).post("/c/distance/conversations/news/new/", {"title": "", "text": ""})
    assert page.status_code == 422
    assert "Give it a title, even a short one." in page.content.decode()


def test_news_by_mail_is_read_by_one_click(cast, piece, later, now):
    announcing.announce_some()
    envelope = Envelope.objects.get(kind="news", person=cast.chloe)
    envelope.claimed_at = later(20)
    kind = kinds.named("news")
    mail = composing.message(envelope, kind, composing.content(envelope, kind))
    assert "At ten." in mail.body
    assert "They see it of nothing else." in mail.body
    choice = find("read-news", cast.chloe, piece.pk, now=now)
    assert (choice.said, choice.undoable) == (False, False)
    choice.say(later(21))
    assert find("read-news", cast.chloe, piece.pk, now=now).said
    assert news.readers(piece) == news.Readers(read=1, members=2)
    assert composing.content(envelope, kind) is None, "read on the site, it is not mailed"


def test_replies_to_news_are_told_to_who_follows_only(cast, piece, say):
    told("news")
    say(piece)
    assert told("news") == ["Bao", "Chloé"]
    assert [one.items for one in Envelope.objects.filter(kind="news", person=cast.chloe)] == [
        [{"post": piece.posts.get(number=1).pk}]
    ]
