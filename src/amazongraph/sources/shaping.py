"""From the table a publisher gives to rows that a mapping can state: names, blanks, numbers, series and keys.

A mapping file says it in its section ``[file]``; nothing here knows what a column means.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from shapely.geometry.base import BaseGeometry

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.composing import by_case, fields, filled, first_of
from amazongraph.sources.readers.table import Record, Table
from amazongraph.values import fold

# Up to three digits, groups of three behind one kind of mark, a fraction behind another.
_GROUPED = re.compile(r"(-?[0-9]{1,3})((?:,[0-9]{3})+|(?:\.[0-9]{3})+)([.,][0-9]+)?")
_SMALL = re.compile(r"-?[0-9](?:\.[0-9]+)?[eE]-?[0-9]{1,2}")
_FRACTION = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_SETS = ("optional", "missing", "numbers", "whole", "fractions")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a published table is laid out; each field is a key of the section ``[file]``."""

    columns: dict[str, list[str]]  # our name of a column -> the names it has been published under
    optional: frozenset[str] = frozenset()  # the columns that may be missing
    missing: frozenset[str] = frozenset()  # what stands for nothing, besides blank
    numbers: frozenset[str] = frozenset()  # columns with numbers, as Spanish or English writes them
    whole: frozenset[str] = frozenset()  # those of them without a fraction
    fractions: frozenset[str] = frozenset()  # columns with numbers that have no thousands
    series: str = ""  # a pattern with one group, of columns that are one series: each gives a row with its ``value``
    series_name: str = "period"  # the column for the group
    constants: dict[str, str] = field(default_factory=dict)  # columns every row has
    # Columns made of others: ``{code}`` as it stands, or through a filter: ``{name|key}`` as part of a key,
    # ``{code|ubigeo}`` as the code of a unit, ``{year|quarter}`` as the date of ``YYYYQQ``, ``{seen|day}``, ``|month``
    # and ``|year`` of a moment, ``{span|period}`` as the shortest way to write an interval. ``{point}`` is a place
    # inside the shape of a feature, for the keys of those that have no lasting code.
    templates: dict[str, str] = field(default_factory=dict)
    first: dict[str, list[str]] = field(default_factory=dict)  # a column -> those of which it is the first not blank
    # A column -> the column ``of`` whose value decides, and a template for each pattern of that value.
    cases: dict[str, dict[str, str]] = field(default_factory=dict)
    only: dict[str, list[str]] = field(default_factory=dict)  # a column -> what it holds in the rows that are read
    # A column -> what it holds -> the code that stands for it, as a further column ``<name>_code``.
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    totals: dict[str, list[str]] = field(default_factory=dict)  # a column -> what it holds in rows that add up others
    repeats: bool = False  # whether the file gives one thing several times; the first is taken
    sums: tuple[str, ...] = ()  # what tells things apart whose ``value`` is spread over several rows, to be added up
    sums_leave: bool = False  # whether the sums may be passed on where the rows may not
    rows: tuple[int, int] = (1, 10**9)  # the fewest and the most rows such a file has
    rejects: float = 0.02  # the share of rejected rows a build bears
    preamble: int = 0  # how many lines or rows stand above the header
    header: tuple[str, ...] = ()  # the names of the columns of a text table that does not say them
    quoted: bool = True  # whether quotation marks enclose cells of a text table, or are part of them
    sheet: str = ""  # of a workbook; "" for the only one with a table
    layer: str = ""  # of a GeoPackage; "" for the only one

    def wants(self) -> Callable[[str], bool]:
        """Whether a published column is read: under one of its names, or as part of the series."""
        named = {fold(name) for names in self.columns.values() for name in names}
        return lambda name: fold(name) in named or bool(self.series and re.fullmatch(self.series, name))


def parse_shape(said: dict[str, Any]) -> Shape:
    """The section ``[file]`` of a mapping file."""
    sets = {name: frozenset(said.get(name, ())) for name in _SETS}
    columns = {name: [names] if isinstance(names, str) else names for name, names in said["columns"].items()}
    sums = tuple(said.get("sums", ()))
    rows = tuple(said.get("rows", Shape.__dataclass_fields__["rows"].default))
    header = tuple(said.get("header", ()))
    return Shape(**{**said, **sets, "columns": columns, "rows": rows, "sums": sums, "header": header})


