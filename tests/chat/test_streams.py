"""The stream of a room: nothing missing, nothing twice, for those who may be here, as long as they may."""

import asyncio
import os

import pytest
from django.db import connection

from tisserand.chat import hub, lifting, saying, streams
from tisserand.chat.models import ChatMention
from tisserand.people.models import Session

from .streams import act, run, speak, until

pytestmark = pytest.mark.django_db(transaction=True)
REDIS = os.environ.get("TISSERAND_TEST_REDIS", "")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(hub, "LOOK", 0.2)
    monkeypatch.setattr(hub, "LOOK_WITH_REDIS", 0.2)


def test_what_is_said_comes_at_once(listen, room, cast, now):
    async def work():
        bao = await listen(cast.bao)
        await act(speak, room, cast.chloe, "Good morning.\nAll well?", now)
        await until(lambda: bao.events)
        [(number, html)] = bao.events
        assert number == 1
        assert "Good morning.<br>All well?" in html
        assert (bao.status, bao.headers["x-accel-buffering"]) == (200, "no")
        assert bao.headers["content-type"].startswith("text/event-stream")
        assert "content-length" not in bao.headers
        await bao.leave()
        assert hub.here().channels == {}

    run(work)


def test_each_sees_it_in_their_language_with_their_acts(listen, room, cast, now):
    cast.bao.language = "fr"
    cast.bao.save()

    async def work():
        bao, ada = await listen(cast.bao), await listen(cast.ada)
        await act(speak, room, cast.chloe, "Hello @Bao", now)
        await until(lambda: bao.events and ada.events)
        seen, hers = bao.events[0][1], ada.events[0][1]
        assert ("Signaler" in seen, "names-me" in seen, "/lift/" in seen) == (True, True, False)
        assert ("Report" in hers, "names-me" in hers, "/lift/" in hers) == (True, False, True)
        await until(lambda: bao.task.done() or True)

    run(work)


def test_who_is_named_and_connected_has_seen_it(listen, room, cast, now):
    async def work():
        bao = await listen(cast.bao)
        await act(speak, room, cast.chloe, "Hello @Bao", now)
        await until(lambda: bao.events)
        await act(lambda: None)
        async with asyncio.timeout(5):
            while not await act(lambda: ChatMention.objects.exclude(read_at=None).exists()):
                await asyncio.sleep(0.02)

    run(work)


def test_who_comes_back_gets_what_was_missed_and_nothing_else(listen, room, cast, now, said):
    for number in range(1, 6):
        said(f"Number {number}.")

    async def work():
        resumed, fresh, first = (
            await listen(cast.bao, last=3),
            await listen(cast.bao),
            await listen(cast.bao, after=0),
        )
        await act(speak, room, cast.chloe, "Six.", now)
        await until(lambda: 6 in resumed.ids and 6 in fresh.ids and 6 in first.ids)
        assert (resumed.ids, fresh.ids, first.ids) == ([4, 5, 6], [6], [1, 2, 3, 4, 5, 6])

    run(work)


def test_what_the_browser_had_wins_over_what_the_page_had(listen, cast, said):
    for _ in range(4):
        said()

    async def work():
        bao = await listen(cast.bao, last=3, after=0)
        await until(lambda: bao.events)
        assert bao.ids == [4]

    run(work)


def test_a_change_is_told_too(listen, room, cast, now, said):
    message = said("How?")

    async def work():
        bao = await listen(cast.bao)
        await act(lifting.lift, [message], title="How to begin", by=cast.chloe, now=now)
        await until(lambda: "How to begin" in bao.body.decode())
        await act(saying.remove, message, by=cast.chloe, now=now)
        await until(lambda: "removed by its author" in bao.body.decode())
        assert bao.ids == sorted(set(bao.ids))

    run(work)


def test_the_door_of_the_stream_is_that_of_the_page(listen, cast):
    async def work():
        dov = await listen(cast.dov)
        assert (dov.status, dov.task.done() or await dov.task) == (404, True if dov.task.done() else None)

    run(work)


