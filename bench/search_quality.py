"""What the search finds on public gold sets, beside plainer methods. See search.py."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import unescape
from math import log
from pathlib import Path

import django
import duckdb
import snowballstemmer
from django.core.management import call_command
from django.db.models import Q

DEPTH = 10
Rank = Callable[[str], list[int]]


@dataclass
class Gold:
    """`asked`: queries, each with the documents that answer; `documents`: title and text of each."""

    name: str
    language: str
    documents: dict[int, tuple[str, str]]
    asked: list[tuple[str, set[int]]]


def measure(data: Path) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    print("| set | asked | method | recall at 10 | mean reciprocal rank |\n|---|---|---|---|---|")
    for make in (entailed, alike, _slips, linked, _accepted):
        for gold in make(data):
            for method, prepare in METHODS.items():
                rank = prepare(gold)
                ranks = [_rank_of(rank(query)[:DEPTH], right) for query, right in gold.asked]
                recall = sum(found for _first, found in ranks) / len(ranks)
                reciprocal = sum(1 / first for first, _found in ranks if first) / len(ranks)
                print(
                    f"| {gold.name} | {len(ranks)} | {method} | {recall:.3f} | {reciprocal:.3f} |", flush=True
                )


def _rank_of(found: list[int], right: set[int]) -> tuple[int, float]:
    """Where the first right one stands (0: nowhere), and what share of them is there."""
    first = next((place for place, one in enumerate(found, 1) if one in right), 0)
    return first, len(right & set(found)) / min(len(right), DEPTH)


# The gold sets


def read(path: Path, columns: str, where: str = "true") -> list[tuple]:
    if not path.exists():
        print(f"| {path.name}: not there, left out |")
        return []
    return duckdb.sql(f"SELECT {columns} FROM '{path}' WHERE {where}").fetchall()


def entailed(data: Path) -> Iterator[Gold]:
    rows = read(data / "pairs/rqe_amia2016.parquet", "chq, faq, value", "split = 'test'")
    numbers = {text: number for number, text in enumerate(sorted({faq for _chq, faq, _value in rows}), 1)}
    right: dict[str, set[int]] = {}
    for chq, faq, value in rows:
        if value == "true":
            right.setdefault(chq, set()).add(numbers[faq])
    if rows:
        documents = {number: ("", text) for text, number in numbers.items()}
        yield Gold("questions that entail another (RQE, en)", "en", documents, list(right.items()))


def _sentences(data: Path, language: str) -> list[tuple[str, str]]:
    where = "split = 'dev' AND score >= 4 AND sentence1 <> sentence2"
    return read(data / f"pairs/stsb_{language}.parquet", "sentence1, sentence2", where)


def alike(data: Path) -> Iterator[Gold]:
    for language in ("fr", "en"):
        if pairs := _sentences(data, language):
            every = read(data / f"pairs/stsb_{language}.parquet", "DISTINCT sentence2", "split = 'dev'")
            numbers = {text: number for number, [text] in enumerate(sorted(every), 1)}
            documents = {number: ("", text) for text, number in numbers.items()}
            # Without their quotation marks, which ask for these very words.
            asked = [(re.sub('["“”«»]', " ", one), {numbers[other]}) for one, other in pairs]
            yield Gold(f"sentences that say the same (STS-B, {language})", language, documents, asked)


def _slips(data: Path) -> Iterator[Gold]:
    """Three words of a sentence, the longest with two letters the wrong way round."""
    for language in ("fr", "en"):
        texts = sorted({one for pair in _sentences(data, language) for one in pair})
        asked = []
        for number, text in enumerate(texts, 1):
            words = sorted({word for word in re.findall(r"[^\W\d_]{4,}", text)}, key=lambda w: (-len(w), w))[
                :3
            ]
            if words and len(words[0]) > 5:
                middle = len(words[0]) // 2
                slip = (
                    words[0][: middle - 1] + words[0][middle] + words[0][middle - 1] + words[0][middle + 1 :]
                )
                asked.append((" ".join([slip, *words[1:]]), {number}))
        if asked:
            documents = {number: ("", text) for number, text in enumerate(texts, 1)}
            yield Gold(
                f"a sentence by three words, one mistyped (STS-B, {language})", language, documents, asked
            )


SITES = {"french.meta": "fr", "quantumcomputing": "en"}


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html or ""))


def linked(data: Path) -> Iterator[Gold]:
    for site, language in SITES.items():
        posts = data / f"stackexchange/{site}_Posts.parquet"
        asked_here = read(posts, "Id::int, Title, Body", "PostTypeId = '1' OR PostTypeId = 1")
        documents = {number: (title, plain(body)) for number, title, body in asked_here}
        links = read(data / f"stackexchange/{site}_PostLinks.parquet", "PostId::int, RelatedPostId::int")
        right: dict[int, set[int]] = {}
        for one, other in links:
            if one in documents and other in documents and one != other:
                right.setdefault(one, set()).add(other)
        asked = [(documents[one][0], others) for one, others in sorted(right.items())]
        if asked:
            yield Gold(f"questions linked by people ({site}, {language})", language, documents, asked)


def _accepted(data: Path) -> Iterator[Gold]:
    for site, language in SITES.items():
        posts = data / f"stackexchange/{site}_Posts.parquet"
        asked_here = read(posts, "Title, AcceptedAnswerId::int", "AcceptedAnswerId IS NOT NULL")
        answers = read(posts, "Id::int, Body", "PostTypeId::int = 2")
        documents = {number: ("", plain(body)) for number, body in answers}
        asked = [(title, {answer}) for title, answer in asked_here if answer in documents]
        if asked:
            yield Gold(
                f"the accepted answer by the title alone ({site}, {language})", language, documents, asked
            )


# The methods


def _contained(gold: Gold) -> Rank:
    """What « contains » of a database does: each word somewhere in the text."""
    texts = {key: f"{title} {text}".lower() for key, (title, text) in gold.documents.items()}

    def rank(query: str) -> list[int]:
        words = re.findall(r"\w+", query.lower())
        return [key for key, text in texts.items() if all(word in text for word in words)]

    return rank


def _bm25(gold: Gold, *, stemmed: bool) -> Rank:
    stemmer = snowballstemmer.stemmer({"fr": "french", "en": "english"}[gold.language])

    def terms(text: str) -> list[str]:
        words = re.findall(r"\w+", text.lower())
        return stemmer.stemWords(words) if stemmed else words

    counts = {key: Counter(terms(f"{title} {text}")) for key, (title, text) in gold.documents.items()}
    sizes = {key: sum(one.values()) for key, one in counts.items()}
    usual = sum(sizes.values()) / len(sizes)
    spread = Counter(term for one in counts.values() for term in one)

    def rank(query: str) -> list[int]:
        scores: Counter[int] = Counter()
        for term in set(terms(query)) & spread.keys():
            weight = log(1 + (len(counts) - spread[term] + 0.5) / (spread[term] + 0.5))
            for key, one in counts.items():
                if times := one[term]:
                    scores[key] += weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * sizes[key] / usual))
        return [key for key, _score in scores.most_common(DEPTH + 1)]

    return rank


def indexed(gold: Gold):
    """The place of somebody in a community that holds these documents, as questions, and no others."""
    from tisserand.communities.models import Community, Membership, Organisation
    from tisserand.people.models import Person
    from tisserand.search import indexing, sources

    organisation, _new = Organisation.objects.get_or_create(name="Gold")
    slug = Community.objects.free_slug(gold.name[:40])
    community = Community.objects.create(
        organisation=organisation, name="Gold", slug=slug, language=gold.language
    )
    person, _new = Person.objects.get_or_create(email="gold@example.com", given_name="Gold")
    member = Membership.objects.create(community=community, person=person, joined_at=datetime.now(UTC))

    class Documents(sources.Source):
        name = f"g{community.pk}"

        def contents(self, keys, parts=None):
            for key in keys:
                title, text = gold.documents[key]
                said = [sources.Said(key, None, datetime(2026, 1, 1, tzinfo=UTC), text, opens=True)]
                yield sources.Content(key, community.pk, gold.language, "gold", title, passages=said)

        def visible(self, parts, membership):
            return set(parts)

    sources.source(Documents)
    for some in indexing.in_batches(gold.documents):
        indexing.make(Documents.name, some)
    return member


def _ours(gold: Gold) -> Rank:
    from tisserand.search.asking import understood
    from tisserand.search.finding import find

    member = indexed(gold)
    return lambda query: [match.key for match in find(understood(query, member.community), Q(), member)]


def _but_itself(prepare: Callable[[Gold], Rank], gold: Gold) -> Rank:
    """A question never answers itself: among linked questions, the one that is asked is left out."""
    rank, titles = prepare(gold), {title: key for key, (title, _text) in gold.documents.items() if title}
    return lambda query: [key for key in rank(query) if key != titles.get(query)]


METHODS: dict[str, Callable[[Gold], Rank]] = {
    "every word contained": partial(_but_itself, _contained),
    "words as typed, BM25": partial(_but_itself, partial(_bm25, stemmed=False)),
    "Snowball stems, BM25": partial(_but_itself, partial(_bm25, stemmed=True)),
    "Tisserand": partial(_but_itself, _ours),
}
