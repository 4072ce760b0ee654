"""How much of what there is a question can speak of: of the things it is about, those on record and those with data.

A question declares its population (a class, narrowed by a scope) and the properties it reads. The numbers are counted
in the statements of a profile when a release is built, so that they cannot be more hopeful than the data.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amazongraph import terms
from amazongraph.questions.question import Population

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of ``known`` members of a population, ``covered`` have at least one statement of what the question reads.

    ``complete``: the register that lists the whole population is in the release; else its size is not known.
    """

    known: int
    covered: int
    complete: bool = False

    @property
    def lacking(self) -> bool:
        """Whether a count or a sum over it is a least value."""
        return not self.complete or self.covered < self.known


READ = ("canonical", "predicate", "object", "verdict")
"""The columns of the statement table that counting needs."""


def counted(statements: "pl.DataFrame", population: Population) -> tuple[int, int]:
    """Members on record, and those of them with at least one statement that the question reads.

    ``statements``: those of a profile, with the columns ``READ``.
    """
    import polars as pl

    said = statements.lazy()
    members = _members(said, population)
    reads = [part for part in population.reads if not part.startswith("^")]
    read_by = [part[1:] for part in population.reads if part.startswith("^")]
    told = pl.concat(
        [
            said.filter(pl.col("predicate").is_in([terms.expand(one) for one in reads])).select(member="canonical"),
            said.filter(pl.col("predicate").is_in([terms.expand(one) for one in read_by])).select(member="object"),
        ]
    )
    known, covered = pl.collect_all(
        [members.select(pl.len()), members.join(told, on="member", how="semi").select(pl.len())]
    )
    return int(known.item()), int(covered.item())


def _members(said: "pl.LazyFrame", population: Population) -> "pl.LazyFrame":
    """The things of the classes of a population that its whole scope is true of."""
    import polars as pl

    def having(predicate: str, objects: list[str]) -> "pl.LazyFrame":
        true = (pl.col("predicate") == predicate) & pl.col("object").is_in(objects) & (pl.col("verdict") == "accepted")
        return said.filter(true).select(member="canonical").unique()

    members = having(terms.TYPE, [terms.expand(one) for one in population.classes])
    for scope in population.scope:
        predicate, objects = scope.split()
        members = members.join(
            having(terms.expand(predicate), [terms.expand(one) for one in objects.split("|")]), on="member", how="semi"
        )
    return members
