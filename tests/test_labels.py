"""Names: every name a table holds is found whatever its accents and case, with what it names and where that lies."""

import csv
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
from tiny_release import tiny_release

from amazongraph import terms
from amazongraph.errors import EntityError
from amazongraph.labels import find, labels, resolve
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store

TABLES = Path(__file__).parents[1] / "src" / "amazongraph" / "sources" / "curated"
BASE = "https://w3id.org/amazongraph/"
NAMES = {
    "admin_units": ("admin", ["name"]),
    "areas": ("area", ["name_es", "name_en"]),
    "communities": ("community", ["name", "other_names"]),
    "norms": ("norm", ["number"]),
    "organisations": ("organization", ["name_es", "name_en", "acronym"]),
    "peoples": ("people", ["name_es", "name_en", "other_names"]),
    "reserves": ("reserve", ["name_es", "name_en"]),
    "victims": ("person", ["name", "other_names"]),
}


@pytest.fixture(scope="module")
def store(release: Release) -> ox.Store:
    return open_store(release.profile() / "store")


def plain(text: str) -> str:
    """The text as somebody types it who has no accents on the keyboard."""
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()


def samples() -> list[object]:
    """From each column of names the first ones with an accent, or the first ones if none has any."""
    found: list[object] = []
    for table, (kind, columns) in NAMES.items():
        with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            records = list(csv.DictReader(file))
        for column in columns:
            names = [
                (name.strip(), f"{BASE}id/{kind}/{record['key']}")
                for record in records
                for name in record[column].split(";")
                if name.strip()
            ]
            accented = [entry for entry in names if plain(entry[0]) != entry[0]]
            found += [pytest.param(*entry, id=f"{table} {column} {entry[0]}") for entry in (accented or names)[:2]]
    return found


@pytest.mark.parametrize(("name", "iri"), samples())
def test_every_kind_of_name_is_found(store: ox.Store, name: str, iri: str) -> None:
    for typed in (plain(name).upper(), name.lower()[1:]):
        assert iri in {one.iri for one in find(store, typed)}, typed


@pytest.mark.parametrize(
    ("typed", "iri", "name", "classes", "places"),
    [
        pytest.param(
            "alto tamaya", "community/alto-tamaya-saweto", "Alto Tamaya-Saweto", ["NativeCommunity"], ["admin/250104"],
            id="a community",
        ),
        pytest.param("curimana", "admin/250303", "Curimaná", ["District"], ["admin/2503"], id="a district"),
        pytest.param(
            "devida", "organization/devida", "DEVIDA", ["StateBody"], [], id="an acronym"
        ),
        pytest.param("edwin  chota", "person/ev75tiso", "Edwin Chota Valera", ["Person"], [], id="a person"),
        pytest.param("sin nadie", "", "", [], [], id="nothing"),
    ],
)  # fmt: skip
def test_what_is_found_has_a_type_and_a_place(
    store: ox.Store, typed: str, iri: str, name: str, classes: list[str], places: list[str]
) -> None:
    found = find(store, typed)
    if not iri:
        assert found == []
        return
    first = found[0]
    assert (first.iri, first.name) == (f"{BASE}id/{iri}", name)
    assert list(first.classes) == [f"{BASE}ns#{name}" for name in classes]
    assert list(first.places) == [f"{BASE}id/{place}" for place in places]


def test_whole_names_come_first_then_by_name(store: ox.Store) -> None:
    found = find(store, "Ucayali")
    assert [one.name for one in found[:2]] == ["Ucayali", "Ucayali"]
    assert [one.iri for one in found[:2]] == [f"{BASE}id/admin/1606", f"{BASE}id/admin/25"]
    others = [plain(one.name).lower() for one in found[2:]]
    assert others
    assert others == sorted(others)


