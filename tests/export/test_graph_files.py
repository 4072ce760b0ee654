"""The files of a graph hold what the graph holds, told by readers that know nothing of how they were written."""

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
import pytest
from gexf_rules import GEXF, VIZ, broken

from amazongraph import terms
from amazongraph.export import selection
from amazongraph.export.formats import FORMATS
from amazongraph.export.graphs import cyjs, gexf, graphml, tables
from amazongraph.export.graphs.flat import look
from amazongraph.export.material import Material
from amazongraph.messages import LANGUAGES
from amazongraph.network.kinds import kinds
from amazongraph.ontology import load
from amazongraph.releases import Release

Graph = Any
ID, SOURCE = terms.BASE + "id/", terms.BASE + "source/"
# What breaks files: marks of XML, a control character, a line break, a formula, emoji, a lone surrogate's neighbour.
NASTY = "=cmd|' /C calc'!A0 <b>&\"ñ\" \x0b 🌿 ￿\nsegunda línea"
LISTS = ("kinds", "sources", "reported_by", "standing")
NODE = {"label_es": "", "label_en": "", "kinds": [], "kind": "", "kind_es": "", "kind_en": "", "sources": []}
EDGE = {"label_es": "", "label_en": "", "ended": False, "sources": [], "reported_by": [], "standing": []}


def invented() -> Graph:
    """Parallel edges, an edge to itself, dates, numbers, lists, an IRI that has no CURIE, and nasty texts."""
    about = {f"{part}_{lang}": f"{part} {lang}" for part in ("title", "method", "caveat") for lang in ("es", "en")}
    graph = networkx.MultiDiGraph(
        name=NASTY,
        kind="actors",
        lang="es",
        release="2026-11-23-abc",
        profile="public",
        withheld=2,
        contested=1,
        documents={SOURCE + "a": NASTY},
        **about,
    )
    base, roof, other = ID + "organization/base", ID + "organization/roof", "https://example.org/a b?c=1&d"
    kind = {"kinds": ["ag:Actor", "ag:StateBody"], "kind": "ag:StateBody", "kind_es": "Entidad", "kind_en": "Body"}
    graph.add_node(base, **NODE | {"label": NASTY, "label_es": NASTY, "label_en": "Base"} | kind, start="1999-05-01")
    graph.add_node(roof, **NODE | {"label": "+51 999", "label_es": "+51 999", "sources": [SOURCE + "a", SOURCE + "b"]})
    graph.add_node(other, **NODE | {"label": "Otra"})
    tie = EDGE | {"property": "ag:memberOrganization", "label": "pertenece a", "label_es": "pertenece a"}
    graph.add_edge(base, roof, "membership:a", **tie | {"ended": True}, start="2010-01-01", end="2015-06-30")
    graph.add_edge(base, roof, "membership:b", **tie | {"standing": ["alleged", "reported"]}, start="2016-01-01")
    graph.add_edge(base, roof, "ag:relays", **EDGE | {"property": "ag:relays", "label": NASTY}, weight=3)
    graph.add_edge(
        other, other, "relation:x", **EDGE | {"property": "v-spatial-relation:near", "label": "@cerca"}, metres=5000.0
    )
    return graph


def material(graph: Graph, folder: Path, profile: str = "public") -> Material:
    """What a format is given of an invented graph."""
    texts = {lang: graph.graph[f"title_{lang}"] for lang in LANGUAGES}
    return Material(
        release=Release("2026-11-23-abc", folder),
        profile=profile,
        lang="es",
        name="invented",
        title=texts,
        notes=dict.fromkeys(LANGUAGES, ()),
        things=None,
        sources=(),
        licences={},
        withheld=2,
        sheets=lambda: iter(()),
        lines=lambda: iter(()),
        graph=lambda: graph,
    )


@pytest.fixture(scope="module")
def materials(release: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Material]:
    """The invented graph, an empty one, and those of the reference release but the largest."""
    folder = tmp_path_factory.mktemp("nothing")
    empty = networkx.MultiDiGraph(**invented().graph)
    found = {name: selection.of_network(release, "public", "es", name) for name in kinds() if name != "things"}
    return {"invented": material(invented(), folder), "empty": material(empty, folder), **found}


@pytest.fixture(scope="module")
def graphs(materials: dict[str, Material]) -> dict[str, Graph]:
    return {name: one.graph() for name, one in materials.items()}


