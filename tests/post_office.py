"""Mail both ways without a network: what left, and what somebody writes back as their mail program would."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from django.core import mail as django_mail

from tisserand.conversations import announcing
from tisserand.mail import outbox
from tisserand.mail.inbound import receiving, taking_in
from tisserand.mail.inbound.models import Arrival

DOMAIN = "learn.example.com"


class PostOffice:
    """`now` is the present of what is delivered and received; move it with `wait`."""

    def __init__(self, now: datetime):
        self.now, self._count = now, 0

    def wait(self, **time):
        self.now += timedelta(**time)

    def deliver(self):
        """Announce what was written and send what is due, as the clock does; the mails that left."""
        before = len(django_mail.outbox)
        announcing.announce_some()
        announcing.announce_sorted(self.now)
        outbox.deliver_due(self.now)
        return django_mail.outbox[before:]

    def write(self, person, to, text="", *, subject="", sender=None, files=(), **headers):
        """`person` mails `text` to an address of ours; what became of it."""
        self._count += 1
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"{person.name} <{sender or person.email}>"
        mail["To"], mail["Subject"] = to, subject
        mail["Message-ID"] = f"<{self._count}@mail.example.com>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        for name, content, kind in files:
            mail.add_attachment(content, *kind.split("/"), filename=name)
        return self.bring(mail.as_bytes(), to, sender or person.email)

    def bring(self, raw, to, sender):
        """Receive these bytes and take them in; the row that came of it."""
        receiving.receive(raw, [to], sender, now=self.now)
        taking_in.take_in_due(self.now)
        return Arrival.objects.order_by("pk").last()

    def reply(self, person, message, text, **more):
        """`person` answers a mail of ours, quoting it as Gmail does."""
        quoted = "\n".join("> " + line for line in message.body.splitlines())
        text = f"{text}\n\nLe mar. 24 nov. 2026 à 10:00, {message.from_email} a\nécrit :\n\n{quoted}\n"
        message_id = message.extra_headers["Message-ID"]
        more.setdefault("subject", f"Re: {message.subject}")
        return self.write(person, _bare(message.reply_to[-1]), text, In_Reply_To=message_id, **more)


def _bare(address):
    return address.rpartition("<")[2].rstrip(">")
