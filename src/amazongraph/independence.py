"""How many independent sources say something, as a range. Repeating is not confirming.

Two documents are one source if either relays the other, if they rest on one document that both relay, or if they
attribute what they say to the same speaker. Where it is not known how a document knows, it may repeat any of the
others: that widens the range.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """That a document says something: what it relays, to whom it attributes it. IRIs; empty = not known.

    ``original``: that it says it first hand, as a register says what it holds. ``own_voice``: that it speaks for itself
    and does not say where it has it from, as a newspaper may.
    """

    document: str
    relays: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    original: bool = False
    own_voice: bool = False

    @property
    def traced(self) -> bool:
        """Whether it is known where the document has it from."""
        return self.original or bool(self.relays or (self.speakers and not self.own_voice))


@dataclass(frozen=True, slots=True, order=True)
class Cluster:
    """Documents that are one source, sorted, and why: the documents and the speakers they have in common.

    ``traced``: whether it is known of one of them where it has it from. If not, they may repeat another cluster.
    """

    documents: tuple[str, ...]
    shared_documents: tuple[str, ...]
    shared_speakers: tuple[str, ...]
    traced: bool


@dataclass(frozen=True, slots=True)
class Independence:
    """From ``least`` to ``most`` independent sources, and the clusters of documents, each one source."""

    least: int
    most: int
    clusters: tuple[Cluster, ...]


def independence(passages: Iterable[Passage]) -> Independence:
    """How many independent sources the documents are that say one thing.

    ``most`` takes two documents for one only where something joins them; ``least`` takes every cluster that is not
    traced for a repetition of another one.
    """
    known = _by_document(passages)
    clusters = tuple(sorted(_cluster(group) for group in _joined(known)))
    traced = sum(cluster.traced for cluster in clusters)
    return Independence(min(len(clusters), max(1, traced)), len(clusters), clusters)


def _by_document(passages: Iterable[Passage]) -> list[Passage]:
    """One passage for each document, whatever their order."""
    found: dict[str, Passage] = {}
    for one in passages:
        held = found.get(one.document, one)
        found[one.document] = Passage(
            one.document,
            held.relays | one.relays - {one.document},
            held.speakers | one.speakers,
            held.original or one.original,
            held.own_voice and one.own_voice,
        )
    return [found[document] for document in sorted(found)]


def _joined(known: Sequence[Passage]) -> list[list[Passage]]:
    """The passages that something joins, directly or in a chain."""
    group_of: dict[tuple[str, str], list[Passage]] = {}
    for one in known:
        touching = {id(group): group for mark in _marks(one) if (group := group_of.get(mark))}
        joined = [one, *(member for group in touching.values() for member in group)]
        group_of |= dict.fromkeys((mark for member in joined for mark in _marks(member)), joined)
    return list({id(group): group for group in group_of.values()}.values())


def _marks(one: Passage) -> set[tuple[str, str]]:
    """What joins a passage to another one that has it too; documents and speakers do not mix."""
    return {("document", document) for document in one.relays | {one.document}} | {
        ("speaker", speaker) for speaker in one.speakers
    }


def _cluster(group: Sequence[Passage]) -> Cluster:
    marks = [mark for one in group for mark in _marks(one)]
    shared = sorted({mark for mark in marks if marks.count(mark) > 1})
    return Cluster(
        tuple(sorted(one.document for one in group)),
        tuple(value for kind, value in shared if kind == "document"),
        tuple(value for kind, value in shared if kind == "speaker"),
        any(one.traced for one in group),
    )
