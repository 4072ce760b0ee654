"""Maps: where the things of an answer lie, as far as the release has their shapes.

Nothing is drawn that the release does not publish: a shape is an outline, or a point where there is no outline, and what
has neither is named below the map. No tiles: what lies under it comes with the package and from the layers added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from amazongraph.draw import basemap
from amazongraph.draw.around import short
from amazongraph.draw.body import Body, Key, Order, Row, Swatch
from amazongraph.draw.cells import THINGS, picked
from amazongraph.draw.frame import Frame, framed, tallness
from amazongraph.draw.paper import BLACK, GREY, INKS, LINE, SHADES, Paper
from amazongraph.draw.sheet import Sheet, measure, tall, wrap
from amazongraph.draw.spots import Box, Spots, marks
from amazongraph.errors import ExportError
from amazongraph.messages import text
from amazongraph.questions.citations import citations
from amazongraph.questions.question import Column
from amazongraph.shapes import shapes_of, sources_of
from amazongraph.store.embedded import open_store

_SEA, _LAND, _HERE, _EDGE = "#eaf1f5", "#f1f1ee", "#ffffff", "#8a8a8a"
_TALLEST = {"narrow": 1.4, "screen": 0.8, "sheet": 1.15}  # of a map, for its width
_CLASSES = (1, 3, 7, 15)  # the most of each class of counts


@dataclass(frozen=True, slots=True)
class Place:
    """A thing on the map: its shapes, the rows that name it, and of how many things they are."""

    name: str
    shapes: list[Any]
    rows: list[Row]
    count: int

    @property
    def drawn(self) -> bool:
        """Whether it has an outline."""
        return bool(self.shapes[0].area > 0)

    @property
    def spot(self) -> Any:
        """The point where its name belongs: inside its largest outline."""
        largest = max(self.shapes, key=lambda one: (one.area, one.wkt))
        return largest.representative_point()


def plan(order: Order, room: float, start: int = 0) -> Body:
    """The whole map. Raises ``ExportError`` where nothing in the answer has a shape."""
    store = open_store(order.folder / "store")
    column, found = _found(order, store)
    places = _places(order, column, found)
    frame = _frame(order.paper, found, room)
    counted = max(place.count for place in places) > 1
    layout = _Layout(order, frame, places, basemap.departments(store), counted=counted)
    rows = [row for row in order.answer.rows if any(iri in found for iri in row[column.name].split())]
    return Body(
        height=frame.height + order.paper.small * 1.6,
        draw=layout.draw,
        legend=_legend(order, places, column, counted=counted),
        rows=rows,
        notes=_notes(order, store, column, found, layout.unnamed),
        shown=len(rows),
    )


def _found(order: Order, store: ox.Store) -> tuple[Column, dict[str, list[Any]]]:
    """The column that is drawn, and the shapes of its things: the one that was chosen, else the first that has any."""
    answer = order.answer
    known = [picked(answer, order.column, THINGS)] if order.column else answer.question.columns
    for column in known:
        if column.type in THINGS and column.name != "who":
            found = shapes_of(store, [iri for row in answer.rows for iri in row[column.name].split()])
            if found:
                return column, found
    raise ExportError("geometry.none")


def _places(order: Order, column: Column, found: dict[str, list[Any]]) -> list[Place]:
    """Those of most rows last, so that they lie above; of outlines the large ones first."""
    answer = order.answer
    head = next(one for one in answer.question.columns if one.type in THINGS)
    places = []
    for iri, some in found.items():
        rows = [row for row in answer.rows if iri in row[column.name].split()]
        things = {row[head.name] for row in rows}
        places.append(Place(answer.short[iri][order.lang], some, rows, 1 if head == column else len(things)))
    return sorted(places, key=lambda one: (not one.drawn, -sum(shape.area for shape in one.shapes), one.name))


def _frame(paper: Paper, found: dict[str, list[Any]], room: float) -> Frame:
    import shapely

    bounds = shapely.total_bounds([shape for some in found.values() for shape in some]).tolist()
    kind = "narrow" if paper.narrow else "sheet" if paper.height else "screen"
    height = min(max(tallness(bounds), 0.6), _TALLEST[kind]) * paper.inner
    return framed(bounds, paper.margin, paper.inner, max(min(height, room - paper.small * 1.6), paper.type * 6))


def _legend(order: Order, places: Sequence[Place], column: Column, *, counted: bool) -> list[Key]:
    keys = []
    label = column.label[order.lang]
    if counted:
        head = next(one for one in order.answer.question.columns if one.type in THINGS).label[order.lang]
        numbers = sorted({_class(place.count) for place in places})
        for number in numbers:
            low, high = (_CLASSES[number - 1] + 1 if number else 1), _CLASSES[number]
            said = str(high) if low == high else text("answer.between", order.lang, first=low, last=high)
            keys.append(Key(_shade(number), f"{head}: {said}" if number == numbers[0] else said))
        return keys
    if any(place.drawn for place in places):
        keys.append(Key(_shade(1), label))
    if not all(place.drawn for place in places):
        keys.append(Key(_point, text("draw.point", order.lang, things=label)))
    return keys


def _class(count: int) -> int:
    return next((number for number, most in enumerate(_CLASSES) if count <= most), len(_CLASSES) - 1)


def _shade(number: int) -> Swatch:
    def swatch(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
        sheet.box(x, y, width, height, SHADES[number], edge=BLACK)

    return swatch


def _point(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    sheet.mark(x + width / 2, y + height / 2, "o", INKS[0].colour, size=height * 0.8)


def _notes(
    order: Order, store: ox.Store, column: Column, found: dict[str, list[Any]], unnamed: Sequence[str]
) -> list[str]:
    """What the map does not show, and who drew the shapes."""
    answer, lang = order.answer, order.lang
    lacking = {iri for row in answer.rows for iri in row[column.name].split()} - set(found)
    said = []
    if any(some[0].area == 0 for some in found.values()):
        said.append(text("draw.points", lang))
    if lacking:
        names = "; ".join(sorted(answer.short[iri][lang] for iri in lacking))
        said.append(text("draw.no-shape", lang, count=len(lacking), names=names))
    if unnamed:
        said.append(text("draw.unnamed", lang, names="; ".join(sorted(unnamed))))
    drawn_by = citations(store, sources_of(store, found))
    names = "; ".join(sorted({short(one, lang) for one in drawn_by.values()}))
    return [*said, text("draw.shapes-by", lang, sources=names)]


class _Layout:
    """What goes where on the map."""

    def __init__(
        self, order: Order, frame: Frame, places: Sequence[Place], departments: dict[str, Any], *, counted: bool
    ) -> None:  # fmt: skip
        self._order, self._frame, self._places, self._counted = order, frame, places, counted
        self._departments = departments
        self._labels: list[tuple[Box, tuple[float, float], list[str]]] = []
        self.unnamed = self._name_all()

    def _name_all(self) -> list[str]:
        """Find a place for every name, those of most rows first; gives back the names without one."""
        frame, size = self._frame, self._order.paper.small
        points = [(frame.x(one.spot.x), frame.y(one.spot.y)) for one in self._places if not one.drawn]
        # The scale bar keeps its corner.
        corner = Box(frame.left, frame.height - size * 3.2, frame.bar()[0] + size * 7, size * 3.2)
        spots = Spots(Box(frame.left, 0, frame.width, frame.height), [*marks(points, size * 0.9), corner])
        unnamed = []
        for place in sorted(self._places, key=lambda one: (-one.count, -one.shapes[0].area, one.name)):
            lines = wrap(place.name, size, size * 13, most=3)
            spot = (frame.x(place.spot.x), frame.y(place.spot.y))
            wide = max(measure(line, size) for line in lines) + 4
            box = spots.place(*spot, wide, tall(lines, size), centred=place.drawn)
            if box:
                self._labels.append((box, spot, lines))
            else:
                unnamed.append(place.name)
        return unnamed

    def draw(self, sheet: Sheet, top: float) -> None:
        """The map, with its top at ``top``."""
        frame = replace(self._frame, top=top)
        _base(sheet, frame, self._departments)
        _graticule(sheet, frame)
        for place in self._places:
            self._draw_place(sheet, frame, place)
        for box, spot, lines in self._labels:
            _lead(sheet, replace(box, y=box.y + top), (spot[0], spot[1] + top))
            sheet.text(box.x + box.width / 2, box.y + top, lines, size=sheet.paper.small, align="center", halo=True)
        _scale_bar(sheet, frame)
        _edges(sheet, frame)

    def _draw_place(self, sheet: Sheet, frame: Frame, place: Place) -> None:
        colour = SHADES[_class(place.count)] if self._counted else SHADES[1]
        for shape in place.shapes:
            vertices, codes = frame.path(shape) if place.drawn else ([], [])
            if vertices:
                sheet.path(vertices, codes, colour, edge=BLACK, thick=0.6)
            elif not place.drawn:
                point = shape.representative_point()
                ink = colour if self._counted else INKS[0].colour
                sheet.mark(frame.x(point.x), frame.y(point.y), "o", ink, size=sheet.paper.small * 0.8, edge=BLACK)


def _base(sheet: Sheet, frame: Frame, departments: dict[str, Any]) -> None:
    sheet.box(frame.left, frame.top, frame.width, frame.height, _SEA, order=1)
    for shape in basemap.neighbours():
        _fill(sheet, frame, shape, _LAND, 1.1)
    _fill(sheet, frame, basemap.own(), _HERE, 1.2)
    for _, shape in sorted(departments.items()):
        _fill(sheet, frame, shape, _HERE, 1.3)


def _fill(sheet: Sheet, frame: Frame, shape: Any, colour: str, order: float) -> None:
    vertices, codes = frame.path(shape)
    if vertices:
        sheet.path(vertices, codes, colour, edge=_EDGE, thick=0.5, order=order)


def _graticule(sheet: Sheet, frame: Frame) -> None:
    """Light lines, their degrees along the lower and the left edge."""
    size = sheet.paper.small * 0.85
    longitudes, latitudes = frame.graticule()
    bottom = frame.top + frame.height
    for one in longitudes:
        x = frame.x(one)
        sheet.line([x, x], [frame.top, bottom], LINE, thick=0.3, order=1.5)
        sheet.text(x, bottom + 2, _degrees(one, "E", "W"), size=size, colour=GREY, align="center")
    for one in latitudes:
        y = frame.y(one)
        sheet.line([frame.left, frame.left + frame.width], [y, y], LINE, thick=0.3, order=1.5)
        sheet.text(frame.left + frame.width - 2, y - size * 1.3, _degrees(one, "N", "S"), size=size, colour=GREY,
                   align="right")  # fmt: skip


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):g}°{(positive if value > 0 else negative) if value else ''}"


def _lead(sheet: Sheet, box: Box, spot: tuple[float, float]) -> None:
    """A thin line from a thing to its name where that is not beside it."""
    x = min(max(spot[0], box.x), box.x + box.width)
    y = min(max(spot[1], box.y), box.y + box.height)
    if abs(x - spot[0]) + abs(y - spot[1]) > 8:
        sheet.line([spot[0], x], [spot[1], y], BLACK, thick=0.5, order=4)


def _scale_bar(sheet: Sheet, frame: Frame) -> None:
    size = sheet.paper.small
    length, said = frame.bar()
    x, y = frame.left + 8, frame.top + frame.height - 10
    sheet.line([x, x + length], [y, y], BLACK, thick=2.2, order=5)
    sheet.text(x, y - size * 1.7, f"{said} km", size=size, halo=True)


def _edges(sheet: Sheet, frame: Frame) -> None:
    right, bottom = frame.left + frame.width, frame.top + frame.height
    sheet.line(
        [frame.left, right, right, frame.left, frame.left], [frame.top, frame.top, bottom, bottom, frame.top], GREY,
        thick=0.8, order=5,
    )  # fmt: skip
