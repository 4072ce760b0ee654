"""What names that became one say of the thing together, where it can have one value only.

Some of it has a rule, which gives verdicts; what is left may break a rule of the gate, and is then told as what it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from amazongraph import terms
from amazongraph.errors import Problem
from amazongraph.merge import joins
from amazongraph.sssom import Judgement

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


@dataclass(frozen=True, slots=True)
class Union:
    """What a thing's ``names`` became one by: ``cells`` (file, row, column) of the links."""

    names: tuple[str, ...]
    cells: tuple[tuple[str, int, str], ...]

    def problem(self, focus: str, said: Mapping[str, object]) -> Problem:
        """The message that a rule is broken since the names became one; ``said``: that of the rule, in es and en."""
        file, row, column = self.cells[0]
        names = ", ".join(map(terms.shorten, self.names))
        return Problem("check.united", file, row, column, {"focus": terms.shorten(focus), "names": names, **said})


def unions(
    found: Iterable[tuple[str, str]], frame: pl.DataFrame, places: pl.DataFrame, judgements: Mapping[str, Judgement]
) -> dict[tuple[str, str], Union]:
    """Of some (thing, property), those that have several values only because names became one, and by which links.

    ``frame`` is decided: what is not accepted breaks no rule.
    """
    links = [(one, judgement.pair) for one, judgement in judgements.items() if joins(judgement)]
    made: dict[tuple[str, str], Union] = {}
    for focus, path in set(found):
        of_thing = frame.filter(pl.col("canonical") == focus)
        names = set(of_thing["subject"]) | {focus}
        values = of_thing.filter((pl.col("predicate") == path) & (pl.col("verdict") == "accepted"))
        by_name = values.group_by("subject").agg(pl.col("object").n_unique())
        if by_name.height < 2 or values["object"].n_unique() <= max(by_name["object"]):
            continue
        ids = [one for one, pair in links if names & set(pair)]
        cells = places.filter(pl.col("id").is_in(ids)).select("file", "row", "column").unique().sort("file", "row")
        if not cells.is_empty():
            made[focus, path] = Union(tuple(sorted(by_name["subject"])), tuple(cells.iter_rows()))
    return made
