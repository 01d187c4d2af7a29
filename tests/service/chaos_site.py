"""Run on the data of the site of test_chaos: `python chaos_site.py make|settle|tell`; it prints JSON."""

import json
import sys
from datetime import timedelta

import django
import time_machine

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db.models import F, Max  # noqa: E402
from django.utils import timezone  # noqa: E402

from tisserand.communities.models import Community, Organisation  # noqa: E402
from tisserand.config import clock, jobs  # noqa: E402
from tisserand.config.models import Job  # noqa: E402
from tisserand.config.prepare import prepare  # noqa: E402
from tisserand.config.schedule import SCHEDULE  # noqa: E402
from tisserand.conversations import writing  # noqa: E402
from tisserand.conversations.models import Post, Thread  # noqa: E402
from tisserand.mail import addressing  # noqa: E402
from tisserand.mail.models import Arrival, Envelope  # noqa: E402
from tisserand.people.models import Person  # noqa: E402
from tisserand.people.sessions import SessionStore  # noqa: E402

WRITERS, VISITORS = 4, 200
# Far enough for every pause, lease and gathering to be over; often enough for each working day to be met,
# whatever the hour it is now: mail that can wait leaves in working hours only.
LATER = [timedelta(minutes=m) for m in (2, 12)] + [timedelta(hours=h) for h in range(1, 5 * 24, 4)]


def make():
    """Amina has asked; four people can answer, Ada can load, two hundred may ask for a sign-in link."""
    prepare()
    now = timezone.now()
    community = Community.objects.create(
        organisation=Organisation.objects.create(name="Maison Arpent"), name="Chaos", slug="chaos"
    )
    ada, amina = join(community, "ada", "lcm"), join(community, "amina")
    writers = [join(community, f"writer{n}") for n in range(WRITERS)]
    for n in range(VISITORS):
        join(community, f"visitor{n}")
    threads = [
        writing.start(community, kind="question", title=f"Question {n}", by=amina, source="How?", now=now)
        for n in range(3)
    ]
    return {
        "ada": session_of(ada),
        "writers": [session_of(person) for person in writers],
        "threads": [thread.get_absolute_url() for thread in threads],
        "by_mail": [
            [person.email, addressing.reply_address(person, "thread", threads[0].pk, now=now)]
            for person in writers
        ],
        "visitors": [f"visitor{n}@example.com" for n in range(VISITORS)],
    }


def join(community, name, role="learner"):
    person = Person.objects.create(given_name=name.title(), family_name="Test", email=f"{name}@example.com")
    community.admit(person, role, by=None, now=timezone.now())
    return person


def session_of(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


def settle():
    """What clocks and workers would do in the days that follow, nobody being killed any more."""
    begun = timezone.now()
    for later in LATER:
        with time_machine.travel(begun + later, tick=True):
            jobs.recover(timezone.now())
            clock.fire_due(SCHEDULE, timezone.now())
            while jobs.work_once("settling"):
                pass


def tell():
    torn = Thread.objects.annotate(last=Max("posts__number")).exclude(last=F("last_number"))
    return {
        "posts": sorted(Post.objects.exclude(number=1).values_list("text", flat=True)),
        "people": sorted(Person.objects.filter(email__contains="loaded").values_list("email", flat=True)),
        "members": Community.objects.get().memberships.filter(person__email__contains="loaded").count(),
        "torn": torn.count(),
        "envelopes": sorted(Envelope.objects.values_list("state", "message_id", "person__email")),
        "arrivals": sorted(Arrival.objects.values_list("state", flat=True)),
        "dead": list(Job.objects.failed().values_list("task_path", flat=True)),
    }


if __name__ == "__main__":
    print(json.dumps({"make": make, "settle": settle, "tell": tell}[sys.argv[1]]()))
