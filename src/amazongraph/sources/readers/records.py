"""Reads JSON that is a list of records, or holds one: also the results of a SPARQL query (SPARQL 1.1 Results JSON)."""

from pathlib import Path
from typing import Any

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.plain import plain
from amazongraph.sources.readers.table import Record, Table


def read_records(path: Path, said: Any) -> Table:
    """Read parsed JSON; records are numbered from 1. What is no record in the list is a reject.

    The columns are those of all records, in order, what is nested in a record named ``outer.inner``; of a query, all
    its variables, bound or not. Raises ``SourceError``
    where there is no list of records, or more than one.
    """
    if (bindings := _bindings(said)) is not None:
        rows, columns, form = [_bound(row) for row in bindings], _variables(said), "sparql-results"
    elif (listed := _listed(said)) is not None:
        rows, columns, form = [_flat(row) if isinstance(row, dict) else row for row in listed], [], "list"
    else:
        raise SourceError(Problem("read.json-form", path.name))
    names = tuple(dict.fromkeys([*columns, *(name for row in rows if isinstance(row, dict) for name in row)]))
    records: list[Record] = []
    rejects: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            records.append(Record(number, {name: plain(row.get(name)) for name in names}))
        else:
            rejects.append(Problem("read.no-record", path.name, number))
    return Table(names, records, rejects, {"form": form})


def _bindings(said: Any) -> list[Any] | None:
    results = said.get("results") if isinstance(said, dict) else None
    bindings = results.get("bindings") if isinstance(results, dict) else None
    return bindings if isinstance(bindings, list) else None


def _variables(said: dict[str, Any]) -> list[str]:
    head = said.get("head")
    variables = head.get("vars") if isinstance(head, dict) else None
    return [name for name in variables if isinstance(name, str)] if isinstance(variables, list) else []


def _bound(row: Any) -> dict[str, Any] | None:
    """A solution: variable -> value; ``None`` for what is none."""
    if not isinstance(row, dict) or not all(isinstance(term, dict) for term in row.values()):
        return None
    return {name: term.get("value") for name, term in row.items()}


def _flat(row: dict[str, Any], above: str = "") -> dict[str, Any]:
    """A record whose objects are taken apart: ``{"tags": {"name": "x"}}`` has the column ``tags.name``."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        flat |= _flat(value, f"{above}{name}.") if isinstance(value, dict) and value else {above + name: value}
    return flat


def _listed(said: Any) -> list[Any] | None:
    """The list of records that ``said`` is, or the only one it holds."""
    lists = list(said.values()) if isinstance(said, dict) else [said]
    found = [one for one in lists if isinstance(one, list) and any(isinstance(row, dict) for row in one)]
    return found[0] if len(found) == 1 else None
