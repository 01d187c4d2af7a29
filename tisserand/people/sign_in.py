"""Opening and closing sessions."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from . import limits, links
from .models import Person, SignInLink

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Who has just come in by mail may choose a new password without knowing the old one.
FRESH = timedelta(minutes=15)
# A company of hundreds comes in from one address on Monday morning.
TRIES_PER_ADDRESS, TRIES_PER_CLIENT = "10 per 15 minutes", "150 per 15 minutes"


class TooManyTries(Exception):
    """Wrong passwords too often, for this address or from this place."""


@transaction.atomic
def by_link(request: HttpRequest, link: SignInLink, *, now: datetime) -> bool:
    """Consume the link and open a session, both or neither; False when it is no good (any more)."""
    if not links.use(link, now=now):
        return False
    login(request, link.person, backend=BACKEND)
    request.session["by_link_at"] = now.timestamp()
    return True


def by_password(request: HttpRequest, email: str, password: str) -> Person | None:
    """Open a session; None when the two do not go together, in the same time whatever is wrong.

    Raises TooManyTries, before looking at the password, after too many wrong ones.
    """
    tries = [(email, TRIES_PER_ADDRESS), (limits.client(request), TRIES_PER_CLIENT)]
    if any([limits.spent("wrong password", whom, rate) for whom, rate in tries]):
        raise TooManyTries
    person = authenticate(request, username=email, password=password)
    if person is None:
        for whom, rate in tries:
            limits.allowed("wrong password", whom, rate)
        return None
    login(request, person)
    return person  # type: ignore[return-value]


def freshly_by_link(request: HttpRequest, now: datetime) -> bool:
    return now.timestamp() - request.session.get("by_link_at", 0) < FRESH.total_seconds()


def change_password(request: HttpRequest, person: Person, password: str | None) -> None:
    """Set it, or remove it with None. Every other session of this person ends; this one goes on."""
    person.set_password(password)
    person.save(update_fields=["password"])
    update_session_auth_hash(request, person)


@transaction.atomic
def out_everywhere(request: HttpRequest, person: Person, *, now: datetime) -> None:
    """End every session of this person, on every device, this one included, and every link under way."""
    person.sign_out_everywhere()
    links.revoke(person, now=now)
    logout(request)
