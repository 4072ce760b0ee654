"""``amazongraph brief``: its forms, its files, what an internal one says and what a public one never does."""

from pathlib import Path

import pytest
from console import run
from small_tables import build_tables, read, small_tables, write

from amazongraph.settings import Settings, load


def test_it_writes_the_form_asked_for(reference: Settings, tmp_path: Path) -> None:
    root = reference.root
    shown = run("--workspace", root, "brief", "source:choche", "--lang", "en", "--format", "md")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("# Pistas clandestinas")
    assert "## What is not known" in shown.out
    for form, start in (("html", b"<!doctype html>"), ("pdf", b"%PDF-"), ("png", b"\x89PNG")):
        to = tmp_path / f"brief.{form}"
        ran = run("--workspace", root, "brief", "source:choche", "--format", form, "--to", to)
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert to.read_bytes().startswith(start)


@pytest.mark.parametrize("form", ["pdf", "png"])
def test_what_a_screen_cannot_show_wants_a_file(reference: Settings, form: str) -> None:
    ran = run("--workspace", reference.root, "brief", "source:choche", "--format", form)
    assert (ran.code, ran.out) == (2, "")
    assert f"--to ficha.{form}" in ran.err


def test_a_thing_that_is_not_there_is_told(reference: Settings) -> None:
    ran = run("--workspace", reference.root, "brief", "community:no-hay", "--lang", "es")
    assert (ran.code, ran.out) == (2, "")
    assert "community:no-hay" in ran.err


def test_what_is_internal_is_marked_and_what_is_public_does_not_hold_it(tmp_path: Path) -> None:
    (tmp_path / "amazongraph.toml").write_text('profile = "own"\nlanguage = "es"\n', encoding="utf-8")
    folder = small_tables(tmp_path / "tables")
    victims = read(folder / "victims.csv")
    (name,) = [row["name"] for row in victims if row["key"] == "44jqx2fj"]
    hidden = [{**row, "level": "3"} if row["key"] == "44jqx2fj" else row for row in victims]
    write(folder / "victims.csv", hidden, list(hidden[0]))
    build_tables(load(tmp_path), folder)
    root = ("--workspace", tmp_path, "brief", "people:kakataibo", "--format", "md")
    own = run(*root)
    assert name in own.out
    assert "INTERNO" in own.out.splitlines()[4]
    public = run(*root, "--profile", "public")
    assert public.code == 0
    assert name not in public.out
    assert "INTERNO" not in public.out
    assert "0 afirmaciones retenidas" not in public.out
    kept = run(*root, "--to", tmp_path / "ficha.md")
    assert kept.code == 0
    assert [path.name for path in tmp_path.glob("*.md")] == ["ficha.INTERNO.md"]
