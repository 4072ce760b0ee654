"""Questions that only data sets added to a workspace answer, asked of small files that the tests write.

The rows expected are worked out from the same text with the standard library; the package reads it through its loaders.
"""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from added import Engines
from added import engines as added
from frames import references as curated_references

from amazongraph import terms
from amazongraph.questions.catalogue import read_questions
from amazongraph.sources.contract import References
from amazongraph.sources.curated import FOLDER, tables
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loaders

# rdflib warns of its own use of what it has deprecated.
pytestmark = pytest.mark.filterwarnings(r"ignore:Dataset\..* is deprecated:DeprecationWarning")

QUESTIONS = {question.id: question for question in read_questions()}
ADMIN = terms.BASE + "id/admin/"
CHANGED_EVENT = terms.BASE + "id/unit-change/inei-2007-2026-"
CHANGE = terms.BASE + "vocab/unit-change-type/"
FOREST = """UBIGEO,DISTRITO,2021_ha,2022_ha,2023_ha
250101,CALLERIA,1.5,0,"2,300.25"
250301,PADRE ABAD,,4,5
160101,IQUITOS,7,8,9
"""
# A quarter and a year; two classes of legality of one quarter are added up.
MINING = """admin_id_field,admin_year,admin_illegality_max,intersected_area_ha
1701,202400,3.0,2.25
1701,202503,2.0,1.5
1701,202503,3.0,0.25
1601,202400,1.0,4
"""
CHANGES = """nivel,tipo,ubigeo_2007,ubigeo_2026,nombre_2007,nombre_2026,contenedor_2007
distrito,creado,,250307,,boqueron,250301
distrito,renombrado,250201,250201,raymondi,raimondi,
distrito,renombrado,051005,051005,canaria,canaria,
distrito,reasignado,160109,160801,putumayo,putumayo,
distrito,creado,,160802,,rosa panduro,160109
"""


@pytest.fixture(scope="module")
def references() -> References:
    return curated_references(FOLDER)


@pytest.fixture(scope="module")
def units(references: References) -> pl.DataFrame:
    """What the tables say of the units of some districts, and of those above them."""
    (table,) = (table for table in tables() if table.card.key == "admin_units")
    there = pl.col("subject").str.contains(r"/admin/(05|16|17|25)(\d\d)?$|/admin/(1601|1608|2501|2502|2503|0510)")
    return table.read(references).statements.filter(there)


def engines(text: str, loader: str, folder: Path, references: References, units: pl.DataFrame) -> Engines:
    path = folder / f"{loader}.csv"
    path.write_text(text, encoding="utf-8")
    return added([Dataset(loaders()[loader], path, "2026-11-23")], folder, references, units)


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def hectares(text: str) -> float:
    return float(text.replace(",", ""))


YEARS = {
    (row["UBIGEO"], column[:4]): hectares(row[column])
    for row in records(FOREST)
    for column in row
    if column.endswith("_ha") and row[column]
}
FOREST_ASKED = [
    ({}, YEARS),
    ({"unit": ADMIN + "25"}, {key: value for key, value in YEARS.items() if key[0].startswith("25")}),
    ({"unit": ADMIN + "250301"}, {key: value for key, value in YEARS.items() if key[0] == "250301"}),
    ({"since": "2022-06-01"}, {key: value for key, value in YEARS.items() if key[1] >= "2022"}),
    ({"until": "2022-06-01"}, {key: value for key, value in YEARS.items() if key[1] <= "2022"}),
]


@pytest.fixture(scope="module")
def forest(tmp_path_factory: pytest.TempPathFactory, references: References, units: pl.DataFrame) -> Engines:
    folder = tmp_path_factory.mktemp("forest")
    return engines(FOREST, "geobosques-perdida-distritos", folder, references, units)


@pytest.mark.parametrize(("given", "expected"), FOREST_ASKED)
def test_forest_loss_is_that_of_the_file(
    given: dict[str, str], expected: dict[tuple[str, str], float], forest: Engines
) -> None:
    rows = forest.rows(QUESTIONS["forest-loss"], given)
    assert {(row["area"].removeprefix(ADMIN), row["period"]): float(row["value"]) for row in rows} == expected
    assert len(rows) == len(expected)
    assert {row["who"] for row in rows} == {terms.entity("organization", "minam")}