@dataclass(frozen=True, slots=True)
class Shaped:
    """The rows of a table under our names, what became of the others, and our names -> the published ones."""

    count: int  # the rows of the file
    records: list[Record]
    unread: tuple[str, ...]  # the published columns that no mapping reads
    left_out: list[Problem]  # rows that add up others or repeat one
    rejects: list[Problem]
    published: dict[str, str]  # those made of others have the name of the first that they are made of
    others: list[tuple[Problem, int]]  # rows of something else: why the first of each sort is left out, and how many


def shaped(table: Table, shape: Shape, file: str) -> Shaped:
    """Lay out a table as ``shape`` says. Raises ``SourceError`` for columns that are missing or stand twice, and for
    fewer rows than such a file has.
    """
    found, unread = found_columns(table.columns, shape, file)
    series = [name for name in table.columns if shape.series and re.fullmatch(shape.series, name)]
    if shape.series and not series:
        raise SourceError(Problem("file.series", file, 1, values={"pattern": shape.series}))
    if len(table.records) < shape.rows[0]:
        count, least = len(table.records), shape.rows[0]
        raise SourceError(Problem("file.few-rows", file, values={"found": count, "expected": least}))
    asked, others = _asked(table.records, shape, found, file)
    sums = {record.number for record in asked if _is_total(record, shape, found)}
    kept = [record for record in asked if record.number not in sums]
    rejects = [problem for record in kept if (problem := _unknown_code(record, shape, found, file))]
    odd = {problem.row for problem in rejects}
    records = [one for record in kept if record.number not in odd for one in _records(record, shape, found, series)]
    if shape.sums:
        records = _added(records, shape.sums)
    left_out = [Problem("file.total", file, number) for number in sorted(sums)]
    if shape.repeats:
        records, repeated = _once(records, file)
        left_out += repeated
    unread = [name for name in unread if name not in series]
    return Shaped(len(table.records), records, tuple(unread), left_out, rejects, _origins(shape, found), others)


def _added(records: list[Record], apart: tuple[str, ...]) -> list[Record]:
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


def _once(records: list[Record], file: str) -> tuple[list[Record], list[Problem]]:
    """The first record of each key, and what the others are left out for."""
    first: dict[str, Record] = {}
    repeated: list[Problem] = []
    for record in records:
        key = record.cells["key"]
        if key in first:
            repeated.append(Problem("file.repeated", file, record.number, values={"first": first[key].number}))
        first.setdefault(key, record)
    return list(first.values()), repeated


def found_columns(columns: Sequence[str], shape: Shape, file: str) -> tuple[dict[str, str], list[str]]:
    """Our names of the columns that are there -> theirs; and theirs that nobody asked for. Raises ``SourceError``."""
    by_fold: dict[str, list[str]] = {}
    for name in columns:
        by_fold.setdefault(fold(name), []).append(name)
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for own, names in shape.columns.items():
        here = list(dict.fromkeys(one for name in names for one in by_fold.get(fold(name), ())))
        if len(here) > 1:
            problems.append(Problem("file.column-twice", file, 1, own, values={"names": ", ".join(here)}))
        elif here:
            found[own] = here[0]
        elif own not in shape.optional:
            wanted, there = ", ".join(names), ", ".join(columns)
            problems.append(Problem("file.column-missing", file, 1, own, values={"names": wanted, "there": there}))
    if problems:
        raise SourceError(*problems)
    read = set(found.values())
    return found, [name for name in columns if name not in read]


def _code(value: str, codes: dict[str, str]) -> str:
    """The code that stands for a word, accents and case apart; "" for a word that has none."""
    return next((code for word, code in codes.items() if fold(word) == fold(value)), "")


def _unknown_code(record: Record, shape: Shape, found: dict[str, str], file: str) -> Problem | None:
    """What is wrong with a record in which a word stands that no code stands for."""
    for own, codes in shape.codes.items():
        value = record.cells[found[own]] if own in found else ""
        if not _code(value, codes):
            column, known = found.get(own, own), ", ".join(codes)
            return Problem("file.code", file, record.number, column, values={"value": value, "known": known})
    return None


def _origins(shape: Shape, found: dict[str, str]) -> dict[str, str]:
    """Our names of the columns, those made of others too, -> the published name to tell a user."""
    made: dict[str, list[str]] = dict(shape.first)
    made |= {f"{own}_code": [own] for own in shape.codes}
    for name, said in shape.cases.items():
        templates = [template for pattern, template in said.items() if pattern != "of"]
        made[name] = [*(one for template in templates for one in fields(template)), *fields(said["of"]), said["of"]]
    # Of a key no single column is to blame.
    made |= {name: fields(template) for name, template in shape.templates.items() if name != "key"}
    origins = dict(found)
    for name, parts in made.items():
        origins.setdefault(name, next((origins[part] for part in parts if part in origins), ""))
    return origins


