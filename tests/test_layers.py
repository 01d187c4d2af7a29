"""Who may know whom: what import-linter sees, and what it does not."""

import ast
import re
import tomllib
from pathlib import Path

import grimp
import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0][
    "layers"
]
FLOORS = {app.strip(): floor for floor, line in enumerate(LAYERS) for app in line.split("|")}
FORBIDDEN = {"services", "utils", "helpers", "common", "core", "managers", "signals"}
MOST_LINES, MOST_LINES_OF_TESTS = 300, 400


def sources(*, tests=False):
    """Our Python files, without migrations."""
    for path in sorted((ROOT / "tisserand").rglob("*.py")):
        if "migrations" not in path.parts and (tests or "tests" not in path.parts):
            yield path


def app_of(dotted):
    return dotted.split(".")[1]


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("tisserand.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_look_down_as_imports_do(model):
    for field in model._meta.get_fields():
        if field.is_relation and not field.auto_created and field.related_model in our_models():
            here, there = app_of(model.__module__), app_of(field.related_model.__module__)
            assert here == there or FLOORS[here] < FLOORS[there], f"{model._meta.label}.{field.name} looks up"


def test_no_cycle_between_the_files_of_an_app():
    graph = grimp.build_graph("tisserand", exclude_type_checking_imports=True, cache_dir=None)
    left = {
        module: {
            other
            for other in graph.find_modules_directly_imported_by(module)
            if app_of(other) == app_of(module)
        }
        for module in graph.modules
        if module.count(".") and ".tests" not in module and ".migrations" not in module
    }
    while leaves := [module for module, imports in left.items() if not imports & left.keys()]:
        for leaf in leaves:
            del left[leaf]
    circles = {module: sorted(imports & left.keys()) for module, imports in left.items()}
    assert circles == {}


def test_the_drawing_of_the_layers_is_the_one_that_is_held():
    text = (ROOT / "docs" / "architecture.md").read_text()
    drawn = re.search(r"```layers\n(.*?)```", text, re.S).group(1).split("\n")
    assert [line.split("  ")[0].strip() for line in drawn if line.strip()] == LAYERS


def test_every_app_has_its_floor():
    folders = {path.parent.name for path in (ROOT / "tisserand").glob("*/__init__.py")}
    assert folders == set(FLOORS)


def test_no_module_is_named_for_nothing():
    named = {path.stem for path in sources(tests=True)} | {path.parent.name for path in sources(tests=True)}
    # `attention.signals` holds the Signals of the day, the field's own word; no Django signal lives there.
    allowed = (
        {"signals"} if not _uses_django_signals(ROOT / "tisserand" / "attention" / "signals.py") else set()
    )
    assert named & FORBIDDEN <= allowed


def _uses_django_signals(path):
    return "dispatch" in path.read_text()


@pytest.mark.parametrize("path", list(sources(tests=True)), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_read_in_one_sitting(path):
    most = MOST_LINES_OF_TESTS if "tests" in path.parts else MOST_LINES
    lines = len(path.read_text().splitlines())
    assert lines <= most


def test_no_function_is_longer_than_a_page():
    long = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and node.end_lineno - node.lineno >= 60
            ):
                long.append(f"{path.relative_to(ROOT)}:{node.name} ({node.end_lineno - node.lineno + 1})")
    assert long == []


def test_the_suites_lock_contains_the_sites():
    run, dev = ((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("run", "dev"))
    pins = re.compile(r"^[\w.\[\]-]+==\S+(?: ;.*)?(?= \\$)", re.M)
    assert set(pins.findall(run)) - set(pins.findall(dev)) == set()
    assert "index-url" not in run + dev
