"""What is about to leave in a person's name: a draft for each recipient, merged when it is looked at, read by
a human, approved. What was approved is what leaves, to the letter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.mail import outbox
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment

from . import audiences, lots, merging, placing, planning
from .models import Planned, Sending

MAIL = "plan-mail"
# After so many read one by one, those that look alike may be approved together.
READ_FIRST = 2


@dataclass(frozen=True)
class Draft:
    """What `person` would read about `enrolment`'s member. `sending` is there once somebody touched it."""

    enrolment: Enrolment
    person: Person | None
    subject: str
    text: str
    missing: tuple[str, ...] = ()
    questions: tuple[dict, ...] = ()
    sending: Sending | None = None
    reached: bool = True
    held: bool = False  # the lot lets them wait

    @property
    def member(self):
        return self.enrolment.membership

    @property
    def approved(self) -> bool:
        return bool(self.sending and self.sending.approved_at)

    @property
    def aside(self) -> bool:
        return bool(self.sending and self.sending.set_aside_at)

    @property
    def edited(self) -> bool:
        return bool(self.sending and self.sending.edited_by_id)

    @property
    def waits(self) -> bool:
        return not (self.approved or self.aside or self.held)

    @property
    def ready(self) -> bool:
        """Whether it may be approved as it stands."""
        return self.waits and self.reached and not self.missing and self.person is not None


@dataclass(frozen=True)
class Drafts:
    """All those of something planned."""

    planned: Planned
    drafts: list[Draft]

    @property
    def waiting(self) -> list[Draft]:
        return [one for one in self.drafts if one.waits]

    @property
    def held(self) -> list[Draft]:
        """Those whom the lot lets wait."""
        return [one for one in self.drafts if one.held]

    @property
    def ready(self) -> list[Draft]:
        return [one for one in self.drafts if one.ready]

    @property
    def alike(self) -> list[Draft]:
        """Those that differ from one another only by what was filled in."""
        return [one for one in self.ready if not one.edited]

    @property
    def to_look_at(self) -> list[Draft]:
        """Those that need a decision of their own, and those set aside."""
        alike = {one.member.pk for one in self.alike}
        left = [one for one in self.drafts if not (one.approved or one.held)]
        return [one for one in left if one.member.pk not in alike]

    @property
    def approved(self) -> list[Draft]:
        return [one for one in self.drafts if one.approved]

    @property
    def may_go_together(self) -> bool:
        """Whether enough of them were read and approved one by one, or there are no more than these."""
        return len(self.approved) >= READ_FIRST

    def of(self, membership: int) -> Draft | None:
        return next((one for one in self.drafts if one.member.pk == membership), None)


def of(planned: Planned, *, by: Person, now: datetime, only: int | None = None) -> Drafts:
    """What is to be read before it leaves: those for whom it is now, and those already decided upon.

    A constant number of queries. `only` is a membership: its draft alone.
    """
    decided = planned.sendings.select_related("membership__person", "person")
    if only is not None:
        decided = decided.filter(membership=only)
    known = {one.membership_id: one for one in decided}
    enrolments = audiences.people(planned, now, only)
    there = {one.membership_id for one in enrolments}
    gone = set(known) - there
    if gone:
        enrolments += Enrolment.objects.filter(cohort=planned.cohort_id, membership__in=gone).for_list()
    facts = merging.facts_of(planned, enrolments, by)
    drafts = [_draft(planned, one, known.get(one.membership_id), facts) for one in enrolments]
    told = outbox.reached(MAIL, [one.person for one in drafts if one.person])
    held = lots.held(planned, now)
    drafts = [_as_it_stands(one, told, held) for one in drafts]
    return Drafts(planned, [one for one in drafts if one.member.pk in there or one.sending])


def _as_it_stands(draft: Draft, told: set[int], held: set[int]) -> Draft:
    reached = draft.person is not None and draft.person.pk in told
    waits_by_lot = draft.waits and draft.member.pk in held
    return replace(draft, reached=reached, held=waits_by_lot)


def _draft(planned: Planned, enrolment: Enrolment, sending: Sending | None, facts: merging.Facts) -> Draft:
    person = _reader(planned, enrolment, facts)
    if sending is not None and sending.approved_at:
        asked = tuple(sending.questions)
        return Draft(enrolment, person, sending.subject, sending.text, (), asked, sending)
    values = facts.of(enrolment)
    questions, unfilled = merging.merge_questions(planned.questions, values)
    if sending is not None and sending.edited_by_id:
        subject, text = merging.Merged(sending.subject), merging.merge(sending.text, {})
    else:
        subject, text = merging.merge(planned.title, values), merging.merge(planned.text, values)
    missing = tuple(dict.fromkeys(subject.missing + text.missing + unfilled))
    return Draft(enrolment, person, subject.text, text.text, missing, tuple(questions), sending)


