"""Sheets: what a kind file says is true of the ontology, what a workbook holds, and what a person may write in it."""

import io
import tomllib
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from amazongraph import ontology, terms
from amazongraph.sheets.claims import Claim
from amazongraph.sheets.kind import Kind, kind, kinds
from amazongraph.sheets.rows import SheetRow
from amazongraph.sheets.source import Sender, SheetSource
from amazongraph.sheets.words import Words, as_edtf
from amazongraph.sheets.workbook import workbook
from amazongraph.sources.contract import References
from amazongraph.sources.dataset import Dataset, parse_loader

KINDS = [kind(name) for name in kinds()]
OUTSIDE = {terms.LABEL, terms.ALT_LABEL, terms.TYPE, terms.expand("rdfs:comment")}


# --- the kinds -------------------------------------------------------------------------------------


def test_the_kinds_a_federation_needs_first_are_there() -> None:
    assert kinds() == ["communities", "demands", "incidents", "organisations", "titling"]


@pytest.mark.parametrize("what", KINDS, ids=lambda one: one.key)
def test_a_kind_names_terms_that_are_there(what: Kind) -> None:
    known = ontology.load()
    properties = {terms.expand(spec["property"]) for spec in what.properties().values()}
    assert properties - OUTSIDE - known.properties == set()
    assert {terms.expand(name) for name in what.classes().values()} - known.classes == set()
    schemes = {one.value.partition(":")[2] for one in what.columns.values() if one.value.startswith("concept:")}
    assert schemes - set(known.concepts) == set()
    assert {one.thing for one in what.columns.values()} <= set(what.things)
    assert set(what.same) <= set(what.columns)


@pytest.mark.parametrize("what", KINDS, ids=lambda one: one.key)
def test_every_column_is_explained_in_both_languages(what: Kind) -> None:
    for column in what.columns.values():
        assert set(column.head) == set(column.note) == {"es", "en"}
        assert all(0 < len(note) <= 255 for note in column.note.values()), "Excel shows no more beside a cell"
    for lang in ("es", "en"):
        heads = [column.head[lang] for column in what.columns.values()]
        assert len(heads) == len(set(heads))
        assert len(what.title[lang]) <= 31, "Excel has no longer names of sheets"


def test_no_column_asks_for_who_is_not_to_be_named() -> None:
    incidents = kind("incidents")
    said = {(spec["property"], spec["value"]) for spec in incidents.properties().values()}
    free = {name for name, value in said if value == "text"}
    assert free == {"ag:countableReason"}, "an incident has no free text, and nobody's name"


# --- the workbook ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book():  # type: ignore[no-untyped-def]
    what = kind("communities")
    states = {"in-place": {"es": "vigente", "en": "in place"}, "requested": {"es": "solicitada", "en": "requested"}}
    column = what.columns["title_state"]
    words = Words({column.name: states}, {column.name: {"vigente": {"in-place"}}})
    row = SheetRow(
        {"row": "a", "title": "a-titulo"},
        {"name": ("=1+1",), "place": ("250101", "250104"), "title_state": ("in-place",), "title_decided": ("2020-07",)},
        "0" * 16,
        {"title_act": ("x", "y")},
    )
    data = workbook(what, {"a": row}, words, "es", {"of": "aidesep", "profile": "public"})
    return load_workbook(io.BytesIO(data))


def test_a_person_sees_the_rows_and_how_to_fill_them_in(book) -> None:  # type: ignore[no-untyped-def]
    visible = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert visible == ["Comunidades", "Léame"]
    sheet = book["Comunidades"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:4] == ["_id", "Nombre", "Distrito", "Pueblo"]
    assert sheet.column_dimensions["A"].hidden
    assert (sheet["A2"].value, sheet["C2"].value) == ("a", "250101; 250104")
    assert "Choose from the list" in sheet["C1"].comment.text
    assert "Elija de la lista" in sheet["C1"].comment.text
    assert "x; y" in sheet.cell(2, heads.index("Título de propiedad: acto") + 1).comment.text
    assert any("--from" in str(cell.value) for cell in book["Léame"]["A"])


def test_a_text_is_never_a_formula_and_a_month_never_a_day(book) -> None:  # type: ignore[no-untyped-def]
    sheet = book["Comunidades"]
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].quotePrefix) == ("=1+1", "s", True)
    heads = [cell.value for cell in sheet[1]]
    date = sheet.cell(2, heads.index("Título de propiedad: fecha del acto") + 1)
    assert (date.value, date.data_type, date.number_format) == ("2020-07", "s", "@")
    assert sheet.column_dimensions["F"].number_format == "@", "a row still to be added, too"


