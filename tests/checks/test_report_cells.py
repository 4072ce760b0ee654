"""What is missing or contradicted leads to the rows and the column where a person would mend it; RDF to its file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from small_tables import add, line_of, read, small_tables

from amazongraph import terms
from amazongraph.build import examine
from amazongraph.checks.report import Finding, findings_of_rdf, from_dict, of_problem, read_rdf, things
from amazongraph.errors import Problem, SourceError
from amazongraph.releases import Release
from amazongraph.sources.curated import FOLDER, tables

Change = Callable[..., None]
Cells = tuple[tuple[str, int, str], ...]
AIRSTRIPS = terms.entity("figure", "airs-003")
MAPPINGS = {table.card.key: table.mapping for table in tables()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few of the curated tables, to be spoilt."""
    return small_tables(tmp_path / "tables")


def cells(folder: Path, check: str, focus: str) -> Cells:
    """The cells that the one finding of a check about a thing points to."""
    (found,) = (one for one in examine(tables(folder))[0] if (one.check, one.focus) == (check, focus))
    return found.cells


# --- what is missing -------------------------------------------------------------------------------


def test_a_missing_value_points_to_the_column_in_which_other_rows_have_it(folder: Path, change: Change) -> None:
    change(folder / "figures.csv", "airs-003", "bound", "")
    change(folder / "figures.csv", "airs-003", "place", "")
    row = line_of(folder / "figures.csv", "airs-003")
    assert cells(folder, "Figure-bound", AIRSTRIPS) == (("figures.csv", row, "bound"),)
    assert cells(folder, "Figure-area", AIRSTRIPS) == (("figures.csv", row, "place"),)


def test_one_of_two_missing_values_points_to_the_first_of_both_columns(folder: Path, change: Change) -> None:
    for column in ("period", "as_of"):
        change(folder / "figures.csv", "airs-003", column, "")
    row = line_of(folder / "figures.csv", "airs-003")
    assert cells(folder, "Figure-time", AIRSTRIPS) == (("figures.csv", row, "period"),)


def test_a_missing_date_points_to_the_column_of_dates(folder: Path, change: Change) -> None:
    (key,) = {row["incident"] for row in read(folder / "victims.csv") if row["key"] == "3d2525nz"}
    change(folder / "incidents.csv", key, "date", "")
    found = cells(folder, "Incident-dated", terms.entity("incident", key))
    assert found == (("incidents.csv", line_of(folder / "incidents.csv", key), "date"),)


def test_where_no_row_has_the_value_the_row_of_the_thing_is_told(folder: Path, change: Change) -> None:
    for row in read(folder / "figures.csv"):
        change(folder / "figures.csv", row["key"], "place", "")
    row_number = line_of(folder / "figures.csv", "airs-003")
    assert cells(folder, "Figure-area", AIRSTRIPS) == (("figures.csv", row_number, "key"),)


def lines(table: str, **cells: str) -> list[int]:
    """The lines of a curated table whose rows have these cells."""
    rows = enumerate(read(FOLDER / f"{table}.csv"), start=2)
    return [number for number, row in rows if cells.items() <= row.items()]


def published(release: Release, check: str) -> list[Finding]:
    found = [from_dict(said) for said in release.read_json("public/findings.json") if said["check"] == check]
    assert found, "the reference data has such a finding"
    return found


def test_of_the_rows_about_a_thing_the_one_that_says_what_it_is_comes_first(release: Release) -> None:
    """Facts of a reserve share one column, which holds other facts: a missing one is not missing there."""
    facts = 0
    for one in published(release, "Reserve-norm"):
        key = terms.key_of(one.focus)
        assert one.cells[0] == ("reserves.csv", lines("reserves", key=key)[0], "key")
        assert one.cells[1:] == tuple(("reserve_facts.csv", row, "key") for row in lines("reserve_facts", reserve=key))
        facts += len(one.cells) - 1
    assert facts > 0


# --- what is contradicted --------------------------------------------------------------------------


def stated(focus: str, predicate: str) -> set[tuple[str, int, str]]:
    """The cells of all tables that state a property of a thing, found by their mappings and nothing else."""
    kind, key = focus.split("/")[-2:]
    found: set[tuple[str, int, str]] = set()
    for table, mapping in MAPPINGS.items():
        for number, row in enumerate(read(FOLDER / mapping.file), start=2):
            if mapping.subject_column:
                named, _, own = row[mapping.subject_column].rpartition(":")
                column = mapping.properties[row["property"]]
                if (named or mapping.kind, own) == (kind, key) and column.property == predicate:
                    found.add((f"{table}.csv", number, "value"))
            elif (mapping.kind, row["key"]) == (kind, key):
                found |= {
                    (f"{table}.csv", number, name)
                    for name, column in mapping.columns.items()
                    if column.property == predicate and row[name]
                }
    return found


def test_a_contested_property_points_to_the_cells_that_state_it(release: Release) -> None:
    contested = published(release, "contested-property")
    assert len(contested) > 3
    for one in contested:
        assert set(one.cells) == stated(one.focus, one.value), one.focus
        assert len(one.cells) > 1


def test_figures_that_contradict_point_to_the_rows_of_both(folder: Path) -> None:
    figures = folder / "figures.csv"
    twin = next(row for row in read(figures) if row["key"] == "airs-003")
    add(figures, **{**twin, "key": "airs-999", "value": "12345"})
    found = cells(folder, "contradicting-figures", AIRSTRIPS)
    assert found == tuple(("figures.csv", line_of(figures, key), "key") for key in ("airs-003", "airs-999"))


# --- problems and plain values ---------------------------------------------------------------------


