"""Cells of an answer as a picture writes them: names short, numbers grouped, dates in words, citations as ranges."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from amazongraph.draw.body import Row
from amazongraph.errors import ExportError
from amazongraph.messages import text
from amazongraph.questions import forms
from amazongraph.questions.answer import Answer
from amazongraph.questions.question import Column

NUMBERS = ("integer", "decimal")
THINGS = ("entity", "entities")
# Said of how a figure stands to others, which a picture says with hatches and marks.
_ASIDE = {"differs", "use", "unit", "bound", "whole_figure"}
# Dates that are the time of what a row says, and need no word.
_PLAIN = {"period", "occurred", "year"}
_LONG = re.compile(r"\d{5,}")


def picked(answer: Answer, chosen: str, types: Sequence[str], usual: Sequence[str] = ()) -> Column:
    """The column that was chosen, else the first of ``usual`` that is there, else the first one people see of
    ``types`` that holds anything. Raises ``ExportError``.
    """
    known = [one for one in answer.question.columns if one.type in types]
    for name in [chosen] if chosen else usual:
        for one in known:
            if one.name == name:
                return one
    for one in known:
        if not chosen and not one.hidden and any(row[one.name] for row in answer.rows):
            return one
    key = "draw.column" if chosen else "draw.no-column"
    raise ExportError(
        key, column=chosen, id=answer.question.id, known=", ".join(one.name for one in known if not one.hidden) or "-"
    )


def told(answer: Answer, row: Row, name: str, lang: str) -> str:
    """A cell as people read it; "" where there is no such column, or nothing in it."""
    column = next((one for one in answer.question.columns if one.name == name), None)
    # The unit stands above the bars, once.
    return forms.cell_text(answer, dict(row), column, lang, unit=False) if column else ""


def naming(answer: Answer, lang: str) -> list[Column]:
    """The columns that say what a row is of: things, dates, short texts that people see; no numbers, and notes
    only where there is nothing else.
    """
    filled = [one for one in answer.question.columns if not one.hidden and any(row[one.name] for row in answer.rows)]
    found = [
        one
        for one in filled
        if (one.type in {*THINGS, "interval", "text", "code"} or one.name == "whole")
        and not (one.lang or one.name in _ASIDE)
    ]
    return found or [one for one in filled if one.lang == lang]


def details(answer: Answer, row: Row, columns: Iterable[Column], lang: str) -> str:
    """Some cells of a row, those that say anything: ``Ucayali · 2017``; who it repeats with the word for it."""
    said = []
    for one in columns:
        if cell := told(answer, row, one.name, lang):
            said.append(_worded(one, cell, lang))
    # A dot stays with what stands before it.
    return "\u00a0· ".join(said)


def _worded(column: Column, cell: str, lang: str) -> str:
    if column.type == "interval":
        # A date is not torn.
        cell = cell.replace(" ", "\u00a0")
    if column.name == "as_of":
        return text("draw.as-of", lang, date=cell)
    plain = column.name in _PLAIN or column.type not in {"interval", "decimal", "text"}
    return cell if plain and column.name != "relays" else f"{column.label[lang]}: {cell}"


def cited(answer: Answer, row: Row) -> str:
    """The numbers of the documents of a row: ``[1-3, 7]``."""
    return together(answer, [row])


def together(answer: Answer, rows: Iterable[Row]) -> str:
    """The numbers of the documents of some rows."""
    numbers = sorted({number for row in rows for number in answer.numbers(row)})
    if not numbers:
        return ""
    runs = [numbers[:1]]
    for one, following in pairwise(numbers):
        if following == one + 1:
            runs[-1].append(following)
        else:
            runs.append([following])
    return f"[{', '.join(_run(run) for run in runs)}]"


def _run(run: list[int]) -> str:
    return "-".join(str(one) for one in dict.fromkeys((run[0], run[-1]))) if len(run) > 2 else ", ".join(map(str, run))


def grouped(said: str, lang: str) -> str:
    """A text with the digits of its long numbers in groups of three: 14,531, in Spanish with a space."""
    apart = "\u00a0" if lang == "es" else ","
    return _LONG.sub(lambda found: f"{int(found[0]):,}".replace(",", apart), said)
