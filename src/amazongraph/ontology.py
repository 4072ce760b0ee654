"""Reads ``ontology/``: what the stages of the build must know of it, as plain Python values.

Owns the parsing of the Turtle files. Knows nothing of statements, sources or stores.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.errors import OntologyError
from amazongraph.resources import data_dir

_FOLDERS = (".", "modules", "vocab")


@dataclass(frozen=True, slots=True)
class RankRule:
    """One ordered rule by which a statement outranks another; ``compares`` is ``standing`` or ``as-of``."""

    key: str
    order: int
    compares: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """What ``ontology/`` says, for one version of its files.

    ``triples``: every triple of the modules and vocabularies, as three N-Triples terms.
    ``single_valued``: property IRI -> tolerance, a fraction of the larger value (0 = equal or in conflict).
    ``interval_properties``: property IRI -> (from, to, precision) property IRIs.
    ``superclasses``: class IRI -> every class above it, in any order, itself left out.
    ``never_stored``: classes whose members are refused when a source is read, at whatever level.
    ``floors``: class or property IRI -> lowest level that its statements may have.
    ``standings``: key -> rank (a lower one is stronger), or ``None`` for a standing that asserts nothing.
    """

    triples: tuple[tuple[str, str, str], ...]
    single_valued: dict[str, float]
    interval_properties: dict[str, tuple[str, str, str]]
    superclasses: dict[str, frozenset[str]]
    never_stored: frozenset[str]
    floors: dict[str, int]
    standings: dict[str, int | None]
    rules: tuple[RankRule, ...]
    concepts: dict[str, frozenset[str]]
    properties: frozenset[str]
    classes: frozenset[str]
    digest: str


def files() -> list[Path]:
    """The Turtle files of terms and vocabularies, in name order; shapes and alignments are not among them."""
    root = data_dir("ontology")
    return [path for folder in _FOLDERS for path in sorted((root / folder).glob("*.ttl"))]


@cache
def load() -> Ontology:
    """Read every file once per process.

    Raises ``OntologyError`` for a file that does not parse, and for blank nodes (they have no lasting name).
    """
    digest, graph = sha256(), _Graph()
    for path in files():
        data = path.read_bytes()
        digest.update(data)
        graph.add(path, data)
    return graph.ontology(digest.hexdigest())


class _Graph:
    """Triples by predicate, and the readings of them."""

    def __init__(self) -> None:
        self.lines: set[tuple[str, str, str]] = set()
        self.by_predicate: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def add(self, path: Path, data: bytes) -> None:
        try:
            triples = list(ox.parse(data, ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            raise OntologyError("ontology.syntax", file=path.name, detail=str(error)) from error
        for triple in triples:
            if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
                raise OntologyError("ontology.blank", file=path.name, term=str(triple.predicate))
            self.lines.add((str(triple.subject), str(triple.predicate), str(triple.object)))
            self.by_predicate[triple.predicate.value].append((triple.subject.value, triple.object.value))

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        return sorted(self.by_predicate[predicate])

    def subjects(self, predicate: str, value: str) -> frozenset[str]:
        return frozenset(s for s, o in self.by_predicate[predicate] if o == value)

    def ontology(self, digest: str) -> Ontology:
        owl = "http://www.w3.org/2002/07/owl#"
        tolerance = dict(self.pairs(terms.ag("tolerance")))
        return Ontology(
            triples=tuple(sorted(self.lines)),
            single_valued={
                s: float(Decimal(tolerance.get(s, "0"))) for s, o in self.pairs(terms.ag("singleValued")) if o == "true"
            },
            interval_properties=self._intervals(),
            superclasses=self._superclasses(),
            never_stored=frozenset(s for s, o in self.pairs(terms.ag("neverStored")) if o == "true"),
            floors={s: int(o) for s, o in self.pairs(terms.ag("levelFloor"))},
            standings=self._standings(),
            rules=self._rules(),
            concepts=self._concepts(),
            properties=self.subjects(terms.TYPE, owl + "ObjectProperty")
            | self.subjects(terms.TYPE, owl + "DatatypeProperty"),
            classes=self.subjects(terms.TYPE, owl + "Class"),
            digest=digest,
        )

    def _intervals(self) -> dict[str, tuple[str, str, str]]:
        parts = {name: dict(self.pairs(terms.ag(name))) for name in ("fromProperty", "toProperty", "precisionProperty")}
        for name, said in parts.items():
            _complete(set().union(*parts.values()) - set(said), name)
        first, last, precision = parts.values()
        return {one: (first[one], last[one], precision[one]) for one in sorted(first)}

    def _superclasses(self) -> dict[str, frozenset[str]]:
        above: dict[str, set[str]] = defaultdict(set)
        for below, parent in self.pairs(terms.RDFS + "subClassOf"):
            above[below].add(parent)

        def closure(name: str, seen: frozenset[str]) -> frozenset[str]:
            if name in seen:
                raise OntologyError("ontology.cycle", term=terms.shorten(name))
            return frozenset(above[name]).union(*(closure(up, seen | {name}) for up in list(above[name])))

        return {name: closure(name, frozenset()) for name in sorted(above)}

    def _standings(self) -> dict[str, int | None]:
        ranks = dict(self.pairs(terms.ag("strength")))
        scheme = terms.BASE + "vocab/standing"
        return {
            terms.key_of(s): int(ranks[s]) if s in ranks else None
            for s in sorted(self.subjects(terms.SKOS + "inScheme", scheme))
        }

    def _rules(self) -> tuple[RankRule, ...]:
        orders = dict(self.pairs(terms.ag("order")))
        _complete({one for one, _ in self.pairs(terms.ag("compares"))} - set(orders), "order")
        return tuple(
            sorted(
                (RankRule(terms.key_of(s), int(orders[s]), o) for s, o in self.pairs(terms.ag("compares"))),
                key=lambda rule: rule.order,
            )
        )

    def _concepts(self) -> dict[str, frozenset[str]]:
        schemes: dict[str, set[str]] = defaultdict(set)
        for concept, scheme in self.pairs(terms.SKOS + "inScheme"):
            if concept != f"{scheme}/{terms.key_of(concept)}":
                raise OntologyError("ontology.scheme", term=concept, scheme=scheme)
            schemes[terms.key_of(scheme)].add(terms.key_of(concept))
        return {key: frozenset(values) for key, values in schemes.items()}


def _complete(lacking: set[str], property_name: str) -> None:
    """Raises ``OntologyError`` for terms that lack one of our properties."""
    if lacking:
        names = ", ".join(terms.shorten(one) for one in sorted(lacking))
        raise OntologyError("ontology.incomplete", term=names, missing=f"ag:{property_name}")