def _reader(planned: Planned, enrolment: Enrolment, facts: merging.Facts) -> Person | None:
    """Whoever reads it: the learner, or the manager they have named."""
    if planned.to != Planned.To.MANAGERS:
        return enrolment.membership.person
    manager = facts.managers.get(enrolment.membership_id)
    return manager.person if manager else None


def close_when_done(planned: Planned, *, by: Person, now: datetime) -> bool:
    """Note it as done once its day has come and nobody is left to decide of; whether that was so."""
    read = of(planned, by=by, now=now)
    if planned.over or planned.on > planned.community.today(now) or read.waiting or read.held:
        return False
    planning.finish(planned, by=by, now=now)
    return True


@transaction.atomic
def edit(draft: Draft, planned: Planned, *, subject: str, text: str, by: Person) -> Sending:
    """Other words for this person. Raises ValidationError once it is approved."""
    sending = _touched(draft, planned)
    if sending.approved_at:
        raise ValidationError(_("This one is approved already: take it back first."))
    sending.subject, sending.text, sending.edited_by = subject, text, by
    sending.set_aside_at = sending.set_aside_by = None
    sending.save()
    return sending


@transaction.atomic
def approve(drafts: Sequence[Draft], planned: Planned, *, by: Person, now: datetime) -> list[Sending]:
    """Let these leave, word for word, at their moment. Those that are not ready stay as they are.

    Nobody is written twice of one item, whoever approves at the same time.
    """
    planned = Planned.objects.select_for_update(of=("self",)).get(pk=planned.pk)
    if planned.over:
        raise ValidationError(_("This is over, or was called off."))
    community = planned.community
    approved = []
    placing.place(planned, community)
    for draft in drafts:
        sending = _touched(draft, planned)
        if not draft.ready or sending.approved_at or sending.set_aside_at:
            continue
        sending.subject, sending.text = draft.subject, draft.text
        sending.answers, sending.questions = planned.answers, list(draft.questions)
        sending.approved_by, sending.approved_at = by, now
        sending.save()
        _post(sending, planned, now)
        community.record("approved", by, sending, at=now)
        approved.append(sending)
    return approved


def _post(sending: Sending, planned: Planned, now: datetime) -> None:
    community = planned.community
    leaves = placing.leaves_at(planned, community.organisation, now) + community.set_back
    sending.envelope = outbox.post(
        MAIL, sending.person, now=now + community.set_back, not_before=leaves, sending=sending.pk
    )
    if sending.envelope is None:
        raise ValidationError(_("This person takes no mail."))
    sending.save(update_fields=["envelope"])


@transaction.atomic
def told(draft: Draft, planned: Planned, *, by: Person) -> Sending:
    """The row of what was asked of somebody aloud, or by the mail that left: answers may be kept for it."""
    sending = _touched(draft, planned)
    if not sending.questions:
        sending.questions, sending.subject = list(draft.questions), draft.subject
        sending.save(update_fields=["questions", "subject"])
    return sending


@transaction.atomic
def take_back(sending: Sending, *, by: Person, now: datetime) -> bool:
    """Undo an approval, or a setting aside; False when the mail has left."""
    sending = Sending.objects.select_for_update(of=("self",)).get(pk=sending.pk)
    community = sending.planned.community
    if sending.envelope_id and not outbox.withdraw(sending.envelope_id, now=now + community.set_back):
        return False
    sending.envelope = sending.approved_by = sending.approved_at = None
    sending.set_aside_by = sending.set_aside_at = None
    sending.save()
    community.record("took-back", by, sending, at=now)
    return True


@transaction.atomic
def set_aside(draft: Draft, planned: Planned, *, by: Person, now: datetime) -> Sending:
    """Not this one. Raises ValidationError once it is approved."""
    sending = _touched(draft, planned)
    if sending.approved_at:
        raise ValidationError(_("This one is approved already: take it back first."))
    sending.set_aside_by, sending.set_aside_at = by, now
    sending.save()
    planned.community.record("set-aside", by, sending, at=now)
    return sending


def _touched(draft: Draft, planned: Planned) -> Sending:
    """The row of this draft, locked: made if nobody has touched it yet."""
    known = {"person": draft.person or draft.member.person, "subject": draft.subject, "text": draft.text}
    sending, _made = Sending.objects.get_or_create(planned=planned, membership=draft.member, defaults=known)
    return Sending.objects.select_for_update(of=("self",)).get(pk=sending.pk)
