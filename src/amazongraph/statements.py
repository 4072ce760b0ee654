"""The statement table, the spine of the build: one row is one thing one source says.

The schema says who writes each column. Every stage of the build is one public function from frame to frame; nobody
else adds columns. ``places`` is the side frame that leads from a statement back to the cell it came from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

import polars as pl

from amazongraph import terms

IRI, LITERAL = "iri", "literal"

LOADER_COLUMNS: dict[str, pl.DataType] = {
    "id": pl.String(),  # 32 hex digits of SHA-256 over ID_COLUMNS
    "subject": pl.String(),  # IRI as the source has it
    "predicate": pl.String(),  # IRI
    "object": pl.String(),  # IRI, or the canonical lexical form
    "object_kind": pl.String(),  # iri | literal
    "datatype": pl.String(),  # IRI; null for an IRI and for a text with a language
    "lang": pl.String(),  # lower-case BCP 47 tag
    "as_written": pl.String(),  # the value as published
    "source": pl.String(),  # IRI of the document or data set, without version
    "edition": pl.String(),  # its version or retrieval date
    "attributed_to": pl.String(),  # IRI of who asserts it in that document
    "relays": pl.String(),  # IRI of the document this passage repeats; null = not known
    "as_of": pl.String(),  # EDTF: the moment it is said to hold
    "valid_from": pl.String(),  # EDTF
    "valid_to": pl.String(),  # EDTF
    "standing": pl.String(),  # key of a concept of the scheme standing
    "mark": pl.Int8(),  # highest of the card's level and the row's; null = nobody gave one
    "redistribution": pl.String(),  # one of RESTRICTIONS, from the card
}
SCHEMA: dict[str, pl.DataType] = {
    **LOADER_COLUMNS,
    "canonical": pl.String(),  # merge: the subject after decided links
    "written_object": pl.String(),  # merge: the object as the source has it, where decided links renamed it
    "level": pl.Int8(),  # disclosure: 0-4
    "verdict": pl.String(),  # accept: accepted | outranked | contested | ended | retracted
    "reason": pl.String(),  # accept: key of a concept of the scheme reason
}
PLACES: dict[str, pl.DataType] = {
    "id": pl.String(),
    "locator": pl.String(),  # where in the cited document
    "file": pl.String(),  # the input file
    "row": pl.Int64(),  # its line, 1 = header
    "column": pl.String(),
}

Place: TypeAlias = tuple[str, str | None, str, int, str, int | None, str]
"""A row of ``LOADER_PLACES``."""
LOADER_PLACES: dict[str, pl.DataType] = {
    **PLACES,
    # Of the row, and not of the statement: one thing may be said in several rows, of which some are withheld.
    "mark": pl.Int8(),
    "redistribution": pl.String(),
}

PROFILES = {"public": 1, "partner": 3, "own": 4}
"""Profile -> the highest level it may see."""
RESTRICTIONS = ("allowed", "derived-only", "forbidden")
"""What ``redistribution`` may be, from what may leave to what may not at all."""
_BOUND = {name: place for place, name in enumerate(RESTRICTIONS)}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who sees marks up to ``highest`` and, an owner, ``everything`` that may not be passed on."""

    highest: int
    everything: bool

    def sees(self, mark: int | None, *, forbidden: bool) -> bool:
        """Whether something with that mark may be used in what is worked out for this reader."""
        return mark is not None and mark <= self.highest and (self.everything or not forbidden)

    @property
    def rows(self) -> pl.Expr:
        """Which rows of a frame those are."""
        may_leave = pl.lit(self.everything) | (pl.col("redistribution") != "forbidden")
        return (pl.col("mark") <= self.highest) & may_leave


# From who sees least to who sees all. What is worked out from several statements is worked out for each of them: else
# one that is withheld would show, to those who may not see it, by what is missing there.
READERS = tuple(Reader(highest, name == "own") for name, highest in PROFILES.items())

# What an id is made of is a promise to users: never edition, row, locator, standing or canonical.
ID_COLUMNS = (
    "source",
    "subject",
    "predicate",
    "object",
    "object_kind",
    "datatype",
    "lang",
    "attributed_to",
    "as_of",
    "valid_from",
    "valid_to",
)
_NOTHING, _BETWEEN = "\x00", "\x1f"


def identify(row: Mapping[str, Any]) -> str:
    """The id of a statement: 32 hex digits, the same for ever for the same ``ID_COLUMNS``; missing equals null."""
    return _hash(_BETWEEN.join([_NOTHING if (value := row.get(name)) is None else value for name in ID_COLUMNS]))


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def make(rows: Iterable[Mapping[str, Any]], *more: pl.DataFrame) -> pl.DataFrame:
    """A frame of loader columns from rows that may leave any of them out, and of ``more`` of such columns that have
    their ids; repeated ids are dropped.

    An id that a row carries is the one that ``identify`` gave it; the others get theirs here. Of rows with one id one
    stays, whatever the order of the input (``tidy``).
    """
    return tidy(pl.concat([identified(_columns(rows)), *more]))


def _columns(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    given = list(rows)
    return pl.from_dicts(given, schema=LOADER_COLUMNS) if given else pl.DataFrame(schema=LOADER_COLUMNS)


def completed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with all loader columns, in their order."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in LOADER_COLUMNS.items()
    )


def identified(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the id that ``identify`` gives where a row has none."""
    missing = frame["id"].is_null()
    parts = [pl.col(name).fill_null(_NOTHING) for name in ID_COLUMNS]
    told = frame.filter(missing).select(pl.concat_str(parts, separator=_BETWEEN)).to_series()
    # Spelt out: millions of calls of a function show.
    made = pl.Series([sha256(text.encode()).hexdigest()[:32] for text in told.to_list()], dtype=pl.String)
    return frame.with_columns(id=frame["id"].scatter(missing.arg_true(), made))


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Sort by id and drop repeated ids; of repeats stays the one that most may see, the first in sorted order of all
    columns.
    """
    ordered = frame.sort("id")
    # Sorted, those of one id stand side by side; to look there takes far less than to count every id.
    again = (ordered["id"] == ordered["id"].shift()).fill_null(value=False)
    if not again.any():
        return ordered
    several = again | again.shift(-1, fill_value=False)
    by = ["id", pl.col("redistribution").replace_strict(_BOUND, default=None), "mark", *frame.columns]
    first = ordered.filter(several).sort(by, nulls_last=True).unique("id", keep="first")
    return pl.concat([ordered.filter(~several), first]).sort("id")


def derived(rows: Iterable[Mapping[str, Any]] | pl.DataFrame) -> pl.DataFrame:
    """Statements that the build itself makes (``graph/derived``), from rows or from a frame of some of the columns;
    each row must carry the ``mark`` of its inputs.
    """
    defaults = {"object_kind": IRI, "source": terms.DERIVED, "standing": "derived", "redistribution": "allowed"}
    filled = [pl.col(name).fill_null(value) for name, value in defaults.items()]
    whole = completed(rows) if isinstance(rows, pl.DataFrame) else _columns(rows)
    return tidy(identified(whole.with_columns(filled)))


def own_names() -> list[pl.Expr]:
    """What *merge* writes, for rows that already say everything by its canonical name."""
    return [pl.col("subject").alias("canonical"), pl.lit(None, pl.String).alias("written_object")]


def empty_places() -> pl.DataFrame:
    """The side frame with no rows."""
    return pl.DataFrame(schema=PLACES)
