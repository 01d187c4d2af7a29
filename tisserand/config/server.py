"""Web, worker and clock: in one process (`serve`), or the web alone with several processes (`web`)."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from granian.server.embed import Server as EmbeddedServer

from . import clock, jobs

log = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address is not free, or not ours; the message says what to do."""


def check_free(host: str, port: int) -> None:
    """Raise CannotListen, in plain words, when nothing could listen on this address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CannotListen(f"Port {port} may only be used by root. Choose one above 1023.") from None
        except OSError as problem:
            raise CannotListen(
                f"Port {port} on {host} is taken or cannot be used ({problem.strerror}). "
                f"Stop the other program, or choose another: --port {port + 1}, or PORT={port + 1} with make."
            ) from None


def serve(host: str, port: int, ready: Callable[[], None]) -> None:
    """Web, worker and clock until SIGINT or SIGTERM. `ready` is called once the port answers.

    The task in hand and the requests being answered are finished first.
    """
    stop = threading.Event()
    threads = [jobs.supervised("worker", jobs.run, stop), jobs.supervised("clock", clock.run, stop)]
    try:
        asyncio.run(_web(host, port, ready))
    finally:
        stop.set()
        for thread in threads:
            thread.join()


async def _web(host: str, port: int, ready: Callable[[], None]) -> None:
    from .asgi import application

    server = EmbeddedServer(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_level=LogLevels.error,
    )
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    loop.call_later(0.05, ready)
    await server.serve()
    application.pool.shutdown()


def web(host: str, port: int, workers: int) -> None:
    """Pages alone, in `workers` processes, until SIGINT or SIGTERM."""
    check_free(host, port)
    Server(
        "tisserand.config.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def alone(name: str, work: Callable[[threading.Event], None]) -> None:
    """The worker or the clock by itself, until SIGINT or SIGTERM."""
    stop = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stop.set())
    jobs.supervised(name, work, stop).join()
