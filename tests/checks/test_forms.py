"""A report tells what is wrong, where and what to do, on a screen, a page, in a review and as rows to mend."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from amazongraph import terms
from amazongraph.checks.forms import FORMS, Report, annotations, grouped, page, rejected_rows, terminal
from amazongraph.checks.report import Finding, from_dict
from amazongraph.checks.rules import checks
from amazongraph.checks.shapes import messages, shapes_text
from amazongraph.sources.curated import tables

NORM = terms.entity("norm", "a-norm")
NAMES = {NORM: "DS 1", terms.ag("occurred"): "fecha del hecho"}
TEXT = {"es": "Algo falta. Complételo.", "en": "Something is missing. Fill it in."}


def finding(**said: Any) -> Finding:
    """A finding about a norm, at one cell unless told otherwise."""
    plain = Finding("violation", "A-check", NORM, terms.ag("signed"), "", TEXT, (("norms.csv", 7, "signed"),))
    return replace(plain, **said)


def told(*found: Finding, lang: str = "es", **said: Any) -> str:
    return terminal(Report(found, lang, NAMES, **said))


def line(one: Finding, lang: str = "es") -> str:
    """What a screen shows of where a finding is."""
    return told(one, lang=lang).splitlines()[-1]


# --- grouping and counts ---------------------------------------------------------------------------


def test_a_problem_is_told_once_with_every_cell_it_concerns() -> None:
    found = [finding(cells=(("norms.csv", row, "signed"),)) for row in (7, 9)]
    assert told(*found).splitlines()[-3:] == [
        "GRAVE (2): Algo falta. Complételo.",
        "    norms.csv, fila 7, columna signed · DS 1 (norm:a-norm)",
        "    norms.csv, fila 9, columna signed · DS 1 (norm:a-norm)",
    ]


def test_problems_told_in_other_words_are_apart_though_one_check_found_them() -> None:
    found = [finding(text={"es": f"No existe «{key}».", "en": key}) for key in ("a", "b", "a")]
    assert [(group.text["es"], len(group.findings)) for group in grouped(found)] == [
        ("No existe «a».", 2),
        ("No existe «b».", 1),
    ]


def test_what_stops_a_release_comes_first_and_then_what_is_most_frequent() -> None:
    found = [
        finding(severity="info", check="n"),
        *[finding(severity="warning", check=check) for check in ("few", "many", "many")],
        finding(severity="violation", check="z"),
    ]
    assert [(group.severity, group.findings[0].check) for group in grouped(found)] == [
        ("violation", "z"),
        ("warning", "many"),
        ("warning", "few"),
        ("info", "n"),
    ]


@pytest.mark.parametrize(
    ("lang", "counts", "meaning"),
    [
        ("es", "Graves: 1 · Avisos: 2 · Notas: 0", "Lo grave impide publicar"),
        ("en", "Serious: 1 · Warnings: 2 · Notes: 0", "What is serious stops publication"),
    ],
)
@pytest.mark.parametrize("form", ["text", "html"])
def test_a_report_begins_with_the_counts_and_what_they_mean(form: str, lang: str, counts: str, meaning: str) -> None:
    found = [finding(), finding(severity="warning"), finding(severity="warning")]
    said = FORMS[form](Report(found, lang, about="norms.csv"))
    assert said.index("norms.csv") < said.index(counts) < said.index(meaning)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("es", "No se encontró nada que corregir."), ("en", "Nothing to mend was found.")],
)
@pytest.mark.parametrize("form", ["text", "html"])
def test_a_report_without_findings_says_so(form: str, lang: str, words: str) -> None:
    assert words in FORMS[form](Report([], lang))


def test_a_screen_shows_the_first_cells_and_counts_the_others() -> None:
    found = [finding(cells=(("norms.csv", row, "signed"),)) for row in range(2, 15)]
    lines = told(*found).splitlines()
    assert sum("norms.csv" in line for line in lines) == 10
    assert lines[-1].startswith("    … y 3 más: con --all")
    assert told(*found, lang="en").splitlines()[-1].startswith("    … and 3 more: --all")


def test_a_screen_shows_every_cell_when_asked() -> None:
    found = [finding(cells=(("norms.csv", row, "signed"),)) for row in range(2, 15)]
    lines = told(*found, shown=13).splitlines()
    assert sum("norms.csv" in line for line in lines) == 13
    assert "--all" not in lines[-1]


# --- where, and what it is about -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "es", "en"),
    [
        pytest.param(
            (("norms.csv", 7, "signed"),), "norms.csv, fila 7, columna signed", "norms.csv, row 7, column signed",
            id="a cell",
        ),
        pytest.param((("norms.csv", 7, "key"),), "norms.csv, fila 7", "norms.csv, row 7", id="a whole row"),
        pytest.param((("norms.csv", 0, ""),), "norms.csv", "norms.csv", id="a whole file"),
        pytest.param(
            (("norms.csv", 0, "signed"),), "norms.csv, columna signed", "norms.csv, column signed", id="a whole column"
        ),
        pytest.param(
            (("claims.csv", 3, "value"), ("claims.csv", 5, "value"), ("incidents.csv", 9, "date")),
            "claims.csv, filas 3, 5, columna value; incidents.csv, fila 9, columna date",
            "claims.csv, rows 3, 5, column value; incidents.csv, row 9, column date",
            id="several cells",
        ),
        pytest.param(
            (("norms.csv", 7, "signed"), ("claims.csv", 3, "key")),
            "norms.csv, fila 7, columna signed", "norms.csv, row 7, column signed",
            id="the cell to fill among rows about the thing",
        ),
        pytest.param(
            tuple(("claims.csv", row, "value") for row in range(2, 12)),
            "claims.csv, filas 2, 3, 4, 5, 6, 7, 8, 9, …, columna value",
            "claims.csv, rows 2, 3, 4, 5, 6, 7, 8, 9, …, column value",
            id="very many cells",
        ),
    ],
)  # fmt: skip
def test_a_line_says_where_to_look(cells: tuple[tuple[str, int, str], ...], es: str, en: str) -> None:
    one = finding(cells=cells, path="")
    assert line(one) == f"    {es} · DS 1 (norm:a-norm)"
    assert line(one, "en") == f"    {en} · DS 1 (norm:a-norm)"


@pytest.mark.parametrize(
    ("said", "about"),
    [
        pytest.param({}, "DS 1 (norm:a-norm)", id="a thing with a name"),
        pytest.param({"focus": terms.entity("figure", "kill-001")}, "figure:kill-001", id="a thing without a name"),
        pytest.param({"focus": "_:b7f3"}, "algo sin nombre", id="a blank node"),
        pytest.param({"focus": ""}, "", id="nothing"),
        pytest.param({"value": '"2018"^^<urn:year>'}, "DS 1 (norm:a-norm) · 2018", id="a typed value"),
        pytest.param({"value": '"a \\"b\\"\\nc"@es'}, 'DS 1 (norm:a-norm) · a "b" c', id="a text with a line break"),
        pytest.param({"value": terms.ag("occurred")}, "DS 1 (norm:a-norm) · fecha del hecho", id="a value with a name"),
        pytest.param({"value": terms.entity("norm", "b")}, "DS 1 (norm:a-norm) · norm:b", id="a value without a name"),
    ],
)
def test_a_line_says_what_it_is_about(said: dict[str, str], about: str) -> None:
    where = "    norms.csv, fila 7, columna signed"
    assert line(finding(**said)) == (f"{where} · {about}" if about else where)


def test_where_no_column_tells_the_property_its_name_does() -> None:
    assert line(finding(cells=())) == "    DS 1 (norm:a-norm) · ag:signed"
    assert line(finding(cells=(("x.ttl", 0, ""),))) == "    x.ttl · DS 1 (norm:a-norm) · ag:signed"


def test_a_value_cannot_steer_the_screen_or_begin_a_line() -> None:
    text = dict.fromkeys(("es", "en"), "Mal \x1b[31m\nGRAVE (9): todo.")
    said = told(finding(value='"x\\u001B[2J\\u0007\\ny"', text=text))
    assert "GRAVE (1): Mal [31m GRAVE (9): todo.\n" in said
    assert said.endswith(" · x [2J y\n")


# --- the page --------------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Reads a page: its texts by element, its elements with their attributes, and whether they close in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, said: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(said)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1], data))

    def said(self, tag: str) -> list[str]:
        return [text for element, text in self.texts if element == tag]


EVIL = '<script>alert("1")</script> & <img src=x onerror=alert(1)>'
FOUND = [
    finding(focus=terms.entity("norm", "x"), value=json.dumps(EVIL)),
    finding(severity="warning", check="w", text={"es": f"Aviso {EVIL}.", "en": f"Warned {EVIL}."}),
    *[finding(severity="info", check="n", cells=(("norms.csv", row, "key"),)) for row in range(2, 14)],
]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_page_tells_every_finding_in_its_language(lang: str) -> None:
    read = Reader(page(Report(FOUND, lang, NAMES, "norms.csv")))
    assert read.elements[0] == ("html", {"lang": lang})
    heads = {
        "es": ["GRAVE (1)", "AVISO (1)", "NOTA (12)"],
        "en": ["SERIOUS (1)", "WARNING (1)", "NOTE (12)"],
    }
    assert read.said("h2") == heads[lang]
    assert TEXT[lang] in read.said("p")
    columns = {
        "es": ["Archivo", "Fila", "Columna", "De qué se trata"],
        "en": ["File", "Row", "Column", "What it is about"],
    }
    assert read.said("th")[:4] == columns[lang]
    assert read.said("td")[:3] == ["norms.csv", "7", "signed"]
    assert [row for row in read.said("td") if row.isdigit()][2:] == [str(row) for row in range(2, 14)]
    other = TEXT["en" if lang == "es" else "es"]
    assert not any(other in text for _, text in read.texts)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_page_needs_nothing_else_and_runs_nothing(lang: str) -> None:
    said = page(Report(FOUND, lang, NAMES, EVIL))
    read = Reader(said)
    assert {tag for tag, _ in read.elements}.isdisjoint({"script", "link", "img", "iframe", "object", "base", "form"})
    given = {name for _, attributes in read.elements for name in attributes}
    assert given <= {"lang", "charset", "name", "content", "class", "open", "scope"}
    (style,) = re.findall("<style>(.*?)</style>", said, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    assert ("meta", {"charset": "utf-8"}) in read.elements


def test_a_page_shows_marks_in_a_value_as_they_are() -> None:
    said = page(Report(FOUND, "es", {terms.entity("norm", "x"): EVIL}, EVIL))
    assert "<script" not in said
    assert "<img" not in said
    read = Reader(said)
    assert f"Aviso {EVIL}." in read.said("p")
    assert EVIL in read.said("p"), "what was checked"
    assert f"{EVIL} (norm:x) · {EVIL}" in read.said("td")


def test_a_page_opens_short_lists_and_folds_long_ones() -> None:
    read = Reader(page(Report(FOUND, "es")))
    assert [attributes for tag, attributes in read.elements if tag == "details"] == [{"open": None}, {"open": None}, {}]
    assert read.said("summary") == ["Dónde (1)", "Dónde (1)", "Dónde (12)"]


@pytest.mark.parametrize(
    ("said", "heads"),
    [
        pytest.param({"cells": (("x.csv", 7, "key"),), "path": ""}, ["Archivo", "Fila", "De qué se trata"], id="a row"),
        pytest.param({"cells": (("x.ttl", 0, ""),)}, ["Archivo", "De qué se trata"], id="a file"),
        pytest.param({"cells": ()}, ["De qué se trata"], id="no place"),
        pytest.param({"cells": (), "focus": "", "path": ""}, [], id="nothing to point at"),
    ],
)  # fmt: skip
def test_a_page_leaves_out_columns_that_would_be_empty(said: dict[str, Any], heads: list[str]) -> None:
    assert Reader(page(Report([finding(**said)], "es"))).said("th") == heads


# --- for programs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["es", "en"])
def test_json_holds_everything_and_reads_back_as_it_was(lang: str) -> None:
    said = json.loads(FORMS["json"](Report(FOUND, lang, NAMES)))
    assert [from_dict(one) for one in said] == FOUND
    assert said[1]["name"] == "DS 1"
    assert said[1]["text"] == FOUND[1].text


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            {}, "::error file=norms.csv,line=7,title=signed::DS 1 (norm:a-norm): Algo falta. Complételo.", id="an error"
        ),
        pytest.param(
            {"severity": "warning", "cells": (("norms.csv", 7, "key"), ("norms.csv", 8, "key"))},
            "::warning file=norms.csv,line=7::DS 1 (norm:a-norm): Algo falta. Complételo.",
            id="a warning about rows",
        ),
        pytest.param(
            {"severity": "info", "cells": (("x.ttl", 0, ""),), "focus": ""},
            "::notice file=x.ttl::Algo falta. Complételo.",
            id="a notice about a file",
        ),
        pytest.param({"cells": ()}, "::error::DS 1 (norm:a-norm): Algo falta. Complételo.", id="no place"),
        pytest.param(
            {"cells": (("a,b:c%.csv", 7, "x\ny"),)},
            "::error file=a%2Cb%3Ac%25.csv,line=7,title=x%0Ay::DS 1 (norm:a-norm): Algo falta. Complételo.",
            id="marks of the notation in the place",
        ),
        pytest.param(
            {"focus": "", "text": {"es": "100 %,\r\n::error::a: b", "en": ""}},
            "::error file=norms.csv,line=7,title=signed::100 %25,%0D%0A::error::a: b",
            id="marks of the notation in the text",
        ),
    ],
)
def test_an_annotation_is_one_line_with_its_marks_escaped(said: dict[str, Any], expected: str) -> None:
    assert annotations(Report([finding(**said)], "es", NAMES)) == expected + "\n"


def test_there_is_one_annotation_a_finding() -> None:
    assert len(annotations(Report(FOUND, "en", NAMES)).splitlines()) == len(FOUND)


# --- rows to mend ----------------------------------------------------------------------------------

TABLE = 'key,signed,note\na,2018,"x, ""y"""\nb,,\nc,"=1+1", spaced \n'


