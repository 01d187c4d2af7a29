"""Measure the first two weeks apart: what is known then, what more could be asked, and what it would bring.

    python bench/first_weeks.py --data FOLDER

FOLDER holds `oulad/` (see bench/silence.py, whose rules of fairness hold here). Three tables: the rules of
*My day* on the morning of the start, then three, seven, ten and fourteen days later, on the course where they
were tuned and on the test course; the same rules on the morning of the start of other presentations, of which
only what was opened before it is there; and, on the course where they were tuned, what each fact that one
might add would change.
"""

import argparse
import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median

from silence import TESTED_ON, TUNED_ON, Course, Row, auc, days_silent, gain, our_rules, read

from tisserand.attention import silence

DAYS = (0, 3, 7, 10, 14)
OTHERS = [
    *(("DDD", "2013B"), ("FFF", "2013B")),
    *(("DDD", "2013J"), ("EEE", "2013J"), ("FFF", "2013J"), ("GGG", "2013J")),
]


def both(rows: list[Row], second: Callable[[Row], float], first: Callable[[Row], float] = days_silent) -> str:
    """The AUC of each, and between which figures the second is above the first."""
    marked = [(row.who, row.left, first(row), second(row)) for row in rows]
    one = auc([(mark, left) for _who, left, mark, _second in marked])
    other = auc([(mark, left) for _who, left, _first, mark in marked])
    low, high = gain([marked])
    return f"{one:.3f} | {other:.3f} | {other - one:+.3f} ({low:+.3f} to {high:+.3f})"


def by_day(courses: dict[str, Course]) -> None:
    together = {}
    print("| course | day | still there | leave or fail | days silent | our rules | above |")
    print("|---|---|---|---|---|---|---|")
    for name, course in courses.items():
        found = {day: course.at(day) for day in DAYS}
        for day, rows in found.items():
            left = sum(row.left for row in rows)
            print(f"| {name} | {day} | {len(rows)} | {left} | {both(rows, our_rules)} |", flush=True)
        together[name] = [_marked(rows) for rows in found.values()]
    print("\nThe five mornings together (mean of the five differences):")
    for name, mornings in together.items():
        low, high = gain(mornings)
        mean = sum(map(_difference, mornings)) / len(mornings)
        print(f"- {name}: {mean:+.3f} ({low:+.3f} to {high:+.3f})")


def as_likely_seen(tuned: Course, tested: Course, day: int = 7) -> None:
    """How often a gain as large as on the course where the rules were tuned would be told from chance in a
    group as small as that of the test."""
    gains = []
    for marked in (_marked(tuned.at(day)), _marked(tested.at(day))):
        low, high = gain([marked])
        gains.append((_difference(marked), (high - low) / 2 / 1.96))
    (expected, _), (_, error) = gains
    chance = 0.5 * (1 + math.erf((expected / error - 1.96) / math.sqrt(2)))
    told = f"{chance:.0%} of the time on the other course"
    print(f"\nOn day {day}, a gain of {expected:+.3f} is told from chance {told}.")


def _marked(rows: list[Row]) -> list[tuple[int, bool, float, float]]:
    return [(row.who, row.left, days_silent(row), our_rules(row)) for row in rows]


def _difference(marked: list[tuple[int, bool, float, float]]) -> float:
    first = auc([(mark, left) for _who, left, mark, _second in marked])
    return auc([(mark, left) for _who, left, _first, mark in marked]) - first


def before_the_start(folder: Path, module: str, presentation: str) -> list[Row]:
    """Day 0 of a presentation whose days are not told: lines opened before it stand for days."""
    import duckdb

    asked = f"""
        select id_student, coalesce(pre_course_interaction_rows, 0), final_result in ('Fail', 'Withdrawn')
        from '{folder}/studentInfo.parquet'
        join '{folder}/studentRegistration.parquet' using (code_module, code_presentation, id_student)
        left join '{folder}/preCourseClicks.parquet' using (code_module, code_presentation, id_student)
        where code_module = '{module}' and code_presentation = '{presentation}'
            and coalesce(date_registration, -1) < 0 and coalesce(date_unregistration, 0) >= 0
        order by id_student"""
    found = duckdb.connect().execute(asked).fetchall()
    known = {
        who: silence.Known(silent_for=1 if lines else None, days_here=int(lines)) for who, lines, _ in found
    }
    usual = silence.group(known.values())
    return [Row(who, known[who], usual, left) for who, _lines, left in found]


def elsewhere(folder: Path) -> None:
    print("\n| presentation | still there | leave or fail | never came yet | came | our rules | above |")
    print("|---|---|---|---|---|---|---|")
    for module, presentation in OTHERS:
        rows = before_the_start(folder, module, presentation)
        left, never = sum(row.left for row in rows), sum(row.known.never_seen for row in rows)
        figures = both(rows, our_rules, lambda row: row.known.never_seen)
        print(f"| {module}-{presentation} | {len(rows)} | {left} | {never} | {figures} |", flush=True)


# What one might ask besides, of each person on a day: the more, the less they need a call.


def others(folder: Path, course: Course, module: str, presentation: str) -> dict[str, Callable]:
    import duckdb

    opened = defaultdict(list)
    asked = f"""
        select distinct id_student, date, activity_type from '{folder}/studentVle.parquet'
        join '{folder}/vle.parquet' using (code_module, code_presentation, id_site)
        where code_module = '{module}' and code_presentation = '{presentation}'"""
    for who, day, kind in duckdb.connect().execute(asked).fetchall():
        opened[who].append((day, kind))

    def before(who: int, day: int, since: int = -1000) -> list[tuple[int, str]]:
        return [one for one in opened.get(who, ()) if since <= one[0] < day]

    def early(who: int, day: int) -> int:
        return sum(at < day <= course.due[step] for step, at in course.submitted.get(who, ()))

    return {
        "registered early": lambda who, day: -(course.people[who][0] or 0),
        "days in the last seven": lambda who, day: len({at for at, _kind in before(who, day, day - 7)}),
        "steps done ahead": early,
        "kinds of page opened": lambda who, day: len({kind for _day, kind in before(who, day)}),
        "days in the forum": lambda who, day: sum(kind == "forumng" for _day, kind in before(who, day)),
    }


def candidates(folder: Path, course: Course, key: tuple[str, str]) -> None:
    """Each beside the rules, with the weight of the shortfall of days, against half of the group."""
    print("\n| fact added | day | our rules | with it | above |")
    print("|---|---|---|---|---|")
    for name, count in others(folder, course, *key).items():
        for day in (0, 7, 14):
            rows = course.at(day)
            usual = median(count(row.who, day) for row in rows)

            def with_it(row: Row, day: int = day, usual: float = usual, count: Callable = count) -> float:
                return our_rules(row) + max(1 - count(row.who, day) / max(usual, 1), -1)

            print(f"| {name} | {day} | {both(rows, with_it, our_rules)} |", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--data", type=Path, required=True, help="the folder that holds oulad/")
    folder = options.parse_args().data / "oulad"
    if not folder.is_dir():
        print(f"{folder}: not there, nothing is measured.")
        return
    tuned, tested = read(folder, *TUNED_ON), read(folder, *TESTED_ON)
    by_day({"-".join(TUNED_ON): tuned, "-".join(TESTED_ON): tested})
    as_likely_seen(tuned, tested)
    elsewhere(folder)
    candidates(folder, tuned, TUNED_ON)


if __name__ == "__main__":
    main()
