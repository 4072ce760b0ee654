"""``amazongraph build``: the receipt, the progress of it, and how it stops."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from console import Ran, run
from filelock import FileLock
from small_tables import line_of, read, remove, small_tables, workspace

from amazongraph import releases
from amazongraph.build import STAGES, build
from amazongraph.messages import text
from amazongraph.sources.curated import tables
from amazongraph.sources.links import mapping_sets

Build = Callable[..., Ran]
Change = Callable[..., None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one release of a few tables and a warm cache."""
    root = tmp_path_factory.mktemp("built")
    build(workspace(root), sources=[*tables(small_tables(root / "curated")), *mapping_sets(root, None)])
    return root


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """The tables of a copy of that workspace, to change."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return tmp_path / "curated"


@pytest.fixture(name="build")
def run_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """``amazongraph build`` in that workspace, with its tables in place of the packaged ones."""
    monkeypatch.setattr("amazongraph.build.tables", lambda: tables(folder))
    return lambda *given, **how: run("--workspace", folder.parent, "build", *given, **how)


@pytest.mark.parametrize(
    ("lang", "row", "words"),
    [
        ("es", "figures: {} filas, ", ("Hallazgos: 0 graves, ", "La versión ya existía", "Publicada la versión ")),
        ("en", "figures: {} rows, ", ("Findings: 0 serious, ", "was there already", "Published release ")),
    ],
    ids=["es", "en"],
)
def test_the_receipt_is_told_on_stderr(lang: str, row: str, words: tuple[str, ...], build: Build, folder: Path) -> None:
    ran = build("--lang", lang)
    assert (ran.code, ran.data) == (0, b"")
    for path in sorted(folder.glob("*.csv")):
        assert f"\n{path.stem}: {len(read(path))} " in f"\n{ran.err}"
    assert row.format(len(read(folder / "figures.csv"))) in ran.err
    assert all(word in ran.err for word in words)
    current = releases.current(workspace(folder.parent))
    assert current is not None
    assert current.id in ran.err.splitlines()[-1]
    assert str(current.folder) in ran.err.splitlines()[-1]


def test_the_receipt_for_programs_is_all_that_is_written(build: Build, folder: Path, change: Change) -> None:
    change(folder / "figures.csv", "kill-001", "value", "28")
    ran = build("--json")
    receipt = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert receipt["new"] is True
    assert {
        "release",
        "folder",
        "profile",
        "sources",
        "verdicts",
        "contested",
        "withheld",
        "findings",
        "seconds",
    } <= set(receipt)
    links = {one.card.key for one in mapping_sets(folder.parent, None)}
    assert {source["source"] for source in receipt["sources"]} == {path.stem for path in folder.glob("*.csv")} | links


def test_a_violation_ends_with_code_1(build: Build, folder: Path, change: Change) -> None:
    change(folder / "figures.csv", "airs-006", "bound", "")
    ran = build("--lang", "en")
    assert (ran.code, ran.data) == (1, b"")
    assert ran.err.startswith("Nothing was published: 1 records break a rule.")
    assert "\nfigures.csv, row " in ran.err
    assert "The figure does not say" in ran.err


def test_set_aside_says_how_many_rows_it_left_out(build: Build, folder: Path) -> None:
    remove(folder / "victims.csv", "3d2525nz")
    ran = build("--set-aside", terminal=True)
    assert ran.code == 0
    assert "Filas apartadas por incumplir una regla: 1. " in ran.err
    assert "rejects.json" in ran.err
    assert "100%" in ran.err, "some stages went by twice"


@pytest.mark.parametrize(("lang", "words"), [("es", "no es un número"), ("en", "is not a number")], ids=["es", "en"])
def test_a_source_that_cannot_be_read_ends_with_code_3(
    lang: str, words: str, build: Build, folder: Path, change: Change
) -> None:
    change(folder / "figures.csv", "airs-006", "value", "veintiséis")
    line = line_of(folder / "figures.csv", "airs-006")
    ran = build("--lang", lang)
    assert (ran.code, ran.data) == (3, b"")
    assert ran.err.startswith(f"figures.csv, {'fila' if lang == 'es' else 'row'} {line}, ")
    assert words in ran.err


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "Ya hay una construcción"), ("en", "A build is already running")], ids=["es", "en"]
)
def test_a_second_build_at_once_ends_with_code_4(lang: str, words: str, folder: Path) -> None:
    command = [sys.executable, "-m", "amazongraph", "--workspace", str(folder.parent), "build", "--lang", lang]
    with FileLock(folder.parent / "graph" / ".lock"):
        ran = subprocess.run(command, capture_output=True, check=False, timeout=300, env=dict(os.environ))
    assert (ran.returncode, ran.stdout) == (4, b"")
    assert ran.stderr.decode("utf-8").startswith(words)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_terminal_sees_the_stages_go_by(lang: str, build: Build) -> None:
    ran = build("--json", "--lang", lang, terminal=True)
    assert (ran.code, json.loads(ran.out)["new"]) == (0, False)
    places = [ran.err.find(text(f"stage.{stage}", lang)) for stage in STAGES]
    assert -1 not in places
    assert places == sorted(places)
    assert "100%" in ran.err
