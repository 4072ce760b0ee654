"""Files of candidates, as registries and services give them: what is read of each, and what is refused."""

import json
from pathlib import Path

import pytest
from things import thing

from amazongraph.errors import SourceError
from amazongraph.linking.entities import ADMIN, PEOPLE, PLACE
from amazongraph.linking.offers import Known, read_offers
from amazongraph.sssom import EXACT, Judgement, write_judgements

ID = "https://w3id.org/amazongraph/id/"
KNOWN = Known.of(
    [
        thing(ID + "admin/25", "Ucayali", family=ADMIN),
        thing(ID + "admin/2503", "Padre Abad", family=ADMIN, units=["25"]),
        thing(ID + "admin/250301", "Padre Abad", family=ADMIN, units=["2503"]),
        thing(ID + "people/awajun", "Awajún", "Aguaruna", family=PEOPLE),
    ]
)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    path = write(
        tmp_path / "towns.csv",
        "geonameid,name,alternatenames,latitude,longitude,departamento,provincia,distrito,etnia,area_titul\n"
        "3692115,Santa Rosa,Sta. Rosa;Santa Rosa de Aguaytía,-9.05,-75.5,UCAYALI,PADRE ABAD,Padre Abad,AGUARUNA,100\n",
    )
    (one,) = read_offers(path, "geonames", KNOWN, PLACE)
    assert one.iri == "https://sws.geonames.org/3692115/"
    assert one.names == ("Santa Rosa", "Sta. Rosa", "Santa Rosa de Aguaytía")
    assert (one.point, one.units, one.family) == ((-75.5, -9.05), {"250301"}, PLACE)
    assert one.peoples == {ID + "people/awajun"}
    assert one.reach == pytest.approx(0.564, abs=0.001)


def test_the_results_of_a_query_are_one_candidate_an_item(tmp_path: Path) -> None:
    item = {"type": "uri", "value": "http://www.wikidata.org/entity/Q123"}
    rows = [
        {
            "item": item,
            "itemLabel": {"type": "literal", "value": name},
            "coord": {"type": "literal", "value": "Point(-75.5 -9.05)"},
        }
        for name in ("Unipacuyacu", "Comunidad Unipacuyacu")
    ]
    said = {"head": {"vars": ["item", "itemLabel", "coord"]}, "results": {"bindings": rows}}
    (one,) = read_offers(write(tmp_path / "q.json", json.dumps(said)), "wikidata", KNOWN)
    assert (one.iri, one.point) == ("http://www.wikidata.org/entity/Q123", (-75.5, -9.05))
    assert one.names == ("Unipacuyacu", "Comunidad Unipacuyacu")


def test_other_names_may_stand_in_several_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "p.csv", "qid,name,name_en,other_name\nQ1,Kakataibo,Cashibo,Cacataibo; Uni\n")
    (one,) = read_offers(path, "wikidata", KNOWN, PEOPLE)
    assert one.names == ("Kakataibo", "Cashibo", "Cacataibo", "Uni")


def test_the_answers_of_a_reconciliation_service_are_candidates(tmp_path: Path) -> None:
    said = {"q0": {"result": [{"id": "Q1", "name": "Uno", "score": 90, "match": True}]}, "q1": {"result": []}}
    (one,) = read_offers(write(tmp_path / "a.json", json.dumps(said)), "wikidata", KNOWN)
    assert (one.iri, one.names) == ("http://www.wikidata.org/entity/Q1", ("Uno",))


