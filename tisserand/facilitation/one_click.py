"""The buttons under a mail of a plan."""

from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import answering
from .meanings import MEANINGS
from .models import Answer, Sending

# A link names one number: so many buttons a mail could ever have.
ROOM = 16


def number_of(sending: int, place: int) -> int:
    """What a link says of the button at this place."""
    return sending * ROOM + place


@answer("plan-answer")
def plan_answer(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is `number_of` a mail that this person was written and one of its buttons."""
    found = Sending.objects.filter(pk=pk // ROOM, person=person, membership__left_at=None)
    sending = found.exclude(approved_at=None).select_related("planned__community__organisation").first()
    place = pk % ROOM
    if sending is None or place >= len(sending.answers):
        return None
    button, here = sending.answers[place], sending.planned.community
    meaning = MEANINGS[button["means"]]
    known = Answer.objects.filter(sending=sending).first()
    return Choice(
        sentence=_("“%(title)s”: is this your answer?") % {"title": sending.subject},
        button=button["label"],
        thanks=str(meaning.thanks),
        say=lambda now: answering.say(sending, place, by=person, now=here.at(now)),
        said=known is not None and known.number == place,
        take_back=lambda now: answering.take_back(sending, by=person, now=here.at(now)),
        words=button["label"],
    )
