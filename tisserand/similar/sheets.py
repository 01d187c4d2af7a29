"""The sheets that may answer what somebody is about to ask: what a community has settled comes first."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from tisserand.communities.models import Membership
from tisserand.conversations.plain import extract
from tisserand.resources import reading
from tisserand.resources.models import Sheet

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
    most. Four queries."""
    here = Sheet.objects.published().filter(community=membership.community_id)
    found = here.filter(Q(pk__in=keys) | Q(thread__in=threads)).select_related("owner", "thread")
    sheets = sorted(found, key=lambda one: (one.pk not in keys, -one.pk))[:AT_MOST]
    asked = [one.thread_id for one in sheets if one.thread_id]
    helped = FoundAnswer.objects.filter(thread__in=asked, person=membership.person_id)
    mine = set(helped.values_list("thread", flat=True))
    said = reading.wholes(sheets) if sheets else {}
    for sheet in sheets:
        sheet.community = membership.community
    return [Answering(one, said[one.pk], _asks(one, membership), one.thread_id in mine) for one in sheets]


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
