"""What is measured on past courses looks at nothing that came later: on a made-up course of six people."""

import importlib.util
import random
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def load(name, known_as):
    spec = importlib.util.spec_from_file_location(known_as, ROOT / "bench" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bench():
    return load("silence", "bench_silence")


@pytest.fixture(scope="module")
def first_weeks(bench):
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "silence", bench)
        yield load("first_weeks", "bench_first_weeks")


def course(bench, **values):
    """Six people: 1 and 2 come, 3 came once, 4 never, 5 leaves on day 10, 6 comes to the course on day 9."""
    made = {
        "people": {
            1: (-20, None, False),
            2: (-20, None, False),
            3: (-20, None, True),
            4: (None, None, True),
            5: (-20, 10, True),
            6: (9, None, False),
        },
        "days": {1: [-3, 0, 2, 5, 6], 2: [0, 1, 4], 3: [0], 5: [0, 3], 6: [9, 10]},
        "submitted": {1: [(70, 4)], 2: [(70, 8)]},
        "due": {70: 5, 71: 12},
    }
    return bench.Course(**(made | values))


def known(course, day):
    return {row.who: row.known for row in course.at(day)}


def test_what_was_known_at_the_end_of_a_week(bench):
    found = known(course(bench), 7)
    assert sorted(found) == [1, 2, 3, 4, 5]
    assert (found[1].silent_for, found[1].days_here, found[1].steps_late) == (1, 6, 0)
    assert (found[2].silent_for, found[2].steps_due, found[2].steps_late) == (3, 1, 1)  # sent on day 8: later
    assert (found[4].silent_for, found[4].days_here) == (None, 0)


def test_what_comes_later_changes_nothing(bench):
    """Whatever is added from that day on, and whatever is taken away."""
    drawn, day = random.Random(3), 7
    before = course(bench).at(day)
    for _draw in range(50):
        whole = course(bench)
        days = {who: list(whole.days.get(who, [])) for who in whole.people}
        submitted = {who: list(whole.submitted.get(who, [])) for who in whole.people}
        for who in whole.people:
            days[who] = [at for at in days[who] if at < day or drawn.random() < 0.5]
            days[who] += [drawn.randrange(day, 60) for _ in range(drawn.randrange(4))]
            submitted[who] = [one for one in submitted[who] if one[1] < day]
            submitted[who] += [(step, drawn.randrange(day, 60)) for step in (70, 71) if drawn.random() < 0.5]
        due = whole.due | {72: drawn.randrange(day, 60)}
        gone = {5: (-20, drawn.choice([None, day, 30]), True)}
        later = course(bench, days=days, submitted=submitted, due=due, people=whole.people | gone)
        assert later.at(day) == before


def test_who_has_gone_is_out_and_does_not_count_among_the_others(bench):
    assert 5 in known(course(bench), 10)  # still there in the morning
    whole = course(bench)
    without = {who: facts for who, facts in whole.people.items() if who != 5}
    assert whole.at(14) == course(bench, people=without).at(14)
    assert sorted(known(whole, 14)) == [1, 2, 3, 4, 6]


def test_figures_share_the_places_of_those_who_are_not_told_apart(bench):
    assert bench.auc([(3, True), (2, True), (1, False)]) == 1
    assert bench.auc([(1, True), (1, False)]) == 0.5
    assert bench.auc([(2, False), (1, True), (1, False), (0, False)]) == pytest.approx(0.5)
    assert bench.pr_auc([(3, True), (2, False), (1, True)]) == pytest.approx((1 + 2 / 3) / 2)
    assert bench.found_among([(3, True), (2, True), (2, False), (1, True)], 2) == 1.5


def test_absent_data_are_said_plainly(bench, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["silence.py", "--data", str(tmp_path)])
    bench.main()
    assert "not there, nothing is measured" in capsys.readouterr().out


def tables(folder, **rows):
    """A course of one presentation, as the files hold it."""
    import duckdb

    for name, (columns, values) in rows.items():
        course = "select 'CCC' as code_module, '2013J' as code_presentation, *"
        made = f"{course} from (values {values}) as t({columns})"
        duckdb.connect().execute(f"copy ({made}) to '{folder}/{name}.parquet' (format parquet)")


def test_the_morning_of_the_start_knows_what_was_opened_before_it_and_who_is_there(first_weeks, tmp_path):
    """Of five people, 4 left before the start and 5 came after it; nothing is known of 3."""
    tables(
        tmp_path,
        studentInfo=(
            "id_student, final_result",
            "(1, 'Pass'), (2, 'Fail'), (3, 'Withdrawn'), (4, 'Fail'), (5, 'Pass')",
        ),
        studentRegistration=(
            "id_student, date_registration, date_unregistration",
            "(1, -9, null), (2, null, 60), (3, -2, 0), (4, -9, -1), (5, 0, null)",
        ),
        preCourseClicks=("id_student, pre_course_interaction_rows", "(1, 8), (2, 2), (4, 9)"),
    )
    rows = first_weeks.before_the_start(tmp_path, "CCC", "2013J")
    assert [(row.who, row.left, row.known.days_here, row.known.never_seen) for row in rows] == [
        (1, False, 8, False),
        (2, True, 2, False),
        (3, True, 0, True),
    ]
    assert {row.usual.days_here for row in rows} == {2}


def test_what_one_might_ask_besides_is_cut_before_the_day(bench, first_weeks, tmp_path):
    seen = "(1, 10, -3), (1, 11, -3), (1, 10, 2), (1, 12, 6), (1, 12, 7), (2, 12, 9)"
    tables(
        tmp_path,
        studentVle=("id_student, id_site, date", seen),
        vle=("id_site, activity_type", "(10, 'forumng'), (11, 'resource'), (12, 'quiz')"),
    )
    made = course(bench, due={70: 8, 71: 30}, submitted={1: [(70, 4), (71, 8)], 2: [(70, 7)]})
    asked = first_weeks.others(tmp_path, made, "CCC", "2013J")
    assert {name: [count(who, 7) for who in (1, 2, 4)] for name, count in asked.items()} == {
        "registered early": [20, 20, 0],
        "days in the last seven": [2, 0, 0],
        "steps done ahead": [1, 0, 0],
        "kinds of page opened": [3, 0, 0],
        "days in the forum": [2, 0, 0],
    }
