"""Findings told to people: what is wrong with which thing, in Spanish and English, and the cells it came from."""

from collections import defaultdict
from dataclasses import asdict, dataclass

import polars as pl
import pyoxigraph as ox

from amazongraph import terms
from amazongraph.checks.rules import checks, run_check
from amazongraph.checks.shapes import Result, messages, shapes_text, validate
from amazongraph.errors import Problem


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


def findings(quads: bytes, store: ox.Store, frame: pl.DataFrame, places: pl.DataFrame) -> list[Finding]:
    """Everything the shapes and the checks find, violations first, then by check and entity."""
    shapes = shapes_text()
    texts = messages(shapes)
    cells = _Cells(frame, places)
    found = [_of_shape(result, texts, cells) for result in validate(quads, shapes)]
    for check in checks():
        for focus, value in run_check(store, check):
            found.append(Finding(check.severity, check.key, focus, "", value, check.message, cells.of(focus, "")))
    order = {"violation": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda one: (order[one.severity], one.check, one.focus, one.path, one.value))


def _of_shape(result: Result, texts: dict[str, dict[str, str]], cells: "_Cells") -> Finding:
    said = texts.get(result.shape, {})
    component = terms.key_of(result.component)
    text = {lang: said.get(lang, component) for lang in ("es", "en")}
    key = terms.key_of(result.shape)
    return Finding(
        result.severity, key, result.focus, result.path, result.value, text, cells.of(result.focus, result.path)
    )


class _Cells:
    """Finds the cells behind an entity, or behind one property of it."""

    def __init__(self, frame: pl.DataFrame, places: pl.DataFrame) -> None:
        joined = frame.select("id", "canonical", "predicate").join(places, on="id")
        self.by_entity: dict[str, set[tuple[str, int, str]]] = defaultdict(set)
        self.by_property: dict[tuple[str, str], set[tuple[str, int, str]]] = defaultdict(set)
        for entity, predicate, file, row, column in joined.select(
            "canonical", "predicate", "file", "row", "column"
        ).iter_rows():
            self.by_property[entity, predicate].add((file, row, column))
            self.by_entity[entity].add((file, row, "key"))

    def of(self, focus: str, path: str) -> tuple[tuple[str, int, str], ...]:
        """The cells that state ``path`` of ``focus``; the rows of ``focus`` if none does."""
        return tuple(sorted(self.by_property.get((focus, path)) or self.by_entity.get(focus, set())))
