"""How far two published outlines of one place agree: what they share, what only one covers, and who publishes each.

Owns the comparison; which outline is right is for nobody here to say. Each comparison is a thing of its own, and is as
sensitive as the most sensitive thing it rests on.
"""

from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from itertools import combinations, groupby
from typing import Any

import polars as pl
import shapely

from amazongraph import statements, terms
from amazongraph.ontology import Ontology
from amazongraph.outlines import Drawn, drawn_twice, hectares, highest

_METHOD = terms.concept("comparison-method", "ellipsoidal-area")
_STEP = Decimal("0.001")


def comparisons(frame: pl.DataFrame, ontology: Ontology) -> Iterator[dict[str, Any]]:
    """Rows for ``statements.derived``: a comparison for each two outlines of a place.

    Agreement is the Jaccard index of the two, areas are geodesic, on the ellipsoid of WGS 84, in whole hectares.
    """
    for _, several in groupby(drawn_twice(frame, ontology, ("Area",)), key=lambda one: one.place):
        for first, second in combinations(several, 2):
            yield from _compared(first, second)


def _compared(first: Drawn, second: Drawn) -> Iterator[dict[str, Any]]:
    shared = {
        "subject": terms.entity("comparison", _key(first, second)),
        "mark": highest([first.mark, second.mark]),
        "redistribution": "forbidden" if first.forbidden or second.forbidden else "allowed",
    }
    for predicate, value in (
        (terms.TYPE, terms.ag("OutlineComparison")),
        (terms.ag("comparedPlace"), first.place),
        (terms.ag("fromSource"), first.source),
        (terms.ag("toSource"), second.source),
        (terms.ag("fromGeometry"), first.node),
        (terms.ag("toGeometry"), second.node),
        (terms.ag("comparisonMethod"), _METHOD),
    ):
        yield {**shared, "predicate": predicate, "object": value}
    for name, number in measured(first.shape, second.shape).items():
        yield {
            **shared,
            "predicate": terms.ag(name),
            "object": str(number),
            "object_kind": statements.LITERAL,
            "datatype": terms.XSD + "decimal",
        }


def _key(first: Drawn, second: Drawn) -> str:
    """Two editions of one layer are told apart by what they draw."""
    parts = [first.place, first.node, first.source, second.node, second.source]
    if (first.node, first.source) == (second.node, second.source):
        parts += [shapely.to_wkt(one.shape) for one in (first, second)]
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def measured(first: Any, second: Any) -> dict[str, int | Decimal]:
    """The areas of two shapes, of what they share and of what only one covers, and their agreement from 0 to 1."""
    one, other, common = map(hectares, (first, second, first.intersection(second)))
    return {
        "fromHectares": round(one),
        "toHectares": round(other),
        "overlapHectares": round(common),
        "differenceHectares": round(max(0, one + other - 2 * common)),
        "overlapRatio": _ratio(common, one + other - common, same=first.equals(second)),
    }


def _ratio(common: float, together: float, *, same: bool) -> Decimal:
    """To three places, but only what is the same agrees wholly."""
    if same:
        return Decimal(1)
    found = Decimal(common / together).quantize(_STEP) if together else Decimal(0)
    return min(found, 1 - _STEP).normalize()
