"""Whether a server gives back what it was sent: count and hashes of triples, read while others are still being sent.

Owns sums and the reading of graphs; knows nothing of releases, nor of what becomes of a graph that differs.
"""

import queue
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pyoxigraph as ox

from amazongraph.errors import EndpointError
from amazongraph.store.exchange import PassingError, plain
from amazongraph.store.graph_store import GraphStore
from amazongraph.store.sameness import alike

_WHOLE = 1 << 256
_GIVEN_BACK = 500_000  # triples of a graph that Virtuoso gives back at once: by default it refuses beyond 1,000,000
_NOT_THERE = 404
_DIGITS = "0123456789abcdef"


@dataclass(slots=True)
class Sum:
    """How many triples a graph holds, and the sum of their SHA-256 hashes, whatever their order."""

    count: int = 0
    hashes: int = 0

    def add(self, triple: str) -> None:
        """Take in one triple, as canonical N-Triples without its full stop; one of the same values is the same."""
        self.count += 1
        self.hashes = (self.hashes + int.from_bytes(sha256(alike(triple).encode()).digest())) % _WHOLE

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.count + other.count, (self.hashes + other.hashes) % _WHOLE)


def total(sums: Iterable[Sum]) -> Sum:
    """The sum of all triples of some sums."""
    return sum(sums, Sum())


def holds(server: GraphStore, graph: str, sums: Sum, *, virtuoso: bool = False) -> bool:
    """Whether the server gives back of a graph what was sent."""
    if virtuoso and sums.count > _GIVEN_BACK:
        # Where it reckons otherwise than others the parts make no whole, and that is found out.
        digits = product(_DIGITS, repeat=1 if sums.count < 8 * _GIVEN_BACK else 2)
        parts = (server.some(graph, "".join(one), lambda body: _sum(server, body)) for one in digits)
        return total(parts) == sums
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "graph.nt"
        try:
            return server.get(graph, path, lambda: _sum(server, path)) == sums
        except EndpointError as error:
            if error.values.get("status") != _NOT_THERE or server.counts(graph).get(graph):
                raise
            return not sums.count


def _sum(server: GraphStore, said: Path | bytes) -> Sum:
    """The sum of N-Triples. Raises ``PassingError`` for what is cut short or is none."""
    found = Sum()
    text = {"path": str(said)} if isinstance(said, Path) else {"input": said}
    try:
        for triple in ox.parse(**text, format=ox.RdfFormat.N_TRIPLES):
            found.add(str(triple))
    except (SyntaxError, ValueError) as error:
        raise PassingError("push.malformed", address=server.at.data, detail=plain(error)) from error
    return found


class DiffersError(Exception):
    """A graph of which the server gives back something else."""

    def __init__(self, graph: str) -> None:
        super().__init__(graph)
        self.graph = graph


class ReadingBack:
    """Reads graphs back in a thread of its own, one after the other, while it is entered.

    ``server`` is used by nobody else. A graph that differs, or a server that fails, ends it: ``take`` and ``finish``
    raise ``DiffersError``, or what the reading raised.
    """

    def __init__(self, server: GraphStore) -> None:
        self._server = server
        self._waiting: queue.SimpleQueue[tuple[str, Sum] | None] = queue.SimpleQueue()
        self._failed: BaseException | None = None
        self._left = False
        # A daemon: an answer that does not come must not keep a command that was broken off.
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *more: object) -> None:
        self._left = True
        self._waiting.put(None)
        if kind is None or issubclass(kind, Exception):
            self._thread.join()

    def take(self, graph: str, sums: Sum) -> None:
        """Have a graph read that is there whole."""
        if self._failed:
            raise self._failed
        self._waiting.put((graph, sums))

    def finish(self) -> None:
        """Wait until all is read."""
        self._waiting.put(None)
        self._thread.join()
        if self._failed:
            raise self._failed

    def _read(self) -> None:
        try:
            while (said := self._waiting.get()) is not None and not self._left:
                if not holds(self._server, *said):
                    raise DiffersError(said[0])
        except BaseException as error:
            self._failed = error
