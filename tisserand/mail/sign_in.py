"""A sign-in link sent by mail."""

import secrets
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from tisserand.people.models import Person, tidy_email

from . import outbox
from .models import Envelope


def ask_for_link(email: str, next_url: str) -> None:
    """Have a link sent to whoever has this address, if anybody has.

    The same work either way, so that neither the answer of the page nor its time tells: one question to
    the database, and one task, about a number. That of an unknown address is nobody's, and drawn by lot:
    the same number twice would wait once.
    """
    pk = Person.objects.filter(email=tidy_email(email)).values_list("pk", flat=True).first()
    send_sign_in_link.enqueue(pk or -secrets.randbits(48), next_url)


def send_link(pk: int, *, next_url: str, now: datetime) -> Envelope | None:
    """Send a link to the person of this number, if there is one who may come in."""
    person = Person.objects.filter(pk=pk, is_active=True).first()
    return outbox.post("sign-in", person, now=now, next=next_url) if person else None


@task()
def send_sign_in_link(pk: int, next_url: str) -> None:
    send_link(pk, next_url=next_url, now=timezone.now())
