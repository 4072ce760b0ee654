"""From the table a publisher gives to rows that a mapping can state: names, blanks, numbers, series and keys.

A mapping file says it in its section ``[file]``; nothing here knows what a column means.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from shapely.geometry.base import BaseGeometry

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.composing import by_case, fields, filled, first_of
from amazongraph.sources.readers.table import Record, Table
from amazongraph.sources.repeats import added, copies_of, joined, once
from amazongraph.values import fold, ubigeo

# Up to three digits, groups of three behind one kind of mark, a fraction behind another. No thousands begin with 0:
# 0,125 is an eighth.
_GROUPED = re.compile(r"(-?[1-9][0-9]{0,2})((?:,[0-9]{3})+|(?:\.[0-9]{3})+)([.,][0-9]+)?")
_SMALL = re.compile(r"-?[0-9](?:\.[0-9]+)?[eE]-?[0-9]{1,2}")
_FRACTION = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_SETS = ("optional", "missing", "numbers", "whole", "fractions", "marked")
# What sends the reader of a table to a note at its foot.
PLACES = ("point", "spot", "position")  # what only a record with a shape has
_MARK = re.compile(r"\s*(?:\*+|[¹²³†‡])+$")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a published table is laid out; each field is a key of the section ``[file]``."""

    columns: dict[str, list[str]]  # our name of a column -> the names it has been published under
    optional: frozenset[str] = frozenset()  # the columns that may be missing
    missing: frozenset[str] = frozenset()  # what stands for nothing, besides blank
    numbers: frozenset[str] = frozenset()  # columns with numbers, as Spanish or English writes them
    whole: frozenset[str] = frozenset()  # those of them without a fraction
    fractions: frozenset[str] = frozenset()  # columns with numbers that have no thousands
    marked: frozenset[str] = frozenset()  # columns with words that may carry the mark of a footnote (``Callería*``)
    series: str = ""  # a pattern with one group, of columns that are one series: each gives a row with its ``value``
    series_name: str = "period"  # the column for the group
    constants: dict[str, str] = field(default_factory=dict)  # columns every row has
    # Columns made of others: ``{code}`` as it stands, or through a filter: ``{name|key}`` as part of a key,
    # ``{code|ubigeo}`` as the code of a unit, ``{year|quarter}`` as the date of ``YYYYQQ``, ``{seen|day}``, ``|month``
    # and ``|year`` of a moment, ``{span|period}`` as the shortest way to write an interval, ``{code|above}`` as
    # the code of the unit above, ``{code|centre}`` as that of a populated centre. A feature has a place inside its
    # shape: ``{point}`` to a kilometre and ``{spot}`` to ten metres, for the keys of those that have no lasting code,
    # and ``{position}`` for people. ``{edition}`` is the period of the whole file.
    templates: dict[str, str] = field(default_factory=dict)
    first: dict[str, list[str]] = field(default_factory=dict)  # a column -> those of which it is the first not blank
    # A column -> the column ``of`` whose value decides, and a template for each pattern of that value.
    cases: dict[str, dict[str, str]] = field(default_factory=dict)
    only: dict[str, list[str]] = field(default_factory=dict)  # a column -> what it holds in the rows that are read
    without: dict[str, list[str]] = field(default_factory=dict)  # a column -> patterns of rows of something else
    # A column -> what it holds -> the code that stands for it, as a further column ``<name>_code``.
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    unlike: dict[str, str] = field(default_factory=dict)  # a column -> the one it says nothing new beside, if alike
    # A column of codes -> the columns with a former code and the one in its place, in whichever row they stand.
    renumbered: dict[str, tuple[str, str]] = field(default_factory=dict)
    # Of a file whose rows are all of one period: what its name holds -> that period (EDTF), unless the user says it.
    editions: dict[str, str] = field(default_factory=dict)
    totals: dict[str, list[str]] = field(default_factory=dict)  # a column -> what it holds in rows that add up others
    repeats: bool = False  # whether the file gives one thing several times; the first is taken
    parts: bool = False  # whether one thing may have several features, each a part of its shape
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
    renumbered = {own: tuple(names) for own, names in said.get("renumbered", {}).items()}
    lists = {"rows": rows, "sums": sums, "header": header, "renumbered": renumbered}
    return Shape(**{**said, **sets, "columns": columns, **lists})


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


