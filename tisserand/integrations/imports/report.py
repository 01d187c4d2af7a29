"""What a load did, for its page: sentences, problems in words, where to look next."""

from dataclasses import dataclass, field

from django.utils import timezone

from tisserand.communities import rights
from tisserand.communities.models import Membership
from tisserand.programmes.models import Step

from . import running
from .activity import naming
from .models import Load
from .people import undo
from .problems import Problem

MOST_SHOWN = 50  # of those who arrived


@dataclass
class Report:
    problems: list[Problem] = field(default_factory=list)
    arrived: list[Membership] = field(default_factory=list)
    to_welcome: int = 0
    named: list[Step] = field(default_factory=list)
    may_be_undone: bool = False
    percent: int = 0
    under_way: bool = False
    may_begin_again: bool = False


def of(load: Load) -> Report:
    """Four queries at most."""
    problems = sorted((Problem(**stored) for stored in load.problems), key=lambda problem: problem.line or 0)
    arrived = Membership.objects.filter(community=load.community_id, pk__in=load.choices.get("arrived", []))
    waiting = arrived.filter(welcomed_at=None, left_at=None).exclude(role=rights.LCM)
    under_way = load.state in (Load.State.WAITING, Load.State.RUNNING)
    again = running.may_begin_again(load, timezone.now())
    return Report(
        problems=problems,
        arrived=list(arrived.for_list()[:MOST_SHOWN]),
        to_welcome=waiting.count(),
        named=naming.named(load),
        may_be_undone=undo.may_be_undone(load),
        percent=int(100 * load.share),
        under_way=under_way,
        may_begin_again=again,
    )
