"""Shapes of the rows of a sheet, from well-known text to what files of maps hold. Always CRS84: longitude, latitude."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import shapely

from amazongraph.errors import ExportError
from amazongraph.export.material import Material, Sheet

_TYPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
_NAMES = (*_TYPES, "GeometryCollection")
PIECE = 10_000  # rows held as objects at once


def drawn(outlines: pl.Series) -> Any:
    """An array of shapes, ``None`` for a row without one; rings run as RFC 7946 and GeoParquet have them."""
    # As objects: an array of texts would give each the room of the longest.
    shapes = shapely.from_wkt(np.array(outlines.to_list(), dtype=object))
    return shapely.orient_polygons(shapes, exterior_cw=False)


def kinds(outlines: pl.Series) -> list[str]:
    """The types of geometry in a sheet, by name, each once."""
    found: set[str] = set()
    for piece in slices(outlines.drop_nulls()):
        found |= {_NAMES[number] for number in np.unique(shapely.get_type_id(drawn(piece)))}
    return sorted(found)


def slices(outlines: pl.Series) -> Iterator[pl.Series]:
    """Outlines in parts that may be held as shapes."""
    for start in range(0, len(outlines), PIECE):
        yield outlines.slice(start, PIECE)


def pieces(sheet: Sheet) -> Iterator[Sheet]:
    """A sheet in parts of some rows; one without rows as it is."""
    for start in range(0, max(sheet.frame.height, 1), PIECE):
        outlines = None if sheet.outlines is None else sheet.outlines.slice(start, PIECE)
        yield Sheet(sheet.name, sheet.title, sheet.fields, sheet.frame.slice(start, PIECE), outlines)


def outlines(sheet: Sheet) -> pl.Series | None:
    """The outlines of a sheet if a row has one, otherwise ``None``."""
    found = sheet.outlines
    return None if found is None or found.null_count() == len(found) else found


def nothing_to_draw(material: Material) -> ExportError:
    """Why a map of it cannot be had."""
    return ExportError("map.no-shapes", title=material.title[material.lang])
