"""What the letters of a community draw from: asked once for thousands of readers, in a few statements."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from tisserand.communities.models import Community
from tisserand.conversations.models import Thread
from tisserand.programmes.models import Enrolment
from tisserand.resources.models import TopicStep

from .models import Edition
from .relevance import Question, Week

USUAL = timedelta(days=7)
# A letter that comes after a pause does not tell a whole quarter.
LONGEST = timedelta(days=28)
HELPABLE_FOR = timedelta(days=30)
# So many of each are looked at: the most thanked, those that have waited longest.
CANDIDATES = 60


def since(edition: Edition, now: datetime) -> datetime:
    """Since when things are news for this edition: the letter before, or a week."""
    before = Edition.objects.gone().filter(community=edition.community_id).exclude(pk=edition.pk)
    last = before.values_list("composing_at", flat=True).first()
    return max(min(last or now - USUAL, now - USUAL), now - LONGEST)


def week_of(edition: Edition, now: datetime) -> Week:
    """What this edition may tell of, for the letters made at `now`, a moment there."""
    here = edition.community
    solved, waiting = _solved(here, since(edition, now)), _waiting(here, now)
    topics = dict(TopicStep.objects.filter(topic__community=here).values_list("topic", "step"))
    named = {row["author"] for row in (*solved, *waiting) if row["author"] and row["topic"] not in topics}
    steps = steps_of(here, named, here.today(now)) if named else {}

    def question(row: dict) -> Question:
        known = topics.get(row["topic"])
        return Question(
            thread=row["pk"],
            asker=row["author"],
            hidden=row["hidden"],
            topic=row["topic"],
            step=known or steps.get(row["author"]),
            thanks=row.get("thanked", 0),
            by_topic=known is not None,
        )

    standing = Thread.objects.visible().filter(pk=edition.chosen_id or 0).exists()
    return Week(
        solved=tuple(question(row) for row in solved),
        waiting=tuple(question(row) for row in waiting),
        chosen=edition.chosen_id if standing else None,
    )


def _solved(community: Community, begin: datetime) -> list[dict]:
    rows = Thread.objects.solved().filter(community=community, kind__in=Thread.ASKING)
    rows = rows.filter(acceptance__accepted_at__gte=begin, acceptance__post__deleted_at=None)
    return list(with_thanks(rows)[:CANDIDATES])


def with_thanks(threads):
    """Rows of solved questions, most thanked first: by the words said of their accepted answers."""
    thanks = Count("acceptance__post__reactions", filter=Q(acceptance__post__reactions__kind="thanks"))
    rows = threads.annotate(thanked=thanks, hidden=F("unnamed__person"))
    rows = rows.order_by("-thanked", "-acceptance__accepted_at", "-pk")
    return rows.values("pk", "author", "hidden", "topic", "thanked")


def _waiting(community: Community, now: datetime) -> list[dict]:
    rows = Thread.objects.visible().waiting().filter(community=community)
    rows = rows.filter(created_at__gte=now - HELPABLE_FOR, created_at__lte=now)
    rows = rows.annotate(hidden=F("unnamed__person")).longest_wait_first(now)
    return list(rows.values("pk", "author", "hidden", "topic")[:CANDIDATES])


def steps_of(community: Community, people: Iterable[int], today) -> dict[int, int]:
    """By person: the step at which they stand, on the path that began last."""
    enrolments = Enrolment.objects.active().running(today).of(community).filter(membership__person__in=people)
    rows = enrolments.with_next_step().order_by("cohort__starts_on", "pk")
    found = rows.values_list("membership__person", "next_step_id")
    return {person: step for person, step in found if step is not None}
