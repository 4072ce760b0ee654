"""Which units were one before: those that were created later, with the unit they came from."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from amazongraph import terms
from amazongraph.export.cells import Cell, total

_CREATED = terms.concept("unit-change-type", "created")


def origins(statements: Path, units: Iterable[str]) -> dict[str, str]:
    """Of units that were created, the code -> that of the unit they came from; only pairs of which both are known."""
    known = set(units)
    said = pl.scan_parquet(statements)

    def of(property_: str) -> pl.LazyFrame:
        asked = (pl.col("predicate") == terms.ag(property_)) & (pl.col("verdict") == "accepted")
        return said.filter(asked).select("canonical", pl.col("object").alias(property_)).unique()

    pairs = (
        of("unitChangeType")
        .filter(pl.col("unitChangeType") == _CREATED)
        .join(of("changedUnit"), on="canonical")
        .join(of("originUnit"), on="canonical")
        .select("changedUnit", "originUnit")
        .unique()
        .sort("changedUnit", "originUnit")
        .collect()
    )
    keys = [(terms.key_of(unit), terms.key_of(origin)) for unit, origin in pairs.iter_rows()]
    return {unit: origin for unit, origin in keys if unit != origin and {unit, origin} <= known}


def groups(came_from: Mapping[str, str], units: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The first unit -> it and all that came from it, directly or not."""
    found: dict[str, list[str]] = {}
    for unit in units:
        root, seen = unit, {unit}
        while root in came_from and came_from[root] not in seen:
            root = came_from[root]
            seen.add(root)
        found.setdefault(root, []).append(unit)
    return {root: (root, *sorted(set(members) - {root})) for root, members in found.items()}


def together(
    members: Iterable[str], years: range, cells: Mapping[tuple[str, int], Cell], counted_in: str
) -> dict[int, Cell]:
    """The cells of a group by year; a year is left out where a member has no figure that should have one.

    Before the first year in which a unit that was created has a figure, its ground is taken to be counted in the unit
    that it came from; a unit that never has one is in it always.
    """
    first, *others = members
    begins = {one: next((year for year in years if (one, year) in cells), years.stop) for one in others}
    found = {}
    for year in years:
        wanted = [first, *(one for one in others if begins[one] <= year)]
        there = [cells[one, year] for one in wanted if (one, year) in cells]
        if len(there) == len(wanted):
            found[year] = total(there, counted_in)
    return found
