"""What comes back: reads a sheet that somebody filled in and tells, cell by cell, what is other than when it went out.

Nothing is decided here about who may say what; a row that the release has changed meanwhile is told as stale.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from amazongraph.disclosure import refusal
from amazongraph.errors import Problem, SourceError
from amazongraph.messages import LANGUAGES
from amazongraph.sheets.kind import AS_OF, Kind, SheetColumn, kind
from amazongraph.sheets.rows import SheetRow
from amazongraph.sheets.words import Words
from amazongraph.sheets.workbook import ABOUT, BEFORE, DIGEST, ID
from amazongraph.sources.composing import key_part
from amazongraph.sources.readers import Record, read_file
from amazongraph.values import fold, is_placeholder

_MISREAD = {"interval": "sheet.interval", "decimal": "sheet.decimal"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A workbook as it came back: what it is, its rows by line, and how each row read when it went out."""

    file: str
    kind: Kind
    about: dict[str, str]
    rows: list[Record]
    before: dict[str, dict[str, str]]

    @property
    def lang(self) -> str:
        """The language of its words."""
        return self.about["lang"]


@dataclass(frozen=True, slots=True)
class Change:
    """What one row says anew. ``row`` is what the release says of it, ``None`` for a row that was added.

    ``cells``: column -> how it read and how it reads; ``values``: column -> the values to be claimed; ``fresh``: the
    keys of things that are not known yet -> their names; ``as_of``: EDTF, "" = not said.
    """

    number: int
    name: str
    row: SheetRow | None
    cells: dict[str, tuple[str, str]]
    values: dict[str, tuple[str, ...]]
    olds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fresh: dict[str, str] = field(default_factory=dict)
    as_of: str = ""


