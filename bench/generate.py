"""Make a large believable installation in PostgreSQL, straight by its own statements; the same at each run.

    python bench/generate.py [--scale 0.1] [--server postgres://postgres@127.0.0.1:5432] [--sample 3]

At 1: 100,000 people, 200 communities, 1,000,000 posts, 20,000,000 lines of journal, in the database
bench_full; at 0.1, a tenth of each in bench_tenth. A tenth has the same twenty sizes of community (from 100
to 3,800 members), once instead of ten times, so that pages of one community compare. A database of that name
is replaced. 7 GB of disk at 1, some more while it is made. The role must be a superuser's.
"""

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
STEPS = sorted((Path(__file__).parent / "believable").glob("*.sql"))
SIZES = 20
PEOPLE, POSTS_EACH, LINES_EACH = 10_000, 10, 200  # of one set of twenty communities; for each person
SETTINGS = {
    "work_mem": "256MB",
    "maintenance_work_mem": "1GB",
    "synchronous_commit": "off",
    "session_replication_role": "replica",  # the rows refer to each other rightly: no check for each
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
}
# Tables that wait for their indexes until they are full.
LARGE = [
    "conversations_post",
    "communities_event",
    "conversations_reading",
    "conversations_follow",
    "mail_envelope",
]


def main() -> None:
    options = _options()
    address = f"{options.server}/{database_of(options.scale)}"
    fresh(options.server, database_of(options.scale))
    os.environ |= {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tisserand.config.settings"}
    os.environ.setdefault("TISSERAND_DATA", "/tmp/tisserand-bench")
    sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    with psycopg.connect(address, autocommit=True) as connection:
        fill(connection, options.scale, options.now)
    follow()
    tell(f"made in {(time.monotonic() - began) / 60:.1f} minutes")
    verify(options.sample)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=1, help="1, 0.1, or a tenth of a whole number")
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument(
        "--sample", type=int, default=3, help="communities whose kept facts are counted again"
    )
    parser.add_argument(
        "--now",
        type=datetime.fromisoformat,
        default=datetime.now(UTC).replace(minute=0, second=0, microsecond=0),
    )
    return parser.parse_args()


def database_of(scale: float) -> str:
    return {1: "bench_full", 0.1: "bench_tenth"}.get(scale, f"bench_{scale:g}".replace(".", "_"))


def tell(text: str) -> None:
    print(text, flush=True)


