"""A data set that comes in several files is added file by file, and each is its own to the build."""

import json
from pathlib import Path

import pytest
from small_tables import small_tables, workspace

from amazongraph.build import Receipt, build
from amazongraph.releases import current
from amazongraph.settings import Settings
from amazongraph.sources.contract import Source
from amazongraph.sources.curated import tables
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loaders

LOADER = "sernanp-acp"


def layer(path: Path, name: str, lon: float) -> Path:
    ring = [[lon, -8.0], [lon + 0.1, -8.0], [lon + 0.1, -8.1], [lon, -8.1], [lon, -8.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"acp_nomb": name}, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return workspace(tmp_path_factory.mktemp("several"))


@pytest.fixture(scope="module")
def sources(settings: Settings) -> list[Source]:
    files = [layer(settings.root / f"{name}.geojson", name, lon) for name, lon in (("Uno", -75.0), ("Dos", -74.5))]
    added = [Dataset(loaders()[LOADER], file, "2026-11-23") for file in files]
    return [*tables(small_tables(settings.root / "tables")), *added]


@pytest.fixture(scope="module")
def receipts(settings: Settings, sources: list[Source]) -> list[Receipt]:
    return [build(settings, sources=sources) for _ in range(2)]


def test_both_are_in_the_release(settings: Settings, receipts: list[Receipt]) -> None:
    release = current(settings)
    assert release is not None
    graph = (release.profile() / "graph.nq").read_text(encoding="utf-8")
    assert all(f"/id/area/acp-{name}>" in graph for name in ("uno", "dos"))


def test_both_are_kept_for_the_next_build(receipts: list[Receipt]) -> None:
    first, second = receipts
    assert [one.cached for one in first.sources if one.source == LOADER] == [False, False]
    assert [one.cached for one in second.sources if one.source == LOADER] == [True, True]
    assert second.release == first.release
