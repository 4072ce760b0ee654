"""The shapes of things, as a release has them."""

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.store.asking import Store
from amazongraph.store.embedded import select

_QUERY = (
    f"SELECT ?thing ?wkt WHERE {{ VALUES ?thing {{ %s }} ?thing <{terms.GEO}hasGeometry>/<{terms.GEO}asWKT> ?wkt }}"
)


def shapes_of(store: Store, things: Iterable[str]) -> dict[str, list[Any]]:
    """IRI -> its outlines, or its points where it has no outline; in longitude and latitude. Without those that have
    neither.
    """
    import shapely

    asked = " ".join(str(ox.NamedNode(iri)) for iri in sorted(set(things)))
    found: dict[str, list[Any]] = {}
    for row in select(store, _QUERY % asked):
        found.setdefault(row["thing"].value, []).append(shapely.from_wkt(row["wkt"].value))
    return {iri: [one for one in some if one.area > 0] or some for iri, some in found.items()}


def outlines_of(store: Store, kind: str) -> dict[str, Any]:
    """IRI -> outline of the things of a class that have one."""
    import shapely

    query = f"SELECT DISTINCT ?thing WHERE {{ ?thing a <{kind}> ; <{terms.GEO}hasGeometry> ?shape }}"
    found = shapes_of(store, [row["thing"].value for row in select(store, query)])
    return {iri: shapely.union_all(some) for iri, some in found.items() if some[0].area > 0}


def sources_of(store: Store, things: Iterable[str]) -> list[str]:
    """The sources that say which shapes some things have."""
    asked = " ".join(str(ox.NamedNode(iri)) for iri in sorted(set(things)))
    query = f"""SELECT DISTINCT ?source WHERE {{
      VALUES ?thing {{ {asked} }}
      GRAPH ?source {{ ?thing <{terms.GEO}hasGeometry> ?shape }}
    }}"""
    return sorted(row["source"].value for row in select(store, query))
