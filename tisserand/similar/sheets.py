"""The sheets that may answer what somebody is about to ask: what a community has settled comes first."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from tisserand.communities.models import Membership
from tisserand.conversations.plain import extract
from tisserand.resources.models import Sheet, Version

from .models import FoundAnswer

AT_MOST = 2


@dataclass(frozen=True)
class Answering:
    """A published sheet; `asks` is the thread it comes from, of which its reader may say that it helped."""

    sheet: Sheet
    text: str
    asks: int | None
    mine: bool  # its reader has said so

    @property
    def beginning(self) -> str:
        return extract(self.text, 140)

    @property
    def part(self) -> str:
        return extract(self.text, 1200)


def answering(keys: Collection[int], threads: Collection[int], membership: Membership) -> list[Answering]:
    """The published sheets of this community among `keys`, then those that come from these threads; two at
    most. Two queries."""
    last = Version.objects.filter(sheet=OuterRef("pk")).order_by("-number").values("text")[:1]
    here = Sheet.objects.published().filter(community=membership.community_id)
    found = here.filter(Q(pk__in=keys) | Q(thread__in=threads)).select_related("owner", "thread")
    sheets = sorted(found.annotate(last_text=Subquery(last)), key=lambda one: (one.pk not in keys, -one.pk))
    asked = [one.thread_id for one in sheets if one.thread_id]
    said = FoundAnswer.objects.filter(thread__in=asked, person=membership.person_id)
    mine = set(said.values_list("thread", flat=True))
    for sheet in sheets:
        sheet.community = membership.community
    return [
        Answering(sheet, sheet.last_text or "", _asks(sheet, membership), sheet.thread_id in mine)
        for sheet in sheets[:AT_MOST]
    ]


def _asks(sheet: Sheet, membership: Membership) -> int | None:
    """The thread that it answers, if this reader may open it and did not begin it."""
    thread = sheet.thread
    if (
        thread is None
        or thread.deleted_at
        or thread.merged_into_id
        or thread.author_id == membership.person_id
    ):
        return None
    return thread.pk if thread.community_id == membership.community_id and thread.asks else None
