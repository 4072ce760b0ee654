"""The edges of a graph, read from the statements of a profile: one row for each, with those who say so."""

import polars as pl

from amazongraph import terms
from amazongraph.network.kinds import Edge, Kind

THING = terms.BASE + "id/"
_BUILT = [terms.DERIVED, terms.META]
_WHO = terms.ag("attributedTo")
_ENDS = {"first": pl.String(), "second": pl.String(), "property": pl.String(), "key": pl.String()}


def relations(said: pl.LazyFrame, kind: Kind) -> pl.DataFrame:
    """The relations of a kind of graph, in a fixed order.

    ``said``: statements that hold or held. Columns: ``first`` and ``second``, what is related; ``property``; ``key``,
    which tells several between two apart; ``thing``, of which it is said; ``sources``, ``reported_by`` and ``standing``
    as lists; ``starts`` and ``ends``, the dates that those who say so give; ``ended``; ``passages``, how many
    statements say so; and a column for each number.
    """
    parts = [_one(said, edge) for edge in kind.edges]
    if kind.passages:
        parts += [_relaying(said), _speaking(said)]
    names = sorted({name for edge in kind.edges for name in edge.numbers})
    rows = pl.concat(parts, how="diagonal")
    grouped = rows.group_by("first", "second", "property", "key").agg(
        pl.col("thing").min(),
        pl.col("source").filter(~pl.col("source").is_in(_BUILT)).unique().sort().alias("sources"),
        pl.col("attributed_to").drop_nulls().unique().sort().alias("reported_by"),
        pl.col("standing").drop_nulls().unique().sort(),
        pl.col("valid_from").unique().alias("starts"),
        pl.col("valid_to").unique().alias("ends"),
        (pl.col("verdict") == "ended").all().alias("ended"),
        pl.col("id").n_unique().alias("passages"),
        pl.col("dated").any(),
        *(pl.col(name).max() for name in names),
    )
    return grouped.sort("first", "second", "property", "key").collect()


def members(said: pl.LazyFrame, *classes: str) -> pl.LazyFrame:
    """The things of any of some classes: ``thing``."""
    of = (pl.col("predicate") == terms.TYPE) & pl.col("object").is_in(classes)
    return said.filter(of).select(thing="canonical").unique()


_SAID = ("id", "source", "attributed_to", "standing", "valid_from", "valid_to", "verdict")


def _one(said: pl.LazyFrame, edge: Edge) -> pl.LazyFrame:
    if not edge.to:
        return _any(said).with_columns(dated=pl.lit(edge.dated))
    rows = _tied(said, edge) if edge.start else _direct(said, edge)
    if edge.touching:
        near = members(said, edge.touching)
        rows = pl.concat(
            [
                rows.join(near, left_on="first", right_on="thing", how="semi"),
                rows.join(near, left_on="second", right_on="thing", how="semi"),
            ]
        )
    return rows.with_columns(dated=pl.lit(edge.dated))


def _any(said: pl.LazyFrame) -> pl.LazyFrame:
    """Whatever relates two things."""
    both = pl.col("canonical").str.starts_with(THING) & pl.col("object").str.starts_with(THING)
    return said.filter((pl.col("object_kind") == "iri") & both).select(
        pl.col("canonical").alias("first"),
        pl.col("object").alias("second"),
        pl.col("predicate").alias("property"),
        pl.col("predicate").alias("key"),
        pl.col("canonical").alias("thing"),
        *_SAID,
    )


def _direct(said: pl.LazyFrame, edge: Edge) -> pl.LazyFrame:
    rows = _any_of(said, edge.to).join(members(said, edge.of), on="thing", how="semi")
    made = rows.with_columns(first="thing", property=pl.lit(edge.to), key=pl.lit(edge.to))
    return _with_speakers(said, made)


def _any_of(said: pl.LazyFrame, predicate: str) -> pl.LazyFrame:
    return said.filter((pl.col("predicate") == predicate) & (pl.col("object_kind") == "iri")).select(
        pl.col("canonical").alias("thing"), pl.col("object").alias("second"), *_SAID
    )


def _tied(said: pl.LazyFrame, edge: Edge) -> pl.LazyFrame:
    """What a thing ties together, once for each statement that names one of the two."""
    ends = [_any_of(said, one).join(members(said, edge.of), on="thing", how="semi") for one in (edge.start, edge.to)]
    pairs = (
        ends[0]
        .select("thing", first="second")
        .unique()
        .join(ends[1].select("thing", "second").unique(), on="thing")
        .join(_values(said, edge.named_by or edge.to, "named"), on="thing", how="left")
    )
    for name, predicate in edge.numbers.items():
        number = _values(said, predicate, name).with_columns(pl.col(name).cast(pl.Float64))
        pairs = pairs.join(number, on="thing", how="left")
    property_ = pl.col("named") if edge.named_by else pl.lit(edge.to)
    stated = pl.concat([one.select("thing", *_SAID) for one in ends])
    made = pairs.with_columns(property=property_, key=pl.col("thing")).drop("named").join(stated, on="thing")
    return _with_speakers(said, made)


def _values(said: pl.LazyFrame, predicate: str, name: str) -> pl.LazyFrame:
    rows = said.filter(pl.col("predicate") == predicate)
    return rows.group_by(pl.col("canonical").alias("thing")).agg(pl.col("object").min().alias(name))


def _with_speakers(said: pl.LazyFrame, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows, and for whom the thing itself is attributed to a row more, which no document adds to."""
    who = said.filter(pl.col("predicate") == _WHO).select(thing="canonical", who="object").unique()
    more = rows.join(who, on="thing").with_columns(attributed_to="who").drop("who")
    return pl.concat([rows, more])


def _relaying(said: pl.LazyFrame) -> pl.LazyFrame:
    """From a document to the one that it relays, once a passage: a thing that it tells of, or one statement of it."""
    return _passages(said, terms.ag("relays"), "relays")


def _speaking(said: pl.LazyFrame) -> pl.LazyFrame:
    """From a document to whom it attributes what it says."""
    return _passages(said, _WHO, "attributed_to")


def _passages(said: pl.LazyFrame, predicate: str, column: str) -> pl.LazyFrame:
    """What a property says of a thing counts for the documents that state the thing, where it names them; the column
    counts for the document of the statement.
    """
    naming = pl.col("predicate").is_in([terms.ag("statedIn"), terms.ag("alsoReportedIn")])
    stated = said.filter(naming).select(told="canonical", document="object").unique()
    of_things = (
        said.filter(pl.col("predicate") == predicate)
        .select(pl.col("canonical").alias("told"), pl.col("object").alias("second"), *_SAID)
        .join(stated, on="told", how="left")
        .with_columns(first=pl.coalesce("document", "source"), id=pl.col("told"))
    )
    of_statements = said.filter(pl.col(column).is_not_null()).select(
        pl.col("canonical").alias("told"),
        pl.col(column).alias("second"),
        pl.col("source").alias("first"),
        *_SAID,
    )
    rows = pl.concat([of_things.drop("document"), of_statements.with_columns(id=pl.col("told"))], how="diagonal")
    return rows.filter(pl.col("first") != pl.col("second")).select(
        "first",
        "second",
        *_SAID[:1],
        pl.col("first").alias("source"),
        *_SAID[3:],
        pl.lit(None, pl.String).alias("attributed_to"),
        pl.lit(predicate).alias("property"),
        pl.lit(predicate).alias("key"),
        pl.col("first").alias("thing"),
        pl.lit(value=True).alias("dated"),
    )
