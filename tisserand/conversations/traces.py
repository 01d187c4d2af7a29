"""What a page of a thread says of posts that have gone elsewhere, or come from elsewhere."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page
from django.db.models import Q

from tisserand.ui.statements import statement

from .models import Arrangement, FormerPlace, Thread


@dataclass(frozen=True)
class Left:
    """Messages that stood here side by side and are now in another thread. `title` is empty where the reader
    would not see it; `quiet` when they only went back to where they came from."""

    places: tuple[tuple[int, str], ...]  # number here, address there
    title: str
    quiet: bool

    @property
    def first(self) -> int:
        return self.places[0][0]


@statement
def _places(*, thread: int, first: int, last: int):
    here = Q(thread=thread, number__gte=first, number__lte=last)
    came = Q(post__thread=thread, post__number__gte=first, post__number__lte=last)
    places = FormerPlace.objects.filter(here | came).order_by("number", "pk")
    return places.select_related("thread", "post__thread__community", "arrangement").defer(
        "post__html", "post__source", "post__text"
    )


def places(thread: Thread, page: Page) -> list[FormerPlace]:
    """Where posts stood that have left this page of the thread, or are on it now."""
    return _places(thread=thread.pk, first=page.start_index(), last=page.end_index())


def left(thread: Thread, places: list[FormerPlace]) -> list[Left]:
    gone = [one for one in places if one.thread_id == thread.pk]
    found = []
    for (there, arrangement), some in groupby(gone, lambda one: (one.post.thread, one.arrangement)):
        seen = there.community_id == thread.community_id and there.deleted_at is None
        quiet = arrangement.kind == Arrangement.Kind.UNDO
        links = tuple((one.number, one.post.permanent_url(thread.community.slug)) for one in some)
        found.append(Left(links, there.title if seen else "", quiet or there == thread))
    return found


def put_between(shown: list, gone: list[Left]) -> list[Left]:
    """Say each before the message that follows it; those after all messages are returned."""
    after: list[Left] = []
    for one in gone:
        following: Any = next((other for other in shown if other.post.number > one.first), None)
        (following.left_before if following else after).append(one)
    return after


def say_joined(shown: list, places: list[FormerPlace]) -> None:
    """The first message of each thread that was joined says where it comes from."""
    came = {one.post_id: one for one in places if one.arrangement.kind == Arrangement.Kind.MERGE}
    said = set()
    for one in shown:
        place = came.get(one.post.pk)
        if place and place.arrangement_id not in said and place.thread_id != one.post.thread_id:
            said.add(place.arrangement_id)
            one.joined_from = place.thread.title


def numbers_in(thread: int, places: list[FormerPlace]) -> dict[int, int]:
    """By post, the number it had in that thread."""
    return {one.post_id: one.number for one in places if one.thread_id == thread}
