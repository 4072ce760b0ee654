"""Everything said of a thing, with who says it and what was decided: accepted, outranked, contested, ended."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from tiny_release import tiny_release

from amazongraph.describe import Said, describe
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store
from amazongraph.terms import DERIVED, META, NS, expand

SOURCE = "https://w3id.org/amazongraph/source/"
ORGANISATION = "https://w3id.org/amazongraph/id/organization/"


@pytest.fixture(scope="module")
def store(release: Release) -> ox.Store:
    return open_store(release.profile() / "store")


def of(said: list[Said], name: str) -> set[tuple[str, ...]]:
    """(value, verdict, reason, who, as of, document) of everything said by one property of ours."""
    return {
        (
            one.value,
            one.verdict,
            one.reason,
            one.who.removeprefix(ORGANISATION),
            one.as_of,
            one.source.removeprefix(SOURCE),
        )
        for one in said
        if one.property == NS + name and not one.incoming
    }


def test_areas_of_a_reserve_stand_side_by_side(store: ox.Store) -> None:
    """The decree of July 2016 is later than the ministry's figure of June, which stays visible with its reason."""
    said = describe(store, expand("reserve:reserva-isconahua"))
    assert of(said, "legalAreaHectares") == {
        ("298487.71", "accepted", "later-as-of", "", "2016-07-24", "pucp-res"),
        ("298487.71", "accepted", "later-as-of", "", "2016-07-24", "mong-16"),
        ("275665", "outranked", "later-as-of", "mincul", "2016-06", "radionac16"),
        ("275665", "outranked", "later-as-of", "", "2016-06", "andina16"),
    }


def test_contested_days_stand_beside_the_interval_that_covers_them(store: ox.Store) -> None:
    """Three sources give 22, 23 and 25 July 2020, and the record of the case gives the month."""
    said = of(describe(store, expand("incident:meuod7kg")), "occurred")
    days = {(value, verdict, reason, who) for value, verdict, reason, who, _, _ in said}
    assert {
        ("2020-07-22", "contested", "covered", "ojo-publico"),
        ("2020-07-23", "contested", "covered", ""),
        ("2020-07-25", "contested", "covered", ""),
        ("2020-07-22/2020-07-25", "accepted", "", ""),
        ("2020-07", "outranked", "less-precise", ""),
    } <= days
    assert {document for value, *_, document in said if "/" in value} == {DERIVED}


def test_a_date_is_not_told_again_by_its_parts(store: ox.Store) -> None:
    told = {one.property for one in describe(store, expand("incident:meuod7kg"))}
    assert NS + "occurred" in told
    assert not {NS + f"occurred{part}" for part in ("From", "To", "Precision")} & told


def test_what_others_say_of_it_is_incoming(store: ox.Store) -> None:
    incoming = [one for one in describe(store, expand("incident:meuod7kg")) if one.incoming]
    victim = expand("person:vgvwrfgl")
    assert {one.source for one in incoming if (one.property, one.value) == (NS + "victimOf", victim)} == {
        f"{SOURCE}hrdm-sv",
        f"{SOURCE}boltxe7",
    }
    assert {one.verdict for one in incoming} == {"accepted"}


def test_a_register_needs_no_claims(store: ox.Store) -> None:
    said = describe(store, expand("admin:25"))
    assert of(said, "ubigeoINEI") == {("25", "accepted", "", "", "", "inei-directorio-2025")}
    assert of(said, "within") == {(expand("area:peru"), "accepted", "", "", "", "inei-directorio-2025")}


def test_a_document_is_described_by_what_the_catalogue_says(store: ox.Store) -> None:
    said = describe(store, expand("source:dte"))
    assert {one.source for one in said if one.property == expand("dct:title")} == {META}
    assert of(said, "issued") == {("2025", "accepted", "", "", "", META)}


