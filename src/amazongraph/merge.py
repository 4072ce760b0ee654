"""Names that denote one thing become one: writes ``canonical``, names objects by it, and leaves what was written.

Sees statements and judgements only; how judgements come about is not its business. Merging runs for each profile on
the links it may see, so that no name in a profile tells of a link that is withheld from it.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from amazongraph import statements, terms
from amazongraph.sssom import EXACT, Judgement, decided

DECISIONS: dict[str, pl.DataType] = {"iri": pl.String(), "canonical": pl.String(), "mark": pl.Int8()}
REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"
# Kinds whose key is a code that an authority gave, and properties that hold one.
_OFFICIAL_KINDS = ("admin", "populated-centre")
_OFFICIAL_CODES = ("ubigeoINEI", "populatedCentreCode", "bdpiCode")


def merge(frame: pl.DataFrame, decisions: pl.DataFrame | None = None) -> pl.DataFrame:
    """The frame with ``canonical`` and ``written_object``, and a tombstone for each name that was given up.

    ``decisions`` (``DECISIONS``): the name that a name gives way to, and how sensitive it is that both are one thing.
    What is said between two names of one thing keeps both as written: that is the link itself.
    """
    if decisions is None or decisions.is_empty():
        return frame.with_columns(statements.own_names())
    names = dict(decisions.select("iri", "canonical").iter_rows())
    subject, value = pl.col("subject").replace(names), pl.col("object").replace(names)
    between = (pl.col("object_kind") == statements.IRI) & (subject == value)
    own = (pl.col("object_kind") != statements.IRI) | between
    named = frame.with_columns(
        canonical=pl.when(between).then("subject").otherwise(subject),
        written_object=pl.when(~own & (value != pl.col("object"))).then("object"),
        object=pl.when(own).then("object").otherwise(value),
    )
    tombstones = statements.derived(
        {"subject": iri, "predicate": REPLACED_BY, "object": canonical, "mark": mark}
        for iri, canonical, mark in decisions.select("iri", "canonical", "mark").iter_rows()
    )
    return pl.concat([named, tombstones.with_columns(statements.own_names())], how="vertical").select(
        [*statements.LOADER_COLUMNS, "canonical", "written_object"]
    )


def decisions(frame: pl.DataFrame, judgements: Mapping[str, Judgement]) -> pl.DataFrame:
    """Which names give way to which (``DECISIONS``), by the judgements whose statements are in ``frame``.

    ``frame`` holds what a profile may see (with ``level``), not merged; ``judgements`` are by the id of their
    statement. Names that judgements join, one by one or in a chain, become one, unless a judgement denies it of two of
    them: then none does. Of several names stays the first of: one with an official code, one of a document, one of a
    data set; of these the first in the alphabet.
    """
    seen = frame.join(pl.DataFrame({"id": list(judgements)}, schema={"id": pl.String}), on="id").select("id", "level")
    levels = dict(seen.iter_rows())
    held = decided(judgements[one] for one in levels)
    of_pair: dict[tuple[str, str], int] = {}
    for one, level in levels.items():
        pair = judgements[one].pair
        of_pair[pair] = max(level, of_pair.get(pair, 0))
    same = [pair for pair, one in held.items() if joins(one)]
    apart = [pair for pair, one in held.items() if one.denied]
    rows: list[tuple[str, str, int]] = []
    ranks = _ranks(frame, {iri for pair in same for iri in pair}) if same else {}
    for group in _joined(same):
        if not any(one in group and other in group for one, other in apart):
            first = min(group, key=lambda iri: (ranks[iri], iri))
            mark = max(of_pair[pair] for pair in same if pair[0] in group)
            rows += [(iri, first, mark) for iri in sorted(group - {first})]
    return pl.DataFrame(sorted(rows), schema=DECISIONS, orient="row")


def joins(one: Judgement) -> bool:
    """Whether a judgement, where it holds, makes two names of ours one."""
    ours = all(iri.startswith(terms.BASE + "id/") for iri in one.pair)
    return ours and one.predicate == EXACT and not one.denied and one.decides


def _joined(pairs: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """The groups of names that pairs join, directly or in a chain."""
    group_of: dict[str, frozenset[str]] = {}
    for one, other in pairs:
        both = group_of.get(one, frozenset({one})) | group_of.get(other, frozenset({other}))
        group_of |= dict.fromkeys(both, both)
    return sorted(set(group_of.values()), key=min)


def _ranks(frame: pl.DataFrame, iris: set[str]) -> dict[str, int]:
    """0 for a name with an official code, 1 for one that a document uses, 2 for one of data sets alone."""
    data_sets = frame.filter((pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.ag("Dataset")))["subject"]
    said = frame.filter(pl.col("subject").is_in(list(iris)) & ~pl.col("predicate").str.starts_with(terms.SKOS))
    coded = said.filter(pl.col("predicate").is_in([terms.ag(name) for name in _OFFICIAL_CODES]))["subject"]
    documented = said.filter(~pl.col("source").is_in(data_sets.unique().implode()))["subject"]
    official = tuple(f"{terms.BASE}id/{kind}/" for kind in _OFFICIAL_KINDS)
    first, second = set(coded), set(documented)
    return {iri: 0 if iri in first or iri.startswith(official) else 1 if iri in second else 2 for iri in iris}
