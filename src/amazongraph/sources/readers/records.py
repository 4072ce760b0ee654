"""Reads JSON that is a list of records, or holds one: also the results of a SPARQL query (SPARQL 1.1 Results JSON)."""

from pathlib import Path
from typing import Any

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.table import Record, Table
from amazongraph.sources.readers.vector import plain


def read_records(path: Path, said: Any) -> Table:
    """Read parsed JSON; records are numbered from 1. Raises ``SourceError`` where there is no list of records."""
    rows, form = _rows(said)
    if rows is None:
        raise SourceError(Problem("read.json-form", path.name))
    records: list[Record] = []
    rejects: list[Problem] = []
    columns = tuple(dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row))
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            records.append(Record(number, {name: plain(row.get(name)) for name in columns}))
        else:
            rejects.append(Problem("read.no-record", path.name, number))
    return Table(columns, records, rejects, {"form": form})


def _rows(said: Any) -> tuple[list[Any] | None, str]:
    if isinstance(said, dict):
        bindings = said.get("results", {}).get("bindings") if isinstance(said.get("results"), dict) else None
        if isinstance(bindings, list):
            return [{name: term.get("value") for name, term in row.items()} for row in bindings], "sparql-results"
        lists = [value for value in said.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        return (lists[0], "list") if len(lists) == 1 else (None, "")
    return (said, "list") if isinstance(said, list) and any(isinstance(row, dict) for row in said) else (None, "")
