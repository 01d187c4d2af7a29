"""Who hears of what: by conversation, by topic, by community. What is chosen for a topic goes before what is
chosen for the community; a conversation that one follows by hand is always heard.

Three levels, `Membership.Hears`. ALL: each new conversation, and what is said in those one takes part in or
follows. PART: only the latter. ADDRESSED: answers to one's own questions, one's name, private messages. News
from those who run the community is for everybody.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from .models import Follow, Thread, Topic, TopicFollow

Hears = Membership.Hears


def listeners(thread: Thread, members: QuerySet[Membership]) -> QuerySet[Membership]:
    """Of these members of its community, those to tell of a reply in this thread."""
    follows = Follow.objects.filter(thread=thread)
    theirs = follows.filter(person=OuterRef("person"))
    heard = ~Q(level=Hears.ADDRESSED) | Q(followed_at__gt=F("since")) | Q(person=thread.real_author_id)
    members = members.filter(person__in=follows.values("person"))
    return _levels(thread, members).annotate(followed_at=Subquery(theirs.values("followed_at"))).filter(heard)


def all_hearers(thread: Thread, members: QuerySet[Membership]) -> QuerySet[Membership]:
    """Of these members of its community, those to tell that this thread has begun."""
    return members if thread.kind == Thread.Kind.NEWS else _levels(thread, members).filter(level=Hears.ALL)


def topic_followers(thread: Thread, members: QuerySet[Membership]) -> QuerySet[Membership]:
    """Of these members of its community, those who asked to hear of each conversation of its topic."""
    chosen = TopicFollow.objects.filter(topic=thread.topic_id or 0, topic__removed_at=None, hears=Hears.ALL)
    return members.filter(person__in=chosen.values("person"))


def _levels(thread: Thread, members: QuerySet[Membership]) -> QuerySet[Membership]:
    chosen = TopicFollow.objects.filter(topic=thread.topic_id or 0, person=OuterRef("person"))
    level = Coalesce(Subquery(chosen.values("hears")), F("hears"))
    since = Coalesce(Subquery(chosen.values("chosen_at")), F("hears_since"))
    return members.annotate(level=level, since=since)


def level_of(person: OuterRef | int, topic: OuterRef | int, community: OuterRef | int) -> Coalesce:
    """What somebody hears of a topic of a community, to annotate threads with."""
    chosen = TopicFollow.objects.filter(topic=topic, person=person).values("hears")
    place = Membership.objects.filter(community=community, person=person).values("hears")
    return Coalesce(Subquery(chosen), Subquery(place))


@transaction.atomic
def choose(topic: Topic, person: Person, hears: str, *, now: datetime) -> None:
    """What `person` hears of this topic: one of the levels, or "" for the same as of the community."""
    mine = TopicFollow.objects.filter(topic=topic, person=person)
    if not hears:
        gone, _rows = mine.delete()
        changed = bool(gone)
    else:
        known = {"hears": hears, "chosen_at": now}
        chosen, changed = TopicFollow.objects.get_or_create(topic=topic, person=person, defaults=known)
        if chosen.hears != hears:
            changed = bool(mine.update(**known))
    if changed:
        topic.community.record("tuned", person, topic, at=now, hears=hears)
