"""Answers to a mail of a plan go to whoever signed it, and to us as well (settings.MAIL_TARGETS): what it
asked is answered, a few known words do what they say, a plan that was asked for is kept, and any answer is a
sign of life."""

from datetime import datetime

from tisserand.communities import spoken
from tisserand.communities.models import Membership
from tisserand.mail import outbox
from tisserand.mail.inbound import Incoming

from . import answering, numbered
from .models import Answer, Sending


def answer_plan(mail: Incoming, pk: int, *, now: datetime) -> None:
    """A mail that answers the sending `pk`. Never refused: whoever signed it has it in any case."""
    found = Sending.objects.filter(pk=pk, person=mail.person).exclude(approved_at=None)
    sending = found.select_related("planned__cohort").first()
    present = Membership.objects.present().select_related("person", "community__organisation")
    member = present.filter(pk=sending.membership_id).first() if sending else None
    if sending is None or member is None or not mail.verified:
        return
    community, mine = member.community, mail.person.pk == member.person_id
    given = numbered.read(mail.text, sending.questions) if sending.questions else {}
    if given and (not mine or set(given) != {Answer.ASIDE}):
        _answer(sending, given, mail, community.at(now), now)
        return
    if not mine:
        return
    said = spoken.heard(mail, member, now=now)
    if said and spoken.obey(said, mail, about=("community", community.pk), now=now):
        return
    here, planned = community.at(now), sending.planned
    if given:
        _answer(sending, given, mail, here, now)
        return
    community.record("wrote-back", member.person, sending, at=here)
    if planned.asks_intention and planned.cohort and mail.text.strip():
        answering.intend(member, planned.cohort, mail.text, by=member.person, now=here)


def _answer(sending: Sending, given: dict, mail: Incoming, here: datetime, now: datetime) -> None:
    """Keep what it says, and write back what was understood, with what is said to each choice."""
    answering.answer(sending, given, by=mail.person, now=here)
    outbox.post("plan-answered", mail.person, now=now, sending=sending.pk)
