"""Mail over a real line: a real SMTP server, and real processes that race and are killed."""

import asyncio
import email
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from email import policy

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from tisserand.mail import outbox
from tisserand.mail.models import Envelope

pytestmark = pytest.mark.service


class Post:
    """What a mail server does with what it is given: keep it, refuse it, or take its time."""

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
        message.recipients = envelope.rcpt_tos
        self.letters.append(message)
        if self.pause:
            await asyncio.sleep(self.pause)
        return "250 Accepted"

    def ids(self, kind="") -> Counter:
        """How many times each mail came."""
        return Counter(m["Message-ID"] for m in self.letters if m["X-Tisserand-Kind"].endswith(kind))


@pytest.fixture
def post(settings):
    handler = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", handler.port
    yield handler
    controller.stop()


@pytest.mark.django_db
def test_a_link_goes_over_the_line_in_both_forms(post, client, make_person):
    make_person("Zoé", "Nuñez", language="fr")
    client.post("/sign-in/link/", {"email": "zoe@example.com", "next": "/me/"})
    assert outbox.deliver_due(timezone.now()) == 1
    (letter,) = post.letters
    assert letter.recipients == ["zoe@example.com"]
    assert (letter["From"], letter["To"]) == (
        "Tisserand <tisserand@localhost>",
        "Zoé Nuñez <zoe@example.com>",
    )
    assert letter["Subject"] == "Votre lien de connexion"
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    link = next(line for line in text.splitlines() if line.startswith("http"))
    assert f'href="{link}"' in html
    assert "Voici votre lien de connexion." in text
    entered = client.post(link.removeprefix("http://127.0.0.1:8000").strip())
    assert (entered.status_code, entered.url) == (302, "/me/")


@pytest.mark.django_db
def test_a_real_server_refuses_defers_and_accepts_in_one_conversation(post, make_person, now):
    people = [
        make_person(name, email=f"{name.lower()}@example.com") for name in ("Gone", "Busy", "Fine", "Good")
    ]
    rows = [outbox.post("test-answer", person, now=now, n=1) for person in people]
    assert outbox.deliver_due(now) == 4
    states = list(
        Envelope.objects.filter(pk__in=[row.pk for row in rows])
        .order_by("pk")
        .values_list("state", "problem")
    )
    assert states == [
        ("failed", "no-such-address: 550 5.1.1 No such user here"),
        ("waiting", "refused: 450 4.2.1 Come back later"),
        ("sent", ""),
        ("sent", ""),
    ]
    assert [letter.recipients for letter in post.letters] == [["fine@example.com"], ["good@example.com"]]


@pytest.mark.django_db
def test_a_server_that_is_down_costs_nothing_and_is_tried_again(post, settings, make_person, now):
    settings.EMAIL_PORT = 1
    envelope = outbox.post("test-encouragement", make_person("Fine"), now=now, n=1)
    assert outbox.deliver_due(now + timedelta(minutes=2)) == 0
    settings.EMAIL_PORT = post.port
    assert outbox.deliver_due(now + timedelta(minutes=3)) == 1
    envelope.refresh_from_db()
    assert (envelope.state, envelope.attempts, len(post.letters)) == ("sent", 1, 1)


DEATHS = 4
WORKER = """
import sys, django
django.setup()
from django.utils import timezone
from datetime import timedelta
from tisserand.mail import kinds, outbox
from tisserand.mail.kinds import Class, Content
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
for name in ("answer", "encouragement"):
    content = Content("mail/emails/sign_in", "x", {"link": "y"})
    kinds.kind("test-" + name, Class(name))(lambda envelope: content)
"""
FILL = (
    WORKER
    + """
ada = Person.objects.create(given_name="Ada", email="ada@example.com", language="en")
for n in range(40):
    outbox.post("test-" + ("answer" if n % 2 else "encouragement"), ada, now=timezone.now(), n=n)
"""
)
DELIVER = (
    WORKER
    + """
now = timezone.now()
print("go", flush=True); sys.stdin.readline()
for minutes in sys.argv[1:]:
    print(outbox.deliver_due(now + timedelta(minutes=int(minutes))), flush=True)
"""
)
MIGRATE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
print(0)
"""
TELL = (
    WORKER
    + """
import json
from collections import Counter
print(json.dumps(Counter(f"{e.kind} {e.state}" for e in Envelope.objects.all())))
"""
)


@pytest.fixture
def site(post, tmp_path):
    """A site of its own, in its own processes, on a database file."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env = inherited | {
        "DJANGO_SETTINGS_MODULE": "tisserand.config.settings",
        "TISSERAND_DATA": str(tmp_path),
        "EMAIL_URL": f"smtp://127.0.0.1:{post.port}",
    }

    def start(script, *arguments):
        return subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            env=env,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(script, *arguments):
        process = start(script, *arguments)
        out, _ = process.communicate("\n", timeout=120)
        assert process.returncode == 0
        return out.split()[-1] if script != TELL else json.loads(out)

    run(MIGRATE)
    run(FILL + "\nprint(0)")
    run.start = start
    return run


def test_three_workers_at_once_send_each_mail_once(post, site):
    workers = [site.start(DELIVER, "0") for _ in range(3)]
    for worker in workers:
        assert worker.stdout.readline() == "go\n"
    took = [int(worker.communicate("\n", timeout=120)[0]) for worker in workers]
    assert sum(took) == 40
    assert set(post.ids().values()) == {1}
    assert len(post.letters) == 40
    assert site(TELL) == {"test-answer sent": 20, "test-encouragement sent": 20}


def test_a_worker_killed_again_and_again_loses_nothing_and_doubles_only_what_it_may(post, site):
    post.pause = 0.03
    for minutes in range(0, 8 * DEATHS, 8):  # each is after the lease of the one before
        worker = site.start(DELIVER, str(minutes))
        assert worker.stdout.readline() == "go\n"
        before = len(post.letters)
        worker.stdin.write("\n")
        worker.stdin.flush()
        deadline = time.monotonic() + 30
        while len(post.letters) < before + 4 and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    post.pause = 0
    site(DELIVER, *[str(minutes) for minutes in range(60, 200, 20)])
    told, answers, encouragements = site(TELL), post.ids("answer"), post.ids("encouragement")
    uncertain = told.pop("test-encouragement uncertain", 0)
    assert told == {"test-answer sent": 20, "test-encouragement sent": 20 - uncertain}
    assert len(answers) == 20
    assert set(encouragements.values()) == {1}
    assert 20 - uncertain <= len(encouragements) <= 20
    again = sum(answers.values()) - 20
    assert 1 <= again + uncertain <= DEATHS  # each death met its one unknown instant, and no more
