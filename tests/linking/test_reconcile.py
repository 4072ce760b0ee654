"""Names are offered things: what is scored how, what decides, and that everything has the form of the API 0.2."""

from typing import Any

import conformance
import pytest
from small_graph import TRIG
from tiny_release import tiny_release

from amazongraph.errors import ParameterError
from amazongraph.linking import reconcile
from amazongraph.linking.index import Index
from amazongraph.store.embedded import open_store

ONE, OTHER = "community/puerto-nuevo-1", "community/puerto-nuevo-2"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    release = tiny_release(tmp_path_factory.mktemp("small"), TRIG)
    return Index(open_store(release.profile() / "store"))


def asked(index: Index, lang: str = "es", **query: Any) -> list[dict[str, Any]]:
    said = reconcile.answer(index, {"q0": query}, lang)
    conformance.result_batch(said, {"q0": query})
    return said["q0"]["result"]


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in found]


def features(one: dict[str, Any]) -> dict[str, Any]:
    return {feature["id"]: feature["value"] for feature in one["features"]}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_manifest_is_of_the_form_of_the_api(index: Index, lang: str) -> None:
    said = reconcile.manifest(index, "http://127.0.0.1:1/es/reconcile", lang)
    conformance.manifest(said)
    named = {one["id"]: one["name"] for one in said["defaultTypes"]}
    assert named["ag:District"] == {"es": "Distrito", "en": "District"}[lang]
    assert said["preview"]["url"] == "http://127.0.0.1:1/es/reconcile/preview?id={{id}}"


def test_a_name_finds_its_thing_whatever_its_accents(index: Index) -> None:
    (first, *_) = asked(index, query="CALLERIA")
    assert (first["id"], first["name"], first["score"]) == ("admin/250101", "Callería", 100)
    assert first["description"] == "Distrito · Ucayali"


def test_another_name_and_one_that_was_outranked_find_it_too(index: Index) -> None:
    assert "people/iskonawa" in ids(asked(index, query="isconahua"))[:1]
    assert "people/iskonawa" in ids(asked(index, query="Remo <i>x</i>"))[:1]


def test_a_name_for_search_only_finds_a_thing_and_is_not_in_the_answer(index: Index) -> None:
    (first, *_) = found = asked(index, query="apodo")
    assert (first["id"], first["name"]) == ("people/iskonawa", "Iskonawa")
    assert "apodo" not in str(found).casefold()


def test_namesakes_stand_side_by_side_and_neither_is_chosen(index: Index) -> None:
    found = asked(index, query="Puerto Nuevo")[:2]
    assert ids(found) == [ONE, OTHER]
    assert [(one["score"], one["match"], features(one)["namesakes"]) for one in found] == [(100, False, 2)] * 2
    assert [one["description"] for one in found] == [
        "Comunidad nativa · Callería · Ucayali",
        "Comunidad nativa · Iquitos · Loreto",
    ]


def test_a_name_alone_never_decides(index: Index) -> None:
    (first, *_) = asked(index, query="Flor de Ucayali", type="ag:NativeCommunity")
    assert (first["id"], first["score"], first["match"]) == ("community/flor", 100, False)


@pytest.mark.parametrize("value", ["Ucayali", "Callería", {"id": "admin/25"}, "admin:250101", ["x", "ucayali"]])
def test_a_place_tells_namesakes_apart_at_any_height(index: Index, value: Any) -> None:
    found = asked(index, query="Puerto Nuevo", properties=[{"pid": "ag:place", "v": value}])
    assert ids(found)[0] == ONE
    assert found[0]["score"] == 100
    assert features(found[0])["ag:place"] == 100
    assert found[1]["score"] < 90


def test_a_name_and_a_property_that_agree_decide(index: Index) -> None:
    properties = [{"pid": "ag:ubigeoINEI", "v": "250101"}]
    (first, *_) = asked(index, query="calleria", properties=properties)
    assert (first["id"], first["match"]) == ("admin/250101", True)
    (first, *_) = asked(index, query="calleria", properties=[{"pid": "ag:ubigeoINEI", "v": "250102"}])
    assert (first["id"], first["match"], round(first["score"])) == ("admin/250101", False, 67)


