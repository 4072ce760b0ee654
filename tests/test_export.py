"""The RDF files of a release hold what it holds, read by two libraries, and are the same each time."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from small_tables import build_tables, small_tables, workspace

from amazongraph import terms
from amazongraph.errors import ReleaseError
from amazongraph.export import selection
from amazongraph.export.formats import FORMATS as ALL
from amazongraph.export.lines import lines as canonical
from amazongraph.export.lines import parsed
from amazongraph.releases import Release

# What rdflib says of itself.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}
NAMED = ("nquads", "trig", "jsonld")
RDFLIB = {"nquads": "nquads", "trig": "trig", "turtle": "turtle", "jsonld": "json-ld"}


def export_rdf(release: Release, name: str, to: Path) -> int:
    """Write the whole release."""
    return ALL[name].exporter()(selection.whole(release, "public", "es"), to)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of a few tables: rdflib is slow."""
    root = tmp_path_factory.mktemp("small")
    receipt = build_tables(workspace(root), small_tables(root / "curated"))
    return Release(receipt.release, Path(receipt.folder))


@pytest.fixture(scope="module")
def files(small: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The release in each format."""
    folder = tmp_path_factory.mktemp("files")
    for name in FORMATS:
        export_rdf(small, name, folder / name)
    return {name: folder / name for name in FORMATS}


@pytest.fixture(scope="module")
def lines(small: Release) -> set[str]:
    """The canonical N-Quads of the release and its ledger, line by line; none has a blank node."""
    said = set((small.profile() / "graph.nq").read_text(encoding="utf-8").splitlines())
    about = (small.profile() / "about.nq").read_text(encoding="utf-8").splitlines()
    said |= {line for line in about if line.endswith("graph/ledger> .")}
    assert not any(line.startswith("_:") for line in said)
    return said


def _triple(line: str) -> str:
    """A line of N-Quads without its graph, which is its last IRI."""
    return re.sub(r" <[^<>]*> \.$", " .", line)


@pytest.mark.parametrize("name", NAMED)
def test_pyoxigraph_reads_back_every_quad(name: str, files: dict[str, Path], lines: set[str]) -> None:
    read = list(ox.parse(path=str(files[name]), format=FORMATS[name]))
    assert len(read) == len(lines)
    assert {f"{quad} ." for quad in read} == lines


def test_turtle_holds_each_triple_once(files: dict[str, Path], lines: set[str]) -> None:
    read = [f"{quad.triple} ." for quad in ox.parse(path=str(files["turtle"]), format=ox.RdfFormat.TURTLE)]
    assert len(read) == len(set(read)) < len(lines)
    assert set(read) == {_triple(line) for line in lines}


@pytest.fixture(scope="module")
def by_rdflib(lines: set[str]) -> set[tuple[object, ...]]:
    """The quads as rdflib reads the release's own N-Quads."""
    dataset = rdflib.Dataset()
    dataset.parse(data="\n".join(sorted(lines)), format="nquads")
    return _quads(dataset)


def _quads(dataset: rdflib.Dataset) -> set[tuple[object, ...]]:
    return {(s, p, o, str(g)) for s, p, o, g in dataset.quads()}


@pytest.mark.parametrize("name", NAMED)
def test_rdflib_reads_back_every_quad(
    name: str, files: dict[str, Path], lines: set[str], by_rdflib: set[tuple[object, ...]]
) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(files[name], format=RDFLIB[name])
    assert len(by_rdflib) == len(lines)
    assert _quads(dataset) == by_rdflib


def test_rdflib_reads_back_every_triple(files: dict[str, Path], by_rdflib: set[tuple[object, ...]]) -> None:
    graph = rdflib.Graph().parse(files["turtle"], format="turtle")
    assert set(graph) == {quad[:3] for quad in by_rdflib}


@pytest.mark.parametrize("name", FORMATS)
def test_two_exports_are_the_same_bytes(name: str, small: Release, files: dict[str, Path], tmp_path: Path) -> None:
    export_rdf(small, name, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == files[name].read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_it_says_how_much_it_wrote(name: str, small: Release, lines: set[str], tmp_path: Path) -> None:
    expected = len({_triple(line) for line in lines}) if name == "turtle" else len(lines)
    assert export_rdf(small, name, tmp_path / "x") == expected


@pytest.mark.parametrize("name", ["trig", "turtle"])
def test_the_prefixes_of_the_ontology_are_used(name: str, files: dict[str, Path]) -> None:
    text = files[name].read_text(encoding="utf-8")
    for prefix, namespace in terms.prefixes().items():
        assert f"@prefix {prefix}: <{namespace}> .\n" in text
    assert "\nfigure:kill-001 " in text or "\n\tfigure:kill-001 " in text
    assert f"<{terms.NS}Figure>" not in text


def test_trig_opens_each_graph_once(files: dict[str, Path], lines: set[str]) -> None:
    graphs = {line.rsplit(" ", 2)[1] for line in lines}
    opened = re.findall(r"^(\S+) \{$", files["trig"].read_text(encoding="utf-8"), re.MULTILINE)
    assert len(opened) == len(set(opened)) == len(graphs)


def test_a_failed_export_leaves_the_old_file_and_no_half_one(
    small: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(items: object, file: object, *given: object, **named: object) -> None:
        file.write(b"half")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    (tmp_path / "graph.trig").write_text("old", encoding="utf-8")
    monkeypatch.setattr("amazongraph.export.rdf.ox.serialize", full)
    with pytest.raises(OSError, match="No space left"):
        export_rdf(small, "trig", tmp_path / "graph.trig")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.trig"]
    assert (tmp_path / "graph.trig").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("content", [None, "<http://example.org/cut"], ids=["gone", "cut short"])
def test_a_damaged_release_is_told(content: str | None, tmp_path: Path) -> None:
    (tmp_path / "2025-x" / "public").mkdir(parents=True)
    if content is not None:
        (tmp_path / "2025-x" / "public" / "graph.nq").write_text(content, encoding="utf-8")
    (tmp_path / "2025-x" / "public" / "about.nq").write_text("", encoding="utf-8")
    broken = Release("2025-x", tmp_path / "2025-x")
    with pytest.raises(ReleaseError) as told:
        list(parsed(broken, canonical(broken, "public")))
    assert told.value.text("en") == "The release 2025-x is damaged: graph.nq cannot be read. Build again."
