"""What a mail to each of our addresses is for: dotted names in settings, so that mail knows no app above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils.module_loading import import_string

from tisserand.people.models import Person

from .. import addressing
from ..headers import site_address


@dataclass(frozen=True)
class Aim:
    """Who writes, if the address says so, and what is to be called with the mail: `call(mail, now=now)`."""

    call: Callable
    person: Person | None = None
    bound: bool = False
    sealed: bool = False  # no copy of the mail as it came is kept


class Unknown(Exception):
    """Nobody reads this address."""


def known(address: str) -> bool:
    """Whether mail to this address is accepted: something may be done with it, or answered to it."""
    return addressing.signed(address) or is_ours(address) or _named(address) is not None


def takes_meetings(address: str) -> bool:
    """Whether calendar programs may answer to this address."""
    if not addressing.signed(address):
        return False
    purpose = (addressing.local_part(address) or "").partition(".")[0]
    return getattr(import_string(settings.MAIL_TARGETS[purpose]), "meetings", False)


def is_ours(address: str) -> bool:
    """Whether it is the site itself, that people answer and servers send back to."""
    site = addressing.bare(site_address())
    return addressing.bare(address) == site or addressing.local_part(address) == addressing.RETURNS


def aim(address: str, *, now: datetime) -> Aim:
    """What a mail to this address is for. Raises addressing.Forged, addressing.Late or Unknown."""
    if addressing.signed(address):
        bound = _bound(address, now)
        person = Person.objects.filter(pk=bound.person_id, is_active=True).first()
        if person is None:
            raise addressing.Forged(address)
        target = import_string(settings.MAIL_TARGETS[bound.purpose])
        return Aim(partial(target, pk=bound.pk), person, True, getattr(target, "sealed", False))
    pk = _named(address)
    if pk is None or not settings.MAIL_PLAIN_TARGET:
        raise Unknown(address)
    return Aim(partial(import_string(settings.MAIL_PLAIN_TARGET), pk=pk))


def _bound(address: str, now: datetime) -> addressing.Bound:
    try:
        return addressing.read(address, now=now)
    except addressing.Late as late:
        lasts = getattr(import_string(settings.MAIL_TARGETS[late.bound.purpose]), "lasts", None)
        if lasts is None or not lasts(late.bound.pk, now=now):
            raise
        return late.bound


def _named(address: str) -> int | None:
    """The key of what a plain address names."""
    local = addressing.local_part(address)
    if not local or not settings.MAIL_PLAIN_NAMES:
        return None
    return import_string(settings.MAIL_PLAIN_NAMES)(local)
