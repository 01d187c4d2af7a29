"""Whom something planned is for: rules that an LCM reads, each a filter of the enrolments of a cohort."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Membership
from tisserand.programmes.models import Enrolment, Progress, Step

from .models import Answer, Intention, Paired, Planned, Sending

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

Rows = QuerySet[Enrolment]
Rule = Callable[[Rows, Planned, datetime], Rows]

SILENT_FOR = timedelta(days=7)
NEARLY = 3  # steps left, at most
TROUBLED = ("help", "stuck", "call")


@dataclass(frozen=True)
class Audience:
    """`name` follows « to »: « à ceux qui… »; `rule` narrows the people of the cohort at a moment."""

    key: str
    name: "StrPromise"
    rule: Rule


AUDIENCES: dict[str, Audience] = {}


def audience(key: str, name: "StrPromise") -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        AUDIENCES[key] = Audience(key, name, rule)
        return rule

    return register


_spared: list[Rule] = []


def spares(rule: Rule) -> Rule:
    """Register a rule of an app above that leaves some learners in peace, whatever the audience."""
    _spared.append(rule)
    return rule


def of(planned: Planned, now: datetime) -> Rows:
    """The enrolments whom it is for at `now`, with their member and person; nobody without a cohort."""
    everyone = Enrolment.objects.active().filter(cohort=planned.cohort_id)
    if planned.to == Planned.To.LEARNERS:
        stopped = _answers(planned).filter(sending__membership=OuterRef("membership"), means="stop")
        everyone = everyone.filter(~Exists(stopped), membership__role=Membership.Role.LEARNER)
        for left_in_peace in _spared:
            everyone = left_in_peace(everyone, planned, now)
    rule = AUDIENCES.get(planned.audience, AUDIENCES["everyone"]).rule
    return rule(everyone, planned, now).for_list()


def people(planned: Planned, now: datetime, only: Collection[int] | None = None) -> list[Enrolment]:
    """Whom it is for at `now`, as places in the cohort: its learners, or for what experts are written the
    experts of the community, who take nothing. `only`: these memberships alone."""
    if planned.to != Planned.To.EXPERTS:
        rows = of(planned, now)
        return list(rows.filter(membership__in=only) if only is not None else rows)
    experts = Membership.objects.present().filter(community=planned.community, role=Membership.Role.EXPERT)
    experts = experts.filter(pk__in=only) if only is not None else experts
    return [Enrolment(cohort=planned.cohort, membership=one) for one in experts.for_list()]


def concerns(planned: Planned, membership: int, now: datetime) -> bool:
    """Whether it still is for this member."""
    return bool(people(planned, now, only=[membership]))


def choices() -> list[tuple[str, "StrPromise"]]:
    return [(one.key, one.name) for one in AUDIENCES.values()]


@audience("everyone", _("everybody"))
def everyone(rows: Rows, planned: Planned, now: datetime) -> Rows:
    return rows


@audience("not_started", _("those who have not begun"))
def not_started(rows: Rows, planned: Planned, now: datetime) -> Rows:
    """No step done, and not one day of presence since the cohort started."""
    done = Progress.objects.filter(enrolment=OuterRef("pk"))
    away = Q(membership__last_active_on=None) | Q(membership__last_active_on__lt=F("cohort__starts_on"))
    return rows.filter(away & ~Exists(done))


@audience("silent", _("those who came and have given no sign for a week"))
def silent(rows: Rows, planned: Planned, now: datetime) -> Rows:
    since = planned.community.today(now) - SILENT_FOR
    return rows.filter(membership__last_active_on__lte=since)


@audience("still_silent", _("those who have given no sign since we last wrote"))
def still_silent(rows: Rows, planned: Planned, now: datetime) -> Rows:
    """Written to by this plan, and no day of presence since, nor any answer."""
    wrote = _mailed(planned).filter(
        Q(membership__last_active_on=None) | Q(membership__last_active_on__lt=F("approved_at__date")),
        said=None,
    )
    answered = _answers(planned).filter(sending__membership=OuterRef("membership"))
    return rows.filter(Exists(wrote) & ~Exists(answered))


@audience("no_answer", _("those who have not answered, or asked for help"))
def no_answer(rows: Rows, planned: Planned, now: datetime) -> Rows:
    """Of the last mail of this plan that asked something: no answer, or one that asks for help."""
    asked = _last_asking(planned)
    if asked is None:
        return rows
    said = Answer.objects.filter(sending__planned=asked, sending__membership=OuterRef("membership"))
    return rows.filter(~Exists(said) | Exists(said.filter(means__in=TROUBLED)))


@audience("stuck", _("those who said that they are stuck"))
def stuck(rows: Rows, planned: Planned, now: datetime) -> Rows:
    """Their last answer in this cohort says so."""
    later = _answers(planned).filter(sending__membership=OuterRef("sending__membership"))
    last = _answers(planned).filter(~Exists(later.filter(said_at__gt=OuterRef("said_at"))))
    said = last.filter(sending__membership=OuterRef("membership"), means__in=TROUBLED)
    return rows.filter(Exists(said))


@audience("no_intention", _("those who have no plan yet"))
def no_intention(rows: Rows, planned: Planned, now: datetime) -> Rows:
    said = Intention.objects.filter(membership=OuterRef("membership"), cohort=planned.cohort_id)
    return rows.filter(~Exists(said))


@audience("nearly_done", _("those who have nearly finished"))
def nearly_done(rows: Rows, planned: Planned, now: datetime) -> Rows:
    """From one to three steps left."""
    steps = Step.objects.filter(programme__cohorts=planned.cohort_id).count()
    with_done = rows.annotate(done_steps=Count("progress", distinct=True))
    return with_done.filter(done_steps__lt=steps, done_steps__gte=max(steps - NEARLY, 1))


@audience("unpaired", _("those who are in no pair"))
def unpaired(rows: Rows, planned: Planned, now: datetime) -> Rows:
    paired = Paired.objects.filter(membership=OuterRef("membership"), cohort=planned.cohort_id, ended_at=None)
    return rows.filter(~Exists(paired))


def _mailed(planned: Planned) -> QuerySet[Sending]:
    """What this cohort was written, for a subquery on enrolments."""
    written = Sending.objects.filter(planned__cohort=planned.cohort_id, membership=OuterRef("membership"))
    return written.exclude(approved_at=None)


def _answers(planned: Planned) -> QuerySet[Answer]:
    """What its learners answered: what a manager says of somebody is not said by them."""
    theirs = Answer.objects.filter(sending__person=F("sending__membership__person"))
    return theirs.filter(sending__planned__cohort=planned.cohort_id)


def _last_asking(planned: Planned) -> int | None:
    """The last thing mailed to the learners of this cohort that asked something, other than this one."""
    asked = Sending.objects.filter(planned__cohort=planned.cohort_id, planned__to="learners")
    asked = asked.exclude(approved_at=None).exclude(answers=[], questions=[])
    asked = asked.exclude(planned=planned)
    return asked.order_by("-approved_at", "-pk").values_list("planned", flat=True).first()
