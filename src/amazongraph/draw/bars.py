"""Bars: the numbers of an answer, each with who says it, beside each other and never added up.

A range is drawn to its least value and paler to its greatest; "at least" ends in an arrow; where nobody gives a number
there is no bar, which is not a bar of zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from amazongraph.draw.body import Body, Key, Order, Row, Swatch
from amazongraph.draw.cells import NUMBERS, cited, details, grouped, naming, picked, told
from amazongraph.draw.label import AIR, Label, beside, with_sources
from amazongraph.draw.paper import BLACK, GREY, INKS, LINE, PALE, Ink, Paper
from amazongraph.draw.scale import plain, ticks
from amazongraph.draw.sheet import Sheet, measure, tall, wrap
from amazongraph.messages import text
from amazongraph.questions import forms
from amazongraph.questions.answer import Answer
from amazongraph.questions.question import Column

_SAID, _RELAYED, _DOUBTED = INKS[0], INKS[1], Ink(PALE, "....")
_OPEN = ("at-least", "more-than")
_OF_FIGURES = {"area", "population"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: ``low`` and ``high`` are ``None`` where nobody gives it; ``more``: it is no more than a least value.

    ``said``: the number in words; ``head`` and ``detail``: what it is of; ``ink``: whether it repeats another's report.
    ``disputed``: another figure, alike in everything, says otherwise.
    """

    row: Row
    low: float | None
    high: float | None
    more: bool
    said: str
    head: str
    detail: str
    ink: Ink
    disputed: bool


@dataclass(frozen=True, slots=True)
class _Panel:
    """Bars on one scale, in groups with a heading each ("" for none)."""

    title: str
    groups: list[tuple[str, list[Bar]]]

    @property
    def bars(self) -> list[Bar]:
        return [bar for _, found in self.groups for bar in found]


def plan(order: Order, room: float, start: int = 0) -> Body:
    """The bars from number ``start`` on for which there is room, at least one.

    Raises ``ExportError`` where the answer has no column of numbers.
    """
    answer, lang = order.answer, order.lang
    whole = _panels(answer, picked(answer, order.column, NUMBERS, ("value",)), lang)
    layout = _Layout(order.paper, lang, whole)
    panels, height = layout.fitted(_after(whole, start), room)
    shown = [bar for panel in panels for bar in panel.bars]
    missing = any(bar.low is None for bar in shown)
    return Body(
        height=height,
        draw=lambda sheet, top: layout.draw(sheet, top, panels),
        legend=_legend(shown, lang),
        rows=[bar.row for bar in shown],
        notes=[text("draw.no-number", lang)] if missing else [],
        shown=len(shown),
        left_out=len(answer.rows) - start - len(shown),
    )


def _after(panels: Iterable[_Panel], start: int) -> list[_Panel]:
    """The panels without their first ``start`` bars."""
    kept = []
    for panel in panels:
        groups = []
        for name, bars in panel.groups:
            if bars[start:]:
                groups.append((name, bars[start:]))
            start = max(start - len(bars), 0)
        if groups:
            kept.append(replace(panel, groups=groups))
    return kept


def _panels(answer: Answer, column: Column, lang: str) -> list[_Panel]:
    """A panel for each unit and indicator; in each, groups of one area and population where several say something."""
    found: dict[str, list[Row]] = {}
    for row in answer.rows:
        found.setdefault(_title(answer, row, column, lang), []).append(row)
    return [_panel(answer, title, rows, column, lang) for title, rows in found.items()]


def _title(answer: Answer, row: Row, column: Column, lang: str) -> str:
    unit = told(answer, row, column.unit_in, lang) if column.unit_in else column.unit.get(lang, "")
    name = told(answer, row, "indicator", lang) or column.label[lang]
    return f"{name} ({unit})" if unit else name


def _panel(answer: Answer, title: str, rows: Sequence[Row], column: Column, lang: str) -> _Panel:
    columns = [one for one in naming(answer, lang) if one.name != "indicator"]
    figures = {one.name for one in columns} >= _OF_FIGURES
    if figures:
        by: dict[str, list[Row]] = {}
        for row in rows:
            by.setdefault(details(answer, row, _grouping(answer, columns, rows), lang), []).append(row)
        if len(by) <= len(rows) / 2:
            rest = [one for one in columns if one.name not in {"area", "population"}]
            return _Panel(title, [_group(answer, name, _dated(some), column, rest, lang) for name, some in by.items()])
    return _Panel(title, [_group(answer, "", rows, column, columns, lang)])


def _grouping(answer: Answer, columns: Iterable[Column], rows: Sequence[Row]) -> list[Column]:
    """What is counted, and where; without that if it is one area, which the line on what was asked for says."""
    by_name = {one.name: one for one in columns}
    said = "area" in answer.parameters and len({row["area"] for row in rows}) == 1
    return [by_name["population"]] if said else [by_name["area"], by_name["population"]]


