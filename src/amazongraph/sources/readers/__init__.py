"""Published files as tables, whatever their format: the content says what a file is, its name only where it must.

Owns formats, encodings and reference systems; knows nothing of what a column means.
"""

import json
import zipfile
from pathlib import Path

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.delimited import read_delimited
from amazongraph.sources.readers.records import read_records
from amazongraph.sources.readers.table import Record, Table
from amazongraph.sources.readers.vector import read_geojson, read_layer
from amazongraph.sources.readers.workbook import read_workbook

__all__ = ["Record", "Table", "read_file"]

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_file(path: Path, *, sheet: str = "", layer: str = "") -> Table:
    """Read a CSV, Excel, GeoJSON, GeoPackage, shapefile or JSON file, told apart by content.

    Raises ``SourceError``, one line long, for a file that is absent, empty, closed to us, encrypted, cut short or of
    no known kind.
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
        raise SourceError(Problem("read.old-office", path.name))
    if data.startswith(b"PK"):
        return _packed(path, sheet)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return _json(path, data)
    return read_delimited(path, data)


def _packed(path: Path, sheet: str) -> Table:
    try:
        with zipfile.ZipFile(path) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise SourceError(Problem("read.encrypted", path.name))
            is_workbook = "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile as error:
        raise SourceError(Problem("read.broken", path.name, values={"detail": str(error)})) from error
    if not is_workbook:
        raise SourceError(Problem("read.archive", path.name))
    return read_workbook(path, sheet)


def _json(path: Path, data: bytes) -> Table:
    try:
        # Numbers stay as they are written.
        said = json.loads(data.decode("utf-8-sig"), parse_float=str, parse_int=str)
    except UnicodeDecodeError as error:
        raise SourceError(Problem("read.not-text", path.name)) from error
    except json.JSONDecodeError as error:
        raise SourceError(Problem("read.broken", path.name, error.lineno, values={"detail": error.msg})) from error
    if isinstance(said, dict) and said.get("type") == "FeatureCollection":
        return read_geojson(path, json.loads(data.decode("utf-8-sig")))
    return read_records(path, said)
