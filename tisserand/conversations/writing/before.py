"""What a reply must know before it is written: one statement, which also locks the row of the thread."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from tisserand.communities.models import Membership
from tisserand.people.models import Person
from tisserand.ui.statements import statement

from ..hearing import level_of
from ..models import Closing, FirstWords, Follow, Post, Thread, Unnamed
from ..models.unnamed import theirs


@dataclass(frozen=True)
class Before:
    """The thread as it stands, and what its writer and its asker have done so far.

    The thread is as it is now that it is ours. The rest is as it was when the lock was asked for: what
    another request of the same writer did meanwhile is decided by a constraint, or says the same twice.
    """

    thread: Thread
    again: int | None  # the post that this form has made, when it was sent before
    wrote_here: bool
    follows_it: bool
    hears: str | None  # what its writer chose to hear of, there
    spoke_in_community: bool
    last_active_on: date | None
    asker_follows: bool
    shut: bool
    unnamed_here: int | None  # as whom `by` has written here without their name


def hold(thread: Thread, *, by: Person, form_token: str | None, now: datetime) -> Before:
    """Lock the thread until the end of the transaction. Raises Thread.DoesNotExist when it is no more."""
    found = _held(thread=thread.pk, by=by.pk, form_token=form_token or "", now=now)
    if not found:
        raise Thread.DoesNotExist
    return Before(found[0], *[getattr(found[0], field.name) for field in fields(Before)[1:]])


_by_its_asker = Q(person=OuterRef("author")) | Q(person=OuterRef("unnamed__person"))


def unnamed_in(thread: int | OuterRef, person: int) -> Subquery:
    """As whom this person has written in a thread without their name: they do so until they show it, also
    where their question has been joined to that of somebody else."""
    wrote = Unnamed.objects.filter(person=person, posts__thread=thread).order_by("pk")
    return Subquery(wrote.values("pk")[:1])


@statement
def _held(*, thread: int, by: int, form_token: str, now: datetime):
    here, place = OuterRef("pk"), OuterRef("community")
    sent = Post.objects.order_by().filter(theirs(by), form_token=form_token)
    spoken = FirstWords.objects.filter(author=by, community=place, written_at__lte=now)
    member = Membership.objects.filter(person=by, community=place)
    threads = Thread.objects.select_for_update(of=("self",)).filter(pk=thread)
    return threads.annotate(
        again=Subquery(sent.values("pk")[:1]),
        wrote_here=Exists(Post.objects.filter(theirs(by), thread=here)),
        follows_it=Exists(Follow.objects.filter(thread=here, person=by)),
        hears=level_of(by, OuterRef("topic"), place),
        spoke_in_community=Exists(spoken),
        last_active_on=Subquery(member.values("last_active_on")),
        asker_follows=Exists(Follow.objects.filter(_by_its_asker, thread=here)),
        shut=Exists(Closing.objects.filter(thread=here)),
        unnamed_here=unnamed_in(here, by),
    )
