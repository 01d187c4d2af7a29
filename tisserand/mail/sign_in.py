"""A sign-in link sent by mail."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from tisserand.people.models import Person

from . import outbox
from .models import Envelope


def send_link(email: str, *, next_url: str, now: datetime) -> Envelope | None:
    """Send a link to the person who has this address, if there is one."""
    person = Person.objects.with_email(email)
    if person is None or not person.is_active:
        return None
    return outbox.post("sign-in", person, now=now, next=next_url)


# The page only puts the address in the queue, known or not: its answer, and its time, tell nothing.
@task()
def send_sign_in_link(email: str, next_url: str) -> None:
    send_link(email, next_url=next_url, now=timezone.now())
