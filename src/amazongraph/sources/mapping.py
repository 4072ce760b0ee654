"""Turns a table into statements by a declarative mapping: a TOML file that says what each column means.

Owns the meaning of a mapping file: which columns are about the row as a whole (key, document, level ...), which become
statements, and how a cell is read. Two shapes of table exist: one row an entity, and one row an assertion.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from amazongraph import statements, terms, values
from amazongraph.errors import Problem, SourceError
from amazongraph.sources.contract import Card, Extract, References
from amazongraph.sources.mended import OWN
from amazongraph.sources.places import Found, Places
from amazongraph.sources.tabular import Row, read_table

# Columns about the row as a whole; a mapping may give one of them a property besides.
ABOUT_ROW = (
    frozenset({"key", "document", "also_in", "locator", "attributed_to", "relays", "standing", "as_of", "level", "ref"})
    | OWN
)
_XSD_OF = {"decimal": "decimal", "integer": "integer", "boolean": "boolean", "flag": "boolean"}
_PLAIN: dict[str, Callable[[str], str]] = {
    "decimal": values.decimal,
    "integer": values.integer,
    "boolean": values.boolean,
    "interval": lambda text: values.interval(text).text,
    "web-address": values.web_address,
    "language": values.language,
    "flag": values.flag,
}


_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PLACES: dict[str, Callable[[Places, str], Found]] = {
    "place": Places.place,
    "ubigeo": Places.ubigeo,
    "unit": Places.unit_code,
    "unit-code": Places.unit_code,
    "department": Places.department,
}
# What a cell that names a place in words becomes: the unit, or how sure it is that it is that one.
_NAMED = frozenset({"unit-named", "unit-match"})


@dataclass(frozen=True, slots=True)
class Column:
    """What a cell becomes: ``value`` is text, decimal, integer, boolean (yes or no), flag (as published), interval,
    web-address, place, ubigeo (a unit by its code), unit (by its code and name, spelt somehow), unit-code (that code),
    department (a unit by its name), unit-named (the unit that words name, if one alone may be meant), unit-match (how
    sure that is, a concept), itself (the data set), class (one of the classes of the table, by its key),
    ``concept:<scheme>``, ``ref:<kind>[,<kind>]`` or ``any:<kind>,<kind>`` (the cell names the kind); ``main`` marks
    what the documents of ``also_in`` say too; ``stated_by`` names the column with those who assert it, instead of
    ``attributed_to``; ``lang_column`` the one with the language of the text. ``factor`` turns a number as published,
    in ``unit``, into that of the property (feet to metres: 0.3048).
    """

    name: str
    property: str
    value: str = "text"
    lang: str | None = None
    lang_column: str = ""
    many: bool = False
    required: bool = False
    main: bool = False
    stated_by: str = "attributed_to"
    factor: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A parsed mapping file. ``subject_column`` is set for a table of assertions, whose ``property`` column chooses
    among ``properties`` and whose ``value`` column holds the value.
    ``source_class``: what the data set is as a source; a document makes claims of its own. ``more``: the further
    entities that a row gives (the victim of an incident), each keyed by its ``key_column`` and left out where the
    column ``when`` is blank.
    """

    card: Card
    file: str
    kind: str
    columns: dict[str, Column]
    classes: dict[str, str]
    class_column: str = ""
    source: str = ""
    subject_column: str = ""
    opaque: bool = False
    properties: dict[str, Column] = field(default_factory=dict)
    point: dict[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    key_column: str = "key"
    when: str = ""
    more: tuple["Mapping", ...] = ()
    source_class: str = terms.NS + "Dataset"

    def row(self, row: Row) -> Row | None:
        """The row as one of this mapping; ``None`` where it gives no such entity."""
        if self.when and not row.cells[self.when]:
            return None
        return Row(row.number, {**row.cells, "key": row.cells[self.key_column]})

    def header(self) -> tuple[set[str], set[str]]:
        """The columns the table must have, and those it may have."""
        own = set(self.columns) | {self.point[axis] for axis in ("longitude", "latitude") if self.point}
        if self.subject_column:
            own |= {self.subject_column, "property", "value"}
        own |= {self.class_column, *(one.lang_column for one in self.properties.values())} - {""}
        needed = {"key", "level"} | (set() if self.source else {"document"})
        return own | needed, set(ABOUT_ROW) | set(self.also)


def parse_mapping(path: Path) -> Mapping:
    """Read a mapping file (see the package's ``sources/curated/*.toml``)."""
    return mapping_of(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))