def test_a_text_keeps_its_language(store: ox.Store) -> None:
    names = {(one.value, one.lang) for one in describe(store, expand("area:vraem")) if one.property.endswith("#label")}
    assert {lang for _, lang in names} == {"es", "en"}


SAID = f"""
GRAPH source:a {{
  claim:1 rdf:subject area:z ; rdf:predicate ag:within ; rdf:object area:old ; ag:statedIn source:a ;
    ag:verdict v-verdict:ended ; ag:reason v-reason:past-end ; ag:asOf "2020"^^edtf:edtf .
  claim:2 rdf:subject area:z ; rdf:predicate rdfs:label ; rdf:object "Zona"@es ; ag:statedIn source:a ;
    ag:verdict v-verdict:accepted ; ag:reason v-reason:undisputed ; ag:attributedTo organization:o, organization:p .
  area:z rdfs:label "Zona"@es ; ag:asOf "2019"^^edtf:edtf ; ag:asOfFrom "2019-01-01"^^xsd:date .
}}
GRAPH source:b {{ area:z rdfs:label "Zona"@es ; ag:startedFrom "2001-01-01"^^xsd:date . area:y ag:within area:z }}
GRAPH <{DERIVED}> {{ area:z a ag:Place }}
"""


@pytest.fixture
def zone(tmp_path: Path) -> list[Said]:
    return describe(open_store(tiny_release(tmp_path, SAID).profile() / "store"), expand("area:z"))


def test_what_has_ended_is_told_with_its_date(zone: list[Said]) -> None:
    assert of(zone, "within") == {(expand("area:old"), "ended", "past-end", "", "2020", "a")}


def test_each_asserter_and_each_document_is_told_once(zone: list[Said]) -> None:
    """What a claim tells is not told again from the graph of its document; another document has no claim here."""
    label = expand("rdfs:label")
    assert [(one.who, one.source) for one in zone if one.property == label] == [
        ("", f"{SOURCE}b"),
        (f"{ORGANISATION}o", f"{SOURCE}a"),
        (f"{ORGANISATION}p", f"{SOURCE}a"),
    ]


def test_a_part_of_a_date_is_told_where_the_date_is_not(zone: list[Said]) -> None:
    assert of(zone, "asOf")
    assert not of(zone, "asOfFrom")
    assert of(zone, "startedFrom") == {("2001-01-01", "accepted", "", "", "", "b")}


def test_it_comes_in_order_what_is_said_of_it_first(zone: list[Said]) -> None:
    assert zone == sorted(zone)
    assert [one.incoming for one in zone] == sorted(one.incoming for one in zone)
    assert [(one.property, one.value) for one in zone if one.incoming] == [(NS + "within", expand("area:y"))]


def test_its_own_claims_are_not_things_that_point_here(zone: list[Said]) -> None:
    assert not [one for one in zone if "/claim/" in one.value]


def test_nothing_is_said_of_what_is_not_there(store: ox.Store) -> None:
    assert describe(store, expand("area:nowhere")) == []


def test_how_shapes_lie_is_said_of_the_two_places_and_not_of_a_node_between_them(tmp_path: Path) -> None:
    trig = """
        graph:derived {
          <urn:r> a ag:SpatialRelation ; ag:fromFeature <urn:park> ; ag:toFeature <urn:district> ;
            ag:spatialRelation v-spatial-relation:overlaps .
          <urn:park> geo:sfWithin <urn:park> , <urn:country> . <urn:district> geo:sfWithin <urn:country> .
        }
    """
    store = open_store(tiny_release(tmp_path, trig).profile() / "store")
    overlaps, within = expand("v-spatial-relation:overlaps"), expand("geo:sfWithin")
    told = [
        [(one.incoming, one.property, one.value) for one in describe(store, iri)]
        for iri in ("urn:park", "urn:district", "urn:country")
    ]
    assert told == [
        [(False, within, "urn:country"), (False, overlaps, "urn:district")],
        [(False, within, "urn:country"), (True, overlaps, "urn:park")],
        [],
    ]
