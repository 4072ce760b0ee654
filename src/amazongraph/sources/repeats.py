"""Rows of one thing: those that repeat another, that add up to one, or that each have a part of its shape."""

import re
from dataclasses import replace
from decimal import Decimal

import shapely

from amazongraph.errors import Problem
from amazongraph.sources.readers.table import Record


def copies_of(records: list[Record]) -> dict[int, int]:
    """The rows that are another one cell by cell, with its number: to add them up would count one thing twice."""
    first: dict[tuple[str, ...], int] = {}
    numbers = {one.number: first.setdefault(tuple(one.cells.values()), one.number) for one in records}
    return {number: before for number, before in numbers.items() if before != number}


def added(records: list[Record], apart: tuple[str, ...]) -> list[Record]:
    """One record for those alike in the columns ``apart``, with the sum of their values, where the first stands."""
    found: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        found.setdefault(tuple(record.cells[name] for name in apart), []).append(record)
    return [_sum(alike) if len(alike) > 1 else alike[0] for alike in found.values()]


def _sum(alike: list[Record]) -> Record:
    first, values = alike[0], [record.cells["value"] for record in alike]
    value = f"{sum(map(Decimal, values)):f}" if all(map(_is_number, values)) else ""
    return replace(first, cells={**first.cells, "value": value}, also=tuple(record.number for record in alike[1:]))


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text))


def joined(records: list[Record], file: str) -> tuple[list[Record], list[Problem]]:
    """One record a key, with all the shapes of that key as one, and what became of the other rows."""
    parts: dict[str, list[Record]] = {}
    for record in records:
        parts.setdefault(record.cells["key"], []).append(record)
    told = [
        Problem("file.part", file, other.number, values={"first": first.number})
        for first, *others in parts.values()
        for other in others
    ]
    whole = [
        replace(one[0], geometry=shapely.union_all([part.geometry for part in one])) if len(one) > 1 else one[0]
        for one in parts.values()
    ]
    return whole, told


def once(records: list[Record], file: str) -> tuple[list[Record], list[Problem], list[Problem]]:
    """The first record of each key, the rows that only repeat others, and the cells that repeat one with another value.

    A row that says something new besides what it repeats is not told.
    """
    first: dict[str, Record] = {}
    repeated: dict[int, int] = {}
    other: list[Problem] = []
    for record in records:
        before = first.setdefault(record.cells["key"], record)
        value, there = record.cells.get("value", ""), before.cells.get("value", "")
        if before is record:
            continue
        repeated.setdefault(record.number, before.number)
        if value != there:
            column, number = record.cells.get("published", ""), before.number
            said = Problem(
                "file.differs", file, record.number, column, values={"value": value, "first": number, "there": there}
            )
            other.append(said)
    stated = {record.number for record in first.values()} | {problem.row for problem in other}
    told = [
        Problem("file.repeated", file, row, values={"first": number})
        for row, number in repeated.items()
        if row not in stated
    ]
    return list(first.values()), told, other
