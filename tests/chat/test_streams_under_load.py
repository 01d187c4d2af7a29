"""The stream of a room while many talk: connections are cut at any moment, news get lost."""

import asyncio
import os
import random
import re

import pytest

from tisserand.chat import hub, news
from tisserand.chat.models import ChatMessage

from .streams import act, run, speak, until

pytestmark = pytest.mark.django_db(transaction=True)
REDIS = os.environ.get("TISSERAND_TEST_REDIS", "")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(hub, "LOOK", 0.2)
    monkeypatch.setattr(hub, "LOOK_WITH_REDIS", 0.2)


class Restless:
    """A reader whose connection is cut at random, and who comes back with the last number it had."""

    def __init__(self, listen, who, chance):
        self.listen, self.who, self.chance, self.had, self.cuts = listen, who, chance, [], 0

    async def read(self, enough):
        while not enough(self.had):
            listener = await self.listen(self.who, last=self.had[-1][0] if self.had else 0)
            stay = self.chance.uniform(0.005, 0.25)
            try:
                await until(lambda: enough(self.had + listener.events), stay)  # noqa: B023
            except TimeoutError:
                self.cuts += 1
            self.had += listener.events
            await listener.leave()


def _said_in(html):
    return re.search(r'class="chat-text" dir="auto">([^<]*)<', html)[1]


def _load(listen, room, cast, now, total=60, readers=6):
    chance = random.Random(4)
    restless = [
        Restless(listen, who, chance) for who in (cast.ada, cast.bao, cast.chloe) for _ in range(readers // 3)
    ]

    async def talk(who, number):
        for one in range(total // 3):
            await act(speak, room, who, f"{number} {one}", now)
            await asyncio.sleep(chance.uniform(0, 0.03))

    async def work():
        done = lambda had: len({_said_in(html) for _, html in had}) >= total  # noqa: E731
        reading = [asyncio.ensure_future(one.read(done)) for one in restless]
        people = enumerate((cast.ada, cast.bao, cast.chloe))
        await asyncio.gather(*(talk(who, number) for number, who in people))
        async with asyncio.timeout(40):
            await asyncio.gather(*reading)

    run(work)
    spoken = [m.text for m in ChatMessage.objects.order_by("number")]
    assert len(spoken) == total
    for one in restless:
        assert [_said_in(html) for _, html in one.had] == spoken
        assert [number for number, _ in one.had] == list(range(1, total + 1))
    assert sum(one.cuts for one in restless) > readers


def test_cut_at_random_nobody_misses_anything_nor_hears_it_twice(listen, room, cast, now):
    _load(listen, room, cast, now)


def test_nor_when_the_news_never_come(listen, room, cast, now, monkeypatch):
    """As between processes without Redis: all that is left is to look again."""
    monkeypatch.setattr(news, "_told", lambda room: None)
    _load(listen, room, cast, now, total=30, readers=3)


@pytest.mark.skipif(not REDIS, reason="no Redis here")
def test_nor_when_only_redis_tells(listen, room, cast, now, monkeypatch, settings):
    settings.REDIS_URL = REDIS
    monkeypatch.setattr(hub, "LOOK_WITH_REDIS", 30.0)
    monkeypatch.setattr(news, "hear", lambda listener: None)
    news._heard_here.clear()
    _load(listen, room, cast, now, total=30, readers=3)


@pytest.mark.skipif(not REDIS, reason="no Redis here")
def test_redis_tells_sooner_than_a_look(listen, room, cast, now, monkeypatch, settings):
    settings.REDIS_URL = REDIS
    monkeypatch.setattr(hub, "LOOK_WITH_REDIS", 30.0)
    monkeypatch.setattr(news, "hear", lambda listener: None)
    news._heard_here.clear()

    async def work():
        bao = await listen(cast.bao)
        await asyncio.sleep(0.3)
        await act(speak, room, cast.chloe, "Hello", now)
        await until(lambda: bao.events, 3)

    run(work)


def test_without_redis_answering_one_looks_by_oneself(listen, room, cast, now, monkeypatch, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(news, "hear", lambda listener: None)
    news._heard_here.clear()

    async def work():
        bao = await listen(cast.bao)
        await act(speak, room, cast.chloe, "Hello", now)
        await until(lambda: bao.events)

    run(work)
