"""docs/operate.md says what each line of the log means."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def logged() -> Iterator[tuple[str, str]]:
    """(file, what it logs) for each call of a logger: the first line, with … where something is filled in."""
    for path in sorted((ROOT / "tisserand").rglob("*.py")):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for call in ast.walk(ast.parse(path.read_text())):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="log" | "logger"), attr=level), args=[said, *_]
                ):
                    assert level in LEVELS, f"{path}: {level}"
                    assert isinstance(said, ast.Constant), f"{path}:{call.lineno} logs what no page can list"
                    yield str(path.relative_to(ROOT)), re.sub(r"%[sdr]", "…", said.value.partition("\n")[0])


def test_each_line_of_the_log_is_explained():
    page = (ROOT / "docs" / "operate.md").read_text()
    part = page.partition("## What the log says\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$", part, re.M)
    lines = [line for _, line in logged()]
    assert len(lines) > 15
    assert sorted(told) == sorted(set(lines))
