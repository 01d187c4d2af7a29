"""What a person hears when their mail could not be taken in: why, and what to do. Machines hear nothing."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from .. import outbox
from ..models import Envelope
from .models import Arrival

KIND = "mail-refused"
AT_MOST_ONE = timedelta(hours=1)  # per person; never two machines in conversation

WORDS: dict[str, Promise] = {
    "late": _(
        "The mail you answered is too old: its reply address is no longer valid. Answer a more recent one."
    ),
    "forged": _("The address you wrote to is not one of ours: it may have been changed or cut on the way."),
    "unknown": _("Nobody reads the address you wrote to."),
    "too-many": _("Many mails came from you in little time, and this one was left aside."),
    "too-big": _("It is too big: %(most)d MB at most. Send the files apart, or smaller ones."),
    "broken": _("Something went wrong on our side."),
}


class ToAnswer(Exception):
    """A mail that is refused, and a person who is to know."""

    def __init__(self, problem: str, person: Person | None, words: str):
        super().__init__(problem)
        self.problem, self.person, self.words = problem, person, words


def because(problem: str, person: Person | None) -> ToAnswer:
    return ToAnswer(problem, person, words_for(problem, person))


def words_for(problem: str, person: Person | None) -> str:
    with translation.override(person.language if person else None):
        return str(WORDS[problem]) % {"most": settings.MAIL_IN_MAX_BYTES // 2**20}


def answer(arrival: Arrival, person: Person | None, *, now: datetime) -> None:
    """Post the answer, unless this person was answered within the hour, or is not one of ours."""
    if person is None:
        return
    lately = Envelope.objects.filter(person=person, kind=KIND, created_at__gt=now - AT_MOST_ONE)
    if not lately.exists():
        outbox.post(KIND, person, now=now, arrival=arrival.pk)