@pytest.mark.parametrize("end", ["left", "signed out", "password"])
def test_who_may_no_longer_be_here_is_let_go_within_a_minute(listen, cast, now, end, monkeypatch):
    monkeypatch.setattr(streams, "KNOCK_AGAIN", 0.1)
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)

    def ends():
        if end == "left":
            cast.places["bao"].leave(by=cast.ada, now=now)
        elif end == "signed out":
            Session.objects.all().delete()
        else:
            cast.bao.set_password("another, quite long")
            cast.bao.save()
        connection.close()

    async def work():
        bao = await listen(cast.bao)
        await asyncio.sleep(0.4)
        assert not bao.task.done()
        await act(ends)
        await asyncio.wait_for(bao.task, 5)

    run(work)


def test_it_is_asked_often_enough():
    assert streams.KNOCK_AGAIN + streams.HEARTBEAT < 60


def test_silence_is_filled(listen, cast, monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)

    async def work():
        bao = await listen(cast.bao)
        await until(lambda: bao.body.count(streams.BEAT) > 2)
        assert bao.body.startswith(b"retry: ")

    run(work)


def test_one_person_has_a_dozen_streams_at_most(listen, cast, monkeypatch):
    monkeypatch.setattr(hub, "AT_MOST", 2)

    async def work():
        first, _second = await listen(cast.bao), await listen(cast.bao)
        assert (await listen(cast.bao)).status == 429
        assert (await listen(cast.ada)).status == 200
        await first.leave()
        assert (await listen(cast.bao)).status == 200

    run(work)


def test_who_does_not_read_is_let_go_and_holds_nobody_up(listen, room, cast, now, monkeypatch):
    monkeypatch.setattr(streams, "PATIENCE", 0.3)

    async def work():
        slow, quick = await listen(cast.bao), await listen(cast.ada)
        slow.stuck = asyncio.Event()
        await act(speak, room, cast.chloe, "One.", now)
        await until(lambda: quick.events)
        for going in [slow.task]:
            await until(lambda: hub.here().streams[cast.bao.pk] == 0)
            slow.stuck.set()
            await going
        assert slow.events == []

    run(work)


def test_who_falls_too_far_behind_is_let_go_and_resumes_whole(listen, room, cast, now, monkeypatch):
    monkeypatch.setattr(hub, "AT_HAND", 5)

    async def work():
        slow = await listen(cast.bao)
        slow.stuck = asyncio.Event()
        for number in range(20):
            await act(speak, room, cast.chloe, f"{number}", now)
        await asyncio.sleep(0.5)
        slow.stuck.set()
        await asyncio.wait_for(slow.task, 5)
        back = await listen(cast.bao, last=slow.ids[-1])
        await until(lambda: back.ids and back.ids[-1] == 20)
        assert slow.ids + back.ids == list(range(1, 21))

    run(work)


def test_what_was_said_is_not_remembered_for_long(listen, room, cast, now, monkeypatch):
    monkeypatch.setattr(hub, "KEEP", 0.1)

    async def work():
        bao = await listen(cast.bao)
        for number in range(3):
            await act(speak, room, cast.chloe, f"{number}", now)
        await until(lambda: bao.ids == [1, 2, 3])
        [channel] = hub.here().channels.values()
        await until(lambda: channel.lines == [])
        late = await listen(cast.ada, last=1)
        await act(speak, room, cast.chloe, "Four.", now)
        await until(lambda: bao.ids == [1, 2, 3, 4] and late.ids == [2, 3, 4])

    run(work)


def test_who_missed_very_much_is_asked_to_open_the_page_again(listen, cast, said, monkeypatch):
    monkeypatch.setattr(streams, "TOO_FAR", 3)
    monkeypatch.setattr(hub, "AT_ONCE", 2)
    for _ in range(9):
        said()

    async def work():
        bao = await listen(cast.bao, last=0)
        await until(lambda: b"event: behind" in bao.body)

    run(work)


def test_the_end_of_the_site_ends_the_streams(listen, cast):
    async def work():
        bao = await listen(cast.bao)
        bao.front.end_live()
        await asyncio.wait_for(bao.task, 5)
        assert bao.status == 200

    run(work)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not tell who is connected")
def test_no_connection_to_the_database_is_held(listen, room, cast, now):
    """Twenty people and the same few connections: those of the threads that answer and that look."""

    def connected():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            return cursor.fetchone()[0]

    async def work():
        people = [who for who in (cast.ada, cast.bao, cast.chloe) for _ in range(7)]
        readers = [await listen(who) for who in people]
        await act(speak, room, cast.chloe, "One.", now)
        await until(lambda: all(one.events for one in readers))
        assert await act(connected) < 12 < len(readers)

    run(work)
