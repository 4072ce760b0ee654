"""A panel by unit and year: what stands in a cell, what does not, where it comes from, and the files it is written to.

The small world is written out below with what must come of it; the figures of the reference data are taken from their
table with the standard library.
"""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from cli.console import run
from tiny_release import tiny_release

from amazongraph.errors import ExportError, ExtraError
from amazongraph.export.panel import Panel, panel
from amazongraph.export.panel_files import write_panel
from amazongraph.releases import Release
from amazongraph.settings import Settings
from amazongraph.sources.curated import FOLDER

INDICATOR = "https://w3id.org/amazongraph/vocab/indicator"
SAID = "ag:unit v-unit:hectares ; ag:population v-population:trees ; ag:bound v-bound:exactly"


def figure(key: str, area: str, when: str, value: str, more: str = "", said: str = SAID) -> str:
    return (
        f"figure:{key} a ag:Figure ; ag:indicator v-indicator:loss ; ag:area admin:{area} ; {when} ; {value} ; "
        f"{said} ; ag:statedIn source:one {more} ."
    )


def year(number: int) -> str:
    return f'ag:period "{number}"'


# Padre Abad gave ground to Boquerón, which has figures since 2012, and to Neshuya, which has none.
FIGURES = [
    figure("a1", "250301", year(2010), "ag:value 10", "; ag:attributedTo organization:x"),
    figure("a2", "250301", year(2011), "ag:value 11", "; ag:attributedTo organization:x"),
    figure("a3", "250301", year(2012), "ag:value 7", "; ag:attributedTo organization:y"),
    figure("a4", "250301", year(2014), "ag:value 5", "; ag:attributedTo organization:y"),
    figure("b1", "250307", year(2012), "ag:value 4", "; ag:attributedTo organization:y"),
    figure("b2", "250307", year(2013), "ag:value 3", "; ag:attributedTo organization:y"),
    figure("b3", "250307", year(2014), "ag:value 0", "; ag:attributedTo organization:y"),
    # Two that differ, of which in 2011 one is the reference; one that is deprecated; one that is a part.
    figure("c1", "250101", year(2010), "ag:value 20"),
    figure("c2", "250101", year(2010), "ag:value 24"),
    figure("c3", "250101", year(2011), "ag:value 30", "; ag:rank v-figure-rank:reference"),
    figure("c4", "250101", year(2011), "ag:value 31"),
    figure("c5", "250101", year(2012), "ag:value 40"),
    figure("c6", "250101", year(2012), "ag:value 400", "; ag:rank v-figure-rank:deprecated"),
    figure("c7", "250101", year(2012), "ag:value 4", "; ag:partOfFigure figure:c5"),
    figure("c8", "250101", 'ag:asOf "2013-07-01"', "ag:minValue 50 ; ag:maxValue 60"),
    figure("c9", "250101", year(2014), "ag:value 9", said=SAID.replace("exactly", "at-least")),
    # What is not of one whole year, of one unit, or counts something else.
    figure("d1", "250101", 'ag:period "2010/2012"', "ag:value 99"),
    figure("d2", "250101", 'ag:period "2013-01/2013-06"', "ag:value 99"),
    figure("d3", "250101", year(2013), "ag:value 99", "; ag:area admin:250301"),
    figure("d4", "250101", year(2013), "ag:value 98", said=SAID.replace("trees", "crowns")),
    figure("d5", "25", year(2013), "ag:value 97"),
]
UNITS = [
    f"admin:{code} a ag:{kind} ; rdfs:label '{name}' ."
    for code, kind, name in [
        ("250101", "District", "Calleria"),
        ("250301", "District", "Padre Abad"),
        ("250306", "District", "Neshuya"),
        ("250307", "District", "Boqueron"),
        ("25", "Department", "Ucayali"),
        ("2501", "Province", "Coronel Portillo"),
        ("2503", "Province", "Padre Abad"),
    ]
]
CHANGES = [
    f"<https://w3id.org/amazongraph/id/unit-change/{new}> ag:unitChangeType v-unit-change-type:{kind} ; "
    f"ag:changedUnit admin:{new} ; ag:originUnit admin:{old} ."
    for new, kind, old in [
        ("250307", "created", "250301"),
        ("250306", "created", "250301"),
        ("250101", "renamed", "250301"),
        ("250199", "created", "250101"),
    ]
]
NAMES = [
    f"{name} skos:prefLabel '{name} es'@es, '{name} en'@en ; skos:definition 'def {name}'@es, 'def {name}'@en ."
    for name in ("v-indicator:loss", "v-population:trees", "v-population:crowns", "v-unit:hectares")
]
SCHEME = [f"v-indicator:loss skos:inScheme <{INDICATOR}> . v-indicator:other skos:inScheme <{INDICATOR}> ."]
TITLE = ["source:one a ag:Source ; dct:title 'The one'@es ."]


