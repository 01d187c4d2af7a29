"""How long a page of results takes. See search.py."""

import os
import platform
import random
import statistics
import time
from collections import defaultdict
from datetime import UTC, datetime

import django
import psycopg
from django.core.management import call_command
from django.db import connection
from django.test import Client

COPIED = {  # the columns that a search never reads are left empty
    "people_person": {},
    "communities_organisation": {},
    "communities_community": {},
    "communities_membership": {},
    "conversations_thread": {"context": "'{}'::jsonb"},
    "conversations_post": {
        "source": "''",
        "html": "''",
        "source_key": "NULL",
        "form_token": "NULL",
        "quotes_id": "NULL",
    },
    "conversations_acceptance": {},
}
WAYS = (
    "one word",
    "two words",
    "a whole question",
    "a phrase",
    "a slip",
    "words and filters",
)


def copied(server: str, source: str, into: str) -> None:
    """A database of its own with the people, threads and posts of another, and nothing indexed."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as ours:
        ours.execute(f"DROP DATABASE IF EXISTS {into} WITH (FORCE)")
        ours.execute(f"CREATE DATABASE {into}")
    django.setup()
    call_command("migrate", verbosity=0)
    with (
        psycopg.connect(f"{server}/{source}") as there,
        psycopg.connect(f"{server}/{into}") as here,
    ):
        here.execute("SET session_replication_role = replica")
        for table, emptied in COPIED.items():
            columns = [column.name for column in there.execute(f"SELECT * FROM {table} LIMIT 0").description]
            read = ", ".join(emptied.get(column, column) for column in columns)
            with (
                there.cursor().copy(f"COPY (SELECT {read} FROM {table}) TO STDOUT (FORMAT binary)") as rows,
                here.cursor().copy(
                    f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT binary)"
                ) as target,
            ):
                for piece in rows:
                    target.write(piece)
        here.commit()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def index() -> None:
    """Index every thread as the worker does, the indexes of the database last."""
    from tisserand.conversations.models import Thread
    from tisserand.search import indexing, terms_index

    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_words; SET synchronous_commit = off")
    keys = Thread.objects.order_by("community", "pk").values_list("pk", flat=True).iterator()
    for done, some in enumerate(indexing.in_batches(keys, 1000), 1):
        indexing.make("thread", some)
        if done % 10 == 0:
            print(
                f"{done * 1000} threads, {(time.monotonic() - began) / 60:.1f} minutes",
                flush=True,
            )
    with connection.schema_editor() as editor:
        editor.execute("SET maintenance_work_mem = '512MB'")
        terms_index.create(None, editor)
    tell(began)


def tell(began: float) -> None:
    """Leave the index as the nights of a site would, and say how large it is."""
    from tisserand.search.models import Passage

    with connection.cursor() as cursor:
        for table in ("passage", "document", "term", "spelling"):
            cursor.execute(f"VACUUM ANALYZE search_{table}")
        cursor.execute(
            "SELECT pg_size_pretty(sum(pg_total_relation_size(oid))) FROM pg_class"
            " WHERE relname ~ '^search_[a-z]+$' AND relkind = 'r'"
        )
        [size] = cursor.fetchone()
    print(
        f"{Passage.objects.count():,} passages, {size},"
        f" indexed in {(time.monotonic() - began) / 60:.1f} minutes"
    )


# Of each community, as many others that hold the same passages: the index of a site so many times as large.
TIMES = """
    SELECT setval(pg_get_serial_sequence('communities_community', 'id'), max(id)) FROM communities_community;
    INSERT INTO communities_community (organisation_id, name, slug, promise, language, promised_hours,
        created_at, set_back)
    SELECT organisation_id, name, slug || '-of-' || id || '-' || n, promise, language, promised_hours,
        created_at, set_back FROM communities_community, generate_series(2, {times}) n;
    CREATE TEMPORARY TABLE twins AS
    SELECT one.id AS of, other.id AS id, row_number() OVER () AS n FROM communities_community one
    JOIN communities_community other ON other.slug LIKE one.slug || '-of-' || one.id || '-%';
    INSERT INTO search_document (community_id, source, key, kind, solved)
    SELECT twins.id, source, key + n * 1000000000, kind, solved FROM search_document
    JOIN twins ON of = community_id;
    INSERT INTO search_passage (document_id, community_id, part, author_id, written_at, head, body)
    SELECT copy.id, twins.id, part + n * 1000000000, author_id, written_at, head, body FROM search_passage
    JOIN twins ON of = search_passage.community_id JOIN search_document first ON first.id = document_id
    JOIN search_document copy ON copy.source = first.source AND copy.key = first.key + n * 1000000000;
    INSERT INTO search_term (community_id, term, passages)
    SELECT twins.id, term, passages FROM search_term JOIN twins ON of = community_id;
    INSERT INTO search_spelling (community_id, word, plain, term)
    SELECT twins.id, word, plain, term FROM search_spelling JOIN twins ON of = community_id;
