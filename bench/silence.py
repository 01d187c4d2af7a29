"""Measure who is called first: who has been silent longest, who our rules put first, who a model does.

    python bench/silence.py --data FOLDER         # the test course, by week: the table of docs/benchmarks.md
    python bench/silence.py --data FOLDER --tune  # the course on which the rules were tuned

FOLDER holds `oulad/` (Kuzilek, Hlosta, Zdrahal 2017, CC BY 4.0). The rules are tuned and the model is trained
on BBB-2013B (February 2013); the test is AAA-2013J (October 2013), another course, later. At the end of each
week: only what had happened by then is joined, people who had left by then are out, and what is foretold is
that somebody leaves or fails afterwards. Nothing of who people are is read.
"""

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tisserand.attention import learned, silence  # noqa: E402

TUNED_ON, TESTED_ON = ("BBB", "2013B"), ("AAA", "2013J")
WEEKS = range(1, 9)
CALLS = 20
DRAWS = 1000
START = date(2013, 1, 1)  # days are told from the start of the course; any day will do


class Row(NamedTuple):
    """One person at the end of one week: what was known, of them and of all, and what they became."""

    who: int
    known: silence.Known
    usual: silence.Group
    left: bool


@dataclass(frozen=True)
class Course:
    """Days are counted from the start. `people`: registered on, gone on, left or failed; then, by person:
    days with a click; (step, day) of each submission; `due`: by step, its day."""

    people: dict[int, tuple[float | None, float | None, bool]]
    days: dict[int, list[int]]
    submitted: dict[int, list[tuple[int, int]]]
    due: dict[int, int]

    def at(self, day: int) -> list[Row]:
        """Those registered by `day` who had not gone, in the morning of it."""
        here = [person for person in sorted(self.people) if self._is_here(person, day)]
        known = {person: self._known(person, day) for person in here}
        usual = silence.group(known.values())
        return [Row(person, known[person], usual, self.people[person][2]) for person in here]

    def _is_here(self, person: int, day: int) -> bool:
        came, gone, _left = self.people[person]
        return (came is None or came < day) and (gone is None or gone >= day)

    def _known(self, person: int, day: int) -> silence.Known:
        submitted = [(step, at) for step, at in self.submitted.get(person, ()) if at < day]
        days = [at for at in self.days.get(person, ()) if at < day]
        return silence.known_on(
            _date(day),
            map(_date, [*days, *(at for _step, at in submitted)]),
            due_on=map(_date, self.due.values()),
            done=[(_date(self.due[step]), _date(at)) for step, at in submitted],
        )


def _date(day: int) -> date:
    return START + timedelta(days=day)


def read(folder: Path, module: str, presentation: str) -> Course:
    import duckdb

    def rows(query: str) -> list[tuple]:
        at = f"code_module = '{module}' and code_presentation = '{presentation}'"
        return duckdb.connect().execute(query.format(at=at, folder=folder)).fetchall()

    people = rows("""
        select id_student, date_registration, date_unregistration, final_result in ('Fail', 'Withdrawn')
        from '{folder}/studentInfo.parquet'
        join '{folder}/studentRegistration.parquet' using (code_module, code_presentation, id_student)
        where {at}""")
    due = rows("""
        select id_assessment, date::int from '{folder}/assessments.parquet'
        where {at} and date is not null and assessment_type <> 'Exam'""")
    submitted, days = defaultdict(list), defaultdict(list)
    for person, step, at in rows("""
        select id_student, id_assessment, date_submitted from '{folder}/studentAssessment.parquet'
        join '{folder}/assessments.parquet' using (id_assessment)
        where {at} and date is not null and assessment_type <> 'Exam'"""):
        submitted[person].append((step, at))
    for person, at in rows("select distinct id_student, date from '{folder}/studentVle.parquet' where {at}"):
        days[person].append(at)
    return Course({pk: tuple(rest) for pk, *rest in people}, dict(days), dict(submitted), dict(due))


# The methods: each gives a number by which people are ordered, the first to be called having the highest.

Order = Callable[[Row], float]


def days_silent(row: Row) -> float:
    """The one-line rule. Who never came has been silent longest."""
    return 9999 if row.known.silent_for is None else row.known.silent_for


def our_rules(row: Row) -> float:
    return silence.standing(row.known, row.usual).level


def taught(course: Course) -> Order:
    """A model learned from all the weeks of one course."""
    rows = [row for week in WEEKS for row in course.at(7 * week)]
    model = learned.learn(
        [silence.measures(row.known, row.usual) for row in rows], [row.left for row in rows]
    )
    return lambda row: model.level(silence.measures(row.known, row.usual))


