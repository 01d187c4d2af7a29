"""A thread goes to another topic, or to another community."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.people.models import Person

from .. import announcing, emails, first_words
from ..models import Arrangement, Held, Pin, Thread, Topic
from .places import lead, settle, shells_of
from .rows import held, require, require_standing


@transaction.atomic
def sort(thread: Thread, topic: Topic | None, *, by: Person, now: datetime, notify: bool = True) -> bool:
    """Put the thread in that topic of its community, or in none; False when it is there. No address changes,
    and nobody hears less of it; those who hear of each conversation of the topic are told of a recent one."""
    [thread] = held(thread)
    require(by, thread)
    _require_topic(topic, thread.community)
    if thread.topic_id == (topic.pk if topic else None):
        return False
    before, thread.topic = thread.topic_id, topic
    thread.save(update_fields=["topic"])
    settle([thread])
    announcing.sorted_later(thread, now=now, notify=notify)
    thread.community.record("moved", by, thread, at=now, before=before, topic=topic.pk if topic else None)
    return True


@transaction.atomic
def move(
    thread: Thread,
    *,
    to: Community,
    topic: Topic | None = None,
    by: Person,
    now: datetime,
    notify: bool = True,
) -> Arrangement:
    """The thread goes to that community with all that belongs to it; `undo` takes the row returned.

    Its old addresses lead those on who may see it there; to others it is not there any more. Its lines of
    the journal stay where they were written: they also say who was present. A pin stays behind. Its author
    and those who lose it (`losing`) are told, once. Moving it where it is changes nothing.

    PermissionDenied unless `by` moderates in both. ValidationError when the two do not live at the same time
    (data of the past, replayed), or when the thread has been withdrawn or joined to another.
    """
    [thread] = held(thread)
    require(by, thread)
    if thread.community_id == to.pk and (last := thread.arrangements.filter(kind="move").last()):
        return last
    require(by, Thread(community=to))
    require_standing(thread)
    _require_topic(topic, to)
    if thread.community_id == to.pk:
        raise ValidationError(_("This conversation is there already."))
    told = [thread.real_author, *losing(thread, to)]
    done = Arrangement.objects.create(
        thread=thread,
        kind=Arrangement.Kind.MOVE,
        from_community=thread.community,
        from_topic=thread.topic,
        done_by=by,
        done_at=now,
    )
    carry(thread, to, topic, by=by, now=now)
    if notify:
        emails.tell_arranged(done, told)
    return done


def losing(thread: Thread, to: Community) -> QuerySet[Person]:
    """Members who wrote in the thread or follow it, and would not see it any more in that community."""
    theirs = Person.objects.filter(memberships__community=thread.community_id, memberships__left_at=None)
    concerned = Q(posts__thread=thread) | Q(unnamed__posts__thread=thread) | Q(follows__thread=thread)
    there = to.memberships.present().values("person")
    return theirs.filter(concerned).exclude(pk__in=there).distinct().order_by("pk")


def carry(thread: Thread, to: Community, topic: Topic | None, *, by: Person, now: datetime) -> None:
    """Take a held thread to another community; the line is written in both journals."""
    before = thread.community
    if before.set_back != to.set_back:
        raise ValidationError(_("These two communities do not live at the same time."))
    if Thread.objects.filter(community=to, source_key=thread.source_key).exclude(source_key=None).exists():
        raise ValidationError(_("That community has loaded this conversation itself."))
    authors = set(thread.posts.exclude(author=None).values_list("author", flat=True))
    Pin.objects.filter(thread=thread).delete()
    shells = shells_of(thread)
    thread.community, thread.topic = to, topic
    thread.save(update_fields=["community", "topic"])
    announcing.sorted_later(thread, now=now)
    lead(shells, to=thread)
    Held.objects.filter(thread=thread).update(community=to)
    for community in (before, to):
        first_words.find_again(community, authors)
        community.record("moved", by, thread, at=now, before=before.pk, after=to.pk)
    settle([thread])


def _require_topic(topic: Topic | None, community: Community) -> None:
    if topic is not None and (topic.community_id != community.pk or topic.removed_at):
        raise ValidationError(_("This topic is not one of that community."))
