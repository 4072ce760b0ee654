"""What each column of a panel means, in both languages: label, unit, definition, sources, how much of it has data."""

from collections.abc import Sequence

import polars as pl
import pyoxigraph as ox

from amazongraph import terms
from amazongraph.export.series import Series
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES, text
from amazongraph.store.asking import Store
from amazongraph.store.embedded import select

COLUMNS = (
    *("variable", "label_es", "label_en", "unit_es", "unit_en", "definition_es", "definition_en"),
    *("cells", "cells_with_data", "first_year", "last_year", "sources_es", "sources_en"),
)
_WHOLE = ("cells", "cells_with_data", "first_year", "last_year")
_SUFFIXES = ("", "_low", "_high", "_bound", "_figures", "_break")
_NUMBERS = _SUFFIXES[:3]
_DEFINED = "SELECT ?x ?text WHERE {{ VALUES ?x {{ {iris} }} ?x <{skos}definition> ?text }}"


def codebook(store: Store, frame: pl.DataFrame, told: Sequence[Series], sources: pl.DataFrame) -> pl.DataFrame:
    """A row for each column of ``frame``; ``sources``: those of its cells."""
    iris = {iri for one in told for iri in _concepts(one)}
    iris |= {terms.concept("population", population) for one in told for population, _ in one.others if population}
    names, defined = labels(store, iris), _definitions(store, iris)
    of_series = {one.name + suffix: (one, suffix) for one in told for suffix in _SUFFIXES}
    rows = []
    for column in frame.columns:
        said = {"variable": column, "cells": frame.height, "cells_with_data": frame.height - frame[column].null_count()}
        if column in of_series:
            one, suffix = of_series[column]
            said |= _of_series(one, suffix, names, defined) | _span(frame, column)
            said |= _documents(sources, one.name) if not suffix else {}
        else:
            key = "column-" + column.replace("_", "-")
            said |= {f"label_{lang}": text(f"panel.{key}", lang) for lang in LANGUAGES}
        rows.append(said)
    schema = {name: pl.Int64() if name in _WHOLE else pl.String() for name in COLUMNS}
    return pl.DataFrame(rows, schema=schema)


def _concepts(one: Series) -> list[str]:
    parts = {"indicator": one.indicator, "population": one.population, "unit": one.counted_in}
    return [terms.concept(scheme, key) for scheme, key in parts.items() if key]


def _definitions(store: Store, iris: set[str]) -> dict[tuple[str, str], str]:
    asked = " ".join(str(ox.NamedNode(iri)) for iri in sorted(iris))
    rows = select(store, _DEFINED.format(iris=asked, skos=terms.SKOS))
    return {(row["x"].value, row["text"].language or ""): row["text"].value for row in rows}


def _of_series(
    one: Series, suffix: str, names: dict[str, dict[str, str]], defined: dict[tuple[str, str], str]
) -> dict[str, object]:
    """What a column says of a series; ``suffix``: which of its columns, "" for the value."""
    indicator, population = terms.concept("indicator", one.indicator), terms.concept("population", one.population)
    counted_in, kind = terms.concept("unit", one.counted_in), suffix.replace("_", "-")
    row: dict[str, object] = {}
    for lang in LANGUAGES:
        what = ": ".join(names[iri][lang] for iri in (indicator, population) if iri in names)
        row[f"label_{lang}"] = text(f"panel.{'value' + kind}", lang, what=what)
        if suffix in _NUMBERS and counted_in in names:
            row[f"unit_{lang}"] = names[counted_in][lang]
        said = [text(f"panel.{'rule' + kind}", lang)]
        if not suffix:
            said = [
                *(defined.get((iri, lang), "") for iri in (indicator, population)),
                *said,
                *_others(one, names, lang),
            ]
        row[f"definition_{lang}"] = " ".join(part for part in said if part)
    return row


def _others(one: Series, names: dict[str, dict[str, str]], lang: str) -> list[str]:
    """What else the indicator counts, with how many figures."""
    called = {what: names[terms.concept("population", what[0])][lang] if what[0] else "?" for what in one.others}
    told = ", ".join(f"{called[what]} ({many})" for what, many in one.others.items())
    return [text("panel.others", lang, others=told)] if told else []


def _span(frame: pl.DataFrame, column: str) -> dict[str, object]:
    years = frame.filter(pl.col(column).is_not_null())["year"]
    return {"first_year": years.min(), "last_year": years.max()}


def _documents(sources: pl.DataFrame, name: str) -> dict[str, object]:
    """The documents of all cells of a series, as a reader cites them."""
    own = sources.filter(pl.col("variable") == name)
    return {
        f"sources_{lang}": " | ".join(own[f"citation_{lang}"].drop_nulls().unique().sort()) or None
        for lang in LANGUAGES
    }
