"""docs/reference.md names everything one can set, allow, hang, schedule, send and read."""

import re
from pathlib import Path

import pytest

from tisserand.attention import indicators
from tisserand.communities.journal import VERBS
from tisserand.communities.rights import RIGHTS
from tisserand.config.clock import name_of
from tisserand.config.schedule import SCHEDULE
from tisserand.mail import answering, kinds
from tisserand.ui.slots import slots

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = (ROOT / "docs" / "reference.md").read_text() if (ROOT / "docs" / "reference.md").exists() else ""
SETTINGS = re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', (ROOT / "tisserand/config/settings.py").read_text())

OPENED = {
    name
    for page in (ROOT / "tisserand").rglob("*.html")
    for name in re.findall(r'\bslot(?:_by)?\("([^"]+)"', page.read_text())
}


def told(section):
    """The words set as code in the first column of the table under `## section`, in order, as often as
    they stand there."""
    part = REFERENCE.partition(f"## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)`", part, re.M)


def asked():
    yield "Settings", set(SETTINGS)
    yield "Rights", set(RIGHTS)
    yield "Slots", set(slots()) | OPENED
    yield "Schedule", {name_of(line) for line in SCHEDULE}
    yield "Mail", {kind.name for kind in kinds.all_kinds()}
    yield "One-click", set(answering.names())
    yield "Journal", set(VERBS)
    yield (
        "Indicators",
        {f"{one.__module__.rpartition('.')[2]}.{one.__name__}" for one in indicators.INDICATORS},
    )


@pytest.mark.parametrize(("section", "names"), list(asked()), ids=[section for section, _ in asked()])
def test_the_reference_names_each_once(section, names):
    assert sorted(told(section)) == sorted(names)


def test_a_slot_comes_with_its_first_panel():
    assert OPENED - set(slots()) == set()
