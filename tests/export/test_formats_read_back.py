"""RDF 1.2, JSON-LD, SSSOM, FollowTheMoney and DCAT, each read back by another reader and compared with what went in."""

import csv
import io
import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import yaml

from amazongraph import terms
from amazongraph.export import selection
from amazongraph.export.dcat import Published, write_dcat
from amazongraph.export.formats import FORMATS
from amazongraph.export.ftm_mapping import dates, identifier, mapping
from amazongraph.export.material import Material
from amazongraph.export.reified import reified
from amazongraph.releases import Release
from amazongraph.sssom import read_judgements

ID = "https://w3id.org/amazongraph/id/"
RDF, DCT = rdflib.RDF, rdflib.DCTERMS
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")


@pytest.fixture(scope="module")
def reserves(release: Release) -> Material:
    return selection.of_classes(release, "public", "es", ["IndigenousReserve"])


@pytest.fixture(scope="module")
def quads(reserves: Material) -> set[ox.Quad]:
    return set(ox.parse("".join(reserves.lines()), ox.RdfFormat.N_QUADS))


def write(material: Material, form: str, to: Path) -> Path:
    count = FORMATS[form].exporter()(material, to)
    assert count > 0
    return to


# --- RDF ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "form"), [("x.nq", ox.RdfFormat.N_QUADS), ("x.trig", ox.RdfFormat.TRIG)])
def test_a_claim_reifies_what_it_states(
    name: str, form: ox.RdfFormat, reserves: Material, quads: set[ox.Quad], tmp_path: Path
) -> None:
    found = set(ox.parse(path=str(write(reserves, "rdf12", tmp_path / name)), format=form))
    claims = {quad.subject for quad in quads if quad.predicate.value == terms.RDF + "subject"}
    terms_of = {quad.subject: quad.object for quad in found if quad.predicate.value == terms.RDF + "reifies"}
    assert set(terms_of) == claims != set()
    # Written out again, it is what the release says.
    back = {quad for quad in found if not isinstance(quad.object, ox.Triple)}
    for quad in found - back:
        assert isinstance(quad.object, ox.Triple)
        for part in ("subject", "predicate", "object"):
            value = getattr(quad.object, part)
            back.add(ox.Quad(quad.subject, ox.NamedNode(terms.RDF + part), value, quad.graph_name))
    assert back == quads


def test_a_claim_that_does_not_say_all_stays_as_it_is() -> None:
    line = f'<{terms.BASE}claim/1> <{terms.RDF}object> "a \\" <b> ." <{terms.META}> .\n'
    assert list(reified([line])) == [line]


# Its reader of JSON-LD calls what RDFLib itself has given up.
@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
def test_jsonld_is_the_same_to_two_readers(reserves: Material, quads: set[ox.Quad], tmp_path: Path) -> None:
    path = write(reserves, "jsonld", tmp_path / "x.jsonld")
    assert set(ox.parse(path=str(path), format=ox.RdfFormat.JSON_LD)) == quads
    ours, theirs = rdflib.Dataset(), rdflib.Dataset()
    ours.parse(data=path.read_text(encoding="utf-8"), format="json-ld")
    theirs.parse(data="".join(reserves.lines()), format="nquads")
    assert set(ours.quads()) == set(theirs.quads())


def test_jsonld_reads_as_people_write(reserves: Material, tmp_path: Path) -> None:
    said = json.loads(write(reserves, "jsonld", tmp_path / "x.jsonld").read_text(encoding="utf-8"))
    nodes = {node["@id"]: node for graph in said["@graph"] for node in graph["@graph"] if "rdfs:label" in node}
    node = nodes["reserve:reserva-isconahua"]
    assert node["@type"] == "ag:IndigenousReserve"
    assert node["ag:place"] == "admin:250101"
    assert {"@value": "Reserva Indígena Isconahua", "@language": "es"} in node["rdfs:label"]


# --- links --------------------------------------------------------------------------------------------


