"""What is measured on past courses looks at nothing that came later: on a made-up course of six people."""

import importlib.util
import random
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_silence", ROOT / "bench" / "silence.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
