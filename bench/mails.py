"""How many mails a second one worker sends: python bench/mails.py [mails]

To a mail server of its own (aiosmtpd, in another process), from the database that DATABASE_URL names or a
SQLite in a folder thrown away, on the disk of the temporary folder (TMPDIR names another). Half of them are
answers, whole messages of a conversation; half sign-in links. Also told: durable writes and statements of the
database for each mail, and where the processor's time went.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
MAILS = int(sys.argv[1]) if len(sys.argv) > 1 else 400


def main() -> None:
    from tests.mail_server import mail_server

    ready, stop = multiprocessing.Pipe(), multiprocessing.Event()

    def receive() -> None:
        with mail_server() as server:
            ready[1].send(server.port)
            stop.wait()
            ready[1].send(len(server.letters))

    receiver = multiprocessing.Process(target=receive)
    receiver.start()
    try:
        took, processor, writes, statements = send(ready[0].recv())
    finally:
        stop.set()
    received = ready[0].recv()
    receiver.join()
    print(
        f"{received} mails in {took:.1f} s: {received / took:.0f} a second; each {writes / received:.2f} "
        f"durable writes, {statements / received:.1f} statements, "
        f"{processor / received * 1000:.1f} ms of processor"
    )


def send(port: int) -> tuple[float, float, int, int]:
    """Post MAILS and send them; seconds, seconds of processor, commits, statements."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tisserand.config.settings",
            "TISSERAND_DATA": folder,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        subprocess.run([Path(sys.executable).parent / "tisserand", "migrate", "-v", "0"], check=True)
        import django

        django.setup()
        from django.db import connection

        from tisserand.mail import delivery

        now = fill()
        counted = Counted()
        began, processor = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(counted):
            while delivery.deliver_due(now):
                pass
        return time.perf_counter() - began, time.process_time() - processor, *counted.told()


class Counted:
    """Statements, and commits among them."""

    def __init__(self) -> None:
        from django.db import connection

        self.statements = self.commits = 0
        commit = connection._commit

        def counted() -> None:
            self.commits += 1
            commit()

        connection._commit = counted

    def __call__(self, execute, sql, params, many, context):
        from django.db import connection

        self.statements += 1
        if not connection.in_atomic_block and not sql.startswith(("SELECT", "BEGIN")):
            self.commits += 1
        return execute(sql, params, many, context)

    def told(self) -> tuple[int, int]:
        return self.commits, self.statements


def fill():
    """Somebody asks, everybody else answers and is answered; everybody asks for a sign-in link."""
    from datetime import timedelta

    from django.utils import timezone

    from tisserand.communities.models import Community, Organisation
    from tisserand.conversations import writing
    from tisserand.mail import outbox
    from tisserand.mail.models import Envelope
    from tisserand.people.models import Person

    now, half = timezone.now(), MAILS // 2
    organisation = Organisation.objects.create(name="Filature du Nord")
    community = Community.objects.create(organisation=organisation, name="Managers", slug="managers")
    people = Person.objects.bulk_create(
        Person(email=f"p{n}@example.com", given_name=f"P{n}", family_name="Roy") for n in range(half)
    )
    community.admit_all(people, by=None, now=now)
    thread = writing.start(
        community, kind="question", title="How to begin?", by=people[0], source="I do not dare.", now=now
    )
    post = writing.reply(thread, by=people[1], source="Begin with a fact. " * 40, now=now, notify=False)
    for person in people:
        outbox.post("mention", person, now=now, post=post.pk)
        outbox.post("sign-in", person, now=now, next="")
    Envelope.objects.update(due_at=now)
    return now + timedelta(minutes=1)


if __name__ == "__main__":
    main()
