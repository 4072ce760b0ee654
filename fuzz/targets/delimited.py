"""Text tables: CSV with any separator and encoding, and the tables of a text with headings.

Every line that holds something is a record or a reject; the reader of batches finds the same rows.
"""

from pathlib import Path

from dice import Dice, mutated, rows_mutated
from harness import BrokenPromiseError, check_problem, in_words, put, same

from amazongraph.errors import AmazonGraphError
from amazongraph.sources.readers import Table, read_file
from amazongraph.sources.readers.stream import open_stream

HEADER = ("código", "nombre", "área", "fecha", "nota")
ROWS = (
    ("250301", "Boquerón", "1.234,5", "2020-07-23", ""),
    ("250302", "Alto Tamaya, «Saweto»", "80 123", "", "dos\nlíneas"),
    ("2503", 'la "otra"', "", "2021", "x"),
    ("Fuente: nadie", "", "", "", ""),
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1", "utf-16-be")
SEEDS = [
    b"",
    b"\x01",
    b"\x02\x03abc",
    b"\x04;\x00\x01",
    bytes(range(40)),
    b"a,b\n1,2\n3",
    b"\xff# T\na;b;c\n1;2;3\n4;5;6\n",
]


def target(data: bytes) -> None:
    """A table made of decisions, or the bytes as they are."""
    dice = Dice(data[1:])
    content = data if data[:1] > b"\x7f" else _table(dice)
    path = put("table.md" if data[:1] == b"\xff" else "table.csv", content)
    preamble = dice.below(3)
    with in_words():
        table = read_file(path, preamble=preamble)
        for problem in table.rejects:
            check_problem(problem)
        numbers = [one.number for one in table.records] + [one.row for one in table.rejects]
        if len(set(numbers)) != len(numbers):
            raise BrokenPromiseError(f"a line counted twice: {sorted(numbers)}")
        for one in table.records:
            same("the columns of a record", set(one.cells), set(table.columns))
        if "separator" in table.notes:
            _in_batches(path, preamble, table)


def _table(dice: Dice) -> bytes:
    separator, end = dice.pick(",;\t|"), dice.pick(("\n", "\r\n", "\r", "\n\n"))
    rows = rows_mutated(HEADER, ROWS, dice)
    quote = dice.below(3)
    text = end.join(separator.join(_cell(one, separator, quote) for one in row) for row in rows)
    above = dice.pick(("", "", "", "sep=;\n", "# Título\n", "Instituto de nada\n", "\n\n"))
    encoding = dice.pick(ENCODINGS)
    return mutated((above + text).encode(encoding, "replace"), dice, 4)


def _cell(text: str, separator: str, quote: int) -> str:
    wild = quote == 0 or (quote == 1 and any(sign in text for sign in f'"{separator}\r\n'))
    return '"' + text.replace('"', '""') + '"' if wild else text


def _in_batches(path: Path, preamble: int, table: Table) -> None:
    try:
        stream = open_stream(path, preamble)
        batches = list(stream.batches({str(at): name for at, name in enumerate(table.columns)}, 3))
    except AmazonGraphError as error:
        raise BrokenPromiseError(f"the reader of batches refuses: {error}") from error
    found = [line for batch in batches for line in batch.rows["line"]]
    there = [one.number for one in table.records]
    # A blank row is none to the one, and blank cells to the other.
    if not set(there) <= set(found):
        raise BrokenPromiseError(f"rows {there}, in batches {found}")
    cells = {line: row for batch in batches for line, *row in batch.rows.iter_rows()}
    for one in table.records:
        # The two do not take the same control characters for blanks.
        found_here = [str(cell).strip() for cell in cells[one.number]]
        same(f"line {one.number}", found_here, [one.cells[name].strip() for name in table.columns])
