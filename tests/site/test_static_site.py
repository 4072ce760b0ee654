"""A site of the reference release: every link leads somewhere, nothing is fetched, every page can be read and says both
what is known and who says so, in both languages.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
import yaml
from html_pages import Html, dead, inside, pages, skipped, target
from rdflib import OWL, RDF, RDFS, SKOS
from small_site import write

from amazongraph import terms
from amazongraph.messages import LANGUAGES
from amazongraph.questions.catalogue import read_questions
from amazongraph.releases import Release
from amazongraph.resources import data_dir
from amazongraph.settings import Settings
from amazongraph.site.paths import of_class, of_concept, of_property, of_question, of_scheme
from amazongraph.site.things import _with_a_page

ROOT = data_dir("ontology")
ISCONAHUA = "thing/reserve/reserva-isconahua.html"


@pytest.fixture(scope="module")
def folder(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site") / "site"
    write(release, made)
    return made.resolve()


@pytest.fixture(scope="module")
def site(folder: Path) -> dict[Path, Html]:
    return pages(folder)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """The modules and vocabularies as another library reads them."""
    graph = rdflib.Graph()
    for path in [*ROOT.glob("modules/*.ttl"), *ROOT.glob("vocab/*.ttl")]:
        graph.parse(path)
    return graph


@pytest.fixture
def said(site: dict[Path, Html], folder: Path) -> Any:
    """``said("es", "index.html")``: the text of a page, its blanks as single spaces."""
    return lambda lang, path: " ".join(site[folder / lang / path].text.split())


def text(graph: rdflib.Graph, subject: Any, predicate: Any, lang: str) -> str:
    return " ".join(next(str(o) for o in graph.objects(subject, predicate) if o.language == lang).split())


def test_every_link_and_every_anchor_leads_somewhere(site: dict[Path, Html]) -> None:
    assert len(site) > 800
    assert dead(site) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<p id="x"><a href="b.html">b</a><a href="#y">y</a><a href="#x">x</a></p>', "utf-8"
    )
    assert dead(pages(tmp_path)) == ["a.html: #y", "a.html: b.html"]


def test_no_page_has_a_fault(site: dict[Path, Html]) -> None:
    assert {path.name: one.faults for path, one in site.items() if one.faults} == {}
    assert [path.name for path, one in site.items() if one.headings.count(1) != 1 or skipped(one.headings)] == []
    assert [path.name for path, one in site.items() if len(set(one.ids)) < len(one.ids)] == []
    assert [path.name for path, one in site.items() if not one.title.strip() or one.lang not in LANGUAGES] == []


def test_a_page_with_faults_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p onclick='x'><table><th>A</th></p><input><svg></svg>", "utf-8")
    faults = pages(tmp_path)[tmp_path / "a.html"].faults
    assert {"runs: onclick", "a heading of a table without scope", "a picture without a name"} <= set(faults)
    assert any(one.startswith("never closed") for one in faults)


def test_nothing_is_loaded_from_elsewhere(site: dict[Path, Html], folder: Path) -> None:
    assert {load for one in site.values() for load in one.loads if not inside(load)} == set()
    for path in (folder / "site.css", folder / "search.js"):
        assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttpRequest", path.read_text("utf-8"))


def test_links_are_relative_so_that_the_site_may_stand_anywhere(site: dict[Path, Html]) -> None:
    within = {link for one in site.values() for link in {*one.links, *one.loads} if inside(link)}
    assert [link for link in within if link.startswith("/") or not link] == []
    assert {link.partition(":")[0] for one in site.values() for link in one.links if not inside(link)} <= {
        "http",
        "https",
    }


def test_names_of_files_are_the_same_on_every_system(folder: Path) -> None:
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)*\.[a-z]+", name)] == []
    assert max(map(len, names)) < 130


def test_a_page_and_its_counterpart_lead_to_each_other(site: dict[Path, Html], folder: Path) -> None:
    for path, one in site.items():
        if path.parent == folder:
            continue
        lang, _, rest = path.relative_to(folder).as_posix().partition("/")
        other = folder / ("en" if lang == "es" else "es") / rest
        assert one.lang == lang
        assert other in {target(path, link)[0] for link in one.links if inside(link)}, path


def test_every_page_is_reached_from_the_front_page(site: dict[Path, Html], folder: Path) -> None:
    waiting, reached = [folder / "index.html"], set()
    while waiting:
        path = waiting.pop()
        if path not in reached and path in site:
            reached.add(path)
            waiting += [target(path, link)[0] for link in site[path].links if inside(link)]
    assert set(site) - reached == {folder / lang / "search.html" for lang in LANGUAGES}
    assert all("search.html" in " ".join(site[folder / lang / "index.html"].loads) for lang in LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_the_search_needs_javascript(site: dict[Path, Html], folder: Path, lang: str) -> None:
    assert [path.name for path, one in site.items() if one.scripts] == ["search.html", "search.html"]
    assert "<noscript>" in (folder / lang / "search.html").read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_has_its_page(said: Any, ontology: rdflib.Graph, lang: str) -> None:
    classes = set(ontology.subjects(RDF.type, OWL.Class))
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    properties = {one for kind in kinds for one in ontology.subjects(RDF.type, kind)}
    assert len(classes) > 100
    assert len(properties) > 200
    for term in classes | properties:
        page = said(lang, (of_class if term in classes else of_property)(str(term)))
        assert text(ontology, term, RDFS.label, lang) in page
        assert text(ontology, term, SKOS.definition, lang) in page, term
        assert text(ontology, term, SKOS.example, lang) in page, term


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_concept_stands_in_its_list(
    said: Any, site: dict[Path, Html], folder: Path, ontology: rdflib.Graph, lang: str
) -> None:
    found = list(ontology.subject_objects(SKOS.inScheme))
    assert len(found) > 500
    for concept, scheme in found:
        assert text(ontology, concept, SKOS.definition, lang) in said(lang, of_scheme(str(scheme))), concept
        assert of_concept(str(concept)).partition("#")[2] in site[folder / lang / of_scheme(str(scheme))].ids


def test_a_term_tells_its_rules_its_questions_and_what_the_release_holds(said: Any) -> None:
    page = said("es", "class/incident.html")
    assert "Hecho: «tipo de hecho», exactamente una vez grave" in page
    assert "Hecho: «fecha del hecho: desde», al menos una vez nota" in page
    assert "algo que lo tenga en «víctima de» o «víctimas reportadas», al menos una vez" in page
    assert "¿Qué asesinatos constan aquí por año, población y vínculo reportado?" in page
    assert "Cosas de esta clase, al menos: 28." in page
    assert "schema:Event" in page
    assert "una sola vez por idioma" in said("es", "property/status-text.html")
    assert "up to 0.5 % of the larger value" in said("en", "property/legal-area-hectares.html")
    assert "Por ética no se guarda nada de esta clase" in said("es", "class/isolated-peoples-presence.html")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_module_has_a_diagram_with_its_classes_and_the_same_in_words(
    folder: Path, site: dict[Path, Html], ontology: rdflib.Graph, lang: str
) -> None:
    for path in ROOT.glob("modules/*.ttl"):
        classes = rdflib.Graph().parse(path).subjects(RDF.type, OWL.Class)
        written = (folder / lang / f"module/{path.stem}.html").read_text("utf-8")
        drawn, told = written.partition("</svg>")[0], written.partition("<details>")[2]
        for one in classes:
            label = text(ontology, one, RDFS.label, lang)
            assert f">{label}</text>" in drawn, path.stem
            assert f">{label}</a>" in told.partition("</details>")[0], path.stem


def test_every_question_has_its_page_with_its_query(said: Any) -> None:
    for question in read_questions():
        page = said("en", of_question(question.id))
        assert " ".join(question.question["en"].split()) in page
        lines = [line for line in question.query.splitlines() if not line.startswith("#")]
        assert " ".join(" ".join(lines).split()) in page, question.id


def test_a_sample_answer_cites(folder: Path, said: Any) -> None:
    page = said("es", "question/reserve-areas.html")
    assert "Las primeras 8 de" in page
    # From the published facts: the decree of 2021 gives 148 996,5056 ha.
    assert "148996.5056" in page
    written = (folder / "es/question/reserve-areas.html").read_text("utf-8")
    assert set(re.findall(r'href="#source-(\d+)"', written)) == set(re.findall(r'<li id="source-(\d+)"', written))
    assert "faltan datos" in said("es", "question/airstrips-reopened.html")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_says_what_is_wrong_and_what_to_do(said: Any, lang: str) -> None:
    page = said(lang, "rules.html")
    for path in ROOT.glob("checks/*.rq"):
        header = "\n".join(line[2:] for line in path.read_text("utf-8").splitlines() if line.startswith("#+"))
        told = yaml.safe_load(header)
        for part in ("problem", "why", "remedy"):
            assert " ".join(told[part][lang].split()) in page, path.stem
    shapes = rdflib.Graph()
    for path in ROOT.glob("shapes/*.ttl"):
        shapes.parse(path)
    messages = [str(one) for one in shapes.objects(None, rdflib.SH.message) if one.language == lang]
    assert len(messages) > 200
    assert [one for one in messages if " ".join(one.split()) not in page] == []


def test_what_is_not_published_is_told(said: Any) -> None:
    page = said("es", "disclosure.html")
    for words in (
        "Persona viva amenazada: nivel 3 o más",
        "Presencia de pueblos en situación de aislamiento: no se guarda",
    ):
        assert words in page
    for words in ("documento de identidad", "testigo", "imputada", "no se retiene nada"):
        assert words in page


def test_a_thing_shows_values_that_disagree_and_who_gives_each(folder: Path, said: Any) -> None:
    page = said("es", ISCONAHUA)
    assert re.search(r"superficie legal \(ha\) ?275665 ?superada: fecha más reciente", page)
    assert re.search(r"superficie legal \(ha\) ?298487.71 ?aceptada: fecha más reciente", page)
    assert "Radio Nacional del Perú" in page
    written = (folder / "es" / ISCONAHUA).read_text("utf-8")
    assert set(re.findall(r'href="#source-(\d+)"', written)) == set(re.findall(r'<li id="source-(\d+)"', written))
    assert "en disputa: cubierta por el intervalo" in said("es", "thing/incident/meuod7kg.html")


def test_a_figure_is_called_by_the_number_and_who_says_it(said: Any) -> None:
    assert "Asesinatos, 2025-01: 27 (Amazon Watch)" in said("es", "thing/figure/kill-001.html")
    assert "Killings, 2025-01: 27 (Amazon Watch)" in said("en", "thing/figure/kill-001.html")


def test_a_document_says_how_it_is_cited_and_what_it_speaks_of(said: Any) -> None:
    page = said("es", "source/mong-16.html")
    assert "[Perú: primeras tres reservas indígenas] (título no verificado). 2016-07." in page
    assert "Reserva Indígena Isconahua: categorizada por, nombre, superficie legal (ha), tipo" in page


def rows(folder: Path, lang: str) -> list[list[str]]:
    """The index as a program reads it."""
    said = (folder / lang / "index.js").read_text("utf-8")
    found: list[list[str]] = json.loads(said.removeprefix("var AMAZONGRAPH_INDEX = ").removesuffix(";\n"))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_leads_to_pages(folder: Path, site: dict[Path, Html], lang: str) -> None:
    found = rows(folder, lang)
    assert len(found) > 900
    for _, _, address, _, _ in found:
        path, anchor = target(folder / lang / "search.html", address)
        assert path in site
        assert not anchor or anchor in site[path].ids
    assert "question/murder-counts.html" in {row[2] for row in found}


def test_a_name_that_others_imposed_is_found_and_shown_nowhere(
    folder: Path, site: dict[Path, Html], release: Release
) -> None:
    store = ox.Store.read_only(str(release.profile() / "store"))
    query = f"SELECT ?thing ?name WHERE {{ ?thing <{terms.HIDDEN_LABEL}> ?name }}"
    imposed = {(row["thing"].value, row["name"].value) for row in store.query(query)}  # type: ignore[union-attr, index]
    found = {row[2]: row for row in rows(folder, "es")}
    checked = 0
    for iri, name in imposed:
        address = f"thing/people/{terms.key_of(iri)}.html"
        if address in found:
            checked += 1
            assert name in found[address][4]
            assert not re.search(rf"\b{re.escape(name)}\b", site[folder / "es" / address].text.partition("Fuentes")[0])
    assert checked > 2


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not on this machine")
@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("isconahua", "thing/reserve/reserva-isconahua.html"),
        ("PUBLICACIÓN fecha", "property/issued.html"),
        ("publicacion fecha", "property/issued.html"),
        ("xyzzy", ""),
    ],
)
def test_the_search_finds_whatever_the_accents_and_the_case(folder: Path, words: str, first: str) -> None:
    stub = """
    var vm = require("vm"), fs = require("fs"), made = [], parts = {};
    function part() { return { children: [], dataset: {}, textContent: "", addEventListener: function () {},
      appendChild: function (one) { this.children.push(one); } }; }
    var document = { getElementById: function (id) { return parts[id] = parts[id] || part(); }, createElement: part };
    var window = { location: { search: "?q=" + encodeURIComponent(process.argv[3]) } };
    var room = vm.createContext({ document: document, window: window, URLSearchParams: URLSearchParams });
    process.argv.slice(1, 3).forEach(function (file) { vm.runInContext(fs.readFileSync(file, "utf8"), room); });
    console.log(JSON.stringify(parts.found.children.map(function (item) { return item.children[0].href; })));
    """
    command = ["node", "-e", stub, str(folder / "es/index.js"), str(folder / "search.js"), words]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert next(iter(json.loads(ran.stdout)), "") == first


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_bibliography_is_there_for_reference_managers(folder: Path, lang: str) -> None:
    entries = json.loads((folder / lang / "bibliography.json").read_text("utf-8"))
    assert entries
    assert (folder / lang / "bibliography.bib").read_text("utf-8").count("@") >= len(entries)


def test_a_district_of_which_only_the_directory_speaks_has_no_page(release: Release) -> None:
    found = set(_with_a_page(release.profile()))
    frame = pl.read_parquet(release.profile() / "statements.parquet")
    typed = frame.filter(pl.col("predicate") == terms.TYPE)

    def of(name: str) -> set[str]:
        return set(typed.filter(pl.col("object") == terms.ag(name))["canonical"])

    (directory,) = typed.filter(pl.col("object") == terms.ag("Province"))["source"].unique()
    told = frame.filter(~pl.col("source").is_in([directory, terms.DERIVED]))
    assert of("Province") | of("Department") <= found
    assert of("District") & found == of("District") & (set(told["canonical"]) | set(told["object"]))
    assert 0 < len(of("District") & found) < 500


def test_another_process_elsewhere_writes_the_same_bytes(folder: Path, reference: Settings, tmp_path: Path) -> None:
    away = {"LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "POLARS_MAX_THREADS": "1"}
    program = str(Path(__file__).with_name("small_site.py"))
    command = [sys.executable, program, str(reference.root), str(tmp_path / "again")]
    subprocess.run(command, env={**os.environ, **away}, check=True, timeout=300)

    def files(root: Path) -> dict[str, bytes]:
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    assert files(tmp_path / "again") == files(folder)
