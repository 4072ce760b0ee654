"""What of a map is the same whatever it shows: land and sea, departments, degrees, scale, where in Peru it lies."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from amazongraph.draw import basemap
from amazongraph.draw.frame import Frame, framed
from amazongraph.draw.paper import BLACK, GREY, LINE
from amazongraph.draw.sheet import Sheet
from amazongraph.draw.spots import Box

_SEA, _LAND, _HERE, _EDGE = "#eaf1f5", "#f1f1ee", "#ffffff", "#8a8a8a"
_SIGNS = {"es": ("N", "S", "E", "O"), "en": ("N", "S", "E", "W")}


def land(sheet: Sheet, frame: Frame, departments: Mapping[str, Any]) -> None:
    """Sea, countries, and the departments that the release has outlines of."""
    sheet.box(frame.left, frame.top, frame.width, frame.height, _SEA, order=1)
    edge = "none" if departments else _EDGE
    for shape in basemap.neighbours():
        fill(sheet, frame, shape, _LAND, edge=edge, order=1.1)
    fill(sheet, frame, basemap.own(), _LAND if departments else _HERE, edge=edge, order=1.2)
    if departments:
        fill(sheet, frame, basemap.fringe(), _LAND, edge="none", order=1.25)
        for border in basemap.borders():
            _along(sheet, frame, border)
    for _, shape in sorted(departments.items()):
        fill(sheet, frame, shape, _HERE, edge=_EDGE, order=1.4)


def fill(
    sheet: Sheet,
    frame: Frame,
    shape: Any,
    colour: str,
    *,
    edge: str,
    order: float = 3,
    thick: float = 0.5,
    hatch: str = "",
) -> None:
    """The part of an outline that the frame shows."""
    vertices, codes = frame.path(shape)
    if vertices:
        sheet.path(vertices, codes, colour, edge=edge, thick=thick, order=order, hatch=hatch)


def _along(sheet: Sheet, frame: Frame, border: Any) -> None:
    import shapely

    for part in shapely.get_parts(frame.cut(border)).tolist():
        if shapely.get_dimensions(part) == 1:
            points = [(frame.x(x), frame.y(y)) for x, y in part.coords]
            sheet.line([x for x, _ in points], [y for _, y in points], _EDGE, thick=0.5, order=1.3)


def graticule(sheet: Sheet, frame: Frame, lang: str, *, left: bool) -> None:
    """Light lines, their degrees along the lower edge and the ``left`` or the right one."""
    size = sheet.paper.small * 0.85
    north, south, east, west = _SIGNS[lang]
    longitudes, latitudes = frame.graticule()
    bottom, right = frame.top + frame.height, frame.left + frame.width
    for one in longitudes:
        x = frame.x(one)
        sheet.line([x, x], [frame.top, bottom], LINE, thick=0.3, order=1.5)
        sheet.tick(x, bottom + 2, _degrees(one, east, west), size=size)
    for one in latitudes:
        y = frame.y(one)
        sheet.line([frame.left, right], [y, y], LINE, thick=0.3, order=1.5)
        said = _degrees(one, north, south)
        sheet.text(*((frame.left + 2, y - size * 1.3) if left else (right - 2, y - size * 1.3)), said, size=size,
                   colour=GREY, align="left" if left else "right")  # fmt: skip


def degree_boxes(frame: Frame, size: float) -> list[Box]:
    """What the degrees along the left and the right edge take."""
    ys = [frame.y(one) for one in frame.graticule()[1]]
    lefts = (frame.left, frame.left + frame.width - size * 3.5)
    return [Box(x, y - size * 1.3, size * 3.5, size * 1.3) for y in ys for x in lefts]


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):g}°{(positive if value > 0 else negative) if value else ''}"


def corner(frame: Frame, size: float) -> Box:
    """What the scale bar takes."""
    return Box(frame.left, frame.top + frame.height - size * 3, frame.bar()[0] + size * 2, size * 3)


def scale(sheet: Sheet, frame: Frame) -> None:
    """A bar, with the kilometres it stands for."""
    size = sheet.paper.small
    length, said = frame.bar()
    x, y = frame.left + 8, frame.top + frame.height - 10
    sheet.line([x, x + length], [y, y], BLACK, thick=2.2, order=5)
    sheet.text(x, y - size * 1.8, f"{said} km", size=size, halo=True)


def edges(sheet: Sheet, frame: Frame) -> None:
    """The line around a map."""
    right, bottom = frame.left + frame.width, frame.top + frame.height
    xs, ys = [frame.left, right, right, frame.left, frame.left], [frame.top, frame.top, bottom, bottom, frame.top]
    sheet.line(xs, ys, GREY, thick=0.8, order=5.6)


def wanted(frame: Frame) -> bool:
    """Whether a map shows so little of Peru that it must say where."""
    south, north = basemap.own().bounds[1], basemap.own().bounds[3]
    return bool(frame.north - frame.south < (north - south) / 2)


def locator(sheet: Sheet, frame: Frame, box: Box) -> None:
    """Peru, small, with what the map shows marked on it."""
    small = replace(framed(basemap.own().bounds, box.x, box.width, box.height), top=box.y)
    sheet.box(box.x, box.y, box.width, box.height, _SEA, order=5)
    for shape in basemap.neighbours():
        fill(sheet, small, shape, _LAND, edge="none", order=5.1)
    fill(sheet, small, basemap.own(), _HERE, edge=_EDGE, order=5.2)
    left, top = small.x(frame.west), small.y(frame.north)
    right, bottom = small.x(frame.east), small.y(frame.south)
    sheet.line([left, right, right, left, left], [top, top, bottom, bottom, top], "#a00000", thick=1.4, order=5.5)
    edges(sheet, small)
