"""What is kept of a thread so that lists need not count: replies, first reply, last post."""

from dataclasses import asdict, dataclass
from datetime import datetime

from tisserand.communities.models import Community

from .models import Acceptance, Post, Thread, Unsolved


@dataclass(frozen=True)
class Facts:
    reply_count: int
    last_number: int
    first_reply_at: datetime | None
    last_post_at: datetime
    last_post_by_id: int | None


def _of(author_id: int | None, created_at: datetime, posts: list[tuple]) -> Facts:
    """From the posts of one thread, in order of number, as (number, author, created, deleted)."""
    standing = [post for post in posts if post[3] is None]
    by_others = [post[2] for post in standing if post[0] > 1 and (post[1] is None or post[1] != author_id)]
    last = max(standing, key=lambda post: (post[2], post[0]), default=(0, author_id, created_at, None))
    return Facts(
        reply_count=sum(post[0] > 1 for post in standing),
        last_number=max((post[0] for post in posts), default=0),
        first_reply_at=min(by_others, default=None),
        last_post_at=last[2],
        last_post_by_id=last[1],
    )


def of_thread(thread: Thread) -> Facts:
    """The facts of one thread, from its posts."""
    posts = thread.posts.order_by("number").values_list("number", "author_id", "created_at", "deleted_at")
    return _of(thread.author_id, thread.created_at, list(posts))


def refresh(thread: Thread) -> None:
    """Write the facts of one thread again, from its posts: after a deletion, or its undoing."""
    facts = asdict(of_thread(thread))
    Thread.objects.filter(pk=thread.pk).update(**facts)
    for name, value in facts.items():
        setattr(thread, name, value)


def note_reply(thread: Thread, post: Post) -> bool:
    """Keep the facts true after `post`; True at the first by somebody else. The row must be locked."""
    first = False
    if post.author_id is None or post.author_id != thread.author_id:
        first = thread.first_reply_at is None
        thread.first_reply_at = min(filter(None, [thread.first_reply_at, post.created_at]))
    if post.created_at >= thread.last_post_at:
        thread.last_post_at, thread.last_post_by_id = post.created_at, post.author_id
    thread.reply_count += 1
    thread.last_number = post.number
    thread.save(
        update_fields=["reply_count", "last_number", "first_reply_at", "last_post_at", "last_post_by_id"]
    )
    return first


def recomputed(community: Community) -> dict[int, Facts]:
    """The facts of every thread from its posts, by thread id, the slow and obvious way."""
    posts: dict[int, list[tuple]] = {}
    rows = (
        Post.objects.filter(thread__community=community)
        .order_by("thread_id", "number")
        .values_list("thread_id", "number", "author_id", "created_at", "deleted_at")
    )
    for thread, *post in rows.iterator():
        posts.setdefault(thread, []).append(tuple(post))
    threads = community.threads.values_list("pk", "author_id", "created_at")
    return {pk: _of(author, created, posts.get(pk, [])) for pk, author, created in threads.iterator()}


def kept(community: Community) -> dict[int, Facts]:
    """The facts as they stand in the rows."""
    names = ["reply_count", "last_number", "first_reply_at", "last_post_at", "last_post_by_id"]
    return {pk: Facts(*facts) for pk, *facts in community.threads.values_list("pk", *names)}


def rebuild(community: Community) -> int:
    """Make the kept facts equal to what the posts say; returns how many threads changed."""
    wanted, have = recomputed(community), kept(community)
    changed = [Thread(pk=pk, **asdict(facts)) for pk, facts in wanted.items() if facts != have.get(pk)]
    fields = ["reply_count", "last_number", "first_reply_at", "last_post_at", "last_post_by"]
    Thread.objects.bulk_update(changed, fields, batch_size=500)
    return len(changed)


def say_whether_unsolved(thread: Thread) -> None:
    """« Not solved » stands while nobody else has answered since the asker said so: a reply that is deleted
    answers nothing, and answers again when it is put back."""
    said = thread.community.events.filter(
        object_type="thread", object_id=str(thread.pk), verb__in=["found-unsolved", "accepted", "unaccepted"]
    )
    last = said.order_by("at", "pk").last()
    Unsolved.objects.filter(thread=thread).delete()
    if last is None or last.verb != "found-unsolved" or Acceptance.objects.filter(thread=thread).exists():
        return
    answers = thread.posts.standing().filter(number__gt=1, created_at__gte=last.at)
    if not answers.exclude(author=thread.author_id).exists():
        Unsolved.objects.create(thread=thread, said_by_id=last.actor_id, said_at=last.at)
