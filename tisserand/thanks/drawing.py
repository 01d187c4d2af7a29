"""The words under a message as HTML, from plain facts: fifty of them stand on a page, most of them alike."""

from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tisserand.conversations.models import Post
from tisserand.people.models import Person

from .models import Reaction
from .reading import Said
from .saying import takes_words


class Facts(NamedTuple):
    community: str
    pk: int
    number: int
    thanks: str
    use: str
    mine: frozenset[str]
    may: bool  # say something of it


def drawn(post: Post, said: Said, reader: Person, *, may: bool) -> SafeString:
    """`may`: this reader may say something in this community."""
    return _drawn(
        Facts(
            community=post.thread.community.slug,
            pk=post.pk,
            number=post.number,
            thanks=said.thanks,
            use=said.use,
            mine=frozenset(said.mine),
            may=may and takes_words(post) and not post.written_by(reader),
        ),
        get_language(),
    )


@lru_cache(maxsize=4096)
def _drawn(facts: Facts, language: str | None) -> SafeString:
    if not (facts.may or facts.thanks or facts.use):
        return mark_safe("")
    said = facts._asdict() | {"said_thanks": Reaction.Kind.THANKS in facts.mine}
    said |= {"said_useful": Reaction.Kind.USEFUL in facts.mine}
    return mark_safe(render_to_string("thanks/_words.html", said))  # noqa: S308  escaped there
