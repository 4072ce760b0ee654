"""Everything a release says of one thing: what is accepted, contested, outranked or ended, and who says each."""

from dataclasses import dataclass

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.store.embedded import select

_PREFIXES = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
_CLAIMS = (
    _PREFIXES
    + """
SELECT ?property ?value ?verdict ?reason ?who ?as_of ?source WHERE {
  ?claim rdf:subject %s ; rdf:predicate ?property ; rdf:object ?value ; ag:verdict ?verdict ; ag:reason ?reason ;
    ag:statedIn ?source .
  OPTIONAL { ?claim ag:attributedTo ?who }
  OPTIONAL { ?claim ag:asOf ?as_of }
}
"""
)
_TRIPLES = _PREFIXES + "SELECT ?property ?value ?source WHERE { GRAPH ?source { %s ?property ?value } }"
_INCOMING = (
    _PREFIXES
    + """
SELECT DISTINCT ?property ?value ?source WHERE {
  GRAPH ?source { ?value ?property %s }
  FILTER(?property NOT IN (rdf:subject, rdf:object, ag:fromFeature, ag:toFeature, geo:sfWithin))
}
"""
)
# How shapes lie to each other is said of a node of its own; what people ask is with what.
_RELATIONS = (
    _PREFIXES
    + """
SELECT DISTINCT ?property ?value ?incoming ?source WHERE {
  VALUES (?own ?other ?incoming) { (ag:fromFeature ag:toFeature false) (ag:toFeature ag:fromFeature true) }
  GRAPH ?source { ?relation ?own %s ; ?other ?value ; ag:spatialRelation ?property }
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


def describe(store: ox.Store, iri: str) -> list[Said]:
    """What the release says of ``iri``, by property; statements without a claim node come from their graphs."""
    node = str(ox.NamedNode(iri))
    claims = [
        Said(
            False,
            row["property"].value,
            row["value"].value,
            _lang(row["value"]),
            terms.key_of(row["verdict"].value),
            terms.key_of(row["reason"].value),
            _text(row["who"]),
            _text(row["as_of"]),
            row["source"].value,
        )
        for row in select(store, _CLAIMS % node)
    ]
    known = {(one.property, one.value, one.source) for one in claims}
    plain = [
        Said(
            False,
            row["property"].value,
            row["value"].value,
            _lang(row["value"]),
            "accepted",
            "",
            "",
            "",
            row["source"].value,
        )
        for row in select(store, _TRIPLES % node)
        if (row["property"].value, row["value"].value, row["source"].value) not in known
    ]
    incoming = [
        Said(True, row["property"].value, row["value"].value, "", "accepted", "", "", "", row["source"].value)
        for row in select(store, _INCOMING % node)
    ]
    related = [
        Said(
            row["incoming"].value == "true",
            row["property"].value,
            row["value"].value,
            "",
            "accepted",
            "",
            "",
            "",
            row["source"].value,
        )
        for row in select(store, _RELATIONS % node)
    ]
    # Names for search only are shown nowhere, and that an area lies in itself tells nobody anything.
    own = [one for one in claims + plain if one.property != terms.HIDDEN_LABEL and one.value != iri]
    return sorted({*_without_parts(own), *incoming, *related})


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
