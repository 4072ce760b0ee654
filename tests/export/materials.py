"""Hand-made material with what is hard to write, and what each writer must carry."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import networkx
import polars as pl

from amazongraph.export.material import Field, Material, Sheet
from amazongraph.export.source_sheet import source_sheet
from amazongraph.questions.citations import Citation
from amazongraph.releases import Release

SOURCE = Citation(
    "https://w3id.org/amazongraph/source/a",
    "A report",
    False,
    ("A body",),
    "2024",
    "https://example.org/a?b=1",
    "read-in-full",
)
LICENCES = {SOURCE.iri: "CC BY 4.0"}
LABEL = {"es": "Etiqueta", "en": "Label"}
NOTES = {"es": ("Una nota.",), "en": ("A note.",)}


def sheet(name: str = "things", outlines: list[str | None] | None = None, **columns: tuple[str, list[object]]) -> Sheet:
    """A sheet of columns: name -> kind and values."""
    types = {"integer": pl.Int64, "decimal": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
    fields = tuple(Field(one, kind, {k: f"{v} {one}" for k, v in LABEL.items()}) for one, (kind, _) in columns.items())
    frame = pl.DataFrame(
        {one: pl.Series(values, dtype=types.get(kind, pl.String)) for one, (kind, values) in columns.items()}
    )
    title = {"es": f"Hoja {name}", "en": f"Sheet {name}"}
    return Sheet(name, title, fields, frame, None if outlines is None else pl.Series("wkt", outlines, dtype=pl.String))


def material(*sheets: Sheet, lang: str = "es", profile: str = "public") -> Material:
    """What was selected: these sheets and their source."""

    def told() -> Iterator[Sheet]:
        yield from sheets
        yield source_sheet([SOURCE], LICENCES)

    return Material(
        release=Release("2026-01-02-abc", Path("none")),
        profile=profile,
        lang=lang,
        name="made",
        title={"es": "Título", "en": "Title"},
        notes=NOTES,
        things=None,
        sources=(SOURCE,),
        licences=LICENCES,
        withheld=7,
        sheets=told,
        lines=lambda: iter(()),
        graph=networkx.MultiDiGraph,
    )


HARD = {
    "iri": ("iri", ["https://w3id.org/amazongraph/id/a/1", "https://w3id.org/amazongraph/id/a/2"]),
    "text": ("text", ['=HYPERLINK("x")', "Ñandú «ö» \x01 _x0041_\nline two"]),
    "code": ("text", ["010101", None]),
    "whole": ("integer", [3, None]),
    "number": ("decimal", [0.1, -2.5]),
    "yes": ("boolean", [True, None]),
    "day": ("date", [date(1899, 12, 31), date(2024, 2, 29)]),
    "empty": ("text", [None, None]),
}
