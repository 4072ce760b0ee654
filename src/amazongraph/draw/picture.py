"""Puts a picture together and writes it: above it what was asked, below it the notes and the documents it rests on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from amazongraph.draw import around, bars, maps, network, timeline
from amazongraph.draw.body import Body, Key, Order
from amazongraph.draw.paper import BLACK, GREY, LINE, Paper
from amazongraph.draw.sheet import LEADING, Sheet, measure, tall, wrap
from amazongraph.durable import drafted
from amazongraph.errors import ExportError
from amazongraph.extras import needed
from amazongraph.messages import text
from amazongraph.questions import forms

Plan: TypeAlias = Callable[[Order, float, int], Body]
KINDS: dict[str, Plan] = {
    "bars": bars.plan,
    "map": maps.plan,
    "network": network.plan,
    "timeline": timeline.plan,
}
"""A kind of picture -> what plans a sheet of it, given the height there is and how much other sheets have shown."""
FORMS = (".svg", ".png")
_GAP = 8
_SHEETS = 12


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of text, and how they are written."""

    lines: Sequence[str]
    size: float
    weight: str = "normal"
    colour: str = BLACK

    @property
    def height(self) -> float:
        return tall(self.lines, self.size) + _GAP


def draw(order: Order, kind: str, to: Path) -> list[Path]:
    """Draw an answer as one of ``KINDS``; gives back the files: several, with a number each, where the rows do not fit
    on one sheet.

    Raises ``ExportError`` where nothing in the answer can be drawn so, and ``ExtraError``.
    """
    if to.suffix.lower() not in FORMS:
        raise ExportError("draw.form", file=to.name)
    drawn = sheets(order, kind)
    files = []
    for number, sheet in enumerate(drawn, start=1):
        path = to.with_name(f"{to.stem}-{number}{to.suffix}") if len(drawn) > 1 else to
        title = order.answer.question.question[order.lang] + _page(number, len(drawn))
        with drafted(path) as draft:
            sheet.save(draft, title, around.last_line(order.answer, order.lang))
        files.append(path)
    return files


def sheets(order: Order, kind: str) -> list[Sheet]:
    """The sheets of a picture, drawn and not yet written. Raises what ``draw`` raises."""
    needed("matplotlib", "draw")
    if kind not in KINDS:
        raise ExportError("draw.kind", kind=kind, known=", ".join(KINDS))
    if not order.answer.rows:
        raise ExportError("draw.nothing", id=order.answer.question.id)
    bodies = _pages(order, KINDS[kind])
    return [_composed(order, body, _page(number, len(bodies))) for number, body in enumerate(bodies, start=1)]


def _page(number: int, count: int) -> str:
    return f" ({number}/{count})" if count > 1 else ""


def _pages(order: Order, plan: Plan) -> list[Body]:
    """What stands on each sheet, about as much on every one."""
    paper = order.paper
    room = (paper.height or paper.tallest) - 2 * paper.margin - _height(_head(order, " (9/9)")) - 2 * _GAP
    bodies = _split(order, plan, room, room)
    if len(bodies) == 1:
        return bodies
    # Sheets filled one after the other can leave a single row to the last.
    part = sum(body.height for body in bodies) / len(bodies) + paper.type * 5
    even = _split(order, plan, room, part)
    return even if len(even) == len(bodies) else bodies


def _split(order: Order, plan: Plan, room: float, most: float) -> list[Body]:
    """Sheets of no more than ``most``, with what stands below no more than ``room``."""
    bodies: list[Body] = []
    start = 0
    while not bodies or bodies[-1].left_out:
        if len(bodies) == _SHEETS:
            raise ExportError("draw.too-many", id=order.answer.question.id, rows=len(order.answer.rows), sheets=_SHEETS)
        bodies.append(_fitted(order, plan, room, most, start))
        start += bodies[-1].shown
    return bodies


def _fitted(order: Order, plan: Plan, room: float, most: float, start: int) -> Body:
    """As much as there is room for above its own legend, notes and documents."""

    def beside(body: Body) -> float:
        return _Legend(body.legend, order.paper).height + _height(_foot(order, body))

    def planned(taken: float) -> Body:
        return plan(order, max(min(room - taken, most), order.paper.type * 8), start)

    # The more rows, the more documents: what stands beside too many rows leaves room for few, and those for more.
    many = planned(0)
    if many.height + beside(many) <= room:
        return many
    few = planned(beside(many))
    more = planned(beside(few))
    return more if more.height + beside(more) <= room else few


