"""What a reader may do to the messages of a page."""

from collections.abc import Callable

from django.utils.html import escape

from tisserand.communities.models import Membership

from . import links
from .models import Post, Thread


def acts_here(
    thread: Thread, membership: Membership, accepted: int | None, posts: list[Post]
) -> Callable[[Post, bool], set[str]]:
    """What this reader may do to a message of the page, given whether it is theirs."""
    moderates = membership.may("moderate")
    open_here = not (thread.deleted_at or thread.closed)
    chooses = thread.asks and not thread.deleted_at and thread.written_by(membership.person)
    by_others = [post.number for post in posts if not post.deleted_at and not post.by_the_same(thread)]
    last_by_other = max(by_others, default=0)
    waits = escape(links.instead(thread.community)) if moderates else ""

    def acts_on(post: Post, mine: bool) -> set[str]:
        if post.deleted_at:
            acts = {"restore"} if may_restore_here(post, membership) else set()
            return acts | ({"reason"} if mine or moderates else set())
        acts = {"edit", "delete"} if mine else {"report", "delete"} if moderates else {"report"}
        if open_here:
            acts.add("quote")
        if post.edited_at and (mine or moderates):
            acts.add("history")
        if waits and waits in post.html:
            acts.add("look")
        if chooses and post.number > 1:
            acts |= _acts_of_asker(post, thread, accepted, last=post.number == last_by_other)
        return acts

    return acts_on


def _acts_of_asker(post: Post, thread: Thread, accepted: int | None, *, last: bool) -> set[str]:
    """Once an answer is accepted, choosing another is still possible, in the menu."""
    if accepted:
        return {"unaccept"} if post.pk == accepted else {"accept instead"}
    if thread.found_unsolved or thread.closed or not last:
        return {"accept"}
    return {"accept", "unsolved"}


def may_restore_here(post: Post, membership: Membership) -> bool:
    """The same as `writing.may_restore`, without asking the database for the reader's role."""
    if post.deleted_by_author:
        return post.written_by(membership.person)
    return membership.may("moderate")
