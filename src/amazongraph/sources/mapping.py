"""A declarative mapping of a table: a TOML file that says what each column means.

Owns the meaning of a mapping file: which columns are about the row as a whole (key, document, level ...), and which
become statements. Two shapes of table exist: one row an entity, and one row an assertion.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from amazongraph import terms
from amazongraph.sources.contract import Card
from amazongraph.sources.mended import OWN
from amazongraph.sources.tabular import Row

# Columns about the row as a whole; a mapping may give one of them a property besides.
ABOUT_ROW = (
    frozenset({"key", "document", "also_in", "locator", "attributed_to", "relays", "standing", "as_of", "level", "ref"})
    | OWN
)


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
