"""The meaning of documents: a row for each that has one, due when what it opens with has changed, read by
the worker. A row is never read again in place: a new one takes its place, so that numbers only grow and
whoever keeps vectors at hand (`nearest`) asks for those that came since."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, QuerySet

from . import embedding
from .models import Meaning
from .sources import named

AT_ONCE = 64  # documents read together
AT_MOST = 20  # times in one task: others have their turn


def follow(opened: dict[int, tuple[int, int]], changed: Collection[int], without: Collection[int]) -> int:
    """After documents were read again: `opened` says with which part each opens, and in which community.
    Those of `changed`, and those that had no row, are due; those `without` an opening have no meaning any
    more. Returns how many had no row, or one too many."""
    _all, gone = Meaning.objects.filter(document__in=without).delete()
    have = set(Meaning.objects.filter(document__in=opened).values_list("document", flat=True))
    Meaning.objects.filter(document__in=have & set(changed)).delete()
    due = [
        Meaning(document_id=document, community_id=community, part=part)
        for document, (part, community) in opened.items()
        if document in changed or document not in have
    ]
    Meaning.objects.bulk_create(due, batch_size=500)
    return len(opened.keys() - have) + sum(gone.values())


def due() -> QuerySet[Meaning]:
    """Those that were not read, or by another model."""
    return Meaning.objects.filter(Q(made_by__lt=embedding.NAME) | Q(made_by__gt=embedding.NAME))


def learn_some() -> bool:
    """Read what is due; True when there may be more. Outside a transaction."""
    return embedding.here() and due().exists() and all(_learn() for _ in range(AT_MOST))


def _learn() -> bool:
    rows = list(due().select_related("document").order_by("pk")[:AT_ONCE])
    texts = _texts(rows)
    known = [row for row in rows if row.pk in texts]
    vectors = [*embedding.read([texts[row.pk] for row in known])] if known else []
    made = [
        Meaning(
            document_id=row.document_id,
            community_id=row.community_id,
            part=row.part,
            made_by=embedding.NAME,
            vector=vector.tobytes(),
        )
        for row, vector in zip(known, vectors, strict=True)
    ]
    with transaction.atomic():
        # What has changed meanwhile is another row, and still due.
        still = Meaning.objects.select_for_update().filter(pk__in=[row.pk for row in rows])
        standing = set(still.values_list("document", flat=True))
        still.delete()
        Meaning.objects.bulk_create([row for row in made if row.document_id in standing])
    return bool(rows)


def _texts(rows: list[Meaning]) -> dict[int, str]:
    """Title and opening of each of these documents, by row; without those that are gone."""
    wanted: dict[str, dict[int, Meaning]] = {}
    for row in rows:
        wanted.setdefault(row.document.source, {})[row.document.key] = row
    found = {}
    for source, theirs in wanted.items():
        parts = {row.part for row in theirs.values()}
        for content in named(source).contents(theirs.keys(), parts):
            if content.passages:
                found[theirs[content.key].pk] = f"{content.title}\n{content.passages[0].text}"
    return found
