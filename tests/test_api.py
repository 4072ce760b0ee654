"""The graph in Python: what it exports, opens, answers, and hands to data frames, notebooks and other libraries."""

import csv
import doctest
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import networkx
import polars as pl
import pytest
from small_tables import build_tables, small_tables
from tiny_release import tiny_release

import amazongraph as ag
from amazongraph.api import graph as graph_module
from amazongraph.api.graph import Graph
from amazongraph.errors import (
    EntityError,
    ExtraError,
    ParameterError,
    QueryError,
    QuestionError,
    ReleaseError,
    SettingsError,
)
from amazongraph.questions.answer import Answer, ask
from amazongraph.questions.catalogue import find_question
from amazongraph.questions.citations import Citation
from amazongraph.questions.question import Column, Question
from amazongraph.releases import Release
from amazongraph.settings import Settings
from amazongraph.sources.curated import FOLDER
from amazongraph.tables.answers import result

# rdflib warns of its own use of what it has deprecated.
pytestmark = pytest.mark.filterwarnings(r"ignore:Dataset\..* is deprecated:DeprecationWarning")

ID = "https://w3id.org/amazongraph/id/"
BOTH = {"es": "x", "en": "x"}


@pytest.fixture(scope="session")
def g(release: Release) -> Graph:
    """The reference data, in English."""
    return Graph(release, "public", "en")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A workspace with one release of a few tables; it says own."""
    root = tmp_path_factory.mktemp("small")
    (root / "amazongraph.toml").write_text('profile = "own"\nlanguage = "es"\n', encoding="utf-8")
    settings = Settings(root, root / "graph", "es", profile="own")
    build_tables(settings, small_tables(root / "curated"))
    return settings


def curated(name: str) -> list[dict[str, str]]:
    """The rows of a curated table."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def made(rows: list[dict[str, str]], sources: list[Citation], columns: tuple[Column, ...], **more: str) -> ag.Result:
    """An answer put together by hand."""
    question = Question("tiny", "theme", {"es": "¿<b>?", "en": "<b>?"}, BOTH, columns, "")
    labels = {f"{ID}x/1": {"es": "<i>uno</i>", "en": "<i>one</i>"}}
    answer = Answer(question, {}, "r", more.get("profile", "public"), rows, labels, labels, sources, 0)
    return result(answer, Release("", Path()), "en")


def test_the_package_exports_these_names_and_no_other() -> None:
    names = {"AmazonGraphError", "Graph", "Result", "Shown", "Table", "Thing", "__version__", "open"}
    assert set(ag.__all__) == names
    assert names <= set(dir(ag))
    assert all(getattr(ag, name) for name in names)
    with pytest.raises(AttributeError, match="'ask'"):
        ag.ask  # type: ignore[attr-defined]  # noqa: B018


def test_what_a_graph_offers_is_written_down() -> None:
    offered = {name for name in vars(Graph) if not name.startswith("_")}
    assert offered == {"ask", "brief", "cite", "find", "networkx", "panel", "query", "questions", "rdflib", "show"}


def test_importing_the_package_loads_no_library() -> None:
    code = "import amazongraph, json, sys; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = set(json.loads(ran.stdout))
    assert not loaded & {"polars", "pyoxigraph", "rdflib", "pandas", "networkx", "shapely", "click", "tabulate"}
    assert not {name for name in loaded if name.startswith("amazongraph.")}


def test_the_package_says_that_it_is_typed() -> None:
    assert Path(ag.__file__).with_name("py.typed").is_file()


