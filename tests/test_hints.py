"""A hint is there when a panel would find something, and only then."""

from datetime import timedelta

import pytest
from django.db.models import F

from tisserand.communities.models import Membership
from tisserand.conversations import writing
from tisserand.conversations.models import Pin, Thread, Topic
from tisserand.debates import opening
from tisserand.debates.models import Poll
from tisserand.resources import sheets, syntheses
from tisserand.resources.models import Synthesis
from tisserand.ui.hints import has, hints


@pytest.fixture
def thread(community, cast, now):
    return writing.start(community, kind="question", title="How?", by=cast.chloe, source="I wonder.", now=now)


def of_thread(thread):
    read = Thread.objects.annotate(**hints("thread")).get(pk=thread.pk)
    return {name.removeprefix("has_") for name in hints("thread") if getattr(read, name)}


def of_place(member):
    told = {name: F(name) for name in hints("place")}
    read = Membership.objects.annotate(**hints("place")).values(*told).get(pk=member.pk)
    return {name.removeprefix("has_") for name, there in read.items() if there}


def test_what_a_thread_carries_is_told_while_it_does(thread, community, cast, now):
    assert of_thread(thread) == set()
    syntheses.write(thread, source="In short.", by=cast.ada, up_to=1, now=now)
    assert of_thread(thread) == {"synthesis"}
    syntheses.withdraw(Synthesis.objects.get(thread=thread), by=cast.ada, now=now)
    assert of_thread(thread) == set()
    known = {"owner": cast.bao, "review_on": community.today(now) + timedelta(days=90), "thread": thread}
    sheet = sheets.draft(community, title="How", source="So.", by=cast.ada, now=now, **known)
    assert of_thread(thread) == set()  # a draft is nobody else's
    sheets.publish(sheet, by=cast.ada, now=now)
    assert of_thread(thread) == {"sheets"}


def test_a_poll_is_told(thread, cast, now):
    known = {"options": ["Now", "Later"], "method": Poll.Method.SINGLE, "closes_at": now + timedelta(days=7)}
    opening.open_poll(thread.community, question="When?", thread=thread, by=cast.ada, now=now, **known)
    assert of_thread(thread) == {"polls"}


def test_what_a_place_has_is_told_while_it_does(thread, community, cast, now):
    member = community.memberships.get(person=cast.bao)
    assert of_place(member) == set()
    topic = Topic.objects.create(community=community, name="Tools", position=1)
    Pin.objects.create(thread=thread, pinned_by=cast.ada, pinned_at=now)
    assert of_place(member) == {"topics", "pins"}
    topic.removed_at = now
    topic.save()
    assert of_place(member) == {"pins"}


def test_a_row_read_without_hints_is_worth_asking(thread):
    assert has(thread, "sheets")
