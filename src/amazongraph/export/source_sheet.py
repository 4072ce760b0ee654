"""The sheet of sources: the documents and data sets that the rows of the other sheets cite by number."""

from collections.abc import Mapping, Sequence

import polars as pl

from amazongraph.export.material import Field, Sheet
from amazongraph.messages import LANGUAGES, text
from amazongraph.questions.citations import Citation

_KINDS = {"number": "integer", "iri": "iri", "url": "iri"}


def source_sheet(sources: Sequence[Citation], licences: Mapping[str, str]) -> Sheet:
    """A row for each document, in the order of their numbers; ``licences``: of those known, by IRI."""
    rows = [
        {
            "number": number,
            "iri": one.iri,
            "title": one.title,
            "publishers": " | ".join(one.publishers) or None,
            "date": one.date or None,
            "url": one.url or None,
            "licence": licences.get(one.iri) or None,
            **{f"reading_{lang}": one.read(lang) for lang in LANGUAGES},
            **{f"citation_{lang}": one.text(lang) for lang in LANGUAGES},
        }
        for number, one in enumerate(sources, start=1)
    ]
    names = (
        "number",
        "iri",
        "title",
        "publishers",
        "date",
        "url",
        "licence",
        "reading_es",
        "reading_en",
        "citation_es",
        "citation_en",
    )
    schema = {name: pl.Int64() if name == "number" else pl.String() for name in names}
    fields = tuple(Field(name, _KINDS.get(name, "text"), _label(name)) for name in names)
    title = {lang: text("kind.sources", lang) for lang in LANGUAGES}
    return Sheet("sources", title, fields, pl.DataFrame(rows, schema=schema))


def _label(name: str) -> dict[str, str]:
    return {lang: text(f"column.{name.replace('_', '-')}", lang) for lang in LANGUAGES}
