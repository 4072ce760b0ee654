"""An answer written for people and for programs, held against forms written by hand (``golden/``)."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazongraph.labels import interval_text
from amazongraph.questions.answer import Answer, ask
from amazongraph.questions.catalogue import read_questions
from amazongraph.questions.citations import Citation
from amazongraph.questions.forms import FORMS, coverage, csv_table, json_answer, markdown, readable, table
from amazongraph.questions.question import Column, Question
from amazongraph.releases import Release

GOLDEN = Path(__file__).parent / "golden"
E = "https://example.org/"


def both(es: str, en: str) -> dict[str, str]:
    return {"es": es, "en": en}


COLUMNS = (
    Column("thing", "entity", both("Cosa", "Thing"), hidden=True),
    Column("value", "decimal", both("Cifra", "Figure"), prefix="bound"),
    Column("min", "decimal", both("Mínimo", "Minimum"), hidden=True),
    Column("max", "decimal", both("Máximo", "Maximum"), hidden=True),
    Column("bound", "entity", both("Alcance", "Bound"), hidden=True),
    Column("who", "entities", both("Quién lo dice", "Who says so")),
    Column("period", "interval", both("Período", "Period")),
    Column("counted", "boolean", both("Cuenta", "Counted")),
    Column("empty", "text", both("Vacía", "Empty")),
    Column("note_es", "text", both("Nota", "Note in Spanish"), lang="es"),
    Column("note_en", "text", both("Nota en inglés", "Note"), lang="en"),
    Column("sources", "sources", both("Fuentes", "Sources")),
)
QUESTION = Question(
    id="tiny",
    theme="theme",
    question=both("¿Cuántos son?", "How many are there?"),
    note=both("No se suman.", "Not to be added up."),
    partial=both("Falta un año.", "A year is missing."),
    columns=COLUMNS,
    query="",
)
LABELS = {
    f"{E}t/1": both("Cosa 1", "Thing 1"),
    f"{E}t/2": both("+ Cosa 2", "+ Thing 2"),
    f"{E}t/3": both("Cosa 3", "Thing 3"),
    f"{E}b/exactly": both("exactamente", "exactly"),
    f"{E}b/at-least": both("al menos", "at least"),
    f"{E}o/aidesep": both("Asociación Interétnica", "Interethnic Association"),
    f"{E}o/ibc": both("Instituto del Bien Común", "Institute of the Common Good"),
}
SHORT = {**LABELS, f"{E}o/aidesep": both("AIDESEP", "AIDESEP"), f"{E}o/ibc": both("IBC", "IBC")}
CITATIONS = [
    Citation(f"{E}d/a", "Primero", False, ("Agencia", "Diario"), "2023-05", f"{E}a", "read-in-full"),
    Citation(f"{E}d/b", "Segundo", True, ("Diario",), "", "", "read-in-excerpt"),
    Citation(f"{E}d/c", "Tercero", False, (), "2021", f"{E}c", ""),
]


def row(**cells: str) -> dict[str, str]:
    return {column.name: cells.get(column.name, "") for column in COLUMNS}


ROWS = [
    row(
        thing=f"{E}t/1",
        value="27",
        bound=f"{E}b/exactly",
        who=f"{E}o/aidesep {E}o/ibc",
        period="2020/..",
        counted="true",
        note_es="=1+1 no es una suma",
        note_en="=1+1 is no sum",
        sources=f"{E}d/a {E}d/b",
    ),
    row(thing=f"{E}t/2", min="30", max="35", period="../2024-07", counted="false", sources=f"{E}d/c"),
    row(
        thing=f"{E}t/3",
        value="-5",
        bound=f"{E}b/at-least",
        who=f"{E}o/ibc",
        period="2013/2023",
        note_es="así | asá",
        note_en="so | so",
        sources=f"{E}d/a",
    ),
]
ANSWER = Answer(
    question=QUESTION,
    parameters={"since": "2020"},
    release="2026-01-01-abc",
    profile="public",
    rows=ROWS,
    labels=LABELS,
    short=SHORT,
    sources=CITATIONS,
    withheld=4,
)


def golden(name: str) -> str:
    """A golden file; it is kept with plain line ends, whatever the form writes."""
    return (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_table(lang: str, width: int) -> None:
    assert table(ANSWER, lang, width) == golden(f"table-{lang}-{width}.txt")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_markdown(lang: str) -> None:
    assert markdown(ANSWER, lang) == golden(f"markdown-{lang}.md")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_csv(lang: str) -> None:
    written = csv_table(ANSWER, lang)
    assert written.replace("\r\n", "\n") == golden(f"csv-{lang}.csv")
    assert written.count("\r\n") == written.count("\n"), "spreadsheets want both marks at the end of a line"


def test_json() -> None:
    assert json.loads(json_answer(ANSWER, "es")) == json.loads(golden("json-es.json"))


def test_json_says_the_same_in_english_but_for_the_citations() -> None:
    es, en = (json.loads(json_answer(ANSWER, lang)) for lang in ("es", "en"))
    assert [source.pop("text") for source in en["sources"]] == [source.text("en") for source in CITATIONS]
    assert [source.pop("text") for source in es["sources"]] == [source.text("es") for source in CITATIONS]
    assert es == en


def test_json_keeps_letters_as_they_are() -> None:
    assert "Quién lo dice" in json_answer(ANSWER, "es")


# Rows that are not there --------------------------------------------------------------------------------------


def nothing(**changes: object) -> Answer:
    return replace(ANSWER, rows=[], sources=[], labels={}, short={}, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", [table, markdown], ids=["table", "markdown"])
def test_no_row_is_told_not_to_be_zero(form: object) -> None:
    said = form(nothing(), "es")  # type: ignore[operator]
    assert "Ninguna fila con estos parámetros. No haber dato no es cero." in said
    assert "No row with these parameters. No data is not zero." in form(nothing(), "en")  # type: ignore[operator]
    assert "Cifra" in said
    assert "Fuentes\n[" not in said
    assert "Cobertura: 0 filas sobre 0 documentos" in said


def test_a_question_without_data_says_what_it_needs() -> None:
    question = replace(QUESTION, needs=both("Falta el registro.", "The register lacks."))
    said = table(nothing(question=question, parameters={}), "es", 80)
    assert "No hay datos para esta pregunta: Falta el registro." in said
    assert "The register lacks." not in table(nothing(question=question), "en", 80), "here the parameters may be why"


def test_no_row_is_no_line_of_a_data_file() -> None:
    assert csv_table(nothing(), "es") == golden("csv-es.csv").splitlines()[0] + "\r\n"
    assert json.loads(json_answer(nothing(), "es"))["rows"] == []


# Coverage -----------------------------------------------------------------------------------------------------


def test_coverage_is_one_line() -> None:
    assert coverage(ANSWER, "en") == golden("table-en-100.txt").splitlines()[-1]


def test_coverage_does_not_guess_years() -> None:
    undated = replace(ANSWER, sources=[replace(source, date="") for source in CITATIONS])
    assert "sobre 3 documentos. Versión" in coverage(undated, "es")


@pytest.mark.parametrize(("profile", "said"), [("partner", "de socios"), ("own", "INTERNO")])
def test_coverage_names_the_profile(profile: str, said: str) -> None:
    assert f"perfil {said}: 4 afirmaciones retenidas." in coverage(replace(ANSWER, profile=profile), "es")


def test_coverage_of_one_row_is_said_in_the_singular() -> None:
    one = replace(ANSWER, rows=ROWS[:1], sources=CITATIONS[:1], withheld=1)
    assert coverage(one, "es").startswith("Cobertura: 1 fila sobre 1 documento de 2023. ")
    assert coverage(one, "es").endswith(": 1 afirmación retenida.")
    assert coverage(one, "en").startswith("Coverage: 1 row resting on 1 document of 2023. ")


# Units --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hidden", "cells"),
    [
        (True, ["27 personas", "entre 30 y 35 personas", "al\u00a0menos\u00a0-5 personas"]),
        (False, ["27", "entre 30 y 35"]),
    ],
    ids=["beside the number", "in a column of its own"],
)
def test_a_number_is_read_with_its_unit(hidden: bool, cells: list[str]) -> None:
    value, unit = COLUMNS[1], Column("unit", "entity", both("Unidad", "Unit"), hidden=hidden)
    columns = (COLUMNS[0], replace(value, unit_in="unit"), unit, *COLUMNS[2:])
    persons = f"{E}u/persons"
    labels = {**SHORT, persons: both("personas", "persons")}
    answer = replace(
        ANSWER,
        question=replace(QUESTION, columns=columns),
        rows=[{**row, "unit": persons} for row in ROWS],
        short=labels,
    )
    assert [line[0] for line in readable(answer, "es")[1]][: len(cells)] == cells


def test_a_range_that_is_about_is_said_in_one_breath() -> None:
    about = replace(
        ANSWER, rows=[{**ROWS[1], "bound": f"{E}b/about"}], labels={**LABELS, f"{E}b/about": both("x", "x")}
    )
    assert readable(about, "es")[1][0][0] == "entre unos 30 y 35"
    assert readable(about, "en")[1][0][0] == "between about 30 and 35"


# Tables -------------------------------------------------------------------------------------------------------


def grid(written: str) -> list[str]:
    return written.split("\n\n")[1].splitlines()


def widest(written: str) -> int:
    return max(map(len, grid(written)))


def test_hidden_columns_and_empty_ones_are_not_printed() -> None:
    header = grid(table(ANSWER, "es", 200))[0]
    for hidden in ("Cosa", "Mínimo", "Alcance", "Vacía", "Nota en inglés"):
        assert hidden not in header


def test_exactly_is_left_unsaid() -> None:
    assert "exactamente" not in table(ANSWER, "es", 200)
    assert "al menos\u00a0-5".replace(" ", "\u00a0") in table(ANSWER, "es", 200), (
        "a number and what qualifies it stay together"
    )


def words(written: str) -> set[str]:
    """What the cells say, whatever the line breaks; a word may be broken at its own hyphen."""
    return set(re.split(r"[\s-]+", " ".join(grid(written))))


@pytest.mark.parametrize(
    ("asked", "lang"),
    [pytest.param(asked, ("es", "en")[i % 2], id=asked.id) for i, asked in enumerate(read_questions())],
)
def test_a_table_fits_its_width_and_breaks_no_word(release: Release, asked: Question, lang: str) -> None:
    answer = ask(release, asked)
    narrowest = table(answer, lang, 1)
    for width in (100, 140, 200):
        written = table(answer, lang, width)
        assert widest(written) <= max(width, widest(narrowest))
        assert words(written) == words(narrowest)
    assert words(table(answer, lang, 10_000)) == words(narrowest)


CELL = st.text(st.characters(whitelist_categories=("L", "N", "P"), max_codepoint=0x24F), max_size=12)


@settings(max_examples=40, deadline=None)
@given(
    texts=st.lists(st.lists(CELL, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=6),
    width=st.integers(20, 160),
)
def test_any_texts_fit_where_words_allow(texts: list[str], width: int) -> None:
    answer = replace(ANSWER, rows=[row(value="1", note_es=text, sources=f"{E}d/a") for text in texts])
    assert widest(table(answer, "es", width)) <= max(width, widest(table(answer, "es", 1)))


# Spreadsheets -------------------------------------------------------------------------------------------------


def cells(answer: Answer, lang: str = "es") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_table(answer, lang), newline="")))


@pytest.mark.parametrize("opening", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_opens_like_a_formula_is_neutralised(opening: str) -> None:
    text = f"{opening}1+cmd|' /C calc'!A0"
    answer = replace(ANSWER, rows=[row(note_es=text, sources=f"{E}d/a")])
    assert cells(answer)[0]["Nota"] == f"'{text}"


def test_a_label_and_a_citation_that_open_like_a_formula_are_neutralised() -> None:
    citation = replace(CITATIONS[0], publishers=("=Diario",))
    labels = {**LABELS, f"{E}o/ibc": both("@ibc", "@ibc")}
    answer = replace(ANSWER, rows=[row(who=f"{E}o/ibc", sources=f"{E}d/a")], labels=labels, sources=[citation])
    said = cells(answer)[0]
    assert said["Quién lo dice"] == "'@ibc"
    assert said["Fuentes"].startswith("'=Diario. ")


@pytest.mark.parametrize("text", ["a=b", "1-2", "", "así"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert cells(replace(ANSWER, rows=[row(note_es=text, sources=f"{E}d/a")]))[0]["Nota"] == text


def test_negative_numbers_stay_numbers() -> None:
    assert [said["Cifra"] for said in cells(ANSWER)] == ["27", "", "-5"]


def test_a_row_of_a_spreadsheet_carries_its_own_sources() -> None:
    for said, source in zip(cells(ANSWER), ROWS, strict=True):
        assert said["Fuentes (IRI)"] == source["sources"]
        assert len(said["Fuentes"].split(" | ")) == len(source["sources"].split())


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(blacklist_characters="\r\0", blacklist_categories=("Cs",)), max_size=30))
def test_any_text_survives_the_spreadsheet(text: str) -> None:
    said = cells(replace(ANSWER, rows=[row(note_es=text, sources=f"{E}d/a")]))[0]["Nota"]
    assert said.removeprefix("'") == text.removeprefix("'")
    assert not said.startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=30))
def test_any_text_survives_json(text: str) -> None:
    answer = replace(ANSWER, rows=[row(note_es=text, sources=f"{E}d/a")])
    assert json.loads(json_answer(answer, "es"))["rows"][0]["note_es"] == text


# Cells --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edtf", "es", "en"),
    [
        ("2020", "2020", "2020"),
        ("2020-07-23", "2020-07-23", "2020-07-23"),
        ("2020/..", "desde 2020", "since 2020"),
        ("../2024-07", "hasta 2024-07", "until 2024-07"),
        ("2013/2023-12", "2013 a 2023-12", "2013 to 2023-12"),
        ("", "", ""),
    ],
)
def test_dates_are_read_aloud(edtf: str, es: str, en: str) -> None:
    assert (interval_text(edtf, "es"), interval_text(edtf, "en")) == (es, en)


def test_whole_numbers_are_whole_in_json() -> None:
    question = replace(QUESTION, columns=(Column("n", "integer", both("N", "N")), COLUMNS[-1]))
    answer = replace(ANSWER, question=question, rows=[{"n": "3", "sources": f"{E}d/a"}, {"n": "", "sources": ""}])
    written = json_answer(answer, "es")
    assert [said["n"] for said in json.loads(written)["rows"]] == [3, None]
    assert '"n": 3,' in written


def test_a_document_the_release_does_not_describe_has_no_number() -> None:
    answer = replace(ANSWER, rows=[row(value="1", sources=f"{E}d/b {E}d/unknown")])
    assert answer.numbers(answer.rows[0]) == [2]
    assert grid(table(answer, "es", 80))[2].split() == ["1", "[2]"]


def test_every_form_has_a_name() -> None:
    assert list(FORMS) == ["table", "csv", "json", "markdown"]
    for form in FORMS.values():
        assert form(ANSWER, "es").endswith("\n")
