"""People who come, and far less than those who take the course with them."""

from datetime import datetime, timedelta

from tisserand.communities.models import Community, Membership

from .. import encouraging, words
from ..learners import Learner, learners
from ..population import morning
from ..signals import Section, Signal, key
from ..silence import comes_little

# In the first week nobody has a rhythm to be compared.
COMPARED_AFTER = timedelta(days=7)


def few_days(community: Community, now: datetime, known: dict[int, Learner] | None = None) -> list[Signal]:
    """A week after the start or later: here on a third of the days that half of the group was here, or fewer.

    Once for each time they take a course: who is set aside does not come back the next day. `known`: what
    `learners` says at `now`, where it has been asked already.
    """
    today = community.today(now)
    known = learners(community, now) if known is None else known
    found = {
        pk: learner
        for pk, learner in known.items()
        if not learner.known.never_seen
        and today - learner.began_on >= COMPARED_AFTER
        and comes_little(learner.known, learner.usual)
    }
    if not found:
        return []
    members = Membership.objects.select_related("person").in_bulk(found)
    return [_few_days(members[pk], found[pk], community) for pk in sorted(found)]


def _few_days(membership: Membership, learner: Learner, community: Community) -> Signal:
    return Signal(
        key=key("few_days", f"m{membership.pk}", learner.began_on),
        indicator="few_days",
        section=Section.ENCOURAGE,
        since=morning(community, learner.began_on),
        why=words.said(encouraging.few_days, learner.known.days_here, round(learner.usual.days_here)),
        acts=("write", "call"),
        membership_id=membership.pk,
        group="few_days",
        membership=membership,
    )