def test_what_is_not_known_counts_neither_for_nor_against(index: Index) -> None:
    (first, *_) = asked(index, query="Flor de Ucayali", properties=[{"pid": "ag:people", "v": "Shipibo"}])
    assert (first["id"], first["score"], first["match"]) == ("community/flor", 100, False)
    assert "ag:people" not in features(first)


def test_a_type_leaves_the_others_out(index: Index) -> None:
    assert ids(asked(index, query="Isconahua", type=["ag:IndigenousReserve"])) == ["reserve/r"]
    assert ids(asked(index, query="Ucayali", type=[{"id": "ag:AdministrativeUnit"}]))[0] == "admin/25"
    assert asked(index, query="Ucayali", type="ag:Nothing") == []
    assert asked(index, query="Ucayali", type="nothing:x") == []


@pytest.mark.parametrize("written", ["admin/25", "admin:25", "https://w3id.org/amazongraph/id/admin/25"])
def test_an_identifier_is_its_thing(index: Index, written: str) -> None:
    (first, *_) = asked(index, query=written)
    assert (first["id"], first["score"], first["match"]) == ("admin/25", 100, True)


def test_a_property_alone_finds_things(index: Index) -> None:
    assert ids(asked(index, properties=[{"pid": "ag:ubigeoINEI", "v": "16"}])) == ["admin/16"]
    assert ids(asked(index, properties=[{"pid": "ag:people", "v": "isconahua"}])) == [ONE]
    assert asked(index, properties=[{"pid": "ag:ubigeoINEI", "v": "1"}]) == []


@pytest.mark.parametrize(("value", "agreement"), [(298487, 100), ("298487.71", 100), (100000, 33.5), ("x", 0)])
def test_numbers_are_compared_as_numbers(index: Index, value: object, agreement: float) -> None:
    properties = [{"pid": "ag:legalAreaHectares", "v": value}]
    (found,) = asked(index, query="Reserva Isconahua", type="ag:IndigenousReserve", properties=properties)
    assert features(found)["ag:legalAreaHectares"] == agreement


def test_a_limit_is_kept(index: Index) -> None:
    assert len(asked(index, query="Puerto Nuevo", limit=1)) == 1


def test_queries_of_a_batch_do_not_touch_each_other(index: Index) -> None:
    batch = {"a": {"query": "Iquitos"}, "b": {"query": "nothing like it"}, "c": {"query": "Puerto Nuevo"}}
    said = reconcile.answer(index, batch, "es")
    conformance.result_batch(said, batch)
    assert said["b"]["result"] == []
    assert said["c"] == reconcile.answer(index, {"c": batch["c"]}, "es")["c"]


@pytest.mark.parametrize(
    "batch",
    [
        [],
        "x",
        {"q": {}},
        {"q": "x"},
        {"q": {"query": ""}},
        {"q": {"query": 5}},
        {"q": {"query": "x", "limit": 0}},
        {"q": {"query": "x", "limit": True}},
        {"q": {"query": "x", "type": [5]}},
        {"q": {"query": "x", "properties": [{"pid": "ag:place"}]}},
        {"q": {"query": "x", "properties": {"pid": "ag:place"}}},
    ],
)
def test_what_is_no_batch_is_told(index: Index, batch: Any) -> None:
    with pytest.raises(ParameterError):
        reconcile.answer(index, batch, "es")


@pytest.mark.parametrize("text", ["", " ", "?", "()[]{}", "a" * 5000, "\x00", "«»", "'; DROP", "💥", "https://"])
def test_any_text_is_a_query(index: Index, text: str) -> None:
    if text:
        asked(index, query=text)
    conformance.suggestions(reconcile.suggest_entities(index, text, 0, "es"))
    conformance.suggestions(reconcile.suggest(index.types, text, 0, "es"))