def at(*rows: int, file: str = "norms.csv", **said: Any) -> Finding:
    return finding(cells=tuple((file, row, "signed") for row in rows), **said)


def rows_of(found: list[Finding], content: str = TABLE, lang: str = "es") -> list[list[str]]:
    """The rows of the CSV, its head among them, without the column ``mend``."""
    rows = list(csv.reader(io.StringIO(rejected_rows(found, "norms.csv", content, lang))))
    assert all(re.fullmatch(r"\d+-[0-9a-f]{8}", row[-2]) for row in rows[1:])
    return [[*row[:-2], row[-1]] for row in rows]


def test_the_rows_to_mend_are_those_a_violation_points_to_with_their_cells_as_they_were() -> None:
    found = [at(2, 4), at(3, severity="warning"), at(3, file="claims.csv")]
    assert rows_of(found) == [
        ["key", "signed", "note", "reason"],
        ["a", "2018", 'x, "y"', TEXT["es"]],
        ["c", "=1+1", " spaced ", TEXT["es"]],
    ]
    assert rows_of(found, lang="en")[1][-1] == TEXT["en"]


def test_a_row_with_several_problems_has_every_reason_once() -> None:
    other = {"es": "Otra cosa.", "en": "Another."}
    assert rows_of([at(2), at(2, text=other), at(2)])[1:] == [["a", "2018", 'x, "y"', f"{TEXT['es']} Otra cosa."]]