def _dated(rows: Iterable[Row]) -> list[Row]:
    """Those of one thing by their date, so that figures of one year stand beside each other."""
    return sorted(rows, key=lambda row: (row.get("period") or row.get("as_of") or "", row.get("as_of") or ""))


def _group(
    answer: Answer, name: str, rows: Sequence[Row], column: Column, columns: Sequence[Column], lang: str
) -> tuple[str, list[Bar]]:
    """What all rows say alike stands in the heading and not in their labels."""
    alike = [one for one in columns if len(rows) > 1 and len({row[one.name] for row in rows}) == 1]
    rest = [one for one in columns if one not in alike]
    if not rest:
        alike, rest = [], list(columns)
    shared = details(answer, rows[0], alike, lang)
    return "\u00a0· ".join(filter(None, [name, shared])), [_bar(answer, row, column, rest, lang) for row in rows]


def _bar(answer: Answer, row: Row, column: Column, columns: Sequence[Column], lang: str) -> Bar:
    low, high = (_number(row.get(name, "")) for name in ("min", "max"))
    value = _number(row[column.name])
    ranged = column.name == "value" and value is None
    bound = row.get(column.prefix, "").rpartition("/")[2] if column.prefix else ""
    first = columns[0]
    named = told(answer, row, first.name, lang) or (text("draw.nobody", lang) if first.name == "who" else "")
    head, detail = with_sources(named, details(answer, row, columns[1:], lang), cited(answer, row))
    return Bar(
        row=row,
        low=low if ranged else value,
        high=(high if high is not None else low) if ranged else value,
        more=bound in _OPEN or forms.is_least(answer, column) or (ranged and low is not None and high is None),
        said=grouped(told(answer, row, column.name, lang), lang),
        head=head,
        detail=detail,
        ink=_ink(row),
        disputed="/unexplained" in row.get("differs", ""),
    )


def _number(said: str) -> float | None:
    return float(said) if said else None


def _ink(row: Row) -> Ink:
    if row.get("use", "").endswith("/deprecated") or "/press-error" in row.get("differs", ""):
        return _DOUBTED
    return _RELAYED if row.get("relays") else _SAID


def _legend(bars: Sequence[Bar], lang: str) -> list[Key]:
    """Only what is to be seen; nothing for bars that are all of one kind."""
    drawn = [bar for bar in bars if bar.low is not None]
    inks = [ink for ink in (_SAID, _RELAYED, _DOUBTED) if any(bar.ink == ink for bar in drawn)]
    keys = {_SAID: "draw.own-figure", _RELAYED: "draw.relayed", _DOUBTED: "draw.doubted"}
    found = [Key(_filled(ink), text(keys[ink], lang)) for ink in inks] if len(inks) > 1 else []
    if any(bar.more for bar in drawn):
        found.append(Key(_arrow, text("draw.at-least", lang)))
    if any(bar.high != bar.low for bar in drawn):
        found.append(Key(_range, text("draw.range", lang)))
    if any(bar.disputed for bar in drawn):
        found.append(Key(_unequal, text("draw.disputed", lang)))
    return found


