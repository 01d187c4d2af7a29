"""News: what those who run a community tell everybody, and who has opened it.

Of nothing else is it told who has read it. Whoever reads a piece of news is told that it is seen; somebody
who reads it by mail says so by one click, since nothing in our mails tells that they were opened.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person

from . import writing
from .models import Reading, Thread


def tell(community: Community, *, by: Person, now: datetime, title: str, source: str, **written) -> Thread:
    """A piece of news, on the page and by mail, for every member. The rest as `writing.start`."""
    kind = Thread.Kind.NEWS
    return writing.start(community, kind=kind, title=title, by=by, source=source, now=now, **written)


@dataclass(frozen=True)
class Readers:
    """Of `members`, how many have opened it. Its author is not counted."""

    read: int
    members: int

    @property
    def left(self) -> int:
        return self.members - self.read


def readers(thread: Thread) -> Readers:
    counted = _members(thread).aggregate(read=Count("pk", filter=Q(has_read=True)), members=Count("pk"))
    return Readers(**counted)


def not_opened_by(thread: Thread) -> QuerySet[Membership]:
    return _members(thread).filter(has_read=False).for_list()


def _members(thread: Thread) -> QuerySet[Membership]:
    read = Reading.objects.filter(thread=thread, person=OuterRef("person"))
    members = Membership.objects.present().filter(community=thread.community_id)
    return members.exclude(person=thread.author_id or 0).annotate(has_read=Exists(read))
