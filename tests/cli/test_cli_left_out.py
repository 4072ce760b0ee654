"""Rows of another country or kind: counted and told, never rejects, the first time and from the cache."""

import json
from pathlib import Path

import pytest
from console import run
from small_tables import small_tables, workspace

from amazongraph.build import build
from amazongraph.sources.curated import tables
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loaders


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    """Two cities of Peru, in Ucayali, and others of seven countries."""
    countries = ["PE", "PE", "CO", "CO", "CO", "BR", "EC", "BO", "CL", "AR", "VE"]
    place = {"name": "Ciudad Inventada", "latitude": -8.5, "longitude": -74.5, "admin1code": "25"}
    said = [{**place, "geonameid": number, "countrycode": one} for number, one in enumerate(countries, start=1)]
    path = tmp_path / "cities.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def test_they_are_told_before_a_file_goes_in(tmp_path: Path, cities: Path) -> None:
    ran = run("--workspace", tmp_path, "add", "geonames-ciudades", cities, "--who", "public")
    assert ran.code == 0
    assert "Filas: 11. " in ran.err
    assert "Filas que no se toman: 9." in ran.err
    assert "3 × cities.json, fila 3, columna countrycode: se deja fuera: dice «CO»" in ran.err
    assert ran.err.count("se deja fuera") == 5, "the sorts with most rows stand for the others"


def test_the_receipt_counts_them_apart(tmp_path: Path, cities: Path) -> None:
    folder = small_tables(tmp_path / "curated", admin_units={"25"})
    dataset = Dataset(loaders()["geonames-ciudades"], cities, "2026-11-23")
    for cached in (False, True):
        receipt = build(workspace(tmp_path), sources=[*tables(folder), dataset])
        (one,) = [source for source in receipt.sources if source.source == "geonames-ciudades"]
        assert (one.rows, one.rejects, one.left_out, one.cached) == (11, 0, 9, cached)
