"""The buttons under a mail of a plan, and its questions."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import answering, survey
from .meanings import DEFAULT, MEANINGS
from .models import Answer, Sending

# A link names one number: so many buttons a mail could ever have.
ROOM = 16


def number_of(sending: int, place: int) -> int:
    """What a link says of the button at this place."""
    return sending * ROOM + place


def _sending(person: Person, pk: int) -> Sending | None:
    found = Sending.objects.filter(pk=pk, person=person, membership__left_at=None).exclude(approved_at=None)
    return found.select_related("planned__community__organisation", "planned__cohort", "approved_by").first()


@answer("plan-answer")
def plan_answer(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is `number_of` a mail that this person was written and one of its buttons, or of its first
    question: then the page that opens asks the others as well."""
    sending, place = _sending(person, pk // ROOM), pk % ROOM
    if sending is None or not sending.asks or place >= len(sending.asks[0]["choices"]):
        return None
    if sending.questions:
        return _survey(sending, person, pressed=place)
    button, here = sending.answers[place], sending.planned.community
    known = Answer.objects.filter(sending=sending).first()
    return Choice(
        sentence=_("“%(title)s”: is this your answer?") % {"title": sending.subject},
        button=button["label"],
        thanks=str(MEANINGS[button["means"]].thanks),
        say=lambda now: answering.say(sending, place, by=person, now=here.at(now)),
        said=known is not None and known.number == place,
        take_back=lambda now: answering.take_back(sending, by=person, now=here.at(now)),
        words=button["label"],
    )


@answer("plan-questions")
def plan_questions(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a mail with questions that this person was written."""
    sending = _sending(person, pk)
    return _survey(sending, person) if sending is not None and sending.questions else None


def _survey(sending: Sending, person: Person, pressed: int | None = None) -> Choice:
    given, here = list(sending.said.exclude(question=Answer.ASIDE)), sending.planned.community
    for one in given:
        one.sending = sending
    first = next((one for one in given if one.question == 0), None)
    other = pressed is not None and (first is None or first.number != pressed)
    count = len(sending.questions)

    def say(now: datetime, **values: str) -> object:
        said = survey.said_in(sending.questions, values)
        return answering.answer(sending, said, by=person, now=here.at(now), whole=True)

    return Choice(
        sentence=ngettext(
            "“%(title)s”: one question.", "“%(title)s”: %(count)s questions, half a minute.", count
        )
        % {"title": sending.subject, "count": count},
        hint=_named(sending),
        button=_("Send my answers"),
        thanks=_thanks(given),
        say=say,
        said=bool(given) and not other,
        take_back=lambda now: answering.take_back(sending, by=person, now=here.at(now)),
        told=survey.told(given),
        changeable=True,
        form=survey.form_of(sending.questions),
        initial=survey.initial(sending, given, pressed),
    )


def _named(sending: Sending) -> str:
    """Whoever answers knows who reads it, and that their name stands beside it."""
    by = sending.approved_by.name if sending.approved_by else ""
    if not by:
        return _("Your answers bear your name. Others read figures, never names.")
    return _("Your answers bear your name, for %(name)s. Others read figures, never names.") % {"name": by}


def _thanks(given: list[Answer]) -> str:
    asking = next((one.means for one in given if MEANINGS[one.means].calls), DEFAULT)
    return str(MEANINGS[asking].thanks)
