"""The graphs for network analysis: nodes, edges, who says so and when; told by hand, and from the tables that ship."""

import re
from pathlib import Path
from typing import Any

import networkx
import polars as pl
import pytest
from tiny_release import tiny_release

from amazongraph import terms
from amazongraph.errors import ExportError
from amazongraph.messages import LANGUAGES
from amazongraph.network.graph import network
from amazongraph.network.kinds import kinds
from amazongraph.ontology import load
from amazongraph.releases import Release
from amazongraph.sources.curated import FOLDER

Graph = Any
ID, SOURCE = terms.BASE + "id/", terms.BASE + "source/"
EDTF = "^^<http://id.loc.gov/datatypes/edtf>"
WORLD = f"""
GRAPH source:list {{
  organization:base a ag:LocalIndigenousOrganization ; rdfs:label "Base"@es, "The base"@en ; ag:began "1999-05"{EDTF} .
  organization:roof a ag:NationalIndigenousOrganization ; rdfs:label "Roof" .
  community:one a ag:NativeCommunity ; rdfs:label "Una"@es ; ag:people people:them .
  people:them a ag:IndigenousPeople .
  membership:tie a ag:Membership ; ag:member organization:base ; ag:memberOrganization organization:roof ;
    ag:began "2010"{EDTF} ; ag:ended "2015-06"{EDTF} ; ag:attributedTo organization:roof .
  person:someone a ag:Person ; rdfs:label "Alguien" ; ag:people people:them .
  area:north a ag:Area ; rdfs:label "Norte"@es . area:south a ag:Area . area:all a ag:Area .
  corridor:way a ag:Corridor, ag:Area ; rdfs:label "Camino"@es ; ag:origin area:north ;
    ag:mode v-route-mode:river .
  segment:bend a ag:RouteSegment, ag:Area ; ag:partOfCorridor corridor:way .
  measure:state a ag:PolicyMeasure ; rdfs:label "Medida"@es ; ag:appliesTo area:north ;
    ag:inForceFrom "2020-01-01"{EDTF} ; ag:inForceUntil "2020-03"{EDTF} .
  figure:count a ag:Figure ; ag:statedIn source:paper, source:other ; ag:relays source:report ;
    ag:attributedTo organization:base .
}}
GRAPH source:map {{
  membership:tie ag:memberOrganization organization:roof .
  corridor:way ag:destination area:south .
  area:north ag:within area:all .
}}
GRAPH graph:derived {{
  organization:base a ag:Actor . organization:roof a ag:Actor . community:one a ag:Actor . people:them a ag:Actor .
  person:someone a ag:Actor .
  relation:x a ag:SpatialRelation ; ag:fromFeature area:north ; ag:toFeature area:south ;
    ag:spatialRelation v-spatial-relation:overlaps ; ag:overlapHectares 12.0 .
  relation:y a ag:SpatialRelation ; ag:fromFeature segment:bend ; ag:toFeature area:south ;
    ag:spatialRelation v-spatial-relation:near ; ag:distanceMetres 5000.0 .
}}
GRAPH graph:meta {{
  source:paper a ag:Document ; <http://purl.org/dc/terms/title> "Papel"@es ; ag:issued "2024-02-03"{EDTF} .
  source:other a ag:Document . source:report a ag:Document .
}}
"""


def small(folder: Path, trig: str = WORLD, withheld: int = 0, **verdicts: str) -> Release:
    """The world; what a property says has the verdict of ``verdicts``, else it is accepted."""
    release = tiny_release(folder, trig, withheld)
    path = release.folder / "public" / "statements.parquet"
    frame = pl.read_parquet(path)
    for name, verdict in verdicts.items():
        said = pl.col("predicate") == terms.ag(name)
        frame = frame.with_columns(verdict=pl.when(said).then(pl.lit(verdict)).otherwise("verdict"))
    frame.write_parquet(path)
    return release


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return small(tmp_path_factory.mktemp("world"), withheld=3)


def edges(graph: Graph) -> set[tuple[str, str, str]]:
    return {(terms.shorten(one), said["property"], terms.shorten(other)) for one, other, said in graph.edges(data=True)}


def said(graph: Graph, one: str, other: str) -> dict[str, Any]:
    (told,) = graph.get_edge_data(terms.expand(one), terms.expand(other)).values()
    return dict(told)


