"""Asks one profile of a release: the rows as the query gives them, each with the documents it rests on."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from amazongraph.questions.question import LISTS, SOURCES, Column, Question
from amazongraph.questions.resting import resting
from amazongraph.store.embedded import select

STATEMENTS = "statements.parquet"


def rows(store: ox.Store, folder: Path, question: Question, given: Mapping[str, str]) -> list[dict[str, str]]:
    """A text per column: an IRI, IRIs joined by a space, a lexical form, "" for none. ``folder`` is the profile's.

    Raises ``ParameterError`` and ``QueryError``.
    """
    solutions = select(store, question.bind(given))
    names = [variable.value for variable in solutions.variables]
    found = [_row(question.columns, names, solution) for solution in solutions]
    if question.rests_on:
        cited = resting(folder / STATEMENTS, question.rests_on, found, question.lists)
        for row, documents in zip(found, cited, strict=True):
            row[SOURCES.name] = " ".join(sorted(documents))
    return found


def _row(columns: Iterable[Column], names: list[str], solution: ox.QuerySolution) -> dict[str, str]:
    row: dict[str, str] = {}
    for column in columns:
        term = solution[column.name] if column.name in names else None
        value = "" if term is None else term.value
        # Engines concatenate in any order, and say an empty text where there was nothing to join.
        row[column.name] = " ".join(sorted(set(value.split()))) if column.type in LISTS else value
    return row
