"""Maps: where the things of an answer lie, as far as the release has their shapes.

Nothing is drawn that the release does not publish: a shape is an outline, or a point where there is no outline, and
what has neither is named below the map. No tiles: what lies under it comes with the package and from the layers added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from amazongraph.draw import basemap, ground
from amazongraph.draw.around import listed, short
from amazongraph.draw.body import Body, Key, Order
from amazongraph.draw.cells import THINGS, picked
from amazongraph.draw.frame import Frame, framed, tallness
from amazongraph.draw.paper import BLACK, INKS, SHADES, Paper
from amazongraph.draw.shading import Shading, shading
from amazongraph.draw.sheet import Sheet, measure, tall, wrap
from amazongraph.draw.spots import Box, Spots, corners, marks
from amazongraph.errors import ExportError
from amazongraph.labels import labels
from amazongraph.messages import text
from amazongraph.questions.citations import citations
from amazongraph.questions.question import Column
from amazongraph.shapes import shapes_of, sources_of
from amazongraph.store.asking import Store

_TALLEST = {"narrow": 1.4, "screen": 0.8, "sheet": 1.15}  # of a map, for its width
_NAMES, _CROWD = {False: 90, True: 22}, 250  # names on a map at most, by whether it is narrow; places without any
_SEEN = 0.2  # the part of a department that must be free of what is drawn for its name


@dataclass(frozen=True, slots=True)
class Place:
    """A thing on the map, with its shapes."""

    iri: str
    name: str
    shapes: list[Any]

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
    store = order.origin.store(order.answer.profile)
    column, found = _found(order, store)
    rows = [row for row in order.answer.rows if any(iri in found for iri in row[column.name].split())]
    shades = shading(order, column, {iri: [row for row in rows if iri in row[column.name].split()] for iri in found})
    places = _places(order, found)
    layout = _Layout(order, store, _frame(order.paper, found, room), places, shades)
    return Body(
        height=layout.frame.height + order.paper.small * 1.6,
        draw=layout.draw,
        legend=_legend(order, places, column, shades),
        rows=rows,
        notes=_notes(order, store, column, found, layout.unnamed),
        shown=len(rows),
    )


def _found(order: Order, store: Store) -> tuple[Column, dict[str, list[Any]]]:
    """The column that is drawn, and the shapes of its things: the one that was chosen, else the first that has any."""
    answer = order.answer
    known = [picked(answer, order.column, THINGS)] if order.column else answer.question.columns
    for column in known:
        if column.type in THINGS and column.name != "who":
            found = shapes_of(store, [iri for row in answer.rows for iri in row[column.name].split()])
            if found:
                return column, found
    raise ExportError("geometry.none")


def _places(order: Order, found: dict[str, list[Any]]) -> list[Place]:
    """Points last, so that they lie above; of outlines the large ones first."""
    places = [Place(iri, order.answer.short[iri][order.lang], some) for iri, some in found.items()]
    return sorted(places, key=lambda one: (not one.drawn, -sum(shape.area for shape in one.shapes), one.name))


def _frame(paper: Paper, found: dict[str, list[Any]], room: float) -> Frame:
    import shapely

    bounds = shapely.total_bounds([shape for some in found.values() for shape in some]).tolist()
    kind = "narrow" if paper.narrow else "sheet" if paper.height else "screen"
    height = min(max(tallness(bounds), 0.6), _TALLEST[kind]) * paper.inner
    return framed(bounds, paper.margin, paper.inner, max(min(height, room - paper.small * 1.6), paper.type * 6))


def _legend(order: Order, places: Sequence[Place], column: Column, shades: Shading | None) -> list[Key]:
    if shades:
        return shades.keys(order.lang)
    label = column.label[order.lang]
    keys = [Key(_outline, label)] if any(place.drawn for place in places) else []
    if not all(place.drawn for place in places):
        keys.append(Key(_point, text("draw.point", order.lang, things=label)))
    return keys


def _outline(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    sheet.box(x, y, width, height, SHADES[1], edge=BLACK)


def _point(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    sheet.mark(x + width / 2, y + height / 2, "o", INKS[0].colour, size=height * 0.8)


def _notes(
    order: Order, store: Store, column: Column, found: dict[str, list[Any]], unnamed: Sequence[str]
) -> list[str]:
    """What the map does not show, and who drew the shapes."""
    answer, lang = order.answer, order.lang
    lacking = {iri for row in answer.rows for iri in row[column.name].split()} - set(found)
    said = []
    if any(some[0].area == 0 for some in found.values()):
        said.append(text("draw.points", lang))
    if lacking:
        names = listed([answer.short[iri][lang] for iri in lacking], order)
        said.append(text("draw.no-shape", lang, count=len(lacking), names=names))
    if unnamed:
        said.append(text("draw.unnamed", lang, names=listed(unnamed, order)))
    drawn_by = citations(store, sources_of(store, [*found, *basemap.departments(store)]))
    names = "; ".join(sorted({short(one, lang) for one in drawn_by.values()}))
    return [*said, text("draw.shapes-by", lang, sources=names.rstrip("."))]


class _Layout:
    """What goes where on the map."""

    def __init__(
        self, order: Order, store: Store, frame: Frame, places: Sequence[Place], shades: Shading | None
    ) -> None:
        self._order, self.frame, self._places, self._shades = order, frame, places, shades
        self._departments = basemap.departments(store)
        self._labels: list[tuple[Box, tuple[float, float], list[str]]] = []
        self._faint: list[tuple[Box, list[str]]] = []
        self._size = order.paper.small
        whole = Box(frame.left, 0, frame.width, frame.height)
        kept = [ground.corner(frame, self._size), *ground.degree_boxes(frame, self._size)]
        self._spots = Spots(whole, [*kept, *marks(self._points(), self._size * 0.9)])
        self._locator = self._place_locator(whole) if ground.wanted(frame) else None
        self.unnamed = self._name_all()
        self._name_departments(store)

    def _points(self) -> list[tuple[float, float]]:
        return [self._at(one.spot) for one in self._places if not one.drawn]

    def _at(self, spot: Any) -> tuple[float, float]:
        return self.frame.x(spot.x), self.frame.y(spot.y)

    def _place_locator(self, whole: Box) -> Box | None:
        """A corner with nothing in it; none where there is none."""
        import shapely

        size = min(whole.width, whole.height) * 0.26
        shown = shapely.union_all([shape for place in self._places for shape in place.shapes])
        for box in corners(whole, size * 0.8, size):
            free = not shown.intersects(self.frame.on_earth(box.x, box.y, box.width, box.height))
            if free and not any(box.meets(other) for other in self._spots.taken):
                self._spots.taken.append(box)
                return box
        return None

    def _rank(self, place: Place) -> tuple[float, float, str]:
        """What is named first: what there is most of, then what is largest."""
        most = (self._shades.classes[place.iri] or 0) if self._shades else 0
        return -most, -place.shapes[0].area, place.name

    def _name_all(self) -> list[str]:
        """Find a place for every name, those of most rows first; gives back the names without one."""
        ranked = sorted(self._places, key=self._rank)
        # A map of a whole country of districts is one to look at; it would be black with names.
        most = 0 if len(ranked) > _CROWD else _NAMES[self._order.paper.narrow]
        unnamed = [place.name for place in ranked[most:]]
        for place in ranked[:most]:
            lines = wrap(place.name, self._size, self._size * 13, most=3)
            spot = self._at(place.spot)
            box = self._spots.place(*spot, _wide(lines, self._size), tall(lines, self._size), centred=place.drawn)
            if box:
                self._labels.append((box, spot, lines))
            else:
                unnamed.append(place.name)
        return unnamed

    def _name_departments(self, store: Store) -> None:
        """Where there is room, on what of them is seen and not part of what is drawn."""
        import shapely

        shown = shapely.union_all([shape for place in self._places for shape in place.shapes if place.drawn])
        size = self._size * 0.9
        named = labels(store, self._departments, short=True)
        for iri, shape in sorted(self._departments.items()):
            part = shapely.difference(self.frame.cut(shape), shown)
            if part.is_empty or part.area < _SEEN * self.frame.cut(shape).area:
                continue
            lines = [named[iri][self._order.lang].upper()]
            box = self._spots.only(*self._at(part.representative_point()), _wide(lines, size), tall(lines, size))
            if box:
                self._faint.append((box, lines))

    def draw(self, sheet: Sheet, top: float) -> None:
        """The map, with its top at ``top``."""
        frame = replace(self.frame, top=top)
        ground.land(sheet, frame, self._departments)
        self._draw_degrees(sheet, frame)
        for place in self._places:
            self._draw_place(sheet, frame, place)
        for box, lines in self._faint:
            sheet.text(
                box.x + box.width / 2, box.y + top, lines, size=self._size * 0.9, colour="#8a8a8a", align="center"
            )
        for box, (x, y), lines in self._labels:
            _lead(sheet, replace(box, y=box.y + top), (x, y + top))
            sheet.text(box.x + box.width / 2, box.y + top, lines, size=self._size, align="center", halo=True)
        ground.scale(sheet, frame)
        if self._locator:
            ground.locator(sheet, frame, replace(self._locator, y=self._locator.y + top))
        ground.edges(sheet, frame)

    def _draw_degrees(self, sheet: Sheet, frame: Frame) -> None:
        right = self._locator is not None and self._locator.x > frame.left
        ground.graticule(sheet, frame, self._order.lang, left=right)

    def _draw_place(self, sheet: Sheet, frame: Frame, place: Place) -> None:
        colour = self._shades.colour(place.iri) if self._shades else ""
        hatch = self._shades.hatch(place.iri) if self._shades else ""
        thick = 0.6 if len(self._places) <= _CROWD else 0.2
        for shape in place.shapes:
            if place.drawn:
                ground.fill(sheet, frame, shape, colour or SHADES[1], edge=BLACK, thick=thick, hatch=hatch)
            else:
                point = shape.representative_point()
                ink = colour or INKS[0].colour
                sheet.mark(frame.x(point.x), frame.y(point.y), "o", ink, size=self._size * 0.8, edge=BLACK)


def _wide(lines: Sequence[str], size: float) -> float:
    return max(measure(line, size) for line in lines) + 4


def _lead(sheet: Sheet, box: Box, spot: tuple[float, float]) -> None:
    """A thin line from a thing to its name where that is not beside it."""
    x = min(max(spot[0], box.x), box.x + box.width)
    y = min(max(spot[1], box.y), box.y + box.height)
    if abs(x - spot[0]) + abs(y - spot[1]) > 8:
        sheet.line([spot[0], x], [spot[1], y], BLACK, thick=0.5, order=4)
        sheet.mark(*spot, "o", BLACK, size=2)