def edition_of(shape: Shape, file: str, told: str = "") -> str:
    """The period of a file, as the user ``told`` it or its name says; "" where it is that of its rows.

    Raises ``SourceError`` where neither says it.
    """
    if told or not shape.editions:
        return told
    for pattern, period in shape.editions.items():
        if found := re.search(pattern, file):
            return found.expand(period)
    raise SourceError(Problem("file.edition", file))


def shaped(table: Table, shape: Shape, file: str, edition: str = "") -> Shaped:
    """Lay out a table as ``shape`` says. Raises ``SourceError`` for columns that are missing or stand twice, and for
    fewer rows than such a file has.
    """
    if not table.columns:
        raise SourceError(Problem("file.few-rows", file, values={"found": 0, "expected": shape.rows[0]}))
    found, unread = found_columns(table.columns, shape, file)
    if (flat := next((one for one in table.records if one.geometry is None), None)) and _draws_on_places(shape):
        raise SourceError(Problem("file.no-shapes", file, flat.number))
    series = [name for name in table.columns if shape.series and re.fullmatch(shape.series, name)]
    if shape.series and not series:
        raise SourceError(Problem("file.series", file, 1, values={"pattern": shape.series}))
    of_ours = [record for record in table.records if not _is_of_another(record, shape, found)]
    if (count := len(of_ours) + len({problem.row for problem in table.rejects})) < shape.rows[0]:
        raise SourceError(Problem("file.few-rows", file, values={"found": count, "expected": shape.rows[0]}))
    asked, others = _asked(of_ours, shape, found, file)
    sums = {record.number for record in asked if _is_total(record, shape, found)}
    kept = [record for record in asked if record.number not in sums]
    rejects = [problem for record in kept if (problem := _unknown_code(record, shape, found, file))]
    odd = {problem.row for problem in rejects}
    copies = copies_of(kept) if shape.sums else {}
    layout = _Layout(shape, found, series, edition, _renumbered(table, shape, found))
    skipped = odd | copies.keys()
    records = [one for record in kept if record.number not in skipped for one in layout.records(record)]
    if shape.sums:
        records = added(records, shape.sums)
    left_out = [Problem("file.total", file, number) for number in sorted(sums)]
    ours = {record.number for record in of_ours}
    left_out += [Problem("file.other-table", file, one.number) for one in table.records if one.number not in ours]
    left_out += [Problem("file.repeated", file, row, values={"first": first}) for row, first in copies.items()]
    if shape.parts:
        records, others_of_one = joined(records, file)
        left_out += others_of_one
    if shape.repeats:
        records, repeated, other = once(records, file)
        left_out, rejects = left_out + repeated, rejects + other
    unread = [name for name in unread if name not in series]
    return Shaped(len(table.records), records, tuple(unread), left_out, rejects, _origins(shape, found), others)


def _draws_on_places(shape: Shape) -> bool:
    """Whether a column is made of a place inside the shape of a record."""
    templates = [*shape.templates.values(), *(one for said in shape.cases.values() for one in said.values())]
    drawn = {name for template in templates for name in fields(template)}
    return bool(drawn & set(PLACES) - set(shape.columns))


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
        other = next(((own, value) for own, value in told if fold(value) not in wanted[own]), None)
        if other := other or _unlike(record, shape, found):
            first = others.setdefault(other, [record.number, 0])
            first[1] += 1
        else:
            asked.append(record)
    return asked, [
        (_other(file, row, found[own], value, shape.only.get(own, [])), n) for (own, value), (row, n) in others.items()
    ]


def _unlike(record: Record, shape: Shape, found: dict[str, str]) -> tuple[str, str] | None:
    """The column and the pattern by which a record is of something else."""
    said = ((own, pattern) for own, patterns in shape.without.items() if own in found for pattern in patterns)
    return next(
        ((own, pattern) for own, pattern in said if fnmatchcase(fold(record.cells[found[own]]), fold(pattern))), None
    )


