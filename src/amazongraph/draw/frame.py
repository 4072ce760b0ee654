"""The frame of a map: which stretch of the earth it shows, and where on the sheet each place of it comes to lie.

Longitudes are narrowed by the cosine of the middle latitude, so that a kilometre is as long east as north there; so
near the equator, and at the size of the country, that is right to about five per cent.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from amazongraph.draw.scale import largest, plain, ticks

_LEAST = 0.8  # degrees that a map shows at least: no more than a neighbourhood, never a spot
_DEGREE = 110.6  # kilometres of a degree of latitude near the equator


@dataclass(frozen=True, slots=True)
class Frame:
    """``west`` to ``north``: in degrees; ``left``, ``top``, ``width``, ``height``: in points on the sheet."""

    west: float
    south: float
    east: float
    north: float
    left: float
    top: float
    width: float
    height: float

    def x(self, longitude: float) -> float:
        """Points from the left."""
        return self.left + self.width * (longitude - self.west) / (self.east - self.west)

    def y(self, latitude: float) -> float:
        """Points from above."""
        return self.top + self.height * (self.north - latitude) / (self.north - self.south)

    @property
    def fine(self) -> float:
        """The degrees that a third of a point shows: finer is not seen."""
        return (self.north - self.south) / self.height / 3

    @property
    def kilometre(self) -> float:
        """Points that a kilometre takes."""
        return self.height / (self.north - self.south) / _DEGREE

    def cut(self, shape: Any) -> Any:
        """The part of a shape that the frame shows, no finer than can be seen."""
        import shapely

        part = shapely.clip_by_rect(shape, self.west, self.south, self.east, self.north)
        if shapely.get_dimensions(part) < 1:
            return part
        plain_part = shapely.simplify(part, self.fine)
        # Cutting can leave an outline that touches itself.
        return plain_part if plain_part.is_valid else shapely.buffer(plain_part, 0)

    def path(self, shape: Any) -> tuple[list[tuple[float, float]], list[int]]:
        """Vertices and codes of an outline with holes, as Matplotlib takes them; none where the frame shows nothing."""
        import shapely

        vertices: list[tuple[float, float]] = []
        codes: list[int] = []
        for part in shapely.get_parts(shapely.orient_polygons(self.cut(shape))).tolist():
            if shapely.get_dimensions(part) < 2 or part.is_empty:
                continue
            for ring in (part.exterior, *part.interiors):
                points = [(self.x(one), self.y(other)) for one, other in ring.coords]
                vertices += points
                codes += [1, *[2] * (len(points) - 2), 79]
        return vertices, codes

    def on_earth(self, x: float, y: float, width: float, height: float) -> Any:
        """The part of the earth that a box on the sheet covers."""
        import shapely

        across, down = (self.east - self.west) / self.width, (self.north - self.south) / self.height
        west, north = self.west + (x - self.left) * across, self.north - (y - self.top) * down
        return shapely.box(west, north - height * down, west + width * across, north)

    def graticule(self) -> tuple[list[float], list[float]]:
        """Round longitudes and latitudes inside the frame, four or so of each."""
        return _round(self.west, self.east), _round(self.south, self.north)

    def bar(self) -> tuple[float, str]:
        """The length of a scale bar in points, and what it stands for in kilometres."""
        kilometres = largest(self.width / self.kilometre / 4)
        return kilometres * self.kilometre, plain(kilometres)


def framed(bounds: Sequence[float], left: float, width: float, height: float) -> Frame:
    """A frame of some size around ``bounds`` (west, south, east, north), with air; at the top of a sheet."""
    west, south, east, north = bounds
    narrow = math.cos(math.radians((south + north) / 2))
    high = max((north - south) * 1.12, _LEAST)
    wide = max((east - west) * 1.12 * narrow, _LEAST)
    # As degrees of latitude a point; the dimension that is tighter decides.
    degree = max(high / height, wide / width)
    middle, centre = (south + north) / 2, (west + east) / 2
    half, across = degree * height / 2, degree * width / 2 / narrow
    return Frame(centre - across, middle - half, centre + across, middle + half, left, 0, width, height)


def tallness(bounds: Sequence[float]) -> float:
    """How tall the places within some bounds are for their width."""
    west, south, east, north = bounds
    narrow = math.cos(math.radians((south + north) / 2))
    return max(north - south, _LEAST) / max((east - west) * narrow, _LEAST)


def _round(low: float, high: float) -> list[float]:
    steps = ticks(high - low, 4)
    step = steps[1] if len(steps) > 1 else high - low
    first = math.ceil(low / step)
    return [round(step * number, 6) for number in range(first, math.floor(high / step) + 1)]
