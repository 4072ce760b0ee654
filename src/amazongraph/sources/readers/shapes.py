"""Shapes on the earth: into OGC CRS84, looked over, and repaired where that loses nothing."""

from dataclasses import dataclass, field

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from amazongraph.errors import Problem

CRS84 = "OGC:CRS84"
# Peru and what borders on it, in degrees: generous, to tell swapped axes and other continents, nothing finer.
# A river or a neighbour may reach beyond it, but not beyond the continent.
AROUND = (-90, -25, -60, 7)
_AROUND = shapely.box(*AROUND)
_CONTINENT = shapely.box(-95, -60, -30, 15)
_DEGREES = 360  # some write 285 for -75
_AROUND_SWAPPED = shapely.box(-25, -90, 7, -60)


def misplaced(lon: str, lat: str) -> str:
    """Why a position is none near Peru, as the key of a message; "" for one that is, and for what is no number."""
    try:
        point = shapely.Point(float(lon), float(lat))
    except ValueError:
        return ""
    return "" if point.within(_AROUND) else "shape.swapped" if point.within(_AROUND_SWAPPED) else "shape.elsewhere"


@dataclass(slots=True)
class Shapes:
    """Brings the shapes of one file into CRS84 (longitude, latitude). ``crs``: what the file declares, such as
    ``EPSG:32718`` or an OGC URN; ``repaired`` counts the shapes that were.
    """

    file: str
    crs: str = CRS84
    repaired: int = 0
    _project: pyproj.Transformer = field(init=False)

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for a reference system that is not known."""
        try:
            self._project = pyproj.Transformer.from_crs(self.crs, CRS84, always_xy=True)
        except pyproj.exceptions.ProjError as error:
            raise ValueError(self.crs) from error

    def sound(self, shape: BaseGeometry | None, number: int) -> BaseGeometry | Problem:
        """The shape in CRS84, valid, of two dimensions; or why it is rejected.

        Rejected are shapes that are absent, empty, of no area though they are polygons, away from Peru and its
        neighbours or partly off the continent, and those with latitude before longitude. One that crosses itself is
        made valid (OGC simple features), which keeps its outline.
        """
        if shape is None or shape.is_empty:
            return Problem("shape.absent", self.file, number)
        shape = shapely.transform(shapely.force_2d(shape), self._project.transform, interleaved=False)
        # Only of positions on the earth can a shape be mended: no number, or one too large, spoils the reckoning.
        if not (np.abs(shapely.get_coordinates(shape)) <= _DEGREES).all():
            return Problem("shape.elsewhere", self.file, number)
        of_area = shapely.get_dimensions(shape) == 2
        if not shapely.is_valid(shape):
            shape = shapely.make_valid(shape, method="structure") if of_area else shapely.make_valid(shape)
            self.repaired += 1
        if shape.is_empty or (of_area and shape.area == 0):
            return Problem("shape.no-area", self.file, number)
        if not (shape.intersects(_AROUND) and shape.within(_CONTINENT)):
            swapped = shape.within(_AROUND_SWAPPED)
            return Problem("shape.swapped" if swapped else "shape.elsewhere", self.file, number)
        return shape