@pytest.mark.parametrize(
    "found",
    [
        pytest.param([], id="no finding"),
        pytest.param([at(2, severity="warning")], id="a warning"),
        pytest.param([at(2, file="claims.csv")], id="another table"),
        pytest.param([at(1)], id="the head"),
        pytest.param([finding(cells=(("norms.csv", 0, ""),))], id="the whole file"),
        pytest.param([at(99)], id="a row that is not there"),
    ],
)
def test_there_are_no_rows_to_mend_for(found: list[Finding]) -> None:
    assert rejected_rows(found, "norms.csv", TABLE, "es") == ""


def test_rows_are_numbered_as_lines_also_after_a_cell_of_two_lines() -> None:
    content = 'key,note\na,"one\ntwo"\nb,\n'
    assert rows_of([at(4)], content)[1:] == [["b", "", TEXT["es"]]]
    assert rows_of([at(2)], content)[1:] == [["a", "one\ntwo", TEXT["es"]]]


def test_the_reason_stands_under_its_head_also_in_a_short_row() -> None:
    assert rows_of([at(2)], "key,signed,note\na,2018\n")[1:] == [["a", "2018", "", TEXT["es"]]]
    assert rows_of([at(2)], "key,signed\na,2018,more\n")[1:] == [["a", "2018", "more", TEXT["es"]]]


