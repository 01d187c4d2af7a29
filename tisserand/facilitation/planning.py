"""Plans are made, applied to a cohort, and what they foresee is moved or called off."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.mail import outbox
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort

from . import audiences, placing
from .models import Plan, PlanItem, Planned, RoomDay, Sending, Written
from .plan_files import PlanFile

WRITTEN = [field.name for field in Written._meta.get_fields()]


def _said(item: Written) -> dict:
    return {name: getattr(item, name) for name in WRITTEN}


@transaction.atomic
def make(community: Community, file: PlanFile, *, by: Person, now: datetime) -> Plan:
    """A plan of this community, from what a file says; under another name when that one is taken."""
    plan = Plan.objects.create(
        community=community,
        name=free_name(community, file.name),
        summary=file.summary,
        language=file.language,
        made_by=by,
        made_at=now,
    )
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, position=n, **_said(item)) for n, item in _numbered(file)
    )
    community.record("created", by, plan, at=now)
    return plan


def _numbered(file: PlanFile):
    return enumerate(file.items, 1)


def free_name(community: Community, name: str) -> str:
    """This name, or the same with a number after it."""
    taken = set(Plan.objects.filter(community=community).values_list("name", flat=True))
    names = [name, *(f"{name[:110]} ({number})" for number in range(2, len(taken) + 3))]
    return next(one for one in names if one not in taken)


@transaction.atomic
def from_cohort(cohort: Cohort, name: str, *, by: Person, now: datetime) -> Plan:
    """A plan made of what was really done in a cohort, in its order: what was called off is left out, and
    what was moved keeps the day on which it fell."""
    community = cohort.programme.community
    found = Planned.objects.standing().filter(cohort=cohort).order_by("pk")
    if not found:
        raise ValidationError(_("Nothing was planned for this group."))
    plan = Plan.objects.create(
        community=community,
        name=free_name(community, name),
        language=community.language,
        made_by=by,
        made_at=now,
    )
    items = [PlanItem(plan=plan, position=0, **_as_it_was(one, cohort)) for one in found]
    items.sort(key=lambda item: (item.anchor, item.room_day, item.days, item.at))
    for position, item in enumerate(items, 1):
        item.position = position
    PlanItem.objects.bulk_create(items)
    community.record("created", by, plan, at=now)
    return plan


def _as_it_was(planned: Planned, cohort: Cohort) -> dict:
    said = _said(planned)
    if planned.moved_to:
        said |= {"anchor": Written.Anchor.START, "days": (planned.moved_to - cohort.starts_on).days}
    return said


@transaction.atomic
def apply(
    plan: Plan, cohort: Cohort, *, room_days: Sequence[date] = (), by: Person, now: datetime
) -> list[Planned]:
    """Put on the calendar of a cohort all that a plan foresees. Raises ValidationError when it is there
    already, or without the days in the room that it counts from."""
    community = plan.community
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    if Planned.objects.open().filter(plan=plan, cohort=cohort).exists():
        raise ValidationError(_("This plan is on the calendar of this group already."))
    if missing := rooms_missing(plan, room_days):
        raise ValidationError(_("This plan counts from %(count)s days in the room.") % {"count": missing})
    if room_days:
        RoomDay.objects.filter(cohort=cohort).delete()
        RoomDay.objects.bulk_create(RoomDay(cohort=cohort, on=day) for day in sorted(set(room_days)))
    common = {"community": community, "cohort": cohort, "plan": plan, "made_by": by, "made_at": now}
    made = Planned.objects.bulk_create(Planned(**_said(item), **common) for item in plan.items.all())
    community.record("applied-plan", by, plan, at=now, cohort=cohort.pk, items=len(made))
    return made


def rooms_missing(plan: Plan, room_days: Sequence[date]) -> int:
    """How many days in the room the plan counts from, when fewer are given; 0 otherwise."""
    counted = [item.room_day for item in plan.items.all() if item.anchor == Written.Anchor.ROOM_DAY]
    wanted = max(counted, default=0)
    return wanted if len(set(room_days)) < wanted else 0


@transaction.atomic
def unapply(plan: Plan, cohort: Cohort, *, by: Person, now: datetime) -> int:
    """Take off the calendar what this plan foresaw and nobody has touched; how many that was."""
    untouched = Planned.objects.open().filter(plan=plan, cohort=cohort, sendings=None)
    count, _each = untouched.delete()
    plan.community.record("took-back", by, plan, at=now, cohort=cohort.pk, items=count)
    return count


@transaction.atomic
def move(planned: Planned, to: date, *, by: Person, now: datetime) -> None:
    """To another day, chosen by a person: the dates of the cohort move it no more."""
    _still_open(planned)
    planned.moved_to = to
    planned.save(update_fields=["moved_to"])
    bring_forward(planned, now)
    planned.community.record("rescheduled", by, planned, at=now, to=to.isoformat())


def bring_forward(planned: Planned, now: datetime) -> int:
    """What was approved of it and has not left leaves on its day as it is now, where that is sooner; how many
    mails. Where it is later, they wait for it when they would leave."""
    community = planned.community
    placing.place(planned, community)
    leaves = placing.leaves_at(planned, community.organisation, now) + community.set_back
    waiting = planned.sendings.filter(envelope__state=Envelope.State.WAITING, envelope__due_at__gt=leaves)
    ids = waiting.values_list("envelope", flat=True)
    return outbox.bring_forward(ids, not_before=leaves, now=now + community.set_back)


def bring_all_forward(now: datetime) -> int:
    """`bring_forward` for all that is open, of all communities: groups may have changed their dates."""
    waiting = Sending.objects.filter(planned=OuterRef("pk"), envelope__state=Envelope.State.WAITING)
    rows = Planned.objects.open().filter(Exists(waiting))
    rows = rows.select_related("community__organisation", "cohort__programme")
    return sum(
        bring_forward(one, one.community.at(now)) for one in rows.prefetch_related("cohort__room_days")
    )


@transaction.atomic
def finish(planned: Planned, *, by: Person | None, now: datetime, **become) -> None:
    """It is done; `become`: the thread, the session or the edition that was made of it."""
    _still_open(planned)
    planned.done_by, planned.done_at = by, now
    for name, made in become.items():
        setattr(planned, name, made)
    planned.save(update_fields=["done_by", "done_at", *become])
    planned.community.record("carried-out", by, planned, at=now)


@transaction.atomic
def reopen(planned: Planned, *, by: Person, now: datetime) -> bool:
    """Not done after all, or not called off; False when it is open already. ValidationError while the session
    that was made of it stands, or once its letter has gone."""
    if not planned.over:
        return False
    if planned.session and planned.session.cancelled_at is None:
        raise ValidationError(_("Its session stands: call that off first, so that people are told."))
    if planned.edition and planned.edition.gone:
        raise ValidationError(_("Its letter has gone already."))
    planned.session = planned.edition = None
    planned.done_by = planned.done_at = planned.cancelled_by = planned.cancelled_at = None
    planned.cancelled_why = ""
    planned.save()
    planned.community.record("took-back", by, planned, at=now)
    return True


@transaction.atomic
def call_off(planned: Planned, why: str, *, by: Person, now: datetime) -> None:
    """It will not be done; mails that wait do not leave."""
    _still_open(planned)
    planned.cancelled_by, planned.cancelled_at, planned.cancelled_why = by, now, why
    planned.save(update_fields=["cancelled_by", "cancelled_at", "cancelled_why"])
    planned.community.record("called-off", by, planned, at=now)


def _still_open(planned: Planned) -> None:
    fresh = Planned.objects.select_for_update(of=("self",)).get(pk=planned.pk)
    if fresh.over:
        raise ValidationError(_("This is over, or was called off."))


def close_those_for_nobody(now: datetime) -> int:
    """Mails whose day has passed and that were for nobody, of all communities: done, without anybody. How
    many that was."""
    open_ones = Planned.objects.open().filter(kind__in=Written.MAILED).exclude(cohort=None)
    rows = open_ones.select_related("community__organisation", "cohort__programme")
    closed = 0
    for planned in rows.prefetch_related("cohort__room_days").iterator(chunk_size=500):
        here = planned.community.at(now)
        placing.place(planned, planned.community)
        if planned.on >= planned.community.today(here):
            continue
        waiting = audiences.of(planned, here).exclude(membership__sendings__planned=planned)
        if not waiting.exists():
            finish(planned, by=None, now=here)
            closed += 1
    return closed
