"""What sheets and syntheses have for a person (see `concerns`): to read again, or new where they follow."""

from datetime import datetime, time

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tisserand.communities import rights
from tisserand.concerns.lines import Line, Rank, Reader, source
from tisserand.conversations.models import Follow, Thread
from tisserand.conversations.models.unnamed import theirs
from tisserand.ui import times

from .models import Sheet, Telling


@source("review")
def to_review(reader: Reader, limit: int) -> list[Line]:
    """The sheets they keep, whose day to be read again has come."""
    asked = Q(pk__in=[])
    for place in reader.places:
        if rights.may(place.role, "keep sheets"):
            today = place.community.today(place.community.at(reader.now))
            asked |= Q(community=place.community_id, review_on__lte=today)
    rows = Sheet.objects.published().filter(asked, owner=reader.person).order_by("-review_on", "-pk")
    lines = []
    for sheet in rows[:limit]:
        sheet.community = community = reader.communities[sheet.community_id]
        due = datetime.combine(sheet.review_on, time(8), tzinfo=community.zone)
        why = _("You keep this sheet: it was to be read again on %(day)s.")
        lines.append(
            Line(
                key=f"review.{sheet.pk}",
                rank=Rank.ASKED,
                at=due + community.set_back,
                community=community,
                title=sheet.title,
                why=why % {"day": times.day_name(sheet.review_on)},
                url=sheet.get_absolute_url(),
                act=_("Read the sheet again"),
            )
        )
    return lines


@source("work")
def told(reader: Reader, limit: int) -> list[Line]:
    """What was made of conversations they follow or began, told by mail as well."""
    of_synthesis, of_sheet = "version__synthesis__thread__community", "version__sheet__community"
    rows = Telling.objects.filter(
        reader.unread(of_synthesis, "told_at") | reader.unread(of_sheet, "told_at"),
        Q(version__synthesis__isnull=False, version__synthesis__withdrawn_at=None)
        | Exists(Sheet.objects.published().filter(pk=OuterRef("version__sheet"))),
        _concerns(reader, "version__synthesis__thread") | _concerns(reader, "version__sheet__thread"),
    ).exclude(asked_by=reader.person)
    shown = ("version__synthesis__thread", "version__sheet")
    return [_work(reader, one) for one in rows.select_related(*shown).order_by("-told_at")[:limit]]


def _concerns(reader: Reader, thread: str) -> Q:
    followed = Exists(Follow.objects.filter(thread=OuterRef(thread), person=reader.person))
    begun = Exists(Thread.objects.filter(theirs(reader.person), pk=OuterRef(thread)))
    return Q(followed) | Q(begun)


def _work(reader: Reader, telling: Telling) -> Line:
    synthesis, sheet = telling.version.synthesis, telling.version.sheet
    thing = synthesis.thread if synthesis else sheet
    thing.community = community = reader.communities[thing.community_id]
    why = (
        _("A synthesis of a conversation you follow.")
        if synthesis
        else _("A sheet made of a conversation of yours.")
    )
    return Line(
        key=f"work.{telling.pk}",
        rank=Rank.FOLLOWED,
        at=(telling.told_at or telling.asked_at) + community.set_back,
        community=community,
        title=thing.title,
        why=why,
        url=thing.get_absolute_url(),
        marked=True,
    )