@pytest.fixture(scope="module")
def folder(materials: dict[str, Material], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graphs in each format."""
    made = tmp_path_factory.mktemp("graphs")
    for name, one in materials.items():
        for form in ("graphml", "gexf", "cyjs", "nodes-edges"):
            count = FORMATS[form].exporter()(one, made / f"{name}.{form}")
            assert count == one.graph().number_of_nodes() + one.graph().number_of_edges()
        with zipfile.ZipFile(made / f"{name}.nodes-edges") as archive:
            archive.extractall(made / name)
    return made


def shown(value: object) -> str:
    """A value as a file holds it: what XML cannot write is replaced, lists are joined."""
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, dict):
        return shown("\n".join(f"{iri} {cited}" for iri, cited in value.items()))
    said = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "�", str(value))
    return said.lower() if isinstance(value, bool) else said


def told(attributes: dict[str, Any]) -> dict[str, str]:
    return {name: text for name, value in attributes.items() if (text := shown(value))}


def nodes_of(graph: Graph) -> dict[str, dict[str, str]]:
    return {iri: told(said) for iri, said in graph.nodes(data=True)}


def edges_of(graph: Graph) -> list[tuple[str, str, dict[str, str]]]:
    return sorted(
        ((one, other, {"tie": key, **told(said)}) for one, other, key, said in graph.edges(keys=True, data=True)),
        key=str,
    )


def read(graph: Graph, *without: str) -> tuple[dict[str, dict[str, str]], list[tuple[str, str, dict[str, str]]]]:
    """What a reader found, by IRI, without attributes of its own."""
    iris = dict(graph.nodes(data="iri"))
    nodes = {
        iris[one]: {k: v for k, v in told(said).items() if k not in ("iri", *without)}
        for one, said in graph.nodes(data=True)
    }
    edges = [
        (iris[one], iris[other], {k: v for k, v in told(said).items() if k not in without})
        for one, other, said in graph.edges(data=True)
    ]
    return nodes, sorted(edges, key=str)


NAMES = ("invented", "empty", *(name for name in kinds() if name != "things"))


@pytest.mark.parametrize("name", NAMES)
def test_networkx_reads_graphml(name: str, folder: Path, graphs: dict[str, Graph]) -> None:
    found = networkx.read_graphml(folder / f"{name}.graphml", force_multigraph=True)
    nodes, edges = read(found, "id")
    assert nodes == nodes_of(graphs[name])
    assert edges == edges_of(graphs[name])
    assert told(graphs[name].graph).items() <= told(found.graph).items()
    ids = [one.get("id") or "" for one in ElementTree.parse(folder / f"{name}.graphml").iter() if one.get("id")]
    assert all(re.fullmatch(r"[\w.:-]+", one, re.ASCII) for one in ids)


def gexf_rows(root: ElementTree.Element, of: str) -> Iterator[dict[str, str]]:
    """The attributes of nodes or edges, those of the format and those that the file declares alike."""
    titles = {
        one.get("id"): one.get("title")
        for declared in root.iter(GEXF + "attributes")
        for one in declared
        if declared.get("class") == of
    }
    for element in root.iter(GEXF + of):
        values = {titles[one.get("for")]: one.get("value") for one in element.iter(GEXF + "attvalue")}
        yield {**element.attrib, **values}  # type: ignore[dict-item]


@pytest.mark.parametrize("name", NAMES)
def test_gexf_holds_the_graph(name: str, folder: Path, graphs: dict[str, Graph]) -> None:
    root = ElementTree.parse(folder / f"{name}.gexf").getroot()
    nodes = {row.pop("id"): row for row in gexf_rows(root, "node")}
    iris = {one: row.pop("iri") for one, row in nodes.items()}

    def spaced(said: dict[str, str]) -> dict[str, str]:
        return {key: " ".join(value.split()) if key == "label" else value for key, value in said.items()}

    assert {iris[one]: row for one, row in nodes.items()} == {
        iri: spaced(said) for iri, said in nodes_of(graphs[name]).items()
    }
    edges = [
        (iris[row.pop("source")], iris[row.pop("target")], row) for row in gexf_rows(root, "edge") if row.pop("id")
    ]
    assert all(row.pop("type") == "directed" and row.pop("kind") == row["property"] for *_, row in edges)
    assert sorted(edges, key=lambda edge: str((*edge[:2], sorted(edge[2].items())))) == sorted(
        ((one, other, spaced(said)) for one, other, said in edges_of(graphs[name])),
        key=lambda edge: str((*edge[:2], sorted(edge[2].items()))),
    )


@pytest.mark.parametrize("name", NAMES)
def test_gexf_keeps_the_rules_of_its_schema(name: str, folder: Path, graphs: dict[str, Graph]) -> None:
    root = ElementTree.parse(folder / f"{name}.gexf").getroot()
    assert broken(root) == []
    said = (root.findtext(f"{GEXF}meta/{GEXF}description") or "").split()
    for lang in ("es", "en"):
        assert " ".join(graphs[name].graph[f"caveat_{lang}"].split()) in " ".join(said)
    read = networkx.read_gexf(folder / f"{name}.gexf", version="1.3")
    assert (len(read), read.number_of_edges()) == (len(graphs[name]), graphs[name].number_of_edges())


def test_gexf_draws_a_node_by_its_class(folder: Path) -> None:
    root = ElementTree.parse(folder / "invented.gexf").getroot()
    body = next(root.iter(GEXF + "node"))
    color, size = body.find(VIZ + "color"), body.find(VIZ + "size")
    assert color is not None and size is not None
    expected = look(["ag:Actor", "ag:Organization", "ag:StateBody"])
    assert "#{:02X}{:02X}{:02X}".format(*(int(color.get(one) or "") for one in "rgb")) == expected.color
    assert float(size.get("value") or "") == expected.size
    assert look(["ag:NativeCommunity"]) != look(["ag:StateBody"]) != look(["ag:Nothing"])


@pytest.mark.parametrize("name", NAMES)
def test_cytoscape_json_holds_the_graph(name: str, folder: Path, graphs: dict[str, Graph]) -> None:
    said = json.loads((folder / f"{name}.cyjs").read_text(encoding="utf-8"))
    assert graphs[name].graph.items() <= said["data"].items()
    found = networkx.cytoscape_graph(said)
    iris = dict(found.nodes(data="iri"))
    drawn = {"id", "value", "iri", "name", "shared_name", "color", "size"}
    assert {iris[one]: {k: v for k, v in row.items() if k not in drawn} for one, row in found.nodes(data=True)} == dict(
        graphs[name].nodes(data=True)
    )
    own = {"id", "source", "target", "key", "interaction", "name", "shared_name"}
    edges = [
        (iris[one], iris[other], key, {k: v for k, v in row.items() if k not in own})
        for one, other, key, row in found.edges(keys=True, data=True)
    ]
    assert edges == list(graphs[name].edges(keys=True, data=True))


def rows(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def cell(value: object) -> str:
    """A value as a table holds it: no formula, lists with semicolons."""
    text = ";".join(value) if isinstance(value, list) else "" if value is None else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return "'" + text if isinstance(value, (str, list)) and text[:1] in {"=", "+", "-", "@"} else text


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_hold_the_graph(name: str, folder: Path, graphs: dict[str, Graph]) -> None:
    nodes, edges = rows(folder / name / "nodes.csv"), rows(folder / name / "edges.csv")
    iris = {row[":ID"]: row["iri"] for row in nodes}
    for row, (iri, said) in zip(nodes, graphs[name].nodes(data=True), strict=True):
        assert (row["iri"], row["ID"], row["Type"]) == (iri, row[":ID"], said["kind_es"])
        assert row[":LABEL"].split(";") == [one.partition(":")[2] for one in said["kinds"]] or not said["kinds"]
        plain = {heading.partition(":")[0] or heading: value for heading, value in row.items()}
        assert plain["Label"] == cell(said["label"])
        assert {key: plain[key] for key in said if key != "label"} == {
            k: cell(v) for k, v in said.items() if k != "label"
        }
    for row, (one, other, key, said) in zip(edges, graphs[name].edges(keys=True, data=True), strict=True):
        assert (iris[row["From"]], iris[row["To"]], row["tie"]) == (one, other, key)
        assert (row[":START_ID"], row[":END_ID"], row["Direction"]) == (row["From"], row["To"], "directed")
        assert row[":TYPE"] == said["property"].partition(":")[2]
        plain = {heading.partition(":")[0] or heading: value for heading, value in row.items()}
        assert plain["Label"] == cell(said["label"])
        assert {key: plain[key] for key in said if key != "label"} == {
            k: cell(v) for k, v in said.items() if k != "label"
        }


def test_the_headings_tell_neo4j_the_types(folder: Path) -> None:
    headings = {*rows(folder / "invented" / "edges.csv")[0], *rows(folder / "invented" / "nodes.csv")[0]}
    assert {"start:date", "end:date", "ended:boolean", "weight:long", "metres:double", "sources:string[]"} <= headings


def test_no_cell_is_a_formula(folder: Path) -> None:
    for path in (folder / "invented").glob("*.csv"):
        assert not [cell for row in rows(path) for cell in row.values() if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]


def test_a_graph_that_is_not_public_says_so(tmp_path: Path) -> None:
    for writer in (graphml, gexf, cyjs, tables):
        writer.write(material(invented(), tmp_path, "own"), tmp_path / "graph")
        if writer is tables:
            said = zipfile.ZipFile(tmp_path / "graph").read("README.txt").decode("utf-8-sig")
        else:
            said = (tmp_path / "graph").read_text(encoding="utf-8")
        assert "INTERNO" in said
        assert "INTERNAL" in said


def test_the_same_graph_is_the_same_file(tmp_path: Path) -> None:
    for writer in (graphml, gexf, cyjs, tables):
        for name in ("one", "other"):
            writer.write(material(invented(), tmp_path), tmp_path / name)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_every_file_cites_the_documents(folder: Path, graphs: dict[str, Graph]) -> None:
    for name in ("actors", "measures"):
        cited = {iri for _, said in graphs[name].nodes(data=True) for iri in said["sources"]}
        cited |= {iri for *_, said in graphs[name].edges(data=True) for iri in said["sources"]}
        assert set(graphs[name].graph["documents"]) == cited
        assert {row["iri"] for row in rows(folder / name / "sources.csv")} == cited
        for form in ("graphml", "gexf"):
            root = ElementTree.parse(folder / f"{name}.{form}").getroot()
            said = "\n".join(one.text or "" for one in root.iter() if one.tag.endswith(("data", "description")))
            assert cited <= set(said.split())


def test_looks_are_of_classes_that_there_are() -> None:
    from amazongraph.export.graphs.flat import _looks

    assert {terms.expand(name) for name, _ in _looks()[0]} <= load().classes
