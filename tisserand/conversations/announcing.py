"""Replies are announced to who asked and to the followers of their thread later on: who replies never waits
for a crowd. Only a first answer is told to the asker at once.

The reply leaves an `Announcement` in its transaction; the clock asks every minute what is to be announced.
Followers are told so many at a time, in order of person; each batch and how far it went are one transaction.
So a worker that dies has told nobody twice, the next one goes on, and two of them never wait for each other.
"""

from django.db import transaction
from django.db.models import QuerySet

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from . import emails, hearing
from .models import Announcement

AT_ONCE = 100  # followers in one transaction
AT_MOST = 10  # transactions of one task: others have their turn


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
