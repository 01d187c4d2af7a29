"""The picture of how positions moved: where people began on the left, where they stand on the right, a band
between for those who went the same way. Geometry only, in units of the drawing; the template draws it."""

from collections.abc import Mapping
from dataclasses import dataclass

from .models import Position
from .moves import Flow, Moves

WIDTH = 320
LEFT, RIGHT, BAR = 64, 256, 8  # where the two columns stand, and how thick their bars are
TOP, GAP = 24, 10  # room for the titles; between two positions
PEOPLE_HIGH = 180  # what all the people make together
AT_LEAST = 20  # a position where nobody stands still has its line


@dataclass(frozen=True)
class Bar:
    position: Position
    people: int
    y: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.y + max(self.height, AT_LEAST) / 2, 1)


@dataclass(frozen=True)
class Band:
    flow: Flow
    path: str
    y: float  # the middle of where it leaves
    thick: float

    @property
    def numbered(self) -> bool:
        """Thick enough to hold its number."""
        return self.thick >= 14


@dataclass(frozen=True)
class Picture:
    left: list[Bar]
    right: list[Bar]
    bands: list[Band]
    height: float
    width: int = WIDTH
    start: int = LEFT
    end: int = RIGHT
    bar: int = BAR


def picture(moves: Moves) -> Picture | None:
    """None while nobody has taken position."""
    if not moves.people:
        return None
    each = PEOPLE_HIGH / moves.people
    left, right = _column(moves, moves.first, each), _column(moves, moves.present, each)
    bottom = max(bar.y + max(bar.height, AT_LEAST) for bar in (*left, *right))
    return Picture(left, right, _bands(moves, left, right, each), round(bottom + GAP, 1))


def _column(moves: Moves, counts: Mapping[int, int], each: float) -> list[Bar]:
    bars, y = [], float(TOP)
    for position in moves.positions:
        people = counts.get(position.pk, 0)
        bars.append(Bar(position, people, round(y, 1), round(people * each, 1)))
        y += max(people * each, AT_LEAST) + GAP
    return bars


def _bands(moves: Moves, left: list[Bar], right: list[Bar], each: float) -> list[Band]:
    """Those who stayed first, so that who moved is drawn over them."""
    leaves = {bar.position.pk: bar.y for bar in left}
    arrives = {bar.position.pk: bar.y for bar in right}
    bands = []
    for flow in moves.flows:
        thick, y, z = flow.people * each, leaves[flow.start.pk], arrives[flow.end.pk]
        leaves[flow.start.pk] += thick
        arrives[flow.end.pk] += thick
        bands.append(Band(flow, _path(y, z, thick), round(y + thick / 2, 1), round(thick, 1)))
    return sorted(bands, key=lambda band: band.flow.moved)


def _path(y: float, z: float, thick: float) -> str:
    """A ribbon from the left bar at `y` to the right one at `z`."""
    start, end, half = LEFT + BAR, RIGHT - BAR, WIDTH / 2
    there = f"M{start} {y:.1f}C{half:g} {y:.1f} {half:g} {z:.1f} {end} {z:.1f}"
    back = f"V{z + thick:.1f}C{half:g} {z + thick:.1f} {half:g} {y + thick:.1f} {start} {y + thick:.1f}Z"
    return there + back
