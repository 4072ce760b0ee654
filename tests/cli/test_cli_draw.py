"""``amazongraph draw``."""

from pathlib import Path

import pytest
from console import run

import amazongraph as ag
from amazongraph.settings import Settings


def test_a_picture_is_written_where_it_is_asked_for(reference: Settings, tmp_path: Path) -> None:
    to = tmp_path / "kukama.svg"
    ran = run("--workspace", reference.root, "draw", "bars", "reserve-areas", "--to", to, "--lang", "es")
    assert ran.code == 0
    assert str(to) in ran.err
    assert ran.out == ""
    assert "Superficie" in to.read_text(encoding="utf-8") or "Área" in to.read_text(encoding="utf-8")


def test_parts_of_a_picture_are_numbered(reference: Settings, tmp_path: Path) -> None:
    ran = run(
        "--workspace", reference.root, "draw", "bars", "murder-counts", "--to", tmp_path / "m.svg", "--for", "print"
    )
    assert ran.code == 0
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files[:2] == ["m-1.svg", "m-2.svg"]
    assert [Path(line).name for line in ran.err.splitlines()] == files


@pytest.mark.parametrize("kind", ["network", "timeline", "map"])
def test_what_cannot_be_drawn_so_is_told_with_what_can(reference: Settings, tmp_path: Path, kind: str) -> None:
    ran = run(
        "--workspace", reference.root, "draw", kind, "killings-on-record", "--to", tmp_path / "x.svg", "--lang", "en"
    )
    assert ran.code == 2
    assert "picture" in ran.err or "layer" in ran.err
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_told(reference: Settings, tmp_path: Path) -> None:
    ran = run("--workspace", reference.root, "draw", "bars", "reserve-areas", "--to", tmp_path / "no" / "x.svg")
    assert ran.code == 2
    assert "x.svg" in ran.err


def test_an_answer_in_python_draws_itself(reference: Settings, tmp_path: Path) -> None:
    answer = ag.open(reference.root, lang="en").ask("representation")
    assert answer.draw("network", tmp_path / "x.svg", size="print") == [tmp_path / "x.svg"]
    assert "AIDESEP" in (tmp_path / "x.svg").read_text(encoding="utf-8")
