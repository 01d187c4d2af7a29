"""Kept as long as the community chose; found as long as it is kept; gone with the person."""

from datetime import timedelta

import pytest

from tisserand.chat import keeping, lifting, reports, saying
from tisserand.chat.models import ChatMessage, Lift
from tisserand.conversations.models import Thread
from tisserand.people import held
from tisserand.people.marks import Marks
from tisserand.search import indexing
from tisserand.search.models import Passage


def test_what_is_older_than_was_chosen_goes(room, said, now):
    said("Old", after=-31 * 24 * 60)
    said("New", after=-29 * 24 * 60)
    room.kept_days = 30
    room.save()
    assert (keeping.forget_old(now), keeping.forget_old(now)) == (1, 0)
    assert [message.text for message in ChatMessage.objects.all()] == ["New"]


def test_what_became_a_question_stays_a_question(room, said, cast, now):
    thread = lifting.lift([said("How?")], title="T", by=cast.chloe, now=now)
    keeping.forget_old(now + timedelta(days=91))
    assert (ChatMessage.objects.count(), Lift.objects.get().thread, Thread.objects.get()) == (
        0,
        thread,
        thread,
    )


def test_what_was_reported_stays_until_it_is_settled(said, cast, now):
    report = reports.report(said("Rude"), by=cast.bao, reason="Rude", now=now)
    later = now + timedelta(days=91)
    assert keeping.forget_old(later) == 0
    reports.settle(report, decision="kept", reason="Fine", by=cast.ada, now=now)
    assert keeping.forget_old(later) == 1


def test_a_clock_that_is_set_back_keeps_by_its_own_time(community, room, said, now):
    said()
    community.set_back = timedelta(days=400)
    community.save()
    assert keeping.forget_old(now + timedelta(days=400)) == 0


def _found():
    while indexing.follow_some():
        pass
    return set(Passage.objects.filter(document__source="chat").values_list("part", flat=True))


def test_the_search_follows(said, cast, now):
    first, second = said("Recadrer sans blesser"), said("Another", by=cast.bao)
    assert _found() == {first.pk, second.pk}
    saying.remove(second, by=cast.bao, now=now)
    assert _found() == {first.pk}
    keeping.forget_old(now + timedelta(days=91))
    assert _found() == set()


@pytest.mark.django_db(transaction=True)
def test_it_is_found_by_members_only_and_leads_to_its_day(said, cast, reader, here, room):
    said("The umbrella is in the hall.")
    _found()
    page = reader(cast.bao).get("/c/distance/search/?q=umbrellas").content.decode()
    assert f"/c/distance/chat/{room.pk}/days/2026-11-24/#message-1" in page
    assert reader(cast.dov).get("/c/distance/search/?q=umbrellas").status_code == 404


def test_erased_with_the_person(said, cast, now):
    said("I am Chloé Martin.")
    said("Thank you @Chloé", by=cast.bao)
    said("As Chloé Martin said, chloe@example.com", by=cast.bao)
    alone = said("Chloé again", by=cast.bao)
    [chat] = [one for one in held.all_holdings() if one.key == "chat"]
    marks = Marks.of(cast.chloe)
    assert [place.url for place in chat.remaining(cast.chloe, marks)][-1] == alone.url
    chat.erase(cast.chloe, marks, now)
    assert [message.text for message in ChatMessage.objects.order_by("number")] == [
        "Thank you …",
        "As … said, …",
        "Chloé again",
    ]
