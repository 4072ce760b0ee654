"""A finding leads to the cell that a person has to look at, and says what is wrong in Spanish and English."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyoxigraph as ox
import pytest
from frames import DECIMAL, is_a, merged, say
from support import build_from

from amazongraph import ontology, quads, statements, terms
from amazongraph.accept import accept
from amazongraph.checks.report import Finding, findings
from amazongraph.disclosure import disclose
from amazongraph.errors import CheckFailedError
from amazongraph.releases import Release
from amazongraph.settings import Settings

AG = terms.ag
X, Y = terms.entity("incident", "xxxxxxxx"), terms.entity("incident", "yyyyyyyy")


def found_in(rows: list[dict[str, Any]], places: list[tuple[Any, ...]]) -> list[Finding]:
    """What the shapes and checks find in some rows, with places (number of the row, locator, file, line, column)."""
    real = ontology.load()
    frame = accept(disclose(merged(*rows), real, "public")[0], real, date(2026, 11, 23))
    where = pl.DataFrame(
        [(statements.identify(rows[number]), *rest) for number, *rest in places], schema=statements.PLACES, orient="row"
    )
    named = quads.quads(frame, where, real)
    data = quads.serialize(named)
    store = ox.Store()
    store.bulk_load(quads.serialize(quads.default_graph(named)), ox.RdfFormat.N_TRIPLES)
    return findings(data, store, frame, where)


ROWS = [
    is_a(X, AG("Incident")),
    say(X, AG("countable"), "yes"),
    say(X, AG("incidentType"), terms.concept("incident-type", "killing"), object_kind="iri"),
    say(X, AG("incidentType"), terms.concept("incident-type", "killing"), object_kind="iri", attributed_to="urn:orau"),
    is_a(Y, AG("Incident")),
]
PLACES = [
    (0, None, "incidents.csv", 7, "key"),
    (1, None, "incidents.csv", 7, "countable"),
    (2, "p. 3", "incidents.csv", 7, "type"),
    (3, "p. 4", "incidents.csv", 9, "type"),
    (4, None, "incidents.csv", 8, "key"),
]


def one(found: list[Finding], check: str, focus: str = X) -> Finding:
    (only,) = (finding for finding in found if (finding.check, finding.focus) == (check, focus))
    return only


def test_a_finding_about_a_value_leads_to_its_cell() -> None:
    finding = one(found_in(ROWS, PLACES), "Incident-countable")
    assert finding.cells == (("incidents.csv", 7, "countable"),)
    assert (finding.severity, finding.path, finding.value) == ("violation", AG("countable"), '"yes"')


def test_a_finding_about_what_is_missing_leads_to_the_rows_of_the_thing() -> None:
    found = found_in(ROWS, PLACES)
    assert one(found, "Incident-place").cells == (("incidents.csv", 7, "key"), ("incidents.csv", 9, "key"))
    assert one(found, "Incident-place", Y).cells == (("incidents.csv", 8, "key"),)


def test_a_finding_of_a_check_leads_to_the_rows_of_the_thing() -> None:
    finding = one(found_in(ROWS, PLACES), "case-without-status", Y)
    assert finding.cells == (("incidents.csv", 8, "key"),)
    assert finding.severity == "info"


def test_a_finding_about_a_repeated_value_leads_to_every_cell_that_gives_one() -> None:
    rows = [*ROWS, say(X, AG("countable"), "no", source=terms.entity("document", "other"))]
    found = found_in(rows, [*PLACES, (5, None, "incidents.csv", 12, "countable")])
    counts = [finding for finding in found if finding.check == "Incident-countable" and not finding.value]
    assert {finding.cells for finding in counts if finding.focus == X} == {
        (("incidents.csv", 7, "countable"), ("incidents.csv", 12, "countable"))
    }


def test_a_finding_about_either_of_two_properties_leads_to_the_cells_of_both() -> None:
    figure = terms.entity("figure", "a")
    amounts = (("value", "33"), ("minValue", "30"))
    rows = [is_a(figure, AG("Figure")), *(say(figure, AG(name), text, datatype=DECIMAL) for name, text in amounts)]
    cells = [(number, None, "figures.csv", 3, column) for number, column in enumerate(("key", "value", "value_min"))]
    finding = one(found_in(rows, cells), "Figure-amount", figure)
    assert finding.cells == (("figures.csv", 3, "value"), ("figures.csv", 3, "value_min"))


def test_what_no_cell_says_has_no_cell() -> None:
    finding = one(found_in(ROWS, []), "Incident-countable")
    assert finding.cells == ()
    assert finding.problem().text("en").startswith("incident:xxxxxxxx")


def test_violations_come_first_and_then_checks_and_things_in_order() -> None:
    found = found_in([*ROWS, is_a(terms.entity("case-status", "a"), AG("CaseStatus"))], PLACES)
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities, key=["violation", "warning", "info"].index)
    assert set(severities) == {"violation", "warning", "info"}
    keys = [(finding.check, finding.focus) for finding in found if finding.severity == "info"]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys)) > 3


@pytest.mark.parametrize(
    ("lang", "place", "said"),
    [
        ("es", "incidents.csv, fila 7, columna countable: ", "No se dice si el caso puede contarse."),
        ("en", "incidents.csv, row 7, column countable: ", "It is not said whether the case may be counted."),
    ],
)
def test_a_finding_is_told_with_file_row_and_column(lang: str, place: str, said: str) -> None:
    told = one(found_in(ROWS, PLACES), "Incident-countable").problem().text(lang)
    assert told.startswith(place)
    assert "incident:xxxxxxxx" in told
    assert said in told


def test_a_shape_without_words_is_told_by_the_name_of_its_constraint(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <https://w3id.org/amazongraph/shape/Bare> a sh:NodeShape ; "
        f"sh:targetClass <{AG('Incident')}> ; sh:property <https://w3id.org/amazongraph/shape/Bare-p> . "
        "<https://w3id.org/amazongraph/shape/Bare-p> a sh:PropertyShape ; sh:path <urn:p> ; sh:minCount 1 ."
    )
    monkeypatch.setattr("amazongraph.checks.report.shapes_text", lambda: bare)
    finding = one(found_in(ROWS, PLACES), "Bare-p")
    assert finding.text == {"es": "MinCountConstraintComponent", "en": "MinCountConstraintComponent"}


def test_a_finding_is_plain_values_for_json() -> None:
    finding = Finding("info", "c", "urn:x", "", "", {"es": "a", "en": "b"}, (("f.csv", 2, "key"),))
    assert finding.as_dict() == {
        "severity": "info",
        "check": "c",
        "focus": "urn:x",
        "path": "",
        "value": "",
        "text": {"es": "a", "en": "b"},
        "cells": (("f.csv", 2, "key"),),
    }
    assert replace(finding, cells=()).problem().row == 0


def test_a_table_that_breaks_a_shape_is_told_by_its_row(
    settings: Settings, curated: Path, change: Callable[..., None]
) -> None:
    path = curated / "norms.csv"
    change(path, "pe-ds-002-2018-mc", "signed", "2018-05-04")
    change(path, "pe-ds-002-2018-mc", "published", "2018-05-03")
    starts = [row.split(",")[0] for row in path.read_text(encoding="utf-8").splitlines()]
    with pytest.raises(CheckFailedError) as caught:
        build_from(settings, curated)
    (finding,) = caught.value.findings
    assert (finding.file, finding.row, finding.column) == (
        "norms.csv",
        starts.index("pe-ds-002-2018-mc") + 1,
        "signed",
    )


def test_every_published_finding_leads_to_a_cell(release: Release) -> None:
    published = release.read_json("public/findings.json")
    assert len(published) > 100
    assert [finding for finding in published if not finding["cells"]] == []
    assert all(finding["text"]["es"] != finding["text"]["en"] for finding in published)
