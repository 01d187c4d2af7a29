"""What is measured on gold sets goes through the same search as the pages: on three made-up questions."""

import importlib.util
import sys
from pathlib import Path

import pytest

from tisserand.search import sources

BENCH = Path(__file__).resolve().parent.parent.parent / "bench"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_search_quality", BENCH / "search_quality.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
        yield module


@pytest.mark.django_db
def test_each_method_ranks_the_right_one_first_and_never_the_question_itself(bench, monkeypatch):
    monkeypatch.setattr(sources, "_sources", dict(sources._sources))
    asked = "Comment recadrer un collègue ?"
    documents = {
        1: (asked, "Il arrive en retard."),
        2: ("Recadrer un collègue", "Comment commencer ?"),
        3: ("Les congés", "Quand les poser ?"),
    }
    gold = bench.Gold("trois questions", "fr", documents, [(asked, {2})])
    found = {name: prepare(gold)(asked) for name, prepare in bench.METHODS.items()}
    assert found == {
        "every word contained": [2],
        "words as typed, BM25": [2],
        "Snowball stems, BM25": [2],
        "Tisserand": [2],
    }
