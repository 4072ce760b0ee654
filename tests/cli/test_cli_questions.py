"""``amazongraph questions``: by theme, by words, with what each needs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from console import Ran, run
from small_tables import build_tables, small_tables, workspace

from amazongraph.resources import data_dir
from amazongraph.settings import Settings

Questions = Callable[..., Ran]


@pytest.fixture
def questions(reference: Settings) -> Questions:
    """The questions of the reference release."""
    return lambda *given, **how: run("--workspace", reference.root, "questions", *given, **how)


def _files() -> dict[str, str]:
    """Question -> theme, as the folders and files of ``queries/`` say."""
    return {path.stem: path.parent.name for path in data_dir("queries").glob("*/*.rq")}


def test_every_question_stands_under_its_theme(questions: Questions) -> None:
    ran = questions()
    assert (ran.code, ran.err) == (0, "")
    said: dict[str, str] = {}
    theme = ""
    for line in ran.out.splitlines():
        if not line.startswith(" "):
            theme = line
        elif not line.startswith("   "):
            said[line.split()[0]] = theme
    assert said == _files()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("es", ("murder-counts  [responde]", "¿En qué difieren", "--param since=…  Solo cifras que abarcan")),
        ("en", ("murder-counts  [answers]", "How do the counts", "--param since=…  Only figures that cover")),
    ],
    ids=["es", "en"],
)
def test_each_is_told_with_its_status_and_parameters(lang: str, words: tuple[str, ...], questions: Questions) -> None:
    ran = questions("murder-counts", "--lang", lang)
    assert [word for word in words if word not in ran.out] == []


ON_KILLINGS = {
    *("murder-counts", "killings-in-context", "killings-on-record", "lists-of-killings", "protection-before-killing"),
}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["asesinatos"], ON_KILLINGS),
        (["VICTIMAS"], {"killings-on-record", "protection-before-killing"}),
        (["killings", "murders"], {"murder-counts"}),
        (["killings murders"], {"murder-counts"}),
        (["airstrip"], {"airstrip-counts", "airstrips-reopened", "reserve-pressures"}),
        (["corridors"], {"corridor-segments", "corridors-reported", "joining-places"}),
    ],
    ids=["Spanish", "no accents, capitals", "two words", "two words in one", "part of an id", "a tag"],
)
def test_words_narrow_the_list(words: list[str], found: set[str], questions: Questions) -> None:
    listed = json.loads(questions(*words, "--json").out)
    assert {entry["id"] for entry in listed} == found
    assert all(entry["theme"] == _files()[entry["id"]] for entry in listed)
    assert all(set(entry["question"]) == {"es", "en"} for entry in listed)


@pytest.mark.parametrize(
    ("lang", "start"), [("es", "Ninguna pregunta contiene"), ("en", "No question holds")], ids=["es", "en"]
)
def test_words_that_nothing_holds_are_told(lang: str, start: str, questions: Questions) -> None:
    ran = questions("uranium", "mines", "--lang", lang)
    assert (ran.code, ran.data) == (0, b"")
    assert ran.err.startswith(start)
    assert "uranium mines" in ran.err


@pytest.fixture(scope="module")
def scarce(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with few tables: no figure of communities without title is in them."""
    root = tmp_path_factory.mktemp("scarce")
    build_tables(workspace(root), small_tables(root / "curated"))
    return root


@pytest.mark.parametrize(
    ("lang", "mark"), [("es", "[necesita otra fuente]"), ("en", "[needs another source]")], ids=["es", "en"]
)
def test_a_question_without_data_says_so(lang: str, mark: str, scarce: Path) -> None:
    out = run("--workspace", scarce, "questions", "--lang", lang).out
    assert f"without-title-counts  {mark}" in out
    assert f"airstrip-counts  {mark}" not in out


@pytest.mark.parametrize("lang", ["es", "en"])
def test_what_is_missing_and_what_is_partial_is_told(lang: str, scarce: Path, tmp_path: Path) -> None:
    release = next((scarce / "graph" / "releases").iterdir())
    index = json.loads((release / "public" / "questions.json").read_text(encoding="utf-8"))
    entry = next(entry for entry in index if entry["question"]["id"] == "without-title-counts")
    entry["question"]["needs"] = {"es": "Falta el registro.", "en": "The register is missing."}
    entry["question"]["partial"] = {"es": "Solo parte.", "en": "In part only."}
    folder = tmp_path / "graph" / "releases" / release.name
    (folder / "public").mkdir(parents=True)
    (folder / "public" / "questions.json").write_text(json.dumps([entry]), encoding="utf-8")
    (tmp_path / "graph" / "current").write_text(release.name, encoding="utf-8")
    out = run("--workspace", tmp_path, "questions", "--lang", lang).out
    assert f"\n      {entry['question']['needs'][lang]}\n" in out
    assert f"\n      {entry['question']['partial'][lang]}\n" in out
