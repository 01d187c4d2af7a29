"""A person changes their own address: the new one confirms it; the old one is told, and may take it back.

A link is signed, and good only from the address it speaks of to the other: once followed, or once another
change was made, it leads nowhere. Nothing is kept of a change that nobody confirms.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse

from tisserand.people import links
from tisserand.people.models import Person

from . import outbox

CONFIRMED_WITHIN, TAKEN_BACK_WITHIN = timedelta(hours=1), timedelta(days=7)

_signer = signing.Signer(salt="tisserand.mail.address-change")


class Taken(Exception):
    """Somebody else has this address by now."""


@dataclass(frozen=True)
class Change:
    """From one address to another. `back`: the old address takes its place again, for it was not its owner
    who left it."""

    person: Person
    old: str
    new: str
    back: bool
    until: datetime

    def stands(self, now: datetime) -> bool:
        """Whether it can still be made."""
        return now < self.until and self.person.is_active and self.person.email == self.old

    @property
    def made(self) -> bool:
        return self.person.email == self.new


def ask(person: Person, new: str, *, now: datetime) -> None:
    """Send a link to the new address; until then nothing changes. One that is somebody's gets no mail."""
    outbox.post("confirm-address", person, now=now, to=new, old=person.email)


def link(person: Person, old: str, new: str, *, until: datetime, back: bool = False) -> str:
    token = _signer.sign_object([person.pk, old, new, int(until.timestamp()), back])
    return settings.SITE_URL + reverse("confirm-address", args=[token])


def read(token: str) -> Change:
    """Raises LookupError when we never gave it, or its person is gone."""
    try:
        pk, old, new, until, back = _signer.unsign_object(token)
        person = Person.objects.get(pk=pk)
    except (signing.BadSignature, Person.DoesNotExist, ValueError) as problem:
        raise LookupError(token) from problem
    return Change(person, old, new, back, datetime.fromtimestamp(until, UTC))


def make(change: Change, *, now: datetime) -> bool:
    """Give the person this address; False when it is too late. Links sent to the other one open nothing more.

    Taken back, whoever had made the change is put out: every session ends and there is no password any more.
    Raises Taken.
    """
    if not change.stands(now):
        return False
    person = change.person
    try:
        with transaction.atomic():
            if not Person.objects.filter(pk=person.pk, email=change.old).update(email=change.new):
                return False
            person.email = change.new
            links.revoke(person, now=now)
            if change.back:
                person.set_unusable_password()
                person.save(update_fields=["password"])
                person.sign_out_everywhere()
            else:
                outbox.post("address-changed", person, now=now, to=change.old, new=change.new)
    except IntegrityError as problem:
        raise Taken from problem
    return True
