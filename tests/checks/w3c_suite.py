"""Reads the W3C SHACL test suite (its ``mf:`` and ``sht:`` vocabulary), runs a case on an engine, compares reports.

Reports are compared whole: whether the data conform, and every result with its focus node, path, value, severity,
constraint component and shape, repeats counted; messages too, where the case expects one. A blank node that the file of
the case holds is compared by its name, which both engines keep; any other one, up to isomorphism.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pyoxigraph as ox
import rdflib
from rdflib import RDF
from rdflib.compare import isomorphic

from amazongraph.checks.shapes import gate_report, path_text, rdflib_graph, referee_report, term_text

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
FIELDS = {
    "focus": "focusNode",
    "path": "resultPath",
    "value": "value",
    "severity": "resultSeverity",
    "component": "sourceConstraintComponent",
    "shape": "sourceShape",
}


@dataclass(frozen=True)
class Report:
    """A validation report: of each result its fields and messages, terms as in N-Triples. ``None``: not judged."""

    conforms: bool | None
    results: tuple[tuple[dict[str, str], frozenset[str]], ...] = ()

    def lines(self) -> list[str]:
        """What it says, a result a line."""
        told = (" ".join(f"{name} {text}" for name, text in one.items()) for one, _ in self.results)
        return ["not judged" if self.conforms is None else f"conforms {str(self.conforms).lower()}", *sorted(told)]


@dataclass(frozen=True)
class Case:
    """One case of the suite: what is validated, and the report that is expected."""

    name: str
    file: Path
    data: tuple[ox.Triple, ...]
    shapes: tuple[ox.Triple, ...]
    expected: Report
    names: frozenset[str]
    """Blank nodes of the file of the case, when that file is what is validated."""


def cases(folder: Path) -> Iterator[Case]:
    """Every case of every file below a folder, by name: ``<folder of the file>/<name of the case>``."""
    for path in sorted(folder.rglob("*.ttl")):
        triples = _triples(path)
        graph = rdflib_graph(triples)
        for node in sorted(graph.subjects(RDF.type, SHT.Validate)):
            action = graph.value(node, MF.action)
            files = {role: _path(graph.value(action, SHT[role])) for role in ("dataGraph", "shapesGraph")}
            read = {role: triples if file == path.resolve() else _triples(file) for role, file in files.items()}
            own = triples if path.resolve() in files.values() else ()
            yield Case(
                name=f"{path.parent.name}/{str(node).rpartition('/')[2]}",
                file=path.resolve(),
                data=read["dataGraph"],
                shapes=read["shapesGraph"],
                expected=_expected(graph, graph.value(node, MF.result)),
                names=frozenset(
                    term.value
                    for triple in own
                    for term in (triple.subject, triple.object)
                    if isinstance(term, ox.BlankNode)
                ),
            )


def included(folder: Path) -> set[Path]:
    """The files of cases that the manifests below a folder name."""
    manifests = [rdflib_graph(_triples(path)) for path in folder.rglob("manifest.ttl")]
    files = {_path(file) for manifest in manifests for file in manifest.objects(None, MF.include)}
    return {file for file in files if file.name != "manifest.ttl"}


def _triples(path: Path) -> tuple[ox.Triple, ...]:
    # Blank nodes get a name of their own, so that those of two files are never taken for one.
    form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    return tuple(ox.parse(path.read_bytes(), form, base_iri=path.resolve().as_uri(), rename_blank_nodes=True))


def _path(iri: object) -> Path:
    parts = urlsplit(str(iri))
    assert parts.scheme == "file", f"{iri}: nothing is fetched"
    return Path(url2pathname(parts.path))


def _expected(graph: rdflib.Graph, node: rdflib.term.Node | None) -> Report:
    return Report(None) if node == SHT.Failure else _of_graph(graph, node)


def _of_graph(graph: rdflib.Graph, report: rdflib.term.Node | None) -> Report:
    results = []
    for node in graph.objects(report, SH.result):
        said = {name: graph.value(node, SH[term]) for name, term in FIELDS.items()}
        texts = {name: term_text(term) for name, term in said.items() if term is not None}
        if said["path"] is not None:
            texts["path"] = path_text(graph, said["path"])
        results.append((texts, frozenset(map(term_text, graph.objects(node, SH.resultMessage)))))
    return Report(graph.value(report, SH.conforms) == rdflib.Literal(True), tuple(results))


def gate(case: Case) -> Report:
    """What shacl-rust says, called as the gate calls it."""
    data, shapes = (_ntriples(triples) for triples in (case.data, case.shapes))
    try:
        report = gate_report(data, shapes)
    except ValueError:
        return Report(None)
    names = FIELDS | {"severity": "severity"}
    results = (
        (
            {name: one[key] for name, key in names.items() if key in one},
            frozenset(str(ox.Literal(text)) for text in one.get("messages", ())),
        )
        for one in report["results"]
    )
    return Report(report["conforms"], tuple(results))


def referee(case: Case) -> Report:
    """What pySHACL says, called as the referee calls it."""
    try:
        _, graph = referee_report(rdflib_graph(case.data), rdflib_graph(case.shapes))
    except RuntimeError:
        return Report(None)
    return _of_graph(graph, graph.value(None, RDF.type, SH.ValidationReport))


ENGINES: dict[str, Callable[[Case], Report]] = {"shacl-rust": gate, "pySHACL": referee}


def _ntriples(triples: tuple[ox.Triple, ...]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def same(given: Report, expected: Report, names: frozenset[str]) -> bool:
    """Whether a report says what is expected, blank nodes that are not in ``names`` up to isomorphism."""
    if given.conforms != expected.conforms:
        return False
    asked = frozenset(text for _, messages in expected.results for text in messages)
    return isomorphic(_comparable(given, names, asked), _comparable(expected, names, asked))


def _comparable(report: Report, names: frozenset[str], asked: frozenset[str]) -> rdflib.Graph:
    """The results as a graph: a node each, so that two that say the same count twice."""
    graph = rdflib.Graph()
    for fields, messages in report.results:
        node = rdflib.BNode()
        graph.add((node, RDF.type, SH.ValidationResult))
        for name, text in fields.items():
            anonymous = text.startswith("_:") and text.removeprefix("_:") not in names
            graph.add((node, SH[name], rdflib.BNode(text) if anonymous else rdflib.Literal(text)))
        for text in messages & asked:
            graph.add((node, SH.message, rdflib.Literal(text)))
    return graph