def test_things_are_suggested_by_how_their_words_begin(index: Index) -> None:
    said = reconcile.suggest_entities(index, "uca", 0, "es")
    conformance.suggestions(said)
    assert ids(said["result"]) == ["admin/25", "community/flor"]
    assert ids(reconcile.suggest_entities(index, "uca", 1, "es")["result"]) == ["community/flor"]
    assert ids(reconcile.suggest_entities(index, "admin:16", 0, "es")["result"]) == ["admin/16"]


def test_types_and_properties_are_suggested_in_both_languages(index: Index) -> None:
    for prefix in ("pueblo", "indigenous pe", "ag:IndigenousP"):
        said = reconcile.suggest(index.types, prefix, 0, "en")
        conformance.suggestions(said)
        assert {"id": "ag:IndigenousPeople", "name": "Indigenous people"} in said["result"]
    assert ids(reconcile.suggest(index.properties, "lug", 0, "es")["result"]) == ["ag:place"]


def test_the_properties_of_a_type_are_proposed(index: Index) -> None:
    said = reconcile.propose(index, "ag:NativeCommunity", None, "es")
    conformance.proposals(said, "ag:NativeCommunity")
    assert ids(said["properties"]) == ["ag:statedIn", "ag:place", "ag:people"]
    limited = reconcile.propose(index, "ag:NativeCommunity", 1, "es")
    assert (len(limited["properties"]), limited["limit"]) == (1, 1)
    assert {"ag:legalAreaHectares", "ag:place"} <= set(ids(reconcile.propose(index, "", None, "es")["properties"]))


def test_values_are_fetched_with_the_documents_they_rest_on(index: Index) -> None:
    wanted = [
        "ag:place",
        "ag:legalAreaHectares",
        "ag:statedDays",
        "ag:reserveStatus",
        "ag:gist",
        "ag:asOf",
        "ag:statedIn",
    ]
    query = {"ids": ["reserve/r", ONE, "nothing"], "properties": [{"id": one} for one in wanted]}
    said = reconcile.extend(index, query, "en")
    conformance.extension(said, query)
    assert said["rows"]["reserve/r"] == {
        "ag:place": [{"id": "admin/250101", "name": "Callería"}],
        "ag:legalAreaHectares": [{"float": 298487.71}],
        "ag:statedDays": [{"int": 60}],
        "ag:reserveStatus": [{"str": "Indigenous reserve"}],
        "ag:gist": [{"str": "In English"}],
        "ag:asOf": [{"str": "2016-07-24"}],
        "ag:statedIn": [{"str": "Nota <b>1</b> javascript:alert(1)"}, {"str": "Registro https://example.org/reg"}],
    }
    assert set(map(len, said["rows"]["nothing"].values())) == {0}
    assert said["meta"][1] == {"id": "ag:legalAreaHectares", "name": "legal area (ha)"}


@pytest.mark.parametrize("said", [None, [], {}, {"ids": []}, {"ids": [], "properties": ["x"]}])
def test_what_asks_for_no_values_is_told(index: Index, said: Any) -> None:
    with pytest.raises(ParameterError):
        reconcile.extend(index, said, "es")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_feature_is_explained(index: Index, lang: str) -> None:
    found = asked(
        index, lang, query="Puerto Nuevo", type="ag:NativeCommunity", properties=[{"pid": "ag:place", "v": "x"}]
    )
    said = {one: reconcile.feature_text(one, lang) for one in features(found[0])}
    assert len(set(said.values())) == len(said) == 5


def test_the_index_of_the_reference_data_offers_what_it_holds(release: Any) -> None:
    whole = Index(open_store(release.profile() / "store"))
    batch = {"q": {"query": "Masisea", "type": "ag:District", "properties": [{"pid": "ag:within", "v": "Ucayali"}]}}
    said = reconcile.answer(whole, batch, "es")
    conformance.result_batch(said, batch)
    assert next((one["id"], one["match"]) for one in said["q"]["result"]) == ("admin/250104", True)
    conformance.manifest(reconcile.manifest(whole, "http://127.0.0.1:1/es/reconcile", "es"))
