"""What is known of some readers, in a number of statements that does not grow with how many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Acceptance, Post, Reading, Thread, TopicFollow
from tisserand.programmes.models import Enrolment, Progress, Step

from . import dates
from .models import Told
from .relevance import Reader, Week

# A question of one's own older than this is no news any more.
OWN = timedelta(days=60)


def readers(
    community: Community,
    members: Sequence[Membership],
    week: Week,
    *,
    alone: Collection[int] | None = None,
    now: datetime,
) -> list[Reader]:
    """These members as readers of a letter made at `now`, a moment there; in the same order.

    `alone`: the memberships whose letter nobody else reads; all of them when it is not said. The others are
    told nothing of what they asked without their name.
    """
    keys = [member.pk for member in members]
    people = [member.person_id for member in members]
    unseen = {member.person_id for member in members if alone is None or member.pk in alone}
    told = dict(Told.objects.filter(pk__in=keys).values_list("pk", "keys"))
    late, ahead = _paths(community, keys, community.today(now))
    done = _gathered(Progress.objects.filter(enrolment__membership__in=keys), "enrolment__membership", "step")
    answered, waiting = _own(community, people, unseen, now)
    accepted = Acceptance.objects.filter(post__author__in=people, thread__community=community)
    accepted = accepted.filter(thread__topic__isnull=False).distinct()
    helped = _gathered(accepted, "post__author", "thread__topic")
    chosen = TopicFollow.objects.filter(person__in=people, topic__community=community)
    topics = _gathered(chosen.exclude(hears=Membership.Hears.ADDRESSED), "person", "topic")
    known = _gathered(
        Reading.objects.filter(person__in=people, thread__in=_threads(week)), "person", "thread"
    )
    coming = dates.next_of(community, members, now)
    return [
        Reader(
            person=member.person_id,
            alone=member.person_id in unseen,
            turn=member.pk,
            answered=tuple(answered.get(member.person_id, ())),
            waiting=tuple(waiting.get(member.person_id, ())),
            late=tuple(late.get(member.pk, ())),
            step=ahead.get(member.pk),
            done=frozenset(done.get(member.pk, ())),
            helped=frozenset(helped.get(member.person_id, ())),
            topics=frozenset(topics.get(member.person_id, ())),
            known=frozenset(known.get(member.person_id, ())),
            date=coming.get(member.pk),
            told=frozenset(told.get(member.pk, ())),
        )
        for member in members
    ]


def _gathered(rows, by: str, what: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in rows.values_list(by, what):
        found[one].append(other)
    return found


def _threads(week: Week) -> set[int]:
    asked = {one.thread for one in (*week.solved, *week.waiting)}
    return asked | ({week.chosen} if week.chosen is not None else set())


def _paths(community: Community, keys: list[int], today: date) -> tuple[dict[int, list[int]], dict[int, int]]:
    """By membership: the steps whose day has passed, the one due first before the others; and the next one,
    of several paths that of the one due first."""
    enrolments = Enrolment.objects.active().running(today).filter(membership__in=keys)
    rows = enrolments.values_list("pk", "membership", "cohort__programme", "cohort__starts_on")
    taken = list(rows)
    steps: dict[int, list[tuple[int, int]]] = defaultdict(list)
    every = Step.objects.filter(programme__community=community).order_by("programme", "position")
    for programme, step, due_day in every.values_list("programme", "pk", "due_day"):
        steps[programme].append((step, due_day))
    done = set(
        Progress.objects.filter(enrolment__in=[row[0] for row in taken]).values_list("enrolment", "step")
    )
    late: dict[int, list[tuple[date, int]]] = defaultdict(list)
    ahead: dict[int, tuple[date, int]] = {}
    for enrolment, member, programme, starts_on in taken:
        left = [
            (starts_on + timedelta(days=due_day), step)
            for step, due_day in steps[programme]
            if (enrolment, step) not in done
        ]
        late[member] += [one for one in left if one[0] < today]
        if left and (member not in ahead or left[0] < ahead[member]):
            ahead[member] = left[0]
    return (
        {member: [step for _due, step in sorted(some)] for member, some in late.items()},
        {member: step for member, (_due, step) in ahead.items()},
    )


def _own(
    community: Community, people: list[int], unseen: Collection[int], now: datetime
) -> tuple[dict[int, list[tuple[int, int]]], dict[int, list[int]]]:
    """By person: their questions that were answered and wait for a word of theirs, each with its last answer;
    and those that nobody has answered yet. Newest first. Asked under their name, or by `unseen` without."""
    answers = Post.objects.standing().filter(thread=OuterRef("pk"), number__gt=1)
    answers = answers.exclude(author=Coalesce(OuterRef("author"), 0))
    answers = answers.exclude(unnamed=Coalesce(OuterRef("unnamed"), 0))
    asked = Thread.objects.visible().filter(community=community, kind__in=Thread.ASKING)
    asked = asked.filter(created_at__gt=now - OWN, created_at__lte=now, acceptance=None, closing=None)
    last = Subquery(answers.order_by("-number").values("pk")[:1])
    asked = asked.annotate(last_answer=last, hidden=F("unnamed__person")).order_by("-created_at", "-pk")
    answered: dict[int, list[tuple[int, int]]] = defaultdict(list)
    waiting: dict[int, list[int]] = defaultdict(list)
    # Two statements: each goes by its own index.
    mine = (asked.filter(author__in=people), asked.filter(unnamed__person__in=unseen))
    for row in _rows(mine):
        thread, person, since, answer = row
        if since is not None:
            waiting[person].append(thread)
        elif answer is not None:
            answered[person].append((thread, answer))
    return answered, waiting


def _rows(several: Iterable) -> Iterable[tuple[int, int, datetime | None, int | None]]:
    for rows in several:
        for thread, author, hidden, since, answer in rows.values_list(
            "pk", "author", "hidden", "waiting_since", "last_answer"
        ):
            yield thread, author or hidden, since, answer
