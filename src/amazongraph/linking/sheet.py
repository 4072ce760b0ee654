"""What waits for a decision as an Excel workbook, to be filled in and given back.

A row says by a mark (first column, hidden) what exactly was proposed; a row whose proposal has changed since, or was
decided since, is refused, and with it the whole sheet: a decision is never put to something else than was looked at.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from amazongraph import durable, terms
from amazongraph.errors import Problem, SourceError
from amazongraph.linking.explain import explain
from amazongraph.linking.review import DECISIONS
from amazongraph.linking.sides import Side, class_label
from amazongraph.messages import LANGUAGES, text
from amazongraph.sources.readers import read_file
from amazongraph.sssom import Judgement
from amazongraph.values import fold

_SIDE = ("name", "others", "type", "place", "people", "codes", "sources", "iri")
_COLUMNS = ("mark", "decision", "comment", *(f"{name}-{side}" for name in _SIDE for side in ("1", "2")), "score", "why")
_WIDTHS = {"decision": 14, "comment": 30, "why": 60, "score": 8}
_MOST = 32_000  # characters of a cell

Waiting = Sequence[tuple[str, Judgement]]


def mark_of(target: str, one: Judgement) -> str:
    """What tells one proposal from every other, and from what it was before."""
    return sha256("\x1f".join((target, *one.pair, one.predicate, one.score, one.comment)).encode()).hexdigest()[:16]


def write_sheet(path: Path, waiting: Waiting, shown: Mapping[str, Side], lang: str) -> None:
    """Write a workbook with a row for each proposal. Raises ``OSError``; then the file is as it was."""
    book = Workbook()
    sheet = book.active
    sheet.title = text("review.sheet", lang)
    _fill(sheet, 1, [text(f"review.{name.rstrip('-12')}", lang) + _number(name) for name in _COLUMNS])
    for row, (target, one) in enumerate(waiting, start=2):
        _fill(sheet, row, _cells(target, one, shown, lang))
    choices = DataValidation("list", formula1='"' + ",".join(text(f"review.{one}", lang) for one in DECISIONS) + '"')
    choices.showErrorMessage = True
    choices.error = text("review.choose", lang)
    sheet.add_data_validation(choices)
    letters = {name: cell.column_letter for name, cell in zip(_COLUMNS, sheet[1], strict=True)}
    choices.add(f"{letters['decision']}2:{letters['decision']}{max(2, len(waiting) + 1)}")
    for name, letter in letters.items():
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 24)
    sheet.column_dimensions[letters["mark"]].hidden = True
    sheet.freeze_panes = "D2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    content = io.BytesIO()
    book.save(content)
    durable.write(path, content.getvalue())


def _number(name: str) -> str:
    return f" {name[-1]}" if name[-2:] in ("-1", "-2") else ""


def _fill(sheet: Any, row: int, cells: Iterable[str]) -> None:
    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(row, column, value[:_MOST])
        # A name that begins with = is a name, not a formula.
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _cells(target: str, one: Judgement, shown: Mapping[str, Side], lang: str) -> list[str]:
    first = _side(one.subject, one.subject_label, shown, lang)
    second = _side(one.object, one.object_label, shown, lang)
    both = [cell for pair in zip(first, second, strict=True) for cell in pair]
    return [mark_of(target, one), "", "", *both, one.score, "; ".join(explain(one.comment, lang))]


def _side(iri: str, label: str, shown: Mapping[str, Side], lang: str) -> list[str]:
    one = shown.get(iri, Side(iri, label))
    types = ", ".join(class_label(name, lang) for name in one.types)
    return [one.name, "; ".join(one.others), types, one.place, one.people, one.codes, one.sources, terms.shorten(iri)]


def read_sheet(path: Path, waiting: Waiting) -> list[tuple[str, Judgement, str, str]]:
    """The decisions of a workbook given back: target, what was proposed, decision and comment.

    Rows without a decision are left for another time. Raises ``SourceError`` with every row that cannot be taken: no
    such decision, decided twice, changed or decided since.
    """
    table = read_file(path)
    names = {fold(name): name for name in table.columns}
    found = {key: _published(names, key) for key in ("mark", "decision", "comment")}
    if missing := [key for key in ("mark", "decision") if not found[key]]:
        raise SourceError(
            *(Problem("table.column-missing", path.name, 1, text(f"review.{key}", "es")) for key in missing)
        )
    open_ones = {mark_of(target, one): (target, one) for target, one in waiting}
    problems = list(table.rejects)
    taken: dict[str, tuple[str, Judgement, str, str]] = {}
    for record in table.records:
        mark, word = record.cells[found["mark"]].strip(), record.cells[found["decision"]].strip()
        if not word:
            continue
        decision = _decision(word)
        if problem := _problem(mark, decision, open_ones, taken):
            column = found["decision"]
            problems.append(Problem(problem, path.name, record.number, column, values={"value": word}))
            continue
        comment = record.cells[found["comment"]].strip() if found["comment"] else ""
        taken[mark] = (*open_ones[mark], decision, " ".join(comment.split()))
    if problems:
        raise SourceError(*problems)
    return list(taken.values())


def _published(names: Mapping[str, str], key: str) -> str:
    return next((names[word] for lang in LANGUAGES if (word := fold(text(f"review.{key}", lang))) in names), "")


def _decision(word: str) -> str:
    words = {fold(text(f"review.{one}", lang)): one for one in DECISIONS for lang in LANGUAGES}
    return words.get(fold(word), "")


def _problem(mark: str, decision: str, open_ones: Mapping[str, Any], taken: Mapping[str, Any]) -> str:
    if not decision:
        return "review.no-decision"
    if mark in taken:
        return "review.twice"
    return "" if mark in open_ones else "review.stale"