def test_the_links_are_those_of_the_tables(release: Release, tmp_path: Path) -> None:
    path = write(selection.whole(release, "public", "en"), "sssom", tmp_path / "x.sssom.tsv")
    found = {(one.subject, one.predicate, one.object): one for one in read_judgements(path)}
    shipped = [
        one
        for table in sorted((Path(__file__).parents[2] / "ontology" / "mappings").glob("entities-*.sssom.tsv"))
        for one in read_judgements(table)
        # Links of territories that are not loaded wait for them.
        if "/id/area/" not in one.object + one.subject
    ]
    assert len(shipped) > 100
    for one in shipped:
        told = found[one.subject, one.predicate, one.object]
        assert (told.justification, told.confidence, told.date) == (one.justification, one.confidence, one.date)
    # The others are the codes that tables of peoples give, without saying how they were found.
    others = found.keys() - {(one.subject, one.predicate, one.object) for one in shipped}
    assert all(found[key].justification.endswith("UnspecifiedMatching") for key in others)


@pytest.mark.filterwarnings("ignore")  # It warns of its own use of pandas.
def test_sssom_py_reads_the_links(release: Release, tmp_path: Path) -> None:
    sssom = pytest.importorskip("sssom.parsers", reason="pip install '.[test,readers]'")
    path = write(selection.whole(release, "public", "en"), "sssom", tmp_path / "x.sssom.tsv")
    found = sssom.parse_sssom_table(str(path))
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(found.df) == len(lines) - 1


