"""What an address of these pages names."""

from django.shortcuts import get_object_or_404

from tisserand.communities.models import Community, Membership
from tisserand.programmes.models import Cohort

from .. import placing
from ..models import Plan, Planned


def plan_here(community: Community, pk: int) -> Plan:
    plan = get_object_or_404(community.plans.filter(archived_at=None), pk=pk)
    plan.community = community
    return plan


def planned_here(community: Community, pk: int) -> Planned:
    """On its day, with its group at hand."""
    rows = Planned.objects.of(community).select_related(
        "cohort__programme", "plan", "trial", "done_by", "cancelled_by", "session", "edition"
    )
    planned = get_object_or_404(rows.prefetch_related("cohort__room_days"), pk=pk)
    planned.community = community
    for thing in (planned.session, planned.edition):
        if thing is not None:
            thing.community = community
    return placing.place(planned, community)


def cohort_here(community: Community, pk: int) -> Cohort:
    rows = Cohort.objects.of(community).select_related("programme").prefetch_related("room_days")
    cohort = get_object_or_404(rows, pk=pk)
    cohort.programme.community = community
    return cohort


def member_here(community: Community, pk: int) -> Membership:
    people = Membership.objects.present().filter(community=community).select_related("person")
    member = get_object_or_404(people, pk=pk)
    member.community = community
    return member
