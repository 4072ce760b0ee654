"""An Excel workbook (ECMA-376): a sheet that says what it is, one for each table, and the columns with their meaning.

The first row has the labels in the language of the release's reader, each with a note: its name for programs and the
other language. Every text is a text, whatever it begins with: no cell is ever a formula.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from amazongraph.durable import drafted
from amazongraph.errors import ExportError
from amazongraph.export.material import Field, Material, Sheet
from amazongraph.export.sheet_names import SheetNames
from amazongraph.export.spreadsheet_cells import FIRST_DAY, LARGEST, address, cut, positions, width
from amazongraph.export.spreadsheet_guide import Guide, Listed
from amazongraph.messages import LANGUAGES

ROWS = 1_048_576  # what a sheet holds, the header among them
LINKS = 65_000  # a sheet with more than 65,530 is one that Excel wants to repair
_WRAPPED = 3_000  # rows up to which long texts are wrapped: their heights are worked out when a sheet is opened
_WIDEST = 60  # characters

Write = Callable[[int, int, Any], object]


def write(material: Material, to: Path) -> int:
    """Write the sheets; returns the rows of all. Raises ``ExportError`` for more rows than a sheet holds.

    A text that is longer than a cell holds is cut, and the first sheet says how many were.
    """
    with drafted(to) as draft, TemporaryDirectory() as folder:
        book = Workbook(str(draft), {"constant_memory": True, "tmpdir": folder})
        try:
            count = _Writer(book, material).write()
            book.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error
        finally:
            for sheet in book.worksheets():
                sheet._opt_close()
    return count


class _Writer:
    """Writes one workbook."""

    def __init__(self, book: Workbook, material: Material) -> None:
        self.book, self.material = book, material
        self.other = next(one for one in LANGUAGES if one != material.lang)
        self.names, self.cut = SheetNames(), 0
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#D9E8DC"})
        self.plain = book.add_format({"valign": "top"})
        self.wrapped = book.add_format({"valign": "top", "text_wrap": True})
        self.day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
        self.link = book.add_format({"valign": "top", "font_color": "#0563C1", "underline": 1})
        book.set_properties(self._properties())
        book.use_zip64()

    def write(self) -> int:
        """Write everything; returns the rows."""
        guide = Guide(self.book, self.material, self.names)
        listed = [self._sheet(sheet) for sheet in self.material.sheets()]
        guide.columns(listed)
        guide.read_me(listed, self.cut)
        return sum(one.rows for one in listed)

    def _properties(self) -> dict[str, Any]:
        lang = self.material.lang
        return {
            "title": self.material.title[lang],
            "comments": "\n".join(self.material.notice(lang)),
            "author": "amazongraph",
            # Not the clock: a workbook of the same release is the same bytes.
            "created": _made(self.material.release.id),
        }

    def _sheet(self, sheet: Sheet) -> Listed:
        if sheet.frame.height >= ROWS:
            raise ExportError("excel.rows", sheet=sheet.name, rows=sheet.frame.height, most=ROWS - 1)
        sheet = positions(sheet)
        name = self.names.take(sheet.title[self.material.lang], sheet.name)
        page = self.book.add_worksheet(name)
        self._lay_out(page, sheet)
        self._head(page, sheet.fields)
        writers = list(self._writers(page, sheet))
        for number, row in enumerate(sheet.rows(), start=1):
            for place, (put, value) in enumerate(zip(writers, row, strict=True)):
                if value is not None:
                    put(number, place, value)
        return Listed(name, sheet.title, sheet.frame.height, sheet.fields)

    def _lay_out(self, page: Any, sheet: Sheet) -> None:
        """Widths, what is folded, the filter, and how it is printed."""
        lang = self.material.lang
        for place, field in enumerate(sheet.fields):
            wide = width(field.label[lang], sheet.frame.to_series(place), _WIDEST)
            folded = {"level": 1, "hidden": True} if self._folded(field) else {}
            page.set_column(place, place, wide, None, folded)
        page.autofilter(0, 0, sheet.frame.height, len(sheet.fields) - 1)
        named = next((place for place, one in enumerate(sheet.fields, start=1) if one.name == f"name_{lang}"), 0)
        page.freeze_panes(1, named)
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_header("&L" + self.material.notice(lang)[0].replace("&", "&&")[:200])
        page.set_footer("&L&A&R&P / &N")
        if self.material.profile != "public":
            page.set_tab_color("#C00000")

    def _folded(self, field: Field) -> bool:
        """Identifiers and what is in the other language are there for whoever opens them with the sign above."""
        return field.name.endswith(f"_{self.other}") or (field.kind == "iri" and field.name != "url")

    def _head(self, page: Any, fields: tuple[Field, ...]) -> None:
        for place, field in enumerate(fields):
            page.write_string(0, place, field.label[self.material.lang], self.head)
            said = [field.name, field.label[self.other], *([field.property] if field.property else [])]
            page.write_comment(0, place, "\n".join(said), {"author": "amazongraph", "x_scale": 2})

    def _writers(self, page: Any, sheet: Sheet) -> Iterator[Write]:
        """What writes a cell of each column."""
        links = sheet.frame.height <= LINKS
        for field, values in zip(sheet.fields, sheet.frame.iter_columns(), strict=True):
            match field.kind:
                case "integer" | "decimal":
                    yield self._number(page)
                case "boolean":
                    yield lambda row, place, value: page.write_boolean(row, place, value, self.plain)
                case "date":
                    yield self._date(page)
                case _ if field.name == "url" and links:
                    yield self._address(page)
                case _:
                    long = sheet.frame.height <= _WRAPPED and width("", values, _WIDEST) == _WIDEST
                    yield self._text(page, self.wrapped if long else self.plain)

    def _text(self, page: Any, form: Any) -> Write:
        def put(row: int, place: int, value: str) -> None:
            told = cut(value)
            self.cut += told != value
            page.write_string(row, place, told, form)

        return put

    def _number(self, page: Any) -> Write:
        def put(row: int, place: int, value: float) -> None:
            if isfinite(value) and abs(value) <= LARGEST:
                page.write_number(row, place, value, self.plain)
            else:
                page.write_string(row, place, str(value), self.plain)

        return put

    def _date(self, page: Any) -> Write:
        def put(row: int, place: int, value: date) -> None:
            if value >= FIRST_DAY:
                page.write_datetime(row, place, value, self.day)
            else:
                page.write_string(row, place, value.isoformat(), self.plain)

        return put

    def _address(self, page: Any) -> Write:
        plain = self._text(page, self.plain)

        def put(row: int, place: int, value: str) -> None:
            if address(value):
                page.write_url(row, place, value, self.link, cut(value))
            else:
                plain(row, place, value)

        return put


def _made(release: str) -> datetime:
    """The day with which the id of a release begins; the first that the format knows, for one without."""
    try:
        return datetime.fromisoformat(release[:10])
    except ValueError:
        return datetime(1980, 1, 1)
