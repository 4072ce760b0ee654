"""A panel as files: CSV (UTF-8 with byte-order mark), Parquet or Stata (format 118), with its sources and its codebook
beside it as CSV. All three are written
before any takes its place.
"""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl

from amazongraph.durable import place
from amazongraph.errors import ExportError
from amazongraph.export.panel import Panel
from amazongraph.messages import text

_LABEL = 80  # characters of a label in Stata


def paths(to: Path) -> tuple[Path, Path, Path]:
    """The files of a panel: itself, its sources, its codebook. Raises ``ExportError`` for another ending."""
    if to.suffix.lower() not in WRITERS:
        raise ExportError("panel.ending", file=to.name, known=", ".join(WRITERS))
    return to, to.with_name(f"{to.stem}-sources.csv"), to.with_name(f"{to.stem}-codebook.csv")


def write_panel(made: Panel, to: Path, lang: str) -> tuple[Path, Path, Path]:
    """Write a panel into files and return their paths.

    Raises ``ExportError``, ``ExtraError`` for a form whose library is absent, and ``OSError``.
    """
    files = paths(to)
    contents = (WRITERS[to.suffix.lower()](made, lang), _csv(made.sources), _csv(made.codebook))
    drafts = [path.with_name(f".{path.name}.part") for path in files]
    try:
        for draft, content in zip(drafts, contents, strict=True):
            draft.write_bytes(content)
        for draft, path in zip(drafts, files, strict=True):
            place(draft, path)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
    return files


def _csv(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_csv(out, include_bom=True)
    return out.getvalue()


def _parquet(made: Panel, lang: str) -> bytes:
    out = io.BytesIO()
    made.frame.write_parquet(out)
    return out.getvalue()


def _stata(made: Panel, lang: str) -> bytes:
    """Numbers that are not there are Stata's missing value, never 0; its labels are in the language asked for."""
    frame = made.to_pandas()
    for column in made.frame:
        if column.dtype == pl.String():
            frame[column.name] = frame[column.name].fillna("").astype(object)
        elif column.null_count():
            frame[column.name] = frame[column.name].astype("float64")
        else:
            frame[column.name] = frame[column.name].astype("float64" if column.dtype == pl.Float64() else "int32")
    told = dict(made.codebook.select("variable", f"label_{lang}").iter_rows())
    out = io.BytesIO()
    frame.to_stata(
        out,
        write_index=False,
        version=118,
        # The same panel is the same file.
        time_stamp=datetime(2000, 1, 1),
        data_label=text("panel.title", lang, release=made.release)[:_LABEL],
        variable_labels={name: label[:_LABEL] for name, label in told.items()},
    )
    return out.getvalue()


WRITERS: dict[str, Callable[[Panel, str], bytes]] = {
    ".csv": lambda made, lang: _csv(made.frame),
    ".parquet": _parquet,
    ".dta": _stata,
}
