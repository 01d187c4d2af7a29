"""Measure loading activity: time, rate and peak memory for a generated file.

    python bench/load_activity.py --rows 10000000 [--people 20000] [--format csv|parquet] [--again]

The database is the one of DATABASE_URL, or an SQLite file in a temporary folder. The file and the people are
generated (a fixed seed, so that two runs compare); `--again` loads the same file a second time.
"""

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

VERBS = ["viewed", "completed", "answered", "posted", "launched"]
START = datetime(2025, 9, 1, tzinfo=UTC)


def write_csv(path: Path, rows: int, people: int) -> None:
    chance = random.Random(7)
    days = [(START + timedelta(days=day)).strftime("%Y-%m-%dT") for day in range(300)]
    with path.open("w") as out:
        out.write("email,timestamp,verb,object,name\n")
        for row in range(rows):
            seconds = chance.randrange(86400)
            out.write(
                f"person{int(people * chance.random() ** 2)}@example.com,{days[row * 300 // rows]}"
                f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}+00:00,"
                f"{VERBS[chance.randrange(5)]},thing-{chance.randrange(2000)},Thing\n"
            )


def to_parquet(path: Path) -> Path:
    import duckdb

    out = path.with_suffix(".parquet")
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{path}', all_varchar=true)) TO '{out}' (FORMAT parquet)")
    return out


def prepare(people: int):
    from django.core.management import call_command

    from tisserand.communities.models import Community, Organisation
    from tisserand.people.models import Person

    call_command("migrate", verbosity=0)
    organisation, _ = Organisation.objects.get_or_create(name="Bench")
    community, new = Community.objects.get_or_create(
        slug="bench", defaults={"organisation": organisation, "name": "Bench"}
    )
    if new:
        everybody = [Person(email=f"person{n}@example.com", given_name=f"P{n}") for n in range(people)]
        Person.objects.bulk_create(everybody, batch_size=2000, ignore_conflicts=True)
        people_here = Person.objects.filter(email__startswith="person")
        community.admit_all(people_here, by=None, now=START)
    return community


def measure(path: Path, community) -> None:
    from django.utils import timezone

    from tisserand.integrations.imports.activity.load import load

    before, began, told = peak(), time.monotonic(), [time.monotonic()]

    def tell(report):
        if time.monotonic() - told[0] > 20:
            told[0] = time.monotonic()
            print(f"  {report.share:4.0%} {report.lines:>11,} lines, {peak()} MB", flush=True)

    report = load(path, community, now=timezone.now(), tell=tell)
    took = time.monotonic() - began
    print(
        f"{path.name}: {report.lines:,} lines, {report.stored:,} stored, {report.already:,} already, "
        f"{report.bad:,} bad in {took:.0f} s ({report.lines / took:,.0f}/s); "
        f"peak {peak()} MB (before: {before} MB)",
        flush=True,
    )


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--folder", type=Path, help="keep the file and the SQLite database here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("TISSERAND_DATA", str(folder))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tisserand.config.settings")
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
        import django

        django.setup()
        path = folder / f"activity-{options.rows}.csv"
        if not path.exists():
            write_csv(path, options.rows, options.people)
        if options.format == "parquet":
            path = to_parquet(path)
        community = prepare(options.people)
        for _ in range(2 if options.again else 1):
            measure(path, community)


if __name__ == "__main__":
    main()
