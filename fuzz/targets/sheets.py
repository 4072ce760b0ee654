"""Workbooks that ``amazongraph sheet`` wrote, as they come back: cells, heads, pages and rows changed by anybody."""

import io
from functools import cache

import polars as pl
from dice import Dice
from ground import references, release
from harness import BrokenPromiseError, check_problem, in_words, put
from openpyxl import load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from amazongraph import ontology
from amazongraph.errors import SourceError
from amazongraph.sheets.claims import alike, claims_of
from amazongraph.sheets.given import compare, read_sheet
from amazongraph.sheets.kind import kind, kinds
from amazongraph.sheets.rows import SheetRow, current_rows
from amazongraph.sheets.words import Words, words_of
from amazongraph.sheets.workbook import workbook
from amazongraph.store.embedded import open_store

SEEDS = [bytes([number]) for number in range(5)] + [bytes([number, 2, 3, 1, 4, 5]) for number in range(20)]
HELD = (
    "Ucayali",
    "250101 Calleria",
    "07/05/1998",
    "2020",
    "1998-05-07",
    "Sí",
    "no",
    "titulada",
    "Alto Tamaya-Saweto",
    "12,5",
    "AIDESEP",
    "ORAU; AIDESEP",
)


def target(data: bytes) -> None:
    """A sheet of the kind that the first byte chooses, some of its cells changed."""
    dice = Dice(data)
    name = dice.pick(kinds())
    path = put("hoja.xlsx", _spoilt(name, dice) if dice else _written(name))
    rows, words = _known(name)
    with in_words():
        sheet = read_sheet(path)
        given = compare(sheet, rows, words)
        result = claims_of(sheet, given, words, references(), [])
        given.notes += alike(sheet, result, rows)
        for problem in (*given.notes, *given.stale, *given.problems):
            check_problem(problem)
        for claim in result.new:
            if not claim.value or not claim.subject.partition(":")[2]:
                raise BrokenPromiseError(f"claims nothing: {claim}")
        if given.problems:
            raise SourceError(*sorted(given.problems, key=lambda one: one.row))


@cache
def _known(name: str) -> tuple[dict[str, SheetRow], Words]:
    folder = release().profile("public")
    frame = pl.read_parquet(folder / "statements.parquet")
    return current_rows(frame, kind(name), set()), words_of(
        kind(name), frame, open_store(folder / "store"), ontology.load()
    )


@cache
def _written(name: str) -> bytes:
    rows, words = _known(name)
    return workbook(kind(name), rows, words, "es", {"of": "", "release": release().id, "profile": "public"})


def _spoilt(name: str, dice: Dice) -> bytes:
    book = load_workbook(io.BytesIO(_written(name)))
    while dice:
        page = dice.pick(book.worksheets if dice.below(6) == 5 else book.worksheets[:1])
        row, column = 1 + dice.below(page.max_row + 3), 1 + dice.below(page.max_column + 1)
        if dice.below(12) == 11:
            row = 1
        what = dice.below(10)
        try:
            if what < 4:
                page.cell(row, column).value = dice.pick(HELD)
            elif what < 7:
                page.cell(row, column).value = dice.pick((dice.text(), 5, -1.5, 1e300, True, None, "=1+1", "#N/A"))
            elif what == 7:
                page.delete_rows(row)
            elif what == 8 and dice.below(3) == 2:
                page.delete_cols(column)
            elif what == 8:
                page.insert_rows(row)
            elif dice.below(3) == 2:
                page.title = dice.text()[:30]
        except (ValueError, AttributeError, IllegalCharacterError):
            # What the library will not write.
            continue
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