def test_a_year_without_a_cell_is_no_row_and_a_zero_is_one(forest: Engines) -> None:
    rows = forest.rows(QUESTIONS["forest-loss"], {})
    there = {(row["area"].removeprefix(ADMIN), row["period"]): row["value"] for row in rows}
    assert ("250301", "2021") not in there
    assert float(there["250101", "2022"]) == 0


MINED = [
    ({}, [("1601", "2024", 4.0), ("1701", "2024", 2.25), ("1701", "2025-07/2025-09", 1.75)]),
    ({"unit": ADMIN + "17"}, [("1701", "2024", 2.25), ("1701", "2025-07/2025-09", 1.75)]),
    ({"since": "2025-09-30"}, [("1701", "2025-07/2025-09", 1.75)]),
    ({"until": "2025-06-30"}, [("1601", "2024", 4.0), ("1701", "2024", 2.25)]),
]


@pytest.fixture(scope="module")
def mining(tmp_path_factory: pytest.TempPathFactory, references: References, units: pl.DataFrame) -> Engines:
    return engines(MINING, "amw-mineria-provincias", tmp_path_factory.mktemp("mining"), references, units)


@pytest.mark.parametrize(("given", "expected"), MINED)
def test_mined_areas_are_those_of_the_file(
    given: dict[str, str], expected: list[tuple[str, str, float]], mining: Engines
) -> None:
    rows = mining.rows(QUESTIONS["mined-area"], given)
    assert [(row["area"].removeprefix(ADMIN), row["period"], float(row["value"])) for row in rows] == expected


BOQUERON = {"unit": "250307", "change": "created", "origin": "250301"}
RAIMONDI = {"unit": "250201", "change": "renamed", "former_name": "raymondi"}
CANARIA = {"unit": "051005", "change": "renamed"}
PUTUMAYO = {"unit": "160801", "change": "moved", "former_code": "160109", "former_above": "1601"}
# Its origin is listed under a code that the district has no longer.
ROSA_PANDURO = {"unit": "160802", "change": "created", "origin": "160801"}
CHANGED = [
    ({}, [CANARIA, PUTUMAYO, ROSA_PANDURO, RAIMONDI, BOQUERON]),
    ({"unit": ADMIN + "25"}, [RAIMONDI, BOQUERON]),
    ({"unit": ADMIN + "250301"}, [BOQUERON]),
    ({"unit": ADMIN + "160801"}, [PUTUMAYO, ROSA_PANDURO]),
    ({"change": CHANGE + "created"}, [ROSA_PANDURO, BOQUERON]),
]


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory, references: References, units: pl.DataFrame) -> Engines:
    return engines(CHANGES, "inei-cambios-ubigeo", tmp_path_factory.mktemp("changes"), references, units)


@pytest.mark.parametrize(("given", "expected"), CHANGED)
def test_a_new_unit_says_which_one_it_came_from_and_since_when(
    given: dict[str, str], expected: list[dict[str, str]], changes: Engines
) -> None:
    rows = changes.rows(QUESTIONS["unit-changes"], given)
    assert {row.pop("when") for row in rows} == {"2007/2026"}
    assert {row.pop("event") for row in rows} == {CHANGED_EVENT + row["unit"].rpartition("/")[2] for row in rows}
    assert [{name: value.rpartition("/")[2] for name, value in row.items()} for row in rows] == expected


def test_each_answer_cites_its_data_set(forest: Engines, mining: Engines, changes: Engines) -> None:
    cited = {
        "geobosques-perdida-distritos": forest.cited(QUESTIONS["forest-loss"]),
        "amw-mineria-provincias": mining.cited(QUESTIONS["mined-area"]),
        "inei-cambios-ubigeo": changes.cited(QUESTIONS["unit-changes"]),
    }
    assert cited == {name: {terms.entity("document", name)} for name in cited}


def test_nothing_is_told_of_a_unit_that_no_file_names(forest: Engines, mining: Engines, changes: Engines) -> None:
    for graph, question in ((forest, "forest-loss"), (mining, "mined-area"), (changes, "unit-changes")):
        assert graph.rows(QUESTIONS[question], {"unit": ADMIN + "230101"}) == []
        assert graph.rows(QUESTIONS[question], {}) != []
