"""A page of a thread, as one member reads it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.people.models import Person, besides_the_name
from tisserand.ui.statements import statement

from .models import Attachment, Follow, Post, Reading, Thread
from .states import State, state_of

AT_ONCE = 3  # messages


@dataclass
class Shown:
    """One post as this reader sees it, with the acts they have on it."""

    post: Post
    place: Membership | None = None
    accepted: bool = False
    moved_up: bool = False
    new_from_here: bool = False
    acts: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.post.author.name if self.post.author else _("A former member")

    @property
    def role(self) -> str:
        """That of an expert or of who runs the community; nothing is said of the others."""
        if self.place is None or self.place.role == Membership.Role.LEARNER:
            return ""
        return str(self.place.get_role_display())

    @property
    def files(self) -> list[Attachment]:
        return self.post.files

    @property
    def has_menu(self) -> bool:
        return bool(self.acts & {"edit", "history", "report", "delete", "accept instead"})

    @property
    def has_buttons(self) -> bool:
        return bool(self.acts & {"accept", "unsolved", "unaccept", "restore", "quote"})


@dataclass
class ThreadPage:
    thread: Thread
    state: State
    page: Page
    question: Shown | None
    answer: Shown | None
    rest: list[Shown]
    following: bool
    read_up_to: int
    mine: bool
    reading: Reading | None
    sees_context: bool

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
    def last(self) -> bool:
        return not self.page.has_next()

    @property
    def last_shown(self) -> int:
        return self.page.end_index()


def open_page(thread: Thread, membership: Membership, *, now: datetime, number: int | None) -> ThreadPage:
    """Page `number` of a thread that has its acceptance at hand, in a constant number of queries.

    The accepted answer comes right under the question on the first page, wherever it was written.
    """
    reader = membership.person
    page = Paginator(range(1, thread.last_number + 1), Thread.PAGE).get_page(number)
    accepted = thread.acceptance.post_id if thread.solved else None
    reading = next(iter(_readings(thread=thread.pk, person=reader.pk)), None)
    read_up_to = reading.last_number if reading else 0
    shown = _shown(thread, membership, page, accepted, read_up_to)
    first_page = page.number == 1
    question = next((one for one in shown if one.post.number == 1), None)
    answer = next((one for one in shown if one.accepted), None) if first_page else None
    rest = [one for one in shown if one is not question and _belongs(one, page)]
    return ThreadPage(
        thread=thread,
        state=state_of(thread, reader=reader, now=now),
        page=page,
        question=question,
        answer=answer,
        rest=rest,
        following=bool(_follows(thread=thread.pk, person=reader.pk)),
        read_up_to=read_up_to,
        mine=thread.written_by(reader),
        reading=reading,
        sees_context=thread.written_by(reader) or membership.may("moderate"),
    )


def _belongs(one: Shown, page: Page) -> bool:
    return page.start_index() <= one.post.number <= page.end_index()


@statement
def _posts(one_more: bool, *, thread: int, first: int, last: int, accepted: int | None = None):
    wanted = Q(number__gte=first, number__lte=last)
    wanted = wanted | Q(pk=accepted) if one_more else wanted
    posts = Post.objects.filter(wanted, thread=thread).for_reading()
    return posts.defer(*besides_the_name("author", "quotes__author"))


@statement
def _readings(*, thread: int, person: int):
    return Reading.objects.filter(thread=thread, person=person)


@statement
def _follows(*, thread: int, person: int):
    return Follow.objects.filter(thread=thread, person=person)


def _shown(
    thread: Thread, membership: Membership, page: Page, accepted: int | None, read_up_to: int
) -> list[Shown]:
    wanted = {"thread": thread.pk, "first": page.start_index(), "last": page.end_index()}
    besides = {"accepted": accepted} if page.number == 1 and accepted else {}
    posts = _posts(bool(besides), **wanted, **besides)
    for post in posts:
        post.thread = thread
        if post.quotes:
            post.quotes.thread = thread  # a quotation never leaves its thread
    places = _places(thread, posts)
    new_from = _first_new(posts, membership.person, read_up_to)
    by_others = [post.number for post in posts if not post.deleted_at and not post.written_by(thread.author)]
    last_by_other = max(by_others, default=0)
    return [
        Shown(
            post=post,
            place=places.get(post.author_id),
            accepted=post.pk == accepted,
            moved_up=post.pk == accepted and page.number == 1,
            new_from_here=post.number == new_from,
            acts=_acts(post, thread, membership, accepted, last=post.number == last_by_other),
        )
        for post in posts
    ]


def _first_new(posts: list[Post], reader: Person, read_up_to: int) -> int | None:
    """The first post not read yet; None on a first visit, when everything is new, and for one's own words."""
    if not read_up_to:
        return None
    new = [post.number for post in posts if post.number > read_up_to and not post.written_by(reader)]
    return min(new, default=None)


def _places(thread: Thread, posts: list[Post]) -> dict[int | None, Membership]:
    """Where the authors who have not left stand in the community, by person."""
    places = thread.community.memberships.present().filter(person__in={post.author_id for post in posts})
    return {place.person_id: place for place in places.only("person_id", "role", "community_id")}


def _acts(
    post: Post, thread: Thread, membership: Membership, accepted: int | None, *, last: bool
) -> set[str]:
    reader, acts = membership.person, set()
    if post.deleted_at:
        acts |= {"restore"} if may_restore_here(post, membership) else set()
        return acts | ({"reason"} if post.written_by(reader) or membership.may("moderate") else set())
    if not thread.deleted_at:
        acts |= {"quote"}
    if post.written_by(reader):
        acts |= {"edit", "delete"}
    else:
        acts.add("report")
        if membership.may("moderate"):
            acts.add("delete")
    if post.edited_at and (post.written_by(reader) or membership.may("moderate")):
        acts.add("history")
    if thread.asks and thread.written_by(reader) and post.number > 1 and not thread.deleted_at:
        acts |= _acts_of_asker(post, thread, accepted, last=last)
    return acts


def _acts_of_asker(post: Post, thread: Thread, accepted: int | None, *, last: bool) -> set[str]:
    """Once an answer is accepted, choosing another is still possible, in the menu."""
    if accepted:
        return {"unaccept"} if post.pk == accepted else {"accept instead"}
    if thread.found_unsolved or not last:
        return {"accept"}
    return {"accept", "unsolved"}


def may_restore_here(post: Post, membership: Membership) -> bool:
    """The same as `writing.may_restore`, without asking the database for the reader's role."""
    if post.deleted_by_author:
        return post.written_by(membership.person)
    return membership.may("moderate")
