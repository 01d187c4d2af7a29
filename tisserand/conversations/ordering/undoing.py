"""What was put in order is put back, as long as the posts still are where they were sent."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from .. import emails
from ..models import Acceptance, Arrangement, Follow, Thread, Topic
from .moving import carry
from .places import follow_too, lead, send, settle, shells_of
from .rows import held, require

Kind = Arrangement.Kind


@transaction.atomic
def undo(arrangement: Arrangement, *, by: Person, now: datetime, notify: bool = True) -> Arrangement | None:
    """Put back what this row did, some time later too; the row of that, None when it is done already.

    Of a merge: the posts are back under their numbers in a thread of their own, with what was said of it; who
    followed the other only because of it no longer does. What was written since stays where it was written.
    Of a split: all posts are back where they came from, and those written since come after.
    Whoever had been told of the act is told of this.

    PermissionDenied as for the act. ValidationError, in the words of `why_not`, when it is not possible.
    """
    thread, into = held(arrangement.thread, arrangement.into or arrangement.thread)
    arrangement = Arrangement.objects.select_related("undoing").get(pk=arrangement.pk)
    concerned = [thread, into]
    if arrangement.from_community:
        concerned.append(Thread(community=arrangement.from_community))
    require(by, *concerned)
    if arrangement.undone:
        return None
    if reason := why_not(arrangement):
        raise ValidationError(reason)
    back = Arrangement(kind=Kind.UNDO, undoes=arrangement, done_by=by, done_at=now)
    if arrangement.kind == Kind.MERGE:
        _part(arrangement, back, thread, into)
    elif arrangement.kind == Kind.SPLIT:
        _close_up(arrangement, back, thread, into)
    elif arrangement.from_community:
        back.thread, back.from_community, back.from_topic = thread, thread.community, thread.topic
        back.save()
        carry(thread, arrangement.from_community, _standing(arrangement.from_topic), by=by, now=now)
    thread.community.record("put-back", by, thread, at=now, arrangement=arrangement.pk)
    if notify:
        emails.tell_put_back(arrangement, back)
    return back


def why_not(arrangement: Arrangement) -> str:
    """Why this cannot be undone, for who runs the community; empty when it can."""
    if arrangement.kind == Kind.UNDO or arrangement.undone:
        return _("It has been undone.")
    thread, into = arrangement.thread, arrangement.into
    if into is None:
        later = thread.arrangements.filter(kind=Kind.MOVE, undoing=None, pk__gt=arrangement.pk)
        joined = bool(thread.merged_into_id)
        return _("It has been moved or joined again since: undo that first.") if joined or later else ""
    if thread.community_id != into.community_id:
        return _("The two conversations are no longer in the same community: move one of them back first.")
    if arrangement.places.exclude(post__thread=into).exists():
        return _("Some of these messages have gone elsewhere since: undo that first.")
    if arrangement.kind == Kind.SPLIT and (into.merged_into_id or thread.merged_into_id):
        return _("One of the two conversations has been joined to another since: undo that first.")
    return ""


def _part(arrangement: Arrangement, back: Arrangement, thread: Thread, into: Thread) -> None:
    """A merge: `thread` stands by itself again."""
    back.thread, back.into = into, thread
    back.save()
    places = dict(arrangement.places.values_list("post", "number"))
    send(back, thread, places)
    thread.merged_into = None
    thread.deleted_at = thread.posts.get(number=min(places.values())).deleted_at
    Thread.objects.filter(pk=thread.pk).update(merged_into=None, deleted_at=thread.deleted_at)
    lead(shells_of(thread), to=thread)
    Acceptance.objects.filter(thread=into, post__in=places).delete()
    Acceptance.objects.filter(thread=thread).exclude(post__thread=thread, post__deleted_at=None).delete()
    _follow_no_longer(thread, into)
    settle([thread, into])


def _follow_no_longer(thread: Thread, into: Thread) -> None:
    """Those who came along, and have not written there."""
    came = dict(thread.follows.values_list("person", "followed_at"))
    wrote = set(into.posts.filter(author__in=came).values_list("author", flat=True))
    wrote |= set(into.posts.filter(unnamed__person__in=came).values_list("unnamed__person", flat=True))
    along = [
        follow.pk
        for follow in into.follows.filter(person__in=came)
        if follow.followed_at == came[follow.person_id]
        and follow.person_id not in {*wrote, into.real_author_id}
    ]
    Follow.objects.filter(pk__in=along).delete()


def _close_up(arrangement: Arrangement, back: Arrangement, thread: Thread, into: Thread) -> None:
    """A split: `into` is part of `thread` again, and what was written in it since comes after."""
    back.thread, back.into = into, thread
    back.save()
    shells = shells_of(into)
    numbers = dict(arrangement.places.values_list("post", "number"))
    since = into.posts.exclude(pk__in=numbers).order_by("number").values_list("pk", flat=True)
    numbers |= {pk: number for number, pk in enumerate(since, thread.last_number + 1)}
    send(back, thread, numbers)
    lead({into.pk, *shells}, to=thread)
    into.merged_into = thread
    follow_too(into, thread)
    settle([thread, into])


def _standing(topic: Topic | None) -> Topic | None:
    return topic if topic and topic.removed_at is None else None
