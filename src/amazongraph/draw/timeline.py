"""Time lines: when things were, as precisely as a document says, and no more.

A day is a mark; a month or a year is the days it may have been, hatched; what nobody says began or ended has an arrow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from amazongraph.draw.body import Body, Key, Order, Row, Swatch
from amazongraph.draw.cells import THINGS, cited, details, naming, picked, together, told
from amazongraph.draw.label import AIR, Label, beside, with_sources
from amazongraph.draw.paper import GREY, INKS, LINE, Ink, Paper
from amazongraph.draw.scale import dates
from amazongraph.draw.sheet import LEADING, Sheet
from amazongraph.errors import ExportError
from amazongraph.labels import interval_text
from amazongraph.messages import text
from amazongraph.questions.answer import Answer
from amazongraph.values import Interval, interval

# Of the first and the last day on record nobody says that it was so on all between: those are two marks.
_PAIRS = (("from", "until"), ("began", "ended"))
_STUB = 14  # points of an arrow to an end that is not on record
_LEAST = 3.0  # points of the shortest bar
_NAMING = 2  # columns beside the first one that a label tells, besides dates
_RECKONED = "reckoned"
RECKONED = INKS[1]


@dataclass(frozen=True, slots=True)
class Series:
    """Dates of one kind: of one column, or of two that say when something began and ended."""

    label: str
    columns: tuple[str, ...]
    ink: Ink


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the picture: the rows whose dates stand on it."""

    label: Label
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Span:
    """The days something may have been on, ``first`` to ``last``, and those it was on for ``sure``, if any.

    ``before``, ``after``: nobody says when it began, or ended.
    """

    first: date
    last: date
    sure: tuple[date, date] | None
    before: bool = False
    after: bool = False


def plan(order: Order, room: float, start: int = 0) -> Body:
    """The lanes from number ``start`` on for which there is room, at least one: a row each, or a thing of ``column``.

    Raises ``ExportError`` where the answer has no dates.
    """
    answer, lang = order.answer, order.lang
    found = series(answer, lang)
    lanes = _lanes(answer, found, lang, order.paper, order.column)
    axis = _Axis(order.paper, [span for lane in lanes for span in _spans(found, lane)])
    taken: list[Lane] = []
    height = axis.height
    for lane in lanes[start:]:
        if taken and height + lane.label.height > room:
            break
        taken.append(lane)
        height += lane.label.height
    rows = [row for lane in taken for row in lane.rows]
    return Body(
        height=height,
        draw=lambda sheet, top: _draw(sheet, top, taken, found, axis, lang),
        legend=_legend(answer, rows, found, lang),
        rows=rows,
        shown=len(taken),
        left_out=len(lanes) - start - len(taken),
    )


def series(answer: Answer, lang: str) -> list[Series]:
    """The dates of an answer, in the order of its columns. Raises ``ExportError`` where it has none."""
    known = {one.name: one for one in answer.question.columns if one.type == "interval" and not one.hidden}
    filled = [one for one in known.values() if any(row[one.name] for row in answer.rows)]
    pairs = {first: (first, last) for first, last in _PAIRS if first in known and last in known}
    ends = {last for _, last in pairs.values()}
    found: list[Series] = []
    for one in filled:
        if one.name in ends:
            continue
        columns = pairs.get(one.name, (one.name,))
        label = " – ".join(known[name].label[lang] for name in columns)
        found.append(Series(label, columns, INKS[len(found) % len(INKS)]))
    if not found:
        raise ExportError("draw.no-dates", id=answer.question.id)
    return found


def span(row: Row, columns: Sequence[str]) -> Span | None:
    """What a row says of when: ``None`` where it says nothing."""
    said = [interval(row[name]) if row[name] else None for name in columns]
    if len(said) == 1:
        return _of_one(said[0]) if said[0] else None
    began, ended = said
    if began is None and ended is None:
        return None
    first = began.start if began else None
    last = ended.end if ended else None
    known = [day for one in said if one for day in (one.start, one.end) if day]
    sure = (began.end, ended.start) if began and ended and began.end and ended.start else None
    return Span(
        first or min(known),
        last or max(known),
        sure if sure and sure[0] <= sure[1] else None,
        before=first is None,
        after=last is None,
    )


