"""What differs between two statement tables of one profile, by anti-joins. Knows frames only: no release, no names.

A statement keeps its id for ever (``statements.py``), so that what has no partner under its id came or went. What the
build works out itself is not told as a statement; of it only contradictions and names that gave way are read.
"""

from dataclasses import dataclass

import polars as pl

from amazongraph import terms
from amazongraph.chains import documents, of_figures
from amazongraph.independence import independence
from amazongraph.merge import REPLACED_BY

STATEMENT_CHANGES = ("added", "changed", "gone", "ended", "contested", "accepted", "outranked", "retracted")
FIGURE_CHANGES = ("added", "changed", "gone", "contradicted", "reconciled", "confirmed")
ENTITY_CHANGES = ("appeared", "merged", "split", "vanished")
_READ = ("id", "canonical", "predicate", "object", "object_kind", "lang", "source", "verdict", "reason")
_OURS = (terms.DERIVED, terms.META)
_FIGURE, _CONTRADICTS = terms.ag("Figure"), terms.ag("contradicts")
_AMOUNT = ("value", "minValue", "maxValue")
_SCOPE = (*_AMOUNT, "indicator", "unit", "bound", "population", "area", "period", "asOf")
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Changes:
    """Frames, a row a change, each with the column ``change``; sorted.

    ``statements``: ``canonical predicate object object_kind source verdict reason``, with ``was`` (the value before)
    of one that is ``changed`` and ``before`` (the verdict before) of one that was judged anew. ``figures``: ``figure``,
    and ``other`` where it is about two. ``entities``: ``iri``, ``class``, and ``other``, the name that it gave way to.
    """

    statements: pl.DataFrame
    figures: pl.DataFrame
    entities: pl.DataFrame

    @property
    def none(self) -> bool:
        """Whether the two say the same."""
        return self.statements.is_empty() and self.figures.is_empty() and self.entities.is_empty()


def changes(before: pl.LazyFrame, after: pl.LazyFrame) -> Changes:
    """What changed from ``before`` to ``after``, two statement tables of one profile."""
    old, new = pl.collect_all([one.select(_READ) for one in (before, after)])
    gone, come = old.join(new.select("id"), on="id", how="anti"), new.join(old.select("id"), on="id", how="anti")
    was, now = _figures(old), _figures(new)
    return Changes(
        _statements(old, new, gone, come, pl.concat([was, now]).unique()),
        _figure_changes(new, gone, come, was, now),
        _entities(old, new, gone, come),
    )


def _figures(frame: pl.DataFrame) -> pl.DataFrame:
    return (
        frame.filter((pl.col("predicate") == terms.TYPE) & (pl.col("object") == _FIGURE)).select("canonical").unique()
    )


def _statements(
    old: pl.DataFrame, new: pl.DataFrame, gone: pl.DataFrame, come: pl.DataFrame, figures: pl.DataFrame
) -> pl.DataFrame:
    """What documents and data sets say of anything but figures: came, went, took another value, was judged anew."""
    went, came = (_said(one, figures) for one in (gone, come))
    place = ["source", "canonical", "predicate", "lang"]
    # A value is the one before in other words only where one went and one came.
    alone = [one.filter(pl.len().over(place) == 1) for one in (went, came)]
    pairs = alone[1].join(alone[0].select(*place, "id", "object"), on=place, suffix="_was", nulls_equal=True)
    judged = (
        _said(new, figures)
        .join(old.select("id", before="verdict"), on="id")
        .filter(pl.col("before") != pl.col("verdict"))
    )
    parts = [
        pairs.with_columns(change=pl.lit("changed"), was=pl.col("object_was")),
        came.join(pairs.select("id"), on="id", how="anti").with_columns(change=pl.lit("added")),
        went.join(pairs.select(id="id_was"), on="id", how="anti").with_columns(change=pl.lit("gone")),
        judged.with_columns(change=pl.col("verdict")),
    ]
    columns = ["change", "canonical", "predicate", "object", "object_kind", "lang", "source", "verdict", "reason"]
    filled = pl.concat(parts, how="diagonal").select(*columns, "was", "before")
    return filled.sort(_order("change", STATEMENT_CHANGES), "source", "canonical", "predicate", "object", "lang")


