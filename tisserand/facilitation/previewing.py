"""A day of the calendar as one learner will receive it."""

from collections.abc import Iterable
from datetime import date, datetime

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment

from . import calendar, drafts
from .drafts import Draft
from .models import Planned


def on(community: Community, day: date) -> list[Planned]:
    """What goes by mail that day to learners, done or not. Two queries."""
    found = calendar.all_of(community, since=day)
    mails = [one for one in found if one.on == day and one.mailed and one.to == Planned.To.LEARNERS]
    for one in mails:
        one.community = community
    return [one for one in mails if one.cohort_id and not one.cancelled_at]


def learners(planned: Iterable[Planned]) -> list[Membership]:
    """Who may receive something of it, by name."""
    cohorts = {one.cohort_id for one in planned}
    rows = Enrolment.objects.active().filter(cohort__in=cohorts, membership__role=Membership.Role.LEARNER)
    return list({one.membership_id: one.membership for one in rows.for_list()}.values())


def received(
    planned: Iterable[Planned], member: Membership, *, by: Person, now: datetime
) -> list[tuple[Planned, Draft]]:
    """The mails of that day for this learner, as they stand: what was approved, or what would be merged."""
    read = [(one, drafts.of(one, by=by, now=now, only=[member.pk]).of(member.pk)) for one in planned]
    found = [(one, draft) for one, draft in read if draft is not None and not draft.aside]
    return [(one, draft) for one, draft in found if draft.approved or not one.over]