NAMED = """
GRAPH source:a {
  person:one a ag:Person ; rdfs:label "María Pérez"@es ; skos:altLabel "Mary", "La Pérez de Río"@es .
  person:two a ag:Person ; rdfs:label "Pérez"@es .
  person:three a ag:Person .
  claim:1 rdf:subject person:three ; rdf:predicate rdfs:label ; rdf:object "Pereza"@es .
  claim:2 rdf:subject person:three ; rdf:predicate ag:roleAsReported ; rdf:object "Pérez's aide" .
  area:valley a ag:AgencyZone ; rdfs:label "Valle de O’Higgins – Norte"@es, "valley"@en ; ag:within area:peru .
  norm:n a ag:Law ; rdfs:label "Ley 1" .
  organization:o a ag:NGO ; rdfs:label "Zeta"@es, "Alfa"@es, "Org"@en ; ag:acronym "ZA" .
  people:q a ag:IndigenousPeople ; rdfs:label "kechwa"@qu .
  people:u a ag:IndigenousPeople ; rdfs:label "Ukumari"@es ; ag:selfName "Uku"@xx ; skos:hiddenLabel "Osos", "Ukos" .
  people:v a ag:IndigenousPeople ; rdfs:label "Vecinos"@es ; skos:altLabel "Osos" .
  people:w a ag:IndigenousPeople ; rdfs:label "Waman"@es .
  claim:3 rdf:subject people:w ; rdf:predicate skos:hiddenLabel ; rdf:object "Halcones" .
  <https://example.org/other> a <https://example.org/Class> ; rdfs:label "Pérez ajeno" .
}
GRAPH graph:derived { person:one a ag:Agent . organization:o a ag:Agent }
GRAPH graph:meta { source:a a ag:Report ; dct:title "Informe"@es ; ag:shortName "inf."@es, "rep."@en }
GRAPH graph:ontology { ag:Person rdfs:label "persona"@es, "person"@en . v-unit:u skos:prefLabel "unidad"@es, "unit"@en }
"""


@pytest.fixture
def small(tmp_path: Path) -> ox.Store:
    return open_store(tiny_release(tmp_path, NAMED).profile() / "store")


def test_the_shortest_name_that_matches_is_given(small: ox.Store) -> None:
    assert [(terms.shorten(one.iri), one.name) for one in find(small, "perez")] == [
        ("person:two", "Pérez"),
        ("person:one", "María Pérez"),
        ("person:three", "Pereza"),
    ]


def test_a_name_that_only_a_claim_gives_is_found(small: ox.Store) -> None:
    assert [one.iri for one in find(small, "PEREZA")] == [f"{BASE}id/person/three"]


@pytest.mark.parametrize(
    ("typed", "people", "name", "hidden"),
    [
        pytest.param("ukos", "people:u", "Ukos", True, id="a whole hidden name"),
        pytest.param("uk", "people:u", "Uku", False, id="a name that may be shown goes before a hidden one"),
        pytest.param("halcon", "people:w", "Halcones", True, id="a hidden name that only a claim gives"),
    ],
)
def test_a_name_for_search_only_finds_and_is_marked(
    small: ox.Store, typed: str, people: str, name: str, hidden: bool
) -> None:
    (found,) = find(small, typed)
    assert (terms.shorten(found.iri), found.name, found.hidden) == (people, name, hidden)


def test_things_to_choose_from_are_told_by_names_that_may_be_shown(small: ox.Store) -> None:
    with pytest.raises(EntityError) as caught:
        resolve(small, "Osos")
    assert caught.value.values["es"] == "Ukumari (people:u), Osos (people:v)"


def test_only_stated_types_are_given(small: ox.Store) -> None:
    assert find(small, "mary")[0].classes == (f"{BASE}ns#Person",)


def test_what_is_not_of_this_graph_is_not_found(small: ox.Store) -> None:
    assert find(small, "ajeno") == []


@pytest.mark.parametrize("typed", ["valle de o'higgins - norte", "VALLE DE O’HIGGINS", "  valle   de  o"])
def test_apostrophes_dashes_and_blanks_do_not_matter(small: ox.Store, typed: str) -> None:
    assert find(small, typed)[0].places == (f"{BASE}id/area/peru",)


