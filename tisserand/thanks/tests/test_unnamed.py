"""Who asked without a name stays so when they thank in their own conversation."""

from django.utils import translation

from tisserand.conversations import writing
from tisserand.conversations.models import Thread
from tisserand.thanks import reading, saying


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