def test_a_reason_of_before_makes_way_for_the_new_one() -> None:
    content = "\ufeffkey,reason,note\na,The old reason.,x\n"
    assert rows_of([at(2)], content) == [["key", "note", "reason"], ["a", "x", TEXT["es"]]]


def test_rows_after_an_open_quotation_mark_are_left_to_their_message() -> None:
    assert rows_of([at(2), at(3)], 'key,note\na,x\nb,"y\nc,z\n')[1:] == [["a", "x", TEXT["es"]]]
    assert rejected_rows([at(2)], "norms.csv", "", "es") == ""


# --- the texts -------------------------------------------------------------------------------------

TEXTS = {terms.key_of(iri): text for iri, text in messages(shapes_text()).items()}
TEXTS |= {check.key: check.message for check in checks()}
SEVERITY = dict(re.findall(r"shape:([\w-]+) a sh:PropertyShape ;.*?sh:severity sh:(\w+)", shapes_text(), re.DOTALL))
SEVERITY |= {check.key: check.severity for check in checks()}
CALM = {
    "es": ("No es un error; si ", "no hay nada que corregir."),
    "en": ("This is not an error; if ", "there is nothing to mend."),
}
JARGON = ("shape", "SHACL", "nodo", "node", "literal", "IRI", "URI", "CRS84", "WKT", "RDF", "tripl", "focus")


