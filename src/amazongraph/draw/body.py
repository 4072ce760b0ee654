"""What a kind of picture gives back before anything is drawn: its height, its legend, the rows it shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from amazongraph.draw.paper import PAPERS, Paper
from amazongraph.draw.sheet import Sheet
from amazongraph.errors import ExportError
from amazongraph.questions.answer import Answer
from amazongraph.releases import Readable

Row: TypeAlias = Mapping[str, str]


Swatch: TypeAlias = Callable[[Sheet, float, float, float, float], None]
"""Draws a sample into the box at x, y of some width and height."""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend."""

    swatch: Swatch
    text: str


@dataclass(frozen=True, slots=True)
class Order:
    """What to draw: an answer, the ``origin`` that gave it (a release), a language, the ``size`` of the paper;
    ``column``: what of the answer, "" for what each kind of picture chooses.
    """

    answer: Answer
    origin: Readable
    lang: str
    size: str = "screen"
    column: str = ""

    @property
    def paper(self) -> Paper:
        """Raises ``ExportError`` for a size there is not."""
        if self.size not in PAPERS:
            raise ExportError("draw.size", size=self.size, known=", ".join(PAPERS))
        return PAPERS[self.size]


@dataclass(frozen=True, slots=True)
class Body:
    """``draw`` gets the sheet and where the picture begins, from above; ``rows`` are those it shows, as ``shown``
    things with a place of their own; ``left_out`` more go on other sheets.
    """

    height: float
    draw: Callable[[Sheet, float], None]
    legend: Sequence[Key] = ()
    rows: Sequence[Row] = ()
    notes: Sequence[str] = ()
    shown: int = 0
    left_out: int = 0