def _filled(ink: Ink) -> Swatch:
    def swatch(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
        sheet.box(x, y, width, height, ink.colour, hatch=ink.hatch, edge=_edge(ink))

    return swatch


def _edge(ink: Ink) -> str:
    return GREY if ink is _DOUBTED else "none"


def _arrow(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    _pointed(sheet, x, y, width * 0.6, height, _SAID)


def _pointed(sheet: Sheet, x: float, y: float, width: float, height: float, ink: Ink) -> None:
    """A bar whose end is the tip of an arrow."""
    end, middle = x + width, y + height / 2
    outline = [(x, y), (end, y), (end, y - 1.5), (end + height * 0.7, middle), (end, y + height + 1.5)]
    sheet.shape([*outline, (end, y + height), (x, y + height)], ink.colour, hatch=ink.hatch, edge=_edge(ink))


def _range(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    sheet.box(x, y, width / 2, height, _SAID.colour)
    sheet.box(x + width / 2, y, width / 2, height, "white", hatch="////", edge=_SAID.colour)


def _unequal(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    sheet.text(x + width / 2, y - height * 0.1, "≠", size=height * 1.2, weight="bold", align="center")


class _Layout:
    """Where the bars of a paper stand: beside their labels, or on a narrow one below them."""

    def __init__(self, paper: Paper, lang: str, panels: Sequence[_Panel]) -> None:
        self._paper, self._lang = paper, lang
        self._label, self._left = beside(paper)
        self._thick = paper.type * 1.05
        # One scale for a panel, also where it goes on on another sheet.
        self._scales = {panel.title: self._scale(panel.bars) for panel in panels}
        self._greatest = {panel.title: max((bar.high or 0 for bar in panel.bars), default=0) for panel in panels}

    def fitted(self, panels: Sequence[_Panel], room: float) -> tuple[list[_Panel], float]:
        """The panels with as many bars as there is room for, and their height."""
        kept: list[_Panel] = []
        used = 0.0
        for panel in panels:
            used += self._panel_head(panel)
            groups: list[tuple[str, list[Bar]]] = []
            for name, bars in panel.groups:
                taken: list[Bar] = []
                used += self._group_head(name)
                for bar in bars:
                    if used + self._tall(bar) > room and (kept or groups or taken):
                        break
                    used += self._tall(bar)
                    taken.append(bar)
                if taken:
                    groups.append((name, taken))
                else:
                    used -= self._group_head(name)
                if len(taken) < len(bars):
                    break
            if groups:
                kept.append(replace(panel, groups=groups))
            else:
                used -= self._panel_head(panel)
            if sum(len(bars) for _, bars in groups) < len(panel.bars):
                break
        return kept, used

    def _panel_head(self, panel: _Panel) -> float:
        lines = wrap(panel.title, self._paper.type, self._paper.inner, "bold")
        return AIR * 3 + tall(lines, self._paper.type) + self._paper.small * 1.6

    def _group_head(self, name: str) -> float:
        if not name:
            return 0
        return AIR + tall(wrap(name, self._paper.small, self._paper.inner, "bold"), self._paper.small)

    def _label_of(self, bar: Bar) -> Label:
        return Label(bar.head, bar.detail, self._label, self._thick, self._paper)

    def _tall(self, bar: Bar) -> float:
        return self._label_of(bar).height

    def draw(self, sheet: Sheet, top: float, panels: Sequence[_Panel]) -> None:
        for panel in panels:
            top = self._draw_panel(sheet, top, panel)

    def _draw_panel(self, sheet: Sheet, top: float, panel: _Panel) -> float:
        paper = self._paper
        scale = self._scales[panel.title]
        below = top + self._panel_head(panel)
        title = wrap(panel.title, paper.type, paper.inner, "bold")
        axis = sheet.text(paper.margin, top + AIR * 3, title, weight="bold")
        bottom = below + sum(self._group_head(name) + sum(map(self._tall, bars)) for name, bars in panel.groups)
        self._axis(sheet, axis, below, bottom, self._greatest[panel.title], scale)
        for name, bars in panel.groups:
            if name:
                lines = wrap(name, paper.small, paper.inner, "bold")
                sheet.text(paper.margin, below + AIR, lines, size=paper.small, weight="bold", halo=True)
                below += self._group_head(name)
            for bar in bars:
                self._draw_bar(sheet, below, bar, scale)
                below += self._tall(bar)
        return bottom

    def _scale(self, bars: Sequence[Bar]) -> float:
        """Points for one unit, so that every bar and the number at its end have room."""
        wide = self._paper.margin + self._paper.inner - self._left
        rooms = [(wide - self._beside(bar)) / bar.high for bar in bars if bar.high]
        return min(rooms, default=1.0)

    def _beside(self, bar: Bar) -> float:
        return measure(self._said(bar), self._paper.type, "bold") + self._thick + 6

    def _said(self, bar: Bar) -> str:
        if bar.low is None:
            return text("draw.none", self._lang)
        return f"{bar.said} ≠" if bar.disputed else bar.said

    def _axis(self, sheet: Sheet, top: float, first: float, bottom: float, greatest: float, scale: float) -> None:
        size = self._paper.small
        for tick in ticks(greatest, 4) if greatest else [0.0]:
            x = self._left + tick * scale
            sheet.line([x, x], [first - 2, bottom], LINE, thick=0.5 if tick else 1, order=1)
            said = grouped(plain(tick), self._lang)
            sheet.tick(x, top, said, size=size)

    def _draw_bar(self, sheet: Sheet, top: float, bar: Bar, scale: float) -> None:
        at = self._label_of(bar).draw(sheet, top)
        if bar.low is None or bar.high is None:
            sheet.text(self._left + 4, at, self._said(bar), colour=GREY, style="italic", halo=True)
            return
        end = self._left + max(bar.low * scale, 0.8)
        if bar.more and bar.high == bar.low:
            _pointed(sheet, self._left, at, end - self._left, self._thick, bar.ink)
            end += self._thick * 0.7
        else:
            sheet.box(self._left, at, end - self._left, self._thick, bar.ink.colour, hatch=bar.ink.hatch,
                      edge=_edge(bar.ink))  # fmt: skip
        if bar.high > bar.low:
            wide = (bar.high - bar.low) * scale
            sheet.box(end, at, wide, self._thick, "white", hatch="////", edge=bar.ink.colour)
            end += wide
        sheet.text(end + 5, at - 1, self._said(bar), weight="bold", colour=BLACK, halo=True)
