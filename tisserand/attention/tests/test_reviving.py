"""Three ways to revive a discussion, and what happened next."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import accommodations, acts, revived, reviving
from tisserand.attention.day import day
from tisserand.attention.models import Outreach
from tisserand.conversations import topics, writing
from tisserand.conversations.models import Mention
from tisserand.debates import opening, taking
from tisserand.mail.models import Envelope
from tisserand.resources import sheets
from tisserand.search import indexing, meaning
from tisserand.thanks.models import Reaction

from .conftest import DAY, words

pytestmark = pytest.mark.usefixtures("settled", "clock")
TITLE = "Opening a difficult meeting"
QUESTION, RESOURCE, PERSON = Outreach.Way.values


def read_all():
    while indexing.follow_some():
        pass
    while meaning.learn_some():
        pass


@pytest.fixture
def people(make_person, join, now, community):
    """Four learners here for long; all came two days ago."""
    places = [
        join(make_person(name, "Roy"), at=now - 90 * DAY, welcomed_at=now - 89 * DAY)
        for name in ("Nina", "Paul", "Zoé", "Karim")
    ]
    for place in places:
        community.record("visited", place.person, at=now - 2 * DAY)
    return places


@pytest.fixture(autouse=True)
def said_in_english(community):
    community.language = "en"
    community.save()


@pytest.fixture
def topic(community, cast, now):
    return topics.add(community, "Meetings", by=cast.ada, now=now)


@pytest.fixture
def thread(community, cast, people, now, topic):
    """Chloé, Nina and Paul carried it; it fell silent ten days ago."""
    at = now - 12 * DAY
    thread = writing.start(
        community, kind="discussion", title=TITLE, by=cast.chloe, source="How?", now=at, notify=False
    )
    for number, person in enumerate([people[0].person, people[1].person, cast.chloe]):
        said = f"I tried {number}."
        writing.reply(thread, by=person, source=said, now=at + (number + 1) * DAY / 2, notify=False)
    thread.topic = topic
    thread.save(update_fields=["topic"])
    return thread


@pytest.fixture
def helped(community, cast, people, now, topic):
    """`helped(place)`: what this member answered to Bao, of the same topic, solved his question."""

    def make(place, title="How long should it last?", *, topic=topic, accept=True):
        asked = writing.start(
            community, kind="question", title=title, by=cast.bao, source="?", now=now - 30 * DAY, notify=False
        )
        asked.topic = topic
        asked.save(update_fields=["topic"])
        post = writing.reply(asked, by=place.person, source="An hour.", now=now - 29 * DAY, notify=False)
        if accept:
            asked.accept(post, by=cast.bao, now=now - 28 * DAY)
        return post

    return make


@pytest.fixture
def the_line(community, thread, now):
    def read():
        (line,) = [one for one in day(community, now).signals if one.indicator == "stalled"]
        return line

    return read


def way(thread, now, name):
    return next(one for one in reviving.proposals(thread, now) if one.way == name)


# What is proposed


def test_with_nothing_around_only_the_question_is_offered(thread, now):
    read_all()
    found = reviving.proposals(thread, now)
    assert [(one.way, one.offered) for one in found] == [(QUESTION, True), (RESOURCE, False), (PERSON, False)]
    assert "> I tried 2." in found[0].text
    assert found[1].why == "Nothing published here is close to this subject yet."


def test_a_sheet_on_the_same_subject_is_quoted_with_its_link(thread, cast, community, now):
    said = {"title": "Opening a difficult meeting well", "source": "Begin by a round."}
    kept = {"by": cast.ada, "owner": cast.ada, "review_on": now.date() + 90 * DAY}
    sheet = sheets.draft(community, now=now, **said, **kept)
    read_all()
    assert not way(thread, now, RESOURCE).offered
    sheets.publish(sheet, by=cast.ada, now=now)
    read_all()
    text = way(thread, now, RESOURCE).text
    assert (
        f"http://127.0.0.1:8000/c/distance/resources/{sheet.pk}/" in text or sheet.get_absolute_url() in text
    )
    assert "> Begin by a round." in text


def test_a_conversation_that_was_answered_is_one_too_an_open_one_is_not(thread, helped, people, now):
    post = helped(people[2], "Opening a difficult meeting, how?", accept=False)
    read_all()
    assert not way(thread, now, RESOURCE).offered
    post.thread.accept(post, by=post.thread.author, now=now)
    text = way(thread, now, RESOURCE).text
    assert post.thread.get_absolute_url() in text
    assert "> An hour." in text


def test_somebody_whose_answer_helped_is_named(thread, helped, people, now):
    helped(people[2])
    found = way(thread, now, PERSON)
    assert found.person == people[2].person
    assert found.text.startswith("@Zoé Roy, what you wrote in “How long should it last?” helped others:")
    assert "> I tried 2." in found.text


def test_thanks_of_others_count_ones_own_do_not(thread, helped, people, cast, now):
    post = helped(people[2], accept=False)
    Reaction.objects.create(post=post, person=post.author, kind="useful", said_at=now)
    assert not way(thread, now, PERSON).offered
    Reaction.objects.create(post=post, person=cast.bao, kind="thanks", said_at=now)
    assert way(thread, now, PERSON).person == people[2].person


def test_the_most_helpful_comes_first(thread, helped, people, now):
    helped(people[2])
    for title in ("One", "Two"):
        helped(people[3], title)
    assert way(thread, now, PERSON).person == people[3].person


def away(place, **around):
    place.last_active_on -= 30 * DAY
    place.save()


def left(place, **around):
    place.left_at = around["now"]
    place.save()


def named_twice(place, *, thread, now, cast, **around):
    for number in range(2):
        post = writing.reply(thread, by=cast.bao, source=f"{number}", now=now - DAY, notify=False)
        Mention.objects.create(post=post, person=place.person)


def in_peace(place, *, now, cast, **around):
    accommodations.agree(place, kind="peace", starts_on=now.date(), by=cast.ada, now=now)


def speaks_there(place, *, thread, now, **around):
    writing.reply(thread, by=place.person, source="Me too.", now=now - DAY, notify=False)


def has_a_namesake(place, *, make_person, join, **around):
    join(make_person("Zoé", "Roy", email="other@example.com"))


def leads(place, **around):
    place.role = "lcm"
    place.save()


@pytest.mark.parametrize("why", [away, left, named_twice, in_peace, speaks_there, has_a_namesake, leads])
def test_who_would_be_called_in_vain_or_too_often_is_not_named(
    thread, helped, people, now, cast, make_person, join, why
):
    helped(people[2])
    people[2].refresh_from_db()
    why(people[2], thread=thread, now=now, cast=cast, make_person=make_person, join=join)
    assert not way(thread, now, PERSON).offered


def test_another_subject_names_nobody(thread, helped, people, now):
    helped(people[2], topic=None)
    read_all()
    assert not way(thread, now, PERSON).offered


def test_what_was_asked_elsewhere_is_never_proposed(thread, helped, people, now, community, make_person):
    post = helped(people[2], "Opening a difficult meeting, how?")
    writing.delete(post.thread.posts.get(number=1), by=post.thread.author, now=now)
    read_all()
    assert [one.offered for one in reviving.proposals(thread, now)] == [True, False, False]


# The form


def url(line, **query):
    return "/c/distance/my-day/relaunch/?" + "&".join(
        f"{name}={value}" for name, value in {"signal": line.key, **query}.items()
    )


def test_each_way_fills_the_text_a_human_reads_again(as_person, cast, thread, helped, people, the_line):
    helped(people[2], "Opening a difficult meeting, how?")
    read_all()
    client, line = as_person(cast.ada), the_line()
    first = client.get(url(line))
    assert words(first).count("Take this way") == 2
    assert "We had stopped at these words of" in words(first)
    assert "seems close to it" in words(first)
    assert "@Zoé Roy" in words(client.get(url(line, way="person")))
    assert "Here is something on the same subject" in words(client.get(url(line, way="resource")))


@pytest.mark.parametrize("name", ["", "x", "person", "<b>", "question'"])
def test_a_way_that_is_not_offered_is_the_question(as_person, cast, thread, the_line, name):
    page = as_person(cast.ada).get(url(the_line(), way=name))
    assert (page.status_code, "We had stopped at these words of" in words(page)) == (200, True)


def test_who_is_named_is_told_and_the_way_is_kept(as_person, cast, thread, helped, people, the_line, now):
    helped(people[2])
    line, zoe = the_line(), people[2].person
    text = way(thread, now, PERSON).text
    said = {"signal": line.key, "text": text, "way": "person", "named": zoe.pk}
    assert as_person(cast.ada).post("/c/distance/my-day/relaunch/", said).status_code == 302
    act = Outreach.objects.get()
    assert (act.kind, act.way, act.named) == ("relaunched", "person", zoe)
    assert Envelope.objects.get(person=zoe).kind == "mention"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"way": "person", "text": "Who else?"}, ("", None)),
        ({"way": "person", "text": "@Zoé Roy?", "named": "x"}, ("", None)),
        ({"way": "person", "text": "@Zoé Roy?", "named": "9" * 30}, ("", None)),
        ({"way": "resource", "text": "No link"}, ("", None)),
        ({"way": "resource", "text": "See http://127.0.0.1:8000/c/distance/members/"}, ("resource", None)),
        ({"way": "question", "text": "What else?"}, ("question", None)),
        ({"way": "nothing", "text": "What else?"}, ("question", None)),
    ],
)
def test_a_way_is_kept_as_far_as_the_text_says_so(
    as_person, cast, thread, helped, people, the_line, said, kept, now
):
    helped(people[2], "Opening a difficult meeting, how?")
    read_all()
    first = {"signal": the_line().key, "named": people[2].person_id}
    as_person(cast.ada).post("/c/distance/my-day/relaunch/", first | said)
    act = Outreach.objects.get()
    assert (act.way, act.named) == kept


def test_the_proposals_cost_the_same_whatever_there_is(thread, helped, people, now):
    def cost():
        read_all()
        with CaptureQueriesContext(connection) as asked:
            reviving.proposals(thread, now)
        return len(asked)

    helped(people[2], "Opening a difficult meeting, how?")
    cost()
    one = cost()
    for title in ("Opening a meeting", "A difficult meeting"):
        helped(people[3], title)
    assert cost() == one


# What happened next


@pytest.fixture
def revive(thread, cast, now, the_line, helped, people):
    """By naming Zoé, nine days ago."""

    def make(days=9, **values):
        first = {"kind": "relaunched", "way": "person", "named": people[2].person, "done_by": cast.ada}
        said = first | {"thread": thread, "done_at": now - days * DAY} | values
        return Outreach.objects.create(community=thread.community, **said)

    return make


def test_the_thread_tells_who_leads_and_nobody_else(as_person, cast, thread, revive, people, now):
    revive()
    for person, days in ((people[0].person, 8), (people[2].person, 3), (cast.ada, 3), (people[1].person, 1)):
        writing.reply(thread, by=person, source="So.", now=now - days * DAY, notify=False)
    page = f"/c/distance/conversations/{thread.pk}/"
    said = words(as_person(cast.ada).get(page))
    assert "Ada, by naming Zoé Roy" in said
    assert "2 replies by others within seven days · Zoé replied" in said
    for name in ("bao", "chloe"):
        assert "Revived, and then" not in words(as_person(cast.people[name]).get(page))


def test_what_followed_counts_each_way_and_concludes_nothing_of_a_few(
    as_person, cast, thread, revive, people, now
):
    revive()
    revive(30, way="question", named=None)
    revive(31, way="", named=None)
    revive(400)
    revive(5, withdrawn_at=now)
    writing.reply(thread, by=people[2].person, source="So.", now=now - 5 * DAY, notify=False)
    assert [
        (row.way, row.times, row.answered, row.named_replied, row.conclusive)
        for row in revived.by_way(thread.community, now)
    ] == [("question", 1, 0, None, False), ("person", 1, 1, 1, False), ("", 1, 0, None, False)]
    page = words(as_person(cast.ada).get("/c/distance/my-day/followed/"))
    assert page.count("Fewer than 20 times: one cannot conclude yet.") == 3
    assert "who was named replied: 1 time" in page


def test_from_twenty_on_the_counts_stand_by_themselves(thread, revive, now):
    for hours in range(20):
        revive(9 + hours / 24)
    (row,) = revived.by_way(thread.community, now)
    assert (row.times, row.conclusive) == (20, True)


# Debates


@pytest.fixture
def debate(community, cast, now):
    """Opened twelve days ago; it closes in nine."""
    said = {"question": "Two fixed days?", "source": "?", "positions": ["Yes", "No"]}
    return opening.open_debate(community, by=cast.ada, now=now - 12 * DAY, closes_at=now + 9 * DAY, **said)


def stalled(community, now):
    return [
        (one.thread.title, str(one.why)) for one in day(community, now).signals if one.indicator == "stalled"
    ]


@pytest.fixture
def take(debate, people, cast, now):
    def make(count, *, days=11):
        everybody = [cast.chloe, cast.bao, *(place.person for place in people)]
        for person in everybody[:count]:
            taking.take(debate.positions.get(number=1), by=person, now=now - timedelta(days=days))

    return make


@pytest.mark.parametrize(("people_who_took", "found"), [(4, False), (5, True)])
def test_a_debate_that_people_took_part_in_then_fell_silent(community, take, now, people_who_took, found):
    take(people_who_took)
    why = "5 people carried this debate, then nothing for 12 days; it closes on 3 December"
    assert stalled(community, now) == ([("Two fixed days?", why)] if found else [])


def test_a_debate_where_somebody_still_takes_position_is_alive(community, take, now, cast, debate):
    take(6)
    assert stalled(community, now)
    taking.take(debate.positions.get(number=2), by=cast.bao, now=now - 2 * DAY)
    assert stalled(community, now) == []


def test_a_debate_about_to_close_is_another_line(community, take, now):
    take(6)
    assert stalled(community, now + 8 * DAY) == []


def test_a_debate_is_revived_like_a_discussion(community, take, debate, cast, now):
    take(6)
    (line,) = [one for one in day(community, now).signals if one.indicator == "stalled"]
    act = acts.relaunch(
        debate.thread, by=cast.ada, source="Who has tried?", now=now, signal=line.key, way="question"
    )
    assert (act.way, stalled(community, now)) == ("question", [])