def test_a_problem_of_reading_becomes_a_finding_that_stops_a_release() -> None:
    found = of_problem(Problem("cell.empty", "figures.csv", 7, "unit"))
    assert found.severity == "violation"
    assert found.cells == (("figures.csv", 7, "unit"),)
    assert found.text == {
        "es": "La celda está vacía y es necesaria. Complétela.",
        "en": "The cell is empty and is needed. Fill it in.",
    }
    assert of_problem(Problem("cell.empty")).cells == ()


def test_a_finding_reads_back_from_its_plain_values_whatever_was_added() -> None:
    found = of_problem(Problem("cell.empty", "figures.csv", 7, "unit"))
    said = {**found.as_dict(), "cells": [["figures.csv", 7, "unit"]], "name": "x"}
    assert from_dict(said) == found


def test_the_things_of_findings_are_their_iris() -> None:
    def about(focus: str, value: str) -> Finding:
        return Finding("info", "c", focus, "urn:p", value, {}, ())

    found = [about("urn:a", '"http://x"'), about("urn:a", "urn:b"), about("_:c", "_:d"), about("", "")]
    assert things(found) == {"urn:a", "urn:b"}


# --- RDF files -------------------------------------------------------------------------------------

PREFIXES = "@prefix ag: <https://w3id.org/amazongraph/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"


def rdf(folder: Path, text: str, name: str = "x.ttl") -> Path:
    path = folder / name
    path.write_text(PREFIXES + text, encoding="utf-8", newline="\n")
    return path


def wrong_in(path: Path) -> list[tuple[str, str]]:
    """The checks that stop a release, with the thing."""
    found = findings_of_rdf(read_rdf(path), path.name)
    return [(one.check, one.focus) for one in found if one.severity == "violation"]


def test_the_findings_of_an_rdf_file_name_it(tmp_path: Path) -> None:
    path = rdf(tmp_path, "<urn:a> a ag:LegalNorm . <urn:b> a ag:LegalNorm ; rdfs:label 'Ley 1' .")
    found = findings_of_rdf(read_rdf(path), path.name)
    assert {one.cells for one in found} == {(("x.ttl", 0, ""),)}
    assert (found[0].severity, found[0].check, found[0].focus) == ("violation", "LegalNorm-label", "urn:a")
    assert found[0].text["es"].startswith("La norma no tiene número")


def test_all_graphs_of_a_file_are_read_as_one(tmp_path: Path) -> None:
    text = "<urn:g> { <urn:a> a ag:LegalNorm } <urn:h> { <urn:a> rdfs:label 'Ley 1' . <urn:i> a ag:Incident }"
    path = rdf(tmp_path, text, "x.trig")
    assert {focus for _, focus in wrong_in(path)} == {"urn:i"}, "the norm has its number in another graph"
    found = {(one.check, one.focus) for one in findings_of_rdf(read_rdf(path), path.name)}
    assert ("case-without-status", "urn:i") in found, "the checks run too"


def test_an_ending_in_capitals_is_the_same_ending(tmp_path: Path) -> None:
    assert wrong_in(rdf(tmp_path, "<urn:a> a ag:LegalNorm .", "X.TTL")) == [("LegalNorm-label", "urn:a")]


def test_a_triple_about_a_triple_is_passed_over(tmp_path: Path) -> None:
    text = "<urn:a> a ag:LegalNorm . << <urn:a> rdfs:label 'Ley 1' >> <urn:p> <urn:o> ."
    assert wrong_in(rdf(tmp_path, text)) == [("LegalNorm-label", "urn:a")]


@pytest.mark.parametrize(
    "text",
    [pytest.param("", id="an empty file"), pytest.param("<urn:a> a <https://schema.org/Person> .", id="other terms")],
)
def test_a_file_in_which_nothing_is_ours_is_not_told_as_sound(text: str, tmp_path: Path) -> None:
    path = rdf(tmp_path, text)
    (found,) = findings_of_rdf(read_rdf(path), path.name)
    assert (found.severity, found.cells) == ("warning", (("x.ttl", 0, ""),))
    assert "no se comprobó nada" in found.text["es"]
    assert "nothing was checked" in found.text["en"]
    assert all(terms.NS in said for said in found.text.values())


@pytest.mark.parametrize(
    ("name", "text", "row"),
    [
        pytest.param("x.ttl", "<urn:a> a ag:Nothing\n<urn:b", 3, id="turtle"),
        pytest.param("x.nt", "<urn:a> <urn:b> .", 1, id="n-triples"),
        pytest.param("x.jsonld", '{"@context": "https://example.org/"}', None, id="json-ld that needs the net"),
        pytest.param("x.rdf", "<a>", None, id="xml"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_line(name: str, text: str, row: int | None, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text((PREFIXES if name == "x.ttl" else "") + text, encoding="utf-8", newline="\n")
    with pytest.raises(SourceError) as caught:
        read_rdf(path)
    (problem,) = caught.value.problems
    assert (problem.key, problem.file) == ("check.unreadable", name)
    assert row is None or problem.row == row
    assert str(problem.values["detail"]).strip() not in {"", "None"}


@pytest.mark.parametrize("name", ["x.docx", "x", "x.xlsx"])
def test_a_file_of_no_known_kind_is_told_with_the_kinds_there_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_rdf(rdf(tmp_path, "", name))
    assert caught.value.text("es").startswith(f"{name}: no se reconoce qué tipo de archivo es.")
    assert ".jsonld" in caught.value.text("en")


def test_a_folder_with_the_name_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").mkdir()
    with pytest.raises(SourceError):
        read_rdf(tmp_path / "x.ttl")