@dataclass(slots=True)
class Given:
    """What a sheet gives: ``changes``; ``stale`` rows, left out; ``notes`` on what has no effect; and ``problems``."""

    changes: list[Change] = field(default_factory=list)
    stale: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def open_elsewhere(path: Path) -> bool:
    """Whether a spreadsheet program has the file open, as the mark it leaves beside the file says."""
    return any(
        path.with_name(name).exists() for name in (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    )


def read_sheet(path: Path) -> Sheet:
    """Read a workbook that ``amazongraph sheet`` wrote. Raises ``SourceError`` for any other and for cells in error."""
    try:
        said = {row.cells["name"]: row.cells["value"] for row in _table(path, ABOUT)[1]}
        what = kind(said["kind"])
        columns, rows = _table(path, said["sheet"])
        known, before = _table(path, BEFORE)
        if said["lang"] not in LANGUAGES or not {ID, DIGEST, *what.columns} <= set(known):
            raise KeyError(said["lang"])
    except KeyError as error:
        raise SourceError(Problem("sheet.not-ours", path.name)) from error
    names = _names(path, what, columns)
    own = [
        Record(row.number, {names[head]: _plain(cell) for head, cell in row.cells.items() if head in names})
        for row in rows
    ]
    return Sheet(path.name, what, said, own, {row.cells[ID]: row.cells for row in before})


# What a file says that has no sheets, or not those of a workbook of ours.
_NO_SHEET = {"read.sheet", "read.no-header", "read.section"}


def _table(path: Path, title: str) -> tuple[tuple[str, ...], list[Record]]:
    try:
        table = read_file(path, sheet=title)
    except SourceError as error:
        if {problem.key for problem in error.problems} & _NO_SHEET:
            raise KeyError(title) from error
        raise
    if table.rejects:
        raise SourceError(*table.rejects)
    return table.columns, table.records


def _plain(cell: str) -> str:
    return " ".join(cell.split())


def _names(path: Path, what: Kind, columns: tuple[str, ...]) -> dict[str, str]:
    """The heads of the sheet -> the names of their columns. Raises ``SourceError`` for one that is missing."""
    heads = {fold(head): column.name for column in what.columns.values() for head in column.head.values()} | {ID: ID}
    names = {head: heads[fold(head)] for head in columns if fold(head) in heads}
    lost = [column for name, column in what.columns.items() if name not in names.values()]
    if lost or ID not in names:
        missing = ", ".join(column.head["es"] for column in lost) or ID
        raise SourceError(Problem("sheet.column", path.name, 1, values={"name": missing}))
    return names


def compare(sheet: Sheet, rows: dict[str, SheetRow], words: Words) -> Given:
    """What the rows of a sheet change in ``rows``, those of the release."""
    return _Comparison(sheet, rows, words).run()


class _Comparison:
    """One pass over a sheet."""

    def __init__(self, sheet: Sheet, rows: dict[str, SheetRow], words: Words) -> None:
        self.sheet, self.rows, self.words = sheet, rows, words
        self.given = Given()

    def run(self) -> Given:
        lost = set(self.sheet.before)
        for record, key in self._by_key():
            lost.discard(key)
            before = self.sheet.before.get(key, {})
            changed = self._changed(record, before)
            if not set(changed) - {AS_OF}:
                continue
            row = self.rows.get(key)
            if key and (row is None or row.digest != before[DIGEST]):
                self.given.stale.append(self.problem("sheet.stale", record.number, name=self._name(record)))
                continue
            self._read(record, changed, before, row)
        if lost:
            self.given.notes.append(self.problem("sheet.lost", 0, count=len(lost)))
        return self.given

    def problem(self, key: str, number: int, column: SheetColumn | None = None, **values: object) -> Problem:
        """A problem of a row, and of a cell of it."""
        return Problem(key, self.sheet.file, number, column.head[self.sheet.lang] if column else "", values)

    def _name(self, record: Record) -> str:
        first = next((name for name in self.sheet.kind.columns if record.cells.get(name)), "")
        return record.cells.get(first, "")

    def _by_key(self) -> Iterator[tuple[Record, str]]:
        """Each row with its key, "" for a new one; a copy of a row, made to change it, is a new one."""
        counts = Counter(record.cells[ID] for record in self.sheet.rows)
        taken: set[str] = set()
        for record in self.sheet.rows:
            key = record.cells[ID]
            if not any(said for name, said in record.cells.items() if name != ID):
                continue
            if key and key not in self.sheet.before:
                self.given.problems.append(self.problem("sheet.unknown-row", record.number))
                continue
            if counts[key] > 1 and key:
                same = self._same(record, key)
                key = key if same and key not in taken else ""
                taken.add(record.cells[ID] if key else "")
            yield record, key

    def _same(self, record: Record, key: str) -> bool:
        before = self.sheet.before[key]
        return all(record.cells[name] == _plain(before[name]) for name in self.sheet.kind.same)

    def _changed(self, record: Record, before: dict[str, str]) -> dict[str, tuple[str, str]]:
        pairs = {name: (_plain(before.get(name, "")), record.cells[name]) for name in self.sheet.kind.columns}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def _read(
        self, record: Record, changed: dict[str, tuple[str, str]], before: dict[str, str], row: SheetRow | None
    ) -> None:
        found = len(self.given.problems)
        values: dict[str, tuple[str, ...]] = {}
        olds: dict[str, tuple[str, ...]] = {}
        fresh: dict[str, str] = {}
        told: dict[str, tuple[str, str]] = {}
        for name, (old, new) in changed.items():
            column = self.sheet.kind.columns[name]
            if not new:
                self.given.notes.append(self.problem("sheet.emptied", record.number, column, value=old))
                continue
            if row and column.fixed and old:
                self.given.problems.append(self.problem("sheet.fixed", record.number, column, value=old))
                continue
            olds[name] = tuple(self._values(record.number, column, old, {})) if old else ()
            said = tuple(self._values(record.number, column, new, fresh))
            # What is shown is what was understood: 07/05/1998 may have been meant as another day.
            told[name] = (
                old,
                "; ".join(fresh.get(one) or self.words.show(column, one, self.sheet.lang) for one in said),
            )
            values[name] = tuple(one for one in said if one not in olds[name] or not column.many)
            if column.many and (left := [one for one in olds[name] if one not in said]):
                words = "; ".join(self.words.show(column, one, self.sheet.lang) for one in left)
                self.given.notes.append(self.problem("sheet.left", record.number, column, value=words))
        values = {name: said for name, said in values.items() if said}
        as_of = values.pop(AS_OF, ("",))[0]
        if row is None:
            self._complete(record, values)
        # A row of which something is not understood says nothing yet.
        if values and len(self.given.problems) == found:
            cells = {name: told[name] for name in values}
            change = Change(record.number, self._name(record), row, cells, values, olds, fresh, as_of)
            self.given.changes.append(change)

    def _complete(self, record: Record, values: dict[str, tuple[str, ...]]) -> None:
        for name, column in self.sheet.kind.columns.items():
            if column.required and not record.cells[name]:
                self.given.problems.append(self.problem("cell.empty", record.number, column))

    def _values(self, number: int, column: SheetColumn, cell: str, fresh: dict[str, str]) -> Iterator[str]:
        """The values a cell means; what is wrong with it is told."""
        whole = self.words.meant.get(column.name, {}).get(fold(cell), ())
        one = not column.many or column.value == "text" or len(whole) == 1
        parts = [cell] if one else [part.strip() for part in cell.split(";")]
        for part in filter(None, parts):
            try:
                if column.name not in self.words.shown and is_placeholder(part):
                    raise ValueError(part)
                if why := refusal(part):
                    self.given.problems.append(self.problem(f"refused.{why}", number, column))
                    continue
                yield self.words.read(column, part)
            except LookupError as error:
                choices: list[str] = error.args[0]
                if column.fresh and not choices and key_part(part):
                    fresh[key_part(part)] = part
                    yield key_part(part)
                else:
                    self.given.problems.append(self._unknown(number, column, part, choices))
            except ValueError:
                told = "cell.placeholder" if is_placeholder(part) else _MISREAD[column.value]
                self.given.problems.append(self.problem(told, number, column, value=part))

    def _unknown(self, number: int, column: SheetColumn, part: str, choices: list[str]) -> Problem:
        lang = self.sheet.lang
        if choices:
            several = "; ".join(self.words.show(column, one, lang) for one in choices[:8])
            return self.problem("sheet.several", number, column, value=part, choices=several)
        every = self.words.choices(column, lang)
        # Of a place the name is what people write; its code stands before it.
        folded = {fold(word.lstrip("0123456789 ")): word for word in every}
        near = "; ".join(folded[one] for one in get_close_matches(fold(part), list(folded), n=4, cutoff=0.4))
        return self.problem("sheet.unknown", number, column, value=part, near=near or "; ".join(every[:4]))
