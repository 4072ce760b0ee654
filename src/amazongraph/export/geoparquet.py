"""Parquet; GeoParquet where there are shapes. A file of one table, or a ZIP file with one for each.

Shapes are well-known binary in OGC:CRS84, the system that is meant where a file names none. What must be read with the
data, and what the columns mean, is in the key ``amazongraph`` of the file as JSON.
Source: GeoParquet 1.1, https://geoparquet.org/releases/v1.1.0/.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
import shapely

from amazongraph.durable import drafted
from amazongraph.errors import ExportError
from amazongraph.export.archive import Archive
from amazongraph.export.material import Material, Sheet
from amazongraph.export.shapes import drawn, kinds, nothing_to_draw, outlines, slices
from amazongraph.messages import LANGUAGES

GEOMETRY = "geometry"
_BESIDE = ("claims", "sources")  # what a selection of things brings along, which a file of one table has no place for


def write(material: Material, to: Path) -> int:
    """Write the sheets as GeoParquet; returns the rows of those written.

    Raises ``ExportError`` for a name that does not end in .parquet or .zip, for several tables in one file, and where
    nothing has a shape.
    """
    return _written(material, to, shaped=True)


def write_parquet(material: Material, to: Path) -> int:
    """The same, with shapes or without."""
    return _written(material, to, shaped=False)


def _written(material: Material, to: Path, *, shaped: bool) -> int:
    match to.suffix.lower():
        case ".zip":
            writer = _zip
        case ".parquet":
            writer = _one
        case _:
            raise ExportError("export.suffix", file=to.name, endings=".parquet, .zip")
    with drafted(to) as draft:
        count, drawn_too = writer(material, draft)
        if shaped and not drawn_too:
            raise nothing_to_draw(material)
    return count


def _zip(material: Material, draft: Path) -> tuple[int, bool]:
    """A file for each sheet; returns the rows, and whether any has shapes."""
    count, shaped = 0, False
    with Archive(draft) as archive, TemporaryDirectory() as folder:
        for sheet in material.sheets():
            path = Path(folder) / "sheet.parquet"
            shaped |= _write(sheet, material, {}, path)
            archive.add(f"data/{sheet.name}.parquet", path)
            count += sheet.frame.height
        archive.add("notice.json", (_json(_about(material)) + "\n").encode())
    return count, shaped


def _one(material: Material, draft: Path) -> tuple[int, bool]:
    """The one table there is, with its sources as metadata."""
    sheets: list[Sheet] = []
    sources = {}
    for sheet in material.sheets():
        if sheet.name == "sources":
            sources = {"sources": sheet.frame.to_dicts()}
        elif sheet.name not in _BESIDE:
            sheets.append(sheet)
        if len(sheets) > 1:
            raise ExportError("map.one-table", first=sheets[0].name, second=sheets[1].name)
    return sheets[0].frame.height, _write(sheets[0], material, sources, draft)


def _write(sheet: Sheet, material: Material, more: dict[str, Any], to: Path) -> bool:
    """Write a table; returns whether it has shapes."""
    columns = [_explained(field.name, field.label, field.unit, field.property) for field in sheet.fields]
    said = {"amazongraph": _json(_about(material) | {"table": sheet.title, "columns": columns} | more)}
    frame = sheet.frame
    if (shaped := outlines(sheet)) is not None:
        shapes, bounds = _binary(shaped)
        frame = frame.with_columns(shapes)
        said |= {"geo": _json(_geo(kinds(shaped), bounds))}
    frame.write_parquet(to, metadata=said)
    return shaped is not None


def _binary(shaped: pl.Series) -> tuple[pl.Series, list[float]]:
    """The shapes as well-known binary, and the box around them."""
    parts, boxes = [], []
    for piece in slices(shaped):
        shapes = drawn(piece)
        parts.append(pl.Series(GEOMETRY, shapely.to_wkb(shapes).tolist(), dtype=pl.Binary))
        boxes.append(shapely.total_bounds(shapes))
    low, high = np.nanmin(boxes, axis=0), np.nanmax(boxes, axis=0)
    return pl.concat(parts), [float(one) for one in (*low[:2], *high[2:])]


def _geo(types: list[str], bounds: list[float]) -> dict[str, Any]:
    said = {"encoding": "WKB", "geometry_types": types, "orientation": "counterclockwise", "bbox": bounds}
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: said}}


def _about(material: Material) -> dict[str, Any]:
    return {
        "title": material.title,
        "notice": {lang: material.notice(lang) for lang in LANGUAGES},
        "release": material.release.id,
        "profile": material.profile,
    }


def _explained(name: str, label: dict[str, str], unit: dict[str, str], property_: str) -> dict[str, Any]:
    said = {"name": name, "label": label, "unit": unit, "property": property_}
    return {key: value for key, value in said.items() if value}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
