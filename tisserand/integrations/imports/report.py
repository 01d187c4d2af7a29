"""What a load did, for its page: sentences, problems in words, where to look next."""

from dataclasses import dataclass, field

from django.utils import timezone

from tisserand.communities import rights
from tisserand.communities.models import Membership
from tisserand.programmes.models import Step

from . import running
from .activity import naming
from .models import Load
from .problems import Problem


@dataclass
class Report:
    problems: list[Problem] = field(default_factory=list)
    arrived: list[Membership] = field(default_factory=list)
    to_welcome: list[Membership] = field(default_factory=list)
    named: list[Step] = field(default_factory=list)
    percent: int = 0
    under_way: bool = False
    may_begin_again: bool = False


def of(load: Load) -> Report:
    """Three queries at most."""
    problems = sorted((Problem(**stored) for stored in load.problems), key=lambda problem: problem.line or 0)
    arrived = Membership.objects.filter(community=load.community_id, pk__in=load.choices.get("arrived", []))
    places = list(arrived.for_list())
    waiting = [
        place for place in places if not (place.welcomed_at or place.left_at or place.role == rights.LCM)
    ]
    under_way = load.state in (Load.State.WAITING, Load.State.RUNNING)
    again = running.may_begin_again(load, timezone.now())
    return Report(problems, places, waiting, naming.named(load), int(100 * load.share), under_way, again)
