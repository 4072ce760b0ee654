"""Free SPARQL: the rows of a SELECT with typed cells, the truth of an ASK, the triples of a CONSTRUCT."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.errors import QueryError
from amazongraph.questions.question import Column
from amazongraph.store.asking import Store
from amazongraph.store.embedded import run_as_written
from amazongraph.tables.table import Cell, Table

if TYPE_CHECKING:
    import rdflib

_WHOLE = ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
# Datatype -> type of a column, and what reads it.
_TYPES: dict[str, tuple[str, Callable[[str], Any]]] = {
    **{terms.XSD + name: ("integer", int) for name in _WHOLE},
    terms.XSD + "decimal": ("decimal", Decimal),
    **{terms.XSD + name: ("decimal", float) for name in ("double", "float")},
    terms.XSD + "boolean": ("boolean", lambda text: text in {"true", "1"}),
    terms.XSD + "date": ("date", date.fromisoformat),
}


def query(store: Store, sparql: str, lang: str, profile: str) -> "Table | bool | rdflib.Graph":
    """Run a query; the prefixes of the ontology need no declaration. Raises ``QueryError``."""
    found = run_as_written(store, sparql)
    try:
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        return _graph(found) if isinstance(found, ox.QueryTriples) else _table(found, lang, profile)
    except (OSError, RuntimeError) as error:
        # Rows are made as they are read, so a query can still fail here.
        raise QueryError("query.failed", detail=str(error)) from error


def _graph(found: ox.QueryTriples) -> "rdflib.Graph":
    import rdflib

    graph = rdflib.Graph()
    return graph.parse(data=found.serialize(format=ox.RdfFormat.N_TRIPLES), format="nt")


def _table(found: ox.QuerySolutions, lang: str, profile: str) -> Table:
    names = [variable.value for variable in found.variables]
    rows = [[solution[name] for name in names] for solution in found]
    columns, cells = [], []
    for number, name in enumerate(names):
        kind, values = _typed([row[number] for row in rows])
        columns.append(Column(name, kind, {"es": name, "en": name}))
        cells.append(values)
    told: list[dict[str, Cell]] = [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]
    return Table(tuple(columns), told, lang, profile=profile)


def _typed(found: list[Any]) -> tuple[str, list[Cell]]:
    """The type of a column and its values: texts, unless all of them are of one other type."""
    known = [
        _TYPES.get(one.datatype.value) if isinstance(one, ox.Literal) else None for one in found if one is not None
    ]
    kinds = {one[0] if one else "text" for one in known}
    kind = kinds.pop() if len(kinds) == 1 else "text"
    read = str if kind == "text" else None
    try:
        return kind, [None if one is None else (read or _TYPES[one.datatype.value][1])(one.value) for one in found]
    except (ValueError, ArithmeticError):
        return "text", [None if one is None else one.value for one in found]
