"""What is kept of a thread so that lists need not count: its replies, and since when somebody waits."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime

from django.db.models import Max, QuerySet

from tisserand.communities import facts as facts_of
from tisserand.communities.models import Community, Event

from .models import Acceptance, Closing, FormerPlace, Post, Thread, Unsolved


@dataclass(frozen=True)
class Facts:
    reply_count: int
    last_number: int
    first_reply_at: datetime | None
    last_post_at: datetime
    last_post_by_id: int | None
    waiting_since: datetime | None


NAMES = [one.name for one in fields(Facts)]


@dataclass
class Known:
    """What the facts of a thread are made of. `posts`: the columns of `POST`, in order of number;
    `asked_too`: those of them by which somebody asked in a thread that was joined to this one, and
    which answer nobody; `left`: the highest number of a post that went elsewhere."""

    posts: list[tuple] = field(default_factory=list)
    asked_too: set[int] = field(default_factory=set)
    left: int = 0
    solved: bool = False
    closed: bool = False
    unsolved_since: datetime | None = None


POST = ("number", "author_id", "created_at", "deleted_at", "pk", "unnamed_id")


def _of(thread: Thread, known: Known) -> Facts:
    author_id, posts = thread.author_id, known.posts
    standing = [post for post in posts if post[3] is None]
    by_others = [
        post[2]
        for post in standing
        if post[0] > 1 and post[4] not in known.asked_too and not _by_its_asker(thread, post[1], post[5])
    ]
    last = max(standing, key=lambda post: (post[2], post[0]), default=(0, author_id, thread.created_at, None))
    thread.first_reply_at = min(by_others, default=None)
    return Facts(
        reply_count=sum(post[0] > 1 for post in standing),
        last_number=max([known.left, *(post[0] for post in posts)]),
        first_reply_at=thread.first_reply_at,
        last_post_at=last[2],
        last_post_by_id=last[1],
        waiting_since=thread.waits_since(
            solved=known.solved, closed=known.closed, unsolved_since=known.unsolved_since
        ),
    )


def _by_its_asker(thread: Thread, author_id: int | None, unnamed_id: int | None) -> bool:
    return thread.by_the_same(Post(author_id=author_id, unnamed_id=unnamed_id))


def of_thread(thread: Thread) -> Facts:
    """The facts of one thread, from its posts."""
    known = Known(
        posts=list(thread.posts.order_by("number").values_list(*POST)),
        asked_too=set(asked_too().filter(post__thread=thread).values_list("post", flat=True)),
        left=thread.former_places.aggregate(left=Max("number"))["left"] or 0,
        solved=Acceptance.objects.filter(thread=thread).exists(),
        closed=Closing.objects.filter(thread=thread).exists(),
        unsolved_since=Unsolved.objects.filter(thread=thread).values_list("said_at", flat=True).first(),
    )
    return _of(thread, known)


def asked_too() -> QuerySet[FormerPlace]:
    """Where posts stood by which somebody asked in a thread that has been joined to another."""
    return FormerPlace.objects.filter(by_asker=True, thread__merged_into__isnull=False)


def refresh(thread: Thread) -> None:
    """Write the facts of one thread again, from its posts: after a deletion, or its undoing."""
    facts = asdict(of_thread(thread))
    Thread.objects.filter(pk=thread.pk).update(**facts)
    for name, value in facts.items():
        setattr(thread, name, value)


def note_reply(thread: Thread, post: Post) -> bool:
    """Keep the facts true after `post`; True at the first by somebody else. The row must be locked."""
    first = False
    if not thread.by_the_same(post):
        first = thread.first_reply_at is None
        thread.first_reply_at = min(filter(None, [thread.first_reply_at, post.created_at]))
        thread.waiting_since = None
    if post.created_at >= thread.last_post_at:
        thread.last_post_at, thread.last_post_by_id = post.created_at, post.author_id
    thread.reply_count += 1
    thread.last_number = post.number
    thread.save(update_fields=NAMES)
    return first


def learn(thread: Thread, fresh: Thread) -> None:
    """An instance somebody holds sees the facts that the locked row got."""
    vars(thread).update({name: getattr(fresh, name) for name in NAMES})
    thread.forget_answers()


def recomputed(community: Community) -> dict[int, Facts]:
    """The facts of every thread from its posts, by thread id, the slow and obvious way."""
    known: defaultdict[int, Known] = defaultdict(Known)
    posts = Post.objects.filter(thread__community=community).order_by("thread_id", "number")
    for thread, *post in posts.values_list("thread_id", *POST).iterator():
        known[thread].posts.append(tuple(post))
    for thread, post in (
        asked_too().filter(post__thread__community=community).values_list("post__thread", "post")
    ):
        known[thread].asked_too.add(post)
    left = FormerPlace.objects.filter(thread__community=community).values_list("thread")
    for thread, number in left.annotate(left=Max("number")):
        known[thread].left = number
    here = {"thread__community": community}
    for thread in Acceptance.objects.filter(**here).values_list("thread", flat=True):
        known[thread].solved = True
    for thread in Closing.objects.filter(**here).values_list("thread", flat=True):
        known[thread].closed = True
    for thread, said_at in Unsolved.objects.filter(**here).values_list("thread", "said_at"):
        known[thread].unsolved_since = said_at
    needed = ("author", "unnamed", "kind", "created_at", "deleted_at", "merged_into")
    return {thread.pk: _of(thread, known[thread.pk]) for thread in community.threads.only(*needed).iterator()}


def kept(community: Community) -> dict[int, Facts]:
    """The facts as they stand in the rows."""
    return {pk: Facts(*facts) for pk, *facts in community.threads.values_list("pk", *NAMES)}


@facts_of.kept("threads")
def rebuild(community: Community) -> int:
    """Make the kept facts equal to what the posts say; returns how many threads changed."""
    wanted, have = recomputed(community), kept(community)
    changed = [Thread(pk=pk, **asdict(facts)) for pk, facts in wanted.items() if facts != have.get(pk)]
    Thread.objects.bulk_update(changed, [name.removesuffix("_id") for name in NAMES], batch_size=500)
    return len(changed)


def say_whether_unsolved(thread: Thread) -> None:
    """« Not solved » stands while nobody else has answered since the asker said so: a reply that is deleted
    answers nothing, and answers again when it is put back."""
    verbs = ["found-unsolved", "accepted", "unaccepted", "took-back"]
    last = Event.objects.about(thread).filter(verb__in=verbs).last()
    standing = Unsolved.objects.filter(thread=thread).first()
    Unsolved.objects.filter(thread=thread).delete()
    if last is None and standing is not None:  # said too long ago for the journal: the row says the same
        said_at, said_by = standing.said_at, standing.said_by_id
    elif last is not None and last.verb == "found-unsolved":
        said_at, said_by = last.at, last.actor_id
    else:
        return
    answers = thread.posts.standing().filter(number__gt=1, created_at__gte=said_at)
    answers = answers.exclude(pk__in=asked_too().filter(post__thread=thread).values("post"))
    solved = Acceptance.objects.filter(thread=thread).exists()
    by_asker = {"unnamed": thread.unnamed_id} if thread.unnamed_id else {"author": thread.author_id}
    if not solved and not answers.exclude(**by_asker).exists():
        Unsolved.objects.create(thread=thread, said_by_id=said_by, said_at=said_at)
