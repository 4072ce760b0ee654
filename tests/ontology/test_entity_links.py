"""The links that ship: each goes to what a table or a published file states, and says where that is."""

import csv
from pathlib import Path

import pytest

from amazongraph import terms
from amazongraph.disclosure import PROFILES
from amazongraph.resources import data_dir
from amazongraph.sources.curated import FOLDER
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loader
from amazongraph.sssom import CLOSE, EXACT, Judgement, decided, read_judgements

MAPPINGS = data_dir("ontology") / "mappings"
PATHS = sorted(MAPPINGS.glob("entities-*.sssom.tsv"))
BASE = "https://w3id.org/amazongraph/"
REGISTERS = {
    "iso639-3": "https://iso639-3.sil.org/code/",
    "glottocode": "https://glottolog.org/resource/languoid/id/",
}


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def links(name: str) -> tuple[Judgement, ...]:
    return read_judgements(MAPPINGS / f"entities-{name}.sssom.tsv")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_every_link_has_its_evidence_and_may_be_published(path: Path) -> None:
    found = read_judgements(path)
    assert found
    for one in found:
        assert one.comment and one.object_source and one.date and one.author and one.subject_label, one
        assert one.decides
        assert one.level is not None and one.level <= PROFILES["public"]
    assert len(decided(found)) == len(found), "no pair is judged twice"


def test_every_code_of_a_people_is_a_link_and_no_other() -> None:
    wanted = {
        (f"{BASE}id/people/{row['subject']}", REGISTERS[row["property"]] + row["value"])
        for row in table("people_codes")
    }
    assert {(one.subject, one.object) for one in links("peoples")} == wanted


def test_a_language_is_never_said_to_be_a_people() -> None:
    """Close where people and language are one to one; related where one has several of the other."""
    rows = table("people_codes")
    for one in links("peoples"):
        people, code = one.subject.rpartition("/")[2], one.object.rpartition("/")[2]
        kind = next(name for name, space in REGISTERS.items() if one.object.startswith(space))
        languages = [row for row in rows if row["subject"] == people and row["property"] == kind]
        peoples = [row for row in rows if row["value"] == code]
        alone = len(languages) == len(peoples) == 1
        assert one.predicate == (CLOSE if alone else terms.SKOS + "relatedMatch"), one


def test_departments_have_the_codes_that_one_row_of_a_published_table_gives(shared: Path) -> None:
    path = shared / "data" / "ubigeo-inei-reniec" / "ubigeo_departamento.csv"
    with path.open(encoding="utf-8", newline="") as file:
        wanted = {(f"{BASE}id/admin/{row['inei'][:2]}", row["iso_3166_2"]) for row in csv.DictReader(file)}
    assert {(one.subject, one.object.removeprefix(BASE + "code/iso3166-2/")) for one in links("departments")} == wanted


def test_every_department_is_linked_by_its_name() -> None:
    names = {f"{BASE}id/admin/{row['key']}": row["name"] for row in table("admin_units") if row["kind"] == "department"}
    assert {one.subject: one.subject_label for one in links("departments")} == names
    # To ISO Metropolitan Lima is no part of Lima.
    assert {one.subject for one in links("departments") if one.predicate != EXACT} == {f"{BASE}id/admin/15"}


def test_reserves_are_linked_to_outlines_of_the_layer_that_bear_their_names(shared: Path) -> None:
    name = "indigenous_territories_impacts.peru.union-of-all-versions.geojson"
    path = shared / "data" / "comunidades-nativas-amw" / name
    layer = Dataset(loader("comunidades-nativas", Path()), path, "2026-11-23")
    outlines = {record.cells["key"]: record.cells["name"] for record in layer.rows[0].records}
    reserves = {row["key"]: row["name_es"] for row in table("reserves")}
    for one in links("reserves"):
        name = outlines[one.object.removeprefix(BASE + "id/area/")]
        assert one.object_label == name
        assert name in reserves[one.subject.removeprefix(BASE + "id/reserve/")]


def test_protected_areas_of_table_and_layer_share_a_key_and_need_no_link(shared: Path) -> None:
    path = shared / "data" / "sernanp-anp" / "anp_all.simplified-0.002deg.geojson"
    keys = Dataset(loader("sernanp-anp-nacionales", Path()), path, "2026-11-23").keys()["area"]
    curated = {row["key"] for row in table("areas") if row["kind"] in {"protected-area", "communal-reserve"}}
    assert curated
    assert curated - keys == set()
