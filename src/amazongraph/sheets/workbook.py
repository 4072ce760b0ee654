"""Writes a sheet as an Excel workbook (ECMA-376): what people fill in, drop-downs, notes, and what they do not see.

Three sheets are hidden: ``_amazongraph`` says what the workbook is, ``_before`` how each row read when it went out,
``_lists`` what there is to choose from. Every text is a text, whatever it begins with: no cell is ever a formula.
"""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from amazongraph.messages import LANGUAGES, text
from amazongraph.sheets.kind import Kind, SheetColumn
from amazongraph.sheets.rows import SheetRow
from amazongraph.sheets.words import Words

ABOUT, BEFORE, LISTS = "_amazongraph", "_before", "_lists"
ID, DIGEST = "_id", "_digest"
EMPTY_ROWS = 300  # rows below the last one that have drop-downs
_LONGEST = 255  # characters of a message that Excel shows beside a cell; 32 of its title
_HEAD = PatternFill("solid", fgColor="FFD9E8DC")
_FIXED = PatternFill("solid", fgColor="FFEDEDED")


def workbook(kind: Kind, rows: dict[str, SheetRow], words: Words, lang: str, about: dict[str, str]) -> bytes:
    """The bytes of a workbook with ``rows`` in the words of ``lang``; ``about`` is kept in it, hidden."""
    book = Workbook()
    sheet = book.active
    sheet.title = kind.title[lang]
    shown = {key: shown_cells(kind, row, words, lang) for key, row in rows.items()}
    _data(sheet, kind, shown, lang)
    _disputes(sheet, kind, rows, words, lang)
    lists = _lists(book, kind, words, lang)
    for number, column in enumerate(kind.columns.values(), start=2):
        _validate(sheet, number, column, lists.get(column.name, ""), len(rows), lang)
    _guide(book, kind, lang)
    _hidden(book, ABOUT, [("name", "value"), *{**about, "sheet": sheet.title, "lang": lang, "kind": kind.key}.items()])
    before = [(key, rows[key].digest, *cells.values()) for key, cells in shown.items()]
    _hidden(book, BEFORE, [(ID, DIGEST, *kind.columns), *before])
    book.move_sheet(LISTS, len(book.sheetnames))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def shown_cells(kind: Kind, row: SheetRow, words: Words, lang: str) -> dict[str, str]:
    """The cells of a row as they are written, by column."""
    return {
        name: "; ".join(words.show(column, value, lang) for value in row.cells.get(name, ()))
        for name, column in kind.columns.items()
    }


def _data(sheet: Any, kind: Kind, shown: dict[str, dict[str, str]], lang: str) -> None:
    _put(sheet, 1, [ID, *(column.head[lang] for column in kind.columns.values())])
    for number, (key, cells) in enumerate(shown.items(), start=2):
        _put(sheet, number, [key, *cells.values()])
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(kind.columns) + 1)}{len(shown) + 1}"
    for number, column in enumerate(kind.columns.values(), start=2):
        head = sheet.cell(1, number)
        head.font, head.fill = Font(bold=True), _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")
        head.comment = Comment("\n".join(column.note[one] for one in LANGUAGES), "amazongraph", height=150, width=280)
        width = sheet.column_dimensions[get_column_letter(number)]
        # A spreadsheet turns 2020-07 into a day, and a code into a number, where the cell is no text.
        width.width, width.number_format = column.width, "@"
        for place in range(2, len(shown) + 2):
            cell = sheet.cell(place, number)
            cell.number_format = "@"
            if column.fixed:
                cell.fill = _FIXED


def _disputes(sheet: Any, kind: Kind, rows: dict[str, SheetRow], words: Words, lang: str) -> None:
    """A note on each cell on which sources disagree, with what they say."""
    for number, row in enumerate(rows.values(), start=2):
        for place, column in enumerate(kind.columns.values(), start=2):
            if several := row.disputed.get(column.name):
                said = "; ".join(words.show(column, value, lang) for value in several)
                sheet.cell(number, place).comment = Comment(text("sheet.disputed", lang, values=said), "amazongraph")


def _put(sheet: Any, number: int, cells: Iterable[str]) -> None:
    """Write a row of texts."""
    for place, said in enumerate(cells, start=1):
        if said:
            cell = sheet.cell(number, place)
            cell.value = said
            cell.data_type = "s"
            cell.quotePrefix = said[0] in "=+-@"


def _lists(book: Workbook, kind: Kind, words: Words, lang: str) -> dict[str, str]:
    """Write what there is to choose from; column -> the cells that hold it."""
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    places: dict[str, str] = {}
    seen: dict[tuple[str, ...], str] = {}
    for column in kind.columns.values():
        choices = tuple(words.choices(column, lang))
        if not choices:
            continue
        if choices not in seen:
            letter = get_column_letter(len(seen) + 1)
            for number, choice in enumerate(choices, start=1):
                cell = sheet[f"{letter}{number}"]
                cell.value, cell.data_type = choice, "s"
            seen[choices] = f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(choices)}"
        places[column.name] = seen[choices]
    return places


def _validate(sheet: Any, number: int, column: SheetColumn, choices: str, rows: int, lang: str) -> None:
    """The drop-down of a column, and the message that stands beside its cells."""
    # Several values in one cell, and a thing that is new, are no member of the list.
    rule = DataValidation(
        type="list" if choices else None,
        formula1=choices or None,
        allow_blank=True,
        showErrorMessage=bool(choices) and not column.many and not column.fresh,
        errorTitle=text("sheet.choose-title", lang),
        error=text("sheet.choose", lang),
        showInputMessage=True,
        promptTitle=column.head[lang][:32],
        prompt=column.note[lang][:_LONGEST],
    )
    letter = get_column_letter(number)
    rule.add(f"{letter}2:{letter}{rows + EMPTY_ROWS + 1}")
    sheet.add_data_validation(rule)


def _guide(book: Workbook, kind: Kind, lang: str) -> None:
    """A sheet that says how to fill in the first one, in both languages."""
    sheet = book.create_sheet(text("sheet.guide-title", lang))
    sheet.column_dimensions["A"].width = 110
    lines = [text("sheet.guide", one, title=kind.title[one]) for one in (lang, *(set(LANGUAGES) - {lang}))]
    for number, line in enumerate("\n\n".join(lines).splitlines(), start=1):
        _put(sheet, number, [line])
        sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")


def _hidden(book: Workbook, title: str, rows: Iterable[Iterable[str]]) -> None:
    sheet = book.create_sheet(title)
    sheet.sheet_state = "hidden"
    for number, cells in enumerate(rows, start=1):
        _put(sheet, number, cells)
