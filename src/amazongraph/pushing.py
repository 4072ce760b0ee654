"""Puts a release on a SPARQL server: every graph beside the ones there, verified, and then in their place at once.

What is put twice is there once, since no triple has a blank node: a push that broke off is finished by the same
command. The server then holds the graphs of the release; ``graph/accepted``, the union of all of them, for readers
whose default graph is not that union; and ``graph/described``, for those who ask there as if the release lay here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import NoReturn

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.described import ACCEPTED, DESCRIBED, PUSHED, description
from amazongraph.errors import EndpointError, storing
from amazongraph.export.lines import by_graph, distinct, everything
from amazongraph.releases import Release
from amazongraph.store.exchange import PassingError, plain
from amazongraph.store.graph_store import GraphStore
from amazongraph.store.sameness import alike
from amazongraph.store.turn import Turn, turns

_BESIDE = terms.BASE + "graph/beside/"
_AT_ONCE = 20_000  # triples of a request
_SMALL = 500  # triples up to which pieces go together; Virtuoso 7 refuses an update of some more than 1,200
_WHOLE = 1 << 256
_SAID = (
    f"SELECT ?id ?profile WHERE {{ GRAPH <{PUSHED}> "
    f"{{ ?pushed <http://purl.org/dc/terms/identifier> ?id ; <{terms.ag('profile')}> ?profile }} }}"
)
Piece = tuple[str, list[str]]


@dataclass(slots=True)
class Sum:
    """How many triples a graph holds, and the sum of their SHA-256 hashes, whatever their order."""

    count: int = 0
    hashes: int = 0

    def add(self, triple: str) -> None:
        """Take in one triple, as canonical N-Triples without its full stop; one of the same values is the same."""
        self.count += 1
        self.hashes = (self.hashes + int.from_bytes(sha256(alike(triple).encode()).digest())) % _WHOLE


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: what the server now has, how many graphs were there already, and which were removed."""

    release: str
    graphs: int
    triples: int
    kept: int
    removed: tuple[str, ...]


