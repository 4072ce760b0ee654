"""The judgements that a build goes by, and all that is known with the names they join as one, for each profile.

A profile's names are merged by the links it may see, so that none tells of a link that is withheld from it.
"""

from collections.abc import Callable, Iterable, Sequence

import polars as pl

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
        visible, _ = disclose(merge(frame), self.ontology, profile)
        return decisions(visible, self.judgements)