def _of_one(said: Interval) -> Span:
    first, last = said.start or said.end, said.end or said.start
    if first is None or last is None:
        raise ValueError(said.text)
    sure = (first, last) if said.precision in {"day", "interval"} and said.start and said.end else None
    return Span(first, last, sure, before=said.start is None, after=said.end is None)


def _spans(found: Sequence[Series], lane: Lane) -> list[Span]:
    told = [span(row, one.columns) for row in lane.rows for one in found]
    return [one for one in told if one]


def _lanes(answer: Answer, found: Sequence[Series], lang: str, paper: Paper, column: str) -> list[Lane]:
    """In the order of their first days; those without any last."""
    if column and column != next((one.name for one in naming(answer, lang)), ""):
        lanes = _by_thing(answer, lang, paper, column)
    else:
        lanes = _by_row(answer, found, lang, paper)

    def first(lane: Lane) -> tuple[date, str]:
        return min((one.first for one in _spans(found, lane)), default=date.max), lane.label.head

    return sorted(lanes, key=first)


def _by_row(answer: Answer, found: Sequence[Series], lang: str, paper: Paper) -> list[Lane]:
    columns = [one for one in naming(answer, lang) if one.type != "interval"][: _NAMING + 1]
    lanes = []
    for row in answer.rows:
        head = told(answer, row, columns[0].name, lang) if columns else ""
        # A name may hold the date already.
        said = [when(row, one, lang, named=len(found) > 1) for one in found if row[one.columns[0]] not in head.split()]
        detail = "\u00a0· ".join(filter(None, [details(answer, row, columns[1:], lang), *said]))
        lanes.append(Lane(_label(*with_sources(head, detail, cited(answer, row)), paper), [row]))
    return lanes


def _by_thing(answer: Answer, lang: str, paper: Paper, column: str) -> list[Lane]:
    things = picked(answer, column, THINGS)
    found: dict[str, list[Row]] = {}
    for row in answer.rows:
        for iri in row[things.name].split():
            found.setdefault(iri, []).append(row)
    return [
        Lane(_label(*with_sources(answer.short[iri][lang], "", together(answer, rows)), paper), rows)
        for iri, rows in found.items()
    ]


def _label(head: str, detail: str, paper: Paper) -> Label:
    return Label(head, detail, beside(paper)[0], paper.type * 1.05, paper)


def when(row: Row, one: Series, lang: str, *, named: bool) -> str:
    """The dates of a row in words; ``named``: with what they are."""
    said = [row[name] for name in one.columns]
    if not any(said):
        return ""
    edtf = said[0] if len(said) == 1 else "/".join(part or ".." for part in said)
    words = interval_text(edtf, lang).replace(" ", "\u00a0")
    return f"{one.label.partition(' (')[0]}: {words}" if named else words


class _Axis:
    """Days as points from the left."""

    def __init__(self, paper: Paper, spans: Sequence[Span]) -> None:
        self.paper = paper
        self._first = min((one.first for one in spans), default=date(2000, 1, 1))
        self._last = max((one.last for one in spans), default=date(2000, 12, 31))
        self._left = beside(paper)[1] + _STUB + 4
        self._wide = paper.margin + paper.inner - _STUB - 4 - self._left
        self.height = paper.small * LEADING + 2

    def x(self, day: date) -> float:
        """Where a day begins."""
        days = max((self._last - self._first).days, 1)
        return self._left + self._wide * (day - self._first).days / days

    def draw(self, sheet: Sheet, top: float, bottom: float) -> None:
        """Its dates above, a line down from each."""
        for day, said in dates(self._first, self._last, 4 if self.paper.narrow else 7):
            x = self.x(day)
            sheet.tick(x, top, said, size=self.paper.small)
            sheet.line([x, x], [top + self.height, bottom], LINE, thick=0.5, order=1)