def test_actors_are_tied_to_whom_they_belong_to(world: Release) -> None:
    found = network(world, "actors", lang="en")
    assert edges(found) == {
        ("organization:base", "ag:memberOrganization", "organization:roof"),
        ("community:one", "ag:people", "people:them"),
    }
    tie = said(found, "organization:base", "organization:roof")
    assert (tie["start"], tie["end"]) == ("2010-01-01", "2015-06-30")
    assert tie["sources"] == [SOURCE + "list", SOURCE + "map"]
    assert tie["reported_by"] == [ID + "organization/roof"]
    assert tie["ended"] is False
    assert (tie["label"], tie["label_es"]) == ("belongs to", "pertenece a")
    assert list(found[ID + "organization/base"][ID + "organization/roof"]) == ["membership:tie"]


def test_a_node_has_names_classes_dates_and_sources(world: Release) -> None:
    found = network(world, "actors", lang="en").nodes
    base = found[ID + "organization/base"]
    assert (base["label"], base["label_es"], base["label_en"]) == ("The base", "Base", "The base")
    assert base["kinds"] == ["ag:Actor", "ag:LocalIndigenousOrganization"]
    assert base["kind"] == "ag:LocalIndigenousOrganization"
    assert (base["start"], "end" in base) == ("1999-05-01", False)
    assert base["sources"] == [SOURCE + "list"]
    assert found[ID + "people/them"]["label"] == "people:them"
    assert found[ID + "community/one"]["label"] == "Una"


def test_no_person_is_a_node_of_a_kind_of_network(world: Release) -> None:
    for name in set(kinds()) - {"things"}:
        assert ID + "person/someone" not in network(world, name)


def test_territories_lie_in_and_beside_each_other(world: Release) -> None:
    found = network(world, "territories")
    assert edges(found) == {
        ("area:north", "ag:within", "area:all"),
        ("area:north", "v-spatial-relation:overlaps", "area:south"),
    }
    assert said(found, "area:north", "area:south")["hectares"] == 12.0
    assert ID + "corridor/way" not in found


def test_corridors_lead_to_places_and_to_what_their_segments_pass(world: Release) -> None:
    found = network(world, "corridors")
    assert edges(found) == {
        ("corridor:way", "ag:origin", "area:north"),
        ("corridor:way", "ag:destination", "area:south"),
        ("segment:bend", "ag:partOfCorridor", "corridor:way"),
        ("segment:bend", "v-spatial-relation:near", "area:south"),
    }
    assert found.nodes[ID + "corridor/way"]["modes"] == ["v-route-mode:river"]
    assert said(found, "segment:bend", "area:south")["metres"] == 5000.0
    assert ID + "area/all" not in found


def test_a_measure_holds_in_its_areas_as_long_as_it_is_in_force(world: Release) -> None:
    tie = said(network(world, "measures"), "measure:state", "area:north")
    assert (tie["property"], tie["start"], tie["end"]) == ("ag:appliesTo", "2020-01-01", "2020-03-31")


def test_a_document_is_tied_to_what_it_relays_and_to_its_speaker(world: Release) -> None:
    found = network(world, "sources")
    assert edges(found) == {
        (f"source:{one}", predicate, other)
        for one in ("paper", "other")
        for predicate, other in (("ag:relays", "source:report"), ("ag:attributedTo", "organization:base"))
    } | {("source:list", "ag:attributedTo", "organization:roof")}
    relay = said(found, "source:paper", "source:report")
    assert (relay["weight"], relay["start"], relay["sources"]) == (1, "2024-02-03", [SOURCE + "paper"])
    assert found.nodes[SOURCE + "paper"]["label"] == "Papel"


def test_passages_are_counted_once_a_thing(tmp_path: Path) -> None:
    more = "GRAPH source:list { figure:more a ag:Figure ; ag:statedIn source:paper ; ag:relays source:report . }"
    release = small(tmp_path, WORLD + more)
    assert said(network(release, "sources"), "source:paper", "source:report")["weight"] == 2


def test_what_has_ended_says_so_and_what_is_contested_or_outranked_is_left_out(tmp_path: Path) -> None:
    release = small(tmp_path, people="ended", within="contested", appliesTo="outranked")
    ended = said(network(release, "actors"), "community:one", "people:them")
    assert ended["ended"] is True
    territories = network(release, "territories")
    assert ("area:north", "ag:within", "area:all") not in edges(territories)
    assert territories.graph["contested"] == 1
    assert edges(network(release, "measures")) == set()