def push(
    release: Release,
    profile: str,
    server: GraphStore,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Pushed:
    """Put a profile of a release on a server. ``progress`` hears how many triples are there, and of how many.

    Raises ``EndpointError`` where the server fails, holds something else than what was sent, or is pushed to by
    another, and ``StorageError`` where this disk has no room to work in; the server then answers as before, and the
    same command goes on.
    """
    with storing(Path(gettempdir())):
        return _push(release, profile, server, progress)


def _push(release: Release, profile: str, server: GraphStore, progress: Callable[[int, int], None]) -> Pushed:
    expected = _expected(release, profile)
    turn = Turn(server)
    in_place = server.counts(terms.BASE)
    kept = {graph for graph, sums in expected.items() if in_place.get(graph) == sums.count and _is(server, graph, sums)}
    beside = {graph: _beside(release, profile, graph) for graph in expected if graph not in kept}
    done = {graph for graph, there in beside.items() if in_place.get(there) == expected[graph].count}
    total, sent = sum(sums.count for sums in expected.values()), sum(expected[one].count for one in kept | done)
    for pieces in _requests(_pieces(release, profile, kept | done)):
        _send(server, [(beside[graph], triples) for graph, triples in pieces])
        sent += sum(len(triples) for _, triples in pieces)
        progress(sent, total)
    if not turn.holds():
        _give_way(server, turn, beside)
    _verify(server, expected, beside)
    gone = sorted(graph for graph in in_place if not graph.startswith(_BESIDE) and graph not in {*expected, PUSHED})
    _swap(server, release, profile, turn, beside, gone)
    _confirm(server, expected, beside)
    return Pushed(release.id, len(expected), total, len(kept), tuple(gone))


def _give_way(server: GraphStore, turn: Turn, beside: dict[str, str]) -> NoReturn:
    """Stop for another push; where that has ended, nobody else will remove what this one made ready."""
    if not turns(server):
        server.update(" ;\n".join(f"DROP SILENT GRAPH <{there}>" for there in beside.values()))
    raise turn.overtaken()


def _beside(release: Release, profile: str, graph: str) -> str:
    """The graph in which one of a release is made ready."""
    return f"{_BESIDE}{release.id}/{profile}/{graph.removeprefix(terms.BASE)}"


def _graphs(release: Release, profile: str, done: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """Each triple of a profile with its graph, graph by graph; at the end those of ``graph/accepted``, and what the
    release knows that no triple of it says.
    """
    left_out = set(done)
    for line in by_graph(everything(release, profile)):
        triple, _, graph = line.removesuffix("> .\n").rpartition(" <")
        if graph not in left_out:
            yield graph, triple
    if ACCEPTED not in left_out:
        for line in distinct(everything(release, profile)):
            yield ACCEPTED, line.removesuffix(" .\n")
    if DESCRIBED not in left_out:
        for triple in description(release, profile):
            yield DESCRIBED, triple


def _expected(release: Release, profile: str) -> dict[str, Sum]:
    sums: dict[str, Sum] = defaultdict(Sum)
    for graph, triple in _graphs(release, profile):
        sums[graph].add(triple)
    return dict(sums)


def _pieces(release: Release, profile: str, done: set[str]) -> Iterator[Piece]:
    """The triples of a graph, some at a time, as lines of N-Triples."""
    told = _graphs(release, profile, done)
    held: list[str] = []
    at = ""
    for graph, triple in told:
        if held and (graph != at or len(held) == _AT_ONCE):
            yield at, held
            held = []
        at = graph
        held.append(triple + " .\n")
    if held:
        yield at, held


def _requests(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """What is sent together: a large piece alone, small ones up to what makes a large one."""
    held: list[Piece] = []
    for piece in pieces:
        if len(piece[1]) >= _SMALL:
            yield [piece]
            continue
        held.append(piece)
        if sum(len(triples) for _, triples in held) >= _SMALL:
            yield held
            held = []
    if held:
        yield held


def _send(server: GraphStore, pieces: list[Piece]) -> None:
    """A server writes to its disk after each request: hundreds of small graphs go faster together, as an update."""
    if len(pieces) == 1:
        server.add(pieces[0][0], "".join(pieces[0][1]).encode())
        return
    said = "\n".join(f"GRAPH <{graph}> {{\n{''.join(triples)}}}" for graph, triples in pieces)
    server.update(f"INSERT DATA {{\n{said}\n}}")


def _verify(server: GraphStore, expected: dict[str, Sum], beside: dict[str, str]) -> None:
    """Compare count and hashes of what the server gives back of each graph. Raises ``EndpointError``; a graph that
    differs is removed then, since more of the same would not mend it.
    """
    counts = server.counts(_BESIDE)
    for graph in beside:
        sums = expected[graph]
        if counts.get(beside[graph], 0) != sums.count or not _is(server, beside[graph], sums):
            server.update(f"DROP SILENT GRAPH <{beside[graph]}>")
            said = {"graph": terms.shorten(graph), "sent": sums.count, "found": counts.get(beside[graph], 0)}
            raise EndpointError("push.differs", address=server.at.data, **said)


def _is(server: GraphStore, graph: str, sums: Sum) -> bool:
    """Whether the server gives back of a graph what was sent."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nt"
        return server.get(graph, path, lambda: _sum(server, path)) == sums


def _sum(server: GraphStore, path: Path) -> Sum:
    """The sum of a file of N-Triples. Raises ``PassingError`` for one that is cut short or is none."""
    found = Sum()
    try:
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES):
            found.add(str(triple))
    except (SyntaxError, ValueError) as error:
        raise PassingError("push.malformed", address=server.at.data, detail=plain(error)) from error
    return found


def _swap(
    server: GraphStore, release: Release, profile: str, turn: Turn, beside: dict[str, str], gone: Iterable[str]
) -> None:
    """Put the graphs in place of the old ones in one request, which a server does all or not at all, and not twice."""
    left = server.counts(_BESIDE).keys() - set(beside.values())
    moved = _move if server.is_virtuoso() else _move_in_parts
    steps = [turn.condition, *(step for graph, there in beside.items() for step in moved(there, graph))]
    steps += [f"DROP SILENT GRAPH <{graph}>" for graph in [*gone, *sorted(left), PUSHED]]
    said = f'<{PUSHED}> <http://purl.org/dc/terms/identifier> "{release.id}" ; <{terms.ag("profile")}> "{profile}"'
    steps.append(f"INSERT DATA {{ GRAPH <{PUSHED}> {{ {said} }} }}")

    def settled() -> bool:
        """Whether it was done, and only the answer lost."""
        if turn.holds():
            return False
        rows = server.remote.select(_SAID).bindings
        if [(row["id"]["value"], row["profile"]["value"]) for row in rows] != [(release.id, profile)]:
            _give_way(server, turn, beside)
        return True

    server.update(" ;\n".join(steps), settled)


def _move(there: str, graph: str) -> tuple[str, ...]:
    """Virtuoso 7 makes SQL of an update, and refuses one that has the variables of hundreds of graphs."""
    return (f"MOVE <{there}> TO <{graph}>",)


def _move_in_parts(there: str, graph: str) -> tuple[str, ...]:
    """What MOVE is: Jena TDB2 5.6 loses by MOVE and ADD what both graphs had."""
    whole = "{ ?s ?p ?o }"
    return (
        f"DROP SILENT GRAPH <{graph}>",
        f"INSERT {{ GRAPH <{graph}> {whole} }} WHERE {{ GRAPH <{there}> {whole} }}",
        f"DROP SILENT GRAPH <{there}>",
    )


def _confirm(server: GraphStore, expected: dict[str, Sum], beside: dict[str, str]) -> None:
    """Believe nobody who says that all is in place. Raises ``EndpointError``."""
    counts = server.counts(terms.BASE)
    for graph, sums in expected.items():
        if counts.get(graph, 0) != sums.count:
            said = {"graph": terms.shorten(graph), "sent": sums.count, "found": counts.get(graph, 0)}
            raise EndpointError("push.not-in-place", address=server.at.update, **said)
