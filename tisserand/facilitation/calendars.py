"""What stands in the calendar of who plans, read by their own program (see `meetings.feeds`)."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from tisserand.meetings.feeds import Reader, feed_source
from tisserand.meetings.ics import Entry, uid

from . import placing
from .models import Planned

LATE = timedelta(days=30)


@feed_source("planned")
def planned(reader: Reader) -> list[Entry]:
    """What is open in the communities whose animation they plan. Two queries; none for who plans none."""
    here = {place.community_id: place.community for place in reader.places if place.may("plan animation")}
    if not here:
        return []
    rows = Planned.objects.open().filter(community__in=here).select_related("cohort__programme")
    found = []
    for one in rows.prefetch_related("cohort__room_days").order_by("pk"):
        community = one.community = here[one.community_id]
        placing.place(one, community)
        if one.on >= community.today(community.at(reader.now)) - LATE:
            found.append(_entry(one))
    return found


def _entry(planned: Planned) -> Entry:
    shift = planned.community.set_back
    return Entry(
        uid=uid("planned", planned.pk),
        title=planned.headline,
        begins=planned.on + shift,
        changed_at=planned.made_at + shift,
        text=" · ".join(filter(None, (str(planned.get_kind_display()), planned.purpose))),
        url=settings.SITE_URL + reverse("planned", args=[planned.community.slug, planned.pk]),
    )
