"""A disk that is full or read-only, a second build, a clock set back: told in words, and nothing is half published."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "cli"))
sys.path.insert(0, str(Path(__file__).parent / "linking"))

from console import run
from disks import enlarge, read_only, small_disk
from small_tables import build_tables, small_tables, workspace

from amazongraph import releases
from amazongraph.errors import EXIT_STORE, AmazonGraphError, BuildRunningError, StorageError
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.settings import Settings
from amazongraph.store.exchange import Limits

Change = Callable[..., None]
QUICK = Limits(silence=20, tries=2, between=0, pause=0)
# Builds where no file may grow beyond a size, as on a disk that is full (0: without a limit), and prints the error in
# both languages.
BUILD_WITHIN = """
import sys
from pathlib import Path
from amazongraph.build import build
from amazongraph.errors import AmazonGraphError
from amazongraph.settings import Settings
from amazongraph.sources.curated import tables

root, size = Path(sys.argv[1]), int(sys.argv[2])
if size:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    build(Settings(root, root / "graph", "es"), sources=tables(root / "curated"))
except AmazonGraphError as error:
    print(error.text("es"), error.text("en"), sep="\\n")
    sys.exit(error.exit_code)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    build_tables(workspace(root), small_tables(root / "curated"))
    return root


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Settings:
    """A copy of a workspace with one release, to change."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return workspace(tmp_path)


def answer(settings: Settings) -> str:
    release = releases.current(settings)
    assert release is not None
    rows = ask(release, find_question(release, "airstrip-counts")).rows
    return next(row["value"] for row in rows if row["figure"].endswith("/airs-003"))


def is_told(error: AmazonGraphError, es: str, en: str) -> None:
    assert error.exit_code == EXIT_STORE
    for lang, words in (("es", es), ("en", en)):
        said = error.text(lang)
        assert words in said
        assert said.endswith(".")
        assert "\n" not in said


def build_in_a_process(root: Path, size: int = 0) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-c", BUILD_WITHIN, str(root), str(size)]
    return subprocess.run(command, env=environment, capture_output=True, check=False, timeout=300, encoding="utf-8")


def rests(settings: Settings) -> list[str]:
    """What lies in the workspace's graph besides what belongs there."""
    known = {".lock", "cache", "current", "releases"}
    inside = [*settings.graph.iterdir(), *(settings.graph / "releases").glob(".*")]
    return [path.name for path in inside if path.name not in known]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_build_without_room_publishes_nothing(copy: Settings, change: Change) -> None:
    change(copy.root / "curated" / "figures.csv", "airs-003", "value", "6700")
    old = releases.current(copy)
    ran = build_in_a_process(copy.root, 4_000)
    assert (ran.returncode, ran.stderr) == (EXIT_STORE, "")
    es, en = ran.stdout.splitlines()
    assert "No se publicó nada" in es
    assert "Nothing was published" in en
    assert (releases.current(copy), answer(copy), rests(copy)) == (old, "67", [])
    build_tables(copy, copy.root / "curated")
    assert answer(copy) == "6700"


def test_a_full_disk_publishes_nothing_and_a_build_with_room_does(built: Path, tmp_path: Path, change: Change) -> None:
    used = sum(path.stat().st_size // 1024 + 4 for path in built.rglob("*"))
    with small_disk(tmp_path, 2 * used):
        shutil.copytree(built, tmp_path, dirs_exist_ok=True)
        settings = workspace(tmp_path)
        change(tmp_path / "curated" / "figures.csv", "airs-003", "value", "6700")
        free = shutil.disk_usage(tmp_path).free
        for left in (free // 16, free // 4):
            filling = tmp_path / "filling"
            with filling.open("wb") as file:
                file.write(b"0" * (shutil.disk_usage(tmp_path).free - left))
            with pytest.raises(StorageError) as told:
                build_tables(settings, tmp_path / "curated")
            is_told(told.value, "No se publicó nada", "Nothing was published")
            assert "No space left" in told.value.text("en")
            assert (answer(settings), rests(settings)) == ("67", [])
            filling.unlink()
        enlarge(tmp_path, 8 * used)
        build_tables(settings, tmp_path / "curated")
        assert answer(settings) == "6700"


def test_a_disk_that_fails_at_the_last_step_leaves_the_old_release(
    copy: Settings, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(copy.root / "curated" / "figures.csv", "airs-003", "value", "6700")
    replace = Path.replace

    def fails(path: Path, target: Path) -> object:
        if target.name == "current":
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(path, target)

    with monkeypatch.context() as patched, pytest.raises(StorageError) as told:
        patched.setattr(Path, "replace", fails)
        build_tables(copy, copy.root / "curated")
    is_told(told.value, "No space left on device", "Free space")
    assert (answer(copy), rests(copy)) == ("67", [])
    build_tables(copy, copy.root / "curated")
    assert answer(copy) == "6700"


def test_a_read_only_workspace_answers_and_is_not_built_in(copy: Settings, change: Change) -> None:
    change(copy.root / "curated" / "figures.csv", "airs-003", "value", "6700")
    with read_only(copy.root):
        with pytest.raises(StorageError) as told:
            build_tables(copy, copy.root / "curated")
        is_told(told.value, "No se puede escribir en", "cannot be written to")
        assert str(copy.graph) in told.value.text("es")
        assert answer(copy) == "67"
        for order in (["build"], ["release", "use", "2"], ["release", "prune", "--keep", "1"]):
            ran = run("--workspace", copy.root, *order, "--lang", "en")
            assert (ran.code, ran.data) == (EXIT_STORE, b"")
            assert "cannot be written to" in ran.err
            assert "Traceback" not in ran.err
        ran = run("--workspace", copy.root, "ask", "airstrip-counts")
        assert ran.code == 0, ran.err
    build_tables(copy, copy.root / "curated")
    assert answer(copy) == "6700"


def test_a_file_that_may_not_be_written_is_told_by_any_verb(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    with read_only(folder):
        ran = run("--workspace", folder, "init", "--lang", "en")
    assert ran.code in {2, EXIT_STORE}
    assert "Traceback" not in ran.err
    assert ran.err.count("\n") == 1


def test_a_second_build_says_so_and_disturbs_nothing(copy: Settings, change: Change) -> None:
    change(copy.root / "curated" / "figures.csv", "airs-003", "value", "6700")
    said: list[tuple[int, str]] = []

    def second(stage: str) -> None:
        if stage == "publish":
            ran = build_in_a_process(copy.root)
            said.append((ran.returncode, ran.stdout))
            with pytest.raises(BuildRunningError):
                releases.prune(copy, 1)

    build_tables(copy, copy.root / "curated", notify=second)
    told = BuildRunningError("build.running", folder=str(copy.graph))
    assert said == [(EXIT_STORE, f"{told.text('es')}\n{told.text('en')}\n")]
    assert (answer(copy), rests(copy)) == ("6700", [])
