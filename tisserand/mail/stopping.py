"""Fewer mails, or none of a class: by the link at their foot or the button of a mail program, no sign-in.

The link is good for as long as the mail is kept: nobody should have to sign in to be left alone. All it can
do is to change how often mail comes, and each change can be taken back on the same page.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse

from tisserand.people.models import Person

from . import addressing
from .kinds import Class
from .models import Stopped

# What one may be spared. The numbers stand in links and addresses that were sent: they never change.
STOPPABLE = {1: Class.NEWS, 2: Class.ENCOURAGEMENT}
RHYTHMS = (Person.Cadence.EACH, Person.Cadence.DAILY, Person.Cadence.WEEKLY)
_numbers = {mail_class: number for number, mail_class in STOPPABLE.items()}
_signer = signing.Signer(salt="tisserand.mail.stopping", sep=".")


def link(person: Person, mail_class: Class) -> str:
    """The whole address of the page where this person stops these mails; "" when they cannot be stopped."""
    if mail_class not in _numbers:
        return ""
    token = _signer.sign(f"{person.pk}.{_numbers[mail_class]}")
    return settings.SITE_URL + reverse("mail-rhythm", args=[token])


def address(person: Person, mail_class: Class, *, now: datetime) -> str:
    """Where an empty mail stops these mails for this person; "" when the site receives none."""
    return addressing.reply_address(person, "stop", _numbers[mail_class], now=now)


def by_mail(mail, pk: int, *, now: datetime) -> None:
    """A mail came to that address. Like the link, it is good in whoever's hands the person left it."""
    stop(mail.person, STOPPABLE[pk], now=now)


def read(token: str) -> tuple[Person, Class]:
    """Whose link this is, and for which mails. Raises LookupError when we never gave it, or they are gone."""
    try:
        pk, _, number = _signer.unsign(token).partition(".")
        return Person.objects.get(pk=int(pk), is_active=True), STOPPABLE[int(number)]
    except (signing.BadSignature, Person.DoesNotExist, ValueError) as problem:
        raise LookupError(token) from problem


def stop(person: Person, mail_class: Class, *, now: datetime) -> None:
    """No more of these, from now on; what waits is dropped when its turn comes."""
    Stopped.objects.get_or_create(person=person, mail_class=mail_class, defaults={"stopped_at": now})


def resume(person: Person, mail_class: Class) -> None:
    Stopped.objects.filter(person=person, mail_class=mail_class).delete()


def slow(person: Person, cadence: str) -> None:
    """All that can be gathered comes at this rhythm. Raises ValueError when it is none."""
    if cadence not in RHYTHMS:
        raise ValueError(cadence)
    Person.objects.filter(pk=person.pk).update(mail_cadence=cadence)


def stopped(person: Person, mail_class: Class) -> bool:
    return person.pk in stopped_by([person.pk], mail_class)


def stopped_by(people: Iterable[int], mail_class: Class) -> set[int]:
    """Those of these people who have stopped such mails. One query, none for what cannot be stopped."""
    if mail_class not in _numbers:
        return set()
    rows = Stopped.objects.filter(person__in=list(people), mail_class=mail_class)
    return set(rows.values_list("person", flat=True))
