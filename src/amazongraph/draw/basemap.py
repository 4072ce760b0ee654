"""What lies under a map: the countries, which come with the package, and the departments that a release outlines."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from amazongraph import terms
from amazongraph.shapes import outlines_of
from amazongraph.store.asking import Store

_OWN = "PER"
_NEAR = 0.1  # degrees that a border differs at most from one drawn finer


@cache
def countries() -> dict[str, Any]:
    """ISO 3166-1 code -> outline, of Peru and those around it, from Natural Earth (see ``about`` in the file)."""
    import shapely

    said = json.loads(files("amazongraph.draw").joinpath("countries.geojson").read_text(encoding="utf-8"))
    return {one["properties"]["iso"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in said["features"]}


def neighbours() -> list[Any]:
    """The outlines of the countries around Peru."""
    return [shape for iso, shape in sorted(countries().items()) if iso != _OWN]


@cache
def borders() -> list[Any]:
    """Their coasts and the borders between them, without those with Peru, which a layer of departments draws finer."""
    near = own().boundary.buffer(_NEAR)
    return [shape.boundary.difference(near) for shape in neighbours()]


@cache
def fringe() -> Any:
    """The land along those borders, where outlines drawn finer leave gaps between them."""
    import shapely

    return own().buffer(_NEAR).intersection(shapely.union_all(neighbours()).buffer(_NEAR * 1.5))


def own() -> Any:
    """The outline of Peru."""
    return countries()[_OWN]


def departments(store: Store) -> dict[str, Any]:
    """IRI -> outline of the departments; nothing where no layer of them was added."""
    return outlines_of(store, terms.ag("Department"))
