"""Somebody who has nothing but a mail program."""

import itertools
import re
import time
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses

SIGNATURE = "\n\n-- \nEnvoyé de mon téléphone"
numbers = itertools.count(1)


class Correspondent:
    """`server`: where mail for them comes; `hand_over(message, to)`: their own server hands theirs on."""

    def __init__(self, *, name, email, server, hand_over, **known):
        self.name, self.email, self.server, self.hand_over = name, email, server, hand_over
        self.known = known

    def mails(self, kind):
        mine = [letter for letter in list(self.server.letters) if self.email in letter.recipients]
        return [letter for letter in mine if letter["X-Tisserand-Kind"] == kind]

    def mail(self, kind, count=1, seconds=90):
        """The mail of this kind, once `count` of them have come; the last one."""
        deadline = time.monotonic() + seconds
        while len(found := self.mails(kind)) < count:
            assert time.monotonic() < deadline, [letter["X-Tisserand-Kind"] for letter in self.server.letters]
            time.sleep(0.05)
        return found[-1]

    def reply(self, letter, text, *, files=(), sender="", **headers):
        """As a mail program does: to whom it says, with what it said below, and a signature."""
        who = getaddresses([letter["Reply-To"] or letter["From"]])
        quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
        body = f"{text}{SIGNATURE}\n\nLe mar. 24 nov. 2026 à 10:00, {letter['From']} a écrit :\n\n{quoted}\n"
        headers |= {"In_Reply_To": letter["Message-ID"], "References": letter["Message-ID"]}
        subject = letter["Subject"].removeprefix("Re: ")
        addresses = [address for _, address in who]
        return self.write(addresses, f"Re: {subject}", body, files=files, sender=sender, **headers)

    def write(self, to, subject, text, *, files=(), sender="", **headers):
        """`sender=None`: from nobody, as mail that comes back."""
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = f"{self.name} <{sender or self.email}>", ", ".join(to)
        message["Subject"], message["Message-ID"] = subject, f"<{next(numbers)}@example.com>"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        for name, content, kind in files:
            message.add_attachment(content, *kind.split("/"), filename=name)
        self.hand_over(message.as_bytes(), "" if sender is None else sender or self.email, to)
        return message


def link(letter, label):
    """Where the button of this name leads, in the HTML of a mail."""
    html = letter.get_body(("html",)).get_content().replace("\u202f", " ").replace("\xa0", " ")
    found = re.search(rf'href="([^"]+)"[^>]*>{re.escape(label)}</a>', html)
    assert found, html
    return found[1].replace("&amp;", "&")


def over(protocol, port, domain):
    """`hand_over` of a mail server: what is for this domain goes to that port."""

    def hand_over(raw, sender, to):
        with protocol("127.0.0.1", port, timeout=60) as line:
            line.sendmail(sender, [one for one in to if one.endswith(f"@{domain}")], raw)

    return hand_over
