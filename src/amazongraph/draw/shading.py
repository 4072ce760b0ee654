"""What the shades of a map say: the number of a place where each has one row, else in how many things it is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from amazongraph.draw.body import Key, Order, Row, Swatch
from amazongraph.draw.cells import NUMBERS, THINGS, grouped
from amazongraph.draw.paper import BLACK, SHADES
from amazongraph.draw.scale import plain, ticks
from amazongraph.draw.sheet import Sheet
from amazongraph.messages import text
from amazongraph.questions import forms
from amazongraph.questions.question import Column, heading

NO_DATA = "///"
"""The hatch of a place of which nobody gives the number."""
_COUNTS = (1, 3, 7, 15)  # the most of each class of counts


@dataclass(frozen=True, slots=True)
class Shading:
    """``classes``: IRI -> the class of a place, 0 the lightest, ``None`` where nobody gives its number; ``names``: what
    each class is called, of the ``title`` that says what is told.
    """

    title: str
    names: Sequence[str]
    classes: Mapping[str, int | None]

    def colour(self, iri: str) -> str:
        """White where there is no number."""
        number = self.classes[iri]
        return "white" if number is None else SHADES[number]

    def hatch(self, iri: str) -> str:
        """Of a place without a number, so that it is not taken for a small one."""
        return NO_DATA if self.classes[iri] is None else ""

    def keys(self, lang: str) -> list[Key]:
        """The classes that occur."""
        occur = sorted({one for one in self.classes.values() if one is not None})
        keys = [
            Key(_swatch(number), f"{self.title}: {self.names[number]}" if number == occur[0] else self.names[number])
            for number in occur
        ]
        return [*keys, Key(_swatch(None), text("draw.none", lang))] if None in self.classes.values() else keys


def shading(order: Order, column: Column, rows: Mapping[str, Sequence[Row]]) -> Shading | None:
    """``rows``: those that name each place that is drawn. Nothing where the places of an answer are all alike."""
    head = next(one for one in order.answer.question.columns if one.type in THINGS)
    if column != head:
        return _by_count(order, head, rows)
    number = next((one for one in order.answer.question.columns if _numbers(order, one)), None)
    if number and all(len(some) == 1 for some in rows.values()):
        return _by_value(order, number, {iri: some[0][number.name] for iri, some in rows.items()})
    return None


def _numbers(order: Order, column: Column) -> bool:
    return column.type in NUMBERS and not column.hidden and any(row[column.name] for row in order.answer.rows)


def _by_count(order: Order, head: Column, rows: Mapping[str, Sequence[Row]]) -> Shading | None:
    counts = {iri: len({row[head.name] for row in some}) for iri, some in rows.items()}
    if max(counts.values()) == 1:
        return None
    names = [_between(order.lang, low + 1, high) for low, high in zip((0, *_COUNTS), _COUNTS, strict=False)]
    classes: dict[str, int | None] = {
        iri: next((at for at, most in enumerate(_COUNTS) if count <= most), len(_COUNTS))
        for iri, count in counts.items()
    }
    title = text("draw.rows", order.lang) if head.hidden else head.label[order.lang]
    return Shading(title, [*names, f"{_COUNTS[-1] + 1}+"], classes)


def _by_value(order: Order, column: Column, said: Mapping[str, str]) -> Shading | None:
    values = {iri: float(one) if one else None for iri, one in said.items()}
    known = [one for one in values.values() if one is not None]
    if not known or max(known) <= 0 or min(known) < 0:
        return None
    names, bounds = _classes(order.lang, sorted(set(known)))
    classes = {iri: None if one is None else _class(one, bounds) for iri, one in values.items()}
    title = heading(column, order.lang)
    if forms.is_least(order.answer, column):
        title = f"{title} ({text('answer.at-least', order.lang, value='').strip()})"
    return Shading(title, names, classes)


def _classes(lang: str, known: Sequence[float]) -> tuple[list[str], list[float]]:
    """The names of the classes and the upper end of each: the few values that there are, or as many round steps."""
    if len(known) <= len(SHADES):
        return [grouped(plain(one), lang) for one in known], list(known)
    steps = next(found for most in (5, 4) if len(found := _steps(known[-1], most)) <= len(SHADES) + 1)
    return [_between(lang, low, high) for low, high in pairwise(steps)], steps[1:]


def _steps(greatest: float, most: int) -> list[float]:
    return list(dict.fromkeys([*ticks(greatest, most), greatest]))


def _class(value: float, bounds: Sequence[float]) -> int:
    """The first class whose upper end is not below the value."""
    return next(at for at, high in enumerate(bounds) if value <= high)


def _between(lang: str, low: float, high: float) -> str:
    if low == high:
        return plain(high)
    return grouped(text("answer.between", lang, first=plain(low), last=plain(high)), lang)


def _swatch(number: int | None) -> Swatch:
    def swatch(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
        if number is None:
            sheet.box(x, y, width, height, "white", hatch=NO_DATA, edge=BLACK)
        else:
            sheet.box(x, y, width, height, SHADES[number], edge=BLACK)

    return swatch
