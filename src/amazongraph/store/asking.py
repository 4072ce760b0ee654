"""What a query is run on, whether it lies on this disk or on a server."""

from typing import Protocol

import pyoxigraph as ox


class Store(Protocol):
    """A store that answers SPARQL queries: ``pyoxigraph.Store`` is one, a server another."""

    def query(self, query: str, /) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The answer to a query. Raises ``SyntaxError``, or an error of ours with the reason."""
        ...
