"""The agreed next step: a sentence and a day, after a call or a word in person; the ladder rests so long."""

from datetime import date, datetime

from django.db import transaction

from tisserand.communities import calling
from tisserand.communities.models import Membership
from tisserand.mail import outbox
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .models import NextStep, Outreach

MAIL = "what-we-agreed"
End, Said = NextStep.End, NextStep.Said


@transaction.atomic
def agree(
    membership: Membership,
    *,
    words: str,
    on: date,
    by: Person,
    now: datetime,
    by_mail: bool = False,
    act: Outreach | None = None,
) -> NextStep:
    """What was agreed with this person for that day, instead of what was agreed before. `by_mail`: they want
    to read it again; nothing leaves when no mail reaches them."""
    Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    for former in NextStep.objects.open().filter(membership=membership):
        close(former, End.REPLACED, by=by, now=now)
    agreed = NextStep.objects.create(
        membership=membership, words=words, on=on, agreed_by=by, agreed_at=now, outreach=act
    )
    community = membership.community
    if by_mail:
        present = now + community.set_back
        agreed.envelope = outbox.post(MAIL, membership.person, now=present, step=agreed.pk)
        agreed.save(update_fields=["envelope"])
    community.record("agreed-step", by, agreed, at=now)
    return agreed


@transaction.atomic
def close(agreed: NextStep, end: str, *, by: Person, now: datetime, why: str = "") -> bool:
    """Done, or dropped; False when it was closed before. Its mail, if it has not left, does not leave."""
    closed = {"end": end, "end_why": why, "closed_by": by, "closed_at": now}
    if not NextStep.objects.open().filter(pk=agreed.pk).update(**closed):
        return False
    community = agreed.membership.community
    if agreed.envelope_id:
        outbox.withdraw(agreed.envelope_id, now=now + community.set_back)
    community.record("closed-step", by, agreed, at=now, end=str(end))
    return True


@transaction.atomic
def reopen(agreed: NextStep, *, by: Person, now: datetime) -> bool:
    """Undo it; False when another step was agreed meanwhile, or it stands open. Its mail, if that was kept
    back, leaves after all."""
    Membership.objects.select_for_update(no_key=True).get(pk=agreed.membership_id)
    if NextStep.objects.open().filter(membership=agreed.membership_id).exists():
        return False
    NextStep.objects.filter(pk=agreed.pk).update(end="", end_why="", closed_by=None, closed_at=None)
    held = _held(agreed)
    if held.envelope and held.envelope.state == Envelope.State.DROPPED:
        present = now + held.membership.community.set_back
        held.envelope = outbox.post(MAIL, held.membership.person, now=present, step=held.pk)
        held.save(update_fields=["envelope"])
    return True


@transaction.atomic
def forget(agreed: NextStep, *, by: Person, now: datetime) -> None:
    """As if it had never been agreed. What it took the place of stands again, unless another one was agreed
    since: then that one has its place."""
    held = _held(agreed)
    community = held.membership.community
    if held.envelope_id:
        outbox.withdraw(held.envelope_id, now=now + community.set_back)
    _unsay(held, now)
    others = NextStep.objects.filter(membership=held.membership_id)
    before = others.filter(end=End.REPLACED, closed_at=held.agreed_at).exclude(pk=held.pk).first()
    held.delete()
    if before and held.end == End.REPLACED:
        others.filter(pk=before.pk).update(closed_by=held.closed_by_id, closed_at=held.closed_at)
    elif before:
        reopen(before, by=by, now=now)


@transaction.atomic
def move(agreed: NextStep, on: date, *, by: Person, now: datetime) -> bool:
    """To another day; False when it was closed meanwhile."""
    if not NextStep.objects.open().filter(pk=agreed.pk).update(on=on):
        return False
    agreed.membership.community.record("rescheduled", by, agreed, at=now)
    return True


@transaction.atomic
def say(agreed: NextStep, said: str, *, by: Person, now: datetime) -> None:
    """The person answers by a button: done (which closes it), not yet, or call me (somebody will). The last
    one counts; a closed one is not opened again."""
    held = _held(agreed)
    if held.closed_at:
        return
    _unsay(held, now)
    held.said, held.said_at = said, now
    held.save(update_fields=["said", "said_at"])
    member = held.membership
    member.community.record("answered", by, held, at=now, means=said)
    if said == Said.DONE:
        close(held, End.DONE, by=by, now=now)
    elif said == Said.CALL:
        calling.ask(member, phone=member.person.phone, words=held.words, now=now)


@transaction.atomic
def take_back(agreed: NextStep, *, by: Person, now: datetime) -> None:
    """As if no button had been pressed."""
    held = _held(agreed)
    if not held.said:
        return
    if held.said == Said.DONE and held.closed_by_id == by.pk:
        reopen(held, by=by, now=now)
    _unsay(held, now)
    NextStep.objects.filter(pk=held.pk).update(said="", said_at=None)
    held.membership.community.record("took-back", by, held, at=now)


def _unsay(held: NextStep, now: datetime) -> None:
    """A call that was asked for by the button before is asked for no more."""
    waiting = calling.waited_for(held.membership) if held.said == Said.CALL else None
    if waiting and waiting.words == held.words:
        calling.take_back(waiting, now=now)


def _held(agreed: NextStep) -> NextStep:
    rows = NextStep.objects.select_for_update(of=("self",)).select_related(
        "membership__person", "membership__community__organisation"
    )
    return rows.get(pk=agreed.pk)
