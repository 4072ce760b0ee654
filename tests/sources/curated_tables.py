"""The curated tables as they ship, read with nothing but ``csv``, and the rows that each published fact became."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

from amazongraph.sources.curated import FOLDER

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


TABLES = {path.stem: read(path) for path in sorted(FOLDER.glob("*.csv"))}
MAPPINGS = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
DOCUMENTS = {row["key"]: row for row in TABLES["documents"]}
UNITS = {row["key"]: row["name"] for row in TABLES["admin_units"]}


def parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def cells(*columns: str) -> Iterator[tuple[str, str, str]]:
    """(table, key, cell) of every filled cell in these columns, of all tables that have them."""
    for table, rows in TABLES.items():
        for row in rows:
            for column in columns:
                if row.get(column):
                    yield table, row["key"], row[column]


def slug(source_key: str) -> str:
    return source_key.strip().lower().replace("_", "-")


def made_from(table: str) -> dict[str, Rows]:
    """Id of a fact -> the rows of a table that were made from it."""
    found: dict[str, Rows] = {}
    for row in TABLES[table]:
        for ref in parts(row.get("ref", "")):
            found.setdefault(ref, []).append(row)
    return found