def test_the_examples_of_the_docstrings_hold(g: Graph, reference: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(reference.root)
    found = doctest.testmod(graph_module, extraglobs={"g": g}, optionflags=doctest.ELLIPSIS)
    assert found.attempted >= 12
    assert found.failed == 0


class TestOpen:
    def test_a_workspace_opens_at_its_current_release_in_its_language(self, small: Settings) -> None:
        opened = ag.open(small.root, profile="public")
        assert (opened.lang, opened.profile) == ("es", "public")
        assert opened.release == (small.graph / "current").read_text(encoding="utf-8").strip()

    def test_the_folder_or_the_beginning_of_the_name_of_a_release(
        self, small: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        release = next((small.graph / "releases").iterdir())
        assert ag.open(release).release == release.name
        monkeypatch.chdir(small.root)
        assert ag.open(release.name[:12], lang="en").release == release.name

    def test_what_is_not_there_is_told_with_what_is(self, small: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(small.root)
        with pytest.raises(ReleaseError, match=r'"1999" is neither .* There are: 20'):
            ag.open("1999")

    def test_the_profile_is_that_of_the_workspace(self, small: Settings, reference: Settings) -> None:
        assert ag.open(small.root).profile == "own"
        assert ag.open(reference.root).profile == "public"
        with pytest.raises(SettingsError, match="no internal profile"):
            ag.open(reference.root, profile="own")
        with pytest.raises(SettingsError, match="partner"):
            ag.open(reference.root, profile="partner")
        with pytest.raises(SettingsError, match="qu"):
            ag.open(reference.root, lang="qu")

    def test_where_nothing_was_built_it_is_built(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        tables = small_tables(tmp_path / "curated")
        monkeypatch.setattr("amazongraph.build.build", lambda settings: build_tables(settings, tables))
        opened = ag.open(tmp_path, lang="en")
        assert repr(opened) == f"<Graph of release {opened.release}, public profile>"


class TestAsk:
    def test_the_rows_are_those_of_the_table_they_come_from(self, g: Graph) -> None:
        expected = {
            (ID + "figure/" + row["key"], Decimal(row["value"]), row["as_of"])
            for row in curated("figures")
            if row["indicator"] == "coca-area" and row["place"] == "25 Ucayali" and row["as_of"] >= "2022"
        }
        answer = g.ask("coca-area", area="25", since=date(2022, 1, 1))
        assert {(row["figure"].iri, row["value"], row["as_of"]) for row in answer} == expected
        assert answer.parameters == {"area": "admin:25", "since": "2022-01-01"}
        assert (len(answer), answer.question) == (3, "coca-area")

    def test_every_row_cites_and_the_bibliography_has_each_document(self, g: Graph) -> None:
        answer = g.ask("coca-area", area="25")
        numbers = {number for row in answer for number in row["sources"]}
        assert numbers == set(range(1, len(answer.sources) + 1))
        assert all(row["sources"] for row in answer)
        assert len(json.loads(answer.bibliography("csl"))) == len(answer.sources)
        assert answer.bibliography().startswith("[1] ")

    def test_coverage_withheld_and_words_are_there(self, g: Graph) -> None:
        answer = g.ask("coca-area", area="25")
        total = sum(row["indicator"] == "coca-area" for row in curated("figures"))
        assert answer.coverage is not None
        assert (answer.coverage.known, answer.coverage.complete) == (total, False)
        assert answer.withheld == "0"
        assert "not the department" in answer.note
        assert str(answer).startswith(f"{answer.asked}\n")
        assert repr(answer) == f"<Result coca-area: 10 rows, {len(answer.sources)} sources, release {g.release}>"

    def test_a_name_of_several_things_is_asked_back(self, g: Graph) -> None:
        with pytest.raises(ParameterError, match=r"admin:25\); Ucayali, Province"):
            g.ask("coca-area", area="Ucayali")
        with pytest.raises(QuestionError, match="coca-area"):
            g.ask("coca")

    def test_what_is_asked_does_not_depend_on_the_language(self, release: Release, g: Graph) -> None:
        spanish = Graph(release, "public", "es").ask("coca-area", area="25")
        assert [row["value"] for row in spanish] == [row["value"] for row in g.ask("coca-area", area="25")]
        assert {str(row["unit"]) for row in spanish} == {"hectáreas"}


class TestFrames:
    def test_polars_has_a_type_for_every_column(self, g: Graph) -> None:
        frame = g.ask("coca-area", area="25", since="2022-01-01").to_polars().sort("as_of")
        assert frame["value"].to_list() == [14531.0, 12221.0, 11206.0]
        assert frame["as_of_from"].to_list() == [date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1)]
        assert frame["as_of_to"][0] == date(2022, 12, 31)
        assert frame["min"].dtype == pl.Float64
        assert frame["min"].null_count() == 3
        assert frame["area_iri"].to_list() == [[ID + "admin/25"]] * 3
        assert frame["unit"].to_list() == ["hectares"] * 3
        assert frame["sources"].dtype == pl.List(pl.Int64)

    def test_pandas_has_the_same(self, g: Graph) -> None:
        answer = g.ask("killings-on-record")
        polars, pandas = answer.to_polars(), answer.to_pandas()
        assert list(pandas.columns) == polars.columns
        for name in polars.columns:
            ours = [None if one is None else str(one) for one in polars[name].to_list()]
            theirs = [
                one if isinstance(one, list) else None if one is pandas_missing(one) else one for one in pandas[name]
            ]
            assert [None if one is None else str(one).removesuffix(" 00:00:00") for one in theirs] == ours

    def test_an_answer_without_rows_keeps_its_columns(self, g: Graph) -> None:
        empty, full = (g.ask("coca-area", area=area) for area in ("admin:24", "admin:25"))
        assert len(empty) == 0
        assert empty.to_polars().schema == full.to_polars().schema
        assert (empty.to_pandas().dtypes == full.to_pandas().dtypes).all()

    def test_geopandas_has_the_shapes_of_the_places(self, g: Graph) -> None:
        frame = g.ask("coca-area", area="25", since="2022-01-01").to_geopandas()
        # Pucallpa, as any atlas has it: 8.38 S, 74.55 W; a degree of the release is no more than a tenth off.
        assert frame.crs == "OGC:CRS84"
        assert all(abs(shape.x + 74.55) < 0.1 and abs(shape.y + 8.38) < 0.1 for shape in frame.geometry)

    def test_what_has_no_shape_is_told(self, g: Graph) -> None:
        with pytest.raises(QuestionError, match="a shape or a position"):
            g.ask("organisations-and-ties").to_geopandas(column="organisation")
        with pytest.raises(QuestionError, match='"value" is not of things'):
            g.ask("coca-area", area="25").to_geopandas(column="value")

    @pytest.mark.parametrize(("library", "method"), [("pandas", "to_pandas"), ("geopandas", "to_geopandas")])
    def test_a_library_that_is_absent_is_told_with_the_command(
        self, library: str, method: str, g: Graph, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(ExtraError) as told:
            getattr(g.ask("coca-area", area="25"), method)()
        assert f"needs {library}" in str(told.value)
        assert "pip install 'amazongraph[frames]'" in told.value.text("es")


def pandas_missing(one: object) -> object:
    """The value itself where pandas means by it that there is none."""
    import pandas

    return one if pandas.isna(one) else object()


class TestNotebook:
    COLUMNS = (
        Column("thing", "entity", {"es": "Cosa", "en": "<u>Thing"}),
        Column("said", "text", BOTH),
        Column("sources", "sources", BOTH),
    )

    def row(self, said: str) -> dict[str, str]:
        return {"thing": f"{ID}x/1", "said": said, "sources": "https://x.org/1 https://x.org/2"}

    def test_what_sources_say_is_never_run(self) -> None:
        sources = [
            Citation("https://x.org/1", "<script>", False, ("A & B",), "2024", "https://x.org/?a=1&b=2", ""),
            Citation("https://x.org/2", "T", False, (), "", "javascript:alert(1)", ""),
        ]
        shown = made([self.row("<img src=x onerror=y>")], sources, self.COLUMNS)._repr_html_()
        for bad in ("<script>", "<img", "<i>", "<b>", "<u>", 'href="javascript'):
            assert bad not in shown
        assert "&lt;img src=x onerror=y&gt;" in shown
        assert "<td>[1] [2]</td>" in shown
        assert "<ol>\n<li>A &amp; B. " in shown
        assert '<a href="https://x.org/?a=1&amp;b=2">' in shown

    def test_of_many_rows_the_first_are_shown_and_the_others_counted(self) -> None:
        shown = made([self.row(f"row {number}") for number in range(75)], [], self.COLUMNS)._repr_html_()
        assert "row 59" in shown
        assert "row 60" not in shown
        assert "15 more rows" in shown

    def test_what_is_internal_says_so(self, small: Settings) -> None:
        opened = ag.open(small.root, lang="en")
        things = [opened.ask("murder-counts"), opened.find("isconahua"), opened.show("reserve:reserva-isconahua")]
        assert all("INTERNAL" in thing._repr_html_() for thing in things)
        public = ag.open(small.root, lang="en", profile="public")
        assert "INTERNAL" not in public.ask("murder-counts")._repr_html_()

    def test_an_answer_shows_what_the_command_line_prints(self, g: Graph, release: Release) -> None:
        shown = g.ask("reserve-areas")._repr_html_()
        answer = ask(release, find_question(release, "reserve-areas"))
        assert shown.count("<li>") == len(answer.sources)
        assert answer.question.note["en"].replace("'", "&#x27;").replace('"', "&quot;") in shown
        assert g.release in shown


class TestQuery:
    def test_cells_have_the_type_of_their_values(self, g: Graph) -> None:
        table = g.query(
            "SELECT ?whole ?part ?true ?day ?mixed ?none WHERE { VALUES (?whole ?part ?true ?day ?mixed ?none) {"
            '(1 1.5 true "2024-02-29"^^xsd:date 1 UNDEF) (2 UNDEF false "2024-03-01"^^xsd:date "one"@en UNDEF) } }'
        )
        assert isinstance(table, ag.Table)
        assert table[0] == {
            "whole": 1, "part": Decimal("1.5"), "true": True, "day": date(2024, 2, 29), "mixed": "1", "none": None,
        }  # fmt: skip
        frame = table.to_polars()
        assert frame.dtypes == [pl.Int64, pl.Float64, pl.Boolean, pl.Date, pl.String, pl.String]
        assert repr(table) == "<Table: 2 rows: whole, part, true, day, mixed, none>"
        assert "2024-02-29" in str(table)

    def test_the_other_kinds_of_query(self, g: Graph) -> None:
        assert g.query("ASK { admin:25 a ag:Department }") is True
        triples = g.query("CONSTRUCT { ?x a ag:Department } WHERE { ?x a ag:Department }")
        assert len(triples) == 25  # type: ignore[arg-type]

    @pytest.mark.parametrize("sparql", ["SELECT", "SELECT * { SERVICE <http://x.org> { ?s ?p ?o } }"])
    def test_what_cannot_be_run_is_told(self, sparql: str, g: Graph) -> None:
        with pytest.raises(QueryError):
            g.query(sparql)


class TestThings:
    def test_a_thing_is_cited_as_on_the_command_line(self, g: Graph) -> None:
        figure = g.ask("murder-counts")[0]["figure"]
        assert isinstance(figure, ag.Thing)
        assert g.cite(figure) == g.cite(figure.iri)
        assert f"Release {g.release}" in g.cite(figure)
        assert g.cite(figure, "bibtex").startswith("@")
        with pytest.raises(EntityError):
            g.cite("reserve:reserva-isconahua")

    def test_find_gives_things_with_their_kind_and_place(self, g: Graph) -> None:
        found = g.find("reserva indígena isconahua")
        assert [row["name"] for row in found] == [
            ag.Thing(ID + "reserve/reserva-isconahua", "Isconahua Indigenous Reserve")
        ]
        assert [str(one) for one in found[0]["place"]] == ["Calleria"]
        assert len(g.find("there is no such thing")) == 0
        assert found.to_polars()["type"].to_list() == [["Indigenous reserve"]]

    def test_show_takes_what_find_gives(self, g: Graph) -> None:
        found = g.find("reserva indígena isconahua")[0]["name"]
        assert isinstance(found, ag.Thing)
        shown = g.show(found)
        areas = [
            (row["value"], str(row["verdict"]), len(row["sources"]))
            for row in shown
            if row["property"].iri.endswith("#legalAreaHectares")
        ]
        assert ("298487.71", "accepted", 2) in areas
        assert shown.thing == found
        assert shown._repr_html_().startswith("<p><strong>Isconahua Indigenous Reserve</strong>")
        with pytest.raises(EntityError):
            g.show("there is no such thing")

    def test_a_name_for_search_only_is_not_shown(self, tmp_path: Path) -> None:
        trig = "GRAPH source:a { people:x a ag:IndigenousPeople ; rdfs:label 'Self' ; skos:hiddenLabel 'imposed' . }"
        opened = Graph(tiny_release(tmp_path, trig), "public", "en")
        found = opened.find("imposed")
        assert [(str(row["name"]), row["matched"]) for row in found] == [("Self", None)]
        assert "imposed" not in found._repr_html_() + opened.show("people:x")._repr_html_()

    def test_questions_are_listed_with_what_they_take(self, g: Graph) -> None:
        coca = next(row for row in g.questions("coca") if row["id"] == "coca-area")
        assert coca["parameters"] == ["area", "since", "counted"]
        assert coca["status"] == "answers"
        assert len(g.questions()) > 20


class TestOtherLibraries:
    def test_rdflib_has_the_quads_and_a_union(self, small: Settings) -> None:
        opened = ag.open(small.root, profile="public")
        folder = next((small.graph / "releases").iterdir()) / "public"
        lines = (folder / "graph.nq").read_text(encoding="utf-8").splitlines()
        about = (folder / "about.nq").read_text(encoding="utf-8").splitlines()
        lines += [line for line in about if line.endswith("graph/ledger> .")]
        data = opened.rdflib()
        assert len(set(data.quads())) == len(set(lines))
        rows = list(data.query("SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ag:Figure }"))
        asked = opened.query("SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ag:Figure }")
        assert int(rows[0][0]) == asked[0]["n"] > 0  # type: ignore[index]

    def test_networkx_has_the_things_and_their_relations(self, g: Graph) -> None:
        found = g.networkx()
        assert isinstance(found, networkx.MultiDiGraph)
        units = curated("admin_units")
        kinds = [len(row["key"]) for row in units]
        for name, digits in (("Department", 2), ("Province", 4), ("District", 6)):
            assert sum(f"ag:{name}" in one for _, one in found.nodes(data="kinds")) == kinds.count(digits)
        within = {(one, other) for one, other, key in found.edges(keys=True) if key == "ag:within"}
        for row in units:
            if len(row["key"]) == 6:
                assert (f"{ID}admin/{row['key']}", f"{ID}admin/{row['key'][:4]}") in within
        assert found.nodes[f"{ID}admin/25"]["label"] == "Ucayali"

    def test_networkx_gives_one_kind_of_network(self, g: Graph) -> None:
        found = g.networkx("actors")
        kinds = dict(found.nodes(data="kinds"))
        ties = [(one, other) for one, other, name in found.edges(data="property") if name == "ag:memberOrganization"]
        assert len(ties) == len({(row["member"], row["organisation"]) for row in curated("memberships")})
        assert all("ag:Organization" in kinds[other] for _, other in ties)
        assert not any("ag:Person" in one for one in kinds.values())

    def test_networkx_has_only_what_is_accepted(self, tmp_path: Path) -> None:
        trig = (
            "GRAPH source:a { admin:1 a ag:Area ; rdfs:label 'eins' ; ag:within admin:2 . admin:2 a ag:Area . }"
            "GRAPH source:b { admin:1 ag:within admin:2 ; ag:place admin:2 . }"
        )
        release = tiny_release(tmp_path, trig)
        path = release.folder / "public" / "statements.parquet"
        verdict = pl.when(pl.col("predicate").str.ends_with("#place")).then(pl.lit("outranked")).otherwise("verdict")
        pl.read_parquet(path).with_columns(verdict=verdict).write_parquet(path)
        found = Graph(release, "public", "en").networkx()
        (edge,) = found.edges(keys=True, data=True)
        assert edge[:3] == (f"{ID}admin/1", f"{ID}admin/2", "ag:within")
        assert [source.rpartition("/")[2] for source in edge[3]["sources"]] == ["a", "b"]
        assert dict(found.nodes(data="label")) == {f"{ID}admin/1": "eins", f"{ID}admin/2": "admin:2"}
