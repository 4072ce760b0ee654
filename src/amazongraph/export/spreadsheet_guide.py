"""The sheets of a workbook that speak of the others: what it is and how it is read, and what each column means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook

from amazongraph.export.material import Field, Material
from amazongraph.export.sheet_names import SheetNames
from amazongraph.messages import LANGUAGES, text

_COLUMNS = {"sheet": 28, "head": 36, "name": 28, "other": 36, "kind": 11, "unit": 14, "property": 50}


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet of the workbook: its name there, what it is, its rows and its columns."""

    name: str
    title: dict[str, str]
    rows: int
    fields: tuple[Field, ...]


class Guide:
    """The first sheet, which is written last since it counts the others, and the sheet of columns."""

    def __init__(self, book: Workbook, material: Material, names: SheetNames) -> None:
        self.book, self.material, self.names = book, material, names
        self.page = book.add_worksheet(self._name("read-me"))
        self.bold = book.add_format({"bold": True})
        self.large = book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
        self.alarm = book.add_format({"bold": True, "font_color": "#C00000", "text_wrap": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.link = book.add_format({"font_color": "#0563C1", "underline": 1})

    def read_me(self, listed: Sequence[Listed], cut: int) -> None:
        """What the workbook is, in both languages, and its sheets."""
        self.page.set_column(0, 0, 110)
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        row = 0
        for lang in (self.material.lang, *(one for one in LANGUAGES if one != self.material.lang)):
            row = self._said(row, lang, cut) + 1
        for place, key in enumerate(("sheet", "rows-of")):
            self.page.write_string(row, place, self._label(key), self.bold)
        for number, one in enumerate(listed, start=row + 1):
            target = "internal:'" + one.name.replace("'", "''") + "'!A1"
            self.page.write_url(number, 0, target, self.link, " · ".join(dict.fromkeys(one.title.values())))
            self.page.write_number(number, 1, one.rows)

    def _said(self, row: int, lang: str, cut: int) -> int:
        """Write what is said in one language; returns the row after it."""
        lines = [(self.material.title[lang], self.large)]
        lines += [(line, self.wrapped) for line in self.material.notice(lang)]
        if self.material.profile != "public":
            lines[1] = (lines[1][0], self.alarm)
        lines += [(line, self.wrapped) for line in text("excel.reading", lang).strip().splitlines()]
        if cut:
            lines.append((text("excel.cut", lang, count=cut), self.alarm))
        for number, (line, form) in enumerate(lines, start=row):
            self.page.write_string(number, 0, line, form)
        return row + len(lines)

    def columns(self, listed: Sequence[Listed]) -> None:
        """A row for each column of each sheet."""
        page = self.book.add_worksheet(self._name("columns"))
        other = next(one for one in LANGUAGES if one != self.material.lang)
        for place, (key, width) in enumerate(_COLUMNS.items()):
            page.set_column(place, place, width)
            page.write_string(0, place, self._label(key), self.bold)
        rows = [(one.name, field) for one in listed for field in one.fields]
        for number, (sheet, field) in enumerate(rows, start=1):
            own = self.material.lang
            cells = (sheet, field.label[own], field.name, field.label[other], field.kind, field.unit.get(own, ""))
            self._row(page, number, (*cells, field.property))
        page.autofilter(0, 0, len(rows), len(_COLUMNS) - 1)
        page.freeze_panes(1, 0)

    def _row(self, page: Any, number: int, cells: Sequence[str]) -> None:
        for place, cell in enumerate(cells):
            if cell:
                page.write_string(number, place, cell)

    def _name(self, key: str) -> str:
        return self.names.take(self._label(key), key)

    def _label(self, key: str) -> str:
        return text(f"excel.{key}", self.material.lang)
