"""A published data set as a source: a file on the user's disk, read as its card and mapping say.

The same mapping serves the data sets we know and a federation's own: it says the card, how the file is laid out and
what each column means. A row that cannot be stated is a reject, told with its cell; too many of them stop the build.
"""

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cached_property
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import polars as pl
import shapely

from amazongraph import statements, terms
from amazongraph.conforming import check_kinds
from amazongraph.errors import Problem, SourceError
from amazongraph.files import toml_of
from amazongraph.sources.columnwise import DIGITS, Stated, at_once, one_by_one
from amazongraph.sources.contract import REDISTRIBUTION, Card, Extract, References
from amazongraph.sources.mapping import Column, Mapping, mapping_of
from amazongraph.sources.readers import Record, read_file
from amazongraph.sources.readers.shapes import misplaced
from amazongraph.sources.reading import Reading
from amazongraph.sources.shaping import Shape, Shaped, edition_of, parse_shape, shaped
from amazongraph.sources.tabular import Row
from amazongraph.sources.wellformed import check_names


@dataclass(frozen=True, slots=True)
class Loader:
    """What is known of a data set before any file of it: its card, the layout of its file, what its columns mean.

    ``geometry`` is the role of the shape of its features, "" for a table without shapes; ``count``: what its columns
    with ``longitude``, ``latitude``, ``date`` and ``kind`` are called, where its rows are counted and not stated.
    """

    path: Path
    card: Card
    shape: Shape
    mapping: Mapping
    geometry: str = ""
    count: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name."""
        return self.card.key


def parse_loader(path: Path) -> Loader:
    """Read a mapping file of a data set. Raises ``SourceError`` for one that is not well formed."""
    try:
        said = toml_of(path.read_text(encoding="utf-8-sig"))
        if lacking := _lacking(said):
            raise SourceError(Problem("loader.lacks", path.name, values={"names": ", ".join(lacking)}))
        mapping = mapping_of(path.stem, {**said, "table": {"file": "", **said["table"]}})
        source = terms.entity("document", mapping.card.key)
        made = Loader(
            path,
            mapping.card,
            parse_shape(said["file"]),
            replace(mapping, source=source, more=tuple(replace(one, source=source) for one in mapping.more)),
            said.get("geometry", {}).get("role", ""),
            said.get("count", {}),
        )
        _check(made)
        return made
    except FileNotFoundError as error:
        raise SourceError(Problem("check.absent", path.name)) from error
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(
            Problem("loader.broken", path.name, values={"detail": " ".join(str(error).split())})
        ) from error


def _lacking(said: dict[str, Any]) -> list[str]:
    """The sections that every description has, and the entries of its card, that this one has not."""
    absent = [f"[{name}]" for name in ("card", "file", "table") if name not in said]
    known = said.get("card", {})
    needed = [one.name for one in fields(Card) if one.default is MISSING and one.default_factory is MISSING]
    return absent or [f"card.{name}" for name in needed if name not in {"key", *known}]


def _check(loader: Loader) -> None:
    """Raises ``TypeError`` and ``ValueError`` for a description that cannot be followed."""
    parts = [(loader.card, "card"), (loader.shape, "file")]
    parts += [(one, "table") for one in (loader.mapping, *loader.mapping.more)]
    for value, where in (*parts, (loader, "geometry, count")):
        check_kinds(value, where)
    if loader.card.level not in {None, 0, 1, 2, 3, 4} or not {"es", "en"} <= set(loader.card.title):
        raise ValueError("card.level, card.title")
    if loader.card.redistribution not in REDISTRIBUTION:
        raise ValueError(f"card.redistribution: {', '.join(REDISTRIBUTION)}")
    check_names(loader.shape, loader.mapping, loader.geometry, loader.count)


@dataclass(frozen=True)
class Dataset:
    """A source that is one file read by a loader. ``level``: who may see it, beyond what the card says.

    The file is read once, however often its rows are asked for.
    """

    loader: Loader
    path: Path
    retrieved: str
    edition: str = ""
    level: int | None = None
    address: str = ""

    @property
    def card(self) -> Card:
        """The card of the loader, with the day this file was retrieved and who may see it."""
        levels = [level for level in (self.loader.card.level, self.level) if level is not None]
        return replace(self.loader.card, retrieved=self.retrieved, level=max(levels, default=None))

    def fingerprint(self) -> str:
        """The SHA-256 of the file."""
        with self.path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    def digest(self) -> str:
        """A hash of the file, of the mapping and of what the workspace says of both."""
        told = repr((self.retrieved, self.edition, self.level, self.address)).encode()
        return sha256(self.fingerprint().encode() + self.loader.path.read_bytes() + b"\0" + told).hexdigest()

    @property
    def period(self) -> str:
        """Its edition, or the period that all of it is of. Raises ``SourceError`` where that is not known."""
        return edition_of(self.loader.shape, self.path.name, self.edition)

    @cached_property
    def rows(self) -> tuple[Shaped, list[Problem], dict[str, str]]:
        """The rows under our names, the records that could not be read, and what the reader noticed.

        Raises ``SourceError``.
        """
        shape = self.loader.shape
        table = read_file(
            self.path,
            sheet=shape.sheet,
            layer=shape.layer,
            preamble=shape.preamble,
            header=shape.header,
            quoted=shape.quoted,
            wanted=shape.wants(),
        )
        return shaped(table, shape, self.path.name, self.period), table.rejects, table.notes

    def keys(self) -> dict[str, frozenset[str]]:
        """The entities it defines, and itself as a document. Raises ``SourceError``."""
        own, _, _ = self.rows
        keys = {"document": frozenset({self.loader.key})}
        for mapping in (self.loader.mapping, *self.loader.mapping.more):
            rows = (mapping.row(Row(record.number, record.cells)) for record in own.records)
            for kind, found in _defined(mapping, [row.cells for row in rows if row]).items():
                keys[kind] = keys.get(kind, frozenset()) | found
        return keys

    def units(self) -> dict[str, str]:
        """None: the administrative units are those of the reference data."""
        return {}

    def read(self, references: References) -> Extract:
        """State every row that can be; see ``Source.read``. Raises ``SourceError`` when too many cannot."""
        own, unread, _ = self.rows
        card = self.card
        if self.loader.shape.sums and self.loader.shape.sums_leave:
            card = replace(card, redistribution="allowed")
        readings, made = self._readings(own, card, references)
        told_of = [problem for reading in readings for problem in reading.problems]
        rejects = [*unread, *own.rejects, *told_of]
        rows = own.count + len({problem.row for problem in unread})
        self._check_limit(rejects, unread, rows, sum(count for _, count in own.others))
        return self._extract(made, card, references, rows, (*rejects, *own.left_out), tuple(own.others))

    def _readings(self, own: Shaped, card: Card, references: References) -> tuple[list[Reading], list[Stated]]:
        """What each mapping states of the rows; nothing of those with a problem, which the readings tell."""
        mapping = self.loader.mapping
        readings = [Reading(replace(one, card=card), self.path.name, references) for one in (mapping, *mapping.more)]
        made, others = at_once(readings, own.records, self.loader.geometry)
        for record in others:
            self._state(readings, record, own.published)
        return readings, [*made, *map(one_by_one, readings)]

    def _check_limit(self, rejects: Sequence[Problem], unread: Sequence[Problem], rows: int, others: int) -> None:
        """Raises ``SourceError`` for more rejects than a build bears; ``others`` of the ``rows`` were not asked for.

        Of what kind a record is that cannot be read, nobody knows: it counts against the whole file.
        """
        wrong, unreadable = ({problem.row for problem in problems} for problems in (rejects, unread))
        asked, borne = rows - others, self.loader.shape.rejects
        if len(wrong) > borne * rows or len(wrong - unreadable) > borne * asked:
            limit = f"{borne:.0%}"
            many = Problem("file.rejects", self.path.name, values={"found": len(wrong), "rows": asked, "limit": limit})
            raise SourceError(many, *rejects)

    def _extract(
        self,
        made: Sequence[Stated],
        card: Card,
        references: References,
        rows: int,
        rejects: tuple[Problem, ...],
        left_out: tuple[tuple[Problem, int], ...],
    ) -> Extract:
        frame = statements.make(self._about_itself(card, references), *(one.statements for one in made))
        places = pl.concat([one.places for one in made])
        return Extract(frame, places.unique().sort(places.columns), rows, rejects, left_out)

    def _state(self, readings: list[Reading], record: Record, published: dict[str, str]) -> None:
        """State all that a record gives, or nothing of it."""
        before = [(len(one.statements), len(one.places), len(one.problems)) for one in readings]
        self._check_position(readings[0], record)
        for reading in readings:
            if row := reading.mapping.row(Row(record.number, {"level": "", **record.cells})):
                reading.state(row)
        self._state_shape(readings[0], record)
        whole = all(len(one.problems) == told for one, (_, _, told) in zip(readings, before, strict=True))
        for one, (stated, placed, told) in zip(readings, before, strict=True):
            if not whole:
                del one.statements[stated:], one.places[placed:]
                one.problems[told:] = [_as_published(problem, published, record) for problem in one.problems[told:]]
            one.places += [
                (*place[:3], number, *place[4:]) for number in record.also for place in one.places[placed : placed + 1]
            ]
            one.problems += [
                replace(one_told, row=number) for number in record.also for one_told in one.problems[told:]
            ]

    def _check_position(self, reading: Reading, record: Record) -> None:
        axes = self.loader.mapping.point
        if axes and (why := misplaced(record.cells[axes["longitude"]], record.cells[axes["latitude"]])):
            reading.problem(Row(record.number, record.cells), axes["longitude"], why)

    def _state_shape(self, reading: Reading, record: Record) -> None:
        if record.geometry is None or not self.loader.geometry:
            return
        row = Row(record.number, {"level": "", **record.cells})
        about = reading.about(row)
        subject = terms.entity(self.loader.mapping.kind, record.cells["key"])
        node = terms.entity("geometry", f"{self.loader.mapping.kind}-{record.cells['key']}-{self.loader.geometry}")
        shape = shapely.to_wkt(record.geometry, rounding_precision=DIGITS)
        for one, predicate, value, datatype in (
            (subject, terms.GEO + "hasGeometry", node, None),
            (node, terms.TYPE, terms.SF + record.geometry.geom_type, None),
            (node, terms.GEO + "asWKT", shape, terms.GEO + "wktLiteral"),
        ):
            reading.add(row, about, one, Column("", predicate), [(value, datatype, None)])

    def _about_itself(self, card: Card, references: References) -> list[dict[str, Any]]:
        """The data set as a source: what it is, who publishes it, when it was retrieved."""
        source = self.loader.mapping.source
        shared = {
            "subject": source,
            "source": terms.META,
            "standing": "official-record",
            "mark": card.level,
            "redistribution": "allowed",
            "edition": card.retrieved,
        }
        said: list[tuple[str, str, str | None, str | None]] = [
            (terms.TYPE, kind := self.loader.mapping.source_class, None, None),
            (terms.expand("dct:title"), card.title["es"], None, "es"),
            # A published data set is called here what it holds; a sheet bears its title.
            (terms.ag("titleMade"), str(kind == terms.ag("Dataset")).lower(), terms.XSD + "boolean", None),
            (terms.ag("reading"), terms.concept("reading", "read-in-full"), None, None),
            (terms.expand("dct:language"), "es", terms.XSD + "string", None),
            *((terms.LABEL.replace("label", "comment"), card.obtain[lang], None, lang) for lang in ("es", "en")),
        ]
        if card.organisation in references.keys.get("organization", frozenset()):
            said.append((terms.expand("dct:publisher"), terms.entity("organization", card.organisation), None, None))
        if self.edition and not self.loader.shape.editions:
            said.append((terms.ag("issued"), self.edition, terms.EDTF, None))
        if address := self.address or card.home:
            said.append((terms.expand("dcat:landingPage"), address, None, None))
        return [
            {
                **shared,
                "predicate": predicate,
                "object": value,
                "object_kind": statements.LITERAL if datatype or lang else statements.IRI,
                "datatype": datatype,
                "lang": lang,
            }
            for predicate, value, datatype, lang in said
        ]


def _defined(mapping: Mapping, rows: list[dict[str, str]]) -> dict[str, frozenset[str]]:
    """The entities that rows define, kind -> keys: those of the table, or whose class an assertion tells."""
    if not mapping.subject_column:
        return {mapping.kind: frozenset(cells["key"] for cells in rows)}
    classes = {name for name, column in mapping.properties.items() if column.value == "class"}
    found: dict[str, set[str]] = {}
    for cells in rows:
        if cells["property"] in classes:
            kind, _, key = cells[mapping.subject_column].rpartition(":")
            found.setdefault(kind or mapping.kind, set()).add(key)
    return {kind: frozenset(keys) for kind, keys in found.items()}


def _as_published(problem: Problem, published: dict[str, str], record: Record) -> Problem:
    """A problem in the words of a user, who knows the columns by their published names, and none of our keys."""
    names = {"value": record.cells.get("published", ""), **published}
    key = "file.key-twice" if problem.key == "cell.key-twice" else problem.key
    return replace(problem, key=key, column=names.get(problem.column, ""))
