"""``amazongraph where`` and ``amazongraph init``: where things are, and a file that says so."""

import json
import tomllib
from pathlib import Path

import pytest
from console import run

from amazongraph import releases
from amazongraph.settings import Settings, load
from amazongraph.sources.curated import FOLDER


def test_where_names_every_place(reference: Settings, release: releases.Release) -> None:
    places = json.loads(run("--workspace", reference.root, "where", "--json").out)
    assert places["workspace"] == str(reference.root.resolve())
    assert places["graph"] == str(reference.root.resolve() / "graph")
    assert places["release"] == str(reference.root.resolve() / "graph" / "releases" / release.id)
    assert places["settings"] == ""
    assert places["tables"] == str(FOLDER)
    assert Path(places["ontology"], "prefixes.ttl").is_file()
    assert Path(places["queries"]).is_dir()


def test_where_to_read(reference: Settings, tmp_path: Path) -> None:
    lines = run("--workspace", tmp_path, "where").out.splitlines()
    assert [line.split(maxsplit=1)[0] for line in lines] == [
        "workspace", "settings", "graph", "release", "ontology", "queries", "tables",
    ]  # fmt: skip
    assert lines[1].split() == ["settings", "-"]
    assert lines[3].split() == ["release", "-"], "nothing is built to say where"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "# Espacio de trabajo"), ("en", "# Workspace of")], ids=["es", "en"]
)
def test_init_writes_a_commented_file_that_is_read(lang: str, words: str, tmp_path: Path) -> None:
    ran = run("--workspace", tmp_path, "init", "--lang", lang)
    path = tmp_path.resolve() / "amazongraph.toml"
    assert (ran.code, ran.out, ran.err) == (0, f"{path}\n", "")
    text = path.read_text(encoding="utf-8")
    assert text.lstrip().startswith(words)
    assert tomllib.loads(text) == {}, "all of it is a comment"
    uncommented = (
        line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in text.splitlines()
    )
    path.write_text("\n".join(uncommented), encoding="utf-8")
    read = load(tmp_path)
    assert (read.language, read.graph, read.profile, read.engine) == (lang, tmp_path / "graph", "public", "single")
    assert [(one.name, one.seconds) for one in read.allowed] == [("wikidata", 60)]
    assert load(tmp_path).has_file
    where = json.loads(run("--workspace", tmp_path, "where", "--json").out)
    assert where["settings"] == str(path)


def test_the_written_file_works_without_its_comment_signs(tmp_path: Path) -> None:
    run("--workspace", tmp_path, "init", "--lang", "en")
    path = tmp_path / "amazongraph.toml"
    text = path.read_text(encoding="utf-8").replace("# language", "language")
    path.write_text(text.replace('# graph = "graph"', 'graph = "elsewhere"'), encoding="utf-8")
    assert load(tmp_path) == Settings(tmp_path, tmp_path / "elsewhere", "en")


@pytest.mark.parametrize(("lang", "words"), [("es", "y no se toca"), ("en", "and is left alone")], ids=["es", "en"])
def test_init_overwrites_nothing(lang: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "amazongraph.toml").write_text("# mine\n", encoding="utf-8")
    ran = run("--workspace", tmp_path, "init", "--lang", lang)
    assert (ran.code, ran.data) == (2, b"")
    assert words in ran.err
    assert (tmp_path / "amazongraph.toml").read_text(encoding="utf-8") == "# mine\n"


def test_init_where_nothing_can_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path, language: str) -> Path:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr("amazongraph.cli.init.write_example", refuse)
    ran = run("--workspace", tmp_path, "init")
    assert ran.code == 2
    assert ran.err == (
        f"No se puede escribir {tmp_path.resolve()}: Permission denied. Elija otra carpeta u otro nombre.\n"
    )
