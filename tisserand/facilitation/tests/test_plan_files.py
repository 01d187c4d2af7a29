"""Plans that come with us, and plans as files."""

import json

import pytest
from django.core.exceptions import ValidationError

from tisserand.facilitation import merging, plan_files, planning
from tisserand.facilitation.models import PlanItem


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("key", "items"), [("six-weeks", 34), ("two-days", 24)])
def test_each_built_in_plan_is_whole_in_each_language(db, key, items, language):
    file = plan_files.built_in(key, language)
    assert len(file.items) == items
    assert all(item.title and item.purpose and item.text for item in file.items)
    assert [merging.unknown(item.title + item.text) for item in file.items] == [[]] * items


def test_a_plan_given_away_comes_back_the_same(plan):
    again = plan_files.read(plan_files.write(plan).encode(), "en")
    said = [{name: getattr(item, name) for name in plan_files.FIELDS} for item in again.items]
    kept = [{name: getattr(item, name) for name in plan_files.FIELDS} for item in plan.items.all()]
    assert (again.name, again.summary, said) == (plan.name, plan.summary, kept)


def item(**values):
    return {"kind": "mail", "title": "A word", "days": 1} | values


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (b"\xff\xfe", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b"[]", "not a plan of Tisserand"),
        ({"version": 2}, "another version"),
        ({"items": []}, "from one to 200 items"),
        ({"items": [item()] * 201}, "from one to 200 items"),
        ({"name": ""}, "no name"),
        ({"items": [item(), 3]}, "Item 2: it is not an item"),
        ({"items": [item(kind="spell")]}, "Item 1: kind"),
        ({"items": [item(days=99_999)]}, "Item 1: days"),
        ({"items": [item(days="soon")]}, "Item 1: days"),
        ({"items": [item(at="25:00")]}, "Item 1: at"),
        ({"items": [item(title="x" * 151)]}, "Item 1: title"),
        ({"items": [item(text="Hello {frist_name}")]}, "Item 1: nothing fills “{frist_name}”"),
        ({"items": [item(audience="the tall")]}, "Item 1: unknown people: “the tall”"),
        ({"items": [item(audience=["x"])]}, "Item 1: unknown people"),
        ({"items": [item(answers=[{"label": "Yes", "means": "fire"}])]}, "Item 1: A button needs"),
        ({"items": [item(answers=[{"label": "Yes"}] * 6)]}, "Item 1: There can be five"),
        ({"items": [item(answers="Yes")]}, "Item 1: There can be five"),
    ],
)
def test_a_bad_file_is_refused_by_what_is_wrong_and_where(db, said, problem):
    if isinstance(said, dict):
        whole = {"tisserand": "plan", "version": 1, "name": "Mine", "items": [item()]}
        said = json.dumps(whole | said).encode()
    with pytest.raises(ValidationError) as refused:
        plan_files.read(said, "en")
    assert problem in " ".join(refused.value.messages)


def test_too_large_a_file_is_not_even_read(db):
    with pytest.raises(ValidationError, match="too large"):
        plan_files.read(b" " * (plan_files.MOST_BYTES + 1), "en")


def test_a_file_is_loaded_through_the_page_or_refused_whole(ada, community, tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    whole = {"tisserand": "plan", "version": 1, "name": "Mine", "items": [item()]}
    good.write_text(json.dumps(whole))
    bad.write_text(json.dumps(whole | {"items": [item(), item(kind="spell")]}))
    for path, count in ((bad, 0), (good, 1)):
        with path.open("rb") as file:
            ada.post("/c/distance/animation/plans/file/", {"file": file})
        assert PlanItem.objects.count() == count


def test_a_name_that_is_taken_gets_a_number(community, plan, cast, now):
    again = planning.make(community, plan_files.built_in("six-weeks", "en"), by=cast.ada, now=now)
    assert again.name == f"{plan.name} (2)"
