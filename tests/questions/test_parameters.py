"""A parameter is given by name, code or identifier, is asked back where it is ambiguous, and never becomes a query."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_release import tiny_release

from amazongraph.errors import ParameterError
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question, read_questions
from amazongraph.questions.forms import table
from amazongraph.questions.parameters import understood
from amazongraph.questions.question import Parameter, Question
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store

BOTH = {"es": "Lugar (por ejemplo Perú)", "en": "Place (for example Peru)"}
SAID = """
GRAPH graph:ontology {
  ag:Department rdfs:label "Departamento"@es, "Department"@en . ag:Province rdfs:label "Provincia"@es, "Province"@en .
  ag:Country rdfs:label "País"@es, "Country"@en .
  ag:Demand rdfs:label "Demanda"@es, "Demand"@en .
  v-route-mode:river a skos:Concept ; skos:inScheme <https://w3id.org/amazongraph/vocab/route-mode> ;
    skos:prefLabel "Río"@es, "River"@en .
}
GRAPH source:inei {
  area:peru a ag:Country ; rdfs:label "Perú"@es, "Peru"@en .
  admin:25 a ag:Department ; rdfs:label "Ucayali" ; ag:within area:peru .
  admin:1606 a ag:Province ; rdfs:label "Ucayali" ; ag:within admin:16 .
  admin:16 a ag:Department ; rdfs:label "Loreto" ; ag:within area:peru .
  admin:2503 a ag:Province ; rdfs:label "Padre Abad" ; ag:within admin:25 .
  organization:aidesep a ag:Organization ; rdfs:label "Asociación Interétnica"@es ; ag:acronym "AIDESEP" .
  people:u a ag:IndigenousPeople ; rdfs:label "Ukumari"@es ; ag:selfName "Kawsaq"@xx ; skos:hiddenLabel "Osos" .
  figure:1 ag:area admin:2503 ; ag:value 3 .
}
GRAPH graph:derived { area:peru a ag:Area . admin:25 a ag:Area . admin:1606 a ag:Area . admin:16 a ag:Area .
  admin:2503 a ag:Area }
