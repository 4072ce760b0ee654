"""Findings told to people: what is wrong with which thing, in Spanish and English, and the cells it came from."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import polars as pl
import pyoxigraph as ox

from amazongraph import ontology, statements, terms
from amazongraph.checks.rules import checks, run_check
from amazongraph.checks.shapes import Result, messages, shapes_text, validate
from amazongraph.errors import Problem, SourceError
from amazongraph.messages import text

SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``severity``: violation, warning or info; ``check``: key of the shape or query that found it;
    ``cells``: (file, row, column) of the statements concerned, empty for what no cell says.
    """

    severity: str
    check: str
    focus: str
    path: str
    value: str
    text: dict[str, str]
    cells: tuple[tuple[str, int, str], ...]

    def as_dict(self) -> dict[str, object]:
        """The finding as plain values, for JSON."""
        return asdict(self)

    def problem(self) -> Problem:
        """The finding as a message with its first cell."""
        file, row, column = self.cells[0] if self.cells else ("", 0, "")
        return Problem("check.finding", file, row, column, {"focus": terms.shorten(self.focus), **self.said()})

    def said(self) -> dict[str, object]:
        """The texts as message values."""
        return {"es": self.text["es"], "en": self.text["en"]}


def findings(quads: bytes | Path, store: ox.Store, frame: pl.DataFrame, places: pl.DataFrame) -> list[Finding]:
    """Everything the shapes and the checks find, violations first, then by check and entity."""
    results = validate(quads, shapes_text(), store)
    odd = [(check, focus, value) for check in checks() for focus, value in run_check(store, check)]
    asked = {one.focus for one in results} | {term for _, *terms_of in odd for term in terms_of}
    cells = _Cells(frame, places, asked)
    found = _of_shapes(results, cells)
    for check, focus, value in odd:
        # What a check names besides is a property of the thing, or another thing.
        where = cells.of(focus, value) + cells.rows(value)
        found.append(Finding(check.severity, check.key, focus, "", value, check.message, where))
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.check, one.focus, one.path, one.value))


def shape_findings(quads: bytes, frame: pl.DataFrame, places: pl.DataFrame) -> list[Finding]:
    """What the shapes alone find, in the order of the gate."""
    results = validate(quads, shapes_text())
    return _of_shapes(results, _Cells(frame, places, {one.focus for one in results}))


def _of_shapes(results: list[Result], cells: "_Cells") -> list[Finding]:
    texts = messages(shapes_text())
    return [_of_shape(result, texts, cells) for result in results]


def read_rdf(path: Path) -> ox.Store:
    """An RDF file, whose kind its name tells, as a store: all its graphs as one.

    Raises ``SourceError`` for a file that cannot be read.
    """
    kind = ox.RdfFormat.from_extension(path.suffix.removeprefix(".").lower())
    if kind is None:
        raise SourceError(Problem("check.kind", path.name))
    store = ox.Store()
    try:
        store.extend(ox.Quad(*quad.triple) for quad in ox.parse(path=str(path), format=kind))
    except (SyntaxError, ValueError, OSError) as error:
        line, detail = getattr(error, "lineno", None) or 0, getattr(error, "msg", None) or str(error)
        raise SourceError(Problem("check.unreadable", path.name, line, values={"detail": detail})) from error
    return store


def findings_of_rdf(store: ox.Store, file: str) -> list[Finding]:
    """What the shapes and checks find in the store of an RDF file; no cells but the file.

    A file in which nothing is ours is told, lest nothing found be taken for nothing wrong.
    """
    # The triples that name a triple (RDF 1.2) say nothing that a shape asks for.
    lines = "".join(f"{quad.triple} .\n" for quad in store if not isinstance(quad.object, ox.Triple))
    if f"<{terms.NS}" not in lines:
        return [replace(of_problem(Problem("check.nothing", file, values={"ns": terms.NS})), severity="warning")]
    found = findings(lines.encode(), store, pl.DataFrame(schema=statements.SCHEMA), statements.empty_places())
    return [replace(one, cells=((file, 0, ""),)) for one in found]


