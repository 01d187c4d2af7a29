"""Text reads at 4.5 to 1 or better on every ground it is put on; edges of controls at 3 to 1."""

import itertools
import math
import re
from pathlib import Path

import pytest

SHEETS = Path(__file__).parent.parent / "static/ui/css"
TEXT = ["ink", "walnut", "indigo", "indigo-deep", "madder", "cochineal", "moss"]
GROUNDS = ["paper", "sheet", "linen"]
PALE = {"indigo": "indigo-pale", "madder": "madder-pale", "cochineal": "cochineal-pale", "moss": "moss-pale"}


def themes():
    blocks = re.findall(r"color-scheme: (light|dark);(.*?)\n\s*}", (SHEETS / "tokens.css").read_text(), re.S)
    light, *dark = ({**dict(re.findall(r"--([\w-]+): (oklch\([^)]+\));", body))} for _, body in blocks)
    assert dark[0] == dark[1], "the two ways to be dark differ"
    return {"light": light, "dark": dark[0]}


def luminance(colour):
    lightness, chroma, hue = (
        float(part) for part in re.match(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)", colour).groups()
    )
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return sum(
        w * min(1, max(0, c)) for w, c in zip((0.2126, 0.7152, 0.0722), (red, green, blue), strict=True)
    )


def ratio(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_legible_on_every_ground(theme):
    colours = themes()[theme]
    pairs = [*itertools.product(TEXT, GROUNDS), *PALE.items(), *(("ink", pale) for pale in PALE.values())]
    pairs += [("ink", "weld"), ("walnut", "madder-pale"), ("walnut", "indigo-pale")]
    pairs += [("sheet", thread) for thread in ("indigo", "indigo-deep", "cochineal")]
    poor = {
        f"{a} on {b}": round(ratio(colours[a], colours[b]), 2)
        for a, b in pairs
        if ratio(colours[a], colours[b]) < 4.5
    }
    assert poor == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edges_of_controls_can_be_seen(theme):
    colours = themes()[theme]
    assert [ground for ground in GROUNDS if ratio(colours["seam"], colours[ground]) < 3] == []


def test_initials_are_legible_on_every_cloth():
    weave = (SHEETS / "weave.css").read_text()
    avatar = weave[weave.index(".avatar {") :]
    weft, letters = (
        re.search(r"--weft: oklch\(([\d.]+ [\d.]+) var", avatar)[1],
        re.search(r"\n  color: (oklch[^;]+)", avatar)[1],
    )
    hues = re.findall(r"--dye: (\d+)", avatar)
    assert len(hues) == 8
    assert [hue for hue in hues if ratio(f"oklch({weft} {hue})", letters) < 4.5] == []


def test_colours_come_from_tokens_only():
    for sheet in sorted(SHEETS.glob("*.css")):
        if sheet.name in ("tokens.css", "weave.css"):
            continue
        assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text()) == [], sheet.name


def test_sheets_stay_short():
    lengths = {sheet.name: len(sheet.read_text().splitlines()) for sheet in SHEETS.glob("*.css")}
    assert {name: length for name, length in lengths.items() if length > 150} == {}
    assert sum(lengths.values()) <= 3000