def world(folder: Path, *more: str) -> Release:
    """A release of that small world."""
    return tiny_release(
        folder, f"GRAPH source:one {{ {' '.join([*FIGURES, *UNITS, *NAMES, *SCHEME, *TITLE, *more])} }}"
    )


@pytest.fixture(scope="module")
def release_of_world(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return world(tmp_path_factory.mktemp("world"), *CHANGES)


@pytest.fixture(scope="module")
def made(release_of_world: Release) -> Panel:
    return panel(release_of_world, ["loss"])


def rows(made: Panel, unit: str, *columns: str) -> list[tuple[object, ...]]:
    """The cells of a unit by year."""
    return made.frame.filter(unit_code=unit).select("year", *columns).rows()


def test_every_unit_has_every_year(made: Panel) -> None:
    expected = [(code, number) for code in ("250101", "250301", "250306", "250307") for number in range(2010, 2015)]
    assert made.frame.select("unit_code", "year").rows() == expected
    named = made.frame.filter(unit_code="250301", year=2010).row(0, named=True)
    assert [named[name] for name in ("unit_name", "department_code", "department", "province_code", "province")] == [
        *("Padre Abad", "25", "Ucayali", "2503", "Padre Abad"),
    ]


def test_a_year_without_a_figure_is_empty_and_zero_is_zero(made: Panel) -> None:
    assert rows(made, "250307", "loss", "loss_low", "loss_figures") == [
        (2010, None, None, None),
        (2011, None, None, None),
        (2012, 4.0, 4.0, 1),
        (2013, 3.0, 3.0, 1),
        (2014, 0.0, 0.0, 1),
    ]
    assert made.frame.filter(unit_code="250306")["loss"].null_count() == 5


def test_what_differs_is_a_range_unless_one_is_the_reference_and_is_never_averaged(made: Panel) -> None:
    assert rows(made, "250101", "loss", "loss_low", "loss_high", "loss_bound", "loss_figures") == [
        (2010, None, 20.0, 24.0, "exactly", 2),
        (2011, 30.0, 30.0, 30.0, "exactly", 1),
        (2012, 40.0, 40.0, 40.0, "exactly", 1),
        (2013, None, 50.0, 60.0, "exactly", 1),
        (2014, 9.0, 9.0, None, "at-least", 1),
    ]


def test_a_change_of_who_says_it_or_of_the_bound_is_marked(made: Panel) -> None:
    assert rows(made, "250301", "loss_break") == [(2010, 0), (2011, 0), (2012, 1), (2013, None), (2014, 0)]
    assert rows(made, "250101", "loss_break") == [(2010, 0), (2011, 0), (2012, 0), (2013, 0), (2014, 1)]


def test_figures_that_count_something_else_are_a_series_of_their_own(release_of_world: Release, made: Panel) -> None:
    both = panel(release_of_world, ["loss", "loss:crowns"])
    assert rows(both, "250101", "loss_crowns")[3] == (2013, 98.0)
    told = {row["variable"]: row for row in made.codebook.rows(named=True)}
    assert "v-population:crowns en (1)" in told["loss"]["definition_en"]


def test_what_is_not_of_one_whole_year_is_counted_as_left_out(made: Panel) -> None:
    assert made.left_out == 2


def test_every_cell_has_its_figures_and_documents(made: Panel) -> None:
    keys = [key.split()[0].removeprefix("figure:") for key in FIGURES]
    used = {iri.rpartition("/")[2] for iri in made.sources["figure"]}
    assert used == set(keys) - {"c4", "c6", "c7", "d1", "d2", "d3", "d4", "d5"}
    counted = made.frame["loss_figures"].sum()
    assert made.sources.height == counted
    assert all("The one" in text for text in made.sources["citation_en"])


def test_the_codebook_says_what_each_column_means(made: Panel) -> None:
    assert made.codebook["variable"].to_list() == made.frame.columns
    value = made.codebook.filter(variable="loss").row(0, named=True)
    assert value["label_en"] == "v-indicator:loss en: v-population:trees en"
    assert (value["unit_es"], value["cells"], value["first_year"]) == ("v-unit:hectares es", 20, 2010)
    assert value["cells_with_data"] == 10
    assert value["definition_en"].startswith("def v-indicator:loss def v-population:trees Empty:")
    assert "The one" in value["sources_en"]
    assert made.codebook["label_es"].null_count() == made.codebook["label_en"].null_count() == 0


@pytest.fixture(scope="module")
def merged(release_of_world: Release) -> Panel:
    return panel(release_of_world, ["loss"], merge_splits=True)


class TestMergedSplits:
    def test_units_that_were_created_stand_with_the_one_they_came_from(self, merged: Panel) -> None:
        pairs = merged.frame.select("unit_code", "merged_units").unique(maintain_order=True).rows()
        assert pairs == [("250101", "250101"), ("250301", "250301 250306 250307")]

    def test_they_are_added_up_where_each_that_must_have_a_figure_has_one(self, merged: Panel) -> None:
        # 2012 and 2014: 7 + 4 and 5 + 0. 2013: Padre Abad has no figure, so that 3 is not the whole.
        assert rows(merged, "250301", "loss", "loss_high", "loss_figures") == [
            (2010, 10.0, 10.0, 1),
            (2011, 11.0, 11.0, 1),
            (2012, 11.0, 11.0, 2),
            (2013, None, None, None),
            (2014, 5.0, 5.0, 2),
        ]

    def test_a_sum_is_that_of_the_written_numbers(self, tmp_path: Path) -> None:
        more = (figure("e1", "250301", year(2009), "ag:value 0.1"), figure("e2", "250307", year(2009), "ag:value 0.2"))
        found = panel(world(tmp_path, *CHANGES, *more), ["loss"], merge_splits=True, years=range(2009, 2010))
        assert rows(found, "250301", "loss") == [(2009, 0.3)]

    def test_the_sources_keep_the_unit_as_published(self, merged: Panel) -> None:
        own = merged.sources.filter(unit_code="250301", year=2012)
        assert sorted(own["published_unit"]) == ["250301", "250307"]

    def test_what_cannot_be_added_is_not(self, tmp_path: Path) -> None:
        percent = [one.replace("v-unit:hectares", "v-unit:percent") for one in FIGURES]
        trig = f"GRAPH source:one {{ {' '.join([*percent, *UNITS, *NAMES, *SCHEME, *TITLE, *CHANGES])} }}"
        found = panel(tiny_release(tmp_path, trig), ["loss"], merge_splits=True)
        assert rows(found, "250301", "loss")[1:3] == [(2011, 11.0), (2012, None)]

    def test_a_release_without_changes_says_what_to_add(self, tmp_path: Path) -> None:
        with pytest.raises(ExportError, match="inei-cambios-ubigeo"):
            panel(world(tmp_path), ["loss"], merge_splits=True)


class TestAsked:
    def test_years_may_be_given(self, release_of_world: Release) -> None:
        found = panel(release_of_world, ["loss"], years=range(2009, 2012))
        assert found.frame["year"].unique().sort().to_list() == [2009, 2010, 2011]
        assert set(found.sources["year"]) == {2010, 2011}

    def test_departments_and_provinces_have_their_own_figures(self, release_of_world: Release) -> None:
        found = panel(release_of_world, ["loss"], "department")
        assert found.frame.select("unit_code", "year", "loss").rows() == [("25", 2013, 97.0)]
        with pytest.raises(ExportError, match="There are figures of: -"):
            panel(release_of_world, ["loss"], "province")

    def test_what_is_not_there_is_told(self, release_of_world: Release) -> None:
        with pytest.raises(ExportError, match=r'no indicator "los".*loss'):
            panel(release_of_world, ["los"])
        with pytest.raises(ExportError, match='no units "parish"'):
            panel(release_of_world, ["loss"], "parish")
        with pytest.raises(ExportError, match="There are figures of: loss"):
            panel(release_of_world, ["other"])

    def test_an_indicator_without_figures_beside_one_with_stays_empty(self, release_of_world: Release) -> None:
        found = panel(release_of_world, ["loss", "other"])
        assert found.frame["other"].null_count() == found.frame.height
        assert found.codebook.filter(variable="other")["cells_with_data"].item() == 0


class TestReference:
    def test_coca_by_department_is_that_of_the_table(self, release: Release) -> None:
        with (FOLDER / "figures.csv").open(encoding="utf-8", newline="") as file:
            told = [one for one in csv.DictReader(file) if one["population"] == "coca-in-department"]
        cells: dict[tuple[str, int], list[float]] = {}
        for one in told:
            of_a_year = len(one["as_of"]) >= 4 and not one["period"] and "/" not in one["as_of"]
            department = one["place"].partition(" ")[0]
            counts = one["indicator"] == "coca-area" and one["rank"] != "deprecated" and not one["part_of"]
            if counts and of_a_year and ";" not in one["place"] and department.isdecimal() and len(department) == 2:
                cells.setdefault((department, int(one["as_of"][:4])), []).append(float(one["value"]))
        assert len(cells) > 90
        found = panel(release, ["coca-area"], "department")
        assert found.frame.height == 25 * len({when for _, when in cells})
        for row in found.frame.rows(named=True):
            values = cells.get((row["unit_code"], row["year"]))
            expected = (None, None, None) if values is None else (
                values[0] if len(set(values)) == 1 else None, min(values), max(values)
            )  # fmt: skip
            assert (row["coca_area"], row["coca_area_low"], row["coca_area_high"]) == expected


class TestFiles:
    def test_csv_is_read_by_a_spreadsheet_and_keeps_what_is_empty(self, made: Panel, tmp_path: Path) -> None:
        files = write_panel(made, tmp_path / "p.csv", "es")
        assert [path.name for path in files] == ["p.csv", "p-sources.csv", "p-codebook.csv"]
        content = files[0].read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        read = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert [one["loss"] for one in read if one["unit_code"] == "250307"] == ["", "", "4.0", "3.0", "0.0"]
        assert all((tmp_path / name).stat().st_size for name in ("p-sources.csv", "p-codebook.csv"))

    def test_parquet_has_the_same_frame(self, made: Panel, tmp_path: Path) -> None:
        write_panel(made, tmp_path / "p.parquet", "es")
        assert pl.read_parquet(tmp_path / "p.parquet").equals(made.frame)

    def test_stata_has_labels_and_missing_values(self, made: Panel, tmp_path: Path) -> None:
        pandas = pytest.importorskip("pandas")
        write_panel(made, tmp_path / "p.dta", "en")
        with pandas.read_stata(tmp_path / "p.dta", iterator=True) as reader:
            labels, read = reader.variable_labels(), reader.read()
        assert labels["loss"] == "v-indicator:loss en: v-population:trees en"
        assert list(read.columns) == made.frame.columns
        own = read[read["unit_code"] == "250307"]["loss"]
        assert own.isna().tolist() == [True, True, False, False, False]
        assert own.tolist()[2:] == [4.0, 3.0, 0.0]
        assert read["loss_bound"].tolist()[0] == "exactly"

    def test_the_same_panel_is_the_same_file(self, made: Panel, tmp_path: Path) -> None:
        for name in ("a.dta", "b.dta"):
            write_panel(made, tmp_path / name, "en")
        assert (tmp_path / "a.dta").read_bytes() == (tmp_path / "b.dta").read_bytes()

    def test_without_pandas_stata_says_what_to_install_and_writes_nothing(
        self, made: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(__import__("sys").modules, "pandas", None)
        with pytest.raises(ExtraError, match="amazongraph\\[frames\\]"):
            write_panel(made, tmp_path / "p.dta", "en")
        assert list(tmp_path.iterdir()) == []

    def test_names_of_columns_are_short_enough_for_stata(self, made: Panel) -> None:
        from amazongraph.export.series import series

        keys = ["communities-without-recognition", "communities-without-recovery", "peoples-of-communities-affected"]
        names = [one.name for one in series(keys, [])]
        assert len(set(names)) == 3
        assert all(len(f"{name}_figures") <= 32 for name in names)


class TestCommand:
    def test_it_writes_three_files_and_says_so(self, reference: Settings, tmp_path: Path) -> None:
        given = ["export", "panel", "--unit", "department", "--indicators", "coca-area", "--years", "2018-2022"]
        ran = run("--workspace", reference.root, *given, "--to", tmp_path / "coca.csv", "--lang", "en")
        assert (ran.code, ran.data) == (0, b"")
        assert "Rows: 125." in ran.err
        assert sorted(path.name for path in tmp_path.iterdir()) == ["coca-codebook.csv", "coca-sources.csv", "coca.csv"]
        again = run("--workspace", reference.root, *given, "--to", tmp_path / "coca.csv")
        assert again.code == 2
        assert "ya existe" in again.err

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            (["--indicators", "coca-area", "--to", "x.xls"], ".csv, .parquet, .dta"),
            (["--indicators", "coca-area", "--years", "twenty", "--to", "x.csv"], "twenty"),
            (["--indicators", "coca", "--to", "x.csv"], "coca-area"),
        ],
        ids=["ending", "years", "indicator"],
    )
    def test_what_cannot_be_done_is_told(self, given: list[str], words: str, reference: Settings) -> None:
        ran = run("--workspace", reference.root, "export", "panel", *given)
        assert ran.code == 2
        assert words in ran.err
        assert not Path("x.csv").exists()
