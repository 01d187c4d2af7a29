"""The lot: who has an act now, and who waits. Written down before anything leaves.

Whoever sends to many calls `draw`, then `who_has_it`. Only encouragements may wait: an answer, help, or what
is due to somebody is never asked of a lot, and `who_has_it` refuses to be asked about anything else.
"""

import random
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership
from tisserand.mail.kinds import Class
from tisserand.people.models import Person

from .models import Assignment, Trial

# Fewer people would teach nothing but luck.
AT_LEAST = 20


def arms(members: Iterable[int], share: int, seed: int) -> tuple[list[int], list[int]]:
    """Who has the act, and who waits: the same for the same people, share and seed, on any machine."""
    everybody = sorted(set(members))
    random.Random(seed).shuffle(everybody)  # noqa: S311  a lot that anybody can draw again
    waiting = max(round(len(everybody) * share / 100), 1)
    return sorted(everybody[waiting:]), sorted(everybody[:waiting])


@transaction.atomic
def draw(
    community: Community,
    members: Iterable[int],
    *,
    what: str,
    outcome: str,
    by: Person | None,
    now: datetime,
    kind: str = Trial.Kind.STAGGERED,
    share: int = 50,
    seed: int | None = None,
) -> Trial:
    """Draw among these memberships of the community. Raises ValidationError for fewer than twenty."""
    present = community.memberships.present().filter(pk__in=set(members)).values_list("pk", flat=True)
    if len(present) < AT_LEAST:
        raise ValidationError(_("With fewer than 20 people, nothing could be told from luck: write to all."))
    trial = Trial.objects.create(
        community=community,
        what=what,
        kind=kind,
        outcome=outcome,
        share=share,
        seed=secrets.randbelow(2**32) if seed is None else seed,
        drawn_at=now,
        drawn_by=by,
    )
    having, waiting = arms(present, share, trial.seed)
    Assignment.objects.bulk_create(
        [Assignment(trial=trial, membership_id=pk, waits=False) for pk in having]
        + [Assignment(trial=trial, membership_id=pk, waits=True) for pk in waiting]
    )
    community.record("drew", by, trial, at=now, outcome=str(outcome), people=len(present))
    return trial


Told = Callable[[Trial], None]
_told: list[Told] = []


def after_drawing(act: Told) -> Told:
    """Register what an app above does once lots were drawn for an act that the site does not do itself."""
    _told.append(act)
    return act


@transaction.atomic
def draw_for_an_act(community: Community, members: Iterable[int], **said) -> Trial:
    """`draw`, where no mail of ours brings the later turn back under anybody's eyes."""
    trial = draw(community, members, **said)
    for act in _told:
        act(trial)
    return trial


def who_has_it(trial: Trial, mail_class: Class, now: datetime) -> list[Membership]:
    """Those to whom the act may be done at `now`: all of them once those who only wait have had their turn.

    Raises ValueError for anything but an encouragement: nobody is held back from what is due to them.
    """
    if mail_class != Class.ENCOURAGEMENT:
        raise ValueError("only an encouragement may wait")
    chosen = trial.assignments.filter(membership__left_at=None).select_related("membership__person")
    if not trial.turn_has_come(now):
        chosen = chosen.filter(waits=False)
    return [one.membership for one in chosen.order_by("membership")]
