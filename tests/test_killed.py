"""A build killed at any moment leaves the old release answering, and nothing that hinders the next build."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_tables import build_tables, small_tables, workspace

from amazongraph import releases
from amazongraph.build import STAGES
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.settings import Settings

# Builds the tables of a workspace and kills itself: as a stage begins, or where a file is half written or half moved.
BUILD_AND_DIE = """
import os, signal, sys
from pathlib import Path
import polars
from amazongraph import build, releases
from amazongraph.settings import Settings
from amazongraph.sources.curated import tables

root, moment = Path(sys.argv[1]), sys.argv[2]

def die(*_, **__):
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

def half_written(self, path, **_):
    path.write_bytes(b"PAR1")
    die()

if moment == "while the cache is written":
    polars.DataFrame.write_parquet = half_written
if moment == "between the rename and the line":
    releases.use = die
if moment == "while files are flushed":
    os.fsync = die
if moment == "before the line takes its place":
    replace = os.replace
    os.replace = lambda draft, to: die() if Path(to).name == "current" else replace(draft, to)
build.build(
    Settings(root, root / "graph", "es"),
    sources=tables(root / "curated"),
    notify=lambda stage: die() if stage == moment else None,
)
"""
BETWEEN = (
    "while the cache is written",
    "while files are flushed",
    "between the rename and the line",
    "before the line takes its place",
)
MOMENTS = [stage for stage in STAGES if stage not in {"merge", "relate", "accept", "figures", "done"}] + list(BETWEEN)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one release and a warm cache, whose tables give 67 airstrips in ``airs-003``."""
    root = tmp_path_factory.mktemp("built")
    build_tables(workspace(root), small_tables(root / "curated"))
    return root


def _build_and_die(root: Path, moment: str) -> subprocess.CompletedProcess[bytes]:
    # Whoever measures would find the half-written notes of the dead.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-c", BUILD_AND_DIE, str(root), moment]
    return subprocess.run(command, env=environment, capture_output=True, check=False, timeout=300)


def _said(settings: Settings) -> str:
    release = releases.current(settings)
    assert release is not None
    rows = ask(release, find_question(release, "airstrip-counts")).rows
    return next(row["value"] for row in rows if row["figure"].endswith("/airs-003"))


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed(moment: str, built: Path, tmp_path: Path, change: Callable[..., None]) -> None:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    settings = workspace(tmp_path)
    old = releases.current(settings)
    change(tmp_path / "curated" / "figures.csv", "airs-003", "value", "6700")

    died = _build_and_die(tmp_path, moment)
    signals = {-getattr(signal, "SIGKILL", signal.SIGTERM), int(signal.SIGTERM)}
    assert died.returncode in signals, died.stderr.decode()
    assert releases.current(settings) == old
    assert _said(settings) == "67"

    receipt = build_tables(settings, tmp_path / "curated")
    assert old is not None
    assert receipt.release != old.id
    assert _said(settings) == "6700"
    left = {path.name for path in settings.graph.iterdir()} - {".lock"}
    assert left == {"cache", "current", "releases"}, "the rests of the killed build are gone"
    assert {release.id for release in releases.releases(settings)} == {old.id, receipt.release}


def test_killed_once_published(built: Path, tmp_path: Path, change: Callable[..., None]) -> None:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    settings = workspace(tmp_path)
    change(tmp_path / "curated" / "figures.csv", "airs-003", "value", "6700")
    _build_and_die(tmp_path, "done")
    assert _said(settings) == "6700", "the new release answers"
    assert not build_tables(settings, tmp_path / "curated").new
