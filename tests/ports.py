"""Ports for the servers of the tests."""

import contextlib
import itertools
import os
import socket

# Below the ports that the system lends to whoever calls: nobody is given one of these in between.
FIRST, HOW_MANY = 20_000, 12_000
# Each process begins far from the others, those of its own run first of all: their numbers follow each other.
_numbers = itertools.count(os.getpid() * 2_551)


def free_port() -> int:
    """One on which nobody listens; this process never gives it twice before all others."""
    for number in itertools.islice(_numbers, HOW_MANY):
        port = FIRST + number % HOW_MANY
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")