def _asked(
    records: list[Record], shape: Shape, found: dict[str, str], file: str
) -> tuple[list[Record], list[tuple[Problem, int]]]:
    """The records of the kind, and of the country, that is read; and why the others are left out, sort by sort."""
    wanted = {own: {fold(word) for word in words} for own, words in shape.only.items() if own in found}
    asked: list[Record] = []
    others: dict[tuple[str, str], list[int]] = {}
    for record in records:
        told = ((own, record.cells[found[own]]) for own in wanted)
        if other := next(((own, value) for own, value in told if fold(value) not in wanted[own]), None):
            first = others.setdefault(other, [record.number, 0])
            first[1] += 1
        else:
            asked.append(record)
    return asked, [
        (_other(file, row, found[own], value, shape.only[own]), n) for (own, value), (row, n) in others.items()
    ]


def _other(file: str, row: int, column: str, value: str, only: list[str]) -> Problem:
    return Problem("file.not-asked", file, row, column, values={"value": value, "wanted": ", ".join(only)})


def _is_total(record: Record, shape: Shape, found: dict[str, str]) -> bool:
    return any(
        fold(record.cells[found[own]]) in {fold(word) for word in words}
        for own, words in shape.totals.items()
        if own in found
    )


def _records(record: Record, shape: Shape, found: dict[str, str], series: list[str]) -> Iterator[Record]:
    cells = {own: _cell(record.cells[found[own]], own, shape) if own in found else "" for own in shape.columns}
    if record.geometry is not None:
        cells["point"] = _point(record.geometry)
    cells |= {name: first_of(cells, names) for name, names in shape.first.items()}
    cells |= {f"{own}_code": _code(cells[own], codes) for own, codes in shape.codes.items()}
    cells |= shape.constants
    if not series:
        yield _with_templates(record, cells, shape)
        return
    for name in series:
        value = _cell(record.cells[name], "value", shape)
        if value:
            group = re.fullmatch(shape.series, name)
            told = {shape.series_name: group[1] if group else "", "value": value}
            yield _with_templates(record, {**cells, **told}, shape)


def _point(shape: BaseGeometry) -> str:
    """A point inside a shape to a hundredth of a degree, as part of a key: ``s0912w07534``."""
    inside = shape.representative_point()
    lon, lat = round(inside.x * 100), round(inside.y * 100)
    return f"{'s' if lat < 0 else 'n'}{abs(lat):04}{'w' if lon < 0 else 'e'}{abs(lon):05}"


def _with_templates(record: Record, cells: dict[str, str], shape: Shape) -> Record:
    for name, said in shape.cases.items():
        cells[name] = by_case(cells, said)
    for name, template in shape.templates.items():
        cells[name] = filled(template, cells)
    return Record(record.number, cells, record.geometry)


def _cell(text: str, column: str, shape: Shape) -> str:
    if text in shape.missing:
        return ""
    if column in shape.fractions:
        return text.replace(",", ".")
    return number(text, whole=column in shape.whole) if column in shape.numbers else text


def number(text: str, *, whole: bool = False) -> str:
    """A number as Spanish or English writes it, with a decimal point and no other mark; what is none as it stands.

    With both marks the last one is that of the fraction (``1.234,5``, ``1,234.5``), and one that stands twice is that
    of the thousands. A single mark before three digits may be either (``1,234``): it is that of the thousands if it is
    a comma, as in English tables, or if the number is ``whole``; a single point otherwise begins a fraction.
    """
    plain = text.replace("\u00a0", "").replace(" ", "")
    if _SMALL.fullmatch(plain):
        return f"{Decimal(plain):f}"
    found = _GROUPED.fullmatch(plain)
    if not found or (found[3] and found[2] and found[3][0] in found[2]):
        return text if not _FRACTION.fullmatch(plain) else plain.replace(",", ".")
    start, groups, fraction = found[1], found[2] or "", found[3] or ""
    if not fraction and groups.count(".") == 1 and not whole:
        return plain
    return start + groups.replace(".", "").replace(",", "") + fraction.replace(",", ".")
