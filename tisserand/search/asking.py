"""What somebody asks for: the words of a query, its phrases, and how its words may have been meant."""

import re
from dataclasses import dataclass, field

from django.db.models import Q
from rapidfuzz.distance import OSA

from tisserand.communities.models import Community
from tisserand.communities.names import fold

from .models import Spelling, Term
from .words import composed, words_of

LONGEST = 1000  # characters of a query: people paste whole messages
MOST_WORDS = 20  # those that tell most
MEANT_AT_MOST = 5  # other words that one word may have been meant for
LESS_SURE = 0.5  # of a word by its stem or its beginning only
ALMOST_SURE = 0.9  # of a word with its accents, or without

_PHRASE = re.compile(r'["“”«]([^"“”«»]+)["“”»]')


@dataclass
class Asked:
    """A word of the query, and the terms it stands for, each with how sure that is (1: surely)."""

    word: str
    terms: dict[str, float]
    passages: int = 0  # in which one of the terms stands
    read_as: str = ""  # what it was taken for, when nobody writes it so here

    @property
    def known(self) -> bool:
        return self.passages > 0


@dataclass
class Query:
    text: str
    words: list[Asked] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)  # terms, each after a space

    @property
    def known(self) -> list[Asked]:
        return [asked for asked in self.words if asked.known]

    @property
    def unknown(self) -> list[Asked]:
        return [asked for asked in self.words if not asked.known]


def cleaned(text: str) -> str:
    """A query on one line, as long as one is, without what nobody types."""
    text = "".join(sign if sign.isprintable() else " " for sign in composed(text[: 4 * LONGEST]))
    return " ".join(text.split())[:LONGEST]


def understood(text: str, community: Community) -> Query:
    """A query in the words of this community. Four questions to the database at most."""
    query, language = Query(cleaned(text)), community.language
    for word in words_of(query.text, language):
        if all(word.term not in asked.terms for asked in query.words):
            query.words.append(Asked(word.word, {word.term: 1.0}))
    for quoted in _PHRASE.findall(query.text):
        terms = [word.term for word in words_of(quoted, language)]
        if len(terms) > 1:
            query.phrases.append("".join(f" {term}" for term in terms))
    _accent(query.words, community)
    counts = _counts(community, {term for asked in query.words for term in asked.terms})
    unknown = [asked for asked in query.words if not counts.keys() & asked.terms.keys()]
    if unknown:
        _guess(unknown, community)
        counts = _counts(community, {term for asked in query.words for term in asked.terms})
    for asked in query.words:
        asked.passages = sum(counts.get(term, 0) for term in asked.terms)
    if len(query.words) > MOST_WORDS:
        telling = sorted(query.known, key=lambda asked: asked.passages)[:MOST_WORDS]
        query.words = [asked for asked in query.words if asked in telling]
    return query


def _counts(community: Community, terms: set[str]) -> dict[str, int]:
    rows = Term.objects.filter(community=community, term__in=terms)
    return dict(rows.values_list("term", "passages")) if terms else {}


def _accent(words: list[Asked], community: Community) -> None:
    """Add how the community writes the same letters with other accents: « competence » is meant by
    « compétence », and by some it is written so."""
    plain = {fold(asked.word) for asked in words}
    rows = Spelling.objects.filter(community=community, plain__in=plain).order_by("word") if plain else ()
    for row in rows:
        for asked in words:
            if fold(asked.word) == row.plain:
                asked.terms.setdefault(row.term, ALMOST_SURE)


def _guess(unknown: list[Asked], community: Community) -> None:
    """Words that nobody writes here may be slips: take the nearest words of the community instead."""
    wanted = Q()
    for asked in unknown:
        plain = fold(asked.word)
        for first in {plain[0], plain[min(1, len(plain) - 1)]}:
            wanted |= Q(plain__startswith=first)
    found = Spelling.objects.filter(wanted, community=community).values_list("word", "plain", "term")
    spellings = list(found)
    for asked in unknown:
        for sure, word, term in _nearest(fold(asked.word), next(iter(asked.terms)), spellings):
            asked.terms.setdefault(term, sure)
            asked.read_as = asked.read_as or word


def _slips(word: str) -> int:
    """How many slips of the keyboard a word of this length may hold and still be known."""
    return 0 if len(word) < 4 or word.isdigit() else 1 if len(word) < 7 else 2


def _nearest(plain: str, stem: str, spellings: list[tuple[str, str, str]]) -> list[tuple[float, str, str]]:
    """The words that are written almost so, nearest first: how sure, word, term. A slip in a plural that
    nobody wrote (« anuels ») is found by the stem of the singular (« annuel »)."""
    slips, in_stem = _slips(plain), _slips(stem)
    near = []
    for word, other, term in spellings:
        away = OSA.distance(plain, other, score_cutoff=slips)
        if away <= slips:
            near.append((1 - away / 4, word, term))
            continue
        begins = len(plain) > 3 and other.startswith(plain)
        if begins or OSA.distance(stem, term, score_cutoff=in_stem) <= in_stem:
            near.append((LESS_SURE, word, term))
    best = sorted(near, key=lambda one: (-one[0], len(one[1]), one[1]))
    kept: dict[str, tuple[float, str, str]] = {}
    for one in best:
        kept.setdefault(one[2], one)
    return list(kept.values())[:MEANT_AT_MOST]
