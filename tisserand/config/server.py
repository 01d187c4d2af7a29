"""Web, worker, clock and mail receiver in one process (`serve`); or the web alone, in several (`web`)."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from granian.server.embed import Server as EmbeddedServer

from . import clock, jobs
from .front import Front

log = logging.getLogger(__name__)
# Connections that one process holds at once: people who have a room open hold one each.
CONNECTIONS = 8192


class CannotListen(Exception):
    """The address is not free, or not ours; the message says what to do."""


def check_free(host: str, port: int, instead: str = "--port {0}, or PORT={0} with make") -> None:
    """Raise CannotListen, in plain words, when nothing could listen on this address.

    `instead` says how to choose another port, {0}.
    """
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
                f"Stop the other program, or choose another: {instead.format(port + 1)}."
            ) from None


def receives_mail() -> bool:
    """Whether this site receives mail by itself (another way is to fetch it from a mail box)."""
    return bool(settings.MAIL_IN_DOMAIN and settings.MAIL_IN_PORT)


def check_mail_free() -> None:
    check_free(settings.MAIL_IN_HOST, settings.MAIL_IN_PORT, instead="TISSERAND_MAIL_IN_PORT={0}")


def serve(host: str, port: int, ready: Callable[[], None], *, mail_in: bool) -> None:
    """Web, worker and clock until SIGINT or SIGTERM, and the mail receiver with `mail_in`.

    `ready` is called once the port answers. The task in hand, the requests being answered and the mails
    being received are finished first.
    """
    from .asgi import application

    stop = threading.Event()
    threads = [jobs.supervised("worker", jobs.run, stop), jobs.supervised("clock", clock.run, stop)]
    if mail_in:
        from tisserand.mail.inbound import listening

        threads.append(jobs.supervised("mail receiver", listening.run, stop))
    try:
        asyncio.run(embedded(application, host, port, ready))
    finally:
        stop.set()
        for thread in threads:
            thread.join()


async def embedded(application: Front, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve `application` in this event loop until SIGINT or SIGTERM."""
    server = EmbeddedServer(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        backpressure=CONNECTIONS,
        log_level=LogLevels.error,
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        application.end_live()
        server.stop()

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)
    telling = asyncio.create_task(_once_it_answers(host, port, ready))
    await server.serve()
    telling.cancel()
    application.pool.shutdown()


async def _once_it_answers(host: str, port: int, ready: Callable[[], None]) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return await asyncio.to_thread(ready)


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
        backpressure=CONNECTIONS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def alone(name: str, work: Callable[[threading.Event], None]) -> None:
    """The worker, the clock or the mail receiver by itself, until SIGINT or SIGTERM."""
    stop = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stop.set())
    jobs.supervised(name, work, stop).join()
