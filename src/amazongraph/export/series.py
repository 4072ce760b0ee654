"""Puts figures into series: one indicator, one population, one unit of count; each with its cells."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amazongraph.export.cells import Cell, cell
from amazongraph.export.published_figures import Figure

_LONGEST = 24  # letters of a name, so that its columns have no more than the 32 that Stata takes


@dataclass(frozen=True, slots=True)
class Series:
    """``name``: that of its columns. ``cells``: unit and year -> cell. ``others``: the other populations and units of
    count of which the indicator has figures of the same units and years, with the number of those.
    """

    name: str
    indicator: str
    population: str
    counted_in: str
    cells: Mapping[tuple[str, int], Cell]
    others: Mapping[tuple[str, str], int]


def series(asked: Iterable[str], found: Sequence[Figure]) -> list[Series]:
    """A series for each ``indicator`` or ``indicator:population``; without a population that of most cells."""
    taken: dict[str, int] = {}
    return [_one(one, found, taken) for one in asked]


def _one(asked: str, found: Sequence[Figure], taken: dict[str, int]) -> Series:
    indicator, _, population = asked.partition(":")
    of_it: dict[tuple[str, str], dict[tuple[str, int], list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in found:
        if figure.indicator == indicator:
            of_it[figure.population, figure.counted_in][figure.unit, figure.year].append(figure)
    fitting = {what: cells for what, cells in of_it.items() if population in {"", what[0]}}
    chosen = min(fitting, key=lambda what: (-len(fitting[what]), what), default=(population, ""))
    made = {at: cell(figures) for at, figures in sorted(fitting.get(chosen, {}).items())}
    others = Counter({what: sum(map(len, cells.values())) for what, cells in of_it.items() if what != chosen})
    return Series(
        name=_name(asked, taken),
        indicator=indicator,
        population=chosen[0],
        counted_in=chosen[1],
        cells={at: one for at, one in made.items() if one is not None},
        others=dict(sorted(others.items())),
    )


def _name(asked: str, taken: dict[str, int]) -> str:
    """The key in letters that statistical programs take, with a number where it was cut to that of another one."""
    name = asked.replace("-", "_").replace(":", "_")[:_LONGEST].rstrip("_")
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name[: _LONGEST - 2]}_{taken[name]}"
