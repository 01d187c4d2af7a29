"""Run on the data of a site: `python visits.py`. Chooses who asks for which page, opens their sessions, and
prints as JSON, by page, the requests to send and how many queries one costs."""

import json
import random
import secrets
import statistics
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from tisserand.communities.models import Community, Membership  # noqa: E402
from tisserand.conversations.models import Post, Thread  # noqa: E402
from tisserand.people import links  # noqa: E402
from tisserand.people.models import Person, SignInLink  # noqa: E402
from tisserand.people.sessions import SessionStore  # noqa: E402

SIZES = 20  # of community; the installation has the same twenty sizes at each scale
EACH = 3  # learners, and threads, of each size
WRITERS, REPLIES = 20, 120  # of each size; replies each writer sends, at most what a person may in a while
LINKS = 3000
ASKED = 10  # requests of a page whose queries are counted
HOST = urlsplit(settings.SITE_URL).netloc
SECRET = "b" * 32  # of the form tokens: in the cookie and in the form
chance = random.Random(7)


def visits() -> dict[str, dict]:
    """By page: requests (method, path, session, form), whether each may be sent once only, and queries."""
    places = _one_of_each_size()
    learners = [one for place in places for one in _members(place, "learner", EACH)]
    found = {
        "home": [_see("today", one) for one in learners],
        "my day": [_see("my-day", one) for place in places for one in _members(place, "lcm", 1)],
        "threads waiting": [_see("conversations", one) for one in learners],
        "threads recent": [_see("conversations-by-need", one, "recent") for one in learners],
        "thread of 50": [
            _see("thread", one, thread.pk)
            for place in places
            for one, thread in zip(_members(place, "learner", EACH), _long_threads(place), strict=False)
        ],
        "sign-in page": [("GET", reverse("sign-in"), "", "")] * 20,
    }
    pages = {name: {"requests": asked, "once": False} for name, asked in found.items()}
    pages["reply"] = {"requests": _replies(places), "once": True}
    pages["sign in by link"] = {"requests": _sign_ins(), "once": True}
    for page in pages.values():
        # Those that may be sent once only are taken from the end: what was counted is not sent again.
        counted = [page["requests"].pop() for _ in range(ASKED)] if page["once"] else page["requests"]
        page["queries"] = _queries(counted, again=not page["once"])
    return pages


def _one_of_each_size() -> list[Community]:
    """As many communities at each scale; where there are several of a size, chosen among them all."""
    places = list(Community.objects.filter(slug__startswith="place-").order_by("pk"))
    return [chance.choice(places[size::SIZES]) for size in range(SIZES)]


def _members(place: Community, role: str, count: int) -> list[Membership]:
    here = place.memberships.present().filter(role=role, last_active_on__isnull=False)
    return list(here.select_related("person", "community").order_by("-active_days", "pk")[:count])


def _long_threads(place: Community) -> list[Thread]:
    """Whose first page is full: fifty posts."""
    return list(place.threads.visible().filter(last_number__gte=Thread.PAGE).order_by("pk")[:EACH])


def _see(name: str, who: Membership, *more) -> tuple:
    return "GET", reverse(name, args=[who.community.slug, *more]), session_of(who.person), ""


def _replies(places: list[Community]) -> list[tuple]:
    """Each writer answers in a thread of their own choice; their turns are mixed."""
    asked = []
    texts = list(
        Post.objects.filter(pk__lte=500, format="text", number__gt=1).values_list("source", flat=True)
    )
    for place in places:
        threads = list(place.threads.visible().order_by("-last_post_at")[:WRITERS])
        for one, thread in zip(_members(place, "learner", WRITERS), threads, strict=False):
            session, path = session_of(one.person), reverse("create-reply", args=[place.slug, thread.pk])
            for _ in range(REPLIES):
                said = {"text": chance.choice(texts), "form_token": secrets.token_urlsafe(18)}
                asked.append(("POST", path, session, _form(said)))
    chance.shuffle(asked)
    return asked


def _sign_ins() -> list[tuple]:
    people = Person.objects.filter(is_active=True, memberships__left_at=None).order_by("?")[:LINKS]
    tokens = {secrets.token_urlsafe(24): person for person in people}
    now = timezone.now()
    SignInLink.objects.bulk_create(
        SignInLink(
            person=person,
            fingerprint=links.fingerprint(token),
            created_at=now,
            expires_at=now + timedelta(days=1),
        )
        for token, person in tokens.items()
    )
    return [("POST", reverse("sign-in-link", args=[token]), "", _form({})) for token in tokens]


def _form(said: dict[str, str]) -> str:
    return urlencode({"csrfmiddlewaretoken": SECRET} | said)


def session_of(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


def _queries(requests: list[tuple], *, again: bool) -> int:
    """The median of some requests; of a page that is read, when it is read again."""
    counts = []
    for request in chance.sample(requests, min(ASKED, len(requests))):
        if again:
            _ask(*request)
        with CaptureQueriesContext(connection) as captured:
            _ask(*request)
        counts.append(len(captured))
    return round(statistics.median(counts))


def _ask(method: str, path: str, session: str, form: str) -> None:
    client = Client(HTTP_HOST=HOST, HTTP_REFERER=settings.SITE_URL + "/", HTTP_X_FORWARDED_PROTO="https")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.cookies[settings.CSRF_COOKIE_NAME] = SECRET
    answer = client.generic(method, path, form, content_type="application/x-www-form-urlencoded", secure=True)
    assert answer.status_code == (200 if method == "GET" else 302), (path, answer.status_code)


if __name__ == "__main__":
    print(json.dumps(visits()))
