"""The passages that may answer a query, by the index; then in order, by what they say. The order is worked
out here and not in the database, so that SQLite and PostgreSQL put the same first."""

from dataclasses import dataclass, field
from datetime import datetime
from math import log
from typing import NamedTuple

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from tisserand.communities.models import Community, Membership

from .asking import Asked, Query
from .models import Passage
from .sources import all_sources, named
from .terms_index import HasOneOf

AT_MOST = 400  # passages looked at, of those that have all the words, and of those that have some
SHOWN_AT_MOST = 200  # documents: nobody reads further
EACH = 3  # passages of one document that may be the one shown

# BM25, as it is used everywhere, with a title that counts for several words.
SATURATION, LENGTH, USUAL_LENGTH, TITLE = 1.2, 0.6, 40, 3
SOLVED, SIDE_BY_SIDE, ELSEWHERE = 1.1, 0.5, 0.25
LEAST = 0.15  # of the weight of the words asked for, when they are few; less of a whole question
FEW = 4  # words
UNKNOWN = 0.5  # what a word that nobody writes weighs, beside the others


class Found(NamedTuple):
    """A row of the index with its document: plain, for there are hundreds of them."""

    part: int
    written_at: datetime
    head: str
    body: str
    source: str
    key: int
    solved: bool | None


COLUMNS = [
    "part",
    "written_at",
    "head",
    "body",
    "document__source",
    "document__key",
    "document__solved",
]


def _read(rows: QuerySet[Passage], *order: str) -> list[Found]:
    ordered = rows.order_by(*order, "-written_at", "-pk")[:AT_MOST]
    return [Found(*row) for row in ordered.values_list(*COLUMNS)]


@dataclass(slots=True)
class Hit:
    """A passage and how well it answers: words found in the title, and in the passage."""

    passage: Found
    score: float
    covered: float
    in_title: set[str] = field(default_factory=set)
    in_text: set[str] = field(default_factory=set)


@dataclass
class Match:
    """A document that answers, its best passages first."""

    source: str
    key: int
    hits: list[Hit]
    score: float
    speaks_for: bool = False  # found by what it was made from, not by its own words

    @property
    def best(self) -> Hit:
        return self.hits[0]


def find(query: Query, narrowed: Q, membership: Membership) -> list[Match]:
    """The documents this member may see that answer the query, best first; without words, the newest."""
    rows = Passage.objects.filter(narrowed, community=membership.community)
    if query.words:
        hits = _scored(query, _candidates(query, rows, membership.community))
    else:
        hits = [Hit(passage, 0.0, 1.0) for passage in _read(rows)]
    return _with_those_above(_visible(_gathered(hits), membership), rows, membership)


def _candidates(query: Query, rows: QuerySet[Passage], community: Community) -> set[Found]:
    """Passages with all the words; and those with one of the words that tell most, as few as can be read."""
    known = query.known
    for phrase in query.phrases:
        rows = rows.filter(Q(head__contains=phrase) | Q(body__contains=phrase))
    if not known or (query.phrases and query.unknown):
        return set()
    every = HasOneOf(community.pk, [list(asked.terms) for asked in known])
    found = set(_first(rows.filter(every), known))
    some = _telling(known)
    if len(known) > 1 and some and not query.phrases:
        either = HasOneOf(community.pk, [some])
        found |= set(_read(rows.filter(either)))
    return found


