"""Networks: the things of an answer and the ties between them, from left to right.

A tie goes from the thing of a row to the things that its other columns name. Rows that do not fit on one sheet go on
another, those whose things are tied to each other together as far as can be.
"""

from collections.abc import Mapping, Sequence

from amazongraph.draw import ties
from amazongraph.draw.around import listed
from amazongraph.draw.body import Body, Key, Order, Row, Swatch
from amazongraph.draw.paper import INKS, Ink, Paper
from amazongraph.draw.sheet import Sheet
from amazongraph.draw.ties import Node, Placed, Tie
from amazongraph.errors import ExportError
from amazongraph.messages import text
from amazongraph.questions.question import Column

_DASHES = ("-", "--", ":", "-.")
_POINTS = 24  # of a curve


def plan(order: Order, room: float, start: int = 0) -> Body:
    """The ties of the rows from number ``start`` on for which there is room, at least one row.

    Raises ``ExportError`` where the rows tie nothing to anything.
    """
    answer, lang, paper = order.answer, order.lang, order.paper
    head, others = ties.columns_of(answer, order.column)
    rows = ties.together(answer.rows, ties.ties(answer.rows, head, others), head)
    if not rows:
        raise ExportError("draw.no-ties", id=answer.question.id, column=order.column, known=others[0].name)
    names = ties.names(answer, rows, head, others, lang)
    count = _most(rows[start:], head, others, names, paper, room)
    shown = rows[start : start + count]
    found = ties.ties(shown, head, others)
    where = ties.placed(found, names, paper)
    return Body(
        height=where.height,
        draw=lambda sheet, top: _draw(sheet, top, where, found, others),
        legend=_legend(found, head, others, lang),
        rows=shown,
        notes=_alone(order, rows, head) if not start else (),
        shown=count,
        left_out=len(rows) - start - count,
    )


def _most(
    rows: Sequence[Row], head: Column, others: Sequence[Column], names: Mapping[str, str], paper: Paper, room: float
) -> int:
    """How many of the rows fit, at least one."""
    low, high = 1, len(rows)
    while low < high:
        middle = (low + high + 1) // 2
        if ties.placed(ties.ties(rows[:middle], head, others), names, paper).height <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _alone(order: Order, tied: Sequence[Row], head: Column) -> list[str]:
    """Things without a tie on record, in words."""
    drawn = {iri for row in tied for iri in row[head.name].split()}
    alone = {iri for row in order.answer.rows for iri in row[head.name].split()} - drawn
    names = listed([order.answer.short[iri][order.lang] for iri in alone], order)
    return [text("draw.alone", order.lang, count=len(alone), names=names)] if alone else []


def _draw(sheet: Sheet, top: float, where: Placed, found: Sequence[Tie], others: Sequence[Column]) -> None:
    order = [one.name for one in others]
    for one in found:
        number = order.index(one.column)
        _curve(sheet, top, where.nodes[one.other], where.nodes[one.thing], number)
    rows_of = {one.thing for one in found}
    for node in where.nodes.values():
        _draw_node(sheet, top, node, _ink(node.iri, rows_of, found, order))


def _ink(iri: str, rows_of: set[str], found: Sequence[Tie], order: Sequence[str]) -> Ink:
    """That of the things of rows, or of the first column that names it."""
    if iri in rows_of:
        return INKS[0]
    return _ink_of(min(order.index(one.column) for one in found if one.other == iri))


def _ink_of(number: int) -> Ink:
    """That of a column, for its things and for the ties to them."""
    return INKS[1 + number % (len(INKS) - 1)]


def _draw_node(sheet: Sheet, top: float, node: Node, ink: Ink) -> None:
    size = sheet.paper.small
    sheet.mark(node.x, top + node.y, ink.marker, ink.colour, size=size * 0.75)
    sheet.text(node.x + 8, top + node.y - node.height / 2, node.lines, size=size, halo=True)


def _curve(sheet: Sheet, top: float, left: Node, right: Node, number: int) -> None:
    """From the thing on the right to the one it is tied to, where the arrow points."""
    x, end = ties.end_of(left, sheet.paper) + 3, right.x - 5
    y, until = top + left.y, top + right.y
    if end <= x:  # in one layer: things that are tied in a circle
        x = end = left.x - 4
    colour = _ink_of(number).colour
    steps = [step / _POINTS for step in range(_POINTS + 1)]
    bend = [3 * step**2 - 2 * step**3 for step in steps]
    sheet.line(
        [x + (end - x) * step for step in steps], [y + (until - y) * one for one in bend], colour,
        thick=0.9, dash=_DASHES[number % len(_DASHES)],
    )  # fmt: skip
    sheet.shape([(x, y), (x + 4, y - 2.2), (x + 4, y + 2.2)], colour)


def _legend(found: Sequence[Tie], head: Column, others: Sequence[Column], lang: str) -> list[Key]:
    rows_of = {one.thing for one in found}
    keys = [Key(_node_sample(INKS[0]), head.label[lang])]
    for number, column in enumerate(others):
        mine = [one for one in found if one.column == column.name]
        if mine:
            named = any(one.other not in rows_of for one in mine)
            keys.append(Key(_tie_sample(number, marked=named), column.label[lang]))
    return keys


def _node_sample(ink: Ink) -> Swatch:
    def swatch(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
        sheet.mark(x + width / 2, y + height / 2, ink.marker, ink.colour, size=height * 0.8)

    return swatch


def _tie_sample(number: int, *, marked: bool) -> Swatch:
    """A tie with its arrow, and the mark of what it leads to where that is no thing of a row."""
    ink = _ink_of(number)

    def swatch(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
        middle = y + height / 2
        start = x + (height if marked else 0)
        if marked:
            sheet.mark(x + height / 2, middle, ink.marker, ink.colour, size=height * 0.8)
        sheet.line([start, x + width], [middle] * 2, ink.colour, thick=0.9, dash=_DASHES[number % len(_DASHES)])
        sheet.shape([(start, middle), (start + 4, middle - 2.2), (start + 4, middle + 2.2)], ink.colour)

    return swatch
