"""What stands in one cell of a panel, a unit in a year, and what several units that were one add up to.

The rule: of the figures of a cell those that are deprecated or part of another one are left out. If one of the rest is
the reference figure, or if all say the same, that is the value. Otherwise there is no value but a range, from the
lowest to the highest that is said. Nothing is ever averaged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from amazongraph.export.published_figures import Figure

_NO_SUM = frozenset({"percent"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: ``value`` is ``None`` where sources differ; ``low`` and ``high`` are ``None`` where that end is open."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: str
    said_by: frozenset[str]
    documents: frozenset[str]
    used: tuple[Figure, ...]


def cell(figures: Sequence[Figure]) -> Cell | None:
    """The cell that some figures of one unit, year and series make; ``None`` if none of them counts."""
    here = {one.iri for one in figures}
    live = [one for one in figures if not one.deprecated and not one.part_of & here]
    used = [one for one in live if one.reference] or live
    if not used:
        return None
    first, alike = used[0], len({(one.value, one.low, one.high, one.bound) for one in used}) == 1
    return Cell(
        value=first.value if alike else None,
        low=first.low if alike else _lowest(one.low for one in used),
        high=first.high if alike else _highest(one.high for one in used),
        bound=_common(one.bound for one in used),
        said_by=frozenset().union(*(one.said_by for one in used)),
        documents=frozenset().union(*(one.documents for one in used)),
        used=tuple(used),
    )


def total(cells: Sequence[Cell], counted_in: str) -> Cell:
    """What several units that were one had together; nothing where one of them, or the unit, cannot be added up."""

    def add(numbers: Iterable[Decimal | None]) -> Decimal | None:
        known = [number for number in numbers if number is not None]
        return (
            sum(known, Decimal(0))
            if len(known) == len(cells) and (len(cells) == 1 or counted_in not in _NO_SUM)
            else None
        )

    return Cell(
        value=add(one.value for one in cells),
        low=add(one.low for one in cells),
        high=add(one.high for one in cells),
        bound=_common(one.bound for one in cells),
        said_by=frozenset().union(*(one.said_by for one in cells)),
        documents=frozenset().union(*(one.documents for one in cells)),
        used=tuple(figure for one in cells for figure in one.used),
    )


def _common(bounds: Iterable[str]) -> str:
    """The bound that all have, "" where they differ."""
    known = set(bounds)
    return known.pop() if len(known) == 1 else ""


def _lowest(numbers: Iterable[Decimal | None]) -> Decimal | None:
    known = list(numbers)
    return None if None in known else min(one for one in known if one is not None)


def _highest(numbers: Iterable[Decimal | None]) -> Decimal | None:
    known = list(numbers)
    return None if None in known else max(one for one in known if one is not None)
