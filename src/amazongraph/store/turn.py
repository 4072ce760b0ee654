"""One push to a server at a time: the one that began last, since nothing tells whether another is still alive.

Each has a graph of its own there, its turn. To begin is to remove those of the others; the request that puts the graphs
in place removes one's own before all else, which fails, and the whole request with it, if it is no longer there. So
that graphs are never put in place by one who was overtaken, and one who was killed hinders nobody. No clock is asked.
Source: SPARQL 1.1 Update 3.1.3 (a request is one step) and 3.2 (to add or drop a graph that is not there fails).
"""

from uuid import uuid4

from amazongraph import terms
from amazongraph.errors import EndpointError
from amazongraph.store.graph_store import GraphStore

_START = terms.BASE + "graph/beside/turn/"
_KIND = '<http://purl.org/dc/terms/type> "push"'
_TURNS = f"SELECT ?g WHERE {{ GRAPH ?g {{ ?g {_KIND} }} }}"


class Turn:
    """The turn of one push to a server, which it takes from whoever has it."""

    def __init__(self, server: GraphStore) -> None:
        self._server, self.graph = server, _START + uuid4().hex
        before = turns(server)
        # Some engines drop only what was created in so many words.
        created = f"CREATE SILENT GRAPH <{self.graph}>"
        taken = f"INSERT DATA {{ GRAPH <{self.graph}> {{ <{self.graph}> {_KIND} }} }}"
        server.update(" ;\n".join([created, taken, *map(_drop, sorted(before))]))
        # Two that began at the same time both see the other now, and agree on who goes on.
        rivals = turns(server) - before - {self.graph}
        if any(rival > self.graph for rival in rivals):
            self.leave()
            raise self.overtaken()
        if rivals:
            server.update(" ;\n".join(map(_drop, sorted(rivals))))

    def holds(self) -> bool:
        """Whether it is still the turn of this push."""
        return self.graph in turns(self._server)

    def leave(self) -> None:
        """Give the turn up."""
        self._server.update(_drop(self.graph))

    @property
    def condition(self) -> str:
        """What to begin an update with that must fail as a whole once another has taken the turn; it ends the turn."""
        # Of a graph that is not there, Jena refuses to add to another but not to drop it.
        held = self.graph + "/held"
        return f"ADD <{self.graph}> TO <{held}> ;\nDROP GRAPH <{self.graph}> ;\n{_drop(held)}"

    def overtaken(self) -> EndpointError:
        """The error of one that another push has overtaken."""
        return EndpointError("push.overtaken", address=self._server.at.data)


def turns(server: GraphStore) -> set[str]:
    """The graphs of the pushes that have begun and were neither finished nor overtaken; killed ones count."""
    return {row["g"]["value"] for row in server.remote.select(_TURNS).bindings}


def _drop(graph: str) -> str:
    return f"DROP SILENT GRAPH <{graph}>"
