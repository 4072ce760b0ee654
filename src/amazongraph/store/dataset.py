"""The data set of a query, written into its text: servers take it there alike, and as parameters of a request not.

Virtuoso 7 repeats each graph that a request names in a header of its answer, and clients give up after a hundred.
Source: SPARQL 1.1 Query Language 13.2 (FROM and FROM NAMED), 19.8 (grammar).
"""

import re
from collections.abc import Iterable

from amazongraph.store.embedded import HARMLESS

_CONSTRUCT = re.compile(r"\bCONSTRUCT\s*(?=\{)", re.IGNORECASE)
_FROM = re.compile(r"\bFROM\b", re.IGNORECASE)
_WHERE = re.compile(r"\bWHERE\s*$", re.IGNORECASE)


def on(query: str, default: Iterable[str], named: Iterable[str] = ()) -> str:
    """The query on the graphs that make up its default graph, and the named ones; one that says its own keeps it."""
    plain = HARMLESS.sub(lambda found: " " * len(found[0]), query)
    # Before a colon it is a prefix.
    if any(query[found.end() : found.end() + 1] != ":" for found in _FROM.finditer(plain)):
        return query
    clauses = [f"FROM <{graph}>" for graph in default] + [f"FROM NAMED <{graph}>" for graph in named]
    at = _before_pattern(plain)
    return f"{query[:at]}\n{chr(10).join(clauses)}\n{query[at:]}" if clauses else query


def _before_pattern(plain: str) -> int:
    """Where the pattern of a query begins, with its WHERE; its end where it has none."""
    template = _CONSTRUCT.search(plain)
    start = _closed(plain, template.end()) if template else 0
    depth = 0
    for at in range(start, len(plain)):
        depth += (plain[at] == "(") - (plain[at] == ")")
        if plain[at] == "{" and not depth:
            found = _WHERE.search(plain, start, at)
            return found.start() if found else at
    return len(plain)


def _closed(plain: str, start: int) -> int:
    """The place after the bracket that closes the one at ``start``."""
    depth = 0
    for at in range(start, len(plain)):
        depth += (plain[at] == "{") - (plain[at] == "}")
        if not depth:
            return at + 1
    return len(plain)
