"""Puts a release on a SPARQL server: every graph beside the ones there, verified, and then in their place at once.

What is put twice is there once, since no triple has a blank node: a push that broke off is finished by the same
command. The server then holds the graphs of the release; ``graph/accepted``, the union of all of them, for readers
whose default graph is not that union; and ``graph/described``, for those who ask there as if the release lay here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import NoReturn

from amazongraph import terms
from amazongraph.described import ACCEPTED, DESCRIBED, PUSHED, description
from amazongraph.errors import EndpointError, storing
from amazongraph.export.lines import by_graph, distinct, everything
from amazongraph.releases import Release
from amazongraph.store.graph_store import GraphStore
from amazongraph.store.readback import DiffersError, ReadingBack, Sum, holds, total
from amazongraph.store.turn import Turn, turns

_BESIDE = terms.BASE + "graph/beside/"
_AT_ONCE = 100_000  # triples of a part: one request, and one graph beside
_LARGEST = 16_000_000  # characters of a part that has more than one triple
_ALONE = 2_000  # triples from which a part goes alone: engines read plain triples quicker than an update
_SMALL = 20_000  # triples up to which smaller parts go together
_SMALL_OF_VIRTUOSO = 500  # which refuses an update of some more than 1,200
_DROPPED = 100_000  # triples that go at a time from beside, so that an engine need not hold all of them
_SAID = (
    f"SELECT ?id ?profile WHERE {{ GRAPH <{PUSHED}> "
    f"{{ ?pushed <http://purl.org/dc/terms/identifier> ?id ; <{terms.ag('profile')}> ?profile }} }}"
)


@dataclass(frozen=True, slots=True)
class Part:
    """Some triples of a graph, as lines of N-Triples; ``number`` counts the parts of a graph from 0."""

    graph: str
    number: int
    triples: list[str]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: what the server now has, how many graphs were there already, and which were removed."""

    release: str
    graphs: int
    triples: int
    kept: int
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push has to do: the sums of the parts of each graph, and the graphs that the server holds as they are."""

    release: Release
    profile: str
    sums: dict[str, tuple[Sum, ...]]
    kept: frozenset[str]
    virtuoso: bool

    @property
    def united(self) -> bool:
        """Whether the server makes the union of all graphs by itself, of what was read back there: that spares it the
        copy beside. Virtuoso adds a graph to another more slowly than it takes one in.
        """
        return ACCEPTED not in self.kept and not self.virtuoso

    def beside(self, graph: str, number: int) -> str:
        """The graph in which a part is made ready."""
        return f"{_BESIDE}{self.release.id}/{self.profile}/{number}/{graph.removeprefix(terms.BASE)}"

    def waiting(self, graph: str) -> list[str]:
        """The graphs in which the parts of one are made ready."""
        return [self.beside(graph, number) for number in range(len(self.sums[graph]))]

    @property
    def sent(self) -> list[str]:
        """The graphs that are sent."""
        left_out = self.not_sent
        return [graph for graph in self.sums if graph not in left_out]

    @property
    def not_sent(self) -> set[str]:
        """The graphs that the server has, or makes by itself."""
        return {*self.kept, ACCEPTED} if self.united else {*self.kept}

    @property
    def parts(self) -> dict[str, Sum]:
        """The graphs beside, and what they hold once they are there."""
        return {self.beside(graph, number): sums for graph in self.sent for number, sums in enumerate(self.sums[graph])}


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
    sums = _expected(release, profile)
    turn = Turn(server)
    in_place, virtuoso = server.counts(terms.BASE), server.is_virtuoso()
    whole = {graph: total(parts) for graph, parts in sums.items()}
    kept = {
        graph
        for graph, one in whole.items()
        if in_place.get(graph) == one.count and holds(server, graph, one, virtuoso=virtuoso)
    }
    plan = Plan(release, profile, sums, frozenset(kept), virtuoso)
    _make_ready(server, plan, turn, in_place, progress)
    gone = sorted(graph for graph in in_place if not graph.startswith(_BESIDE) and graph not in {*sums, PUSHED})
    _swap(server, plan, turn, gone)
    _confirm(server, whole)
    _clear_up(server, plan, whole[ACCEPTED])
    return Pushed(release.id, len(sums), total(whole.values()).count, len(kept), tuple(gone))


def _make_ready(
    server: GraphStore, plan: Plan, turn: Turn, in_place: dict[str, int], progress: Callable[[int, int], None]
) -> None:
    """Have each part beside, and read back while others are sent. Raises ``EndpointError``."""
    parts = plan.parts
    done = {there for there, sums in parts.items() if in_place.get(there) == sums.count}
    of = sum(sums.count for sums in parts.values())
    sent = sum(parts[there].count for there in done)
    try:
        with ReadingBack(server.again()) as reading:
            for there in sorted(done):
                reading.take(there, parts[there])
            for request in _requests(_missing(plan, done), _SMALL_OF_VIRTUOSO if plan.virtuoso else _SMALL):
                _send(server, [(plan.beside(part.graph, part.number), part.triples) for part in request])
                for part in request:
                    there = plan.beside(part.graph, part.number)
                    reading.take(there, parts[there])
                    sent += len(part.triples)
                progress(sent, of)
            if not turn.holds():
                _give_way(server, turn, parts)
            reading.finish()
    except DiffersError as error:
        if not turn.holds():
            _give_way(server, turn, parts)
        _differs(server, plan, error.graph)


def _differs(server: GraphStore, plan: Plan, there: str) -> NoReturn:
    """Tell of a part that is not what was sent, and remove all that came the same way: the next push sends it again."""
    found = server.counts(_BESIDE).get(there, 0)
    _clear(server, plan)
    [graph] = {graph for graph in plan.sent if there in plan.waiting(graph)}
    said = {"graph": terms.shorten(graph), "sent": plan.parts[there].count, "found": found}
    raise EndpointError("push.differs", address=server.at.data, **said)


def _give_way(server: GraphStore, turn: Turn, beside: Iterable[str]) -> NoReturn:
    """Stop for another push; where that has ended, nobody else will remove what this one made ready."""
    dropped = _drop(beside)
    if dropped and not turns(server):
        server.update(dropped)
    raise turn.overtaken()


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


def _parts(told: Iterable[tuple[str, str]]) -> Iterator[Part]:
    """Triples with their graphs, cut where a graph ends or enough are together."""
    held: list[str] = []
    at, number, size = "", 0, 0
    for graph, triple in told:
        if held and (graph != at or len(held) == _AT_ONCE or size > _LARGEST):
            yield Part(at, number, held)
            held, size, number = [], 0, number + 1 if graph == at else 0
        at = graph
        held.append(triple)
        size += len(triple)
    if held:
        yield Part(at, number, held)


def _expected(release: Release, profile: str) -> dict[str, tuple[Sum, ...]]:
    found: dict[str, list[Sum]] = defaultdict(list)
    for part in _parts(_graphs(release, profile)):
        sums = Sum()
        for triple in part.triples:
            sums.add(triple)
        found[part.graph].append(sums)
    return {graph: tuple(sums) for graph, sums in found.items()}


def _missing(plan: Plan, done: set[str]) -> Iterator[Part]:
    """The parts that are not beside yet."""
    for part in _parts(_graphs(plan.release, plan.profile, plan.not_sent)):
        if plan.beside(part.graph, part.number) not in done:
            yield part


def _requests(parts: Iterable[Part], small: int) -> Iterator[list[Part]]:
    """What is sent together: a large part alone, small ones up to what makes a large one."""
    held: list[Part] = []
    size = 0
    for part in parts:
        if len(part.triples) >= min(small, _ALONE):
            yield [part]
            continue
        held.append(part)
        size += len(part.triples)
        if size >= small:
            yield held
            held, size = [], 0
    if held:
        yield held


def _send(server: GraphStore, parts: list[tuple[str, list[str]]]) -> None:
    """A server writes to its disk after each request: hundreds of small graphs go faster together, as an update."""
    if len(parts) == 1:
        server.add(parts[0][0], _lines(parts[0][1]).encode())
        return
    said = "\n".join(f"GRAPH <{graph}> {{\n{_lines(triples)}}}" for graph, triples in parts)
    server.update(f"INSERT DATA {{\n{said}\n}}")


def _lines(triples: list[str]) -> str:
    return " .\n".join([*triples, ""])


def _swap(server: GraphStore, plan: Plan, turn: Turn, gone: Iterable[str]) -> None:
    """Put the graphs in place of the old ones in one request, which a server does all or not at all, and not twice."""
    left = server.counts(_BESIDE).keys() - plan.parts.keys()
    placed = _placed_by_virtuoso if plan.virtuoso else _placed
    steps = [turn.condition, *(placed(plan.waiting(graph), graph) for graph in plan.sent)]
    if plan.united:
        steps.append(placed(_united(plan), ACCEPTED))
    steps.append(_drop([*gone, *sorted(left), PUSHED]))
    said = f'<{PUSHED}> <http://purl.org/dc/terms/identifier> "{plan.release.id}"'
    said += f' ; <{terms.ag("profile")}> "{plan.profile}"'
    steps.append(f"INSERT DATA {{ GRAPH <{PUSHED}> {{ {said} }} }}")

    def settled() -> bool:
        """Whether it was done, and only the answer lost."""
        if turn.holds():
            return False
        rows = server.remote.select(_SAID).bindings
        if [(row["id"]["value"], row["profile"]["value"]) for row in rows] != [(plan.release.id, plan.profile)]:
            _give_way(server, turn, plan.parts)
        return True

    server.update(" ;\n".join(steps), settled)


def _united(plan: Plan) -> list[str]:
    """The graphs on the server whose union is ``graph/accepted``."""
    graphs = [graph for graph in plan.sums if graph not in {ACCEPTED, DESCRIBED}]
    return [there for graph in graphs for there in ([graph] if graph in plan.kept else plan.waiting(graph))]


def _placed(theirs: list[str], graph: str) -> str:
    """What puts the triples of some graphs in place of those of another: in the parts of COPY and ADD, by which Jena
    TDB2 5.6 loses what both graphs had.
    """
    whole = "{ ?s ?p ?o }"
    steps = [f"INSERT {{ GRAPH <{graph}> {whole} }} WHERE {{ GRAPH <{there}> {whole} }}" for there in theirs]
    return " ;\n".join([_drop([graph]), *steps])


def _placed_by_virtuoso(theirs: list[str], graph: str) -> str:
    """Virtuoso 7 makes SQL of an update, and refuses one that has the variables of hundreds of graphs."""
    return " ;\n".join([f"COPY <{theirs[0]}> TO <{graph}>", *(f"ADD <{there}> TO <{graph}>" for there in theirs[1:])])


def _drop(graphs: Iterable[str]) -> str:
    return " ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs)


def _clear_up(server: GraphStore, plan: Plan, accepted: Sum) -> None:
    """Read back what the server made by itself, and meanwhile remove what it made it of. Raises ``EndpointError``."""
    try:
        with ReadingBack(server.again()) as reading:
            if plan.united:
                reading.take(ACCEPTED, accepted)
            _clear(server, plan)
            reading.finish()
    except DiffersError:
        _not_in_place(server, ACCEPTED, accepted.count, server.counts(ACCEPTED).get(ACCEPTED, 0))


def _clear(server: GraphStore, plan: Plan) -> None:
    """Remove what was made ready, once it is in place; engines hold in memory what a request changes."""
    held: list[str] = []
    size = 0
    for there, sums in plan.parts.items():
        if held and size + sums.count > _DROPPED:
            server.update(_drop(held))
            held, size = [], 0
        held.append(there)
        size += sums.count
    if held:
        server.update(_drop(held))


def _confirm(server: GraphStore, whole: dict[str, Sum]) -> None:
    """Believe nobody who says that all is in place. Raises ``EndpointError``."""
    counts = server.counts(terms.BASE)
    for graph, sums in whole.items():
        if counts.get(graph, 0) != sums.count:
            _not_in_place(server, graph, sums.count, counts.get(graph, 0))


def _not_in_place(server: GraphStore, graph: str, sent: int, found: int) -> NoReturn:
    said = {"graph": terms.shorten(graph), "sent": sent, "found": found}
    raise EndpointError("push.not-in-place", address=server.at.update, **said)
