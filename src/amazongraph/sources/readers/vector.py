"""Reads layers of features: GeoJSON (RFC 7946 and the older form with a ``crs``), GeoPackage, shapefile, TopoJSON."""

import json
import os
import sqlite3
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.plain import plain
from amazongraph.sources.readers.shapefile import check_parts, encoding
from amazongraph.sources.readers.shapes import CRS84, Shapes
from amazongraph.sources.readers.table import Record, Table

# A feature: its cells and its shape, or the key of the message that says why it is none.
_Feature = tuple[dict[str, str], BaseGeometry | None] | str
_EXACT = 2**53
_WARNINGS = 3  # that are told


# Each shape is judged by itself: the library need not warn of positions that are no numbers.
_quietly = np.errstate(invalid="ignore", over="ignore")


@_quietly
def read_geojson(path: Path, said: dict[str, Any]) -> Table:
    """Read a parsed FeatureCollection; features are numbered from 1. What is no feature is a reject.

    Raises ``SourceError`` where there are no features, for a reference system that is not known, and where every shape
    has latitude before longitude.
    """
    shapes = _shapes(path, _declared(said.get("crs")))
    features = said.get("features")
    if not isinstance(features, list):
        raise SourceError(Problem("read.json-form", path.name))
    return _table(path, [_feature(feature) for feature in features], shapes)


def _declared(crs: Any) -> str:
    """The name of the reference system in the older form of GeoJSON (2008), which may also be a link: not followed."""
    if crs is None:
        return CRS84
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return str(name or json.dumps(crs))


def _feature(feature: Any) -> _Feature:
    properties = feature.get("properties") if isinstance(feature, dict) else 0
    if not isinstance(properties, dict | None):
        return "read.no-record"
    geometry = feature.get("geometry")
    try:
        shape = None if geometry is None else shapely.from_geojson(json.dumps(geometry))
    except (ShapelyError, ValueError):
        return "shape.broken"
    return {name: plain(value) for name, value in (properties or {}).items()}, shape


@_quietly
def read_layer(path: Path, layer: str = "", crs: str = "") -> Table:
    """Read a layer of a GeoPackage, shapefile or TopoJSON; the only one, unless named. Features are numbered from 1.

    ``crs``: that of a format whose files declare none. Raises ``SourceError`` for a file that cannot be read or lacks
    a part, a layer that is not there, several with none named, one that declares no reference system, and a column of
    whole numbers that cannot be read exactly.
    """
    shapefile = path.suffix.lower() == ".shp"
    if shapefile:
        check_parts(path)
    told = encoding(path) if shapefile else None
    try:
        if not shapefile and not crs:
            _check_database(path)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            chosen = _chosen(path, layer)
            meta, _, geometries, columns = pyogrio.raw.read(path, layer=chosen, encoding=told)
    except (DataSourceError, DataLayerError, IndexError, ValueError, sqlite3.DatabaseError) as error:
        raise SourceError(Problem("read.broken", path.name, values={"detail": _detail(path, error)})) from error
    except UnboundLocalError as error:
        # So does pyogrio answer a reference system whose text cannot be decoded.
        raise SourceError(Problem("read.no-crs", path.name)) from error
    if geometries is None or not (meta["crs"] or crs):
        raise SourceError(Problem("read.no-crs", path.name))
    names = [str(name) for name in meta["fields"]]
    texts = [_texts(path, *column) for column in zip(names, columns, meta["dtypes"], strict=True)]
    # Without attributes there still is one row a shape.
    rows = zip(*texts, strict=True) if texts else iter([()] * len(geometries))
    found = zip(geometries, shapely.from_wkb(geometries, on_invalid="ignore"), rows, strict=True)
    features: list[_Feature] = [
        "shape.broken" if shape is None and written is not None else (dict(zip(names, row, strict=True)), shape)
        for written, shape, row in found
    ]
    table = _table(path, features, _shapes(path, meta["crs"] or crs), names)
    table.notes["layer"] = chosen
    if warned:
        # GDAL leaves blank what it cannot read in a cell, and says so in this way only.
        said = dict.fromkeys(_detail(path, one.message) for one in warned)
        table.notes["warned"] = "; ".join([*said][:_WARNINGS])
    if told:
        table.notes["encoding"] = told.replace("cp", "windows-")
    return table


def _chosen(path: Path, layer: str) -> str:
    """The layer to read. Raises ``SourceError`` where it is not there, and for several with none named."""
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    if (layer and layer not in layers) or (not layer and len(layers) > 1):
        raise SourceError(Problem("read.layer", path.name, values={"name": layer, "known": ", ".join(layers)}))
    return layer or layers[0]


def _check_database(path: Path) -> None:
    """Raises ``sqlite3.DatabaseError`` for a file that is cut short or holds no layers (OGC GeoPackage 1.3, 1.1.3)."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        database.execute("SELECT count(*) FROM gpkg_contents").fetchone()
    finally:
        database.close()


def _detail(path: Path, error: Exception | str) -> str:
    """What GDAL says, on one line and without the folder."""
    return " ".join(str(error).replace(f"{path.parent}{os.sep}", "").split())


def _texts(path: Path, name: str, values: Any, kind: str) -> list[str]:
    """A column as text. Whole numbers and yes or no (``kind``) come as floating-point numbers where a cell is null."""
    if values.dtype.kind == "f" and kind == "bool":
        return ["" if value != value else str(bool(value)) for value in values]
    if values.dtype.kind == "f" and "int" in kind and (abs(values) >= _EXACT).any():
        raise SourceError(Problem("read.big-number", path.name, column=name))
    return [plain(value) for value in values]


def _shapes(path: Path, crs: str) -> Shapes:
    try:
        return Shapes(path.name, crs)
    except ValueError as error:
        raise SourceError(Problem("read.crs", path.name, values={"crs": crs})) from error


def _table(path: Path, features: Iterable[_Feature], shapes: Shapes, names: Iterable[str] = ()) -> Table:
    rejects: list[Problem] = []
    found: list[tuple[int, dict[str, str], BaseGeometry]] = []
    columns = dict.fromkeys(names)
    for number, feature in enumerate(features, start=1):
        if isinstance(feature, str):
            rejects.append(Problem(feature, path.name, number))
            continue
        columns |= dict.fromkeys(feature[0])
        shape = shapes.sound(feature[1], number)
        if isinstance(shape, Problem):
            rejects.append(shape)
        else:
            found.append((number, feature[0], shape))
    if not found and any(problem.key == "shape.swapped" for problem in rejects):
        raise SourceError(Problem("shape.swapped", path.name))
    records = [Record(number, {name: cells.get(name, "") for name in columns}, shape) for number, cells, shape in found]
    notes = {"crs": shapes.crs.split("\n", 1)[0][:60]}
    if shapes.repaired:
        notes["repaired"] = str(shapes.repaired)
    return Table(tuple(columns), records, rejects, notes)
