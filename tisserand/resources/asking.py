"""Who keeps a sheet is asked by mail to read it again: when its day has come, or when a reader doubts it.
Once for each of these days. Those who run the community have it on their day, and get no mail."""

from datetime import datetime

from django.db import transaction

from tisserand.communities.models import Community
from tisserand.communities.rights import RIGHTS

from . import emails
from .models import Asking, Sheet


def ask_owners(now: datetime) -> int:
    """How many readings were asked for. `now` is the present. Outside a transaction."""
    communities = Community.objects.filter(sheets__isnull=False).distinct().order_by("pk")
    return sum(_ask_in(community, now) for community in communities.select_related("organisation"))


@transaction.atomic
def _ask_in(community: Community, now: datetime) -> int:
    here = community.at(now)
    due = Sheet.objects.filter(community=community, owner__isnull=False).to_review(community.today(here))
    keepers = _keepers(community)
    asked = 0
    for sheet in due.with_doubts().select_related("owner").order_by("owner", "pk"):
        if sheet.owner_id in keepers:
            sheet.community = community
            asked += _ask(sheet, now)
    return asked


def _keepers(community: Community) -> set[int]:
    """Who may keep sheets here, and has no day on which they stand."""
    roles = RIGHTS["keep sheets"] - RIGHTS["work the day"]
    return set(community.memberships.present().filter(role__in=roles).values_list("person", flat=True))


def _ask(sheet: Sheet, now: datetime) -> bool:
    here = sheet.community.at(now)
    due_on = sheet.due_on(sheet.community.today(here))
    _row, new = Asking.objects.get_or_create(
        sheet=sheet, person=sheet.owner, due_on=due_on, defaults={"asked_at": here}
    )
    if new:
        emails.ask_to_review(sheet, now=now)
    return new