def of_problem(problem: Problem) -> Finding:
    """A problem of reading a table as a finding, so that one report tells everything."""
    told = {lang: text(problem.key, lang, **problem.values) for lang in ("es", "en")}
    said = {lang: words[:1].upper() + words[1:] for lang, words in told.items()}
    cells = ((problem.file, problem.row, problem.column),) if problem.file else ()
    return Finding("violation", problem.key, "", "", "", said, cells)


def things(found: Iterable[Finding]) -> set[str]:
    """The IRIs that findings speak of."""
    said = {term for one in found for term in (one.focus, one.value)}
    return {term for term in said if term and not term.startswith(('"', "_:"))}


def from_dict(said: dict[str, Any]) -> Finding:
    """The finding that ``as_dict`` wrote, whatever was added to it."""
    own = {field.name: said[field.name] for field in fields(Finding)}
    return Finding(**{**own, "cells": tuple((file, row, column) for file, row, column in said["cells"])})


def _of_shape(result: Result, texts: dict[str, dict[str, str]], cells: "_Cells") -> Finding:
    said = texts.get(result.shape, {})
    component = terms.key_of(result.component)
    told = {lang: said.get(lang, component) for lang in ("es", "en")}
    key = terms.key_of(result.shape)
    return Finding(
        result.severity, key, result.focus, result.path, result.value, told, cells.of(result.focus, result.path)
    )


class _Cells:
    """Finds the cells behind one of the ``entities``, or behind one property of it."""

    def __init__(self, frame: pl.DataFrame, places: pl.DataFrame, entities: set[str]) -> None:
        every = frame.select("id", "canonical", "predicate").join(places, on="id")
        own = every.filter(pl.col("canonical").is_in(sorted(entities)))
        # All of their rows: another thing may be what fills a cell of them.
        joined = every.join(own.select("file", "row").unique(), on=["file", "row"], how="semi")
        self.by_entity: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self.by_property: dict[tuple[str, str], set[tuple[str, int, str]]] = defaultdict(set)
        self.filled: set[tuple[str, int, str]] = set()
        for entity, predicate, file, row, column in joined.select(
            "canonical", "predicate", "file", "row", "column"
        ).iter_rows():
            self.by_property[entity, predicate].add((file, row, column))
            self.by_entity[entity].add((file, row))
            self.filled.add((file, row, column))
        # The first and last day of a date come from the cell that holds the date.
        intervals = ontology.load().interval_properties
        self.dates = {part: iri for iri, parts in intervals.items() for part in parts}
        self.columns = {(file, predicate): column for predicate, file, column in _columns(every)}

    def of(self, focus: str, path: str) -> tuple[tuple[str, int, str], ...]:
        """The cells that state ``path``, or a part of it, of ``focus``; if none does, the rows of ``focus``."""
        named = [self.dates.get(one, one) for one in re.findall("<([^<>]+)>", path) or [path]]
        stated: set[tuple[str, int, str]] = set().union(*(self.by_property.get((focus, one), ()) for one in named))
        return tuple(sorted(stated)) or self.rows(focus, *named)

    def rows(self, entity: str, *missing: str) -> tuple[tuple[str, int, str], ...]:
        """The rows of an entity, those that say what it is first.

        The column is the empty one in which other rows of the file state one of the properties ``missing``, else "key".
        """
        own = {(file, row) for file, row, _ in self.by_property.get((entity, terms.TYPE), ())}
        cells = [(file, row, self._empty(file, row, missing)) for file, row in self.by_entity.get(entity, ())]
        return tuple(sorted(cells, key=lambda cell: (cell[:2] not in own, cell)))

    def _empty(self, file: str, row: int, missing: tuple[str, ...]) -> str:
        columns = (self.columns[file, one] for one in missing if (file, one) in self.columns)
        return next((column for column in columns if (file, row, column) not in self.filled), "key")


def _columns(joined: pl.DataFrame) -> list[tuple[str, str, str]]:
    """(property, file, column): in which column a table states a property, the first in order if in several."""
    columns = joined.group_by("predicate", "file").agg(pl.col("column").min()).sort("predicate", "file")
    return list(columns.iter_rows())
