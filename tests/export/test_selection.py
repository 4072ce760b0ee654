"""What is selected of a release, as sheets: expected cells are those of the curated tables."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from amazongraph.errors import ExportError
from amazongraph.export import selection
from amazongraph.export.csv_package import write
from amazongraph.export.material import Material, Sheet
from amazongraph.releases import Release

ID = "https://w3id.org/amazongraph/id/"
SOURCE = "https://w3id.org/amazongraph/source/"


def rows(sheet: Sheet) -> list[dict[str, object]]:
    return [dict(zip((field.name for field in sheet.fields), row, strict=True)) for row in sheet.rows()]


@pytest.fixture(scope="module")
def whole(release: Release) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in selection.whole(release, "public", "es").sheets()}


def test_a_thing_has_a_row_with_what_is_accepted_and_who_says_it(whole: dict[str, Sheet]) -> None:
    found = {row["iri"]: row for row in rows(whole["reserve"])}[ID + "reserve/reserva-isconahua"]
    assert found["name_es"] == "Reserva Indígena Isconahua"
    assert found["name_en"] == "Isconahua Indigenous Reserve"
    assert found["class"] == "Reserva indígena"
    assert found["legal_area_hectares"] == 298487.71
    assert (found["place"], found["place_iri"]) == ("Calleria", ID + "admin/250101")
    assert "Mongabay Latam" in str(found["reported_by"]).split(" | ")
    numbers = str(found["sources"]).replace("[", "").replace("]", "").split()
    cited = {row["number"]: row["iri"] for row in rows(whole["sources"])}
    assert [cited[int(number)] for number in numbers] == str(found["sources_iri"]).split()


def test_a_date_has_its_first_and_its_last_day(whole: dict[str, Sheet]) -> None:
    said = [row for row in rows(whole["reserve"]) if row["created_as_territorial_reserve"] == "1998"]
    assert said
    for row in said:
        assert str(row["created_as_territorial_reserve_from"]) == "1998-01-01"
        assert str(row["created_as_territorial_reserve_to"]) == "1998-12-31"


def test_what_sources_dispute_has_no_value_and_is_told(whole: dict[str, Sheet]) -> None:
    found = [row for sheet in whole.values() for row in rows(sheet) if row.get("contested")]
    assert len(found) == 5  # the build says so of the reference data
    # Both values stand on the sheet of statements, each with its document.
    contested = [row for row in rows(whole["claims"]) if row["verdict"] == "en disputa"]
    assert len(contested) == 11
    assert all(str(row["sources_iri"]).startswith(SOURCE) for row in contested)


def test_what_is_for_search_only_leaves_by_no_sheet(whole: dict[str, Sheet]) -> None:
    told = [str(cell) for sheet in whole.values() for row in sheet.rows() for cell in row]
    assert not any("huambisa" in cell.lower() for cell in told)


def test_a_class_is_named_as_people_name_it(release: Release) -> None:
    for name in ("ag:NativeCommunity", "nativecommunity", "comunidad nativa", "Native community"):
        things = selection.of_classes(release, "public", "es", [name]).things
        assert things is not None
        assert len(things) == 30  # rows of communities.csv


@pytest.mark.parametrize(
    ("name", "told"),
    [("comunidad", "NativeCommunity"), ("Airstrip", "has nothing of the class")],
    ids=["several", "empty"],
)
def test_a_class_that_cannot_be_had_is_told(name: str, told: str, release: Release) -> None:
    with pytest.raises(ExportError) as error:
        selection.of_classes(release, "public", "es", [name])
    assert told in error.value.text("en")


def test_the_rdf_of_a_selection_speaks_of_its_things_and_says_who_says_it(release: Release) -> None:
    material = selection.of_classes(release, "public", "es", ["IndigenousReserve"])
    subjects = {line.split(" ")[0].strip("<>") for line in material.lines()}
    assert material.things is not None
    assert material.things < subjects
    others = {one for one in subjects - material.things if "/claim/" not in one and "/id/release/" not in one}
    assert others == set()


def test_a_query_that_is_no_select_is_told(release: Release) -> None:
    with pytest.raises(ExportError, match="SELECT"):
        selection.of_rows(release, "public", "es", "ASK { ?s ?p ?o }")


@pytest.fixture(scope="module")
def answer(release: Release) -> Material:
    return selection.of_question(release, "public", "es", "murder-counts")


def test_a_package_is_described_column_by_column(answer: Material, tmp_path: Path) -> None:
    assert write(answer, tmp_path / "x.zip") > 30
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.testzip() is None
        said = json.loads(archive.read("datapackage.json"))
        for resource in said["resources"]:
            table = list(csv.reader(io.StringIO(archive.read(resource["path"]).decode())))
            assert table[0] == [field["name"] for field in resource["schema"]["fields"]]
            assert len({len(row) for row in table}) == 1
    assert [one["name"] for one in said["resources"]] == ["murder-counts", "sources"]
    assert len(said["sources"]) == len(answer.sources)
    # In both languages: the release, what was withheld, that it is reported.
    for lang in ("es", "en"):
        for line in answer.notice(lang):
            assert line in said["description"]


def test_two_packages_are_the_same_bytes(answer: Material, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write(answer, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
