"""The receiver: SMTP or LMTP, for one mail server of the house that hands mail on to us.

It says yes once the mail is on disk, and "later" whenever something of ours is out of order, so that the
other side keeps it. It runs in one thread; what asks the database runs in a few others.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from tisserand.people import limits

from . import receiving, targets

log = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd tells of each unknown command

MOST_CONNECTIONS = 50
MOST_RECIPIENTS = 50
MAILS = "600 per minute"  # from one machine: that of the mail server, as a rule
SILENCE = 300  # seconds without a command
LONGEST_LINE = 2**20
LAST_WORDS = 5.0  # seconds left to conversations when the site stops

LATER = "451 4.3.0 Not now, please try again later"


class Desk:
    """Answers each step of a conversation (the hooks of aiosmtpd)."""

    def __init__(self, pool: ThreadPoolExecutor, one_recipient: bool):
        self.pool, self.most = pool, 1 if one_recipient else MOST_RECIPIENTS

    async def handle_MAIL(self, server, session: Session, envelope: Envelope, address: str, options) -> str:
        peer = str((session.peer or ("",))[0])
        if not await self._ask(limits.allowed, "mails received", peer, MAILS):
            return "451 4.7.1 Too many mails in a minute, please try again later"
        envelope.mail_from, envelope.mail_options = address, [*envelope.mail_options, *options]
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope: Envelope, address: str, options) -> str:
        if len(envelope.rcpt_tos) >= self.most:
            return "452 4.5.3 Not so many recipients at once"
        if not await self._ask(targets.known, address):
            return "550 5.1.1 Nobody reads this address / personne ne lit cette adresse"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope: Envelope) -> str:
        keep = partial(receiving.receive, now=timezone.now())
        await self._ask(keep, envelope.content, envelope.rcpt_tos, envelope.mail_from or "")
        return "250 2.0.0 Kept"

    async def handle_exception(self, error: Exception) -> str:
        log.error("Mail was put off: %s", error, exc_info=error)
        return LATER

    async def _ask(self, call: Callable, *arguments) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.pool, _fresh, call, *arguments)


def _fresh(call: Callable, *arguments) -> Any:
    close_old_connections()
    try:
        return call(*arguments)
    finally:
        close_old_connections()


class Conversation(SMTP):
    """One connection. Lines may be long, as some programs write them; too many callers are asked to wait."""

    line_length_limit = LONGEST_LINE
    open_now: set["Conversation"]

    def connection_made(self, transport) -> None:
        if len(self.open_now) >= MOST_CONNECTIONS:
            transport.write(b"421 4.3.2 Too many connections, please try again later\r\n")
            transport.close()
            return
        self.open_now.add(self)
        super().connection_made(transport)

    def connection_lost(self, error) -> None:
        if self in self.open_now:
            self.open_now.discard(self)
            super().connection_lost(error)

    async def push(self, status) -> None:
        if str(status).startswith("552"):
            most = settings.MAIL_IN_MAX_BYTES // 2**20
            status = f"552 5.3.4 Message trop volumineux, {most} Mo au plus / too big, {most} MB at most"
        await super().push(status)

    async def smtp_VRFY(self, arg) -> None:
        await self.push("252 2.5.0 Write, and see")


class LocalConversation(LMTP, Conversation):
    """The same in LMTP, where each recipient wants an answer of its own: one at a time."""


async def listen(host: str, port: int, protocol: str, until: asyncio.Event, ready: Callable[[int], None]):
    """Receive on this address; `ready` hears the port, which is chosen when it is 0."""
    talk = LocalConversation if protocol == "lmtp" else Conversation
    open_now: set[Conversation] = set()
    with ThreadPoolExecutor(max_workers=4, thread_name_prefix="mail in") as pool:
        desk = Desk(pool, one_recipient=protocol == "lmtp")

        def conversation() -> Conversation:
            one = talk(
                desk,
                data_size_limit=settings.MAIL_IN_MAX_BYTES,
                enable_SMTPUTF8=True,
                hostname=socket.gethostname(),
                ident="Tisserand",
                timeout=SILENCE,
                loop=asyncio.get_running_loop(),
            )
            one.open_now = open_now
            return one

        server = await asyncio.get_running_loop().create_server(conversation, host, port)
        ready(server.sockets[0].getsockname()[1])
        await until.wait()
        server.close()
        await _let_them_end(open_now)


async def _let_them_end(open_now: set[Conversation]) -> None:
    """Who is in the middle of a mail may finish it; who waits is not waited for."""
    deadline = asyncio.get_running_loop().time() + LAST_WORDS
    while asyncio.get_running_loop().time() < deadline:
        if not any(one.envelope and one.envelope.rcpt_tos for one in open_now):
            break
        await asyncio.sleep(0.05)
    for one in list(open_now):
        if one.transport:
            one.transport.close()


def run(
    stop: threading.Event,
    *,
    host: str = "",
    port: int | None = None,
    protocol: str = "",
    ready: Callable[[int], None] = lambda port: None,
) -> None:
    """Receive until `stop` is set; what is not given is as the settings say."""

    async def all_along() -> None:
        over = asyncio.Event()
        told = asyncio.create_task(_when(stop, over))
        where = host or settings.MAIL_IN_HOST, settings.MAIL_IN_PORT if port is None else port
        await listen(*where, protocol or settings.MAIL_IN_PROTOCOL, over, ready)
        told.cancel()

    asyncio.run(all_along())


async def _when(stop: threading.Event, over: asyncio.Event) -> None:
    while not stop.is_set():
        await asyncio.sleep(0.1)
    over.set()
