"""What a cell of a spreadsheet holds, and how wide a column is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl

from amazongraph.export.material import Field, Sheet
from amazongraph.messages import LANGUAGES, text

LONGEST = 32_767  # UTF-16 units in a cell
LARGEST = 10**15  # beyond it a spreadsheet rounds whole numbers
FIRST_DAY = date(1900, 3, 1)  # from which on all spreadsheets count the days alike
_ADDRESS = 2_000  # characters of an address that Excel follows
_NARROWEST = 9
_LOOKED_AT = 200  # rows that tell how wide a column is
_POINT = re.compile(r"POINT ?\(([-\d.eE]+) ([-\d.eE]+)\)")
_ENDS = " […]"


def cut(value: str) -> str:
    """A text as a cell holds it: whole, or its beginning and a mark that something is missing."""
    if len(value) <= LONGEST // 2 or len(units := value.encode("utf-16-le")) <= 2 * LONGEST:
        return value
    return units[: 2 * (LONGEST - len(_ENDS))].decode("utf-16-le", errors="ignore") + _ENDS


def address(value: str) -> bool:
    """Whether a spreadsheet can follow it."""
    return value.startswith(("https://", "http://")) and len(value) <= _ADDRESS


def width(label: str, values: pl.Series, widest: int) -> int:
    """Characters that a column needs: its longest word above, what stands in it, at most ``widest``."""
    above = max((len(word) for word in label.split()), default=0) + 3  # the sign of the filter
    told = max(map(len, map(str, values.head(_LOOKED_AT).drop_nulls())), default=0) + 1
    return min(widest, max(_NARROWEST, above, told))


def positions(sheet: Sheet) -> Sheet:
    """A sheet with the longitude and latitude of what is a point, in columns of their own; outlines are for maps."""
    if sheet.outlines is None:
        return sheet
    found = [match.groups() if match else None for match in map(_POINT.fullmatch, sheet.outlines.fill_null(""))]
    if not any(found):
        return sheet
    columns = [
        pl.Series(name, [float(one[place]) if one else None for one in found], dtype=pl.Float64)
        for place, name in enumerate(("longitude", "latitude"))
    ]
    return replace(sheet, fields=(*sheet.fields, *_fields()), frame=sheet.frame.with_columns(columns))


def _fields() -> Iterator[Field]:
    for name in ("longitude", "latitude"):
        yield Field(name, "decimal", {lang: text(f"column.{name}", lang) for lang in LANGUAGES})
