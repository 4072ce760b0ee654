"""JSON-LD 1.1 in the words of ``ontology/context.jsonld``: short keys, values without what the context says of them.

The context stands in the file, so that it can be read without a network.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.durable import drafted
from amazongraph.export.lines import by_graph, parsed
from amazongraph.export.material import Material
from amazongraph.resources import data_dir

_STRING = terms.XSD + "string"


def write_jsonld(material: Material, to: Path) -> int:
    """Write the named graphs, a line a thing; returns the quads."""
    count = 0

    def counted() -> Iterator[ox.Quad]:
        nonlocal count
        for quad in parsed(material.release, by_graph(material.lines())):
            count += 1
            yield quad

    with drafted(to) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"@context": {json.dumps(context(), ensure_ascii=False)},\n"@graph": [')
        for number, (graph, quads) in enumerate(groupby(counted(), key=_graph)):
            file.write(f'{"," if number else ""}\n{{"@id": {json.dumps(terms.shorten(graph))}, "@graph": [')
            for place, (subject, said) in enumerate(groupby(quads, key=_subject)):
                file.write(f"{',' if place else ''}\n{json.dumps(_node(subject, said), ensure_ascii=False)}")
            file.write("\n]}")
        file.write("\n]}\n")
    return count


@cache
def context() -> dict[str, Any]:
    """The context of the ontology."""
    said: dict[str, Any] = json.loads((data_dir("ontology") / "context.jsonld").read_text(encoding="utf-8"))
    return dict(said["@context"])


@cache
def _coerced() -> Mapping[str, str]:
    """Key -> what the context says that its values are: ``@id`` or a datatype."""
    return {key: said["@type"] for key, said in context().items() if isinstance(said, dict) and "@type" in said}


def _node(subject: str, said: Iterator[ox.Quad]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": terms.shorten(subject)}
    for predicate, quads in groupby(said, key=lambda quad: quad.predicate.value):
        if predicate == terms.TYPE:
            node["@type"] = _one_or_all([terms.shorten(_iri(quad.object)) for quad in quads])
        else:
            key = terms.shorten(predicate)
            node[key] = _one_or_all([_value(key, quad.object) for quad in quads])
    return node


def _graph(quad: ox.Quad) -> str:
    return _iri(quad.graph_name)


def _subject(quad: ox.Quad) -> str:
    return _iri(quad.subject)


def _iri(term: object) -> str:
    """A release has no blank node and no default graph."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _value(key: str, term: Any) -> Any:
    """A value, as short as the context of its key allows."""
    coerced = _coerced().get(key, "")
    if isinstance(term, ox.NamedNode):
        short = terms.shorten(term.value)
        return short if coerced == "@id" else {"@id": short}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    if datatype == _STRING:
        return {"@value": term.value} if coerced else term.value
    return term.value if datatype == coerced else {"@value": term.value, "@type": terms.shorten(datatype)}
