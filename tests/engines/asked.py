"""A question asked of a server through the protocol, on a data set that the query names."""

import re
from collections.abc import Iterable

from amazongraph.pushing import ACCEPTED
from amazongraph.store.dataset import on
from amazongraph.store.exchange import Limits
from amazongraph.store.remote import Remote

_GRAPH = re.compile(r"\bGRAPH\b")
_COMMENT = re.compile(r"^\s*#.*\n", re.MULTILINE)
_LIMITS = Limits(silence=120, tries=1, between=0)


def solutions(
    address: str, query: str, named: Iterable[str], default: str = ACCEPTED, limits: Limits = _LIMITS
) -> list[dict[str, str]]:
    """Variable -> text, as ``shaped`` takes them; hundreds of graphs need no naming where the query speaks of none."""
    # SPARQLWrapper takes words of a comment for an update.
    text = on(_COMMENT.sub("", query), [default], sorted(named) if _GRAPH.search(query) else ())
    found = Remote(address, limits).select(text).bindings
    return [{name: term["value"] for name, term in row.items()} for row in found]