# --- FollowTheMoney -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def entities(release: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    path = tmp_path_factory.mktemp("ftm") / "x.ftm.json"
    write(selection.whole(release, "public", "es"), "ftm", path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = {one["id"]: one for one in lines}
    assert len(found) == len(lines)
    return found


def test_entities_are_valid_where_they_are_read(entities: dict[str, dict[str, object]]) -> None:
    followthemoney = pytest.importorskip("followthemoney", reason="pip install '.[test,readers]'")
    for one in entities.values():
        schema = followthemoney.model.get(one["schema"])
        given = one["properties"]
        assert isinstance(given, dict)
        assert set(given) <= set(schema.properties), one["id"]
        assert set(schema.required) <= set(given), one["id"]
        schema.validate(one)
        # What it would clean away is not valid there.
        read = followthemoney.model.get_proxy(one, cleaned=False)
        for name, values in given.items():
            assert sorted(read.get(name)) == sorted(values), (one["id"], name)
            target = schema.get(name).range
            if target is not None:
                held = [followthemoney.model.get(entities[value]["schema"]) for value in values]
                assert all(end.is_a(target) for end in held), (one["id"], name)


def test_every_entity_says_who_reports_it(entities: dict[str, dict[str, object]]) -> None:
    for one in entities.values():
        given = one["properties"]
        assert isinstance(given, dict)
        assert re.fullmatch(r"ag(\.[A-Za-z0-9-]+)+", str(one["id"]))
        assert one["datasets"] == ["amazongraph"]
        if not str(one["id"]).startswith("ag.source."):
            assert given.get("proof"), one["id"]
            assert all(proof in entities for proof in given["proof"])
            assert given["summary"][0].startswith("Según: ")


def test_an_entity_has_what_is_accepted(entities: dict[str, dict[str, object]]) -> None:
    given = entities["ag.reserve.reserva-isconahua"]["properties"]
    assert isinstance(given, dict)
    assert given["name"] == ["Reserva Indígena Isconahua", "Isconahua Indigenous Reserve"]
    assert "superficie legal (ha): 298487.71" in given["notes"]
    assert not any("275665" in note for note in given["notes"]), "what gave way is no value"
    assert given["partOf"] == ["ag.admin.250101"]
    # Five properties are contested in the reference data, and their notes say so.
    said = [one["properties"] for one in entities.values()]
    notes = [note for one in said if isinstance(one, dict) for note in one.get("notes", ())]
    assert sum(note.startswith("Las fuentes no coinciden en: ") for note in notes) == 5


def test_nobody_is_named_but_victims_and_no_imposed_name_leaves(entities: dict[str, dict[str, object]]) -> None:
    people = {one["id"] for one in entities.values() if one["schema"] == "Person"}
    links = [one["properties"] for one in entities.values() if one["schema"] == "UnknownLink"]
    victims = {
        one["subject"][0] for one in links if isinstance(one, dict) and one["object"][0].startswith("ag.incident.")
    }
    assert people == {one for one in victims if one.startswith("ag.person.")}
    text = json.dumps(list(entities.values()), ensure_ascii=False).lower()
    assert "huambisa" not in text
    assert not any("topics" in one["properties"] for one in entities.values())  # type: ignore[operator]


def test_ids_keep_apart_what_a_hyphen_would_not() -> None:
    assert identifier(ID + "community-group/x") == "ag.community-group.x"
    assert identifier(ID + "community/group-x") == "ag.community.group-x"
    assert identifier("https://w3id.org/amazongraph/source/x") == "ag.source.x"


@pytest.mark.parametrize(
    ("edtf", "wanted", "given"),
    [
        ("2020-07", "date", {"date": "2020-07"}),
        ("2020/2021", "date", {"startDate": "2020-01-01", "endDate": "2021-12-31"}),
        ("2020/..", "endDate", {}),
        ("2020/..", "startDate", {"startDate": "2020-01-01"}),
        ("2020/2021", "incorporationDate", {}),
    ],
)
def test_a_date_says_no_more_than_it_did(edtf: str, wanted: str, given: dict[str, str]) -> None:
    assert dates(edtf, wanted) == given


def test_every_class_and_property_that_is_mapped_exists() -> None:
    from amazongraph import ontology

    known = ontology.load()
    assert set(mapping().schemata) <= known.classes
    ours = {iri for pairs in mapping().properties.values() for iri in pairs if iri.startswith(terms.NS)}
    assert {one for one in ours if one not in known.properties} == set()


# --- catalogues ---------------------------------------------------------------------------------------


def described(release: Release, to: Path, *languages: str) -> rdflib.Graph:
    files = [Published("data/x.trig.gz", 12, "ab" * 32), Published("x.zip", 7, "cd" * 32)]
    write_dcat(
        selection.whole(release, "public", "es"), to, "https://example.org/ag/", files, languages or ("es", "en")
    )
    return rdflib.Graph().parse(to, format="turtle")


# What DCAT-AP 3.0 asks of each class: the properties it must and should have, and those it may have once only.
ASKED = {
    "dcat:Catalog": (
        "dct:title dct:description dct:publisher dcat:dataset dct:license dct:language foaf:homepage dct:modified "
        "dct:spatial dcat:themeTaxonomy",
        "dct:publisher dct:license foaf:homepage dct:issued dct:modified dct:rights dct:creator",
    ),
    "dcat:Dataset": (
        "dct:title dct:description dcat:contactPoint dcat:distribution dcat:keyword dct:publisher dct:spatial "
        "dcat:theme",
        "dct:publisher dct:accessRights dct:accrualPeriodicity dct:issued dct:modified dcat:version",
    ),
    "dcat:Distribution": (
        "dcat:accessURL dct:format dct:license",
        "dct:format dct:license dcat:byteSize dcat:mediaType dcat:compressFormat spdx:checksum dct:rights dct:modified",
    ),
    "foaf:Agent": ("foaf:name", "dct:type"),
    "vcard:Kind": ("vcard:fn", ""),
    "spdx:Checksum": ("spdx:algorithm spdx:checksumValue", "spdx:algorithm spdx:checksumValue"),
    "skos:Concept": ("skos:prefLabel", ""),
    "skos:ConceptScheme": ("dct:title", ""),
}
# The class that a value must have.
RANGES = {
    "dct:publisher": "foaf:Agent",
    "dct:creator": "foaf:Agent",
    "dct:license": "dct:LicenseDocument",
    "dct:language": "dct:LinguisticSystem",
    "dct:spatial": "dct:Location",
    "dct:rights": "dct:RightsStatement",
    "dct:accessRights": "dct:RightsStatement",
    "dct:accrualPeriodicity": "dct:Frequency",
    "dct:provenance": "dct:ProvenanceStatement",
    "dct:conformsTo": "dct:Standard",
    "dct:format": "dct:MediaTypeOrExtent",
    "dcat:mediaType": "dct:MediaType",
    "dcat:compressFormat": "dct:MediaType",
    "dcat:dataset": "dcat:Dataset",
    "dcat:distribution": "dcat:Distribution",
    "dcat:contactPoint": "vcard:Kind",
    "dcat:theme": "skos:Concept",
    "dcat:themeTaxonomy": "skos:ConceptScheme",
    "dcat:landingPage": "foaf:Document",
    "foaf:homepage": "foaf:Document",
    "spdx:checksum": "spdx:Checksum",
}
DATATYPES = {
    "dct:modified": "date",
    "dct:issued": "date",
    "dcat:byteSize": "nonNegativeInteger",
    "spdx:checksumValue": "hexBinary",
}


def test_a_description_has_what_dcat_ap_asks_for(release: Release, tmp_path: Path) -> None:
    graph = described(release, tmp_path / "x.ttl")

    def iri(name: str) -> rdflib.URIRef:
        return graph.namespace_manager.expand_curie(name)

    for kind, (asked, once) in ASKED.items():
        members = set(graph.subjects(RDF.type, iri(kind)))
        assert members, kind
        for node in members:
            for name in asked.split():
                assert list(graph.objects(node, iri(name))), (kind, name)
            for name in once.split():
                assert len(list(graph.objects(node, iri(name)))) <= 1, (kind, name)
    for name, kind in RANGES.items():
        values = set(graph.objects(None, iri(name)))
        assert values, name
        assert all((value, RDF.type, iri(kind)) in graph for value in values), name
    for name, kind in DATATYPES.items():
        found = {value.datatype for value in graph.objects(None, iri(name)) if isinstance(value, rdflib.Literal)}
        assert found == {rdflib.XSD[kind]}, name


def test_a_description_in_one_language_has_no_other(release: Release, tmp_path: Path) -> None:
    graph = described(release, tmp_path / "x.ttl", "es")
    dataset = graph.value(None, RDF.type, DCAT.Dataset)
    for name in (DCT.title, DCT.description, DCAT.keyword):
        assert {value.language for value in graph.objects(dataset, name)} == {"es"}
    assert len(list(graph.objects(dataset, DCT.title))) == 1
    assert {one.language for one in described(release, tmp_path / "y.ttl").objects(dataset, DCT.title)} == {"es", "en"}


def test_void_says_how_many_things_of_a_class_there_are(release: Release, tmp_path: Path) -> None:
    graph = described(release, tmp_path / "x.ttl")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    parts = graph.objects(rdflib.URIRef(terms.VOID), void.classPartition)
    (part,) = (one for one in parts if str(graph.value(one, void["class"])) == terms.ag("IndigenousReserve"))
    known = selection.of_classes(release, "public", "es", ["IndigenousReserve"]).things
    assert known is not None
    assert int(str(graph.value(part, void.entities))) == len(known)


def test_a_description_without_an_address_offers_no_file(release: Release, tmp_path: Path) -> None:
    write_dcat(selection.whole(release, "public", "es"), tmp_path / "x.ttl")
    graph = rdflib.Graph().parse(tmp_path / "x.ttl", format="turtle")
    assert not list(graph.subjects(RDF.type, DCAT.Distribution))


def test_search_engines_find_one_data_set(release: Release, tmp_path: Path) -> None:
    graph = described(release, tmp_path / "x.ttl")
    schema = rdflib.Namespace("https://schema.org/")
    (dataset,) = graph.subjects(RDF.type, schema.Dataset)
    for name in ("name", "description", "license", "creator", "version", "url"):
        assert graph.value(dataset, schema[name]) is not None, name
    descriptions = list(graph.objects(dataset, schema.description))
    assert all(50 <= len(str(one)) <= 5000 for one in descriptions), "what Google Dataset Search takes"
    files = list(graph.objects(dataset, schema.distribution))
    assert {str(graph.value(one, schema.contentUrl)) for one in files} == {
        "https://example.org/ag/data/x.trig.gz",
        "https://example.org/ag/x.zip",
    }


def test_the_metadata_of_the_links_says_what_they_are(release: Release, tmp_path: Path) -> None:
    path = write(selection.whole(release, "public", "en"), "sssom", tmp_path / "x.sssom.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    said = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    assert release.id in said["mapping_set_id"]
    assert "not an accusation" in said["mapping_set_description"]
    table = csv.DictReader(io.StringIO("\n".join(line for line in lines if not line.startswith("#"))), delimiter="\t")
    assert all(row["subject_id"].partition(":")[0] in said["curie_map"] for row in table)
