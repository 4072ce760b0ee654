"""The document about a thing: the same triples in each form, claims and names with it, and nothing that runs."""

import json
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from tiny_release import tiny_release

from amazongraph.document import FORMATS, fragment, rdf
from amazongraph.errors import EntityError
from amazongraph.store.embedded import open_store
from amazongraph.terms import expand

sys.path.insert(0, str(Path(__file__).parent / "linking"))

from small_graph import TRIG

RESERVE = expand("reserve:r")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    return open_store(tiny_release(tmp_path_factory.mktemp("small"), TRIG).profile() / "store")


def triples(store: ox.Store, iri: str, form: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(rdf(store, iri, form), FORMATS[form])}


@pytest.mark.parametrize("curie", ["reserve:r", "people:iskonawa", "admin:25", "source:nota", "ag:District"])
def test_every_form_says_the_same(store: ox.Store, curie: str) -> None:
    assert triples(store, expand(curie), "turtle") == triples(store, expand(curie), "jsonld") != set()


def test_the_document_holds_the_claims_and_what_points_to_it(store: ox.Store) -> None:
    said = triples(store, RESERVE, "turtle")
    own = {str(one.predicate) for one in said if one.subject.value == RESERVE}
    assert str(ox.NamedNode(expand("ag:legalAreaHectares"))) in own
    claim = {(one.predicate.value, one.object.value) for one in said if one.subject.value == expand("claim:1")}
    assert {
        (expand("ag:verdict"), expand("v-verdict:outranked")),
        (expand("rdf:object"), "275665"),
        (expand("ag:statedIn"), expand("source:nota")),
    } <= claim
    pointing = triples(store, expand("admin:250101"), "turtle")
    assert any(one.subject.value == RESERVE and one.predicate.value == expand("ag:place") for one in pointing)


def test_everything_named_comes_with_its_name(store: ox.Store) -> None:
    said = triples(store, RESERVE, "turtle")
    named = {
        one.subject.value for one in said if one.predicate.value in {expand("rdfs:label"), expand("skos:prefLabel")}
    }
    assert {expand("admin:250101"), expand("ag:place"), expand("v-reserve-status:indigenous")} <= named


def test_turtle_is_short_and_begins_with_the_thing(store: ox.Store) -> None:
    text = rdf(store, RESERVE, "turtle").decode()
    body = [line for line in text.splitlines() if not line.startswith("@prefix")]
    assert body[0].startswith("reserve:r ")
    assert "v-titling-step:" not in text
    assert "https://w3id.org" not in "\n".join(body)


def test_json_ld_is_json(store: ox.Store) -> None:
    assert RESERVE in {one["@id"] for one in json.loads(rdf(store, RESERVE, "jsonld"))}


def test_html_tells_values_verdicts_and_sources_in_the_language(store: ox.Store) -> None:
    page = fragment(store, RESERVE, "en")
    assert page.startswith('<article lang="en">\n<h1>Isconahua Reserve</h1>')
    row = next(line for line in page.splitlines() if ">275665</td>" in line)
    assert '<td data-label="Verdict">outranked: later date</td>' in row
    assert "In English" in page
    assert "En español" not in page


def test_html_runs_nothing_that_a_source_says(store: ox.Store) -> None:
    page = fragment(store, expand("source:nota"), "es")
    assert "Nota &lt;b&gt;1&lt;/b&gt;" in page
    assert "javascript:" not in page or 'href="javascript:' not in page


def test_of_many_rows_the_others_are_counted(store: ox.Store) -> None:
    whole, short = fragment(store, RESERVE, "es"), fragment(store, RESERVE, "es", most=2)
    assert short.count("<tr>") == 3
    assert f"… y {whole.count('<tr>') - 3} filas más." in short


def test_what_is_not_known_has_no_document(store: ox.Store) -> None:
    for form in ("turtle", "jsonld"):
        with pytest.raises(EntityError):
            rdf(store, expand("admin:99"), form)
    with pytest.raises(EntityError):
        fragment(store, expand("admin:99"), "es")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_self_name_is_read_with_its_language_and_a_name_for_search_only_is_not_read(
    store: ox.Store, lang: str
) -> None:
    said = fragment(store, expand("people:iskonawa"), lang, lambda iri: iri)
    assert "Nukeyura (xx)" in said
    assert "Apodo" not in said
