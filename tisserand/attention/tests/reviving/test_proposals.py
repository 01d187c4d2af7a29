"""Three ways to revive a discussion: what is proposed, and who is not named."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import accommodations, reviving
from tisserand.attention.models import Outreach
from tisserand.conversations import writing
from tisserand.conversations.models import Mention
from tisserand.resources import sheets
from tisserand.thanks.models import Reaction

from ..conftest import DAY
from .conftest import read_all, way

pytestmark = pytest.mark.usefixtures("settled", "clock")
QUESTION, RESOURCE, PERSON = Outreach.Way.values


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
