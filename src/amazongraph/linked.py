"""The judgements that a build goes by, and all that is known with the names they join as one, for each profile.

A profile's names are merged by the links it may see, so that none tells of a link that is withheld from it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from amazongraph import terms
from amazongraph.disclosure import disclose
from amazongraph.errors import Problem
from amazongraph.merge import DECISIONS, decisions, joins, merge
from amazongraph.ontology import Ontology
from amazongraph.relate import relate
from amazongraph.sources.contract import Source
from amazongraph.sources.links import MappingSet, absent, with_both_ends
from amazongraph.sssom import Judgement

Notify = Callable[[str], None]


class Links:
    """The judgements of the tables of links among some sources, by the id of their statement."""

    def __init__(self, sources: Sequence[Source], ontology: Ontology, notify: Notify) -> None:
        self.sets = [source for source in sources if isinstance(source, MappingSet)]
        self.ontology, self.notify = ontology, notify
        self.judgements: dict[str, Judgement] = {}

    def standing(self, frame: pl.DataFrame, places: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
        """The frame without the links of what is not there, and what to tell of those of the workspace's own tables.

        Raises ``SourceError``.
        """
        for one in self.sets:
            self.judgements |= one.judgements()
        own = {one.path.name for one in self.sets if not one.ships}
        kept = with_both_ends(frame)
        return kept, absent(frame, kept, places.filter(pl.col("file").is_in(own)))

    def known(self, frame: pl.DataFrame, profiles: Iterable[str]) -> dict[str, pl.DataFrame]:
        """For each profile all that is known; mostly one frame, since links that some may not see are few."""
        found: list[tuple[pl.DataFrame, pl.DataFrame]] = []
        known: dict[str, pl.DataFrame] = {}
        for profile in profiles:
            names = self._decisions(frame, profile)
            alike = next((related for decided, related in found if decided.equals(names)), None)
            known[profile] = self._related(frame, names) if alike is None else alike
            found.append((names, known[profile]))
        return known

    def _related(self, frame: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
        self.notify("merge")
        frame = merge(frame, names)
        self.notify("relate")
        return relate(frame, self.ontology)

    def _decisions(self, frame: pl.DataFrame, profile: str) -> pl.DataFrame:
        if not any(map(joins, self.judgements.values())):
            return pl.DataFrame(schema=DECISIONS)
        visible, _ = disclose(merge(self._concerned(frame)), self.ontology, profile)
        return decisions(visible, self.judgements)

    def _concerned(self, frame: pl.DataFrame) -> pl.DataFrame:
        """All that decides on the links and on who may see them: what is said of their ends, of sources, and of what
        those statements name.
        """
        ends = pl.Series(sorted({iri for one in self.judgements.values() for iri in one.pair}), dtype=pl.String)
        own = pl.col("subject").is_in(ends.implode()) | (pl.col("source") == terms.META)
        named = frame.filter(own | pl.col("id").is_in(list(self.judgements)))["object"].unique()
        links = pl.Series(list(self.judgements), dtype=pl.String)
        claims = f"{terms.BASE}claim/" + links
        told = pl.col("subject").is_in(named.implode()) | pl.col("subject").is_in(claims.implode())
        return frame.filter(own | told | pl.col("id").is_in(links.implode()))


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