def _other(file: str, row: int, column: str, value: str, only: list[str]) -> Problem:
    if not only:
        return Problem("file.something-else", file, row, column, values={"value": value})
    return Problem("file.not-asked", file, row, column, values={"value": value, "wanted": ", ".join(only)})


def _is_total(record: Record, shape: Shape, found: dict[str, str]) -> bool:
    return any(
        fold(_cell(record.cells[found[own]], own, shape)) in {fold(word) for word in words}
        for own, words in shape.totals.items()
        if own in found
    )


def _is_of_another(record: Record, shape: Shape, found: dict[str, str]) -> bool:
    """Whether a record is of a table of the file that lacks a column which ours must have."""
    wanted = {found[own] for own in found if own not in shape.optional}
    return bool(record.columns) and not wanted <= record.columns


def _renumbered(table: Table, shape: Shape, found: dict[str, str]) -> dict[str, dict[str, str]]:
    """For each column of codes: a former code -> the one in its place."""
    return {
        own: {
            ubigeo(record.cells[found[former]]): record.cells[found[code]]
            for record in table.records
            if record.cells[found[former]] and record.cells[found[code]]
        }
        for own, (former, code) in shape.renumbered.items()
        if own in found and former in found and code in found
    }


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the records of one file become rows under our names."""

    shape: Shape
    found: dict[str, str]
    series: list[str]
    edition: str
    renumbered: dict[str, dict[str, str]]

    def records(self, record: Record) -> Iterator[Record]:
        """The rows of a record: one, or one for each column of a series that is filled."""
        cells = self._cells(record)
        if not self.series:
            yield self._row(record, cells)
            return
        for name in self.series:
            if value := _cell(record.cells[name], "value", self.shape):
                group = re.fullmatch(self.shape.series, name)
                told = {self.shape.series_name: group[1] if group else "", "value": value, "published": name}
                yield self._row(record, {**cells, **told})

    def _cells(self, record: Record) -> dict[str, str]:
        shape, found = self.shape, self.found
        cells = {own: _cell(record.cells[found[own]], own, shape) if own in found else "" for own in shape.columns}
        cells |= {own: codes.get(ubigeo(cells[own]), cells[own]) for own, codes in self.renumbered.items()}
        if record.geometry is not None:
            cells |= _places(record.geometry)
        cells |= {name: first_of(cells, names) for name, names in shape.first.items()}
        cells |= {f"{own}_code": _code(cells[own], codes) for own, codes in shape.codes.items()}
        cells |= {own: "" for own, other in shape.unlike.items() if cells[own] == cells[other]}
        return cells | shape.constants | ({"edition": self.edition} if shape.editions else {})

    def _row(self, record: Record, cells: dict[str, str]) -> Record:
        for name, said in self.shape.cases.items():
            cells[name] = by_case(cells, said)
        for name, template in self.shape.templates.items():
            cells[name] = filled(template, cells)
        return Record(record.number, cells, record.geometry)


def _places(shape: BaseGeometry) -> dict[str, str]:
    """A point inside a shape as part of a key, to a hundredth and to a ten-thousandth of a degree (``s0912w07534``),
    and as people read it, latitude first.
    """
    inside = shape.representative_point()
    point = _compass(inside.y, 2, 4) + _compass(inside.x, 2, 5, "we")
    spot = _compass(inside.y, 4, 6) + _compass(inside.x, 4, 7, "we")
    return dict(zip(PLACES, (point, spot, f"{inside.y:.4f}, {inside.x:.4f}"), strict=True))


def _compass(degrees: float, digits: int, width: int, halves: str = "sn") -> str:
    units = round(degrees * 10**digits)
    return f"{halves[units >= 0]}{abs(units):0{width}}"


def _cell(text: str, column: str, shape: Shape) -> str:
    if text in shape.missing:
        return ""
    if column in shape.marked:
        return _MARK.sub("", text)
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