def fresh(server: str, name: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')


def fill(connection: psycopg.Connection, scale: float, now: datetime) -> None:
    for name, value in SETTINGS.items():
        connection.execute(f"SET {name} = '{value}'")
    connection.execute("CREATE SCHEMA bench")
    plan(connection, scale, now)
    defaults, indexes = set_defaults(connection), drop_indexes(connection)
    for step in STEPS:
        began = time.monotonic()
        connection.execute(step.read_text(), prepare=False)
        tell(f"  {step.stem[2:]:16} {time.monotonic() - began:6.0f} s")
    began = time.monotonic()
    connection.execute("DROP SCHEMA bench CASCADE")
    for statement in [*indexes, *defaults]:
        connection.execute(statement)
    end_of_ids(connection)
    connection.execute("VACUUM (ANALYZE)")
    tell(f"  {'indexes':16} {time.monotonic() - began:6.0f} s")


def follow() -> None:
    """What follows the journal reads it once, as the clock would have."""
    from tisserand.attention import exchanges

    began = time.monotonic()
    exchanges.follow_journal()
    tell(f"  {'exchanges':16} {time.monotonic() - began:6.0f} s")


def plan(connection: psycopg.Connection, scale: float, now: datetime) -> None:
    """The sizes of the communities, the words, and the present moment of all that is told."""
    from believable import texts

    connection.execute(
        f"""
        CREATE FUNCTION bench.now() RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
            AS $$ SELECT '{now.isoformat()}'::timestamptz $$;
        CREATE FUNCTION bench.wanted_lines() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT
            {round(10 * scale) * PEOPLE * LINES_EACH}::bigint $$;
        CREATE TABLE bench.place (id int PRIMARY KEY, home int, first_person int, members int, posts int);
        CREATE TABLE bench.word (kind text, word text);
        CREATE TABLE bench.title (title text);
        CREATE TABLE bench.piece (language text, n int, source text, html text, text text,
                                  PRIMARY KEY (language, n));
        CREATE TABLE bench.many (language text, count int);
        """,
        prepare=False,
    )
    found = texts.pieces()
    copy(connection, "place", places(round(10 * scale)))
    copy(connection, "word", texts.names())
    copy(connection, "title", [(title,) for title in texts.titles()])
    copy(
        connection,
        "piece",
        [
            (lang, n, one.source, one.html, one.text)
            for lang, all_of in found.items()
            for n, one in enumerate(all_of)
        ],
    )
    copy(connection, "many", [(language, len(all_of)) for language, all_of in found.items()])


def places(sets: int) -> list[tuple[int, ...]]:
    """(id, people of its own, the first of them, members, posts): the twenty sizes, `sets` times."""
    weights = [rank**-1.2 for rank in range(1, SIZES + 1)]
    homes = [round(PEOPLE * weight / sum(weights)) for weight in weights]
    homes[0] += PEOPLE - sum(homes)
    found, first = [], 1
    for number in range(sets * SIZES):
        home = homes[number % SIZES]
        found.append((number + 1, home, first, home + home // 12, home * POSTS_EACH))
        first += home
    return found


def copy(connection: psycopg.Connection, table: str, rows: list[tuple]) -> None:
    with connection.cursor().copy(f"COPY bench.{table} FROM STDIN") as out:
        for row in rows:
            out.write_row(row)


def set_defaults(connection: psycopg.Connection) -> list[str]:
    """Give each column the default that Django would write; the statements that take it away again."""
    from django.apps import apps
    from django.db import connection as ours
    from django.db.models import NOT_PROVIDED

    undo = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            simple = not callable(field.default) and field.default is not NOT_PROVIDED
            if not simple and field.default not in (dict, list) and not field.empty_strings_allowed:
                continue
            value = field.get_db_prep_save(field.get_default(), ours)
            value = getattr(value, "obj", value)
            if value is None or field.primary_key or (field.null and not simple):
                continue
            value = {dict: "{}", list: "[]"}.get(type(value), value)
            place = f'ALTER TABLE "{model._meta.db_table}" ALTER COLUMN "{field.column}"'
            connection.execute(
                psycopg.sql.SQL(place + " SET DEFAULT {}").format(psycopg.sql.Literal(str(value)))
            )
            undo.append(f"{place} DROP DEFAULT")
    return undo


def drop_indexes(connection: psycopg.Connection) -> list[str]:
    """Drop the indexes and unique constraints of the large tables; the statements that make them again."""
    again = []
    for table in LARGE:
        constraints = connection.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype = 'u'",
            [table],
        ).fetchall()
        for name, definition in constraints:
            connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        indexes = connection.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE indrelid = %s::regclass AND NOT indisprimary",
            [table],
        ).fetchall()
        for name, definition in indexes:
            connection.execute(f"DROP INDEX {name}")
            again.append(definition)
    return again


def end_of_ids(connection: psycopg.Connection) -> None:
    """Rows written from now on get ids that are free."""
    owned = connection.execute(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) "
        "FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'"
    ).fetchall()
    for table, column, sequence in owned:
        connection.execute(
            f'SELECT setval(\'{sequence}\', coalesce(max("{column}"), 0) + 1, false) FROM "{table}"',
            prepare=False,
        )


def verify(sample: int) -> None:
    """Count rows; count the kept facts of some communities again; render some posts again."""
    from django.db.models import Count

    from tisserand.communities import facts
    from tisserand.communities.models import Community, Event, Membership
    from tisserand.conversations.models import Post, Thread
    from tisserand.conversations.rendering import render
    from tisserand.people.models import Person

    for model in (Person, Community, Membership, Thread, Post, Event):
        tell(f"  {model._meta.verbose_name!s:14} {model.objects.count():>12,}")
    middle = SIZES // 2
    for community in Community.objects.annotate(n=Count("memberships")).filter(
        pk__in=[middle, 1, SIZES][:sample]
    ):
        wrong = facts.rebuild(community)
        tell(f"  kept facts of {community} ({community.n:,} members), rows that were wrong: {wrong}")
        for later in ("search", "similar questions"):  # read by the worker, later: see search.py
            del wrong[later]
        if any(wrong.values()):
            sys.exit("The kept facts do not say what the rows say.")
    for post in Post.objects.order_by("?")[:200] if sample else ():
        body = render(post.source, post.format)
        if (body.html, body.text) != (post.html, post.text):
            sys.exit(f"Post {post.pk} is not what its source gives.")


if __name__ == "__main__":
    main()
