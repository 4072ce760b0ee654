"""Small statement frames and a small ontology, for the tests of single stages."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from amazongraph import ontology, statements, terms
from amazongraph.disclosure import disclose
from amazongraph.merge import merge
from amazongraph.ontology import Ontology, RankRule
from amazongraph.sources.contract import References
from amazongraph.sources.curated import tables

STRING, DECIMAL = terms.XSD + "string", terms.XSD + "decimal"

# A toy ontology: the tests of a stage do not hang on what ontology/ says today.
ONTOLOGY = Ontology(
    triples=(),
    single_valued={},
    interval_properties={},
    superclasses={},
    never_stored=frozenset(),
    floors={},
    standings={
        "judicial-final": 1,
        "official-record": 2,
        "reported": 3,
        "derived": 4,
        "opinion": None,
        "alleged": None,
        "denied": None,
        "unverified": None,
    },
    rules=(RankRule("stronger-standing", 1, "standing"), RankRule("later-as-of", 2, "as-of")),
    concepts={},
    properties=frozenset(),
    classes=frozenset(),
    digest="",
)


def with_ontology(**said: Any) -> Ontology:
    """The toy ontology with some fields changed."""
    return replace(ONTOLOGY, **said)


def source(key: str) -> str:
    """The IRI of a document."""
    return terms.entity("document", key)


def say(subject: str, predicate: str, value: str, **more: Any) -> dict[str, Any]:
    """A row for ``statements.make``: a text unless ``object_kind``, ``datatype`` or ``lang`` say otherwise."""
    literal = more.get("object_kind", "literal") == "literal"
    plain = {"datatype": STRING} if literal and "lang" not in more else {}
    return {
        "subject": subject,
        "predicate": predicate,
        "object": value,
        "object_kind": "literal",
        "source": source("a-document"),
        "standing": "reported",
        "mark": 0,
        "redistribution": "allowed",
        **plain,
        **more,
    }


def is_a(subject: str, class_iri: str, **more: Any) -> dict[str, Any]:
    """A row that states a class."""
    return say(subject, terms.TYPE, class_iri, object_kind="iri", **more)


def merged(*rows: dict[str, Any]) -> pl.DataFrame:
    """The frame after *merge*, with no decisions."""
    return merge(statements.make(rows))


def disclosed(*rows: dict[str, Any]) -> pl.DataFrame:
    """The frame after *disclose*, as the public profile sees it."""
    return disclose(merged(*rows), ONTOLOGY, "public")[0]


def references(folder: Path) -> References:
    """What the rows of the curated tables may refer to."""
    keys: dict[str, frozenset[str]] = {}
    units: dict[str, str] = {}
    for table in tables(folder):
        for kind, found in table.keys().items():
            keys[kind] = keys.get(kind, frozenset()) | found
        units |= table.units()
    known = ontology.load()
    return References(keys, known.concepts, units, frozenset(known.standings))
