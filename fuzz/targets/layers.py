"""GeoPackages and shapefiles: their tables, their shapes, and the bytes of the files."""

import sqlite3
from functools import cache

import numpy as np
import pyogrio
import shapely
from dice import Dice
from harness import BrokenPromiseError, check_problem, in_words, put, same, scratch

from amazongraph.sources.readers import read_file

SHAPES = (
    "POINT (-74.5 -8.4)",
    "POINT Z (-74.5 -8.4 100)",
    "POINT ZM (-74.5 -8.4 1 2)",
    "POINT EMPTY",
    "POINT (-8.4 -74.5)",
    "POLYGON ((-74.5 -8.4, -74.4 -8.4, -74.4 -8.3, -74.5 -8.4))",
    "POLYGON EMPTY",
    "GEOMETRYCOLLECTION EMPTY",
    "POLYGON ((-74.5 -8.4, -74.4 -8.3, -74.4 -8.4, -74.5 -8.3, -74.5 -8.4))",
    "POINT (500 500)",
    "POINT (nan nan)",
    "POLYGON ((-74.5 -8.4, -74.4 -8.4, -74.5 -8.4, -74.5 -8.4))",
    "LINESTRING (-74 -8, -74 -8)",
    "POINT (inf 0)",
    "MULTIPOLYGON (((-74.5 -8.4, -74.4 -8.4, -74.4 -8.3, -74.5 -8.4)), EMPTY)",
    "GEOMETRYCOLLECTION (POINT (-74 -8))",
)
STATEMENTS = (
    "DELETE FROM gpkg_contents",
    "DROP TABLE gpkg_geometry_columns",
    "UPDATE gpkg_contents SET srs_id = 9999",
    "UPDATE gpkg_geometry_columns SET srs_id = -1",
    "UPDATE gpkg_spatial_ref_sys SET definition = 'x'",
    "DROP TABLE capa",
    "UPDATE capa SET geom = x'00'",
    "UPDATE capa SET geom = NULL",
    "UPDATE capa SET nombre = x'ff00ff'",
    "UPDATE capa SET n = 9007199254740993",
    "UPDATE capa SET n = 'x'",
    "UPDATE capa SET día = '2024-02-30'",
    "UPDATE gpkg_contents SET data_type = 'tiles'",
    "INSERT INTO gpkg_contents SELECT 'b', data_type, 'b', description, "
    "last_change, min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents",
    "UPDATE capa SET geom = substr(geom, 1, 20)",
    "UPDATE capa SET geom = geom || x'01'",
    'ALTER TABLE capa RENAME COLUMN nombre TO "a\nb"',
    "UPDATE capa SET nombre = ''",
    "UPDATE gpkg_geometry_columns SET table_name = 'nada'",
    "UPDATE gpkg_contents SET table_name = ''",
    "PRAGMA application_id = 0",
    "UPDATE gpkg_spatial_ref_sys SET organization = 'NONE', organization_coordsys_id = 0",
    "UPDATE capa SET n = 1e400",
)
SEEDS = [b"", b"\x01\x02", bytes(range(12)), b"\x05\x0b", b"\xff\x01\x02\x03", b"\xfe\x00\x01"]


def target(data: bytes) -> None:
    """A layer of chosen shapes whose database was changed, or with some bytes changed; a shapefile likewise."""
    dice = Dice(data[1:])
    chosen = [dice.below(len(SHAPES)) for _ in range(1 + dice.below(3))]
    path = _shapefile(dice) if data[:1] == b"\xfe" else _geopackage(chosen, dice, spoil=data[:1] == b"\xff")
    with in_words():
        table = read_file(path)
        numbers = [one.number for one in table.records] + [one.row for one in table.rejects]
        same("records and rejects", sorted(numbers), list(range(1, len(numbers) + 1)))
        for problem in table.rejects:
            check_problem(problem)
        for one in table.records:
            same("the columns of a record", set(one.cells), set(table.columns))
            if one.geometry is None or one.geometry.is_empty or not one.geometry.is_valid or one.geometry.has_z:
                raise BrokenPromiseError(f"not sound: {one.geometry}")


@cache
def _made(kind: str) -> dict[str, bytes]:
    """The files of a layer of one point."""
    folder = scratch() / kind
    folder.mkdir(exist_ok=True)
    fields = [
        np.array(["Ñandú"], dtype=object),
        np.array([7], dtype=np.int64),
        np.array(["2020-07-23"], dtype="datetime64[D]"),
    ]
    name = f"capa.{kind}"
    pyogrio.raw.write(
        folder / name,
        shapely.to_wkb(shapely.from_wkt(np.array([SHAPES[0]], dtype=object))),
        fields,
        ["nombre", "n", "día" if kind == "gpkg" else "dia"],
        geometry_type="Unknown" if kind == "gpkg" else "Point",
        crs="EPSG:4326",
    )
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _geopackage(chosen: list[int], dice: Dice, *, spoil: bool) -> object:
    path = put("capa.gpkg", _made("gpkg")["capa.gpkg"])
    database = sqlite3.connect(path)
    # Nothing here is to survive a loss of power.
    database.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;")
    database.create_function("ST_IsEmpty", 1, lambda geom: 1)
    database.create_function("ST_MinX", 1, lambda geom: 0)
    try:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        for number, one in enumerate(chosen):
            shape = (
                b"GP\0\1" + (4326).to_bytes(4, "little") + shapely.to_wkb(shapely.from_wkt(SHAPES[one]), flavor="iso")
            )
            database.execute("INSERT INTO capa (geom, nombre, n) VALUES (?, ?, ?)", (shape, str(number), number))
        for _ in range(dice.below(4)):
            try:
                database.execute(dice.pick(STATEMENTS))
            except sqlite3.Error:
                continue
        database.commit()
    finally:
        database.close()
    return put("capa.gpkg", _spoilt(path.read_bytes(), dice)) if spoil else path


def _shapefile(dice: Dice) -> object:
    parts = dict(_made("shp"))
    while dice:
        name = dice.pick(sorted(parts))
        if dice.below(6) == 5 and len(parts) > 1:
            del parts[name]
        else:
            parts[name] = _spoilt(parts[name], dice)
    for old in scratch().glob("capa.*"):
        old.unlink()
    for name, data in parts.items():
        put(name, data)
    return scratch() / "capa.shp"


def _spoilt(data: bytes, dice: Dice) -> bytes:
    spoilt = bytearray(data)
    for _ in range(1 + dice.below(6)):
        at = dice.below(min(len(spoilt), 60_000) or 1)
        spoilt[at : at + 1] = dice.take(1) or b"\xff"
    return bytes(spoilt[: dice.below(len(spoilt) or 1)]) if dice.below(8) == 7 else bytes(spoilt)
