"""Replies are announced to who asked and to the followers of their thread later on: who replies never waits
for a crowd. Only a first answer is told to the asker at once.

The reply leaves an `Announcement` in its transaction; the clock asks every minute what is to be announced.
Followers are told so many at a time, in order of person; each batch and how far it went are one transaction.
So a worker that dies has told nobody twice, the next one goes on, and two of them never wait for each other.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from . import emails, hearing
from .models import Announcement, Follow, Reading, Sorting, Thread

AT_ONCE = 100  # followers in one transaction
AT_MOST = 10  # transactions of one task: others have their turn
# A thread that is put in a topic: told within so many days of its beginning, once the act has stood so long.
SORTED_WITHIN = timedelta(days=14)
SECOND_THOUGHT = timedelta(minutes=10)


def announce_some() -> bool:
    """Tell followers of new replies; True when there may be more to tell. Outside a transaction."""
    return Announcement.objects.exists() and all(_next() for _ in range(AT_MOST))


@transaction.atomic
def _next() -> bool:
    """The next batch of the oldest announcement that nobody has in hand; False when there is none."""
    waiting = Announcement.objects.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    announcement = waiting.select_related(
        "post__thread__community", "post__thread__unnamed", "post__unnamed"
    ).first()
    if announcement is None:
        return False
    people = [_in_their_rhythm(member) for member in followers(announcement)[:AT_ONCE]]
    emails.tell_followers(announcement.post, people)
    if len(people) < AT_ONCE:
        announcement.delete()
    else:
        announcement.told_up_to = people[-1].pk
        announcement.save(update_fields=["told_up_to"])
    return True


def followers(announcement: Announcement) -> QuerySet[Membership]:
    """Those still to tell, in order: of a reply, members who followed when it was written; of a new thread,
    who hears of each. Save its author and who was told at once: people it names, and who asked when it is
    the first answer."""
    post, thread = announcement.post, announcement.post.thread
    members = Membership.objects.present().filter(community=thread.community_id)
    if post.number == 1:
        members = hearing.all_hearers(thread, members)
    else:
        members = hearing.listeners(thread, members).filter(followed_at__lte=post.created_at)
    named = announcement.post.mentions.exclude(person=thread.real_author_id).values("person")
    told = {post.real_author_id, thread.real_author_id if announcement.asker_told else None} - {None}
    members = members.filter(person__gt=announcement.told_up_to).exclude(person__in=told)
    return members.exclude(person__in=named).select_related("person").order_by("person")


def _in_their_rhythm(member: Membership) -> Person:
    member.person.cadence_here = member.mail_cadence
    return member.person


# Threads put in a topic after they had begun


def sorted_later(thread: Thread, *, now: datetime, notify: bool = True) -> None:
    """Its topic has just changed: who follows the new one hears of it in ten minutes, if it still stands
    there. What is older than two weeks is only put away."""
    Sorting.objects.filter(thread=thread).delete()
    if notify and thread.topic_id and thread.created_at > now - SORTED_WITHIN:
        Sorting.objects.create(thread=thread, sorted_at=now + thread.community.set_back)


def announce_sorted(now: datetime) -> bool:
    """Tell who follows a topic of what was put there; True when there may be more. Outside a transaction."""
    due = Sorting.objects.filter(sorted_at__lte=now - SECOND_THOUGHT)
    return due.exists() and all(_next_sorted(now) for _ in range(AT_MOST))


@transaction.atomic
def _next_sorted(now: datetime) -> bool:
    due = Sorting.objects.filter(sorted_at__lte=now - SECOND_THOUGHT).order_by("pk")
    held = due.select_for_update(of=("self",), skip_locked=True)
    sorting = held.select_related("thread__community", "thread__unnamed").first()
    if sorting is None:
        return False
    thread = sorting.thread
    post = thread.posts.standing().filter(number=1).select_related("author").first()
    members = list(newly_hearing(sorting)[:AT_ONCE]) if post and thread.merged_into_id is None else []
    if post is not None:
        post.thread = thread
        emails.tell_sorted(post, [_in_their_rhythm(member) for member in members], sorting, now=now)
    if len(members) < AT_ONCE:
        sorting.delete()
    else:
        sorting.told_up_to = members[-1].person_id
        sorting.save(update_fields=["told_up_to"])
    return True


def newly_hearing(sorting: Sorting) -> QuerySet[Membership]:
    """Those who follow its topic, still to look at, in order; save its author, and who has opened the thread
    or follows it."""
    thread = sorting.thread
    members = Membership.objects.present().filter(community=thread.community_id)
    members = hearing.topic_followers(thread, members).filter(person__gt=sorting.told_up_to)
    for known in (Follow, Reading):
        members = members.exclude(person__in=known.objects.filter(thread=thread).values("person"))
    if (author := thread.real_author_id) is not None:
        members = members.exclude(person=author)
    return members.select_related("person").order_by("person")
