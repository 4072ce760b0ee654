"""The tables with their description, as Frictionless reads and checks them."""

from pathlib import Path
from typing import Any

import frictionless
import pytest
from materials import HARD, LICENCES, SOURCE, material, sheet

from amazongraph.export import selection
from amazongraph.export.csv_package import write
from amazongraph.export.material import Material
from amazongraph.releases import Release


def checked(made: Material, to: Path) -> Any:
    """The package as it is described, after every cell was checked against the description."""
    write(made, to)
    report = frictionless.validate(str(to), type="package")
    assert report.valid, report.to_summary()
    return frictionless.Package(str(to))


def test_every_cell_is_what_the_description_says(tmp_path: Path) -> None:
    package = checked(material(sheet(**HARD)), tmp_path / "x.zip")
    rows = package.get_resource("things").read_rows()
    for number, row in enumerate(rows):
        told = {name: values[number] for name, (_, values) in HARD.items()}
        # What a spreadsheet would take for a formula has an apostrophe in front.
        told["text"] = ["'" + str(HARD["text"][1][0]), HARD["text"][1][1]][number]
        assert {name: float(v) if name == "number" else v for name, v in row.to_dict().items()} == told
    assert [row["iri"] for row in package.get_resource("sources").read_rows()] == [SOURCE.iri]


def test_the_description_tells_sources_licences_and_both_languages(tmp_path: Path) -> None:
    made = material(sheet(**HARD), profile="own")
    said = checked(made, tmp_path / "x.zip").to_dict()
    assert said["sources"] == [
        {"title": SOURCE.title, "path": SOURCE.url, "iri": SOURCE.iri, "licence": LICENCES[SOURCE.iri]}
    ]
    assert (said["title"], said["title_en"], said["created"]) == ("Título", "Title", "2026-01-02T00:00:00Z")
    for lang in ("es", "en"):
        assert made.notice(lang)[0].startswith("INTERN")
        assert all(line in said["description"] for line in made.notice(lang))


@pytest.fixture(scope="module")
def reserves(release: Release) -> Material:
    return selection.of_classes(release, "public", "es", ["IndigenousReserve"])


def test_each_statement_finds_its_document_in_the_sources(reserves: Material, tmp_path: Path) -> None:
    package = checked(reserves, tmp_path / "x.zip")
    (key,) = package.get_resource("claims").schema.foreign_keys
    assert key["reference"] == {"resource": "sources", "fields": ["iri"]}
    assert package.get_resource("claims").schema.primary_key == ["id"]
    assert package.get_resource("indigenousreserve").schema.primary_key == ["iri"]
    assert len(package.get_resource("claims").read_rows()) > 100


def test_an_answer_is_what_its_description_says(release: Release, tmp_path: Path) -> None:
    made = selection.of_question(release, "public", "es", "coca-area")
    package = checked(made, tmp_path / "x.zip")
    assert len(package.get_resource("coca-area").read_rows()) == next(made.sheets()).frame.height
