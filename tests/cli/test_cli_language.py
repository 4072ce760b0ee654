"""The language: the flag, then the workspace's file, then AMAZONGRAPH_LANG and the system, then Spanish."""

from pathlib import Path

import pytest
from console import run

SPANISH, ENGLISH = "Ninguna versión", "No release"
ORDER = {
    "nothing said": ({}, None, [], SPANISH),
    "the system says English": ({"LANG": "en_US.UTF-8"}, None, [], ENGLISH),
    "the system says Spanish": ({"LANG": "es_PE.UTF-8"}, None, [], SPANISH),
    "the system says another": ({"LANG": "fr_FR.UTF-8"}, None, [], SPANISH),
    "the variable before the system": ({"LANG": "es_PE.UTF-8", "AMAZONGRAPH_LANG": "en"}, None, [], ENGLISH),
    "the file before the variable": ({"AMAZONGRAPH_LANG": "en"}, "es", [], SPANISH),
    "the file in English": ({"AMAZONGRAPH_LANG": "es"}, "en", [], ENGLISH),
    "the flag before the file": ({"AMAZONGRAPH_LANG": "es"}, "es", ["--lang", "en"], ENGLISH),
    "the flag in its other form": ({"AMAZONGRAPH_LANG": "en"}, "en", ["--lang=es"], SPANISH),
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, on a system that says no language."""
    monkeypatch.delenv("AMAZONGRAPH_LANG")
    monkeypatch.setattr("locale.getlocale", lambda *given: (None, None))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _say(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], folder: Path, language: str | None) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if language:
        (folder / "amazongraph.toml").write_text(f'language = "{language}"\n', encoding="utf-8")


@pytest.mark.parametrize(("environment", "file", "flag", "words"), ORDER.values(), ids=ORDER)
def test_what_is_told_speaks_it(
    environment: dict[str, str],
    file: str | None,
    flag: list[str],
    words: str,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _say(monkeypatch, environment, here, file)
    removed = {SPANISH: "Versiones borradas: 0.\n", ENGLISH: "Releases removed: 0.\n"}
    assert run("release", "prune", *flag).err == removed[words]
    assert run("release", "use", "x", *flag).err.startswith(words), "errors too"


@pytest.mark.parametrize("workspace", [["--workspace", "there"], ["--workspace=there"]], ids=["two words", "one"])
def test_errors_speak_that_of_the_workspace_named(
    workspace: list[str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "there").mkdir()
    _say(monkeypatch, {"AMAZONGRAPH_LANG": "es"}, here / "there", "en")
    assert run(*workspace, "release", "use", "x").err.startswith(ENGLISH)


WRONG = {
    "does not parse": ("language = es", "no se puede leer", "cannot be read"),
    "unknown language": ('language = "qu"', "la lengua «qu» no está", 'there is no language "qu"'),
    "unknown key": ('colour = "red"', "no se conoce «colour»", '"colour" is not known'),
    "wrong kind": ("graph = 3", "debe ser un texto entre comillas", "must be a text in quotation marks"),
}


@pytest.mark.parametrize(("content", "es", "en"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_wrong_is_told_in_the_language_of_the_system(
    content: str, es: str, en: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "amazongraph.toml").write_text(content, encoding="utf-8")
    for lang, words in (("es", es), ("en", en)):
        monkeypatch.setenv("AMAZONGRAPH_LANG", lang)
        ran = run("where")
        assert (ran.code, ran.data) == (2, b"")
        assert "amazongraph.toml" in ran.err
        assert words in ran.err
