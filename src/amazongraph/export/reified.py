"""RDF 1.2: a claim reifies the triple that it states, in place of naming its subject, predicate and object apart.

``claim rdf:reifies <<( s p o )>>`` beside the other properties of the claim; every other quad as it is. N-Quads 1.2, or
TriG 1.2 for a file that ends in ``.trig`` (W3C RDF 1.2 Concepts, N-Quads and TriG).
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.durable import drafted
from amazongraph.export.lines import by_graph
from amazongraph.export.material import Material
from amazongraph.export.rdf import serialised

_CLAIM = f"<{terms.BASE}claim/"
_PART = re.compile(rf"(<[^>]*>) <{re.escape(terms.RDF)}(object|predicate|subject)> (.*) (<[^>]*>) \.\n", re.DOTALL)


def write_rdf12(material: Material, to: Path) -> int:
    """Write the quads of a material; returns how many."""
    said = reified(material.lines())
    if to.suffix == ".trig":
        return serialised(material, by_graph(said), ox.RdfFormat.TRIG, to)
    with drafted(to) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        return sum(1 for line in said if file.write(line))


def reified(quads: Iterable[str]) -> Iterator[str]:
    """Canonical lines with the three of each claim made one; they stand in the order object, predicate, subject."""
    held: dict[tuple[str, str], dict[str, str]] = {}
    for line in quads:
        found = _PART.fullmatch(line) if line.startswith(_CLAIM) else None
        if not found:
            yield line
            continue
        claim, part, value, graph = found.groups()
        parts = held.setdefault((claim, graph), {})
        parts[part] = value
        if len(parts) == 3:
            triple = f"<<( {parts['subject']} {parts['predicate']} {parts['object']} )>>"
            yield f"{claim} <{terms.RDF}reifies> {triple} {graph} .\n"
            del held[claim, graph]
    for (claim, graph), parts in held.items():
        # One that does not say all three stays as it is.
        yield from (f"{claim} <{terms.RDF}{part}> {value} {graph} .\n" for part, value in parts.items())
