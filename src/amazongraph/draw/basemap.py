"""What lies under a map: the countries, which come with the package, and departments as the release has their outlines."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.shapes import outlines_of

_OWN = "PER"


@cache
def countries() -> dict[str, Any]:
    """ISO 3166-1 code -> outline, of Peru and those around it, from Natural Earth (see ``about`` in the file)."""
    import shapely

    said = json.loads(files("amazongraph.draw").joinpath("countries.geojson").read_text(encoding="utf-8"))
    return {
        one["properties"]["iso"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in said["features"]
    }


def neighbours() -> list[Any]:
    """The outlines of the countries around Peru."""
    return [shape for iso, shape in countries().items() if iso != _OWN]


def own() -> Any:
    """The outline of Peru."""
    return countries()[_OWN]


def departments(store: ox.Store) -> dict[str, Any]:
    """IRI -> outline of the departments; nothing where no layer of them was added."""
    return outlines_of(store, terms.ag("Department"))