def _said(frame: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(~pl.col("source").is_in(_OURS)).join(figures, on="canonical", how="anti")


def _figure_changes(
    new: pl.DataFrame, gone: pl.DataFrame, come: pl.DataFrame, was: pl.DataFrame, now: pl.DataFrame
) -> pl.DataFrame:
    added, ended = now.join(was, on="canonical", how="anti"), was.join(now, on="canonical", how="anti")
    stayed = now.join(was, on="canonical", how="semi")
    touched = pl.concat([gone, come]).filter(~pl.col("source").is_in(_OURS)).select("canonical").unique()
    changed = stayed.join(touched, on="canonical", how="semi")
    parts = [
        added.select(change=pl.lit("added"), figure="canonical"),
        ended.select(change=pl.lit("gone"), figure="canonical"),
        changed.select(change=pl.lit("changed"), figure="canonical"),
        _contradictions(come).with_columns(change=pl.lit("contradicted")),
        # Where a figure went, its contradictions went with it and nothing was settled.
        _contradictions(gone)
        .join(now, left_on="figure", right_on="canonical", how="semi")
        .join(now, left_on="other", right_on="canonical", how="semi")
        .with_columns(change=pl.lit("reconciled")),
        _confirmed(new, now, pl.concat([added, changed])).with_columns(change=pl.lit("confirmed")),
    ]
    frame = pl.concat([part for part in parts if not part.is_empty()] or parts[3:4], how="diagonal")
    return frame.select("change", "figure", other=_or_null(frame, "other")).sort(
        _order("change", FIGURE_CHANGES), "figure", "other"
    )


def _contradictions(frame: pl.DataFrame) -> pl.DataFrame:
    """Pairs of figures that contradict each other, each pair once."""
    said = frame.filter((pl.col("predicate") == _CONTRADICTS) & (pl.col("canonical") < pl.col("object")))
    return said.select(figure="canonical", other="object").unique()


def _confirmed(new: pl.DataFrame, now: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame:
    """Figures that were there with those, new or changed, that say the same of the same and rest on something else."""
    parts = new.join(now, on="canonical", how="semi").filter(pl.col("source") != terms.DERIVED)
    scope = parts.filter(pl.col("predicate").is_in([terms.ag(name) for name in _SCOPE]))
    dated = scope.filter(pl.col("predicate") == terms.ag("period")).select("canonical")
    # Of what has a period the day on which it was counted says nothing more.
    as_of = scope.filter(pl.col("predicate") == terms.ag("asOf")).join(dated, on="canonical", how="semi")
    keyed = (
        scope.join(as_of, on=["canonical", "predicate", "object"], how="anti")
        .select("canonical", part=pl.concat_str("predicate", "object", separator=" "))
        .group_by("canonical")
        .agg(scope=pl.col("part").unique().sort().str.join(_BETWEEN))
    )
    alike = (
        keyed.join(fresh, on="canonical", how="anti")
        .join(keyed.join(fresh, on="canonical", how="semi"), on="scope", suffix="_fresh")
        .select(figure="canonical", other="canonical_fresh")
    )
    known = of_figures(parts.join(_both(alike), on="canonical", how="semi"), documents(new))
    rows = [pair for pair in alike.iter_rows() if independence([*known[pair[0]], *known[pair[1]]]).most > 1]
    return pl.DataFrame(rows, schema={"figure": pl.String, "other": pl.String}, orient="row")


def _both(pairs: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([pairs.select(canonical="figure"), pairs.select(canonical="other")]).unique()


def _entities(old: pl.DataFrame, new: pl.DataFrame, gone: pl.DataFrame, come: pl.DataFrame) -> pl.DataFrame:
    was, now = _things(old), _things(new)
    merged, split = (
        one.filter(pl.col("predicate") == REPLACED_BY).select(iri="canonical", other="object").unique("iri")
        for one in (come, gone)
    )
    vanished, appeared = was.join(now, on="iri", how="anti"), now.join(was, on="iri", how="anti")
    parts = [
        appeared.join(split, on="iri", how="anti").with_columns(change=pl.lit("appeared")),
        vanished.join(merged, on="iri", how="anti").with_columns(change=pl.lit("vanished")),
        vanished.join(merged, on="iri").with_columns(change=pl.lit("merged")),
        appeared.join(split, on="iri").with_columns(change=pl.lit("split")),
    ]
    frame = pl.concat(parts, how="diagonal")
    return frame.select("change", "iri", "class", "other").sort(_order("change", ENTITY_CHANGES), "class", "iri")


def _things(frame: pl.DataFrame) -> pl.DataFrame:
    """Everything that has a class of ours, with the first of those that are stated; figures are told apart."""
    typed = frame.filter(
        (pl.col("predicate") == terms.TYPE)
        & (pl.col("source") != terms.DERIVED)
        & pl.col("object").str.starts_with(terms.NS)
        & (pl.col("object") != _FIGURE)
    )
    return typed.group_by("canonical").agg(pl.col("object").min()).select(iri="canonical", **{"class": "object"})


def _order(column: str, names: tuple[str, ...]) -> pl.Expr:
    return pl.col(column).replace_strict(names, range(len(names)))


def _or_null(frame: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col(column) if column in frame.columns else pl.lit(None, pl.String)
