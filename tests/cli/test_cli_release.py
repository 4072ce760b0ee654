"""``amazongraph release list|use|prune``."""

import json
import os
from pathlib import Path

import pytest
from console import run

IDS = ["2024-01-01-aaaa", "2025-01-01-bbbb", "2025-06-01-cccc"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with three releases of which the second is current."""
    for moment, name in enumerate(IDS, start=1_700_000_000):
        manifest = tmp_path / "graph" / "releases" / name / "manifest.json"
        manifest.parent.mkdir(parents=True)
        manifest.write_text("{}", encoding="utf-8")
        os.utime(manifest, (moment, moment))
    (tmp_path / "graph" / "current").write_text("2025-01-01-bbbb\n", encoding="utf-8")
    return tmp_path


def test_list_marks_the_current_one(root: Path) -> None:
    ran = run("--workspace", root, "release", "list")
    assert ran.out.splitlines() == ["  2024-01-01-aaaa", "* 2025-01-01-bbbb", "  2025-06-01-cccc"]
    assert json.loads(run("--workspace", root, "release", "list", "--json").out) == [
        {"id": name, "current": name == IDS[1]} for name in IDS
    ]


def test_list_of_a_new_workspace_is_empty(tmp_path: Path) -> None:
    assert run("--workspace", tmp_path, "release", "list").data == b""
    assert json.loads(run("--workspace", tmp_path, "release", "list", "--json").out) == []


def test_list_shows_what_can_be_chosen_where_the_current_one_is_gone(root: Path) -> None:
    (root / "graph" / "current").write_text("2023-x\n", encoding="utf-8")
    ran = run("--workspace", root, "release", "list")
    assert ran.code == 0
    assert ran.out.split() == IDS
    assert ran.err.startswith("La versión 2023-x ya no está")
    ran = run("--workspace", root, "release", "use", "2025-06")
    assert (ran.code, ran.err) == (0, "versión actual: 2025-06-01-cccc\n")


@pytest.mark.parametrize(("lang", "said"), [("es", "versión actual"), ("en", "current release")], ids=["es", "en"])
def test_use_takes_the_start_of_an_id(lang: str, said: str, root: Path) -> None:
    ran = run("--workspace", root, "release", "use", "2024", "--lang", lang)
    assert (ran.code, ran.data, ran.err) == (0, b"", f"{said}: 2024-01-01-aaaa\n")
    assert run("--workspace", root, "release", "list").out.startswith("* 2024-01-01-aaaa")


@pytest.mark.parametrize("start", ["1999", "2025"], ids=["unknown", "ambiguous"])
def test_use_of_none_or_several_is_told(start: str, root: Path) -> None:
    ran = run("--workspace", root, "release", "use", start, "--lang", "en")
    assert ran.code == 4
    assert ran.err == f'No release, or more than one, begins with "{start}". There are: {", ".join(IDS)}.\n'
    assert run("--workspace", root, "release", "list").out.splitlines()[1] == "* 2025-01-01-bbbb"


@pytest.mark.parametrize(
    ("lang", "said"), [("es", "Versiones borradas: 2."), ("en", "Releases removed: 2.")], ids=["es", "en"]
)
def test_prune_says_how_many_it_removed(lang: str, said: str, root: Path) -> None:
    ran = run("--workspace", root, "release", "prune", "--keep", "1", "--lang", lang)
    assert (ran.code, ran.err) == (0, f"{said}\n")
    assert run("--workspace", root, "release", "list").out == "* 2025-01-01-bbbb\n"


def test_prune_keeps_at_least_one(root: Path) -> None:
    assert run("--workspace", root, "release", "prune", "--keep", "0").code == 2
    assert len(run("--workspace", root, "release", "list").out.splitlines()) == 3


@pytest.mark.parametrize(
    ("verb", "given"),
    [("ask", ["murder-counts"]), ("show", ["admin:25"]), ("find", ["x"]), ("where", []), ("questions", [])],
)
def test_a_current_release_that_is_gone_is_told_by_every_reader(verb: str, given: list[str], root: Path) -> None:
    (root / "graph" / "current").write_text("2023-x\n", encoding="utf-8")
    ran = run("--workspace", root, verb, *given, "--lang", "en")
    assert (ran.code, ran.data) == (4, b"")
    assert ran.err.startswith("The release 2023-x is no longer in ")


def test_a_damaged_release_is_told(root: Path) -> None:
    ran = run("--workspace", root, "questions", "--lang", "en")
    assert (ran.code, ran.data) == (4, b"")
    assert ran.err == "The release 2025-01-01-bbbb is damaged: public/questions.json cannot be read. Build again.\n"
