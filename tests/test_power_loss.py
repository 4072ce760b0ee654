"""A computer that loses power keeps the release it had, or has the new one whole; what is damaged is told."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from power import Disk, losing_power
from small_tables import build_tables, workspace

sys.path.insert(0, str(Path(__file__).parent / "cli"))

from console import run

from amazongraph import durable, releases
from amazongraph.bundle.write import write_bundle
from amazongraph.errors import EXIT_STORE, ReleaseError
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.releases import Release
from amazongraph.settings import FILE, Settings
from amazongraph.sssom import EXACT, MANUAL, Judgement, write_judgements

posix = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="tells files by their inodes, in /proc: Linux")


@pytest.fixture
def copy(small: Settings, tmp_path: Path) -> Settings:
    """A workspace with one release, whose tables give 67 airstrips in ``airs-003``."""
    return workspace(Path(shutil.copytree(small.root, tmp_path / "copy")))


def airstrips(release: Release | None) -> str:
    assert release is not None
    rows = ask(release, find_question(release, "airstrip-counts")).rows
    return next(row["value"] for row in rows if row["figure"].endswith("/airs-003"))


def now(settings: Settings) -> Release:
    found = releases.current(settings)
    assert found is not None
    return found


def build_losing_power(settings: Settings, folder: Path) -> list[Settings]:
    """The workspaces that a cut of power would have left at moments of a build: at each new name, and some others."""
    shutil.rmtree(settings.graph / "cache")
    disk, number, left = Disk(settings.graph), count(), list[Settings]()

    def cut(moment: int, *, naming: bool) -> None:
        for at_once in (True, False) if naming or moment % 9 == 0 else ():
            root = folder / str(next(number))
            root.mkdir()
            disk.left(root / "graph", names_at_once=at_once)
            left.append(workspace(root))

    with losing_power(disk, cut):
        build_tables(settings, settings.root / "curated")
    return left


@posix
def test_a_release_is_whole_before_it_is_named(copy: Settings, tmp_path: Path, change: Callable[..., None]) -> None:
    old = now(copy)
    change(copy.root / "curated" / "figures.csv", "airs-003", "value", "6700")
    left = build_losing_power(copy, tmp_path)
    new = now(copy)
    assert new.id != old.id
    found = [now(settings) for settings in left]
    for release in found:
        release.verify()
    told = [release.id for release in found]
    for seen in (told[::2], told[1::2]):
        assert seen == sorted(seen, key=[old.id, new.id].index), "once the new one was there it stayed"
    assert len(told) > 12
    assert told[-2:] == [new.id, new.id], "once the build has ended, power may go"
    turned = told.index(new.id)
    assert airstrips(found[turned - 1]) == "67"
    assert airstrips(found[turned]) == airstrips(found[-1]) == "6700"


def test_a_release_that_lost_power_all_the_same_is_told_and_another_answers(copy: Settings) -> None:
    old = now(copy)
    lost = copy.graph / "releases" / "2030-01-01-000000000000"
    shutil.copytree(old.folder, lost)
    for path in (lost / "public" / "store").glob("*.sst"):
        path.write_bytes(b"")
    (copy.graph / "current").write_text(lost.name + "\n", encoding="utf-8")
    for order in (
        ["ask", "airstrip-counts"],
        ["query", "ASK {}"],
        ["release", "verify"],
        ["release", "use", lost.name],
    ):
        ran = run("--workspace", copy.root, *order, "--lang", "en")
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (EXIT_STORE, "", 1)
        assert f"{lost.name} is damaged" in ran.err
    ran = run("--workspace", copy.root, "release", "list")
    assert (ran.code, len(ran.out.splitlines())) == (0, 2)
    for order in (["release", "use", old.id], ["release", "verify"]):
        assert run("--workspace", copy.root, *order).code == 0
    assert airstrips(releases.current(copy)) == "67"


def damages(path: Path) -> Iterator[str]:
    """Damage a file in one way after another; gives how."""
    content = path.read_bytes()
    if content:
        path.write_bytes(b"")
        yield "empty"
        path.write_bytes(content[: len(content) // 2])
        yield "cut short"
    path.write_bytes(content)


def test_any_file_that_is_cut_short_is_told(copy: Settings) -> None:
    release, tried = now(copy), 0
    for path in sorted(release.folder.rglob("*")):
        if path.is_file() and not path.name.startswith(("LOG", "LOCK")):
            for how in damages(path):
                tried += 1
                with pytest.raises(ReleaseError) as told:
                    release.store()
                name = path.relative_to(release.folder).as_posix()
                assert told.value.exit_code == EXIT_STORE
                assert name in told.value.text("es"), (name, how)
                assert "amazongraph release use" in told.value.text("en")
    assert tried > 60
    assert airstrips(release) == "67"


def test_a_file_that_is_as_large_but_not_the_same_is_found_by_reading_it(copy: Settings) -> None:
    release = now(copy)
    [table] = [path for path in release.folder.rglob("*.sst") if path.stat().st_size > 50_000][:1]
    content = table.read_bytes()
    table.write_bytes(content[:1000] + b"\0" * 1000 + content[2000:])
    ran = run("--workspace", copy.root, "release", "verify", "--lang", "es")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (EXIT_STORE, "", 1)
    assert table.name in ran.err
    assert "está dañada" in ran.err
    ran = run("--workspace", copy.root, "release", "use", release.id)
    assert ran.code == EXIT_STORE
    # Pages of what a build keeps for the next that never reached the disk; the end, by which it is read, did.
    kept = next((copy.graph / "cache" / "figures").glob("*/statements.parquet"))
    content = kept.read_bytes()
    kept.write_bytes(content[:200] + b"\0" * 300 + content[500:])
    # And one that can be read all the same, and says something else.
    count = next((copy.graph / "cache" / "areas").glob("*/rows"))
    count.write_bytes(b"9" * count.stat().st_size)
    again = build_tables(copy, copy.root / "curated")
    assert {one.source for one in again.sources if not one.cached} == {"areas", "figures"}
    assert (again.release, again.new) == (release.id, False)
    assert run("--workspace", copy.root, "release", "verify").code == 0


def test_what_the_store_finds_damaged_while_it_is_read_is_told(copy: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """As RocksDB says it, wherever it comes upon it."""

    def corrupt(*_: object) -> None:
        raise RuntimeError("Corruption: block checksum mismatch: stored = 1, computed = 2\n in 000009.sst offset 3")

    monkeypatch.setattr("amazongraph.describe.select", corrupt)
    ran = run("--workspace", copy.root, "show", "area:peru", "--lang", "es")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (EXIT_STORE, "", 1)
    assert "amazongraph release verify" in ran.err


def test_a_release_of_before_has_no_list_and_answers(copy: Settings) -> None:
    release = now(copy)
    for path in release.folder.rglob("files.json"):
        path.unlink()
    assert airstrips(release) == "67"
    assert run("--workspace", copy.root, "release", "verify").code == 0


def written(settings: Settings, folder: Path) -> dict[str, Callable[[], object]]:
    """What writes files that must be whole or not there, by the names of the files."""
    said = ("--workspace", settings.root)
    judgement = Judgement("https://example.org/a", EXACT, "https://example.org/b", justification=MANUAL)
    return {
        "graph.nq": lambda: run(*said, "export", "nquads", "--to", folder / "graph.nq"),
        "tables.zip": lambda: run(
            *said, "export", "csv", "--to", folder / "tables.zip", "--question", "airstrip-counts"
        ),
        "answer.csv": lambda: run(*said, "ask", "airstrip-counts", "--format", "csv", "--to", folder / "answer.csv"),
        "bundle.zip": lambda: write_bundle(now(settings), "public", "es", folder / "bundle.zip", site=False),
        "set.sssom.tsv": lambda: write_judgements(folder / "set.sssom.tsv", "https://example.org/set", "", [judgement]),
        "amazongraph.toml": lambda: run("--workspace", folder, "init"),
    }


def left_by(action: Callable[[], object], folder: Path, disk: Disk) -> list[dict[str, bytes]]:
    """The files that a cut of power would have left under their names, at each moment."""
    number, seen = count(), list[dict[str, bytes]]()

    def cut(moment: int, *, naming: bool) -> None:
        for at_once in (True, False):
            left = disk.left(folder / str(next(number)), names_at_once=at_once)
            seen.append({path.name: path.read_bytes() for path in left.iterdir() if not path.name.startswith(".")})

    with losing_power(disk, cut):
        action()
    return seen


@posix
@pytest.mark.parametrize("name", ["graph.nq", "tables.zip", "answer.csv", "bundle.zip", "set.sssom.tsv", FILE])
def test_a_file_has_its_name_only_when_it_is_whole(small: Settings, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "to"
    folder.mkdir()
    seen = left_by(written(small, folder)[name], tmp_path, Disk(folder))
    whole = {name: (folder / name).read_bytes()}
    assert seen[-2:] == [whole, whole]
    if name != FILE:  # An empty one is as good as none.
        assert all(one in ({}, whole) for one in seen)


@posix
def test_what_is_not_flushed_is_seen_to_be_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "answer.csv").write_bytes(b"old")
    disk = Disk(tmp_path / "to")
    monkeypatch.setattr(durable, "flush", lambda path: None)
    seen = left_by(lambda: durable.write(tmp_path / "to" / "answer.csv", b"new"), tmp_path, disk)
    assert {"answer.csv": b""} in seen


def test_a_file_that_is_replaced_is_what_it_was_but_for_its_content(tmp_path: Path) -> None:
    file, link = tmp_path / "table.csv", tmp_path / "link.csv"
    file.write_bytes(b"old")
    file.chmod(0o664)
    try:
        link.symlink_to(file)
    except OSError:
        pytest.skip("this system lets nobody make a link")
    durable.write(link, b"new")
    assert (file.read_bytes(), link.is_symlink()) == (b"new", True)
    assert file.stat().st_mode & 0o777 in {0o664, 0o666}, "who may read it may still"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "table.csv"]


def test_a_file_that_is_closed_to_the_user_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "table.csv").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(PermissionError):
        durable.write(tmp_path / "table.csv", b"new")
    assert (tmp_path / "table.csv").read_bytes() == b"old"