def _first(rows: QuerySet[Passage], known: list[Asked]) -> list[Found]:
    """When there are more than can be read, those whose title has the words come first, then the newest."""
    if min(asked.passages for asked in known) > AT_MOST:
        titled = Q()
        for asked in known:
            own = next(iter(asked.terms))
            titled &= Q(head__contains=f" {own}")
        told = Case(
            When(titled, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
        return _read(rows.annotate(titled=told), "-titled")
    return _read(rows)


def _telling(known: list[Asked]) -> list[str]:
    """The terms of the rarest words, as long as they stand in few enough passages together."""
    terms: list[str] = []
    left = AT_MOST
    for asked in sorted(known, key=lambda one: one.passages):
        left -= asked.passages
        if left < 0 and terms:
            break
        terms += asked.terms
    return terms


def _scored(query: Query, found: set[Found]) -> list[Hit]:
    most = max((asked.passages for asked in query.words), default=0)
    weights = {
        asked.word: log(1 + (2 * most + 10) / (asked.passages + 0.5)) * (1 if asked.known else UNKNOWN)
        for asked in query.words
    }
    pairs = list(zip(query.words, query.words[1:], strict=False))
    least = LEAST * min(1, FEW / len(query.words))
    hits = [_hit(passage, query, weights, pairs) for passage in found]
    return [hit for hit in hits if hit.covered >= least]


def _hit(passage: Found, query: Query, weights: dict[str, float], pairs: list) -> Hit:
    head, body = passage.head.split(), passage.body.split()
    usual = 1 - LENGTH + LENGTH * (len(head) + len(body)) / USUAL_LENGTH
    hit, total = Hit(passage, 0.0, 0.0), sum(weights.values())
    for asked in query.words:
        times, sure, length = 0.0, 0.0, 1.0
        for term, how in asked.terms.items():
            titled, said = head.count(term), body.count(term)
            if titled or said:
                times += how * (TITLE * titled + said)
                sure = max(sure, how)
                hit.in_title |= {asked.word} if titled else set()
                hit.in_text |= {asked.word} if said else set()
                length = usual if said else length
        hit.score += weights[asked.word] * times * (SATURATION + 1) / (times + SATURATION * length)
        hit.covered += weights[asked.word] * sure / total
    text = f"{passage.head} |{passage.body} "
    if any(f"{phrase} " not in text for phrase in query.phrases):
        return Hit(passage, 0.0, 0.0)
    for one, other in pairs:
        if any(f" {a} {b} " in text for a in one.terms for b in other.terms):
            hit.score += SIDE_BY_SIDE * min(weights[one.word], weights[other.word])
    hit.score *= (0.5 + hit.covered) * (SOLVED if passage.solved else 1)
    return hit


def _gathered(hits: list[Hit]) -> list[Match]:
    """By document: its best passages, the earliest first of those that answer alike. They speak for it."""
    told: dict[tuple[str, int], list[Hit]] = {}
    hits = sorted(hits, key=lambda one: (-one.score, one.passage.part))
    for hit in hits:
        told.setdefault((hit.passage.source, hit.passage.key), []).append(hit)
    matches = [
        Match(
            source,
            key,
            theirs[:EACH],
            theirs[0].score + ELSEWHERE * sum(h.score for h in theirs[1:EACH]),
        )
        for (source, key), theirs in told.items()
    ]
    matches.sort(key=lambda one: (-one.score, -_seconds(one.best.passage.written_at), -one.key))
    return matches[:SHOWN_AT_MOST]


def _seconds(moment: datetime) -> float:
    return moment.timestamp()


def _visible(matches: list[Match], membership: Membership) -> list[Match]:
    """Those that the pages would show this member, by the rules of each app; one query for each source."""
    seen: dict[str, set[int]] = {}
    for name in {match.source for match in matches}:
        parts = [h.passage.part for match in matches if match.source == name for h in match.hits]
        seen[name] = named(name).visible(parts, membership)
    kept = []
    for match in matches:
        match.hits = [hit for hit in match.hits if hit.passage.part in seen[match.source]]
        if match.hits:
            kept.append(match)
    return kept


def _with_those_above(matches: list[Match], rows: QuerySet[Passage], membership: Membership) -> list[Match]:
    """Where a document says in short what another one holds, it comes first: moved up, or brought in when its
    own words would not have found it. One query for each source that has such documents."""
    found: dict[str, list[int]] = {}
    for match in matches:
        found.setdefault(match.source, []).append(match.key)
    above: dict[tuple[str, int], tuple[str, int]] = {}
    for source in all_sources() if matches else ():
        told = source.above(found, membership)
        above |= {below: (source.name, key) for below, key in told.items()}
    if not above:
        return matches
    known = {(match.source, match.key): match for match in matches}
    ordered: dict[tuple[str, int], Match] = {}
    brought = _brought({first for first in above.values() if first not in known}, rows)
    for match in matches:
        first = above.get((match.source, match.key))
        raised = known.get(first) if first else None
        if first and raised is None and first in brought:
            raised = Match(*first, [Hit(brought[first], match.score, match.best.covered)], match.score, True)
        for one in (raised, match):
            if one is not None:
                ordered.setdefault((one.source, one.key), one)
    return list(ordered.values())


def _brought(wanted: set[tuple[str, int]], rows: QuerySet[Passage]) -> dict[tuple[str, int], Found]:
    """A passage of each of these documents, among those the search was narrowed to."""
    asked = Q(pk=None)
    for source, key in wanted:
        asked |= Q(document__source=source, document__key=key)
    return {(one.source, one.key): one for one in _read(rows.filter(asked))} if wanted else {}
