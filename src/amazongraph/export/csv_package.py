"""A CSV file for each sheet and a ``datapackage.json`` that says what their columns mean, together in a ZIP file.

The format is that of Frictionless Data, Tabular Data Package 1 (https://specs.frictionlessdata.io/tabular-data-package/).
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from amazongraph import terms
from amazongraph.durable import drafted
from amazongraph.export.archive import Archive
from amazongraph.export.material import Field, Material, Sheet
from amazongraph.messages import LANGUAGES
from amazongraph.questions.citations import Citation
from amazongraph.questions.forms import harmless

_TYPES = {"iri": "string", "text": "string", "decimal": "number"}
_WRITTEN = {True: "true", False: "false"}


def write(material: Material, to: Path) -> int:
    """Write the sheets as CSV (UTF-8 without byte-order mark, RFC 4180) and what describes them; returns the rows.

    Texts that a spreadsheet would take for a formula get an apostrophe in front.
    """
    described, count = [], 0
    with drafted(to) as draft, Archive(draft) as archive, TemporaryDirectory() as folder:
        for sheet in material.sheets():
            path = Path(folder) / "sheet.csv"
            _write(sheet, path)
            archive.add(f"data/{sheet.name}.csv", path)
            described.append(_resource(sheet, material.lang))
            count += sheet.frame.height
        archive.add("datapackage.json", _json(_package(material, described)))
    return count


def _write(sheet: Sheet, path: Path) -> None:
    texts = [field.kind in {"text", "iri"} for field in sheet.fields]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(_header(sheet))
        writer.writerows(_cells(sheet, texts))


def _header(sheet: Sheet) -> list[str]:
    return [field.name for field in sheet.fields] + ([] if sheet.outlines is None else ["wkt"])


def _cells(sheet: Sheet, texts: list[bool]) -> Iterator[list[object]]:
    outlines = iter(sheet.outlines) if sheet.outlines is not None else None
    for row in sheet.rows():
        told = [
            harmless(str(value))
            if is_text and value is not None
            else _WRITTEN.get(value, value)
            if isinstance(value, bool)
            else value
            for value, is_text in zip(row, texts, strict=True)
        ]
        yield told if outlines is None else [*told, next(outlines)]


def _resource(sheet: Sheet, lang: str) -> dict[str, Any]:
    fields = [_field(field, lang) for field in sheet.fields]
    if sheet.outlines is not None:
        fields.append({"name": "wkt", "type": "string", "title": "WKT (OGC:CRS84)", "rdfType": terms.GEO + "asWKT"})
    return {
        "name": sheet.name.lower().replace("_", "-"),
        "path": f"data/{sheet.name}.csv",
        "profile": "tabular-data-resource",
        "title": sheet.title[lang],
        **{f"title_{one}": sheet.title[one] for one in LANGUAGES},
        "encoding": "utf-8",
        "format": "csv",
        "mediatype": "text/csv",
        "schema": {"fields": fields, "missingValues": [""]} | _keys(sheet),
    }


def _keys(sheet: Sheet) -> dict[str, Any]:
    """By what a row is told apart, and where the document of a statement stands."""
    key = next((field.name for field in sheet.fields if field.name in {"id", "iri"}), None)
    found: dict[str, Any] = {"primaryKey": key} if key else {}
    if sheet.name == "claims":
        source = {"fields": "sources_iri", "reference": {"resource": "sources", "fields": "iri"}}
        found["foreignKeys"] = [source]
    return found


def _field(field: Field, lang: str) -> dict[str, str]:
    said = {"name": field.name, "type": _TYPES.get(field.kind, field.kind), "title": field.label[lang]}
    other = next(one for one in LANGUAGES if one != lang)
    said["description"] = field.label[other] + (f" ({field.unit[other]})" if field.unit else "")
    return said | ({"rdfType": field.property} if field.property else {})


def _package(material: Material, resources: list[dict[str, Any]]) -> dict[str, Any]:
    lang = material.lang
    return {
        "profile": "tabular-data-package",
        "name": f"amazongraph-{material.name}".lower(),
        "title": material.title[lang],
        **{f"title_{one}": material.title[one] for one in LANGUAGES},
        "description": "\n".join(line for one in (lang, *(set(LANGUAGES) - {lang})) for line in material.notice(one)),
        "id": material.release.id,
        "version": material.release.id,
        "created": f"{material.release.id[:10]}T00:00:00Z",
        "homepage": terms.BASE,
        "contributors": [{"title": "amazongraph", "role": "wrangler", "path": terms.BASE}],
        "sources": [_source(one, material.licences.get(one.iri, "")) for one in material.sources],
        "resources": resources,
    }


def _source(one: Citation, licence: str) -> dict[str, str]:
    said = {"title": one.title, "path": one.url or one.iri, "iri": one.iri}
    return said | ({"licence": licence} if licence else {})


def _json(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
