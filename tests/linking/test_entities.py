"""What is read of things from statements: those of a release, and those a loader has just made."""

from typing import Any

import polars as pl
import pytest

from amazongraph import statements, terms
from amazongraph.linking.entities import PLACE, Entity, given_up, of_statements

COMMUNITY, OTHER = terms.entity("community", "yamino"), terms.entity("community", "other")
NODE = terms.entity("geometry", "community-yamino-point")
WKT = terms.GEO + "wktLiteral"


def said(subject: str, predicate: str, value: str, **more: Any) -> dict[str, Any]:
    kind = "iri" if "://" in value else "literal"
    shared = {"source": terms.entity("document", "registry"), "standing": "reported"}
    return {"subject": subject, "predicate": predicate, "object": value, "object_kind": kind, **shared, **more}


ROWS = [
    said(COMMUNITY, terms.TYPE, terms.ag("NativeCommunity")),
    said(COMMUNITY, terms.TYPE, terms.ag("Actor"), source=terms.DERIVED),
    said(COMMUNITY, terms.LABEL, "Zulu in English", lang="en"),
    said(COMMUNITY, terms.LABEL, "Yamino", lang="es"),
    said(COMMUNITY, terms.ALT_LABEL, "Yámino"),
    said(COMMUNITY, terms.ag("place"), terms.entity("admin", "2503")),
    said(COMMUNITY, terms.GEO + "sfWithin", terms.entity("admin", "250301")),
    said(COMMUNITY, terms.ag("people"), terms.entity("people", "kakataibo")),
    said(COMMUNITY, terms.ag("bdpiCode"), "25-17"),
    said(COMMUNITY, terms.GEO + "hasGeometry", NODE),
    said(NODE, terms.GEO + "asWKT", "POINT (-75.5 -9.1)", datatype=WKT),
    said(OTHER, terms.TYPE, terms.ag("Norm")),
    said(OTHER, terms.LABEL, "A norm"),
]


def test_a_thing_has_its_names_place_people_codes_and_sources() -> None:
    assert of_statements(statements.make(ROWS)) == [
        Entity(
            iri=COMMUNITY,
            names=("Yamino", "Zulu in English", "Yámino"),
            family=PLACE,
            types=("NativeCommunity",),
            codes=frozenset({"bdpiCode:25-17"}),
            units=frozenset({"250301"}),
            point=(-75.5, -9.1),
            peoples=frozenset({terms.entity("people", "kakataibo")}),
            sources=(terms.entity("document", "registry"),),
        )
    ]


def test_of_a_release_only_what_is_accepted_counts_under_the_name_that_stays() -> None:
    frame = statements.make(ROWS).with_columns(
        canonical=pl.lit(OTHER),
        verdict=pl.when(pl.col("predicate") == terms.ALT_LABEL).then(pl.lit("outranked")).otherwise(pl.lit("accepted")),
    )
    made = of_statements(frame.filter(pl.col("subject") == COMMUNITY))
    assert [(one.iri, one.names) for one in made] == [(OTHER, ("Yamino", "Zulu in English"))]


def test_a_square_of_ten_kilometres_reaches_as_far_as_a_circle_of_its_size() -> None:
    side = 10 / 111.2
    square = f"POLYGON ((0 0, {side} 0, {side} {side}, 0 {side}, 0 0))"
    rows = [row for row in ROWS if row["predicate"] != terms.GEO + "asWKT"]
    (one,) = of_statements(statements.make([*rows, said(NODE, terms.GEO + "asWKT", square, datatype=WKT)]))
    assert one.reach == pytest.approx(5.64, abs=0.05)
    assert one.point is not None
    assert 0 < one.point[0] < side


def test_names_that_gave_way_lead_to_those_that_stay() -> None:
    gone = said(COMMUNITY, terms.expand("dct:isReplacedBy"), OTHER)
    assert given_up(statements.make([*ROWS, gone])) == {COMMUNITY: OTHER}
