"""What may be the story of a letter, best first."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tisserand.communities.models import Community
from tisserand.conversations.models import Thread

from .models import Edition
from .week import USUAL, with_thanks

RECENT = timedelta(days=45)
MOST = 12
WORDS = 5  # of solved questions that the draft names


def stories(community: Community, now: datetime) -> list[Thread]:
    """Recent news, then conversations that came to something, most thanked first; without those that were
    the story of a letter."""
    told = Edition.objects.gone().filter(community=community, chosen=OuterRef("pk"))
    recent = Thread.objects.visible().filter(community=community).exclude(Exists(told))
    news = recent.filter(kind=Thread.Kind.NEWS, created_at__gte=now - RECENT, created_at__lte=now)
    others = recent.exclude(kind=Thread.Kind.NEWS).filter(last_post_at__gte=now - RECENT)
    found = list(news.order_by("-created_at")[: MOST // 2])
    return (found + list(_best_first(others)[:MOST]))[:MOST]


def _best_first(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """Those that were thanked for, solved or concluded."""
    thanks = Count("posts__reactions", filter=Q(posts__deleted_at=None, posts__reactions__kind="thanks"))
    came_to = Q(thanked__gt=0) | Q(acceptance__isnull=False) | Q(concluded_at__isnull=False)
    return threads.annotate(thanked=thanks).filter(came_to).order_by("-thanked", "-reply_count", "-pk")


def best(community: Community, now: datetime) -> Thread | None:
    """The one that a draft begins with."""
    return next(iter(stories(community, now)), None)


def solved_titles(community: Community, now: datetime) -> list[str]:
    """Of the questions solved in the last seven days, most thanked first."""
    rows = Thread.objects.solved().filter(community=community, acceptance__accepted_at__gte=now - USUAL)
    keys = [row["pk"] for row in with_thanks(rows.filter(acceptance__accepted_at__lte=now))[:WORDS]]
    titles = dict(Thread.objects.filter(pk__in=keys).values_list("pk", "title"))
    return [titles[key] for key in keys]