# The figures. People whom a method does not tell apart share their places: each order of them is as likely.

Marked = Sequence[tuple[float, bool]]


def _tied(marked: Marked) -> Iterator[tuple[int, int]]:
    """From the first to be called: how many a method does not tell apart, and how many of them left."""
    for _mark, same in groupby(sorted(marked, key=itemgetter(0), reverse=True), key=itemgetter(0)):
        left = [one for _mark, one in same]
        yield len(left), sum(left)


def auc(marked: Marked) -> float:
    """How often somebody who left stands before somebody who did not."""
    before = pairs = 0.0
    left_so_far = 0
    for many, left in _tied(marked):
        stayed = many - left
        before += stayed * (left_so_far + left / 2)
        left_so_far += left
        pairs += stayed
    return before / (pairs * left_so_far)


def pr_auc(marked: Marked) -> float:
    """The average precision."""
    called = found = total = 0.0
    for many, left in _tied(marked):
        called, found = called + many, found + left
        total += left * found / called
    return total / found


def found_among(marked: Marked, calls: int) -> float:
    """How many of those who left are among the first so many; an expectation where places are shared."""
    found, free = 0.0, calls
    for many, left in _tied(marked):
        found += left * min(free, many) / many
        free -= min(free, many)
    return found


def gain(weeks: Sequence[Sequence[tuple[int, bool, float, float]]]) -> tuple[float, float]:
    """Between which figures the AUC of the second method is above that of the first, 95 times of 100.

    `weeks`: of each week, who, whether they left, and what the two methods say. People are drawn again, the
    same ones in every week; of several weeks, the mean.
    """
    drawn, everybody = random.Random(7), sorted({one[0] for rows in weeks for one in rows})
    by_person = [{one[0]: one for one in rows} for rows in weeks]
    gains = []
    for _draw in range(DRAWS):
        again = drawn.choices(everybody, k=len(everybody))
        found = [[rows[person] for person in again if person in rows] for rows in by_person]
        gains.append(sum(map(_above, found)) / len(found))
    gains.sort()
    return gains[round(DRAWS * 0.025)], gains[round(DRAWS * 0.975) - 1]


def _above(rows: Sequence[tuple[int, bool, float, float]]) -> float:
    first = auc([(first, left) for _who, left, first, _second in rows])
    return auc([(second, left) for _who, left, _first, second in rows]) - first


def measure(course: Course, methods: dict[str, Order]) -> None:
    print(
        "| week | still there | leave or fail | method | AUC | PR-AUC | right of 20 | found of all | above |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    compared: dict[str, list] = {name: [] for name in methods}
    for week in WEEKS:
        rows = course.at(7 * week)
        left = sum(row.left for row in rows)
        for name, order in methods.items():
            compared[name].append([(row.who, row.left, days_silent(row), order(row)) for row in rows])
            marked = [(mark, left) for _who, left, _first, mark in compared[name][-1]]
            right = found_among(marked, CALLS)
            figures = f"{auc(marked):.3f} | {pr_auc(marked):.3f} | {right / CALLS:.2f} | {right / left:.2f}"
            above = _in_words(compared[name][-1:]) if order is not days_silent else ""
            print(f"| {week} | {len(rows)} | {left} | {name} | {figures} | {above} |", flush=True)
    print("\nThe first four weeks together (mean of the four differences of AUC):")
    for name, weeks in compared.items():
        if methods[name] is not days_silent:
            print(f"- {name}: {_in_words(weeks[:4])}")


def _in_words(weeks: list) -> str:
    low, high = gain(weeks)
    return f"{sum(map(_above, weeks)) / len(weeks):+.3f} ({low:+.3f} to {high:+.3f})"


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--data", type=Path, required=True, help="the folder that holds oulad/")
    options.add_argument("--tune", action="store_true", help="the course on which the rules were tuned")
    chosen = options.parse_args()
    folder = chosen.data / "oulad"
    if not folder.is_dir():
        print(f"{folder}: not there, nothing is measured.")
        return
    earlier = read(folder, *TUNED_ON)
    methods: dict[str, Order] = {"days silent": days_silent, "our rules": our_rules}
    if not chosen.tune:
        try:
            methods["learned model"] = taught(earlier)
        except learned.CannotLearn as why:
            print(f"No learned model: {why}.\n")
    measure(earlier if chosen.tune else read(folder, *TESTED_ON), methods)


if __name__ == "__main__":
    main()
