"""Delimited text that needs no careful reader: a row is a line, and quotation marks stand only around whole cells.

Most published files of points are such text, millions of rows long. Whether a piece is, is counted before it is read;
what may be anything else is left to the strict reader, so that no row is ever torn in silence.
"""

import io
from typing import BinaryIO

import polars as pl

CHUNK = 1 << 24  # bytes


def whole_lines(file: BinaryIO, most: int) -> bytes:
    """The next lines of a file, those that begin in about ``CHUNK`` bytes and in ``most`` at most; empty at its end."""
    lines = file.read(min(CHUNK, most))
    return lines if lines.endswith(b"\n") else lines + file.readline()


def plain_rows(lines: bytes, separator: str, places: dict[str, int], width: int) -> pl.DataFrame | None:
    """The cells of some columns (``places``: name -> position among ``width`` columns) of whole lines of UTF-8, without
    outer blanks; ``None`` for lines that are not plain.
    """
    text = lines.replace(b"\r\n", b"\n").removesuffix(b"\n")
    if not text or b"\r" in text or text.startswith(b"\n") or b"\n\n" in text or text.endswith(b"\n"):
        return None
    if text.count(separator.encode()) != (width - 1) * (text.count(b"\n") + 1):
        return None
    if b'"' in text and not _around_cells(text, separator.encode()):
        return None
    names = [f"column_{place + 1}" for place in range(width)]
    try:
        # A line with too many cells is an error; with the count of separators, so is one with too few.
        rows = pl.read_csv(
            io.BytesIO(text.replace(b'"', b"")),
            has_header=False,
            separator=separator,
            quote_char=None,
            schema=dict.fromkeys(names, pl.String()),
            columns=[names[place] for place in sorted(set(places.values()))],
        )
    except pl.exceptions.PolarsError:
        return None
    cells = {own: pl.col(names[place]).fill_null("").str.strip_chars() for own, place in places.items()}
    return rows.select(**cells) if rows.height == text.count(b"\n") + 1 else None


def _around_cells(text: bytes, separator: bytes) -> bool:
    """Whether each quotation mark opens a cell or closes one, and none stands in it or alone."""
    text = b"\n" + text + b"\n"
    opening = text.count(b'\n"') + text.count(separator + b'"')
    closing = text.count(b'"\n') + text.count(b'"' + separator)
    alone = (one + b'"' + other for one in (b"\n", separator) for other in (b"\n", separator))
    return opening == closing and opening + closing == text.count(b'"') and not any(one in text for one in alone)
