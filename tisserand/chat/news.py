"""« There is something new in this room »: said once an act is on disk, heard in every process.

Only the number of the room is said. What is new is read from the rows, which are the truth: to hear it twice
changes nothing, and what was not heard is found at the next look (`hub.LOOK`). Redis carries it from one
process to the others; its channels know no database numbers, so that two sites on one Redis may hear each
other: that costs a look.
"""

import logging
from collections.abc import Callable
from functools import lru_cache

import redis
from django.conf import settings
from django.db import transaction

CHANNEL = "tisserand:chat"
log = logging.getLogger(__name__)

_heard_here: list[Callable[[int], None]] = []


def tell(room: int) -> None:
    """Within the transaction of the act."""
    transaction.on_commit(lambda: _told(room), robust=True)


def hear(listener: Callable[[int], None]) -> None:
    """`listener(room)` is called in this process, from whatever thread; it replaces the one before it."""
    _heard_here[:] = [listener]


def _told(room: int) -> None:
    for listener in _heard_here:
        listener(room)
    if settings.REDIS_URL:
        try:
            _redis(settings.REDIS_URL).publish(CHANNEL, room)
        except redis.RedisError:
            log.warning("Redis did not take the news of a room; other processes will look by themselves")


@lru_cache
def _redis(address: str) -> redis.Redis:
    return redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2)
