"""How long it takes to compose and queue the letter of every reader: DATABASE_URL=… python bench/letter.py

On the installation that DATABASE_URL names (bench_full: 100,000 people in 200 communities); apply its
migrations first. A letter is approved in each community, and composed as the worker does, by one process.
Told: readers, minutes, peak memory, statements, what the readers get. `--one` composes for one community of
everybody instead. What was made is deleted at the end.
"""

import argparse
import os
import resource
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--one", action="store_true", help="one community of everybody")
    parser.add_argument("--communities", type=int, default=0, help="no more than so many")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tisserand.config.settings")
    os.environ.setdefault("TISSERAND_DATA", "/tmp/tisserand-bench")
    import django

    django.setup()
    from tisserand.communities.models import Community

    everybody = everybody_in_one() if options.one else None
    communities = [everybody] if everybody else list(Community.objects.select_related("organisation"))
    try:
        editions = approved(communities[: options.communities or None])
        measure(editions)
    finally:
        tidy(everybody)


def everybody_in_one():
    """A community of every person, at whose door nobody has knocked yet: only its story is to be told."""
    from django.db import connection
    from django.utils import timezone

    from tisserand.communities.models import Community, Organisation

    here = Organisation.objects.first()
    community = Community.objects.create(organisation=here, name="Everybody", slug="bench-everybody")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO communities_membership (community_id, person_id, role, joined_at, hears,"
            " mail_cadence, active_days) SELECT %s, id, 'learner', %s, 'part', '', 0"
            " FROM people_person WHERE is_active",
            [community.pk, timezone.now()],
        )
    return community


def approved(communities) -> list[int]:
    """A letter for each, whose hour has come, with the most thanked of its conversations as its story."""
    from django.utils import timezone

    from tisserand.conversations.models import Thread
    from tisserand.letter import approving
    from tisserand.letter.models import Edition

    Edition.objects.all().delete()
    made = []
    for community in communities:
        now = community.at(timezone.now()) - timedelta(hours=1)
        threads = Thread.objects.visible().filter(community=community).order_by("-last_post_at")
        story = threads.first() or Thread.objects.visible().first()
        edition = approving.draft(community, by=None, now=now, leaves_at=now, subject="Bench", chosen=story)
        approving.approve(edition, by=None, now=now, stamp=edition.stamp)
        made.append(edition.pk)
    return made


def measure(editions: list[int]) -> None:
    from django.db import connection
    from django.utils import timezone

    from tisserand.letter import composing, tasks
    from tisserand.letter.models import Copy, Edition

    statements = Counter()

    def counting(execute, sql, params, many, context):
        statements[sql.split(None, 1)[0]] += 1
        return execute(sql, params, many, context)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, processor = time.monotonic(), time.process_time()
    with connection.execute_wrapper(counting):
        for pk in editions:
            more = True
            while more:  # as `tasks.compose_letter` does, which is enqueued again
                present = timezone.now()
                week = composing.week_for(pk, present=present)
                more = week is not None and all(
                    composing.go_on(pk, week, present=present) for _ in range(tasks.BATCHES)
                )
    took, processor = time.monotonic() - began, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unfinished = Edition.objects.filter(pk__in=editions, composed_at=None).count()
    ways, kinds, items = Counter(), Counter(), 0
    for way, some in Copy.objects.filter(edition__in=editions).values_list("way", "items").iterator():
        ways[way] += 1
        items += len(some)
        kinds.update(one[0] for one in some)
    total = sum(ways.values())
    print(
        f"{total} readers of {len(editions)} letters in {took / 60:.2f} minutes "
        f"({total / took:.0f} a second, {processor:.0f} s of processor); "
        f"peak memory {peak / 1024:.0f} MB ({before / 1024:.0f} MB before); "
        f"{sum(statements.values())} statements ({sum(statements.values()) / total:.3f} a reader)"
    )
    print(f"{dict(ways)}; {items / total:.1f} things a reader: {dict(kinds)}; {unfinished} unfinished")


def tidy(everybody) -> None:
    from django.db import connection

    from tisserand.communities.models import Event
    from tisserand.config.models import Job

    began = time.monotonic()
    with connection.cursor() as cursor:
        for statement in (
            "DELETE FROM letter_copy",
            "DELETE FROM letter_told",
            "DELETE FROM letter_edition",
            "DELETE FROM mail_envelope WHERE kind = 'letter'",
        ):
            cursor.execute(statement)
    Job.objects.filter(task_path__startswith="tisserand.mail.tasks").delete()
    Event.objects.filter(verb__in=("prepared-letter", "approved-letter", "sent-letter")).delete()
    if everybody is not None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM communities_event WHERE community_id = %s", [everybody.pk])
            cursor.execute("DELETE FROM communities_membership WHERE community_id = %s", [everybody.pk])
        everybody.delete()
    print(f"put in order again in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
