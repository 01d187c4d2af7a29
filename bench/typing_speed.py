"""How long a pause takes while somebody types a question in a large community. See search.py."""

import os
import random
import statistics
import time
from datetime import UTC, datetime

import django
from django.core.management import call_command
from django.db import connection
from django.test import Client

PAUSES = (0.4, 0.7, 1.0)  # of what will have been written
VECTORS = 50_000  # as many as a process ever compares (search/nearest.py)


def prepared() -> None:
    """The largest community is indexed, its questions are read; vectors are repeated up to `VECTORS`."""
    django.setup()
    from tisserand.search import indexing, meaning
    from tisserand.search.models import Document, Meaning

    community, began = _largest(), time.monotonic()
    for some in indexing.in_batches(community.threads.values_list("pk", flat=True).iterator(), 500):
        indexing.make("thread", some)
    print(f"indexed in {time.monotonic() - began:.0f} s", flush=True)
    began, count = time.monotonic(), meaning.due().count()
    while meaning.learn_some():
        pass
    print(f"{count} questions read in {time.monotonic() - began:.0f} s", flush=True)
    made = list(Meaning.objects.values_list("part", "made_by", "vector"))
    for start in range(len(made), VECTORS, len(made)):
        some = made[: VECTORS - start]
        copies = [
            Document(community=community, source="thread", key=10**12 + start + place, kind="question")
            for place in range(len(some))
        ]
        rows = zip(Document.objects.bulk_create(copies, batch_size=1000), some, strict=True)
        Meaning.objects.bulk_create(
            [
                Meaning(document=one, community=community, part=-part, made_by=by, vector=bytes(vector))
                for one, (part, by, vector) in rows
            ],
            batch_size=1000,
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure(source: str, asked: int) -> None:
    django.setup()
    from tisserand.communities.models import Membership
    from tisserand.people import limits
    from tisserand.search import embedding
    from tisserand.search.models import Meaning, Passage

    call_command("collectstatic", interactive=False, verbosity=0)
    community, draw = _largest(), random.Random(7)
    person = community.memberships.filter(role=Membership.Role.LEARNER, left_at=None).first().person
    client = Client(headers={"Accept-Language": "fr", "HX-Request": "true"}, SERVER_NAME="127.0.0.1")
    client.force_login(person)
    embedding.read(["Bonjour"])
    posts = list(
        community.threads.filter(kind="question", posts__number=1).values_list("title", "posts__text")
    )
    drawn = draw.sample(posts, asked // len(PAUSES) + 5)
    address, walls, cpus, sizes, shown = f"/c/{community.slug}/similar/", [], [], [], 0
    for number, (title, text) in enumerate(drawn):
        for part in PAUSES:
            limits.forget()
            said = {"kind": "question", "title": title[: int(len(title) * part * 2)]}
            said["text"] = text[: int(len(text) * part)]
            wall, cpu = time.perf_counter(), time.process_time()
            page = client.post(address, said)
            if number >= 5:  # the first ones find nothing at hand
                cpus.append(1000 * (time.process_time() - cpu))
                walls.append(1000 * (time.perf_counter() - wall))
                sizes.append(len(page.content))
                shown += bool(page.context["found"]) if page.context else b"line-title" in page.content
    walls.sort()
    counts = Passage.objects.filter(community=community).count(), Meaning.objects.count()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, from {source}, load {os.getloadavg()[0]:.1f}")
    print(
        "| messages | vectors | pauses | p50 | p95 | processor of the page | of 100, with something | bytes |"
    )
    print("|---|---|---|---|---|---|---|---|")
    print(
        f"| {counts[0]:,} | {counts[1]:,} | {len(walls)} | {walls[len(walls) // 2]:.0f} ms"
        f" | {walls[int(0.95 * len(walls))]:.0f} ms | {statistics.median(cpus):.0f} ms"
        f" | {100 * shown / len(walls):.0f} | {statistics.median(sizes):,.0f} |"
    )


def _largest():
    from django.db.models import Count

    from tisserand.communities.models import Community

    return Community.objects.annotate(size=Count("threads")).order_by("-size").first()
