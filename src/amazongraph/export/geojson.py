"""GeoJSON (RFC 7946): one collection, a feature a line, with what must be read with it as members of its own.

Longitude before latitude on WGS 84, rings by the right-hand rule. A row of a sheet with shapes that has none itself is
a feature without geometry; a sheet of which no row has a shape is left out, and the collection says how many rows.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from amazongraph.durable import drafted
from amazongraph.export.material import Material, Sheet
from amazongraph.export.shapes import drawn, nothing_to_draw, outlines, pieces
from amazongraph.messages import LANGUAGES


def write(material: Material, to: Path) -> int:
    """Write the sheets that have shapes; returns the features. Raises ``ExportError`` where nothing has one."""
    count, told, left_out = 0, {}, {}
    with drafted(to) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type":"FeatureCollection",\n' + _members(_about(material)) + ',\n"features":[')
        for sheet in material.sheets():
            if sheet.name == "sources":
                told = {"sources": _records(sheet)}
            elif outlines(sheet) is None:
                left_out[sheet.name] = sheet.frame.height
            else:
                for feature in _features(sheet):
                    file.write((",\n" if count else "\n") + feature)
                    count += 1
        if not count:
            raise nothing_to_draw(material)
        file.write("\n],\n" + _members(told | {"left_out": left_out}) + "}\n")
    return count


def _about(material: Material) -> dict[str, Any]:
    return {
        "name": f"amazongraph-{material.name}",
        "title": material.title,
        "notice": {lang: material.notice(lang) for lang in LANGUAGES},
        "release": material.release.id,
        "profile": material.profile,
    }


def _members(said: dict[str, Any]) -> str:
    return ",\n".join(f"{_json(name)}:{_json(value)}" for name, value in said.items())


def _records(sheet: Sheet) -> list[dict[str, Any]]:
    names = [field.name for field in sheet.fields]
    return [dict(zip(names, row, strict=True)) for row in sheet.rows()]


def _features(sheet: Sheet) -> Iterator[str]:
    """The rows as features, each as a text."""
    for piece in pieces(sheet):
        shapes = shapely.to_geojson(drawn(piece.outlines)) if piece.outlines is not None else ()
        for shape, row in zip(shapes, _records(piece), strict=True):
            key = f'"id":{_json(row["iri"])},' if row.get("iri") else ""
            said = _json({"sheet": sheet.name} | row)
            yield f'{{"type":"Feature",{key}"geometry":{shape or "null"},"properties":{said}}}'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
