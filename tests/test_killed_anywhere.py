"""A build or a push killed at any moment leaves a whole release answering, and the next one completes.

The moments are random, the same on every run; ``AMAZONGRAPH_KILLS=100 pytest -n 0 -s tests/test_killed_anywhere.py``
tries a hundred of each and tells what they met.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from pushed import left_beside, pair, release_of
from small_tables import build_tables, small_tables, workspace

sys.path.insert(0, str(Path(__file__).parent / "linking"))

from endpoints import oxigraph

from amazongraph import releases
from amazongraph.pushing import push
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.releases import Release
from amazongraph.settings import Settings
from amazongraph.store.embedded import open_store
from amazongraph.store.exchange import Limits
from amazongraph.store.graph_store import GraphStore, addresses

KILLS = int(os.environ.get("AMAZONGRAPH_KILLS", "0"))
BUILDS, PUSHES = KILLS or 2, KILLS or 5
QUICK = Limits(silence=20, tries=2, between=0, pause=0)
# Each says that all it needs is imported, waits for a line that tells what to do, and does it; again and again.
BUILDER = """
import sys
from pathlib import Path
from amazongraph.build import build
from amazongraph.settings import Settings
from amazongraph.sources.curated import tables

root = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
build(Settings(root, root / "graph", "es"), sources=tables(root / "curated"))
"""
PUSHER = """
import sys
from pathlib import Path
from amazongraph import pushing
from amazongraph.releases import Release
from amazongraph.store.graph_store import GraphStore, addresses

pushing._SMALL = 60
folder = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
pushing.push(Release(folder.name, folder), "public", GraphStore(addresses(sys.argv[2])))
"""


@contextmanager
def started(program: str, *arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """A program that has just been told to begin; killed at the end, by its own process id."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-c", program, *map(str, arguments)]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, bufsize=0, **streams) as process:  # type: ignore[call-overload]
        assert process.stdout.readline().strip() == b"ready"
        process.stdin.write(b"go\n")
        try:
            yield process
        finally:
            process.kill()


def killed(process: subprocess.Popen[bytes], after: float, look: Callable[[], object]) -> bool:
    """Kill it after some seconds, looking on meanwhile; whether it had not ended by then."""
    until = time.monotonic() + after
    while time.monotonic() < until and process.poll() is None:
        look()
        time.sleep(0.02)
    alive = process.poll() is None
    process.kill()
    process.wait(timeout=20)
    return alive


def length_of(program: str, *arguments: object) -> float:
    """How many seconds a program needs once it was told to begin."""
    with started(program, *arguments) as process:
        began = time.monotonic()
        assert process.wait(timeout=300) == 0
        return time.monotonic() - began


def airstrips(settings: Settings) -> tuple[str, str]:
    """The current release, and what it answers."""
    release = releases.current(settings)
    assert release is not None
    rows = ask(release, find_question(release, "airstrip-counts")).rows
    return release.id, next(row["value"] for row in rows if row["figure"].endswith("/airs-003"))


def counted(release: Release) -> tuple[int, int]:
    """Quads of the store of a release, and those of its files with their union, each once."""
    named, union = set(), set()
    for name in ("graph.nq", "about.nq"):
        for quad in ox.parse(path=str(release.profile() / name), format=ox.RdfFormat.N_QUADS):
            named.add(quad)
            union.add(quad.triple)
    return len(open_store(release.profile() / "store")), len(named) + len(union)


def test_a_build_killed_at_any_moment(tmp_path: Path, change: Callable[..., None]) -> None:
    chance, settings = random.Random(9), workspace(tmp_path)
    figures = small_tables(tmp_path / "curated") / "figures.csv"
    build_tables(settings, figures.parent)
    change(figures, "airs-003", "value", "999")
    length, met = length_of(BUILDER, tmp_path), Counter[str]()
    for number in range(BUILDS):
        old, value = airstrips(settings), str(1000 + number)
        change(figures, "airs-003", "value", value)
        seen: set[tuple[str, str]] = set()
        with started(BUILDER, tmp_path) as process:
            look = lambda seen=seen: seen.add(airstrips(settings))  # noqa: E731
            alive = killed(process, chance.uniform(0, 1.1 * length), look)
        after = airstrips(settings)
        assert after == old or after[1] == value, "the release that was there, or a whole new one"
        assert seen <= {old, after}
        rests = [path.name for path in settings.graph.iterdir() if path.name.startswith((".staging", ".current"))]
        met["in the midst" if alive and rests else "killed otherwise" if alive else "had ended"] += 1
        met["old answered" if after == old else "new answered"] += 1
        receipt = build_tables(settings, figures.parent)
        assert airstrips(settings) == (receipt.release, value)
        release = releases.find(settings, receipt.release)
        store, files = counted(release)
        assert store == files
        releases.prune(settings, 2)
        assert sorted(path.name for path in settings.graph.iterdir() if path.name != ".lock") == [
            "cache", "current", "releases",
        ]  # fmt: skip
        assert len(list((settings.graph / "releases").iterdir())) <= 2
    sys.stdout.write(f"\nbuilds killed: {BUILDS} at 0 to {1.1 * length:.1f} s: {dict(met)}\n")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    return pair(tmp_path_factory.mktemp("two"))


def test_a_push_killed_at_any_moment(two: tuple[Release, Release], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amazongraph.pushing._SMALL", 60)
    chance, met = random.Random(9), Counter[str]()
    with oxigraph(b"") as address:
        server = GraphStore(addresses(address), limits=QUICK)
        push(two[0], "public", server)
        length = length_of(PUSHER, two[1].folder, address)
        for number in range(PUSHES):
            old, new = two[(number + 1) % 2], two[number % 2]
            seen: set[str] = set()
            with started(PUSHER, new.folder, address) as process:
                look = lambda old=old, new=new, seen=seen: seen.add(release_of(address, old, new))  # noqa: E731
                alive = killed(process, chance.uniform(0, 1.1 * length), look)
            after = release_of(address, old, new)
            assert after in {old.id, new.id}
            assert seen <= {old.id, new.id}
            met["in the midst" if alive and left_beside(address) else "killed otherwise" if alive else "had ended"] += 1
            met["old answered" if after == old.id else "new answered"] += 1
            push(new, "public", server)
            assert release_of(address, old, new) == new.id
            assert left_beside(address) == []
    sys.stdout.write(f"\npushes killed: {PUSHES} at 0 to {1.1 * length:.2f} s: {dict(met)}\n")
