"""Which documents of a community mean nearly the same: all their vectors are compared, none is left out.

The vectors of a community stay at hand in each process that compares, in half precision: 1 kB for each
document, at most `AT_MOST` of a community (the newest) and `AT_HAND` in all; the communities compared longest
ago leave first. What was read since is fetched each time; all of it again after `FRESH` seconds, so that
what was erased does not stay.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import embedding
from .models import Meaning

if TYPE_CHECKING:
    import numpy

AT_MOST, AT_HAND = 50_000, 100_000  # vectors: 50 and 100 MB
FRESH = 600  # seconds
TOGETHER = 4096  # vectors made exact at a time


@dataclass
class Kept:
    documents: "numpy.ndarray"
    vectors: "numpy.ndarray"
    last: int  # number of the last row read
    read_at: float


_kept: "OrderedDict[int, Kept]" = OrderedDict()
_lock = threading.Lock()


def nearest(vector: "numpy.ndarray", community: int, at_most: int) -> list[tuple[int, float]]:
    """The documents whose meaning is nearest, nearest first: row of the index, cosine."""
    import numpy

    kept = _at_hand(community)
    asked, count = vector.astype("float32"), len(kept.documents)
    close = numpy.empty(count, dtype="float32")
    for start in range(0, count, TOGETHER):
        some = slice(start, start + TOGETHER)
        close[some] = kept.vectors[some].astype("float32") @ asked
    best = numpy.argpartition(-close, at_most)[:at_most] if count > at_most else numpy.arange(count)
    best = best[numpy.argsort(-close[best], kind="stable")]
    return [(int(kept.documents[place]), float(close[place])) for place in best]


def forget() -> None:
    """Keep nothing at hand (tests)."""
    with _lock:
        _kept.clear()


def _at_hand(community: int) -> Kept:
    with _lock:
        kept = _kept.get(community)
    if kept is None or time.monotonic() - kept.read_at > FRESH:
        kept = _read(community, None)
    else:
        kept = _read(community, kept)
    with _lock:
        _kept[community] = kept
        _kept.move_to_end(community)
        while len(_kept) > 1 and sum(len(one.documents) for one in _kept.values()) > AT_HAND:
            _kept.popitem(last=False)
    return kept


def _read(community: int, kept: Kept | None) -> Kept:
    """What is kept and what came since; all of it when nothing is kept."""
    import numpy

    rows = Meaning.objects.filter(community=community, made_by=embedding.NAME)
    rows = rows.filter(pk__gt=kept.last) if kept else rows
    new = list(rows.order_by("-pk").values_list("pk", "document", "vector")[:AT_MOST])
    if kept and not new:
        return kept
    documents = numpy.array([document for _pk, document, _vector in new], dtype="int64")
    read = b"".join(bytes(vector) for _pk, _document, vector in new)
    vectors = numpy.frombuffer(read, dtype="float16").reshape(len(new), embedding.SIZE)
    if kept:
        before = ~numpy.isin(kept.documents, documents)
        documents = numpy.concatenate([documents, kept.documents[before]])[:AT_MOST]
        vectors = numpy.concatenate([vectors, kept.vectors[before]])[:AT_MOST]
    last = new[0][0] if new else 0
    return Kept(documents, vectors, last, kept.read_at if kept else time.monotonic())
