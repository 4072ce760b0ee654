"""Everything a release says of one thing: what is accepted, contested, outranked or ended, and who says each."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.store.asking import Store
from amazongraph.store.embedded import select

_PREFIXES = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
_CLAIMS = (
    _PREFIXES
    + """
SELECT ?about ?property ?value ?verdict ?reason ?who ?as_of ?source WHERE {
  VALUES ?about { %s }
  ?claim rdf:subject ?about ; rdf:predicate ?property ; rdf:object ?value ; ag:verdict ?verdict ; ag:reason ?reason ;
    ag:statedIn ?source .
  OPTIONAL { ?claim ag:attributedTo ?who }
  OPTIONAL { ?claim ag:asOf ?as_of }
}
"""
)
_TRIPLES = _PREFIXES + (
    "SELECT ?about ?property ?value ?source WHERE { VALUES ?about { %s } GRAPH ?source { ?about ?property ?value } }"
)
_INCOMING = (
    _PREFIXES
    + """
SELECT DISTINCT ?about ?property ?value ?source WHERE {
  VALUES ?about { %s }
  GRAPH ?source { ?value ?property ?about }
  FILTER(?property NOT IN (rdf:subject, rdf:object, ag:fromFeature, ag:toFeature, geo:sfWithin))
}
"""
)
# How shapes lie to each other is said of a node of its own; what people ask is with what.
_RELATIONS = (
    _PREFIXES
    + """
SELECT DISTINCT ?about ?property ?value ?incoming ?source WHERE {
  VALUES ?about { %s }
  VALUES (?own ?other ?incoming) { (ag:fromFeature ag:toFeature false) (ag:toFeature ag:fromFeature true) }
  GRAPH ?source { ?relation ?own ?about ; ?other ?value ; ag:spatialRelation ?property }
}
"""
)
_DATE_PARTS = ("From", "To", "Precision")


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One thing said of an entity. IRIs or lexical forms; ``verdict`` and ``reason`` are keys, "" = not given.

    ``incoming``: said of another thing (``value``) that points here. How shapes lie to each other is said as if the
    concept of the relation were the property.
    """

    incoming: bool
    property: str
    value: str
    lang: str
    verdict: str
    reason: str
    who: str
    as_of: str
    source: str


def describe(store: Store, iri: str) -> list[Said]:
    """What the release says of ``iri``, by property; statements without a claim node come from their graphs."""
    return describe_all(store, [iri])[iri]


def describe_all(store: Store, iris: Iterable[str]) -> dict[str, list[Said]]:
    """The same of several things, asked at once."""
    wanted = list(dict.fromkeys(iris))
    nodes = " ".join(str(ox.NamedNode(iri)) for iri in wanted)
    own: dict[str, list[Said]] = {iri: [] for iri in wanted}
    for row in select(store, _CLAIMS % nodes) if wanted else ():
        own[row["about"].value].append(_claim(row))
    known = {iri: {(one.property, one.value, one.source) for one in said} for iri, said in own.items()}
    others: dict[str, list[Said]] = {iri: [] for iri in wanted}
    for query in (_TRIPLES, _INCOMING, _RELATIONS) if wanted else ():
        for row in select(store, query % nodes):
            backwards = row["incoming"].value == "true" if query == _RELATIONS else query == _INCOMING
            about, said = row["about"].value, _plain(row, incoming=backwards)
            if query != _TRIPLES:
                others[about].append(said)
            elif (said.property, said.value, said.source) not in known[about]:
                own[about].append(said)
    return {iri: _ordered(iri, said, others[iri]) for iri, said in own.items()}


def _ordered(iri: str, own: list[Said], others: list[Said]) -> list[Said]:
    # Names for search only are shown nowhere, and that an area lies in itself tells nobody anything.
    shown = [one for one in own if one.property != terms.HIDDEN_LABEL and one.value != iri]
    return sorted({*_without_parts(shown), *others})


def _claim(row: ox.QuerySolution) -> Said:
    return Said(
        incoming=False,
        property=row["property"].value,
        value=row["value"].value,
        lang=_lang(row["value"]),
        verdict=terms.key_of(row["verdict"].value),
        reason=terms.key_of(row["reason"].value),
        who=_text(row["who"]),
        as_of=_text(row["as_of"]),
        source=row["source"].value,
    )


def _plain(row: ox.QuerySolution, *, incoming: bool) -> Said:
    """What a graph says without a claim node."""
    return Said(
        incoming=incoming,
        property=row["property"].value,
        value=row["value"].value,
        lang=_lang(row["value"]),
        verdict="accepted",
        reason="",
        who="",
        as_of="",
        source=row["source"].value,
    )


def _without_parts(said: list[Said]) -> list[Said]:
    """Leave out the first day, last day and precision of a date that is there as written."""
    written = {one.property for one in said}
    return [
        one
        for one in said
        if not any(one.property.endswith(part) and one.property[: -len(part)] in written for part in _DATE_PARTS)
    ]


def _lang(term: object) -> str:
    return (term.language or "") if isinstance(term, ox.Literal) else ""


def _text(term: object) -> str:
    return "" if term is None else str(term.value)  # type: ignore[attr-defined]
