"""The curated tables: each CSV file with cells, rows, columns or letters changed, read by its own mapping.

A table is taken in whole or not at all: then every row of it is stated.
"""

import csv
import io
from dataclasses import replace
from functools import cache

from dice import Dice, mutated, rows_mutated
from ground import curated, references
from harness import BrokenPromiseError, in_words, put

from amazongraph.sources.curated import tables
from amazongraph.sources.mapped import MappedTable

SEEDS = [bytes([number]) for number in range(0, 40, 3)] + [
    bytes([number, 3, number, 7, 1, 30, 2]) for number in range(30)
]


def target(data: bytes) -> None:
    """The table that the first byte chooses, some of it changed."""
    dice = Dice(data)
    table, header, rows = dice.pick(_tables())
    changed = rows_mutated(header, rows[:6], dice, 4)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=dice.pick(("\n", "\r\n")))
    writer.writerows(changed)
    content = text.getvalue().encode("utf-8", "surrogatepass")
    path = put(table.path.name, mutated(content, dice, 3) if dice.below(4) == 3 else content)
    with in_words():
        source = replace(table, path=path)
        source.digest()
        source.keys()
        source.units()
        extract = source.read(references())
        if extract.rejects or set(extract.places["row"]) != {row.number for row in source.rows()}:
            raise BrokenPromiseError(f"{extract.rows} rows, stated {sorted(set(extract.places['row']))}")


@cache
def _tables() -> list[tuple[MappedTable, list[str], list[list[str]]]]:
    found = []
    for table in tables(curated()):
        with table.path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        found.append((table, header, rows))
    return found
