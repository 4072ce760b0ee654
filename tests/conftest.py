"""Fixtures: a copy of the curated tables to break, a workspace, and one build of the reference data for the session."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from small_tables import build_tables, small_tables, workspace
from support import SHARED
from w3c_score import Score

from amazongraph.build import build
from amazongraph.releases import Release, current
from amazongraph.settings import Settings
from amazongraph.sources.curated import FOLDER

# The same examples on every run, and no time limit: machines are slow at times.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """The score is told by the process that hears of every test."""
    config.pluginmanager.register(Score())


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the language of the machine it runs on."""
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AMAZONGRAPH_LANG", "es")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty workspace."""
    return Settings(tmp_path, tmp_path / "graph", "es")


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A workspace with one release of the reference data; tests must not change it."""
    root = tmp_path_factory.mktemp("reference")
    made = Settings(root, root / "graph", "es")
    build(made)
    return made


@pytest.fixture(scope="session")
def release(reference: Settings) -> Release:
    """The release of the reference data."""
    found = current(reference)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A workspace with one release of the small tables, which lie in ``curated``; tests must not change it."""
    made = workspace(tmp_path_factory.mktemp("small"))
    build_tables(made, small_tables(made.root / "curated"))
    return made


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    """A copy of the curated tables that a test may break."""
    folder = tmp_path / "curated"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def change() -> Callable[..., None]:
    """``change(path, key, column, value)``: rewrite one cell of a table."""

    def rewrite(path: Path, key: str, column: str, value: str) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert any(row["key"] == key for row in rows), key
        for row in rows:
            if row["key"] == key:
                row[column] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return rewrite


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real published files; tests that need it are skipped, with the reason, where it is absent."""
    if not SHARED:
        pytest.skip("AMAZONGRAPH_SHARED is not set: the real published files are not on this machine")
    return Path(SHARED)