def _draw(sheet: Sheet, top: float, lanes: Sequence[Lane], found: Sequence[Series], axis: _Axis, lang: str) -> None:
    bottom = top + axis.height + sum(lane.label.height for lane in lanes)
    axis.draw(sheet, top, bottom)
    top += axis.height
    for lane in lanes:
        at = lane.label.draw(sheet, top)
        told_any = _spans(found, lane)
        if not told_any:
            x = beside(sheet.paper)[1] + 4
            sheet.text(x, at, text("draw.undated", lang), colour=GREY, style="italic", halo=True)
        for row in lane.rows:
            _draw_row(sheet, at, row, found, axis, lane.label.thick)
        top += lane.label.height
        sheet.line([sheet.paper.margin, sheet.width - sheet.paper.margin], [top + AIR / 2] * 2, LINE, thick=0.25)


def _draw_row(sheet: Sheet, at: float, row: Row, found: Sequence[Series], axis: _Axis, thick: float) -> None:
    told_spans = [(one, told_span) for one in found if (told_span := span(row, one.columns))]
    if len(told_spans) > 1:
        ends = [axis.x(day) for _, one in told_spans for day in (one.first, one.last)]
        sheet.line([min(ends), max(ends)], [at + thick / 2] * 2, GREY, thick=0.8)
    for one, told_span in told_spans:
        ink = RECKONED if row.get(_RECKONED) == "true" else one.ink
        _draw_span(sheet, at, told_span, ink, axis, thick)


def _draw_span(sheet: Sheet, at: float, one: Span, ink: Ink, axis: _Axis, thick: float) -> None:
    left, right, middle = axis.x(one.first), axis.x(one.last), at + thick / 2
    if one.first == one.last:
        sheet.mark(left, middle, ink.marker, ink.colour, size=thick * 0.8)
    else:
        if one.sure != (one.first, one.last):
            sheet.box(left, at + 1, max(right - left, _LEAST), thick - 2, "white", hatch="////", edge=ink.colour)
        if one.sure:
            begin = axis.x(one.sure[0])
            wide = max(axis.x(one.sure[1]) - begin, _LEAST)
            sheet.box(begin, at, wide, thick, ink.colour, hatch=ink.hatch if wide > 3 * _LEAST else "", edge="white",
                      order=4)  # fmt: skip
    if one.after:
        _arrow(sheet, max(right, left + 2), middle, ink, thick, 1)
    if one.before:
        _arrow(sheet, left, middle, ink, thick, -1)


def _arrow(sheet: Sheet, x: float, middle: float, ink: Ink, thick: float, way: int) -> None:
    """To an end that is not on record."""
    end = x + way * _STUB
    sheet.line([x, end - way * 4], [middle] * 2, ink.colour, thick=thick / 4, dash=":")
    points = [(end - way * 5, middle - thick / 3), (end, middle), (end - way * 5, middle + thick / 3)]
    sheet.shape(points, ink.colour)


def _legend(answer: Answer, rows: Sequence[Row], found: Sequence[Series], lang: str) -> list[Key]:
    spans = [(one, told_span) for row in rows for one in found if (told_span := span(row, one.columns))]
    drawn = {one.label for one, told_span in spans if told_span.sure and told_span.first != told_span.last}
    keys = [Key(_sample(one.ink, mark=one.label not in drawn), one.label) for one in found]
    if any(row.get(_RECKONED) == "true" for row in rows):
        label = next(one.label[lang] for one in answer.question.columns if one.name == _RECKONED)
        keys.append(Key(_sample(RECKONED, mark=False), label))
    if any(told_span.sure != (told_span.first, told_span.last) for _, told_span in spans):
        keys.append(Key(_unsure, text("draw.some-time", lang)))
    if any(told_span.after for _, told_span in spans):
        keys.append(Key(_pointing(1), text("draw.no-end", lang)))
    if any(told_span.before for _, told_span in spans):
        keys.append(Key(_pointing(-1), text("draw.no-beginning", lang)))
    return keys


def _sample(ink: Ink, *, mark: bool) -> Swatch:
    def swatch(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
        if mark:
            sheet.mark(x + width / 2, y + height / 2, ink.marker, ink.colour, size=height)
        else:
            sheet.box(x, y, width, height, ink.colour, hatch=ink.hatch)

    return swatch


def _unsure(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    sheet.box(x, y, width, height, "white", hatch="////", edge=INKS[0].colour)


def _pointing(way: int) -> Swatch:
    def swatch(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
        _arrow(sheet, x if way > 0 else x + width, y + height / 2, INKS[0], height, way)

    return swatch
