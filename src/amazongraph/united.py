"""What names that became one say of the thing together, where it can have one value only: the rules there are."""

from collections.abc import Iterator

import polars as pl

from amazongraph import terms

_COUNTABLE, _WHY, _KIND = (terms.ag(name) for name in ("countable", "countableReason", "incidentType"))

Verdict = tuple[str, str, str]  # id, verdict, reason


def settled(frame: pl.DataFrame) -> list[Verdict]:
    """Verdicts on accepted statements about things of several names.

    An incident that one source counts, and that another only lists because nobody had compared it, has been compared
    once it is linked: it counts. Its type is the one said under the name that stays.
    """
    said = frame.filter(
        (pl.col("verdict") == "accepted") & pl.col("predicate").is_in([_COUNTABLE, _WHY, _KIND])
    ).filter(pl.col("subject").n_unique().over("canonical") > 1)
    return sorted([*_counted(said), *_typed(said)])


def _counted(said: pl.DataFrame) -> Iterator[Verdict]:
    countable = said.filter(pl.col("predicate") == _COUNTABLE)
    counts = countable.filter(pl.col("object") == "true")["canonical"].unique()
    listed = countable.filter((pl.col("object") == "false") & pl.col("canonical").is_in(counts.implode()))
    reasons = said.filter((pl.col("predicate") == _WHY) & pl.col("subject").is_in(listed["subject"].implode()))
    yield from ((one, "outranked", "compared") for one in (*listed["id"], *reasons["id"]))


def _typed(said: pl.DataFrame) -> Iterator[Verdict]:
    kinds = said.filter(pl.col("predicate") == _KIND)
    own = kinds.filter(pl.col("subject") == pl.col("canonical")).select("canonical", kept="object")
    others = kinds.filter(pl.col("subject") != pl.col("canonical")).join(own.unique(), on="canonical")
    yield from (
        (one, "outranked", "name-that-stays") for one in others.filter(pl.col("object") != pl.col("kept"))["id"]
    )
