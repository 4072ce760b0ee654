"""Each form of a bibliography is read back by a reader that is not ours, and says the same."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import rispy
from bibtexparser import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given, settings
from hypothesis import strategies as st

from amazongraph.messages import LANGUAGES
from amazongraph.ontology import load
from amazongraph.questions.answer import ask
from amazongraph.questions.bibliography import FORMS, bibliography, bibtex, csl, latex, plain, ris
from amazongraph.questions.catalogue import find_question
from amazongraph.questions.citations import Citation
from amazongraph.releases import Release
from amazongraph.terms import ag

S = "https://w3id.org/amazongraph/source/"
NEWS = Citation(
    f"{S}mong-67", "¿Qué pasó? «Coca» & 50 % más", True, ("Mongabay Latam", "EFE"), "2024-11-29", "https://example.org/a_b?c=%C3%B3&d={1}",
    "read-in-excerpt", "NewsArticle", "es",
)  # fmt: skip
REPORT = Citation(f"{S}report-2025", "Rutas, impactos", False, ("AIDESEP",), "2025-05", "", "not-read", "Report", "es")
DATA = Citation(f"{S}iso-639", "ISO 639-3 (code table)", False, (), "2012/2021", "", "", "Dataset", "")
UNDATED = Citation(f"{S}x", "Page", False, ("P",), "", "https://example.org/", "read-in-full", "WebPage", "en")
ALL = [NEWS, REPORT, DATA, UNDATED]
DAYS = {NEWS.iri: "2026-11-23", UNDATED.iri: "2026-01-02"}
READING = {"es": "Leído en extracto.", "en": "Read in excerpt."}
NOT_VERIFIED = {"es": "Título no verificado.", "en": "Title not verified."}


def of_bibtex(written: str) -> dict[str, dict[str, str]]:
    library = parse_string(written, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return {
        entry.key: {"type": entry.entry_type, **{field.key: str(field.value).strip("{}") for field in entry.fields}}
        for entry in library.entries
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bibtex(lang: str) -> None:
    written = bibtex(ALL, DAYS, lang)
    assert written.isascii()
    read = of_bibtex(written)
    assert list(read) == ["mong-67", "report-2025", "iso-639", "x"]
    news = read["mong-67"]
    assert news["type"] == "article"
    assert news["title"] == "[¿Qué pasó? «Coca» & 50 % más]"
    assert news["journal"] == "Mongabay Latam, EFE"
    assert (news["year"], news["date"], news["urldate"]) == ("2024", "2024-11-29", "2026-11-23")
    assert "  month = nov,\n" in written
    # An address is not decoded: what stands in the file is what is opened.
    assert "  url = {https://example.org/a_b?c=%C3%B3&d=%7B1%7D},\n" in written
    assert news["note"] == f"{NOT_VERIFIED[lang]} {READING[lang]}"
    report = read["report-2025"]
    assert (report["type"], report["institution"], report["year"]) == ("techreport", "AIDESEP", "2025")
    assert "url" not in report
    assert (read["iso-639"]["type"], read["iso-639"]["date"]) == ("misc", "2012/2021")
    assert "year" not in read["x"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_csl(lang: str) -> None:
    news, report, data, undated = json.loads(csl(ALL, DAYS, lang))
    assert news == {
        "id": "mong-67",
        "type": "article-newspaper",
        "title": f"[{NEWS.title}]",
        "container-title": "Mongabay Latam, EFE",
        "issued": {"date-parts": [[2024, 11, 29]]},
        "URL": NEWS.url,
        "accessed": {"date-parts": [[2026, 11, 23]]},
        "language": "es",
        "note": f"{NOT_VERIFIED[lang]} {READING[lang]}",
    }
    assert (report["type"], report["publisher"], report["issued"]) == ("report", "AIDESEP", {"date-parts": [[2025, 5]]})
    assert (data["type"], data["issued"]) == ("dataset", {"date-parts": [[2012], [2021]]})
    assert (undated["type"], "issued" in undated) == ("webpage", False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ris(lang: str) -> None:
    written = ris(ALL, DAYS, lang)
    assert written.count("\r\n") == written.count("\n")
    news, report, data, undated = rispy.loads(written)
    assert (news["type_of_reference"], news["id"], news["title"]) == ("NEWS", "mong-67", f"[{NEWS.title}]")
    assert (news["year"], news["date"], news["access_date"]) == ("2024", "2024/11/29/", "2026/11/23/")
    assert news["urls"] == [NEWS.url]
    assert news["notes"] == [f"{NOT_VERIFIED[lang]} {READING[lang]}"]
    assert (report["type_of_reference"], report["publisher"], report["date"]) == ("RPRT", "AIDESEP", "2025/05//")
    assert (data["type_of_reference"], data["year"]) == ("DATA", "2012")
    assert (undated["type_of_reference"], "year" in undated) == ("ELEC", False)


def test_text_says_when_an_address_was_opened() -> None:
    lines = plain(ALL, DAYS, "en").splitlines()
    assert lines[0].endswith("Read in excerpt. Accessed 2026-11-23.")
    assert lines[1].endswith("Not read: known from other documents.")
    assert [line.partition(" ")[0] for line in lines] == ["[1]", "[2]", "[3]", "[4]"]


# A citation is of one line; what LaTeX would take for a command is what it must not.
LETTERS = st.characters(categories=("L", "N", "P", "Zs"), max_codepoint=0x24F)
ODD = st.sampled_from("\\{}&%$#_~^áéíóúñüçÑÍº¿¡«»“”‘’–—…[]@,=\"'")
TITLE = st.text(ODD | LETTERS, min_size=1, max_size=25).map(lambda words: " ".join(words.split())).filter(bool)


@settings(max_examples=120, deadline=None)
@given(title=TITLE, publisher=TITLE)
def test_any_title_survives_every_form(title: str, publisher: str) -> None:
    one = replace(REPORT, title=title, publishers=(publisher,))
    assert json.loads(csl([one], {}, "es"))[0]["title"] == title
    read = rispy.loads(ris([one], {}, "es"))[0]
    assert (read["title"], read["publisher"]) == (title, publisher)
    entry = parse_string(bibtex([one], {}, "es"))
    assert not entry.failed_blocks
    assert [field.key for field in entry.entries[0].fields][:2] == ["title", "institution"]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("50 % & 3 #1 a_b $", r"50 \% \& 3 \#1 a\_b \$"),
        ("a\\b{c}~^", r"a\textbackslash{}b\{c\}\textasciitilde{}\textasciicircum{}"),
        ("íÍñç", r"{\'\i}{\'I}{\~n}{\c c}"),
        ("¿“x”…", "{?`}``x''\\ldots{}"),
        ("日本", "日本"),
    ],
)
def test_latex(words: str, written: str) -> None:
    assert latex(words) == written


@pytest.mark.parametrize(("form", "count"), [
    ("text", lambda written: len(written.splitlines())),
    ("bibtex", lambda written: len(of_bibtex(written))),
    ("csl", lambda written: len(json.loads(written))),
    ("ris", lambda written: len(rispy.loads(written))),
])  # fmt: skip
def test_every_document_of_an_answer_is_in_its_bibliography(
    release: Release, form: str, count: Callable[[str], int]
) -> None:
    answer = ask(release, find_question(release, "documents-to-open"))
    written = bibliography(release, "public", answer.sources, form, "es")
    assert count(written) == len(answer.sources) > 300
    assert "2026" in written


def test_every_class_of_document_has_a_type() -> None:
    from amazongraph.questions.bibliography import _TYPES

    known = load()
    documents = {name for name, above in known.superclasses.items() if ag("Source") in above} - {ag("Document")}
    assert {ag(name) for name in _TYPES} == documents


def test_forms_are_those_of_the_command_line() -> None:
    source = Path(__file__).parents[2] / "src" / "amazongraph" / "cli" / "ask.py"
    assert re.search(r'"--bibliography",\s+type=click.Choice\((\[.*?\])\)', source.read_text(encoding="utf-8"))[1] == (  # type: ignore[index]
        json.dumps(list(FORMS))
    )
