"""Outlines of mining: each is an observation of the period of its file, with a key that stays from one reading to the
next.
"""

import json
from pathlib import Path

import polars as pl
import pytest
from frames import references as curated_references

from amazongraph import ontology, statements, terms
from amazongraph.errors import SourceError
from amazongraph.merge import merge
from amazongraph.relate import relate
from amazongraph.sources.contract import Extract, References
from amazongraph.sources.curated import FOLDER
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loaders

LOADER = loaders()["amw-mineria-poligonos"]


@pytest.fixture(scope="module")
def references() -> References:
    return curated_references(FOLDER)


def square(lon: float, lat: float, side: float = 0.004) -> list[list[float]]:
    half = side / 2
    corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    return [[lon + x, lat + y] for x, y in corners]


def layer(path: Path, *rings: list[list[float]] | None) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"Polygon area (ha)": 19.5, "Mined area (ha)": 12.25},
            "geometry": ring and {"type": "Polygon", "coordinates": [ring]},
        }
        for ring in rings
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def read(path: Path, references: References, edition: str = "") -> Extract:
    return Dataset(LOADER, path, "2026-11-23", edition).read(references)


def told(extract: Extract, name: str) -> dict[str, str]:
    rows = extract.statements.filter(pl.col("predicate") == terms.expand(name)).select("subject", "object")
    return {terms.key_of(subject): value for subject, value in rows.iter_rows() if "/source/" not in subject}


@pytest.mark.parametrize(
    ("name", "edition", "period", "key"),
    [
        ("v3_2020diff.geojson", "", "2020", "amw-2020-s131500w0703000"),
        ("v0X_2025Q2.geojson", "", "../2025-06", "amw-2025-06-s131500w0703000"),
        ("x_2025Q3diff-clean-gt11ha.geojson", "", "2025-07/2025-09", "amw-2025-07-2025-09-s131500w0703000"),
        ("x_2024.geojson", "2024/2025", "2024/2025", "amw-2024-2025-s131500w0703000"),
    ],
)
def test_the_period_is_that_of_the_name_of_the_file_or_of_who_adds_it(
    name: str, edition: str, period: str, key: str, tmp_path: Path, references: References
) -> None:
    extract = read(layer(tmp_path / name, square(-70.3, -13.15)), references, edition)
    assert told(extract, "ag:observed") == {key: period}
    assert told(extract, "ag:hectares") == {key: "12.25"}
    assert told(extract, "rdf:type")[key] == terms.ag("MiningObservation")
    assert told(extract, "ag:observationMethod")[key].endswith("/automated-image-analysis")
    assert "ag:issued" not in {terms.shorten(one) for one in extract.statements["predicate"]}


def test_without_a_period_nothing_is_read(tmp_path: Path, references: References) -> None:
    with pytest.raises(SourceError) as caught:
        read(layer(tmp_path / "mining.geojson", square(-70.3, -13.15)), references)
    assert [problem.key for problem in caught.value.problems] == ["file.edition"]
    assert "--edition" in caught.value.text("es")


def test_neighbours_have_keys_of_their_own_and_the_same_outline_twice_is_told(
    tmp_path: Path, references: References
) -> None:
    rings = [square(-70.3 + 0.005 * step, -13.15) for step in range(60)]
    extract = read(layer(tmp_path / "x_2020diff.geojson", *rings, rings[0]), references)
    assert len(told(extract, "ag:observed")) == 60
    assert [(problem.key, problem.row) for problem in extract.rejects] == [("file.key-twice", 61)]


@pytest.mark.parametrize(
    ("rings", "key"),
    [
        ([[[y, x] for x, y in square(-70.3, -13.15)]], "shape.swapped"),
        ([square(2.3, 48.8)], "file.rejects"),
        ([None], "file.rejects"),
        ([square(-70.3, -13.15, 0.0)], "file.rejects"),
    ],
)
def test_shapes_that_cannot_be_are_told(
    rings: list[list[list[float]]], key: str, tmp_path: Path, references: References
) -> None:
    with pytest.raises(SourceError) as caught:
        read(layer(tmp_path / "x_2020diff.geojson", *rings), references)
    assert caught.value.problems[0].key == key


def test_an_outline_is_related_to_the_territory_it_lies_in_and_to_one_nearby(
    tmp_path: Path, references: References
) -> None:
    """Squares of a tenth of a degree: one holds the outline, the other begins 2.2 km east of it."""
    known = ontology.load()
    parks = layer(tmp_path / "acp.geojson", square(-70.3, -13.15, 0.1), square(-70.3 + 0.1 + 0.05 + 0.022, -13.15, 0.2))
    said = json.loads(parks.read_text(encoding="utf-8"))
    for name, feature in zip(("Uno", "Dos"), said["features"], strict=True):
        feature["properties"] = {"acp_nomb": name}
    parks.write_text(json.dumps(said), encoding="utf-8")
    seen = read(layer(tmp_path / "x_2020diff.geojson", square(-70.252, -13.15)), references)
    land = Dataset(loaders()["sernanp-acp"], parks, "2026-11-23").read(references)
    frame = merge(statements.tidy(pl.concat([seen.statements, land.statements])))
    derived = relate(frame, known).filter(pl.col("source") == terms.DERIVED)
    found: dict[str, dict[str, str]] = {}
    for subject, predicate, value in derived.select("subject", "predicate", "object").iter_rows():
        found.setdefault(subject, {})[terms.shorten(predicate)] = terms.key_of(value)
    relations = {
        (one["ag:spatialRelation"], one["ag:toFeature"], one.get("ag:distanceMetres"))
        for one in found.values()
        if one.get("ag:fromFeature", "").startswith("amw-2020")
    }
    assert relations == {("inside", "acp-uno", None), ("near", "acp-dos", "5000")}


@pytest.mark.parametrize(("file", "period", "count"), [("v3_2020diff", "2020", 315), ("v0X_2025Q2", "../2025-06", 451)])
def test_every_outline_of_a_real_file_is_an_observation(
    file: str, period: str, count: int, shared: Path, references: References
) -> None:
    path = shared / "data" / "mining-amazon-mining-watch" / f"{file}.peru.geojson"
    extract = read(path, references)
    published = [one["properties"]["Mined area (ha)"] for one in json.loads(path.read_text("utf-8"))["features"]]
    assert sorted(map(float, told(extract, "ag:hectares").values())) == pytest.approx(sorted(published))
    assert set(told(extract, "ag:observed").values()) == {period}
    assert (len(published), extract.rows, extract.rejects) == (count, count, ())
