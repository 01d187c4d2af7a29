"""A real mail server, to which a site sends: it keeps what it is given, refuses it, or takes its time."""

import asyncio
import email
from collections import Counter
from contextlib import contextmanager
from email import policy

from aiosmtpd.controller import Controller

from tests.ports import free_port


class MailServer:
    """`letters`: each mail that came, in order, with its `recipients`, its `text` and `raw`, its bytes."""

    def __init__(self):
        self.letters, self.pause = [], 0.0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone@"):
            return "550 5.1.1 No such user here"
        if address.startswith("busy@"):
            return "450 4.2.1 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        message.recipients, message.raw = envelope.rcpt_tos, envelope.content
        message.text = message.get_body(("plain",)).get_content()
        self.letters.append(message)
        if self.pause:
            await asyncio.sleep(self.pause)
        return "250 Accepted"

    def ids(self, kind="") -> Counter:
        """How many times each mail came."""
        return Counter(m["Message-ID"] for m in self.letters if m["X-Tisserand-Kind"].endswith(kind))


@contextmanager
def mail_server():
    handler = MailServer()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()
