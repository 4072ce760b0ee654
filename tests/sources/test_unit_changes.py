"""Changes of administrative units: what was created, renamed or moved, from what and between which years."""

import csv
from pathlib import Path

import polars as pl
import pytest
from frames import references as curated_references

from amazongraph import terms
from amazongraph.errors import SourceError
from amazongraph.sources.contract import Extract, References
from amazongraph.sources.curated import FOLDER
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loaders

HEAD = "nivel,tipo,ubigeo_2007,ubigeo_2026,nombre_2007,nombre_2026,campos,contenedor_2007\n"
LOADER = loaders()["inei-cambios-ubigeo"]


@pytest.fixture(scope="module")
def references() -> References:
    return curated_references(FOLDER)


def read(path: Path, references: References) -> Extract:
    return Dataset(LOADER, path, "2026-11-23").read(references)


def of(folder: Path, rows: str, references: References) -> Extract:
    path = folder / "cambios.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return read(path, references)


def told(extract: Extract, name: str) -> dict[str, str]:
    """Code of the unit -> what its change says with one property, without the namespace."""
    rows = extract.statements.filter(pl.col("predicate") == terms.ag(name)).select("subject", "object")
    return {subject.rpartition("-")[2]: value.rpartition("/admin/")[2] for subject, value in rows.iter_rows()}


def test_codes_without_their_zeros_are_those_of_their_units(tmp_path: Path, references: References) -> None:
    """As a spreadsheet writes them."""
    extract = of(tmp_path, "distrito,creado,,30220,,jose maria arguedas,,30201\n", references)
    assert told(extract, "changedUnit") == {"030220": "030220"}
    assert told(extract, "originUnit") == {"030220": "030201"}


def test_the_name_is_that_of_our_table_and_another_is_refused(tmp_path: Path, references: References) -> None:
    extract = of(tmp_path, "distrito,renombrado,100106,100106,quisqui,quisqui (kichki),x,\n", references)
    assert told(extract, "formerName") == {"100106": "quisqui"}
    assert set(extract.statements["predicate"]) & {terms.ag("ubigeoINEI"), terms.expand("skos:altLabel")} == set()
    with pytest.raises(SourceError) as caught:
        of(tmp_path, "distrito,creado,,250307,,neshuya,,250301\n", references)
    problem = caught.value.problems[1]
    assert (problem.key, problem.row, problem.values["official"]) == ("cell.unit-name", 2, "Boquerón")


def test_a_kind_or_an_origin_that_nobody_knows_and_a_unit_that_stands_twice_are_told(
    tmp_path: Path, references: References
) -> None:
    rows = (
        "distrito,creado,,250307,,boqueron,,250301\n"
        "distrito,fusionado,,250303,,curimana,,\n"
        "distrito,creado,,250306,,huipoca,,259999\n"
        "distrito,creado,,250307,,boqueron,,250301\n"
    )
    with pytest.raises(SourceError) as caught:
        of(tmp_path, rows, references)
    assert {(one.key, one.row, one.column) for one in caught.value.problems[1:]} == {
        ("file.code", 3, "tipo"),
        ("cell.unit", 4, "contenedor_2007"),
        ("file.key-twice", 5, ""),
    }


def test_every_change_of_the_real_file_is_stated(shared: Path, references: References) -> None:
    path = shared / "data" / "ubigeo-changes-2007-2026" / "cambios-2007-2026.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    extract = read(path, references)
    assert (extract.rows, extract.rejects) == (76, ())
    assert set(told(extract, "changedUnit").values()) == {row["ubigeo_2026"] for row in rows}
    moved = {row["ubigeo_2007"]: row["ubigeo_2026"] for row in rows if row["tipo"] == "reasignado"}
    assert told(extract, "formerCode") == {new: old for old, new in moved.items()}
    assert told(extract, "formerlyWithin") == {new: old[:4] for old, new in moved.items()}
    assert told(extract, "originUnit") == {
        row["ubigeo_2026"]: moved.get(row["contenedor_2007"], row["contenedor_2007"])
        for row in rows
        if row["contenedor_2007"]
    }
    assert told(extract, "formerName") == {
        row["ubigeo_2026"]: row["nombre_2007"]
        for row in rows
        if row["nombre_2007"] and row["nombre_2007"] != row["nombre_2026"]
    }
    assert set(told(extract, "changedOn").values()) == {"2007/2026"}
