"""A balanced panel: a row for every unit and year, for each indicator what is published of them, and what it rests on.

``cells.py`` has the rule for a cell, ``splits.py`` that for units that were one. An indicator is one series, one
population counted in one unit of count: figures that count something else never stand in the same column.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from amazongraph import terms
from amazongraph.errors import ExportError
from amazongraph.export.cells import Cell
from amazongraph.export.codebook import codebook
from amazongraph.export.published_figures import figures
from amazongraph.export.series import Series, series
from amazongraph.export.splits import groups, origins, together
from amazongraph.extras import needed
from amazongraph.labels import labels
from amazongraph.questions.citations import citations
from amazongraph.releases import STATEMENTS, Readable
from amazongraph.store.asking import Store
from amazongraph.store.embedded import select

if TYPE_CHECKING:
    import pandas

UNITS = {"district": "District", "province": "Province", "department": "Department"}
SOURCES: dict[str, pl.DataType] = {
    "unit_code": pl.String(),
    "year": pl.Int64(),
    "variable": pl.String(),
    "figure": pl.String(),
    "published_unit": pl.String(),  # another code than that of the row where units were merged
    "value": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "bound": pl.String(),
    "said_by": pl.String(),
    "document": pl.String(),
    "citation_es": pl.String(),
    "citation_en": pl.String(),
}
_ABOVE = {"district": {"department": 2, "province": 4}, "province": {"department": 2}, "department": {}}
_SCHEME = terms.BASE + "vocab/indicator"
_PANDAS: dict[pl.DataType, str] = {pl.Int64(): "Int64", pl.Float64(): "float64"}
Rows = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Panel:
    """``frame``: the panel; ``sources``: a row for each figure and document of a cell; ``codebook``: what each column
    of the panel means. ``left_out``: how many figures of these units are not of one whole year.
    """

    frame: pl.DataFrame
    sources: pl.DataFrame
    codebook: pl.DataFrame
    left_out: int
    release: str
    profile: str

    def to_polars(self) -> pl.DataFrame:
        """The panel as a Polars frame."""
        return self.frame

    def to_pandas(self) -> "pandas.DataFrame":
        """The panel as a pandas frame. Raises ``ExtraError`` where pandas is not installed."""
        pandas = needed("pandas", "frames")
        kinds = {column.name: _PANDAS.get(column.dtype, "string") for column in self.frame}
        return pandas.DataFrame(
            {column.name: pandas.Series(column.to_list(), dtype=kinds[column.name]) for column in self.frame}
        )


def panel(
    release: Readable,
    indicators: Sequence[str],
    unit: str = "district",
    years: range | None = None,
    profile: str = "public",
    *,
    merge_splits: bool = False,
) -> Panel:
    """The panel of some indicators by units of a kind (a key of ``UNITS``) and year.

    An indicator is a key of its scheme, ``coca-area``, and then of the population of which most cells have a figure;
    or one with its population, ``coca-area:coca-in-department``. ``years``: by default from the first to the last
    with a figure. ``merge_splits``: units that were created are put together with those they came from.

    Raises ``ExportError`` for what the release has no figures of.
    """
    if unit not in UNITS:
        raise ExportError("panel.unit-kind", value=unit, known=", ".join(UNITS))
    statements, store = release.profile(profile) / STATEMENTS, release.store(profile)
    members = _units(statements, unit)
    found, left_out = figures(statements, _indicators(store, indicators), frozenset(members))
    if not found:
        raise ExportError("panel.no-figures", unit=unit, known=", ".join(_with_figures(store, members)) or "-")
    told = series(dict.fromkeys(indicators), found)
    years = years or _years(told)
    grouped = _groups(statements, members, merge_splits)
    rows = [(code, year) for code in grouped for year in years]
    cells = [(one, _cells(one, grouped, years)) for one in told]
    columns = [_columns(one, of_one, rows) for one, of_one in cells]
    frame = pl.concat([_keys(rows, store, unit, grouped, merge_splits), *columns], how="horizontal")
    sources = _cited(store, [row for one, of_one in cells for row in _rests(one, of_one, rows)])
    return Panel(frame, sources, codebook(store, frame, told, sources), left_out, release.id, profile)


def _cells(one: Series, grouped: Mapping[str, tuple[str, ...]], years: range) -> dict[tuple[str, int], Cell]:
    """The cells of the rows of a panel: those of a series, put together where units were."""
    return {
        (code, year): found
        for code, members in grouped.items()
        for year, found in together(members, years, one.cells, one.counted_in).items()
    }


def _indicators(store: Store, asked: Iterable[str]) -> list[str]:
    """The keys of the indicators asked for. Raises ``ExportError`` for one that is not of the scheme."""
    known = {
        terms.key_of(row["x"].value) for row in select(store, f"SELECT ?x {{ ?x <{terms.SKOS}inScheme> <{_SCHEME}> }}")
    }
    keys = [one.partition(":")[0] for one in asked]
    if unknown := [key for key in keys if key not in known]:
        from difflib import get_close_matches

        near = get_close_matches(unknown[0], known, n=4, cutoff=0.4) or sorted(known)
        raise ExportError("panel.indicator", value=unknown[0], known=", ".join(near))
    return keys


def _with_figures(store: Store, members: Iterable[str]) -> list[str]:
    """The indicators that have a figure of one of these units."""
    rows = select(store, f"SELECT DISTINCT ?i ?a {{ ?f <{terms.ag('indicator')}> ?i ; <{terms.ag('area')}> ?a }}")
    wanted = {terms.entity("admin", code) for code in members}
    return sorted({terms.key_of(row["i"].value) for row in rows if row["a"].value in wanted})


def _units(statements: Path, unit: str) -> list[str]:
    """The codes of the units of a kind that the release knows."""
    is_one = (pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.ag(UNITS[unit]))
    found = pl.scan_parquet(statements).filter(is_one).select("canonical").unique().collect()
    return sorted(terms.key_of(iri) for iri in found["canonical"])


def _years(told: Iterable[Series]) -> range:
    years = [year for one in told for _, year in one.cells]
    return range(min(years), max(years) + 1) if years else range(0)


def _groups(statements: Path, members: list[str], merge_splits: bool) -> dict[str, tuple[str, ...]]:
    if not merge_splits:
        return {code: (code,) for code in members}
    came_from = origins(statements, members)
    if not came_from:
        raise ExportError("panel.no-changes")
    return groups(came_from, members)


def _keys(rows: Rows, store: Store, unit: str, grouped: Mapping[str, tuple[str, ...]], merged: bool) -> pl.DataFrame:
    """The columns that say of which unit and year a row is."""
    codes = {"unit": len(next(iter(grouped))), **_ABOVE[unit]}
    wanted = {terms.entity("admin", code[:size]) for code in grouped for size in codes.values()}
    names = {terms.key_of(iri): both["es"] for iri, both in labels(store, wanted).items()}
    columns: dict[str, list[str] | list[int]] = {"unit_code": [code for code, _ in rows]}
    columns["unit_name"] = [names[code] for code, _ in rows]
    for name, size in _ABOVE[unit].items():
        columns[f"{name}_code"] = [code[:size] for code, _ in rows]
        columns[name] = [names[code[:size]] for code, _ in rows]
    if merged:
        columns["merged_units"] = [" ".join(grouped[code]) for code, _ in rows]
    return pl.DataFrame({**columns, "year": [year for _, year in rows]})


def _columns(one: Series, cells: Mapping[tuple[str, int], Cell], rows: Rows) -> pl.DataFrame:
    """The columns of a series; a cell without figures is null in all of them."""
    found = [cells.get(row) for row in rows]
    breaks = _breaks(cells, rows)
    columns = {
        "": pl.Series([_number(cell.value if cell else None) for cell in found], dtype=pl.Float64),
        "_low": pl.Series([_number(cell.low if cell else None) for cell in found], dtype=pl.Float64),
        "_high": pl.Series([_number(cell.high if cell else None) for cell in found], dtype=pl.Float64),
        "_bound": pl.Series([(cell and cell.bound) or None for cell in found], dtype=pl.String),
        "_figures": pl.Series([cell and len(cell.used) for cell in found], dtype=pl.Int64),
        "_break": pl.Series(breaks, dtype=pl.Int64),
    }
    return pl.DataFrame([column.alias(one.name + suffix) for suffix, column in columns.items()])


def _number(exact: Decimal | None) -> float | None:
    """A number of a frame, which holds 64-bit floats: exact to 15 digits."""
    return None if exact is None else float(exact)


def _breaks(cells: Mapping[tuple[str, int], Cell], rows: Rows) -> list[int | None]:
    """1 where others say it, or with another bound, than in the last year of the unit that has a cell; else 0."""
    last: dict[str, Cell] = {}
    found: list[int | None] = []
    for code, year in rows:
        now = cells.get((code, year))
        before = last.get(code)
        found.append(None if now is None else int(before is not None and _differ(before, now)))
        if now is not None:
            last[code] = now
    return found


def _differ(one: Cell, other: Cell) -> bool:
    return one.said_by != other.said_by or one.bound != other.bound


def _rests(one: Series, cells: Mapping[tuple[str, int], Cell], rows: Rows) -> Iterable[dict[str, object]]:
    """A row for every figure of a cell and document that states it."""
    for code, year in rows:
        for figure in cells[code, year].used if (code, year) in cells else ():
            for document in sorted(figure.documents):
                yield {
                    "unit_code": code,
                    "year": year,
                    "variable": one.name,
                    "figure": figure.iri,
                    "published_unit": figure.unit,
                    "value": _number(figure.value),
                    "low": _number(figure.low),
                    "high": _number(figure.high),
                    "bound": figure.bound or None,
                    "said_by": " ".join(sorted(figure.who)) or None,
                    "document": document,
                }


def _cited(store: Store, rows: list[dict[str, object]]) -> pl.DataFrame:
    """The rows with each document as a reader cites it."""
    cited = citations(store, {str(row["document"]) for row in rows})
    for row in rows:
        if one := cited.get(str(row["document"])):
            row |= {"citation_es": one.text("es"), "citation_en": one.text("en")}
    return pl.DataFrame(rows, schema=SOURCES)
