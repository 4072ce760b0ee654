"""One cell of a table, followed to the citation a reader sees: 27 murders, as Down To Earth prints it."""

import csv
import re
from pathlib import Path

import polars as pl

from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.questions.forms import table
from amazongraph.releases import Release
from amazongraph.sources.curated import FOLDER

BASE = "https://w3id.org/amazongraph/"
FIGURE = f"{BASE}id/figure/kill-001"
ARTICLE = f"{BASE}source/dte"


def cell(file: str, key: str, column: str) -> tuple[int, str]:
    """The line of a record in its file, and one of its cells."""
    with (FOLDER / file).open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        for record in reader:
            if record["key"] == key:
                return reader.line_num, record[column]
    raise KeyError(key)


def test_from_a_cell_to_its_printed_citation(release: Release) -> None:
    folder: Path = release.profile()

    # The cell: the line a person finds in the file.
    line, printed = cell("figures.csv", "kill-001", "value")
    assert printed == "27"
    assert (FOLDER / "figures.csv").read_text(encoding="utf-8").splitlines()[line - 1].startswith("kill-001,")

    # The statement made of it, and the way back to the cell.
    places = pl.read_parquet(folder / "places.parquet").filter(
        (pl.col("file") == "figures.csv") & (pl.col("row") == line) & (pl.col("column") == "value")
    )
    assert places.height == 1
    statements = pl.read_parquet(folder / "statements.parquet").filter(pl.col("id") == places["id"][0])
    assert statements.height == 1
    statement = statements.row(0, named=True)
    assert (statement["subject"], statement["predicate"]) == (FIGURE, f"{BASE}ns#value")
    assert (statement["object"], statement["as_written"]) == ("27", "27")
    assert statement["datatype"].endswith("#decimal")
    assert statement["source"] == ARTICLE
    assert (statement["verdict"], statement["level"]) == ("accepted", 0)

    # The quad: a plain triple in the graph of the document that says it.
    quad = f'<{FIGURE}> <{BASE}ns#value> "27"^^<http://www.w3.org/2001/XMLSchema#decimal> <{ARTICLE}> .'
    assert (folder / "graph.nq").read_text(encoding="utf-8").splitlines().count(quad) == 1

    # The row of the answer, and the number of its citation.
    answer = ask(release, find_question(release, "murder-counts"))
    (row,) = (row for row in answer.rows if row["figure"] == FIGURE)
    assert (row["value"], row["sources"]) == ("27", ARTICLE)
    assert row["who"] == f"{BASE}id/organization/amazon-watch"
    (number,) = answer.numbers(row)

    # What a reader sees in Spanish: the row with that number, and the article behind it.
    lines = table(answer, "es", 300).splitlines()
    (shown,) = (text for text in lines if re.match(r"27 personas +Amazon Watch ", text))
    assert shown.endswith(f"  [{number}]")
    address = cell("documents.csv", "dte", "url")[1]
    title = cell("documents.csv", "dte", "title")[1]
    assert f"[{number}] Down To Earth. [{title}] (título no verificado). 2025. {address}. Leído completo." in lines