GRAPH graph:meta { source:inei dct:title "Límites"@es }
"""
AREA = Parameter("area", "iri", BOTH, of=("ag:Area",))
MODE = Parameter("mode", "iri", BOTH, of=("route-mode",))
WHO = Parameter("who", "iri", BOTH, of=("ag:Area", "ag:Organization"))
ANYTHING = Parameter("thing", "iri", BOTH, of=("any",))
KIND = Parameter("kind", "iri", BOTH, choices=("ag:Demand", "ag:Commitment"))
PEOPLE = Parameter("people", "iri", BOTH, of=("ag:IndigenousPeople",))
WORD = Parameter("word", "literal", BOTH)
QUESTION = Question(
    "q",
    "theme",
    BOTH,
    BOTH,
    (),
    "SELECT ?x WHERE { ?x ?p ?o }",
    parameters=(AREA, MODE, WHO, ANYTHING, KIND, PEOPLE, WORD),
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return tiny_release(tmp_path_factory.mktemp("tiny"), SAID)


def meant(release: Release, name: str, text: str) -> str:
    return understood(open_store(release.profile() / "store"), QUESTION, {name: text})[name]


@pytest.mark.parametrize(
    ("name", "text", "thing"),
    [
        ("area", "admin:25", "admin:25"),
        ("area", "https://w3id.org/amazongraph/id/admin/25", "admin:25"),
        ("area", "25", "admin:25"),
        ("area", "loreto", "admin:16"),
        ("people", "kawsaq", "people:u"),
        ("people", "osos", "people:u"),
        ("area", "PERU", "area:peru"),
        ("area", "padre  abád", "admin:2503"),
        ("area", "abad", "admin:2503"),
        ("area", "departamento de Ucayali", "admin:25"),
        ("area", "Ucayali (department)", "admin:25"),
        ("area", "Ucayali, Loreto", "admin:1606"),
        ("area", "Ucayali, Provincia, Loreto", "admin:1606"),
        ("mode", "río", "v-route-mode:river"),
        ("mode", "river", "v-route-mode:river"),
        ("who", "aidesep", "organization:aidesep"),
        ("thing", "interetnica", "organization:aidesep"),
        ("kind", "demanda", "ag:Demand"),
        ("kind", "Commitment", "ag:Commitment"),
        ("kind", "ag:Commitment", "ag:Commitment"),
        ("word", "Ucayali", "Ucayali"),
        ("area", "", ""),
    ],
)
def test_a_thing_is_given_as_people_write_it(tiny: Release, name: str, text: str, thing: str) -> None:
    assert meant(tiny, name, text) == thing


def test_a_name_of_several_things_is_asked_back(tiny: Release) -> None:
    with pytest.raises(ParameterError) as caught:
        meant(tiny, "area", "ucayali")
    es, en = (caught.value.text(lang) for lang in ("es", "en"))
    assert "Ucayali, Departamento, Perú (admin:25); Ucayali, Provincia, Loreto (admin:1606)." in es
    assert "Ucayali, Department, Peru (admin:25); Ucayali, Province, Loreto (admin:1606)." in en
    for choice in ("Ucayali, Departamento, Perú", "Ucayali, Department, Peru"):
        assert meant(tiny, "area", choice) == "admin:25", "what was said can be pasted back"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("area", "Lorteo", 'is called "Lorteo". Near it: Loreto'),
        ("area", "AIDESEP", 'is called "AIDESEP"'),
        ("area", "organization:aidesep", 'cannot be "organization:aidesep"'),
        ("area", "admin:99", 'cannot be "admin:99"'),
        ("mode", "area:peru", 'cannot be "area:peru"'),
        ("kind", "ag:Figure", 'cannot be "ag:Figure"'),
    ],
)
def test_what_is_nothing_or_something_else_is_refused(tiny: Release, name: str, text: str, said: str) -> None:
    with pytest.raises(ParameterError) as caught:
        meant(tiny, name, text)
    assert said in caught.value.text("en")
    assert text in caught.value.text("es")


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from("\"'\\<>{}()#\n ?:/@^Ucayli25") | st.characters(), max_size=20))
def test_no_text_becomes_anything_but_a_thing_that_is_there(tiny: Release, text: str) -> None:
    """Names are compared outside the engine: whatever is written gives a known thing, or is refused."""
    for name in ("area", "mode", "thing", "kind"):
        try:
            found = meant(tiny, name, text)
        except ParameterError:
            continue
        assert found in {"", "area:peru", "admin:25", "admin:1606", "admin:16", "admin:2503", "organization:aidesep",
                         "v-route-mode:river", "ag:Demand", "ag:Commitment", "source:inei", "figure:1",
                         "ag:Department", "ag:Country", "ag:Province", "people:u"}  # fmt: skip


def test_an_answer_says_how_it_understood_the_parameters(release: Release) -> None:
    asked = find_question(release, "murder-counts")
    answer = ask(release, asked, {"area": "departamento de ucayali", "since": "2020"})
    assert answer.parameters == {"area": "admin:25", "since": "2020"}
    assert answer.rows == ask(release, asked, {"area": "admin:25", "since": "2020"}).rows
    said = table(answer, "es")
    assert "\n\nÁmbito: Ucayali (admin:25); Solo cifras que abarcan esta fecha o una posterior: 2020\n\n" in said


def test_a_shell_completes_questions_and_their_parameters(
    release: Release, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from click.shell_completion import ShellComplete

    from amazongraph.cli import cli

    def completed(folder: Path, words: list[str], incomplete: str) -> list[str]:
        monkeypatch.chdir(folder)
        shell = ShellComplete(cli, {}, "amazongraph", "_AMAZONGRAPH_COMPLETE")
        return [item.value for item in shell.get_completions(words, incomplete)]

    workspace = release.folder.parents[2]
    assert completed(workspace, ["ask"], "murder") == ["murder-counts"]
    assert completed(workspace, ["ask", "murder-counts", "--param"], "") == ["area=", "since="]
    assert completed(workspace, ["ask", "demands", "--param"], "kind=ag:C") == ["kind=ag:Commitment"]
    assert completed(tmp_path, ["ask"], "murder") == []


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_examples_beside_a_parameter_are_ones_it_takes(release: Release, lang: str) -> None:
    store, tried = open_store(release.profile() / "store"), 0
    for question in read_questions():
        for parameter in question.parameters:
            examples = re.search(r"\((?:por ejemplo|for example)?(.*?)(?:\.\.\.)?\)", parameter.label[lang])
            if parameter.type != "iri" or not examples:
                continue
            for text in examples[1].split(","):
                assert understood(store, question, {parameter.name: text.strip()}), (question.id, text)
                tried += 1
    assert tried > 25


def test_a_name_for_search_only_is_not_proposed(tiny: Release) -> None:
    with pytest.raises(ParameterError) as caught:
        meant(tiny, "people", "ossos")
    assert caught.value.values["es"] in {"Ukumari", "Kawsaq"}


def test_a_zone_of_an_agency_and_what_it_is_named_after_are_asked_apart(release: Release) -> None:
    with pytest.raises(ParameterError) as told:
        understood(open_store(release.profile() / "store"), find_question(release, "coca-area"), {"area": "VRAEM"})
    assert "(area:devida-vraem)" in told.value.text("es")
    assert "(area:vraem)" in told.value.text("es")


def test_what_comes_near_is_told_in_each_language(tiny: Release) -> None:
    with pytest.raises(ParameterError) as caught:
        meant(tiny, "area", "Peruu")
    assert caught.value.text("es").endswith("Se parecen: Perú.")
    assert caught.value.text("en").endswith("Near it: Peru.")
