"""Runs the SHACL shapes of ``ontology/shapes/`` on the quads of a release.

``shacl-rust`` is the gate. pySHACL on an rdflib graph is its referee in the tests, and takes its place where there is
no wheel of it. pySHACL is never handed an Oxigraph store: it counts the whole store for every result.
"""

from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.resources import data_dir

try:
    import shacl_rust
except ImportError:  # pragma: no cover - every platform we test has a wheel
    shacl_rust = None

_SEVERITIES = {terms.SH + name: name.lower() for name in ("Violation", "Warning", "Info")}


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One validation result; every field an IRI or N-Triples term, "" where the report gives none."""

    focus: str
    path: str
    value: str
    component: str
    severity: str
    shape: str


def shapes_text() -> str:
    """All shapes as one Turtle document."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((data_dir("ontology") / "shapes").glob("*.ttl"))
    )


def messages(shapes: str) -> dict[str, dict[str, str]]:
    """Shape IRI -> language -> its message."""
    found: dict[str, dict[str, str]] = {}
    for triple in ox.parse(shapes, ox.RdfFormat.TURTLE):
        if triple.predicate.value == terms.SH + "message" and isinstance(triple.object, ox.Literal):
            found.setdefault(_bare(str(triple.subject)), {})[triple.object.language or "en"] = triple.object.value
    return found


def validate(quads: bytes, shapes: str) -> list[Result]:
    """Validate the union of all graphs in N-Quads text; results sorted."""
    if shacl_rust is None:  # pragma: no cover - every platform we test has a wheel
        return referee(quads, shapes)
    report = shacl_rust.validate(quads.decode(), shapes, data_format="nq", experimental_index=True)
    return sorted({_result(entry) for entry in report["results"]})


def _result(entry: dict[str, Any]) -> Result:
    return Result(
        focus=_bare(entry["focusNode"]),
        path=_bare(entry.get("resultPath", "")),
        value=_bare(entry.get("value", "")),
        component=_bare(entry["sourceConstraintComponent"]),
        severity=_SEVERITIES[_bare(entry["severity"])],
        shape=_bare(entry["sourceShape"]),
    )


def referee(quads: bytes, shapes: str) -> list[Result]:
    """The same by pySHACL on an rdflib graph: slower, independent of the gate."""
    import pyshacl
    import rdflib

    data = rdflib.Graph()
    for quad in ox.parse(quads, ox.RdfFormat.N_QUADS):
        data.add(tuple(_rdflib_term(term) for term in (quad.subject, quad.predicate, quad.object)))
    shape_graph = rdflib.Graph().parse(data=shapes, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shape_graph, advanced=False, inference="none")
    sh = rdflib.Namespace(terms.SH)

    def value(node: rdflib.term.Node, name: str) -> str:
        term = report.value(node, sh[name])
        return "" if term is None else _bare(term.n3())

    nodes = report.subjects(rdflib.RDF.type, sh.ValidationResult)
    return sorted(
        {
            Result(
                focus=value(node, "focusNode"),
                path=value(node, "resultPath"),
                value=value(node, "value"),
                component=value(node, "sourceConstraintComponent"),
                severity=_SEVERITIES[value(node, "resultSeverity")],
                shape=value(node, "sourceShape"),
            )
            for node in nodes
        }
    )


def _rdflib_term(term: Any) -> Any:
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def _bare(term: str) -> str:
    return term[1:-1] if term.startswith("<") and term.endswith(">") else term