def test_the_dates_of_an_edge_are_those_that_all_who_say_it_allow(tmp_path: Path) -> None:
    release = small(tmp_path)
    path = release.folder / "public" / "statements.parquet"
    people = pl.col("predicate") == terms.ag("people")
    frame = pl.read_parquet(path)
    first = frame.with_columns(valid_from=pl.when(people).then(pl.lit("2012")).otherwise("valid_from"))
    again = first.filter(people).with_columns(
        id=pl.lit("other"), valid_from=pl.lit("2010-05"), valid_to=pl.lit("2020"), source=pl.lit(SOURCE + "map")
    )
    pl.concat([first, again]).write_parquet(path)
    tie = said(network(release, "actors"), "community:one", "people:them")
    assert (tie["start"], "end" in tie, len(tie["sources"])) == ("2010-05-01", False, 2)


def test_a_graph_says_what_it_is_and_what_it_does_not_show(world: Release) -> None:
    for name, kind in kinds().items():
        about = network(world, name, lang="en").graph
        assert about["name"] == kind.title["en"]
        assert (about["kind"], about["release"], about["profile"]) == (name, world.id, "public")
        assert (about["withheld"], about["contested"]) == (3, 0)
        for part in ("title", "method", "caveat"):
            assert all(about[f"{part}_{lang}"].strip() for lang in LANGUAGES)


def test_an_unknown_kind_is_told_with_those_there_are(world: Release) -> None:
    with pytest.raises(ExportError, match=r"persons.*actors, territories") as told:
        network(world, "persons")
    assert "actors" in told.value.text("es")


def test_a_release_with_nothing_gives_empty_graphs(tmp_path: Path) -> None:
    release = small(tmp_path, "GRAPH source:list { source:list a ag:Source }")
    for name in kinds():
        found = network(release, name)
        assert isinstance(found, networkx.MultiDiGraph)
        assert (len(found), found.number_of_edges()) == (0, 0)


def test_the_kinds_name_classes_and_properties_of_the_ontology() -> None:
    known = load()
    for kind in kinds().values():
        assert set(kind.classes + kind.without) <= known.classes
        for edge in kind.edges:
            assert {edge.of, edge.touching} - {""} <= known.classes
            named = {edge.start, edge.to, edge.named_by, *edge.numbers.values()}
            assert {one for one in named if one.startswith(terms.NS)} <= known.properties


Tables = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def tables() -> Tables:
    names = ("memberships", "corridors", "measures", "figures")
    return {name: pl.read_csv(FOLDER / f"{name}.csv", infer_schema=False).fill_null("").to_dicts() for name in names}


def parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def place(cell: str) -> str:
    code = re.match(r"\d{2,6}\b", cell)
    return f"admin:{code[0]}" if code else f"area:{cell}"


class TestReferenceRelease:
    """Against the tables that the reference data is made of."""

    def test_ties_of_organisations_are_those_of_the_table(self, release: Release, tables: Tables) -> None:
        expected = {(row["member"], row["organisation"]) for row in tables["memberships"]}
        found = network(release, "actors").edges(data="property")
        pairs = {
            tuple(map(terms.key_of, (one, other))) for one, other, name in found if name == "ag:memberOrganization"
        }
        assert pairs == expected

    def test_corridors_pass_the_places_of_the_table(self, release: Release, tables: Tables) -> None:
        expected = {
            (f"corridor:{row['key']}", f"ag:{name}", place(part))
            for row in tables["corridors"]
            for name in ("origin", "transit", "destination")
            for part in parts(row[name])
        }
        assert edges(network(release, "corridors")) == expected

    def test_plans_apply_where_the_table_says(self, release: Release, tables: Tables) -> None:
        found = edges(network(release, "measures"))
        for row in tables["measures"]:
            for part in parts(row["applies_to"]):
                assert (f"measure:{row['key']}", "ag:appliesTo", place(part)) in found

    def test_documents_relay_those_of_the_table(self, release: Release, tables: Tables) -> None:
        found = network(release, "sources")
        relays = {edge for edge in edges(found) if edge[1] == "ag:relays"}
        for row in tables["figures"]:
            for document in (row["document"], *parts(row["also_in"])):
                for relayed in parts(row["relays"]):
                    if document != relayed:
                        assert (f"source:{document}", "ag:relays", f"source:{relayed}") in relays
        assert all(one != other for one, _, other in relays)

    def test_each_edge_that_somebody_states_cites_a_document(self, release: Release) -> None:
        for name in set(kinds()) - {"things", "territories"}:
            assert all(said["sources"] for *_, said in network(release, name).edges(data=True))