@pytest.mark.parametrize("key", sorted(TEXTS))
@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_text_says_what_is_wrong_and_then_what_to_do(key: str, lang: str) -> None:
    text = TEXTS[key][lang]
    assert re.fullmatch(r"[A-Z¿].+[^.]\. [A-Z].+\.", text)
    assert not any(word in text for word in JARGON)


@pytest.mark.parametrize("key", sorted(key for key, severity in SEVERITY.items() if severity.lower() == "info"))
@pytest.mark.parametrize("lang", ["es", "en"])
def test_what_the_sources_leave_out_is_told_as_no_fault_and_with_what_would_help(key: str, lang: str) -> None:
    text = TEXTS[key][lang]
    assert any(words in text for words in CALM[lang])
    assert re.search(r"\b(si|Si)\b" if lang == "es" else r"\b(if|If)\b", text)


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_the_columns_and_tables_that_a_text_names_exist_and_are_the_same_in_both_languages(key: str) -> None:
    headers = [table.mapping.header() for table in tables()]
    columns = {column for own, optional in headers for column in own | optional}
    named = {}
    for lang, word in (("es", "columna"), ("en", "column")):
        text = TEXTS[key][lang]
        named[lang] = set(re.findall(rf"\b{word} (\w+)", text)) | set(re.findall(r"\w+_\w+(?!\.csv)\b", text))
        named[lang] -= {table.path.stem for table in tables()}
        assert named[lang] <= columns
        files = set(re.findall(r"\w+\.csv", text))
        assert files <= {table.path.name for table in tables()}
        named[lang] |= files
    assert named["es"] == named["en"]