def mapping_of(key: str, said: dict[str, Any]) -> Mapping:
    """The mapping that the sections of a mapping file say. Raises ``KeyError`` and ``TypeError`` for other sections."""
    table = said["table"]
    return Mapping(
        card=Card(**{"key": key, **said["card"]}),
        file=table["file"],
        kind=table["kind"],
        classes={key: terms.expand(curie) for key, curie in table.get("classes", {}).items()},
        class_column=table.get("class_column", ""),
        source=terms.META if table.get("source") == "meta" else "",
        subject_column=table.get("subject_column", ""),
        opaque=table.get("opaque", False),
        also=tuple(table.get("also", ())),
        key_column=table.get("key", "key"),
        when=table.get("when", ""),
        more=tuple(
            mapping_of(key, {"card": said["card"], **part, "table": {"file": "", **part["table"]}})
            for part in said.get("more", {}).values()
        ),
        source_class=terms.expand(table.get("source_class", "ag:Dataset")),
        columns=_columns(said.get("columns", {})),
        properties=_columns(said.get("properties", {})),
        point=said.get("point", {}),
    )


def _columns(said: dict[str, dict[str, Any]]) -> dict[str, Column]:
    return {name: Column(name, **{**spec, "property": terms.expand(spec["property"])}) for name, spec in said.items()}


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A source that is one CSV table and its mapping file."""

    mapping: Mapping
    mapping_path: Path
    path: Path

    @property
    def card(self) -> Card:
        """The card of the mapping."""
        return self.mapping.card

    def digest(self) -> str:
        """A hash of the table and of its mapping."""
        return sha256(self.path.read_bytes() + b"\0" + self.mapping_path.read_bytes()).hexdigest()

    def rows(self) -> list[Row]:
        """The records of the table. Raises ``SourceError``."""
        return read_table(self.path, *self.mapping.header())

    def keys(self) -> dict[str, frozenset[str]]:
        """The keys of its entities. Raises ``SourceError`` for a table that cannot be read."""
        found = frozenset(row.cells["key"] for row in self.rows())
        return {} if self.mapping.subject_column else {self.mapping.kind: found}

    def units(self) -> dict[str, str]:
        """INEI code -> name, for the table of administrative units. Raises ``SourceError``."""
        return {row.cells["key"]: row.cells["name"] for row in self.rows()} if self.mapping.kind == "admin" else {}

    def read(self, references: References) -> Extract:
        """State every row; see ``Source.read``."""
        reading = Reading(self.mapping, self.path.name, references)
        rows = self.rows()
        for row in rows:
            reading.state(row)
        if reading.problems:
            raise SourceError(*reading.problems)
        places = pl.DataFrame(reading.places, schema=statements.PLACES, orient="row")
        return Extract(statements.make(reading.statements), places.unique().sort(places.columns), len(rows))


class Reading:
    """One pass over one table: collects ``statements``, their ``places`` and ``problems``."""

    def __init__(self, mapping: Mapping, file: str, references: References) -> None:
        self.mapping, self.file, self.references = mapping, file, references
        self.places_known = Places(references)
        self.statements: list[dict[str, Any]] = []
        self.places: list[tuple[str, str | None, str, int, str]] = []
        self.problems: list[Problem] = []
        self.told: set[tuple[object, ...]] = set()
        self.seen: dict[str, int] = {}

    def problem(self, row: Row, column: str, key: str, **said: object) -> None:
        """Tell a problem once, however many statements of the row it touches."""
        if said.get("value") == "":
            key, said = "cell.empty", {}
        if (row.number, column, key, *said.values()) not in self.told:
            self.told.add((row.number, column, key, *said.values()))
            self.problems.append(Problem(key, self.file, row.number, column, said))

    def state(self, row: Row) -> None:
        """State a row; what is wrong with it is added to ``problems``."""
        self._check_key(row)
        about = self.about(row)
        if self.mapping.subject_column:
            self._assertion(row, about)
        else:
            self._entity(row, about)

    def _check_key(self, row: Row) -> None:
        key = row.cells["key"]
        if not terms.KEY.fullmatch(key) or (self.mapping.opaque and len(key) != 8):
            self.problem(row, "key", "cell.key", value=key)
        elif key in self.seen:
            self.problem(row, "key", "cell.key-twice", value=key, first=self.seen[key])
        self.seen.setdefault(key, row.number)

    def about(self, row: Row) -> dict[str, Any]:
        """The columns every statement of the row shares."""
        cells, card = row.cells, self.mapping.card
        mapped = self.mapping.columns
        standing = cells.get("standing") or card.standing
        if standing not in self.references.standings:
            self._unknown(row, "standing", standing, "standing", self.references.standings)
        levels = [number for number in (card.level, self._level(row)) if number is not None]
        return {
            "source": self.mapping.source or self._reference(row, "document", "document", cells["document"]),
            "edition": card.retrieved,
            "relays": None if "relays" in mapped else self._one_document(row, "relays"),
            "as_of": None if "as_of" in mapped else self._date(row, "as_of"),
            "standing": standing,
            "mark": max(levels, default=None),
            "redistribution": card.redistribution,
        }

    def _level(self, row: Row) -> int | None:
        cell = row.cells["level"]
        if cell not in {"", "0", "1", "2", "3", "4"}:
            self.problem(row, "level", "cell.level", value=cell)
            return None
        return int(cell) if cell else None

    def _one_document(self, row: Row, column: str) -> str | None:
        cell = row.cells.get(column, "")
        return self._reference(row, column, "document", cell) if cell else None

    def _date(self, row: Row, column: str) -> str | None:
        cell = row.cells.get(column, "")
        return self._plain(row, column, "interval", cell) if cell else None

    def _entity(self, row: Row, about: dict[str, Any]) -> None:
        subject = terms.entity(self.mapping.kind, row.cells["key"])
        own = self._class(row, self.mapping.class_column)
        self.add(row, about, subject, Column("key", terms.TYPE, main=True), [(own, None, None)])
        for column in self.mapping.columns.values():
            self._state_cell(row, about, subject, column, row.cells[column.name], column.name)
        if self.mapping.point:
            self._point(row, about, subject)

    def _class(self, row: Row, place: str) -> str:
        key = row.cells[place] if place else "*"
        if key not in self.mapping.classes:
            known = ", ".join(sorted(self.mapping.classes))
            self.problem(row, place, "cell.class", value=key, known=known)
        return self.mapping.classes.get(key, "")

    def _assertion(self, row: Row, about: dict[str, Any]) -> None:
        kind, _, key = row.cells[self.mapping.subject_column].rpartition(":")
        subject = self._reference(row, self.mapping.subject_column, kind or self.mapping.kind, key)
        column = self.mapping.properties.get(row.cells["property"])
        if column is None:
            known = ", ".join(sorted(self.mapping.properties))
            self.problem(row, "property", "cell.property", value=row.cells["property"], known=known)
            return
        ids = self._state_cell(row, about, subject, column, row.cells["value"], "value")
        for note in self.mapping.columns.values():
            for claim in ids:
                self._state_cell(row, about, f"{terms.BASE}claim/{claim}", note, row.cells[note.name], note.name)

    def _state_cell(
        self, row: Row, about: dict[str, Any], subject: str, column: Column, cell: str, place: str
    ) -> list[str]:
        if not cell:
            if column.required:
                self.problem(row, place, "cell.empty")
            return []
        parts = [part.strip() for part in cell.split(";")] if column.many else [cell]
        if "" in parts:
            self.problem(row, place, "cell.list", value=cell)
            return []
        # A vocabulary may have a concept for what is not known; any other such word is a cell that should be blank.
        if not column.value.startswith("concept:") and any(map(values.is_placeholder, parts)):
            self.problem(row, place, "cell.placeholder", value=cell)
            return []
        objects = [found for part in parts if (found := self._said(row, place, column, part))]
        written = f"{cell} {column.unit}" if column.unit else cell
        return self.add(row, about, subject, column, objects, place, as_written=written)

    def _said(self, row: Row, place: str, column: Column, cell: str) -> tuple[str, str | None, str | None] | None:
        """The object of a statement; ``None`` for words that name no one unit, which is not an error."""
        if column.value not in _NAMED:
            return self._object(row, place, column, cell)
        unit = self.places_known.named(cell)
        if column.value == "unit-match":
            return terms.concept("place-match", "exact-name" if unit else "unresolved"), None, None
        return (terms.entity("admin", unit), None, None) if unit else None

    def add(
        self,
        row: Row,
        about: dict[str, Any],
        subject: str,
        column: Column,
        objects: list[tuple[str, str | None, str | None]],
        place: str = "key",
        as_written: str | None = None,
    ) -> list[str]:
        """Add a statement per object and asserter, and per further document; return the ids the row's document got."""
        own: list[str] = []
        for document, asserter in self._asserters(row, about, column):
            for value, datatype, lang in objects:
                statement = {
                    **about,
                    "subject": subject,
                    "predicate": column.property,
                    "object": value,
                    "object_kind": statements.LITERAL if datatype or lang else statements.IRI,
                    "datatype": datatype,
                    "lang": lang,
                    "as_written": as_written,
                    "source": document,
                    "attributed_to": asserter,
                }
                identifier = statement["id"] = statements.identify(statement)
                self.statements.append(statement)
                locator = row.cells.get("locator") or None if document == about["source"] else None
                self.places.append((identifier, locator, self.file, row.number, place))
                if document == about["source"]:
                    own.append(identifier)
        return own

    def _asserters(self, row: Row, about: dict[str, Any], column: Column) -> Iterator[tuple[str, str | None]]:
        names = "" if column.stated_by in self.mapping.columns else row.cells.get(column.stated_by, "")
        keys = [name.strip() for name in names.split(";") if name.strip()]
        for key in keys:
            yield about["source"], self._reference(row, column.stated_by, "organization", key)
        if not keys:
            yield about["source"], None
        if column.main and "also_in" not in self.mapping.columns:
            for key in row.cells.get("also_in", "").split(";"):
                if key.strip():
                    yield self._reference(row, "also_in", "document", key.strip()), None

    def _object(self, row: Row, place: str, column: Column, cell: str) -> tuple[str, str | None, str | None]:
        """The object of a statement as (text, datatype, language)."""
        kind, _, detail = column.value.partition(":")
        if kind == "text":
            lang = self._language(row, column.lang_column) if column.lang_column else column.lang
            return cell, None if lang else terms.XSD + "string", lang or None
        if kind == "concept":
            known = self.references.concepts.get(detail, frozenset())
            if cell not in known:
                self._unknown(row, place, cell, detail, known)
            return terms.concept(detail, cell), None, None
        if kind == "itself":
            return self.mapping.source, None, None
        if kind == "class":
            return self._class(row, place), None, None
        if kind == "ref":
            return self._reference(row, place, detail, cell), None, None
        if kind == "any":
            return self._any(row, place, detail, cell), None, None
        if kind in _PLACES:
            found = _PLACES[kind](self.places_known, cell)
            if found.problem:
                self.problem(row, place, found.problem, **found.said)
            code = cell.partition(" ")[0]
            return (code, terms.XSD + "string", None) if kind == "unit-code" else (found.iri, None, None)
        plain = self._plain(row, place, kind, cell)
        if column.factor and _NUMBER.fullmatch(plain):
            plain = values.decimal(f"{Decimal(plain) * Decimal(column.factor):f}")
        if kind == "web-address":
            return plain, None, None
        return plain, terms.EDTF if kind == "interval" else terms.XSD + _XSD_OF[kind], None

    def _unknown(self, row: Row, place: str, cell: str, scheme: str, known: frozenset[str]) -> None:
        near = ", ".join(get_close_matches(cell, sorted(known), n=5, cutoff=0))
        self.problem(row, place, "cell.concept", value=cell, scheme=scheme, near=near)

    def _language(self, row: Row, column: str) -> str:
        tag = row.cells[column]
        return self._plain(row, column, "language", tag) if tag else ""

    def _plain(self, row: Row, place: str, kind: str, cell: str) -> str:
        try:
            return _PLAIN[kind](cell)
        except ValueError:
            self.problem(row, place, f"cell.{kind}", value=cell)
            return cell

    def _reference(self, row: Row, place: str, kinds: str, key: str) -> str:
        """The IRI of an entity that some table defines; a problem if none does."""
        for kind in kinds.split(","):
            if key in self.references.keys.get(kind, frozenset()):
                return terms.entity(kind, key)
        told = "cell.document" if kinds == "document" else "cell.reference"
        self.problem(row, place, told, value=key, kind=kinds)
        return terms.entity(kinds, key)

    def _any(self, row: Row, place: str, kinds: str, cell: str) -> str:
        """``measure:ptrt3``: an entity of one of several kinds, its kind written before its key."""
        kind, _, key = cell.partition(":")
        if kind not in kinds.split(","):
            self.problem(row, place, "cell.kind", value=cell, kinds=kinds.replace(",", ", "))
            return terms.entity(kind, key)
        return self._reference(row, place, kind, key)

    def _point(self, row: Row, about: dict[str, Any], subject: str) -> None:
        lon, lat = (row.cells[self.mapping.point[axis]] for axis in ("longitude", "latitude"))
        if not lon and not lat:
            return
        written = f"{lon} {lat}"
        lon = self._plain(row, self.mapping.point["longitude"], "decimal", lon)
        lat = self._plain(row, self.mapping.point["latitude"], "decimal", lat)
        node = terms.entity("geometry", f"{self.mapping.kind}-{row.cells['key']}-{self.mapping.point['role']}")
        wkt = (f"POINT ({lon} {lat})", terms.GEO + "wktLiteral", None)
        place = self.mapping.point["longitude"]
        self.add(row, about, subject, Column("", terms.GEO + "hasGeometry"), [(node, None, None)], place)
        point_class = "http://www.opengis.net/ont/sf#Point"
        self.add(row, about, node, Column("", terms.TYPE), [(point_class, None, None)], place)
        self.add(row, about, node, Column("", terms.GEO + "asWKT"), [wkt], place, as_written=written)
