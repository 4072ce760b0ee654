"""``amazongraph ask``: rows that cite, in the form and the language asked for."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from console import Ran, run
from small_tables import read, small_tables

from amazongraph.settings import Settings
from amazongraph.sources.curated import FOLDER, tables

Ask = Callable[..., Ran]


@pytest.fixture
def ask(reference: Settings) -> Ask:
    """Ask the reference release."""
    return lambda *given, **how: run("--workspace", reference.root, "ask", *given, **how)


def _counts() -> list[dict[str, str]]:
    """The published counts of killings, from the table itself."""
    return [row for row in read(FOLDER / "figures.csv") if row["indicator"] == "killings"]


WORDS = {
    "es": ("¿En qué difieren los recuentos", "Quién lo dice", "\nFuentes\n[1] ", "\nCobertura: ", "perfil público: 0 "),
    "en": ("How do the counts of murdered", "Who says so", "\nSources\n[1] ", "\nCoverage: ", "profile public: 0 "),
}


@pytest.mark.parametrize(("lang", "words"), WORDS.items(), ids=WORDS)
def test_a_table_to_read_with_numbered_sources_and_coverage(
    lang: str, words: tuple[str, ...], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "320")
    ran = ask("murder-counts", "--lang", lang)
    assert (ran.code, ran.err) == (0, "")
    assert [word for word in words if word not in ran.out] == []
    # The counts stand side by side, none added up.
    first_cells = {line.split()[0] for line in ran.out.splitlines() if line[:1].isdigit()}
    assert {row["value"] for row in _counts() if row["bound"] == "exactly" and row["value"]} <= first_cells


def test_json_is_all_that_stands_on_stdout(ask: Ask) -> None:
    ran = ask("murder-counts", "--format", "json")
    answer = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert {row["figure"]["iri"].rpartition("/")[2] for row in answer["rows"]} == {row["key"] for row in _counts()}


def test_csv_for_a_spreadsheet_is_only_the_table(ask: Ask, tmp_path: Path) -> None:
    ran = ask("murder-counts", "--format", "csv", "--to", tmp_path / "cifras.csv")
    assert (ran.code, ran.data, ran.err) == (0, b"", "")
    written = (tmp_path / "cifras.csv").read_bytes()
    assert written.startswith("\ufeff".encode()), "Excel needs the mark"
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), strict=True))
    assert len(rows) == len(_counts()) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert written.count(b"\r\n") == len(rows)
    assert not written.replace(b"\r\n", b"").count(b"\r")


def test_csv_on_stdout_keeps_its_line_ends_on_every_system(ask: Ask) -> None:
    ran = ask("airstrip-counts", "--format", "csv", newline="\r\n")
    assert b"\r\r" not in ran.data
    assert ran.data.count(b"\r\n") > 1


def test_markdown_to_a_file_has_no_mark(ask: Ask, tmp_path: Path) -> None:
    ask("reserve-areas", "--format", "markdown", "--to", tmp_path / "reservas.md", "--lang", "en")
    text = (tmp_path / "reservas.md").read_bytes().decode("utf-8")
    assert text.startswith("## ")
    assert "\nSources\n" in text


def test_parameters_narrow_the_answer(ask: Ask) -> None:
    ran = ask("killings-on-record", "--format", "json", "--param", "since=2024", "--param", " since = 2025 ")
    answer = json.loads(ran.out)
    assert answer["parameters"] == {"since": "2025"}, "the last one holds"
    assert {row["year"] for row in answer["rows"]} == {2025, None}, "undated ones stay, apart"


@pytest.mark.parametrize(
    ("given", "es", "en"),
    [
        (["--param", "colour=red"], "no tiene el parámetro «colour»", "has no parameter"),
        (["--param", "since"], "Escriba --param nombre=valor", "Write --param name=value"),
        (["--param", "=2020"], "Escriba --param nombre=valor", "Write --param name=value"),
        (["--param", "since=yesterday"], "debe ser un número entero", "must be a whole number"),
    ],
    ids=["unknown", "no value", "no name", "ill-typed"],
)
def test_a_wrong_parameter_is_told(given: list[str], es: str, en: str, ask: Ask) -> None:
    for lang, words in (("es", es), ("en", en)):
        ran = ask("killings-on-record", *given, "--lang", lang)
        assert (ran.code, ran.data) == (2, b"")
        assert words in ran.err


def test_an_unknown_question_is_told_with_the_nearest(ask: Ask) -> None:
    ran = ask("murders-counts", "--lang", "en")
    assert (ran.code, ran.data) == (2, b"")
    assert ran.err.startswith('There is no question "murders-counts". Near: murder-counts')
    assert "No hay ninguna pregunta «xyz»" in ask("xyz", "--lang", "es").err


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "No se puede escribir"), ("en", "cannot be written")], ids=["es", "en"]
)
def test_a_file_that_cannot_be_written_is_told(lang: str, words: str, ask: Ask, tmp_path: Path) -> None:
    ran = ask("murder-counts", "--to", tmp_path / "no" / "such" / "folder.txt", "--lang", lang)
    assert ran.code == 2
    assert words in ran.err
    assert "folder.txt" in ran.err


def test_with_no_release_the_reference_one_is_built_first_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = small_tables(tmp_path / "curated")
    monkeypatch.setattr("amazongraph.build.tables", lambda: tables(small))
    first = run("--workspace", tmp_path, "ask", "airstrip-counts", "--format", "json")
    assert first.code == 0
    assert first.err == "Aún no hay ninguna versión aquí: se construyen primero los datos de referencia.\n"
    assert len(json.loads(first.out)["rows"]) == 4
    again = run("--workspace", tmp_path, "ask", "airstrip-counts", "--format", "json")
    assert (again.data, again.err) == (first.data, ""), "only once"
