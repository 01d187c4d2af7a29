"""The index is made of what documents say, and follows them.

Whoever changes a document notes it in the same transaction (`note`: one row). Every minute the notes are
taken, what they speak of is read again, and the index is made to say the same. The counts of terms are facts
that are kept; `tisserand rebuild-facts` makes all of it true again.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TypeVar

from django.db import connection, transaction

from tisserand.communities.names import fold

from . import meaning
from .models import Document, Due, Passage, Spelling, Term
from .sources import Content, Said, named
from .words import composed, words_of

AT_ONCE = 200  # documents in one transaction
AT_MOST = 10  # transactions of one task: others have their turn

Counts = Counter[tuple[int, str]]  # (community, term)
T = TypeVar("T")


def in_batches(rows: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def note(source: str, key: int, part: int | None = None) -> None:
    """This document, or this part of it, has changed: in the transaction that changes it."""
    Due(source=source, key=key, part=part).save(force_insert=True)


def note_all(source: str, keys: Iterable[int]) -> None:
    Due.objects.bulk_create([Due(source=source, key=key) for key in keys], batch_size=1000)


def follow_some() -> bool:
    """Read again what was noted; True when there may be more. Outside a transaction."""
    return Due.objects.exists() and all(_next() for _ in range(AT_MOST))


@transaction.atomic
def _next() -> bool:
    """The oldest notes; False when there is none. They are locked, so that two never index at once; one
    that comes meanwhile stays for the next."""
    notes = list(Due.objects.select_for_update().order_by("pk")[:AT_ONCE])
    order = sorted(notes, key=lambda one: (one.source, one.key))
    whole = {(one.source, one.key) for one in notes if one.part is None}
    for source, theirs in groupby(order, key=lambda one: one.source):
        rest = list(theirs)
        make(source, {key for name, key in whole if name == source})
        parts = [one for one in rest if (source, one.key) not in whole]
        if parts:
            make(source, {one.key for one in parts}, {one.part for one in parts if one.part})
    Due.objects.filter(pk__in=[one.pk for one in notes]).delete()
    return bool(notes)


@transaction.atomic
def make(source: str, keys: Collection[int], parts: Collection[int] | None = None) -> int:
    """Make the index say what these documents say now, or these parts of them; how many rows differed."""
    found = {content.key: content for content in named(source).contents(keys, parts)} if keys else {}
    gone = Document.objects.filter(source=source, key__in=set(keys) - set(found))
    documents = _documents(source, found)
    before = Passage.objects.filter(document__in=[*documents.values()])
    before = before if parts is None else before.filter(part__in=parts)
    have = {(row.document_id, row.part): row for row in [*before, *Passage.objects.filter(document__in=gone)]}
    wanted = {
        (documents[key], said.part): _row(documents[key], content, said)
        for key, content in found.items()
        for said in content.passages
    }
    changes = Changes.between(have, {key: row.passage for key, row in wanted.items()})
    changes.apply()
    _keep_spellings([wanted[row.document_id, row.part] for row in changes.written])
    _, dropped = gone.delete()
    differed = _follow_meaning(documents, found, changes, whole=parts is None)
    return len(changes.gone) + len(changes.written) + dropped.get(Document._meta.label, 0) + differed


def _follow_meaning(documents: dict[int, int], found: dict[int, Content], changes: "Changes", whole: bool):
    opened = {
        documents[key]: (said.part, content.community)
        for key, content in found.items()
        for said in content.passages
        if said.opens
    }
    written = {(row.document_id, row.part) for row in changes.written}
    changed = {document for document, (part, _community) in opened.items() if (document, part) in written}
    without = set(documents.values()) - opened.keys() if whole else set()
    return meaning.follow(opened, changed, without)


def _documents(source: str, found: dict[int, Content]) -> dict[int, int]:
    """Write these documents; their rows by key."""
    rows = [
        Document(
            source=source,
            key=key,
            community_id=one.community,
            kind=one.kind,
            solved=one.solved,
            topic=one.topic,
        )
        for key, one in sorted(found.items())
    ]
    same = ["community", "kind", "solved", "topic"]
    Document.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["source", "key"], update_fields=same
    )
    return dict(Document.objects.filter(source=source, key__in=found).values_list("key", "pk"))


@dataclass(frozen=True)
class Row:
    """A passage as it is to be, and how its terms are written."""

    passage: Passage
    spelt: dict[str, str]


def _row(document: int, content: Content, said: Said) -> Row:
    head = list(words_of(composed(content.title), content.language))
    body = list(words_of(composed(said.text), content.language))
    passage = Passage(
        document_id=document,
        community_id=content.community,
        part=said.part,
        author_id=said.author,
        written_at=said.written_at,
        head="".join(f" {word.term}" for word in head),
        body="".join(f" {word.term}" for word in body),
    )
    return Row(passage, {word.word: word.term for word in [*head, *body]})


FIELDS = ["community_id", "author_id", "written_at", "head", "body"]


@dataclass
class Changes:
    """Rows that are gone, and rows to write (with a number when they were there)."""

    gone: list[Passage]
    written: list[Passage]
    counts: Counts

    @classmethod
    def between(cls, have: dict, wanted: dict) -> "Changes":
        gone = [row for key, row in have.items() if key not in wanted]
        written, counts = [], Counter[tuple[int, str]]()
        for row in gone:
            counts.subtract(terms_of(row))
        for key, row in wanted.items():
            before = have.get(key)
            if before and all(getattr(before, name) == getattr(row, name) for name in FIELDS):
                continue
            if before:
                row.pk = before.pk
                counts.subtract(terms_of(before))
            counts.update(terms_of(row))
            written.append(row)
        return cls(gone, written, counts)

    def apply(self) -> None:
        Passage.objects.filter(pk__in=[row.pk for row in self.gone]).delete()
        known = [row for row in self.written if row.pk is not None]
        new = [row for row in self.written if row.pk is None]
        Passage.objects.bulk_update(known, [name.removesuffix("_id") for name in FIELDS], batch_size=200)
        Passage.objects.bulk_create(new, batch_size=500)
        count(self.counts)


def terms_of(row: Passage) -> set[tuple[int, str]]:
    return {(row.community_id, term) for term in f"{row.head}{row.body}".split()}


def count(changes: Counts) -> None:
    """Keep the counts of terms true; a term that nobody says any more goes, and how it was written too."""
    rows = sorted((community, term, by) for (community, term), by in changes.items() if by)
    with connection.cursor() as cursor:
        for some in in_batches(rows, 300):
            values = ", ".join(["(%s, %s, %s)"] * len(some))
            cursor.execute(
                f"INSERT INTO search_term (community_id, term, passages) VALUES {values}"  # noqa: S608
                " ON CONFLICT (community_id, term)"
                " DO UPDATE SET passages = search_term.passages + excluded.passages",
                [value for row in some for value in row],
            )
    for community, fewer in groupby((row for row in rows if row[2] < 0), key=lambda row: row[0]):
        names = [term for _community, term, _by in fewer]
        for terms in in_batches(names, 500):
            over = Term.objects.filter(community=community, term__in=terms, passages__lte=0)
            Spelling.objects.filter(
                community=community, term__in=list(over.values_list("term", flat=True))
            ).delete()
            over.delete()


def _keep_spellings(rows: Iterable[Row]) -> None:
    seen = {(row.passage.community_id, word): term for row in rows for word, term in row.spelt.items()}
    spellings = [
        Spelling(community_id=community, word=word, plain=fold(word)[:60], term=term)
        for (community, word), term in sorted(seen.items())
    ]
    Spelling.objects.bulk_create(spellings, ignore_conflicts=True, batch_size=500)
