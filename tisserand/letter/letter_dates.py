"""The next live session of each reader."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tisserand.communities.models import Community, Membership
from tisserand.meetings.entries import phone_of
from tisserand.meetings.models import LiveSession, SignUp
from tisserand.meetings.models.coming import ABSENT
from tisserand.programmes.models import Enrolment

from .dates import Date, source

FEW = 50  # sessions to come that are looked at: nobody's next date is further


@source("session")
class Sessions:
    def next_of(
        self, community: Community, members: Sequence[Membership], now: datetime
    ) -> dict[int, tuple[datetime, int]]:
        """Of the whole community, or of a group they are in; not those to which they said no. Three
        statements."""
        coming = LiveSession.objects.standing().to_come(now).filter(community=community, starts_at__gt=now)
        found = list(coming.only("pk", "starts_at", "cohort_id")[:FEW])
        if not found:
            return {}
        cohorts = {one.cohort_id for one in found if one.cohort_id}
        ids = [member.pk for member in members]
        enrolled = Enrolment.objects.active().filter(cohort__in=cohorts, membership__in=ids)
        groups = set(enrolled.values_list("membership", "cohort"))
        people = [member.person_id for member in members]
        said_no = SignUp.objects.filter(session__in=found, person__in=people, answer=ABSENT)
        declined = set(said_no.values_list("person", "session"))
        first: dict[int, tuple[datetime, int]] = {}
        for member in members:
            for one in found:
                asked = one.cohort_id is None or (member.pk, one.cohort_id) in groups
                if asked and (member.person_id, one.pk) not in declined:
                    first[member.pk] = (one.starts_at, one.pk)
                    break
        return first

    def read(
        self, community: Community, numbers: Iterable[int], members: Sequence[Membership], now: datetime
    ) -> dict[int, Date]:
        rows = LiveSession.objects.standing().filter(pk__in=list(numbers), community=community)
        found = {}
        for one in rows.filter(starts_at__gt=now):
            one.community = community
            where = " · ".join(filter(None, (one.room, phone_of(one))))
            found[one.pk] = Date(one.starts_at, one.title, one.get_absolute_url(), where)
        return found
