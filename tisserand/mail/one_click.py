"""How often mail comes, said by one click, or by a mail that says nothing else."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.people.models import Person

from .answering import Choice, answer

Cadence = Person.Cadence
# What a link holds of the rhythm that undoing brings back. They stand in mails that were sent: never changed.
NUMBERS = {1: Cadence.EACH, 2: Cadence.DAILY, 3: Cadence.WEEKLY, 4: Cadence.NONE, 5: Cadence.ADDRESSED}
NUMBER_OF = {cadence.value: number for number, cadence in NUMBERS.items()}
# From often to seldom; « fewer mails » is one further.
SLOWER = {Cadence.EACH: Cadence.DAILY, Cadence.DAILY: Cadence.WEEKLY}


def _words(cadence: str) -> tuple[str, str, str]:
    """The question, the button and what is said afterwards."""
    first = " " + _("The first answer to a question of yours still comes at once.")
    return {
        Cadence.EACH: (
            _("Shall we write to you as things happen?"),
            _("Yes, as it happens"),
            _("We write to you as things happen."),
        ),
        Cadence.DAILY: (
            _("Shall we write to you once a day at most?"),
            _("Yes, once a day at most"),
            _("We write to you once a day at most.") + first,
        ),
        Cadence.WEEKLY: (
            _("Shall we write to you once a week at most?"),
            _("Yes, once a week at most"),
            _("We write to you once a week at most.") + first,
        ),
        Cadence.ADDRESSED: (
            _("Shall we write to you only what is addressed to you?"),
            _("Yes, only what is addressed to me"),
            _("We write to you only what is addressed to you: answers, your name, private messages."),
        ),
        Cadence.NONE: (
            _("Shall we stop writing to you?"),
            _("Yes, stop writing to me"),
            _("We write to you no more. You still get your links to sign in, when you ask for one."),
        ),
    }[Cadence(cadence)]


def _rhythm(cadence: str) -> Callable[[Person, int, datetime], Choice | None]:
    def find(person: Person, pk: int, now: datetime) -> Choice | None:
        """`pk` is the number of the rhythm before, which undoing brings back."""
        if pk not in NUMBERS:
            return None
        question, button, afterwards = _words(cadence)
        return Choice(
            sentence=question,
            button=button,
            thanks=afterwards,
            say=lambda now: change(person, cadence),
            said=person.mail_cadence == cadence,
            take_back=None if NUMBERS[pk] == cadence else lambda now: change(person, NUMBERS[pk]),
        )

    return find


for _cadence in Cadence.values:
    answer(f"mail-{_cadence}")(_rhythm(_cadence))


def change(person: Person, cadence: str) -> None:
    Person.objects.filter(pk=person.pk).update(mail_cadence=cadence)
    person.mail_cadence = cadence
