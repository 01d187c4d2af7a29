"""A mail to many, kept from a part of them drawn by lot, so that what it changes can be told."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tisserand.effect import drawing
from tisserand.effect.models import Assignment, Trial
from tisserand.people.models import Person

from . import placing
from .models import Planned, Sending


def held(planned: Planned, now: datetime) -> set[int]:
    """The memberships that wait at `now`, by the lot that was drawn. One query at most."""
    if planned.trial is None:
        return set()
    over = planned.trial.turn_has_come(now)
    waiting = planned.trial.assignments.filter(waits=True)
    return set() if over else set(waiting.values_list("membership", flat=True))


@drawing.after_drawing
def put_later_turn(trial: Trial) -> None:
    """The later turn of an act that is no mail of a plan: something to do, on the calendar of that day."""
    if trial.kind != Trial.Kind.STAGGERED:
        return
    community, by = trial.community, trial.drawn_by
    turn = Planned.objects.create(
        community=community,
        kind=Planned.Kind.NOTE,
        title=trial.what,
        purpose=_("The turn of those whom the lot lets wait."),
        moved_to=placing.working(community.today(trial.ends_at), community.organisation),
        trial=trial,
        made_by=by,
        made_at=trial.drawn_at,
    )
    community.record("created", by, turn, at=trial.drawn_at)


def parts() -> dict:
    """For rows of what is planned: how many have it at once by the lot (`having`) and later (`waited`), and
    of how many it was decided (`decided`)."""
    drawn = Assignment.objects.filter(trial=OuterRef("trial"))
    decided = Sending.objects.filter(planned=OuterRef("pk"))
    decided = decided.filter(Q(approved_at__isnull=False) | Q(set_aside_at__isnull=False))
    return {
        "having": _count(drawn.filter(waits=False), "trial"),
        "waited": _count(drawn.filter(waits=True), "trial"),
        "decided": _count(decided, "planned"),
    }


def _count(rows: QuerySet, of: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(of).annotate(n=Count("pk")).values("n")), 0)


@transaction.atomic
def draw(
    planned: Planned,
    members: Iterable[int],
    *,
    outcome: str,
    kind: str,
    share: int,
    by: Person,
    now: datetime,
) -> Trial:
    """Draw among these people, before anything leaves. Raises ValidationError once something was approved, or
    when they are too few."""
    fresh = Planned.objects.select_for_update(of=("self",)).get(pk=planned.pk)
    if fresh.trial_id or fresh.over or fresh.sendings.exclude(approved_at=None).exists():
        raise ValidationError(_("Lots are drawn before anything leaves, and once."))
    trial = drawing.draw(
        planned.community,
        members,
        what=planned.headline,
        outcome=outcome,
        kind=kind,
        share=share,
        by=by,
        now=now,
    )
    fresh.trial = planned.trial = trial
    fresh.save(update_fields=["trial"])
    return trial