# Labels -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("curie", "es", "en"),
    [
        pytest.param("area:valley", "Valle de O’Higgins – Norte", "valley", id="a name in each language"),
        pytest.param("person:two", "Pérez", "Pérez", id="a name in one language serves both"),
        pytest.param("norm:n", "Ley 1", "Ley 1", id="a name without language serves both"),
        pytest.param("people:q", "kechwa", "kechwa", id="a name in a third language serves both"),
        pytest.param("organization:o", "Alfa", "Org", id="the first of several"),
        pytest.param("v-unit:u", "unidad", "unit", id="a concept"),
        pytest.param("ag:Person", "persona", "person", id="a term"),
        pytest.param("source:a", "Informe", "Informe", id="the title of a document"),
        pytest.param("person:three", "person:three", "person:three", id="no accepted name"),
    ],
)
def test_labels(small: ox.Store, curie: str, es: str, en: str) -> None:
    iri = terms.expand(curie)
    assert labels(small, [iri, iri]) == {iri: {"es": es, "en": en}}


@pytest.mark.parametrize(
    ("curie", "es", "en"),
    [
        pytest.param("organization:o", "ZA", "ZA", id="an acronym"),
        pytest.param("source:a", "inf.", "rep.", id="a short name"),
        pytest.param("person:two", "Pérez", "Pérez", id="none"),
    ],
)
def test_short_labels(small: ox.Store, curie: str, es: str, en: str) -> None:
    iri = terms.expand(curie)
    assert labels(small, [iri], short=True) == {iri: {"es": es, "en": en}}


def test_no_labels_of_nothing(small: ox.Store) -> None:
    assert labels(small, []) == {}


# Resolving --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "curie"),
    [
        pytest.param(f"{BASE}id/reserve/reserva-isconahua", "reserve:reserva-isconahua", id="an IRI"),
        pytest.param("reserve:reserva-isconahua", "reserve:reserva-isconahua", id="a CURIE"),
        pytest.param("source:dte", "source:dte", id="a document"),
        pytest.param("v-indicator:killings", "v-indicator:killings", id="a concept"),
        pytest.param("Reserva Indígena Isconahua", "reserve:reserva-isconahua", id="a name"),
        pytest.param("isconahua indigenous reserve", "reserve:reserva-isconahua", id="a name in English"),
        pytest.param("RESERVA INDIGENA ISCONAHUA", "reserve:reserva-isconahua", id="a name without accents"),
        pytest.param("indígena isconahua", "reserve:reserva-isconahua", id="a part that only one name has"),
        pytest.param("kakataibo", "people:kakataibo", id="a whole name that is also a part of others"),
    ],
)
def test_resolve(store: ox.Store, text: str, curie: str) -> None:
    assert resolve(store, text) == terms.expand(curie)


@pytest.mark.parametrize("text", ["Padre Abad", "padre abád"])
def test_a_name_of_several_things_is_refused_with_all_of_them(store: ox.Store, text: str) -> None:
    with pytest.raises(EntityError) as caught:
        resolve(store, text)
    assert caught.value.text("es") == (
        f"«{text}» es el nombre, o parte del nombre, de 2 cosas: Padre Abad (admin:2503), Padre Abad (admin:250301). "
        "Use lo que está entre paréntesis."
    )
    assert caught.value.text("en").startswith(
        f'"{text}" is the name, or part of the name, of 2 things: Padre Abad (admin:2503), '
    )


def test_a_part_of_many_names_is_refused_with_some_of_them(store: ox.Store) -> None:
    with pytest.raises(EntityError) as caught:
        resolve(store, "san ")
    assert int(str(caught.value.values["count"])) > 6
    assert str(caught.value.values["es"]).count("(admin:") <= 6


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Xyzzy", id="a name"),
        pytest.param(f"{BASE}id/reserve/reserva-xyzzy", id="an IRI"),
        pytest.param("reserve:reserva-xyzzy", id="a CURIE"),
        pytest.param("xyzzy:reserva", id="a prefix nobody declared"),
        pytest.param("https://example.org/a b", id="no IRI"),
        pytest.param("admin:25> ?p ?o . <x:y", id="what would break out of a query"),
    ],
)
def test_what_denotes_nothing_is_refused(store: ox.Store, text: str) -> None:
    with pytest.raises(EntityError) as caught:
        resolve(store, text)
    assert caught.value.text("es").startswith(f"Nada se llama «{text}» en esta versión.")
    assert caught.value.text("en").startswith(f'Nothing is called "{text}" in this release.')
