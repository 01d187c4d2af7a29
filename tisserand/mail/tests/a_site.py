"""A site in processes of its own, to be killed: `python -m tisserand.mail.tests.a_site`.

Each line it reads (`work accepted test-answer`) is done by a process of its own, forked; it then writes how
that process ended, and what it printed, in one line of JSON.
"""

import json
import os
import signal
import smtplib
import sys
import threading
import time
from collections import Counter
from datetime import time as hour
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from tisserand.mail import composing, delivery, kinds, outbox, sign_in  # noqa: E402
from tisserand.mail.kinds import Class, Content  # noqa: E402
from tisserand.mail.models import Envelope  # noqa: E402
from tisserand.mail.tasks import deliver_outbox  # noqa: E402
from tisserand.people.models import Person  # noqa: E402

for name in ("answer", "encouragement"):
    content = Content("mail/emails/sign_in", f"An {name}", {"link": "x"})
    kinds.kind(f"test-{name}", Class(name))(lambda envelope, content=content: content)


def migrate():
    call_command("migrate", verbosity=0)


def fill(each):
    """So many mails of each kind, to people who work at any hour."""
    Envelope.objects.all().delete()
    DBTaskResult.objects.all().delete()
    for n in range(int(each)):
        person, _ = Person.objects.get_or_create(
            given_name=f"P{n}",
            email=f"p{n}@example.com",
            works_on="1234567",
            works_from=hour(0),
            works_until=hour.max,
        )
        sign_in.send_link(person.pk, next_url="", now=timezone.now())
        outbox.post("test-answer", person, now=timezone.now(), n=n)
        outbox.post("test-encouragement", person, now=timezone.now(), n=n)
    later()


def later():
    """The leases of the dead are over, and all that waits is due."""
    Envelope.objects.filter(state="claimed").update(claimed_at=F("claimed_at") - 2 * delivery.LEASE)
    Envelope.objects.filter(state="waiting").update(due_at=timezone.now())
    DBTaskResult.objects.all().delete()
    deliver_outbox.enqueue()


def tell():
    print(json.dumps(Counter(f"{e.kind} {e.state}" for e in Envelope.objects.all())))


def race(workers):
    """So many workers at once; how many mails each took."""
    for _ in range(int(workers)):
        if os.fork() == 0:
            taken = outbox.deliver_due(timezone.now() + timedelta(minutes=2))
            os.write(1, f"{taken} ".encode())
            os._exit(0)
    for _ in range(int(workers)):
        os.wait()


def work(point="", kind=""):
    """`tisserand worker` until nothing is left to send, or until it is killed at `point` of such a mail."""
    if point:
        arrange(point, kind)
    threading.Thread(target=_stop_when_done, daemon=True).start()
    call_command("worker")


def _stop_when_done():
    left = Envelope.objects.filter(state__in=["waiting", "claimed"], due_at__lte=timezone.now())
    while left.exists():
        time.sleep(0.1)
    os.kill(os.getpid(), signal.SIGTERM)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def _dies(owner, name, *, on, before=False):
    """From now on the process is killed where `owner.name` begins or ends, when `on(its arguments)`."""
    whole = getattr(owner, name)

    def deadly(*args, **options):
        if before and on(*args):
            die()
        result = whole(*args, **options)
        if on(*args):
            die()
        return result

    setattr(owner, name, deadly)


def arrange(point, kind):
    mark = f"X-Tisserand-Kind: {kind}\r\n".encode()

    def in_mail(connection, *args):
        return mark in args[-1]

    def told(accepted):
        return bool(accepted) and accepted[0].kind == kind

    if point == "claimed":
        _dies(delivery, "claim", on=lambda ids, now: True)
    elif point == "composed":
        _dies(composing, "message", on=lambda envelope, known, said: known.name == kind)
    elif point == "handed":
        _dies(smtplib.SMTP, "sendmail", on=in_mail, before=True)
    elif point == "data":
        smtplib.SMTP.data = _half(smtplib.SMTP.data, mark)
    elif point == "accepted":
        _dies(smtplib.SMTP, "sendmail", on=in_mail)
    elif point == "noting":  # written, and not yet on disk
        _dies(delivery, "_note_sent", on=lambda accepted: told(accepted) and connection.in_atomic_block)
    elif point == "noted":
        delivery.TOGETHER = 1
        _dies(delivery, "_note_sent", on=lambda accepted: told(accepted) and not connection.in_atomic_block)
    else:
        raise ValueError(point)


def _half(whole, mark):
    def data(self, message):
        if mark not in message:
            return whole(self, message)
        self.putcmd("data")
        self.getreply()
        self.send(message[: len(message) // 2])
        return die()

    return data


VERBS = {act.__name__: act for act in (migrate, fill, later, tell, race, work)}


def _in_a_process(words):
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writes, 1)
        os.close(reads)
        try:
            VERBS[words[0]](*words[1:])
            sys.stdout.flush()
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as printed:
        said = printed.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(_in_a_process(line.split())), flush=True)
