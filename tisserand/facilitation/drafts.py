"""What is about to leave in a person's name: a draft for each recipient, merged when it is looked at, read by
a human, approved. What was approved is what leaves, to the letter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.mail import outbox
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment

from . import audiences, lots, merging, placing, planning, standing
from .models import Planned, Sending
from .standing import MAIL

# After so many read one by one, those that look alike may be approved together.
READ_FIRST = 2
AT_ONCE = 500


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

    def of(self, membership: int) -> Draft | None:
        return next((one for one in self.drafts if one.member.pk == membership), None)


def of(planned: Planned, *, by: Person, now: datetime, only: Collection[int] | None = None) -> Drafts:
    """What is to be read before it leaves: those for whom it is now, and those already decided upon.

    A constant number of queries. `only`: the drafts of these memberships alone.
    """
    decided = planned.sendings.select_related("membership__person", "person")
    if only is not None:
        decided = decided.filter(membership__in=only)
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
    return replace(draft, reached=reached, held=draft.waits and draft.member.pk in held)


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
    if planned.over or planned.on > planned.community.today(now):
        return False
    left = standing.of(planned, now, by)
    if left.waiting or left.held:
        return False
    planning.finish(planned, by=by, now=now)
    return True


@transaction.atomic
def edit(draft: Draft, planned: Planned, *, subject: str, text: str, by: Person) -> Sending:
    """Other words for this person. Raises ValidationError once it is approved, or over."""
    sending = _to_decide(draft, planned)
    sending.subject, sending.text, sending.edited_by = subject, text, by
    sending.set_aside_at = sending.set_aside_by = None
    sending.save()
    return sending


@transaction.atomic
def approve(drafts: Sequence[Draft], planned: Planned, *, by: Person, now: datetime) -> list[Sending]:
    """Let these leave, word for word, at their moment. Those that are not ready stay as they are.

    Nobody is written twice of one item, whoever approves at the same time. As many statements for hundreds as
    for one.
    """
    planned = Planned.objects.select_for_update(of=("self",)).get(pk=planned.pk)
    if planned.over:
        raise ValidationError(_("This is over, or was called off."))
    placing.place(planned, planned.community)
    ready = [draft for draft in drafts if draft.ready]
    rows = _rows(planned, ready)
    approved, reworded = [], []
    for draft in ready:
        sending = rows[draft.member.pk]
        changed = sending.edited_by_id and not draft.edited  # by somebody else, since it was looked at
        if sending.approved_at or sending.set_aside_at or changed:
            continue
        if _put(sending, draft):
            reworded.append(sending)
        sending.answers, sending.approved_by, sending.approved_at = planned.answers, by, now
        approved.append(sending)
    _post(approved, planned, now)
    Sending.objects.bulk_update(reworded, ["person", "subject", "text", "questions"], batch_size=100)
    Sending.objects.bulk_update(approved, ["envelope"], batch_size=500)
    common = {"answers": planned.answers, "approved_by": by, "approved_at": now}
    planned.sendings.filter(pk__in=[one.pk for one in approved]).update(**common)
    planned.community.record_each("approved", by, approved, at=now)
    return approved


def _put(sending: Sending, draft: Draft) -> bool:
    """The words of a draft in its row; whether they were others."""
    before = (sending.person_id, sending.subject, sending.text, sending.questions)
    sending.person = draft.person or sending.person
    sending.questions = list(draft.questions)
    sending.subject, sending.text = draft.subject, draft.text
    return before != (sending.person_id, sending.subject, sending.text, sending.questions)


def approve_all(members: Sequence[int], planned: Planned, *, by: Person, now: datetime) -> int:
    """`approve` for all of these memberships, some hundreds at a time; how many."""
    count = 0
    for start in range(0, len(members), AT_ONCE):
        some = of(planned, by=by, now=now, only=members[start : start + AT_ONCE])
        count += len(approve(some.alike, planned, by=by, now=now))
    return count


def _rows(planned: Planned, drafts: Sequence[Draft]) -> dict[int, Sending]:
    """By membership, the rows of these drafts, locked: made for those that nobody has touched yet."""
    fresh = [
        Sending(
            planned=planned,
            membership=one.member,
            person=one.person,
            subject=one.subject,
            text=one.text,
            questions=list(one.questions),
        )
        for one in drafts
        if one.sending is None
    ]
    Sending.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    held = planned.sendings.select_for_update(of=("self",))
    return {one.membership_id: one for one in held.filter(membership__in=[one.member.pk for one in drafts])}


def _post(approved: Sequence[Sending], planned: Planned, now: datetime) -> None:
    """Their mails, one each; somebody who manages several people gets one about each."""
    community, left = planned.community, list(approved)
    present = now + community.set_back
    leaves = placing.leaves_at(planned, community.organisation, now) + community.set_back
    while left:
        some = list({one.person_id: one for one in reversed(left)}.values())
        letters = [(one.person, {"sending": one.pk}) for one in some]
        posted = outbox.post_apart(MAIL, letters, now=present, not_before=leaves)
        for sending in some:
            sending.envelope = posted.get(sending.person_id)
            if sending.envelope is None:
                raise ValidationError(_("This person takes no mail."))
        taken = {one.pk for one in some}
        left = [one for one in left if one.pk not in taken]


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
    sending.envelope = None
    sending.approved_by = sending.approved_at = sending.set_aside_by = sending.set_aside_at = None
    sending.save()
    community.record("took-back", by, sending, at=now)
    return True


@transaction.atomic
def set_aside(draft: Draft, planned: Planned, *, by: Person, now: datetime) -> Sending:
    """Not this one. Raises ValidationError once it is approved, or over."""
    sending = _to_decide(draft, planned)
    sending.set_aside_by, sending.set_aside_at = by, now
    sending.save()
    planned.community.record("set-aside", by, sending, at=now)
    return sending


def _to_decide(draft: Draft, planned: Planned) -> Sending:
    if planned.over:
        raise ValidationError(_("This is over, or was called off."))
    sending = _touched(draft, planned)
    if sending.approved_at:
        raise ValidationError(_("This one is approved already: take it back first."))
    return sending


def _touched(draft: Draft, planned: Planned) -> Sending:
    """The row of this draft, locked: made if nobody has touched it yet."""
    known = {"person": draft.person or draft.member.person, "subject": draft.subject, "text": draft.text}
    sending, _made = Sending.objects.get_or_create(planned=planned, membership=draft.member, defaults=known)
    return Sending.objects.select_for_update(of=("self",)).get(pk=sending.pk)