"""


def multiply(times: int) -> None:
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS search_words; SET synchronous_commit = off; ANALYZE")
        for statement in TIMES.format(times=times).split(";")[:-1]:
            cursor.execute(statement)
    with connection.schema_editor() as editor:
        editor.execute("SET maintenance_work_mem = '512MB'")
        from tisserand.search import terms_index

        terms_index.create(None, editor)
    tell(began)


def measure(source: str, asked: int, *, again: bool, times: int) -> None:
    django.setup()
    if not again:
        index()
    if times > 1:
        multiply(times)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.machine()}, from {source};"
        f" load {os.getloadavg()[0]:.1f}"
    )
    questions = list(_questions(asked))
    people = {person.pk: _signed_in(person) for _way, person, _path in questions}
    for _way, person, path in questions[:40]:
        people[person.pk].get(path)
    walls, cpus, found = defaultdict(list), defaultdict(list), defaultdict(int)
    for way, person, path in questions:
        wall, cpu = time.perf_counter(), time.process_time()
        page = people[person.pk].get(path)
        cpus[way].append(time.process_time() - cpu)
        walls[way].append(time.perf_counter() - wall)
        assert page.status_code == 200
        found[way] += bool(page.text.count("<mark>"))
    print(f"load after: {os.getloadavg()[0]:.1f}")
    print(
        "| asked | times | p50 | p95 | processor of the page | found something |\n|---|---|---|---|---|---|"
    )
    for way in (*WAYS, "all"):
        ways = WAYS if way == "all" else (way,)
        wall = sorted(1000 * one for name in ways for one in walls[name])
        cpu = statistics.median(1000 * one for name in ways for one in cpus[name])
        some = sum(found[name] for name in ways)
        p95 = wall[int(len(wall) * 0.95)]
        print(
            f"| {way} | {len(wall)} | {wall[len(wall) // 2]:.1f} ms | {p95:.1f} ms | {cpu:.1f} ms | {some} |"
        )


def _signed_in(person) -> Client:
    client = Client(headers={"Accept-Language": "fr"}, SERVER_NAME="127.0.0.1")
    client.force_login(person)
    return client


def _questions(asked: int):
    """(way, who, address), drawn from what people wrote: each way equally often, sixty communities."""
    from urllib.parse import urlencode

    from tisserand.communities.models import Community
    from tisserand.conversations.models import Post
    from tisserand.search.words import words_of

    draw = random.Random(7)
    communities = sorted(Community.objects.exclude(slug__contains="-of-"), key=lambda one: one.pk)
    draw.shuffle(communities)
    for number in range(asked):
        way, community = (
            WAYS[number % len(WAYS)],
            communities[number // len(WAYS) % 60 % len(communities)],
        )
        threads = list(community.threads.order_by("pk").values_list("pk", flat=True)[:2000])
        thread = community.threads.get(pk=draw.choice(threads))
        text = draw.choice(list(Post.objects.filter(thread=thread).values_list("text", flat=True)))
        words = [word.word for word in words_of(text, community.language) if word.word.isalpha()] or [
            "réunion"
        ]
        person = draw.choice(list(community.memberships.present().select_related("person")[:20])).person
        query = {"q": draw.choice(words)}
        if way == "two words":
            query = {"q": " ".join(draw.choices(words, k=2))}
        elif way == "a whole question":
            query = {"q": thread.title}
        elif way == "a phrase":
            run = text.split()
            start = draw.randrange(max(1, len(run) - 3))
            query = {"q": '"' + " ".join(run[start : start + 3]).replace('"', "") + '"'}
        elif way == "a slip":
            word = max(words, key=len)
            place = draw.randrange(1, max(2, len(word) - 1))
            query = {"q": word[:place] + word[place + 1 :]}
        elif way == "words and filters":
            query |= {
                "kind": "question",
                "after": "2020-01-01",
                "author": person.given_name,
            }
        yield way, person, f"/c/{community.slug}/search/?{urlencode(query)}"