def test_mappings_of_others_are_candidates(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sssom.tsv"
    told = Judgement("https://example.org/x", EXACT, "http://www.wikidata.org/entity/Q7", object_label="Yamino")
    write_judgements(path, "https://example.org/set", "Theirs", [told])
    assert [(one.iri, one.names) for one in read_offers(path, "wikidata", KNOWN)] == [(told.object, ("Yamino",))]


def test_a_unit_says_what_it_is_by_its_first_word_or_its_type(tmp_path: Path) -> None:
    path = write(
        tmp_path / "u.csv",
        "id,name,type\nhttps://example.org/1,Provincia de Padre Abad,\nhttps://example.org/2,Ucayali,region\n"
        "https://example.org/3,Yamino,city\n",
    )
    assert [one.types for one in read_offers(path, "other", KNOWN, ADMIN)] == [("Province",), ("Department",)]
    assert {one.types for one in read_offers(path, "other", KNOWN, PLACE)} == {()}


MIXED = """wikiDataId,name,state_code,type
Q1,Provincia de Padre Abad,UCA,city
Q2,Padre Abad,UCA,adm2
"""


def test_a_list_of_towns_and_units_gives_of_each_what_is_asked_for(tmp_path: Path) -> None:
    coded = Known.of([thing(ID + "admin/25", "Ucayali", family=ADMIN, codes=["iso-3166-2:PE-UCA"])])
    path = write(tmp_path / "cities.csv", MIXED)
    (unit,) = read_offers(path, "wikidata", coded, ADMIN)
    (town,) = read_offers(path, "wikidata", coded, PLACE)
    assert (unit.names, unit.types, unit.units) == (("Provincia de Padre Abad",), ("Province",), {"25"})
    assert (town.names, town.units, town.codes) == (("Padre Abad",), {"25"}, {"wikidata:Q2"})


def test_official_codes_of_a_file_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "states.csv", "wikiDataId,name,iso3166_2,ubigeo_sunat\nQ1,Ucayali,PE-UCA,25\n")
    (one,) = read_offers(path, "wikidata", KNOWN, ADMIN)
    assert one.codes == {"iso-3166-2:PE-UCA", "ubigeoSUNAT:25", "wikidata:Q1"}


def test_a_list_of_codes_without_identifiers_says_what_to_do_with_it(tmp_path: Path) -> None:
    path = write(tmp_path / "admin2.csv", "code,name\nPE.25.2503,Padre Abad\n")
    with pytest.raises(SourceError) as raised:
        read_offers(path, "geonames", KNOWN, ADMIN)
    assert [(one.key, one.column) for one in raised.value.problems] == [("link.codes", "code")]


def test_a_code_without_its_first_zero_is_the_code(tmp_path: Path) -> None:
    path = write(tmp_path / "u.csv", "id,name,ubigeo\nhttps://example.org/1,Chachapoyas,10101\n")
    assert [one.codes for one in read_offers(path, "other", KNOWN, ADMIN)] == [{"ubigeoINEI:010101"}]


@pytest.mark.parametrize("place", ["-95,200", "x,y", ",", "-9.05,"])
def test_what_is_no_position_is_none(tmp_path: Path, place: str) -> None:
    path = write(tmp_path / "u.csv", f"id,name,lat,lon\nhttps://example.org/1,Uno,{place}\n")
    assert [one.point for one in read_offers(path, "other", KNOWN)] == [None]


def test_a_row_without_identifier_or_name_is_no_candidate(tmp_path: Path) -> None:
    path = write(tmp_path / "u.csv", "qid,name\n,Uno\nQ2,\nQ3,Tres\n")
    assert [one.iri for one in read_offers(path, "wikidata", KNOWN)] == ["http://www.wikidata.org/entity/Q3"]


def test_an_identifier_of_the_wrong_form_is_told_with_its_cell_and_none_is_made(tmp_path: Path) -> None:
    path = write(tmp_path / "u.csv", "qid,name\nQ2,Dos\nP31,Tres\n17,Cuatro\n")
    with pytest.raises(SourceError) as raised:
        read_offers(path, "wikidata", KNOWN)
    assert [(one.key, one.row, one.column) for one in raised.value.problems] == [
        ("link.id", 3, "qid"),
        ("link.id", 4, "qid"),
    ]
    assert "«P31»" in raised.value.text("es")


def test_a_missing_column_is_told_with_the_names_it_may_have(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        read_offers(write(tmp_path / "u.csv", "clave,nombre\n1,Uno\n"), "wikidata", KNOWN)
    assert "qid" in raised.value.text("es")


def test_what_is_no_proposal_in_an_answer_is_left_out(tmp_path: Path) -> None:
    said = {"q0": {"result": [None, 5, {"id": "Q9", "name": "Yamino"}]}}
    assert [one.names for one in read_offers(write(tmp_path / "a.json", json.dumps(said)), "wikidata", KNOWN)] == [
        ("Yamino",)
    ]
    with pytest.raises(SourceError):
        read_offers(write(tmp_path / "b.json", "[" * 5000), "wikidata", KNOWN)