def test_a_column_with_a_vocabulary_has_a_list_to_choose_from(book) -> None:  # type: ignore[no-untyped-def]
    sheet = book["Comunidades"]
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == "Título de propiedad: estado")
    (rule,) = (one for one in sheet.data_validations.dataValidation if f"{letter}2" in one.sqref)
    assert (rule.type, rule.formula1) == ("list", "'_lists'!$A$1:$A$2")
    assert [book["_lists"]["A1"].value, book["_lists"]["A2"].value] == ["solicitada", "vigente"]
    assert rule.showErrorMessage
    assert f"{letter}300" in rule.sqref


# --- what a person writes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1998", "1998"),
        ("2020-07", "2020-07"),
        ("2020-07-23", "2020-07-23"),
        ("2013/2023", "2013/2023"),
        ("23/07/1998", "1998-07-23"),
        ("3.7.1998", "1998-07-03"),
        ("7/1998", "1998-07"),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, read: str) -> None:
    assert Words().read(kind("titling").columns["began"], written) == read
    assert as_edtf(written) == read


@pytest.mark.parametrize("written", ["31/02/2020", "13/13/2020", "pronto", "2020-13"])
def test_what_is_no_date_is_not_made_one(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Words().read(kind("titling").columns["began"], written)


def test_a_number_may_have_a_comma() -> None:
    column = replace(kind("titling").columns["began"], value="decimal")
    assert Words().read(column, "1 250,50") == "1250.5"
    with pytest.raises(ValueError, match="mucho"):
        Words().read(column, "mucho")


# --- the source ------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", KINDS, ids=lambda one: one.key)
def test_the_mapping_of_every_kind_is_one_that_the_loaders_read(what: Kind, tmp_path: Path) -> None:
    source = SheetSource(what, Sender("aidesep", "AIDESEP"), own=False)
    entry = source.write(tmp_path, [], "2026-11-23")
    loader = parse_loader(tmp_path / entry.loader)
    assert loader.key == f"sheet-aidesep-{what.key}"
    assert set(loader.mapping.properties) == set(what.properties())
    assert loader.card.level in {0, 1}


def test_claims_are_statements_of_the_sender(tmp_path: Path) -> None:
    claims = [
        Claim("community:a", "row-is", "row.*"),
        Claim("community:a", "name", "Ñandú; el otro"),
        Claim("tenure:b", "title_state", "in-place", "2026-10"),
    ]
    entry = SheetSource(kind("communities"), Sender("aidesep", "AIDESEP"), own=True).write(
        tmp_path, claims, "2026-11-23"
    )
    assert tomllib.loads((tmp_path / entry.loader).read_text(encoding="utf-8"))["card"]["publisher"] == "AIDESEP"
    dataset = Dataset(parse_loader(tmp_path / entry.loader), tmp_path / entry.file, "2026-11-23", "", entry.level)
    keys = {"community": frozenset({"a"}), "tenure": frozenset({"b"}), "organization": frozenset({"aidesep"})}
    references = References(keys, ontology.load().concepts, {}, frozenset({"reported"}))
    extract = dataset.read(references)
    assert extract.rejects == ()
    said = extract.statements.filter(pl.col("source") == terms.entity("document", "sheet-aidesep-communities-own"))
    assert set(said["attributed_to"]) == {terms.entity("organization", "aidesep")}
    assert set(said["mark"]) == {4}
    assert dict(said.select("predicate", "object").iter_rows()) == {
        terms.TYPE: terms.ag("NativeCommunity"),
        terms.LABEL: "Ñandú; el otro",
        terms.ag("tenureState"): terms.concept("tenure-state", "in-place"),
    }
    assert dict(said.select("predicate", "as_of").iter_rows())[terms.ag("tenureState")] == "2026-10"
    assert dataset.keys() == {
        "community": frozenset({"a"}),
        "document": frozenset({"sheet-aidesep-communities-own"}),
    }, "only what gets a class is defined here"


def test_the_table_keeps_what_it_was_given(tmp_path: Path) -> None:
    claims = [Claim("step:a", "note_es", 'Con "comillas", comas y = al comienzo')]
    source = SheetSource(kind("titling"), Sender(), own=False)
    entry = source.write(tmp_path, claims, "2026-11-23")
    from amazongraph.settings import Settings

    settings = Settings(tmp_path, tmp_path / "graph", "es", sources=(entry,))
    assert source.claims(settings) == claims
    assert source.claims(replace(settings, sources=())) == []
