"""Reads layers of features: GeoJSON (RFC 7946 and the older form with a ``crs``), GeoPackage and shapefile."""

import json
import math
import sqlite3
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.shapes import Shapes
from amazongraph.sources.readers.table import Record, Table


def read_geojson(path: Path, said: dict[str, Any]) -> Table:
    """Read a parsed FeatureCollection; features are numbered from 1. Raises ``SourceError``."""
    crs = said.get("crs") or {}
    name = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else str(crs)
    shapes = _shapes(path, name or "OGC:CRS84")
    features = said.get("features")
    if not isinstance(features, list):
        raise SourceError(Problem("read.json-form", path.name))
    rows = [
        ({key: plain(value) for key, value in (feature.get("properties") or {}).items()}, feature.get("geometry"))
        for feature in features
        if isinstance(feature, dict)
    ]
    columns = tuple(dict.fromkeys(name for cells, _ in rows for name in cells))
    return _table(path, columns, [(cells, _of_json(geometry)) for cells, geometry in rows], shapes)


def read_layer(path: Path, layer: str = "") -> Table:
    """Read a layer of a GeoPackage or shapefile; the only one, unless named. Features are numbered from 1.

    Raises ``SourceError`` for a file that cannot be read, a layer that is not there, several with none named, and one
    that declares no reference system.
    """
    try:
        if path.suffix.lower() != ".shp":
            _check_database(path)
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        chosen = layer or layers[0]
        if (layer and layer not in layers) or (not layer and len(layers) > 1):
            raise SourceError(Problem("read.layer", path.name, values={"name": layer, "known": ", ".join(layers)}))
        meta, _, geometries, columns = pyogrio.raw.read(path, layer=chosen)
    except (DataSourceError, DataLayerError, IndexError, ValueError, sqlite3.DatabaseError) as error:
        raise SourceError(Problem("read.broken", path.name, values={"detail": str(error)})) from error
    if geometries is None or not meta["crs"]:
        raise SourceError(Problem("read.no-crs", path.name))
    shapes = _shapes(path, meta["crs"])
    names = [str(name) for name in meta["fields"]]
    cells = [dict(zip(names, map(plain, row), strict=True)) for row in zip(*columns, strict=True)]
    table = _table(path, tuple(names), list(zip(cells, shapely.from_wkb(geometries), strict=True)), shapes)
    table.notes["layer"] = chosen
    return table


def _check_database(path: Path) -> None:
    """Raises ``sqlite3.DatabaseError`` for a file that is cut short or holds no layers (OGC GeoPackage 1.3, 1.1.3)."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        database.execute("SELECT count(*) FROM gpkg_contents").fetchone()
    finally:
        database.close()


def plain(value: object) -> str:
    """A value of a feature or of JSON as text: nothing is "", and no number gains or loses a digit."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _shapes(path: Path, crs: str) -> Shapes:
    try:
        return Shapes(path.name, crs)
    except ValueError as error:
        raise SourceError(Problem("read.crs", path.name, values={"crs": crs})) from error


def _of_json(geometry: dict[str, Any] | None) -> BaseGeometry | None:
    try:
        return shapely.from_geojson(json.dumps(geometry)) if geometry else None
    except (ShapelyError, TypeError, ValueError):
        return None


def _table(
    path: Path, columns: tuple[str, ...], rows: list[tuple[dict[str, str], BaseGeometry | None]], shapes: Shapes
) -> Table:
    records: list[Record] = []
    rejects: list[Problem] = []
    for number, (cells, geometry) in enumerate(rows, start=1):
        shape = shapes.sound(geometry, number)
        if isinstance(shape, Problem):
            rejects.append(shape)
        else:
            records.append(Record(number, {name: cells.get(name, "") for name in columns}, shape))
    notes = {"crs": shapes.crs.split("\n", 1)[0][:60]}
    if shapes.repaired:
        notes["repaired"] = str(shapes.repaired)
    return Table(columns, records, rejects, notes)
