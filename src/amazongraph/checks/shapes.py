"""Runs the SHACL shapes of ``ontology/shapes/`` on the quads of a release.

``shacl-rust`` is the gate. pySHACL on an rdflib graph is its referee in the tests, and takes its place where there is
no wheel of it. pySHACL is never handed an Oxigraph store: it counts the whole store for every result.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.resources import data_dir

try:
    import shacl_rust
except ImportError:  # pragma: no cover - every platform we test has a wheel
    shacl_rust = None

if TYPE_CHECKING:
    import rdflib

_SEVERITIES = {terms.SH + name: name.lower() for name in ("Violation", "Warning", "Info")}


_ORDERS = {terms.SH + name for name in ("lessThan", "lessThanOrEquals")}
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


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


def engine() -> str:
    """Which engine is the gate here: ``shacl-rust``, or ``pySHACL`` where there is no wheel of it."""
    return "pySHACL" if shacl_rust is None else "shacl-rust"


def validate(quads: bytes | Path, shapes: str, store: ox.Store | None = None) -> list[Result]:
    """Validate the union of all graphs in N-Quads, a text or a file; results sorted. ``store``: one that holds the same
    quads, where there is one, as it finds those with a property faster.
    """
    if shacl_rust is None:
        return referee(_text(quads), shapes)
    # Nobody but the gate holds the text while it works.
    found = {_result(entry) for entry in gate_report(_text(quads).decode(), shapes)["results"]}
    return sorted(_with_referee(found, quads, shapes, store))


def gate_report(quads: str, shapes: str) -> dict[str, Any]:
    """What the gate says, in its own words: ``conforms`` and ``results``, repeats among them."""
    report: dict[str, Any] = shacl_rust.validate(quads, shapes, data_format="nq", experimental_index=True)
    return report


def _result(entry: dict[str, Any]) -> Result:
    return Result(
        focus=_bare(entry["focusNode"]),
        path=_bare(entry.get("resultPath", "")),
        value=_bare(entry.get("value", "")),
        component=_bare(entry["sourceConstraintComponent"]),
        severity=_SEVERITIES[_bare(entry["severity"])],
        shape=_bare(entry["sourceShape"]),
    )


def on_referee(shapes: str) -> dict[str, frozenset[str]]:
    """The shapes on which the engines differ, by IRI, each with the two properties it compares.

    They ask for an order. Of dates, and of numbers, both engines find the same; where there is no order, as between a
    date and a text, each misses some of what SHACL calls a finding. There the referee decides.
    """
    triples = [triple for triple in ox.parse(shapes, ox.RdfFormat.TURTLE) if isinstance(triple.object, ox.NamedNode)]
    paths = {triple.subject: triple.object.value for triple in triples if triple.predicate.value == terms.SH + "path"}
    return {
        _bare(str(triple.subject)): frozenset({paths[triple.subject], triple.object.value})
        for triple in triples
        if triple.predicate.value in _ORDERS and triple.subject in paths
    }


def _text(quads: bytes | Path) -> bytes:
    return quads.read_bytes() if isinstance(quads, Path) else quads


def _with_referee(found: set[Result], quads: bytes | Path, shapes: str, store: ox.Store | None) -> set[Result]:
    """The results of the gate, but those of the referee where it decides; as a rule there is no such place."""
    compared = on_referee(shapes)
    names: set[str] = set().union(*compared.values())
    said = {name: [(_name(one.subject), _kind(one.object)) for one in _said_with(quads, name, store)] for name in names}
    decides = set()
    for shape, properties in compared.items():
        kinds: dict[str, set[str]] = {}
        for focus, kind in (one for name in properties for one in said[name]):
            kinds.setdefault(focus, set()).add(kind)
        decides |= {(focus, shape) for focus, seen in kinds.items() if len(seen) > 1 or "" in seen}
    if not decides:
        return found
    subjects = {(focus if focus.startswith("_:") else f"<{focus}>").encode() for focus, _ in decides}
    below = f" <{terms.RDFS}subClassOf> ".encode()
    lines = (line for line in _text(quads).splitlines() if below in line or line.split(b" ", 1)[0] in subjects)
    try:
        judged = referee(b"\n".join(lines), shapes)
    except (TypeError, ArithmeticError, RuntimeError):
        return found  # The referee gives up on some values, such as what is marked as a date and is none.
    return {one for one in found if (one.focus, one.shape) not in decides} | {
        one for one in judged if (one.focus, one.shape) in decides
    }


def _said_with(quads: bytes | Path, predicate: str, store: ox.Store | None) -> Iterable[ox.Quad]:
    if store is None:
        return _quads_with(_text(quads), predicate)
    return store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph())


def _name(node: Any) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def _quads_with(quads: bytes, predicate: str) -> list[ox.Quad]:
    """The quads with a predicate; much faster than to parse the whole text."""
    sought, at, lines = f" <{predicate}> ".encode(), 0, []
    while (at := quads.find(sought, at)) >= 0:
        start, end = quads.rfind(b"\n", 0, at) + 1, quads.find(b"\n", at)
        at = end if end >= 0 else len(quads)
        lines.append(quads[start:at])
    parsed = ox.parse(b"\n".join(lines), ox.RdfFormat.N_QUADS)
    return [quad for quad in parsed if quad.predicate.value == predicate]


def _kind(term: Any) -> str:
    """What a term may be compared with: ``date``, ``number``, or "" for nothing."""
    return _kind_of(term.datatype.value, term.value) if isinstance(term, ox.Literal) else ""


@lru_cache(maxsize=10_000)
def _kind_of(datatype: str, value: str) -> str:
    if datatype in (terms.XSD + "integer", terms.XSD + "decimal"):
        return "number" if _NUMBER.fullmatch(value) else ""
    try:
        # A week date is read too, but not written so.
        return "date" if datatype == terms.XSD + "date" and str(date.fromisoformat(value)) == value else ""
    except ValueError:
        return ""


def referee(quads: bytes, shapes: str) -> list[Result]:
    """The same by pySHACL on an rdflib graph: slower, independent of the gate."""
    import rdflib

    shape_graph = rdflib.Graph().parse(data=shapes, format="turtle")
    for shape, name, pattern in list(shape_graph.triples((None, rdflib.URIRef(terms.SH + "pattern"), None))):
        # Python's $ lets a line break follow; that of SHACL does not.
        shape_graph.remove((shape, name, pattern))
        shape_graph.add((shape, name, rdflib.Literal(re.sub(r"(?<!\\)\$$", r"\\Z", str(pattern)))))
    _, report = referee_report(rdflib_graph(ox.parse(quads, ox.RdfFormat.N_QUADS)), shape_graph)
    sh = rdflib.Namespace(terms.SH)

    def value(node: rdflib.term.Node, name: str) -> str:
        term = report.value(node, sh[name])
        return "" if term is None else _bare(term_text(term))

    nodes = report.subjects(rdflib.RDF.type, sh.ValidationResult)
    return sorted(
        {
            Result(
                focus=value(node, "focusNode"),
                path=_bare(path_text(report, report.value(node, sh.resultPath))),
                value=value(node, "value"),
                component=value(node, "sourceConstraintComponent"),
                severity=_SEVERITIES[value(node, "resultSeverity")],
                shape=value(node, "sourceShape"),
            )
            for node in nodes
        }
    )


def referee_report(data: "rdflib.Graph", shapes: "rdflib.Graph") -> "tuple[bool, rdflib.Graph]":
    """What the referee says: whether the data conform, and the report. Raises what it cannot judge."""
    import pyshacl

    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inference="none")
    if isinstance(report, Exception):
        raise report
    return conforms, report


def rdflib_graph(quads: Iterable[ox.Quad | ox.Triple]) -> "rdflib.Graph":
    """The triples as an rdflib graph: literals as written, blank nodes with their names."""
    import rdflib

    graph = rdflib.Graph()
    for quad in quads:
        graph.add(tuple(_rdflib_term(term) for term in (quad.subject, quad.predicate, quad.object)))
    return graph


def _rdflib_term(term: Any) -> Any:
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    # A plain text, as N-Triples writes it; rdflib would hold an explicit xsd:string apart from it.
    datatype = None if term.datatype.value == terms.XSD + "string" else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def term_text(term: Any) -> str:
    """An rdflib term as the gate writes it."""
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return f"<{term}>"
    if isinstance(term, rdflib.BNode):
        return f"_:{term}"
    datatype = None if term.datatype is None else ox.NamedNode(term.datatype)
    return str(ox.Literal(str(term), language=term.language, datatype=None if term.language else datatype))


def path_text(report: "rdflib.Graph", path: Any) -> str:
    """A path as the gate writes it; for one of several parts the report has a blank node, named anew in every run."""
    import rdflib
    from rdflib.collection import Collection

    sh = rdflib.Namespace(terms.SH)

    def written(part: Any, whole: bool = False) -> str:
        if (part, rdflib.RDF.first, None) in report:
            sequence = " / ".join(map(written, Collection(report, part)))
            return sequence if whole else f"({sequence})"
        if inverse := report.value(part, sh.inversePath):
            return f"^{written(inverse)}"
        if alternatives := report.value(part, sh.alternativePath):
            return f"({' | '.join(map(written, Collection(report, alternatives)))})"
        for name, sign in (("zeroOrMorePath", "*"), ("oneOrMorePath", "+"), ("zeroOrOnePath", "?")):
            if repeated := report.value(part, sh[name]):
                return f"({written(repeated)}{sign})"
        return term_text(part)

    return "" if path is None else written(path, whole=True)


def _bare(term: str) -> str:
    return term[1:-1] if re.fullmatch("<[^<>]*>", term) else term
