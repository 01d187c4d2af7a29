"""What is kept of each member's exchanges: answers received, and people they exchanged with.

An answer is a message by somebody else in a conversation they began; who answered and who was answered have
exchanged, and so have two people who spoke on the phone,
or a colleague who was asked to and spoke to them. Nobody is counted where a question was asked without
a name, and nothing is kept of who was erased. Words in live rooms, which are kept for a while only, and
private messages, which nobody may count, say nothing here.

These facts lie above the apps that change them, which know nothing of it: they follow the journal, a few
minutes behind (decision 0181).
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from django.db import transaction
from django.db.models import Count, F, Max, Q

from tisserand.communities.models import Community, Event, Membership
from tisserand.conversations.models import Post, Thread

from .models import Exchanges, JournalRead, Outreach, PeerWord

# After these lines the people of one conversation are counted again; after those, the whole community:
# they are rare, and tell of many people or of none by name.
ANSWERED = ("replied",)
CHANGED = (
    *("deleted", "restored", "merged", "split", "moved", "put-back", "lifted", "unlifted", "settled-report"),
    *("showed-name", "erased", "called", "gave-word", "took-back", "loaded", "unloaded", "answered-author"),
)
AT_A_TIME = 500

# How many answers they received, and from and to whom.
Counted = tuple[int, set[int]]


def of(membership: Membership) -> tuple[int, int]:
    """Answers received, and people exchanged with, as they are kept."""
    kept = Exchanges.objects.filter(membership=membership).values_list("answers", "people")
    return kept.first() or (0, 0)


def follow_journal() -> int:
    """Count again those whom new lines concern; how many rows changed.

    A line may be written late, by an act that had begun earlier: each is looked at in two passes.
    """
    with transaction.atomic():
        _mark, first = JournalRead.objects.get_or_create(pk=1)
        mark = JournalRead.objects.select_for_update().get(pk=1)
        since, newest = mark.before, Event.objects.aggregate(pk=Max("pk"))["pk"] or 0
        mark.before, mark.up_to = mark.up_to, newest
        mark.save()
    if first:
        return sum(map(rebuild, Community.objects.order_by("pk")))
    if newest <= since:
        return 0
    lines = Event.objects.filter(pk__gt=since, pk__lte=newest, source_key=None)
    whole = set(lines.filter(verb__in=CHANGED).values_list("community", flat=True).distinct())
    found: dict[int, set[int]] = defaultdict(set)
    answered = lines.filter(verb__in=ANSWERED, actor__isnull=False).exclude(community__in=whole)
    for community, actor in answered.values_list("community", "actor").distinct():
        found[community].add(actor)
    threads = {int(pk) for pk in answered.values_list("object_id", flat=True).distinct() if pk.isdigit()}
    asked = Thread.objects.filter(pk__in=threads, author__isnull=False)
    for community, author in asked.values_list("community", "author").distinct():
        found[community].add(author)
    communities = Community.objects.in_bulk([*whole, *found])
    changed = sum(rebuild(communities[pk]) for pk in whole if pk in communities)
    return changed + sum(_set_right(communities[pk], found[pk]) for pk in found if pk in communities)


def rebuild(community: Community) -> int:
    """Make the kept facts of a community true; returns how many members had wrong ones."""
    people = iter(community.memberships.order_by("pk").values_list("person", flat=True))
    changed = 0
    while portion := set(islice(people, AT_A_TIME)):
        changed += _set_right(community, portion)
    return changed


@transaction.atomic
def _set_right(community: Community, people: Iterable[int]) -> int:
    members = list(
        Membership.objects.filter(community=community, person__in=people, person__erased_at=None)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    counted = _counted(community, [member.person_id for member in members])
    kept = {row.membership_id: row for row in Exchanges.objects.filter(membership__in=members)}
    new, wrong = [], []
    for member in members:
        answers, others = counted.get(member.person_id, (0, set()))
        row = kept.get(member.pk)
        if row is None and others:
            new.append(Exchanges(membership=member, answers=answers, people=len(others)))
        elif row and (row.answers, row.people) != (answers, len(others)):
            row.answers, row.people = answers, len(others)
            wrong.append(row)
    Exchanges.objects.bulk_create(new)
    Exchanges.objects.bulk_update(wrong, ["answers", "people"])
    return len(new) + len(wrong)


def _counted(community: Community, people: list[int]) -> dict[int, Counted]:
    """By person, in three statements."""
    answers: dict[int, int] = defaultdict(int)
    others: dict[int, set[int]] = defaultdict(set)
    said = (
        Post.objects.filter(
            Q(author__in=people) | Q(thread__author__in=people),
            thread__community=community,
            thread__deleted_at=None,
            deleted_at=None,
            number__gt=1,
            author__isnull=False,
            thread__author__isnull=False,
        )
        .exclude(author=F("thread__author"))
        .order_by()
    )
    for asker, answerer, count in said.values_list("thread__author", "author").annotate(count=Count("pk")):
        answers[asker] += count
        others[asker].add(answerer)
        others[answerer].add(asker)
    spoke = (
        Outreach.objects.standing()
        .filter(
            Q(membership__person__in=people) | Q(done_by__in=people),
            community=community,
            kind=Outreach.Kind.CALLED,
            outcome=Outreach.Outcome.REACHED,
            membership__isnull=False,
            done_by__isnull=False,
        )
        .exclude(membership__person=F("done_by"))
    )
    for called, caller in spoke.values_list("membership__person", "done_by").distinct():
        others[called].add(caller)
        others[caller].add(called)
    given = PeerWord.objects.filter(
        Q(outreach__membership__person__in=people) | Q(peer__person__in=people),
        outreach__community=community,
        outreach__withdrawn_at=None,
        answer=PeerWord.Answer.SPOKE,
    )
    for one, other in given.values_list("outreach__membership__person", "peer__person").distinct():
        others[one].add(other)
        others[other].add(one)
    return {person: (answers[person], others[person]) for person in people}


def recomputed(community: Community) -> dict[int, tuple[int, int]]:
    """The same facts by membership id, from each message and each call, the slow and obvious way."""
    answers: dict[int, int] = defaultdict(int)
    others: dict[int, set[int]] = defaultdict(set)
    for thread in Thread.objects.filter(community=community, deleted_at=None):
        for post in thread.posts.filter(deleted_at=None, number__gt=1):
            if thread.author_id and post.author_id and thread.author_id != post.author_id:
                answers[thread.author_id] += 1
                others[thread.author_id].add(post.author_id)
                others[post.author_id].add(thread.author_id)
    for act in Outreach.objects.filter(community=community, withdrawn_at=None).exclude(membership=None):
        if not (act.membership and act.done_by_id and act.outcome == "reached" and act.kind == "called"):
            continue
        if act.membership.person_id != act.done_by_id:
            others[act.membership.person_id].add(act.done_by_id)
            others[act.done_by_id].add(act.membership.person_id)
    for word in PeerWord.objects.filter(outreach__community=community, outreach__withdrawn_at=None):
        if word.answer == "spoke":
            others[word.outreach.membership.person_id].add(word.peer.person_id)
            others[word.peer.person_id].add(word.outreach.membership.person_id)
    return {
        member.pk: (answers[member.person_id], len(others[member.person_id]))
        for member in community.memberships.filter(person__erased_at=None)
    }
