"""Which documents ask the same as a text: by its words and, where the model is installed, by its meaning.

Two orders are made, and fused by the places they give (reciprocal rank): a cosine and a BM25 are not counted
in the same unit, a place is. What both find comes first; what only one finds well is not lost.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from tisserand.communities.models import Membership

from . import embedding
from .asking import understood
from .finding import find
from .models import Meaning
from .nearest import nearest
from .sources import named

LOOKED_AT = 30  # documents of each order
FIRST = 5  # the larger, the less the first places count beside the next ones

_QUOTES = re.compile('["“”«»]')  # in a question they do not ask for these very words


@dataclass
class Close:
    """A document that may ask the same. `meaning` is the cosine of both (None: not compared), `words` the
    share of what the text says that stands in the document."""

    source: str
    key: int
    score: float = 0.0
    meaning: float | None = None
    words: float = 0.0


def closest(
    text: str, membership: Membership, *, but: Collection[int] = (), at_most: int = 5, wait: bool = False
) -> list[Close]:
    """The documents this member may see that ask nearly the same, closest first; `but` are keys left out.
    By words alone while the model is being loaded, unless told to `wait`."""
    found: dict[tuple[str, int], Close] = {}
    compared = embedding.here() if wait else embedding.at_hand()
    by_meaning = _by_meaning(text, membership) if compared else []
    for order in (_by_words(text, membership), by_meaning):
        left = [close for close in order if close.key not in but]
        for place, close in enumerate(left, 1):
            known = found.setdefault((close.source, close.key), close)
            known.score += 1 / (FIRST + place)
            known.meaning = close.meaning if known.meaning is None else known.meaning
    if compared:  # with all of them: what is not among the nearest is far
        for close in found.values():
            close.meaning = close.meaning or 0.0
    best = sorted(found.values(), key=lambda one: (-one.score, -one.key))
    return best[:at_most]


def _by_words(text: str, membership: Membership) -> list[Close]:
    query = understood(_QUOTES.sub(" ", text), membership.community)
    if not query.words:
        return []
    matches = find(query, Q(document__meaning__isnull=False), membership)[:LOOKED_AT]
    return [Close(match.source, match.key, words=match.best.covered) for match in matches]


def _by_meaning(text: str, membership: Membership) -> list[Close]:
    near = nearest(embedding.read([text])[0], membership.community_id, LOOKED_AT)
    rows = Meaning.objects.filter(document__in=[document for document, _close in near])
    known = {row.document_id: row for row in rows.select_related("document")}
    seen = _visible(known.values(), membership)
    return [
        Close(known[pk].document.source, known[pk].document.key, meaning=close)
        for pk, close in near
        if pk in seen
    ]


def _visible(rows: Collection[Meaning], membership: Membership) -> set[int]:
    """Those whose opening the pages would show this member."""
    wanted: dict[str, dict[int, int]] = {}
    for row in rows:
        wanted.setdefault(row.document.source, {})[row.part] = row.document_id
    return {
        documents[part]
        for name, documents in wanted.items()
        for part in named(name).visible(documents, membership)
    }
