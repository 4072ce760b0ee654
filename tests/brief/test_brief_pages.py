"""A brief as a page, a text, a PDF and a picture: valid, readable without sight, one page where it says so."""

import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from amazongraph.brief.gather import brief
from amazongraph.brief.markdown import markdown
from amazongraph.brief.model import Brief
from amazongraph.brief.page import page
from amazongraph.brief.short import PAGE, one_page
from amazongraph.brief.typeset import pdf, png
from amazongraph.errors import ExtraError
from amazongraph.messages import text
from amazongraph.releases import Release

VOID = {"meta", "link", "br", "hr", "img", "input"}


@pytest.fixture(scope="module")
def department(release: Release) -> Brief:
    """The longest brief there is: tables, groups, lists, all sections."""
    return brief(release, "public", "admin:25", "es")


class Read(HTMLParser):
    """What a page is made of: each start tag with its attributes, and whether all are closed in their order."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.said: list[str] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def of(self, *tags: str) -> Iterator[tuple[str, dict[str, str]]]:
        yield from (one for one in self.tags if one[0] in tags)


@pytest.fixture(scope="module", params=["whole", "one page"])
def read(department: Brief, request: pytest.FixtureRequest) -> Read:
    return Read(page(department if request.param == "whole" else one_page(department)))


class TestHtml:
    def test_tags_close_and_ids_are_unique(self, read: Read) -> None:
        assert (read.open, read.crossed) == ([], [])
        ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
        assert len(ids) == len(set(ids)) > 5

    def test_it_says_its_language_and_title_and_has_one_main_part_that_can_be_skipped_to(self, read: Read) -> None:
        assert next(read.of("html"))[1] == {"lang": "es"}
        assert "<title>Ucayali: ficha" not in "".join(read.said)
        assert "Ucayali: ficha" in read.said
        (main,) = read.of("main")
        first = next(read.of("a"))
        assert (first[1]["class"], first[1]["href"]) == ("skip", f"#{main[1]['id']}")

    def test_headings_stand_in_order(self, read: Read) -> None:
        levels = [int(tag[1]) for tag, _ in read.of("h1", "h2", "h3", "h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))

    def test_each_header_cell_says_of_what_it_is(self, read: Read) -> None:
        scopes = {attributes.get("scope") for _, attributes in read.of("th")}
        assert scopes <= {"col", "row", "rowgroup"}

    def test_links_lead_somewhere(self, read: Read) -> None:
        ids = {attributes["id"] for _, attributes in read.tags if "id" in attributes}
        inner = {attributes["href"][1:] for _, attributes in read.of("a") if attributes["href"].startswith("#")}
        assert len(inner) > 5
        assert inner <= ids
        labels = {one["aria-labelledby"] for _, one in read.tags if "aria-labelledby" in one}
        assert labels <= ids

    def test_it_needs_nothing_else(self, read: Read) -> None:
        assert list(read.of("script", "img", "link", "iframe")) == []
        assert "url(" not in "".join(read.said)
        assert [one for _, one in read.tags if "src" in one] == []

    def test_it_prints(self, read: Read) -> None:
        style = "".join(read.said)
        assert "@media print" in style
        assert "table-header-group" in style


def test_what_a_source_says_is_no_markup(department: Brief) -> None:
    evil = replace(department.sections[0].all()[0], text="<script>alert(1)</script> & more", head='"<b>')
    harmed = replace(department, sections=(replace(department.sections[0], statements=(evil,)),))
    assert "<script>" not in page(harmed)
    assert "&lt;script&gt;" in page(harmed)


def test_an_internal_brief_says_so_in_every_form(department: Brief) -> None:
    inner = one_page(replace(department, banner=text("profile.banner", "es")), PAGE.less().less())
    assert inner.banner in page(inner)
    assert inner.banner in markdown(inner)
    assert inner.banner in _text(pdf(inner))


class TestMarkdown:
    def test_it_holds_every_statement_and_its_numbers(self, department: Brief) -> None:
        written = markdown(department)
        assert written.startswith("# Ucayali\n\nDepartamento · Perú\n")
        lists = [said for part in department.sections if not part.columns for said in part.all()]
        assert len(lists) > 20
        for said in lists:
            marks = " ".join(f"[{number}]" for number in department.numbers(said))
            assert f"{said.whole()} {marks}\n" in written
        assert f"\n{len(department.sources)}. " in written

    def test_a_bar_does_not_break_a_table(self, department: Brief) -> None:
        rows = [line for line in markdown(department).splitlines() if line.startswith("|")]
        assert {line.count("|") - line.count("\\|") for line in rows} <= {6, 7}


class TestOnePage:
    def test_it_keeps_a_statement_of_each_section_and_tells_how_many_it_leaves_out(self, department: Brief) -> None:
        short = one_page(department)
        assert [part.key for part in short.everything()] == [part.key for part in department.everything()]
        left = sum(len(part.all()) for part in department.everything()) - sum(
            len(part.all()) for part in short.everything()
        )
        told = [int(number) for number in re.findall(r": (\d+)[;. ]", short.closing[0])]
        assert sum(told) == left > 20
        assert "amazongraph brief admin:25" in short.closing[0]

    def test_it_cites_what_it_keeps_and_no_more(self, department: Brief) -> None:
        short = one_page(department)
        numbers = {number for part in short.sections for said in part.all() for number in short.numbers(said)}
        assert numbers == set(range(1, len(short.sources) + 1))
        assert all(short.numbers(said) for part in short.sections for said in part.all())


def _text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


class TestPdf:
    def test_it_is_tagged_has_a_title_and_a_language_and_says_everything(self, department: Brief) -> None:
        content = pdf(department)
        read = PdfReader(BytesIO(content))
        root = read.trailer["/Root"]
        assert root["/Lang"] == "es"  # type: ignore[index]
        assert root["/MarkInfo"]["/Marked"] == True  # type: ignore[index]  # noqa: E712
        assert read.metadata is not None
        assert read.metadata.title == "Ucayali"
        assert read.metadata.creation_date is None
        told = _text(content)
        for part in department.everything():
            assert part.title in told
        assert "11 206 hectáreas" in told.replace("\u202f", " ")
        assert content == pdf(department)

    def test_the_short_form_is_one_page(self, department: Brief) -> None:
        assert len(PdfReader(BytesIO(pdf(department, short=True))).pages) == 1

    def test_a_library_that_is_absent_is_told_with_the_command(
        self, department: Brief, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "typst", None)
        for write in (pdf, png):
            with pytest.raises(ExtraError, match="amazongraph\\[pdf\\]"):
                write(department)


def test_a_picture_is_small_and_no_taller_than_a_phone_shows_well(department: Brief) -> None:
    picture = png(department)
    width, height = struct.unpack(">II", picture[16:24])
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 1_000_000
    assert width == pytest.approx(1080, abs=4)
    assert height < 2.4 * width
