"""Turns the rows of a table into statements as its mapping says, one row at a time; tells what is wrong with a cell."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from amazongraph import statements, terms, values
from amazongraph.errors import Problem
from amazongraph.sources.contract import References
from amazongraph.sources.mapping import Column, Mapping
from amazongraph.sources.places import Found, Places
from amazongraph.sources.tabular import Row

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


Object = tuple[str, str | None, str | None]
"""The object of a statement: its text, its datatype and its language."""


def written(column: Column, cell: str) -> str:
    """A cell as published, with the unit of its column."""
    return f"{cell} {column.unit}" if column.unit else cell


class Reading:
    """One pass over one table: collects ``statements``, their ``places`` and ``problems``."""

    def __init__(self, mapping: Mapping, file: str, references: References) -> None:
        self.mapping, self.file, self.references = mapping, file, references
        self.places_known = Places(references)
        self.statements: list[dict[str, Any]] = []
        self.places: list[statements.Place] = []
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
        own = self.class_of(row, self.mapping.class_column)
        self.add(row, about, subject, Column("key", terms.TYPE, main=True), [(own, None, None)])
        for column in self.mapping.columns.values():
            self._state_cell(row, about, subject, column, row.cells[column.name], column.name)
        if self.mapping.point:
            self._point(row, about, subject)

    def class_of(self, row: Row, place: str) -> str:
        """The class that a cell names; "" for one that the table does not know, which is told."""
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
        objects = self.objects(row, column, cell, place)
        return (
            self.add(row, about, subject, column, objects, place, as_written=written(column, cell)) if objects else []
        )

    def objects(self, row: Row, column: Column, cell: str, place: str) -> list[Object]:
        """What a cell says; nothing for one that is blank, and for one that is wrong, which is told.

        Of the row only the column with the language is looked at.
        """
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
        return [found for part in parts if (found := self._said(row, place, column, part))]

    def _said(self, row: Row, place: str, column: Column, cell: str) -> Object | None:
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
        objects: list[Object],
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
                bound = about["mark"], about["redistribution"]
                self.places.append((identifier, locator, self.file, row.number, place, *bound))
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

    def _object(self, row: Row, place: str, column: Column, cell: str) -> Object:
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
            return self.class_of(row, place), None, None
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
        if kinds == "document":
            self.problem(row, place, "cell.document", value=key)
        elif near := _near(key, frozenset().union(*(self.references.keys.get(one, ()) for one in kinds.split(",")))):
            self.problem(row, place, "cell.reference-near", value=key, kind=kinds, near=", ".join(near))
        else:
            self.problem(row, place, "cell.reference", value=key, kind=kinds)
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
        published = f"{lon} {lat}"
        lon = self._plain(row, self.mapping.point["longitude"], "decimal", lon)
        lat = self._plain(row, self.mapping.point["latitude"], "decimal", lat)
        node = terms.entity("geometry", f"{self.mapping.kind}-{row.cells['key']}-{self.mapping.point['role']}")
        wkt = (f"POINT ({lon} {lat})", terms.GEO + "wktLiteral", None)
        place = self.mapping.point["longitude"]
        self.add(row, about, subject, Column("", terms.GEO + "hasGeometry"), [(node, None, None)], place)
        self.add(row, about, node, Column("", terms.TYPE), [(terms.SF + "Point", None, None)], place)
        self.add(row, about, node, Column("", terms.GEO + "asWKT"), [wkt], place, as_written=published)


@lru_cache(maxsize=1000)
def _near(key: str, known: frozenset[str]) -> list[str]:
    """The keys most like one that is none, as people may have written it: ``Shipibo`` for ``shipibo-konibo``."""
    wanted = values.fold(key).replace(" ", "-")
    begins = sorted(one for one in known if one.startswith(wanted))[:3] if len(wanted) > 2 else []
    # Among thousands of keys the search would take longer than the reading.
    return begins or (get_close_matches(wanted, sorted(known), n=3) if len(known) < 1000 else [])
