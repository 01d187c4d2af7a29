"""Who spoke for the first time, and with which post: kept, so that the day need not read the whole forum.

Of the posts that somebody wrote in a community and that stand, it is the earliest written.
"""

from tisserand.communities import facts as facts_of
from tisserand.communities.models import Community

from .models import FirstWords, Post


def note(post: Post) -> None:
    """Keep the fact true after `post`. One query when its author has spoken before."""
    community, mine = post.thread.community, FirstWords.objects.filter(author=post.author_id)
    if post.author_id is None or mine.filter(community=community, written_at__lte=post.created_at).exists():
        return
    FirstWords.objects.update_or_create(
        community=community,
        author_id=post.author_id,
        defaults={"post": post, "written_at": post.created_at},
    )


def refresh(post: Post) -> None:
    """Find the first words of this post's author again: after it was deleted, or put back."""
    if post.author_id is not None:
        find_again(post.thread.community, {post.author_id})


def find_again(community: Community, authors: set[int]) -> None:
    """Find the first words of these people there again: after posts have come or gone."""
    FirstWords.objects.filter(community=community, author__in=authors).delete()
    for author in sorted(authors):
        mine = Post.objects.standing().filter(author=author, thread__community=community)
        if first := mine.select_related("thread__community").order_by("created_at", "pk").first():
            note(first)


def recomputed(community: Community) -> dict[int, int]:
    """By author, their first post, the slow and obvious way."""
    posts = Post.objects.standing().filter(thread__community=community, author__isnull=False)
    newest_first = posts.order_by("-created_at", "-pk").values_list("author_id", "pk")
    return dict(newest_first.iterator())


def kept(community: Community) -> dict[int, int]:
    return dict(FirstWords.objects.filter(community=community).values_list("author_id", "post_id"))


@facts_of.kept("first words")
def rebuild(community: Community) -> int:
    """Make the kept facts equal to what the posts say; returns how many people's were wrong."""
    wanted, have = recomputed(community), kept(community)
    wrong = {person for person in wanted.keys() | have.keys() if wanted.get(person) != have.get(person)}
    FirstWords.objects.filter(community=community, author__in=wrong).delete()
    posts = Post.objects.in_bulk([wanted[person] for person in wrong if person in wanted])
    FirstWords.objects.bulk_create(
        FirstWords(community=community, author_id=post.author_id, post=post, written_at=post.created_at)
        for post in posts.values()
    )
    return len(wrong)
