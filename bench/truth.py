"""Draws random statements of a release and prints each beside the published fact its row was made from.

A person, or two, judges each pair blind, from the two alone: does the statement say what the fact says, no more and no
less? What does not hold is mended in the tables, and another seed is drawn, until all hold. The facts are not part of
the project; ``--facts`` names their folder (CSV files with a column ``id``, one fact a row).
"""

import argparse
import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from _workspace import workspace

from amazongraph import terms
from amazongraph.labels import labels
from amazongraph.sources.curated import tables
from amazongraph.store.embedded import open_store

Rows = list[dict[str, str]]
# What is about the making of the facts, or stands in the list of sources anyway.
_LEFT_OUT = {"source_title", "source_publisher", "source_url", "level_reason"}


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def facts(folder: Path) -> dict[str, dict[str, str]]:
    """Every fact by its id."""
    return {row["id"]: row for path in sorted(folder.glob("?_*.csv")) for row in read(path)}


def refs() -> dict[tuple[str, int], list[str]]:
    """(file, row) of the curated tables -> the ids of the facts it was made from."""
    return {
        (table.path.name, number): [part.strip() for part in row.get("ref", "").split(";") if part.strip()]
        for table in tables()
        for number, row in enumerate(read(table.path), start=2)
    }


def candidates(frame: pl.DataFrame, places: pl.DataFrame, known: set[str]) -> list[dict[str, Any]]:
    """The statements whose row names a fact, each with the ids of its facts, in the order of their ids."""
    made_from = refs()
    found: dict[str, dict[str, Any]] = {}
    for row in frame.join(places, on="id").sort("id", "file", "row").iter_rows(named=True):
        ids = [ref for ref in made_from.get((row["file"], row["row"]), ()) if ref in known]
        if ids and row["predicate"] != terms.TYPE:
            found.setdefault(row["id"], {**row, "facts": ids})
    return [found[key] for key in sorted(found)]


def told(
    row: dict[str, Any], extents: dict[str, str], named: dict[str, dict[str, str]], known: dict[str, dict[str, str]]
) -> Iterator[str]:
    """The lines about one statement and the facts behind it."""

    def name(iri: str | None) -> str:
        return f"{named[iri]['en']} ({terms.shorten(iri)})" if iri in named else iri or "-"

    yield f"statement: {name(row['canonical'])} -- {name(row['predicate'])} -- {name(row['object'])}"
    if row["predicate"] == terms.ag("appliesTo") and row["canonical"] in extents:
        yield f"  extent, shown beside it: {extents[row['canonical']]}"
    for column in ("lang", "as_written", "as_of", "valid_from", "valid_to", "standing", "verdict", "level"):
        if row[column] is not None:
            yield f"  {column}: {row[column]}"
    yield f"  document: {terms.key_of(row['source'])}  locator: {row['locator'] or '-'}"
    yield f"  attributed to: {name(row['attributed_to'])}  relays: {name(row['relays'])}"
    yield f"  cell: {row['file']}, row {row['row']}, column {row['column']}"
    for ref in row["facts"]:
        yield "  fact: " + " | ".join(
            f"{key}={cell}" for key, cell in known[ref].items() if cell and key not in _LEFT_OUT
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, required=True, help="folder of the published facts")
    parser.add_argument("--seed", type=int, required=True, help="what the draw depends on, besides the data")
    parser.add_argument("--number", type=int, default=60, help="statements to draw (default: %(default)s)")
    parser.add_argument("--workspace", type=Path, help="folder with a release (default: build one)")
    options = parser.parse_args()
    known = facts(options.facts)
    with workspace(options.workspace) as (_, release):
        folder = release.profile()
        frame, places = (pl.read_parquet(folder / f"{name}.parquet") for name in ("statements", "places"))
        drawn = random.Random(options.seed).sample(candidates(frame, places, set(known)), options.number)
        noted = frame.filter((pl.col("predicate") == terms.ag("extentNote")) & (pl.col("lang") == "en"))
        extents = dict(noted.select("canonical", "object").iter_rows())
        said = {row[name] for row in drawn for name in ("canonical", "predicate", "object", "attributed_to", "relays")}
        named = labels(open_store(folder / "store"), {iri for iri in said if iri and iri.startswith(terms.BASE)})
    for number, row in enumerate(drawn, start=1):
        print(f"## {number}", *told(row, extents, named, known), "", sep="\n")


if __name__ == "__main__":
    main()
