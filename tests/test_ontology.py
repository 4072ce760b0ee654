"""The terms: named and defined in both languages, declared before they are used, and what the loader makes of them."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest
from frames import disclosed, say

from amazongraph import ontology, quads, statements, terms
from amazongraph.accept import accept
from amazongraph.checks.shapes import shapes_text
from amazongraph.errors import OntologyError
from amazongraph.ontology import RankRule
from amazongraph.releases import Release
from amazongraph.resources import data_dir
from amazongraph.sources.curated import tables

OWL = "http://www.w3.org/2002/07/owl#"
DECLARED = {
    OWL + "Class",
    OWL + "ObjectProperty",
    OWL + "DatatypeProperty",
    OWL + "AnnotationProperty",
    terms.SKOS + "Concept",
    terms.SKOS + "ConceptScheme",
}
FILES = sorted(data_dir("ontology").rglob("*.ttl"))
TRIPLES = [triple for path in ontology.files() for triple in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE)]
KINDS = {
    triple.subject.value: triple.object.value
    for triple in TRIPLES
    if triple.predicate.value == terms.TYPE and triple.object.value in DECLARED
}
SKOS_KINDS = {terms.SKOS + "Concept", terms.SKOS + "ConceptScheme"}


def texts(iri: str, predicate: str) -> list[ox.Literal]:
    return [one.object for one in TRIPLES if one.subject.value == iri and one.predicate.value == predicate]


@pytest.mark.parametrize("iri", sorted(KINDS), ids=terms.shorten)
def test_it_is_named_and_defined_in_spanish_and_english(iri: str) -> None:
    for predicate in (terms.SKOS + "prefLabel" if KINDS[iri] in SKOS_KINDS else terms.LABEL, terms.SKOS + "definition"):
        said = texts(iri, predicate)
        assert sorted(text.language for text in said) == ["en", "es"], predicate
        assert all(text.value.strip() for text in said), predicate
    assert all(text.value.endswith(".") for text in texts(iri, terms.SKOS + "definition"))


def test_a_name_denotes_one_concept_of_its_scheme() -> None:
    """A person picks concepts by their names."""
    schemes = {one.subject.value: one.object.value for one in TRIPLES if one.predicate.value == terms.SKOS + "inScheme"}
    names = Counter(
        (schemes[one.subject.value], one.object.language, one.object.value)
        for one in TRIPLES
        if one.predicate.value == terms.SKOS + "prefLabel" and one.subject.value in schemes
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_every_concept_is_in_the_scheme_of_its_name_and_every_scheme_is_declared() -> None:
    concepts = {iri for iri, kind in KINDS.items() if kind == terms.SKOS + "Concept"}
    schemes = {iri for iri, kind in KINDS.items() if kind == terms.SKOS + "ConceptScheme"}
    placed = [
        (one.subject.value, one.object.value) for one in TRIPLES if one.predicate.value == terms.SKOS + "inScheme"
    ]
    assert sorted(concept for concept, _ in placed) == sorted(concepts)
    assert {scheme for _, scheme in placed} == schemes
    assert [pair for pair in placed if pair[0].rpartition("/")[0] != pair[1]] == []


# The rules are read by the stage that decides between sources; no statement points to one.
READ_BY_THE_PROGRAM = {terms.BASE + "vocab/rank-rule"}


def test_every_scheme_is_reached_from_a_property() -> None:
    """By the values the property takes, or by what it refers to for what its name means."""
    leading = {terms.ag("valuesFrom"), terms.RDFS + "seeAlso"}
    reached = {
        one.object.value
        for one in TRIPLES
        if one.predicate.value in leading and KINDS[one.subject.value].endswith("Property")
    }
    reached |= {iri.rpartition("/")[0] for iri in reached}
    schemes = {iri for iri, kind in KINDS.items() if kind == terms.SKOS + "ConceptScheme"}
    assert schemes - reached == READ_BY_THE_PROGRAM


def test_nothing_is_declared_twice() -> None:
    declared = Counter(
        triple.subject.value
        for triple in TRIPLES
        if triple.predicate.value == terms.TYPE and triple.object.value in DECLARED
    )
    assert [iri for iri, count in declared.items() if count > 1] == []


# --- what is used is declared ----------------------------------------------------------------------


def ours(text: str) -> set[str]:
    """The terms and concepts of ours that a SPARQL text names by prefix."""
    code = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return {terms.expand(curie) for curie in re.findall(r"(?<![\w-])(?:ag|v-[a-z-]+):[\w-]+", code)}


def used_by_mappings() -> set[str]:
    found: set[str] = set()
    for table in tables():
        mapping = table.mapping
        found |= {column.property for column in (*mapping.columns.values(), *mapping.properties.values())}
        found |= set(mapping.classes.values())
    return found


def used_by_shapes() -> set[str]:
    triples = list(ox.parse(shapes_text(), ox.RdfFormat.TURTLE))
    return {term.value for one in triples for term in one if isinstance(term, ox.NamedNode)}


def used_by_checks_and_queries() -> set[str]:
    paths = [*data_dir("ontology").glob("checks/*.rq"), *data_dir("queries").rglob("*.rq")]
    return set().union(*(ours(path.read_text(encoding="utf-8")) for path in paths))


def used_by_code() -> set[str]:
    found: set[str] = set()
    for path in Path(ontology.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= {terms.ag(name) for name in re.findall(r"\bag\(\"(\w+)\"\)", text)}
        found |= {terms.ag(name) for name in re.findall(r"\bag:(\w+)", text)}
        found |= {terms.concept(*pair) for pair in re.findall(r"terms\.concept\(\"([\w-]+)\", \"([\w-]+)\"\)", text)}
    return found


def used_by_quads() -> set[str]:
    """By the claim node of a statement that has everything a statement can have."""
    everything = {
        "attributed_to": "urn:a",
        "relays": "urn:b",
        "as_of": "2020",
        "valid_from": "2020",
        "valid_to": "2030",
    }
    row = say("urn:x", terms.ag("occurred"), "2020", datatype=terms.EDTF, as_written="2020", mark=1, **everything)
    places = pl.DataFrame([(statements.identify(row), "p. 1", "f.csv", 2, "c")], schema=statements.PLACES, orient="row")
    real = ontology.load()
    frame = quads.quads(accept(disclosed(row), real, date(2026, 1, 1)), places, real)
    said = frame.filter(pl.col("g") != f"<{terms.ONTOLOGY}>")
    return {term[1:-1] for column in "po" for term in said[column] if term.startswith("<")}


@pytest.mark.parametrize(
    "used",
    [used_by_mappings, used_by_shapes, used_by_checks_and_queries, used_by_code, used_by_quads],
    ids=["the mappings", "the shapes", "the checks and queries", "the code", "what is written"],
)
def test_every_term_is_declared_that_is_used_by(used: object) -> None:
    named = {iri for iri in used() if iri.startswith((terms.NS, terms.BASE + "vocab/"))}  # type: ignore[operator]
    assert named - set(KINDS) == set()
    assert len(named) > 10


def test_every_class_and_property_of_the_release_is_declared(release: Release) -> None:
    """Those of other vocabularies have a prefix."""
    store = ox.Store.read_only(str(release.profile() / "store"))
    rows = list(store.query("SELECT DISTINCT ?p WHERE { ?s ?p ?o }"))
    used = {row["p"].value for row in rows}  # type: ignore[index, union-attr]
    rows = list(store.query("SELECT DISTINCT ?c WHERE { ?s a ?c }"))
    used |= {row["c"].value for row in rows}  # type: ignore[index, union-attr]
    assert {iri for iri in used if iri.startswith(terms.NS)} <= set(KINDS)
    assert {iri for iri in used if "://" in terms.shorten(iri)} == set()


def test_every_verdict_and_reason_of_the_release_is_a_concept(release: Release) -> None:
    frame = pl.read_parquet(release.profile() / "statements.parquet")
    concepts = ontology.load().concepts
    for column in ("verdict", "reason", "standing"):
        assert set(frame[column]) <= concepts[column]
    assert {rule.key for rule in ontology.load().rules} <= concepts["reason"]


def test_the_vocabulary_of_a_column_is_in_the_file_of_its_name() -> None:
    """A message about a cell points to ontology/vocab/<scheme>.ttl."""
    columns = [
        column for table in tables() for column in (*table.mapping.columns.values(), *table.mapping.properties.values())
    ]
    schemes = {column.value.partition(":")[2] for column in columns if column.value.startswith("concept:")}
    assert len(schemes) > 5
    for scheme in schemes | {"standing"}:
        assert (data_dir("ontology") / "vocab" / f"{scheme}.ttl").is_file(), scheme


# --- prefixes and files ----------------------------------------------------------------------------


def test_no_two_prefixes_share_a_namespace() -> None:
    namespaces = Counter(terms.prefixes().values())
    assert [namespace for namespace, count in namespaces.items() if count > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_declares_the_prefixes_of_the_one_table(path: Path) -> None:
    declared = re.findall(r"@prefix\s+([\w-]*):\s*<([^>]+)>", path.read_text(encoding="utf-8"))
    assert dict(declared).items() <= terms.prefixes().items()
    list(ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE))


def test_every_thing_of_the_release_has_a_short_name_without_escapes(release: Release) -> None:
    """One prefix for each kind of entity and each vocabulary."""
    ours = rb"<(https://w3id\.org/amazongraph/(?:id/|vocab/|source/|claim/|graph/|ns#)[^>]*)>"
    named = set(re.findall(ours, (release.profile() / "graph.nq").read_bytes()))
    odd = {iri for iri in map(bytes.decode, named) if not re.fullmatch(r"[\w-]+:[\w.-]+", terms.shorten(iri))}
    assert odd - {iri for iri, kind in KINDS.items() if kind == terms.SKOS + "ConceptScheme"} == set()


def test_there_is_no_blank_node_in_the_release(release: Release) -> None:
    lines = (release.profile() / "graph.nq").read_bytes().splitlines()
    assert not any(line.startswith(b"_:") or b" _:" in line.split(b' "')[0] for line in lines)


# --- the loader ------------------------------------------------------------------------------------

HEAD = """
@prefix ag: <https://w3id.org/amazongraph/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/amazongraph/vocab/> .
"""


def load(monkeypatch: pytest.MonkeyPatch, folder: Path, **files: str) -> ontology.Ontology:
    """What the loader makes of a folder with these files (``modules_a`` is modules/a.ttl)."""
    for name, text in files.items():
        path = folder / (name.replace("_", "/") + ".ttl")
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8", newline="\n")
    monkeypatch.setattr(ontology, "data_dir", lambda name: folder)
    return ontology.load.__wrapped__()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("ag:A a owl:Class", "broken.ttl", id="text that does not parse"),
        pytest.param("ag:A rdfs:subClassOf [ a owl:Class ] .", "broken.ttl", id="a blank node"),
        pytest.param("ag:A rdfs:subClassOf _:b .", "broken.ttl", id="a blank node as object"),
        pytest.param("[] a owl:Class .", "broken.ttl", id="a blank node as subject"),
        pytest.param("ag:A rdfs:subClassOf ag:A .", "ag:A", id="a class above itself"),
        pytest.param(
            "ag:A rdfs:subClassOf ag:B . ag:B rdfs:subClassOf ag:C . ag:C rdfs:subClassOf ag:A .", "ag:A", id="a cycle"
        ),
        pytest.param("ag:when ag:fromProperty ag:whenFrom .", "ag:when", id="an interval without its end"),
        pytest.param("ag:when ag:toProperty ag:whenTo .", "ag:fromProperty", id="an interval without its beginning"),
        pytest.param("<rank-rule/later> ag:compares 'as-of' .", "ag:order", id="a rule without its order"),
        pytest.param("<unit/persons> skos:inScheme <bound> .", "unit/persons", id="a concept of another scheme"),
        pytest.param("<unit/a/b> skos:inScheme <unit> .", "unit/a/b", id="a concept with a slash in its key"),
    ],
)
def test_the_loader_refuses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(OntologyError) as caught:
        load(monkeypatch, tmp_path, modules_sound="ag:Z a owl:Class .", modules_broken=text)
    assert named in caught.value.text("es")
    assert named in caught.value.text("en")


def test_the_loader_reads_what_the_stages_must_know(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read = load(
        monkeypatch,
        tmp_path,
        top="ag:Top a owl:Class .",
        modules_a="""
          ag:Dog a owl:Class ; rdfs:subClassOf ag:Mammal . ag:Mammal rdfs:subClassOf ag:Animal, ag:Furry .
          ag:Witness a owl:Class ; ag:levelFloor 3 .
          ag:area a owl:DatatypeProperty ; ag:singleValued true ; ag:tolerance 0.005 .
          ag:norm a owl:ObjectProperty ; ag:singleValued true . ag:many a owl:ObjectProperty ; ag:singleValued false .
          ag:when ag:fromProperty ag:whenFrom ; ag:toProperty ag:whenTo ; ag:precisionProperty ag:whenPrecision .
        """,
        vocab_b="""
          <standing/reported> skos:inScheme <standing> ; ag:strength 2 .
          <standing/judicial-final> skos:inScheme <standing> ; ag:strength 1 .
          <standing/opinion> skos:inScheme <standing> .
          <unit/persons> skos:inScheme <unit> .
          <rank-rule/later> ag:compares "as-of" ; ag:order 10 .
          <rank-rule/stronger> ag:compares "standing" ; ag:order 9 .
        """,
        shapes_c="this is never read",
    )
    ag = terms.ag
    assert read.superclasses == {
        ag("Dog"): frozenset({ag("Mammal"), ag("Animal"), ag("Furry")}),
        ag("Mammal"): frozenset({ag("Animal"), ag("Furry")}),
    }
    assert read.single_valued == {ag("area"): 0.005, ag("norm"): 0.0}
    assert read.interval_properties == {ag("when"): (ag("whenFrom"), ag("whenTo"), ag("whenPrecision"))}
    assert read.floors == {ag("Witness"): 3}
    assert read.standings == {"judicial-final": 1, "opinion": None, "reported": 2}
    assert read.rules == (RankRule("stronger", 9, "standing"), RankRule("later", 10, "as-of"))
    assert read.concepts == {
        "standing": frozenset({"reported", "judicial-final", "opinion"}),
        "unit": frozenset({"persons"}),
    }
    assert read.classes == {ag("Top"), ag("Dog"), ag("Witness")}
    assert read.properties == {ag("area"), ag("norm"), ag("many")}
    assert (f"<{ag('Top')}>", f"<{terms.TYPE}>", f"<{OWL}Class>") in read.triples
    assert list(read.triples) == sorted(set(read.triples))


def test_the_digest_tells_when_a_file_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = load(monkeypatch, tmp_path, modules_a="ag:A a owl:Class .")
    again = load(monkeypatch, tmp_path, modules_a="ag:A a owl:Class .")
    other = load(monkeypatch, tmp_path, modules_a="ag:A a owl:Class . # with a remark")
    assert first == again
    assert other.digest != first.digest
    assert other.triples == first.triples


def test_an_interval_is_of_dates_and_a_concept() -> None:
    """First and last day are values, the precision is a concept; all are declared as what they are."""
    for whole, (first, last, precision) in ontology.load().interval_properties.items():
        assert [KINDS[iri] for iri in (whole, first, last)] == [OWL + "DatatypeProperty"] * 3
        assert KINDS[precision] == OWL + "ObjectProperty"
