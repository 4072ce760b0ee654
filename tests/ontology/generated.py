"""What is generated of the table of prefixes and the terms: the JSON-LD context and the ``sh:declare`` block.

Run it to write both files again: ``python tests/ontology/generated.py``.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from amazongraph import ontology, terms
from amazongraph.resources import data_dir

_OWL = "http://www.w3.org/2002/07/owl#"
_RANGE = "https://schema.org/rangeIncludes"
_DATATYPES = (terms.XSD, terms.EDTF, terms.GEO)
_PLAIN = terms.XSD + "string"


def context(prefixes: dict[str, str], triples: Iterable[ox.Triple]) -> str:
    """Every prefix, and every property of ours that takes IRIs or values of one datatype.

    Properties are keyed by CURIE (``ag:area``): ``area`` alone is already the prefix of the ids of areas. A value of
    ``xsd:decimal`` is written as a string in JSON: JSON-LD turns a number with a fraction into a double.
    """
    kinds: dict[str, str] = {}
    ranges: dict[str, set[str]] = {}
    for one in triples:
        if one.predicate.value == terms.TYPE:
            kinds[one.subject.value] = one.object.value
        if one.predicate.value == _RANGE:
            ranges.setdefault(one.subject.value, set()).add(one.object.value)
    named: dict[str, object] = dict(sorted(prefixes.items()))
    for iri in sorted(kinds):
        coerced = _coerced(kinds[iri], ranges.get(iri, set()))
        if coerced:
            named[_short(iri, prefixes)] = {"@id": iri, "@type": coerced}
    return json.dumps({"@context": {"@version": 1.1} | named}, ensure_ascii=False, indent=2) + "\n"


def _coerced(kind: str, ranges: set[str]) -> str:
    if kind == _OWL + "ObjectProperty":
        return "@id"
    if kind == _OWL + "DatatypeProperty" and len(ranges) == 1:
        (only,) = ranges
        return only if only.startswith(_DATATYPES) and only != _PLAIN else ""
    return ""


def _short(iri: str, prefixes: dict[str, str]) -> str:
    return next(prefix + ":" + iri.removeprefix(space) for prefix, space in prefixes.items() if iri.startswith(space))


def declarations(prefixes: dict[str, str]) -> str:
    """The table as ``sh:declare``, for shapes that carry SPARQL."""
    rows = [f'  [ sh:prefix "{prefix}" ; sh:namespace "{space}"^^xsd:anyURI ]' for prefix, space in prefixes.items()]
    return (
        "# Generated from prefixes.ttl; not to be written by hand: python tests/ontology/generated.py\n"
        f"@prefix sh: <{terms.SH}> .\n@prefix xsd: <{terms.XSD}> .\n\n"
        f"<{terms.BASE}ns> sh:declare\n" + ",\n".join(sorted(rows)) + " .\n"
    )


def texts() -> dict[Path, str]:
    """Each generated file and what it must hold."""
    root = data_dir("ontology")
    triples = [one for path in ontology.files() for one in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE)]
    return {
        root / "context.jsonld": context(terms.prefixes(), triples),
        root / "shapes" / "prefixes.ttl": declarations(terms.prefixes()),
    }


if __name__ == "__main__":
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8", newline="\n")