def _composed(order: Order, body: Body, page: str) -> Sheet:
    paper = order.paper
    head, foot, keys = _head(order, page), _foot(order, body), _Legend(body.legend, paper)
    height = 2 * paper.margin + _height(head) + keys.height + body.height + _GAP * 2 + _height(foot)
    sheet = Sheet(paper, max(height, paper.height))
    body.draw(sheet, keys.draw(sheet, _write(sheet, head, paper.margin)))
    below = sheet.height - paper.margin - _height(foot)
    sheet.line([paper.margin, paper.width - paper.margin], [below - _GAP] * 2, LINE)
    _write(sheet, foot, below)
    return sheet


def _height(blocks: Sequence[_Block]) -> float:
    return sum(block.height for block in blocks)


def _write(sheet: Sheet, blocks: Sequence[_Block], top: float) -> float:
    for block in blocks:
        sheet.text(sheet.paper.margin, top, block.lines, size=block.size, weight=block.weight, colour=block.colour)
        top += block.height
    return top


def _head(order: Order, page: str) -> list[_Block]:
    paper, answer, lang = order.paper, order.answer, order.lang

    def block(said: str, size: float, weight: str, colour: str = BLACK) -> _Block:
        return _Block(wrap(said, size, paper.inner, weight), size, weight, colour)

    return [
        *(block(said, paper.type, "bold", "#a00000") for said in forms.banner(answer, lang)),
        block(answer.question.question[lang] + page, round(paper.type * 1.4, 1), "bold"),
        *(block(said, paper.type, "normal", GREY) for said in forms.asked(answer, lang)),
    ]


def _foot(order: Order, body: Body) -> list[_Block]:
    paper, answer, lang = order.paper, order.answer, order.lang
    said = [*body.notes, *around.below(answer, lang)]
    blocks = [_Block(wrap(one, paper.small, paper.inner), paper.small, colour=GREY) for one in said]
    title, cited = around.reported_by(answer, body.rows, lang)
    if cited:
        blocks.append(_Block(_listed(title, cited, lang, paper), paper.small))
    last = around.last_line(answer, lang)
    return [*blocks, _Block(wrap(last, paper.small, paper.inner), paper.small, colour=GREY)]


def _listed(title: str, cited: Sequence[str], lang: str, paper: Paper) -> list[str]:
    """Documents one after the other, none torn where it fits on a line; of very many the number of the others."""
    most = 6 if paper.narrow else 14
    lines = [f"{title}"]
    for shown, one in enumerate(cited):
        mark = f"{one};" if shown < len(cited) - 1 else one
        joined = f"{lines[-1]} {mark}"
        if measure(joined, paper.small) <= paper.inner:
            lines[-1] = joined
            continue
        if len(lines) >= most:
            return [*lines, *wrap(text("draw.more-sources", lang, count=len(cited) - shown), paper.small, paper.inner)]
        lines.extend(wrap(mark, paper.small, paper.inner))
    return lines


class _Legend:
    """The entries of a legend in rows, as many in a row as there is room for."""

    def __init__(self, keys: Sequence[Key], paper: Paper) -> None:
        self._paper, self._size = paper, paper.small
        self._swatch = self._size * 2.2
        self._placed: list[tuple[float, float, Key, list[str]]] = []
        x = y = 0.0
        deep = 1
        for key in keys:
            lines = wrap(key.text, self._size, paper.inner - self._swatch - 5)
            wide = self._swatch + 5 + max(measure(line, self._size) for line in lines) + 16
            if x and x + wide - 16 > paper.inner:
                x, y, deep = 0.0, y + self._down(deep), 1
            self._placed.append((x, y, key, lines))
            x, deep = x + wide, max(deep, len(lines))
        self.height = y + self._down(deep) + _GAP if keys else 0.0

    def _down(self, lines: int) -> float:
        return lines * self._size * LEADING + 3

    def draw(self, sheet: Sheet, top: float) -> float:
        left = self._paper.margin
        for x, y, key, lines in self._placed:
            key.swatch(sheet, left + x, top + y + self._size * 0.15, self._swatch, self._size)
            sheet.text(left + x + self._swatch + 5, top + y, lines, size=self._size)
        return top + self.height
