"""A page of a thread, as one member reads it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.people.models import besides_the_name
from tisserand.ui.hints import has
from tisserand.ui.statements import statement
from tisserand.ui.templating.filters import day
from tisserand.ui.templating.functions import ago_from, avatar
from tisserand.ui.times import Here, here

from . import traces, unnamed
from .articles import Facts, File, Quoted, article
from .models import Attachment, Post, Thread
from .models.posts import PostQuerySet
from .states import State, state_of
from .traces import Left

AT_ONCE = 3  # messages


@dataclass
class Shown:
    """One post as this reader sees it, with the acts they have on it."""

    post: Post
    files: list[Attachment] = field(default_factory=list)
    mine: bool = False
    accepted: bool = False
    moved_up: bool = False
    new_from_here: bool = False
    joined_from: str = ""  # the title of the thread that was joined here, at its first message
    left_before: list[Left] = field(default_factory=list)
    acts: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        if self.mine and self.post.unnamed_id:
            return _("You, without your name")
        if self.post.unnamed_id and not self.post.by_the_same(self.post.thread):
            return _("Another person, who asked without their name")
        return self.post.writer.name

    @property
    def role(self) -> str:
        """That of an expert or of who runs the community; nothing is said of the others."""
        role = self.post.place_role
        return str(Membership.Role(role).label) if role not in (None, Membership.Role.LEARNER) else ""


@dataclass
class ThreadPage:
    thread: Thread
    state: State
    page: Page
    posts: list[Post]  # all that it shows
    question: Shown | None
    answer: Shown | None
    rest: list[Shown]
    following: bool
    read_up_to: int
    mine: bool
    sees_context: bool
    moderates: bool
    without_name: bool  # this reader writes here without their name
    may_look: bool  # at who asked
    left: list[Left]  # after all that is shown
    numbers_elsewhere: dict[int, int] | None
    here: Here

    def __post_init__(self):
        """What is the same for each of its messages."""
        self.last = not self.page.has_next()
        self.slug, self.pages = self.thread.community.slug, self.thread.pages

    def anchor(self, post: Post) -> str:
        """The place of a message in the page: its number, or the one it had in the thread whose links have
        led here (so that the browser, which keeps what follows the #, finds it)."""
        if self.numbers_elsewhere is None:
            return f"post-{post.number}"
        number = self.numbers_elsewhere.get(post.pk)
        return f"post-{number}" if number else f"here-{post.number}"

    def article(self, shown: Shown, words: str = "") -> SafeString:
        """The HTML of one of its messages, with safe HTML that goes under it."""
        post, thread = shown.post, self.thread
        return article(
            Facts(
                community=self.slug,
                thread=thread.pk,
                pages=self.pages,
                on_last_page=self.last,
                pk=post.pk,
                number=post.number,
                anchor=self.anchor(post),
                html=post.html,
                name=shown.name,
                avatar=avatar(post.writer),
                member=post.place,
                role=shown.role,
                written=ago_from(self.here, post.created_at),
                via=post.get_via_display() if post.via == Post.Via.MAIL else "",
                edited=ago_from(self.here, post.edited_at),
                removed=day(post.deleted_at),
                removed_by_author=post.deleted_by_author,
                reason=post.deletion_reason,
                quoted=quotation(post.quotes, thread) if post.quotes else None,
                files=tuple(File(one.name, one.token, one.size) for one in shown.files if not one.width),
                undescribed=self._undescribed(shown),
                accepted=shown.accepted,
                acts=frozenset(shown.acts),
                words=words,
            ),
            self.here.language,
        )

    def _undescribed(self, shown: Shown) -> tuple[str, ...]:
        """The pictures that say nothing to who does not see them, for those who may say it."""
        if not (shown.files and ("edit" in shown.acts or self.moderates)) or shown.post.deleted_at:
            return ()
        silent = (one.token for one in shown.files if one.width and not one.description)
        return tuple(token for token in silent if token in shown.post.html)

    @property
    def waiting(self) -> bool:
        return self.thread.waiting

    @property
    def resume_at(self) -> int | None:
        """Where to resume, when it is further than one sees at once."""
        return self.read_up_to + 1 if AT_ONCE < self.read_up_to < self.thread.last_number else None

    @property
    def resume_url(self) -> str:
        return self.thread.url_of(self.resume_at) if self.resume_at else ""

    @property
    def last_shown(self) -> int:
        return self.page.end_index()


def open_page(
    thread: Thread, membership: Membership, *, now: datetime, number: int | None, led_from: int = 0
) -> ThreadPage:
    """Page `number` of a thread that has its acceptance at hand, in a constant number of queries; one more
    when posts have come or gone. `led_from`: the thread, now part of this one, whose address led here.

    The accepted answer comes right under the question on the first page, wherever it was written.
    """
    reader = membership.person
    page = Paginator(range(1, thread.last_number + 1), Thread.PAGE).get_page(number)
    accepted = thread.acceptance.post_id if thread.solved else None
    read_up_to = thread.last_number_read or 0
    shown = _shown(thread, membership, page, accepted, read_up_to)
    first_page = page.number == 1
    question = next((one for one in shown if one.post.number == 1), None)
    answer = next((one for one in shown if one.accepted), None) if first_page else None
    rest = [one for one in shown if one is not question and _belongs(one, page)]
    places = traces.places(thread, page) if thread.arranged else []
    traces.say_joined([*rest, *([question] if question else [])], places)
    return ThreadPage(
        thread=thread,
        state=state_of(thread, reader=reader, now=now),
        page=page,
        posts=[one.post for one in shown],
        question=question,
        answer=answer,
        rest=rest,
        following=thread.followed,
        read_up_to=read_up_to,
        mine=thread.written_by(reader),
        sees_context=thread.written_by(reader) or membership.may("moderate"),
        moderates=membership.may("moderate"),
        without_name=thread.unnamed_here is not None,
        may_look=unnamed.may_look(thread, moderates=membership.may("moderate")),
        left=traces.put_between(rest, traces.left(thread, places)),
        numbers_elsewhere=traces.numbers_in(led_from, places) if led_from else None,
        here=here(now),
    )


def quotation(post: Post, thread: Thread) -> Quoted:
    """What is shown of a message that another one quotes; of one that has gone to another thread, who wrote
    it and where it is, for those who may read it there."""
    if post.thread_id != thread.pk:
        return Quoted(0, post.permanent_url(thread.community.slug), "", None)
    name = post.writer.name if post.author_id or post.unnamed_id else ""
    return Quoted(post.number, post.url, name, None if post.deleted_at else post.extract)


def _belongs(one: Shown, page: Page) -> bool:
    return page.start_index() <= one.post.number <= page.end_index()


def _wanted(one_more: bool, thread: int, first: int, last: int, accepted: int | None) -> PostQuerySet:
    """The messages of a page, and the accepted one wherever it stands."""
    page = Q(number__gte=first, number__lte=last)
    return Post.objects.filter(page | Q(pk=accepted) if one_more else page, thread=thread)


@statement
def _posts(
    one_more: bool, *, community: int, thread: int, first: int, last: int, accepted: int | None = None
):
    """With where their authors stand in the community, if they have not left: `place`, `place_role`."""
    posts = _wanted(one_more, thread, first, last, accepted).for_reading().with_places(community)
    return posts.defer(*besides_the_name("author", "quotes__author"))


@statement
def _files(one_more: bool, *, thread: int, first: int, last: int, accepted: int | None = None):
    return Attachment.objects.filter(post__in=_wanted(one_more, thread, first, last, accepted))


def _shown(
    thread: Thread, membership: Membership, page: Page, accepted: int | None, read_up_to: int
) -> list[Shown]:
    wanted = {"thread": thread.pk, "first": page.start_index(), "last": page.end_index()}
    besides = {"accepted": accepted} if page.number == 1 and accepted else {}
    wanted |= besides
    posts = _posts(bool(besides), community=thread.community_id, **wanted)
    files = defaultdict(list)
    for file in _files(bool(besides), **wanted) if has(thread, "files") else ():
        files[file.post_id].append(file)
    for post in posts:
        post.thread = thread
        if post.quotes and post.quotes.thread_id == thread.pk:
            post.quotes.thread = thread
    mine = {post.pk for post in posts if post.written_by(membership.person)}
    new_from = _first_new(posts, mine, read_up_to)
    acts_on = _acts_here(thread, membership, accepted, posts)
    return [
        Shown(
            post=post,
            files=files[post.pk],
            mine=post.pk in mine,
            accepted=post.pk == accepted,
            moved_up=post.pk == accepted and page.number == 1,
            new_from_here=post.number == new_from,
            acts=acts_on(post, post.pk in mine),
        )
        for post in posts
    ]


def _first_new(posts: list[Post], mine: set[int], read_up_to: int) -> int | None:
    """The first post not read yet; None on a first visit, when everything is new, and for one's own words."""
    if not read_up_to:
        return None
    new = [post.number for post in posts if post.number > read_up_to and post.pk not in mine]
    return min(new, default=None)


def _acts_here(
    thread: Thread, membership: Membership, accepted: int | None, posts: list[Post]
) -> Callable[[Post, bool], set[str]]:
    """What this reader may do to a message of the page, given whether it is theirs."""
    moderates = membership.may("moderate")
    open_here = not (thread.deleted_at or thread.closed)
    chooses = thread.asks and not thread.deleted_at and thread.written_by(membership.person)
    by_others = [post.number for post in posts if not post.deleted_at and not post.by_the_same(thread)]
    last_by_other = max(by_others, default=0)

    def acts_on(post: Post, mine: bool) -> set[str]:
        if post.deleted_at:
            acts = {"restore"} if may_restore_here(post, membership) else set()
            return acts | ({"reason"} if mine or moderates else set())
        acts = {"edit", "delete"} if mine else {"report", "delete"} if moderates else {"report"}
        if open_here:
            acts.add("quote")
        if post.edited_at and (mine or moderates):
            acts.add("history")
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
