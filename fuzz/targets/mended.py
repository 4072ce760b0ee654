"""Rows handed out to be mended and put back (``check --rejects``, ``mend``): in their places, or not at all."""

import csv
import io

from dice import Dice, mutated, rows_mutated
from harness import BrokenPromiseError, in_words, put, scratch

from amazongraph.sources.mended import handed_out, put_back

HEADER = ("key", "name_es", "note")
ROWS = (("a", "Uno", ""), ("b", "Dos, y «tres»", "x"), ("c", 'la "otra"', ""))
SEEDS = [b"", b"\x01\x02\x03", bytes(range(20)), b"\x02\x05\x01\x07", bytes(range(200, 230))]


def target(data: bytes) -> None:
    """A table and rows of it, either of them changed after they were handed out."""
    dice = Dice(data)
    table = _text(rows_mutated(HEADER, ROWS, dice, 3) if dice.below(3) == 2 else [HEADER, *ROWS], dice)
    out = handed_out(table, {2: "por esto", 4: dice.text()})
    rows = list(csv.reader(io.StringIO(out, newline=""))) or [list(HEADER)]
    given = _text(rows_mutated(rows[0], rows[1:], dice, 4), dice).encode("utf-8", "surrogatepass")
    path = put("tabla.csv", table.encode("utf-8", "surrogatepass"))
    mended = put("filas.csv", mutated(given, dice, 2) if dice.below(4) == 3 else given)
    before, done = path.read_bytes(), -1
    with in_words():
        done = put_back(path, mended)
    after = path.read_bytes()
    if done < 1 and after != before:
        raise BrokenPromiseError("changed, though nothing was put back")
    changed = sum(one != other for one, other in zip(before.splitlines(), after.splitlines(), strict=False))
    if done > 0 and changed > done:
        raise BrokenPromiseError(f"{done} rows put back, {changed} lines changed")
    if left := [one.name for one in scratch().glob(".tabla.csv-*")]:
        raise BrokenPromiseError(f"left behind: {left}")


def _text(rows: object, dice: Dice) -> str:
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator=dice.pick(("\n", "\r\n"))).writerows(rows)  # type: ignore[arg-type]
    return made.getvalue().encode("utf-8", "replace").decode()
