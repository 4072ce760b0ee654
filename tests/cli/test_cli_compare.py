"""``amazongraph compare``: what sources say side by side, in what it differs, and how many are independent.

Expected texts are written from ``figures.csv``, ``reserve_facts.csv`` and ``documents.csv``.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from console import run
from small_tables import add, build_tables, small_tables, workspace

# The 27: four wordings of the report of 2025, and a count by OjoPúblico of other people over other years.
FOUR = ["kill-001", "kill-002", "kill-004", "kill-005"]
KILLINGS = {*FOUR, "kill-003", "kill-006", "kill-013", "kill-027"}
# What DEVIDA studied in the whole country, in one of its zones, and what others counted in a department.
AIRSTRIPS = {"airs-001", "airs-002", "airs-014", "airs-015", "airs-011"}
FACTS = {"isconahua-legal-area-decree", "isconahua-legal-area-ministry", "isconahua-created"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = workspace(tmp_path_factory.mktemp("compare"))
    tables = small_tables(settings.root / "tables", figures=KILLINGS | AIRSTRIPS, reserve_facts=FACTS)
    # Alike in all but the number, one of the same and one of another day.
    same = {
        "indicator": "killings",
        "bound": "exactly",
        "unit": "persons",
        "population": "leaders",
        "place": "peru",
        "document": "mong-67",
        "standing": "reported",
        "level": "0",
    }
    add(tables / "figures.csv", key="kill-901", value="5", period="1999", attributed_to="aidesep", **same)
    add(tables / "figures.csv", key="kill-902", value="6", period="1999", attributed_to="ibc", **same)
    add(tables / "figures.csv", key="kill-903", value="7", period="1999/2000", attributed_to="ibc", **same)
    build_tables(settings, tables)
    return settings.root


@cache
def compare(root: Path, *given: str) -> str:
    ran = run("--workspace", root, "compare", *given)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def told(root: Path, *given: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(compare(root, *given, "--format", "json", "--lang", "en"))
    return said


def row(said: dict[str, Any], key: str) -> dict[str, Any]:
    (found,) = [one for one in said["rows"] if one["id"] == f"figure:{key}"]
    return found  # type: ignore[no-any-return]


def differs(said: dict[str, Any], key: str) -> str:
    words = row(said, key)["words"]["differs"]
    assert isinstance(words, str)
    return words


def test_four_wordings_of_one_report_are_one_source(root: Path) -> None:
    said = told(root, "killings")
    assert said["compared_with"] == "reference"
    assert [one["id"] for one in said["rows"][:1]] == ["figure:kill-001"]
    groups = {key: row(said, key)["group"] for key in (*FOUR, "kill-006")}
    assert len({groups[key] for key in FOUR}) == 1
    assert groups["kill-006"] != groups["kill-001"]
    group = said["groups"][groups["kill-001"]]
    assert (group["value"], group["least"], group["most"]) == ("27", 1, 1)
    (cluster,) = group["clusters"]
    assert len(cluster["sources"]) == 4
    assert cluster["shared_documents"] == ["source:report-2025"]
    assert cluster["shared_speakers"] == [
        "organization:aidesep",
        "organization:amazon-watch",
        "organization:ibc",
    ]
    (line,) = [one for one in said["independent"] if one.startswith("27 persons")]
    assert line.startswith("27 persons: independent sources 1, in 4 documents. [")
    assert line.endswith(" are one: they have 2025 report; AIDESEP; Amazon Watch; IBC in common.")


def test_those_that_say_the_same_stand_together(root: Path) -> None:
    assert {one["id"].removeprefix("figure:") for one in told(root, "killings")["rows"][:4]} == set(FOUR)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        pytest.param(
            "kill-002",
            "population counted: Indigenous leaders and environmental defenders, against Indigenous leaders; "
            "period not stated: since 2020, against 2025-01; relays the same report (2025 report)",
            id="another wording of one report",
        ),
        pytest.param(
            "kill-013",
            "population counted: defenders, CNDDHH observatory, against Indigenous leaders; "
            "area: Peru (country), against Peruvian Amazon (natural or cultural region); "
            "period not stated: 2014 to 2024, against 2025-01",
            id="another population in another area",
        ),
    ],
)
def test_what_makes_figures_differ_is_told(key: str, words: str, root: Path) -> None:
    said = told(root, "killings")
    assert differs(said, key) == words.replace("population counted", "population")
    assert row(said, key)["contradicts"] == []


def test_a_part_of_the_figure_is_told_as_one(root: Path) -> None:
    assert differs(told(root, "killings"), "kill-003").endswith("; one is part of the other")
    said = told(root, "Airstrips reported")
    assert "one is part of the other" in differs(said, "airs-002")
    assert row(said, "airs-002")["contradicts"] == []


def test_bounds_and_periods_are_words(root: Path) -> None:
    words = row(told(root, "killings"), "kill-027")["words"]
    assert words["value"] == "about 89 persons"
    assert words["period"] == "since 2013"


def test_a_zone_of_an_agency_is_not_a_department(root: Path) -> None:
    said = told(root, "Airstrips reported")
    # airs-001, the reference, is of six departments; airs-015 of a zone of DEVIDA.
    told_of_place = next(part for part in differs(said, "airs-015").split("; ") if part.startswith("area: "))
    assert "(zone of an agency), against " in told_of_place
    assert "Ucayali (department)" in told_of_place
    assert row(said, "airs-015")["contradicts"] == []


def test_figures_alike_in_all_but_the_number_contradict_and_a_later_cut_off_does_not(root: Path) -> None:
    said = told(root, "killings", "--area", "Perú")
    assert said["compared_with"] == "latest"
    # 2014/2024 ends later than any of 1999.
    assert said["rows"][0]["id"] == "figure:kill-013"
    assert row(said, "kill-901")["contradicts"] == ["figure:kill-902"]
    assert differs(said, "kill-901").endswith("; CONTRADICTS 6 persons (figure:kill-902)")
    assert differs(said, "kill-902").endswith("; CONTRADICTS 5 persons (figure:kill-901)")
    assert row(said, "kill-903")["contradicts"] == []
    assert "CONTRADICTS" not in differs(said, "kill-903")


def test_a_property_of_a_thing_with_verdict_reason_and_share(root: Path) -> None:
    said = told(root, "Reserva Indígena Isconahua", "legal area")
    first, *others = said["rows"]
    assert said["title"] == "Isconahua Indigenous Reserve: legal area (ha)"
    assert (first["value"], first["words"]["verdict"]) == ("298487.71", "accepted: later date")
    assert [one["value"] for one in others] == ["275665", "275665"]
    # 298487.71 - 275665 = 22822.71, which is 7.6 of a hundred parts of the first.
    assert {one["words"]["differs"] for one in others} == {"22822.71 less (7.6 %); as of: 2016-06, against 2016-07-24"}
    assert {one["words"]["who"] for one in others} == {"", "MINCUL"}
    # A paper and a blog that do not tell where they have it from.
    assert {one["value"]: (one["least"], one["most"]) for one in said["groups"]} == {
        "298487.71": (1, 2),
        "275665": (1, 2),
    }


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["In what it differs", "1 to 2", "22822.71 less (7.6 %)", "Independent sources\n", "it may repeat"]),
        ("es", ["En qué difiere", "1 a 2", "22822.71 menos (7.6 %)", "Fuentes independientes\n", "puede repetir a"]),
    ],
)
@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_it_reads_in_both_languages_and_in_all_forms(form: str, lang: str, words: list[str], root: Path) -> None:
    name = "legal area" if lang == "en" else "SUPERFICIE LEGAL"
    said = compare(root, "Reserva Indígena Isconahua", name, "--lang", lang, "--format", form)
    flat = " ".join(said.split())
    for one in words:
        assert one.strip() in flat
    assert "[1]" in said
    if form == "html":
        assert said.startswith(f'<!doctype html>\n<html lang="{lang}">')


def test_names_of_several_things_are_asked_back(root: Path) -> None:
    ran = run("--workspace", root, "compare", "airstrips", "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert "(v-indicator:airstrips-reported)" in ran.err
    ran = run("--workspace", root, "compare", "Reserva Indígena Isconahua", "a", "--lang", "en")
    assert ran.err.startswith('"a" may be several properties: ')
    assert "legal area (ha) (ag:legalAreaHectares)" in ran.err


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("killings", "--area", "admin:16"), 'There are no figures of "killings" in the area admin:16. '),
        (("Reserva Indígena Isconahua", "nonsense"), 'Nothing is said of "nonsense". What is said is of: '),
        (("nonsense",), 'Nothing that the parameter "indicator" may be is called "nonsense".'),
        (("nonsense", "legal area"), 'Nothing is called "nonsense" in this release.'),
        (("killings", "legal area", "--area", "admin:25"), "--area is for the figures of an indicator; "),
    ],
)
def test_what_cannot_be_compared_is_told(given: tuple[str, ...], says: str, root: Path) -> None:
    ran = run("--workspace", root, "compare", *given, "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(says)


def test_it_goes_to_a_file(root: Path, tmp_path: Path) -> None:
    to = tmp_path / "killings.md"
    ran = run("--workspace", root, "compare", "killings", "--format", "markdown", "--to", to)
    assert (ran.code, ran.out) == (0, "")
    assert to.read_text(encoding="utf-8") == compare(root, "killings", "--format", "markdown")


def test_of_a_thing_that_is_no_indicator_its_properties_are_told(root: Path) -> None:
    ran = run("--workspace", root, "compare", "Reserva Indígena Isconahua")
    assert (ran.code, ran.data) == (2, b"")
    assert "diga también cuál de sus propiedades se compara: " in ran.err
    assert "superficie legal (ha) (ag:legalAreaHectares)" in ran.err
    assert "Nada que el parámetro" in run("--workspace", root, "compare", "xyzzy").err
