"""Published files as tables, whatever their format: the content says what a file is, its name only where it must.

Owns formats, encodings and reference systems; knows nothing of what a column means.
"""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from amazongraph.errors import Problem, SourceError
from amazongraph.files import swells
from amazongraph.sources.readers.delimited import read_delimited
from amazongraph.sources.readers.records import read_records
from amazongraph.sources.readers.sections import has_sections, read_sections
from amazongraph.sources.readers.shapes import CRS84
from amazongraph.sources.readers.table import Record, Table
from amazongraph.sources.readers.vector import read_geojson, read_layer
from amazongraph.sources.readers.workbook import read_old_workbook, read_workbook

__all__ = ["Record", "Table", "read_file"]

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a server sends in place of a file it does not have; old programs also give such pages the name of a workbook.
_MARKUP = re.compile(rb"\s*<(!doctype|!--|\?xml|html|head|body|table|meta|kml)\b", re.IGNORECASE)

# An escaped half of a pair of UTF-16 without its other half (RFC 8259, 8.2), which no file can hold as text.
_HALF = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_SHAPES = ("FeatureCollection", "Topology")


def read_file(
    path: Path,
    *,
    sheet: str = "",
    layer: str = "",
    preamble: int = 0,
    header: tuple[str, ...] = (),
    quoted: bool = True,
    wanted: Callable[[str], bool] = bool,
) -> Table:
    """Read a CSV, Excel, Markdown, GeoJSON, TopoJSON, GeoPackage, shapefile or JSON file, told apart by content.

    ``sheet`` of a workbook or section of a Markdown text, ``layer`` of a GeoPackage or TopoJSON; ``preamble``: how many
    lines or rows stand above the header of a text table or sheet. Of a text table, ``header``: the names of the columns
    if it does not say them; ``quoted``: whether quotation marks enclose cells; ``wanted``: which columns are kept.
    Raises ``SourceError``, one line long, for a file that is absent, empty, closed to us, encrypted, cut short or of no
    known kind.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(Problem("check.absent", path.name)) from error
    except OSError as error:
        detail = error.strerror or str(error)
        raise SourceError(Problem("table.closed", path.name, values={"detail": detail})) from error
    if not data.strip():
        raise SourceError(Problem("read.empty", path.name))
    if data.startswith(b"SQLite format 3\0") or path.suffix.lower() == ".shp":
        return read_layer(path, layer)
    if data.startswith(_OLD_OFFICE):
        return read_old_workbook(path, data, sheet, preamble)
    if data.startswith(b"PK"):
        return _packed(path, data, sheet, preamble)
    opening = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if opening[:1] in (b"{", b"["):
        return _json(path, data, layer)
    if _MARKUP.match(opening):
        raise SourceError(Problem("read.markup", path.name))
    if has_sections(path, data):
        return read_sections(path, data, sheet)
    return read_delimited(path, data, preamble, header, quoted=quoted, wanted=wanted)


def _packed(path: Path, data: bytes, sheet: str, preamble: int) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise SourceError(Problem("read.encrypted", path.name))
            if swells(archive):
                raise SourceError(Problem("read.swells", path.name))
            names = archive.namelist()
    # Damaged bytes may ask for a version of the format that there is not.
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise SourceError(Problem("read.broken", path.name, values={"detail": str(error)})) from error
    if "xl/workbook.xml" in names:
        return read_workbook(path, data, sheet, preamble)
    # OpenDocument, and the binary form of Excel.
    is_sheet = "content.xml" in names or "xl/workbook.bin" in names
    raise SourceError(Problem("read.other-sheet" if is_sheet else "read.archive", path.name))


def _json(path: Path, data: bytes, layer: str) -> Table:
    try:
        text = data.decode("utf-8-sig")
        said = json.loads(text)
        kind = said.get("type") if isinstance(said, dict) else None
        if kind not in _SHAPES:
            # Numbers stay as they are written.
            said = json.loads(text, parse_float=str, parse_int=str)
    except UnicodeDecodeError as error:
        raise SourceError(Problem("read.not-text", path.name)) from error
    except (ValueError, RecursionError) as error:
        line, detail = getattr(error, "lineno", 0), getattr(error, "msg", str(error))
        raise SourceError(Problem("read.broken", path.name, line, values={"detail": detail})) from error
    if (half := _HALF.search(text)) and _has_halves(said):
        raise SourceError(Problem("read.encoding", path.name, text.count("\n", 0, half.start()) + 1))
    if kind == "FeatureCollection":
        return read_geojson(path, said)
    # TopoJSON says nothing of reference systems: longitude and latitude are what it is written for.
    return read_layer(path, layer, CRS84) if kind == "Topology" else read_records(path, said)


def _has_halves(said: Any) -> bool:
    try:
        json.dumps(said, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False
