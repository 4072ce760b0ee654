"""What a kind of picture gives back before anything is drawn: its height, its legend, the rows it shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from amazongraph.draw.sheet import Sheet

Row: TypeAlias = Mapping[str, str]


Swatch: TypeAlias = Callable[[Sheet, float, float, float, float], None]
"""Draws a sample into the box at x, y of some width and height."""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend."""

    swatch: Swatch
    text: str


@dataclass(frozen=True, slots=True)
class Body:
    """``draw`` gets the sheet and where the picture begins, from above; ``rows`` are those it shows."""

    height: float
    draw: Callable[[Sheet, float], None]
    legend: Sequence[Key] = ()
    rows: Sequence[Row] = ()
    notes: Sequence[str] = ()
    left_out: int = 0
