"""A GeoPackage (OGC 12-128r19): a layer for each sheet with shapes, a table for each without, and what is said of them.

Shapes are in EPSG:4326, which in this format is longitude before latitude. The labels of the columns are in the schema
extension, from which QGIS takes the names it shows; what must be read with the data is in the metadata and in a table.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyogrio
import shapely

from amazongraph.durable import drafted
from amazongraph.errors import ExportError
from amazongraph.export.material import Field, Material, Sheet
from amazongraph.export.shapes import drawn, kinds, outlines, pieces
from amazongraph.messages import LANGUAGES, text

_CLOCK = "OGR_CURRENT_DATE"
_SCHEMA = "http://www.geopackage.org/spec121/#extension_schema"
_ABSENT: dict[Any, Any] = {pl.Int64: 0, pl.Float64: 0.0, pl.Boolean: False}
_TABLES = """
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
  min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""


def write(material: Material, to: Path) -> int:
    """Write the sheets; returns the rows of all. Raises ``ExportError`` for a name that does not end as it must."""
    if to.suffix.lower() != ".gpkg":
        raise ExportError("export.suffix", file=to.name, endings=".gpkg")
    count, fields = 0, {}
    with drafted(to) as draft, _dated(material.release.id):
        _layer(draft, _notice(material), material)
        for sheet in material.sheets():
            _layer(draft, sheet, material)
            fields[_name(sheet)] = sheet.fields
            count += sheet.frame.height
        _explain(draft, fields, material.lang)
    return count


@contextmanager
def _dated(release: str) -> Iterator[None]:
    """What the library dates is dated by the release, so that a file of one release is the same each time."""
    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: f"{release[:10]}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})


def _notice(material: Material) -> Sheet:
    """What must be read with the data, as a table: not every program shows metadata."""
    lines = [(lang, line) for lang in LANGUAGES for line in (material.title[lang], *material.notice(lang))]
    fields = tuple(Field(name, "text", {}) for name in ("lang", "text"))
    title = {lang: text("map.notice", lang) for lang in LANGUAGES}
    return Sheet("notice", title, fields, pl.DataFrame(lines, schema=["lang", "text"], orient="row"))


def _name(sheet: Sheet) -> str:
    return sheet.name.replace("-", "_").lower()


def _layer(draft: Path, sheet: Sheet, material: Material) -> None:
    """Write a sheet piece by piece."""
    shaped = outlines(sheet)
    kind = None if shaped is None else _type(kinds(shaped))
    about = {"dataset_metadata": _metadata(material), "layer_options": _options(sheet, material.lang)}
    for number, piece in enumerate(pieces(sheet)):
        pyogrio.raw.write(
            str(draft),
            None if kind is None or piece.outlines is None else shapely.to_wkb(drawn(piece.outlines)),
            [_values(values) for values in piece.frame.iter_columns()],
            np.array(piece.frame.columns, dtype=object),
            field_mask=[_mask(values) for values in piece.frame.iter_columns()],
            layer=_name(sheet),
            driver="GPKG",
            geometry_type=kind,
            promote_to_multi=kind is not None and kind.startswith("Multi"),
            crs=None if kind is None else "EPSG:4326",
            encoding="UTF-8",
            append=draft.exists(),
            **(about if number == 0 else {}),
        )


def _options(sheet: Sheet, lang: str) -> dict[str, str]:
    """What a layer is called and what it is, in both languages."""
    ordered = (lang, *(one for one in LANGUAGES if one != lang))
    return {"IDENTIFIER": _name(sheet), "DESCRIPTION": " · ".join(dict.fromkeys(sheet.title[one] for one in ordered))}


def _metadata(material: Material) -> dict[str, str]:
    lang = material.lang
    other = next(one for one in LANGUAGES if one != lang)
    return {
        "TITLE": material.title[lang],
        "ABSTRACT": "\n".join(material.notice(lang) + material.notice(other)),
        "RELEASE": material.release.id,
        "PROFILE": material.profile,
        "LICENCE": text("map.licence", lang) + "\n" + text("map.licence", other),
    }


def _type(found: list[str]) -> str:
    """The type of geometry of a layer: the one its shapes have, several of a kind, or any."""
    bases = {one.removeprefix("Multi") for one in found}
    if len(bases) != 1:
        return "Unknown"
    return found[0] if len(found) == 1 else f"Multi{bases.pop()}"


def _values(values: pl.Series) -> Any:
    """A column as the library takes it."""
    if values.dtype == pl.Date:
        return np.array(values.to_list(), dtype="datetime64[D]")
    if values.dtype in _ABSENT:
        return values.fill_null(_ABSENT[values.dtype]).to_numpy()
    return np.array(values.to_list(), dtype=object)


def _mask(values: pl.Series) -> Any:
    """Which values are absent, where the column itself cannot say so."""
    return values.is_null().to_numpy() if values.dtype in _ABSENT else None


def _explain(draft: Path, fields: dict[str, tuple[Field, ...]], lang: str) -> None:
    """Put the labels of the columns where programs look for them."""
    other = next(one for one in LANGUAGES if one != lang)
    with closing(sqlite3.connect(draft)) as database, database:
        database.executescript(_TABLES)
        for name in ("gpkg_data_columns", "gpkg_data_column_constraints"):
            database.execute(
                "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')", (name, _SCHEMA)
            )
        for layer, told in fields.items():
            taken: set[str] = set()
            for field in told:
                label = field.label[lang] if field.label[lang] not in taken else f"{field.label[lang]} ({field.name})"
                taken.add(label)
                said = " · ".join(part for part in (field.label[other], field.unit.get(lang), field.property) if part)
                database.execute(
                    "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)",
                    (layer, field.name, label, label, said),
                )
