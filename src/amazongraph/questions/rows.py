"""Asks one profile of a release: the rows of the query, reckoned further where the question says so, each with the
documents it rests on.
"""

from collections.abc import Mapping, Sequence

from amazongraph.questions.question import LISTS, SOURCES, Question
from amazongraph.questions.reckonings import RECKONINGS
from amazongraph.questions.resting import resting
from amazongraph.releases import LookUp
from amazongraph.store.asking import Store
from amazongraph.store.embedded import select
from amazongraph.values import one_form


def rows(store: Store, said: LookUp, question: Question, given: Mapping[str, str]) -> list[dict[str, str]]:
    """A text per column: an IRI, IRIs joined by a space, a lexical form, "" for none. ``said``: see ``resting``.

    Raises ``ParameterError`` and ``QueryError``.
    """
    found = uncited(store, question, given)
    if question.rests_on:
        cited = resting(said, question.rests_on, found, question.lists)
        for row, documents in zip(found, cited, strict=True):
            row[SOURCES.name] = " ".join(sorted(documents))
    return found


def uncited(store: Store, question: Question, given: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows without the documents they rest on. Raises ``ParameterError`` and ``QueryError``."""
    solutions = select(store, question.bind(given))
    names = [variable.value for variable in solutions.variables]
    told = [{name: term.value for name in names if (term := one[name]) is not None} for one in solutions]
    return shaped(question, told, given)


def shaped(
    question: Question, solutions: Sequence[Mapping[str, str]], given: Mapping[str, str]
) -> list[dict[str, str]]:
    """The rows of an answer, without its sources, from what any engine gave to its query: variable -> text.

    Raises ``ParameterError``.
    """
    found: Sequence[Mapping[str, str]] = solutions
    if question.reckoned_by:
        found = RECKONINGS[question.reckoned_by](solutions, question.told(given))
    return [_row(question, row) for row in found]


def _row(question: Question, said: Mapping[str, str]) -> dict[str, str]:
    row: dict[str, str] = {}
    for column in question.columns:
        value = said.get(column.name, "")
        row[column.name] = _cell(column.type, value)
    return row


def _cell(kind: str, value: str) -> str:
    """One text for what engines write in several ways."""
    if kind in LISTS:
        # Engines concatenate in any order, and say an empty text where there was nothing to join.
        return " ".join(sorted(set(value.split())))
    return one_form(value, kind)
