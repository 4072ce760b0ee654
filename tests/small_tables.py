"""A part of the curated tables that hangs together, so that a test can build in a fraction of a second."""

import csv
import re
import shutil
from pathlib import Path
from typing import Any, TypeAlias

from amazongraph.build import Receipt, build
from amazongraph.settings import Settings
from amazongraph.sources.curated import FOLDER, tables

Rows: TypeAlias = list[dict[str, str]]

# What the part is made around: two victims, a figure with its parts, two counts of killings, a reserve.
START = {
    "victims": {"44jqx2fj", "3d2525nz"},
    "figures": {"airs-003", "airs-004", "airs-005", "airs-006", "kill-001", "kill-002"},
    "reserves": {"reserva-isconahua"},
    "areas": {"peru"},
}
_KEYS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def workspace(root: Path) -> Settings:
    """A workspace in ``root``, in Spanish."""
    return Settings(root, root / "graph", "es")


def build_tables(settings: Settings, folder: Path, **options: Any) -> Receipt:
    """Build the tables of ``folder``."""
    return build(settings, sources=tables(folder), **options)


def line_of(path: Path, key: str) -> int:
    """The line of a row in its file, as an editor numbers it; 1 is the header."""
    return next(number for number, row in enumerate(read(path), start=2) if row["key"] == key)


def read(path: Path) -> Rows:
    """The rows of a table as they stand."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def header(path: Path) -> list[str]:
    """The columns of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def write(path: Path, rows: Rows, columns: list[str]) -> None:
    """Write a table in the form the curated ones have."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def add(path: Path, at: int = -1, **cells: str) -> None:
    """Insert a row before row ``at`` of a table, at its end by default; cells not given stay blank."""
    rows = read(path)
    row = {**dict.fromkeys(header(path), ""), **cells}
    write(path, [*rows, row] if at < 0 else [*rows[:at], row, *rows[at:]], header(path))


def remove(path: Path, *keys: str) -> None:
    """Take rows out of a table."""
    write(path, [row for row in read(path) if row["key"] not in keys], header(path))


def every(step: int) -> dict[str, set[str]]:
    """What holds something of every kind, as ``more`` of ``small_tables``: a row in ``step`` of each table, and all
    victims.
    """
    tables = {path.stem: read(path) for path in sorted(FOLDER.glob("*.csv"))}
    needed_only = {"admin_units", "documents", "organisations", "peoples", "incidents"}
    steps = dict.fromkeys(tables.keys() - needed_only, step) | {"victims": 1}
    return {name: {row["key"] for row in tables[name][::skipped]} for name, skipped in steps.items()}


def small_tables(to: Path, **more: set[str]) -> Path:
    """Copy the curated tables into ``to``, but only the rows that those of ``START`` need, directly or not; and
    those of ``more``, table -> keys.
    """
    to.mkdir()
    tables = {path.stem: read(path) for path in sorted(FOLDER.glob("*.csv"))}
    kept = {name: START.get(name, set()) | more.get(name, set()) for name in tables}
    size = -1
    while size != sum(map(len, kept.values())):
        size = sum(map(len, kept.values()))
        said = {
            word
            for name, rows in tables.items()
            for row in rows
            if row["key"] in kept[name]
            for cell in row.values()
            for word in _KEYS.findall(cell)
        }
        kept = {name: kept[name] | {row["key"] for row in rows if row["key"] in said} for name, rows in tables.items()}
    for name, rows in tables.items():
        write(to / f"{name}.csv", [row for row in rows if row["key"] in kept[name]], header(FOLDER / f"{name}.csv"))
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, to)
    return to
