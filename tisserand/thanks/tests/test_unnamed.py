"""Who asked without a name stays so when they thank in their own conversation."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from tisserand.conversations import ordering, unnamed, writing
from tisserand.conversations.models import Thread
from tisserand.thanks import reading, saying
from tisserand.thanks.holdings import Reactions


def test_the_author_of_an_answer_does_not_read_who_asked(community, cast, now):
    asked = {"kind": "question", "title": "How?", "source": "I wonder.", "without_name": True}
    thread = writing.start(community, by=cast.chloe, now=now, **asked)
    answer = writing.reply(thread, by=cast.bao, source="So.", now=now)
    saying.say(answer, "thanks", by=cast.chloe, now=now)
    saying.say(answer, "thanks", by=cast.ada, now=now)
    with translation.override("en"):
        thread = Thread.objects.get(pk=thread.pk)
        said = reading.said_of(thread, cast.bao, first=1, last=2)[answer.pk]
    assert sorted(said.by) == ["Ada", "The person who asked"]
    actors = community.events.filter(verb="thanked").values_list("actor", flat=True)
    assert set(actors) == {None, cast.ada.pk}


def who_thanks(thread, reader):
    with translation.override("en"):
        thread = Thread.objects.get(pk=thread.pk)
        return [said.by for said in reading.said_of(thread, reader, first=1, last=9).values() if said.by]


@pytest.fixture
def hidden(community, cast, now):
    """Chloé asks without her name, Bao answers."""
    asked = {"kind": "question", "title": "How?", "source": "I wonder.", "without_name": True}
    thread = writing.start(community, by=cast.chloe, now=now, **asked)
    return SimpleNamespace(thread=thread, answer=writing.reply(thread, by=cast.bao, source="So.", now=now))


def test_nor_when_the_answer_moves_to_another_conversation(community, cast, hidden, now):
    saying.say(hidden.answer, "thanks", by=cast.chloe, now=now)
    done = ordering.split(hidden.thread, [hidden.answer.pk], title="So", by=cast.ada, now=now)
    assert who_thanks(done.into, cast.bao) == [["The person who asked"]]


def test_nor_where_the_question_is_joined_to_that_of_somebody_else(community, cast, hidden, now):
    asked = {"kind": "question", "title": "And how?", "source": "Tell me."}
    other = writing.start(community, by=cast.ada, now=now, **asked)
    said = writing.reply(other, by=cast.bao, source="Thus.", now=now)
    saying.say(hidden.answer, "thanks", by=cast.chloe, now=now)
    ordering.merge(hidden.thread, into=other, by=cast.ada, now=now)
    saying.say(said, "thanks", by=cast.chloe, now=now)
    assert who_thanks(other, cast.bao) == [["The person who asked"], ["The person who asked"]]
    assert set(community.events.filter(verb="thanked").values_list("actor", flat=True)) == {None}
    mine = [row.get("by") for row in Reactions().rows(cast.bao)]
    assert mine == ["The person who asked"] * 2


def test_what_one_is_told_says_so_and_the_name_is_shown_with_the_question(client, cast, hidden, now):
    client.force_login(cast.chloe)
    url = f"/c/distance/conversations/posts/{hidden.answer.pk}/thanks/"
    page = client.post(url, headers={"Accept-Language": "en"}, follow=True).content.decode()
    assert "from the person who asked" in page
    assert "with your name" not in page
    unnamed.show_name(Thread.objects.get(pk=hidden.thread.pk).unnamed, by=cast.chloe, now=now)
    assert who_thanks(hidden.thread, cast.bao) == [["Chloé"]]
