"""What changed between two statement tables, against rdflib's graph difference and a plain difference of sets.

Tables are made up: figures, things with claims on them, one row in a hundred changed, one in five hundred judged
otherwise. Ours reads two Parquet files and tells statements, verdicts, figures and things apart; the peers hold the
triples in memory and give nothing but those that came and went.
"""

import tempfile
from pathlib import Path

import polars as pl
import rdflib
from _workspace import median, options, show
from rdflib.compare import graph_diff

from amazongraph import statements, terms
from amazongraph.diff.changes import changes

SIZES = (10_000, 100_000, 1_000_000)
LARGEST_FOR_RDFLIB = 10_000
PER_THING = 10


def table(size: int, edition: int) -> pl.DataFrame:
    """A statement table of ``size`` rows; the second edition differs from the first."""
    row = pl.int_range(size, eager=True).alias("row")
    thing, part = pl.col("row") // PER_THING, pl.col("row") % PER_THING
    kind = pl.when(thing % 5 == 0).then(pl.lit(terms.ag("Figure"))).otherwise(pl.lit(terms.ag("Area")))
    changed = pl.lit(edition) * (pl.col("row") % 100 == 1).cast(pl.Int64)
    judged = (pl.lit(edition) * (pl.col("row") % 500 == 2).cast(pl.Int64)) == 1
    iri = pl.lit(terms.BASE + "id/thing/") + thing.cast(pl.String)
    frame = row.to_frame().select(
        subject=iri,
        canonical=iri,
        predicate=pl.when(part == 0).then(pl.lit(terms.TYPE)).otherwise(pl.lit(terms.NS + "p") + part.cast(pl.String)),
        object=pl.when(part == 0).then(kind).otherwise((pl.col("row") * 2 + changed).cast(pl.String)),
        object_kind=pl.when(part == 0).then(pl.lit("iri")).otherwise(pl.lit("literal")),
        source=pl.lit(terms.BASE + "source/") + (thing % 300).cast(pl.String),
        verdict=pl.when(judged).then(pl.lit("outranked")).otherwise(pl.lit("accepted")),
        reason=pl.when(judged).then(pl.lit("later-as-of")).otherwise(pl.lit("undisputed")),
    )
    # Ids in the form of ours; what they are hashed with matters to nothing that is measured.
    key = pl.concat_str("source", "subject", "predicate", "object", separator="\x1f")
    ids = frame.select(key.hash(1).cast(pl.String) + key.hash(2).cast(pl.String)).to_series()
    absent = [pl.lit(None, kind).alias(name) for name, kind in statements.SCHEMA.items() if name not in frame.columns]
    return frame.with_columns(absent).with_columns(id=ids).select(list(statements.SCHEMA))


def triples(frame: pl.DataFrame) -> set[tuple[str, str, str]]:
    return set(frame.select("canonical", "predicate", "object").iter_rows())


def graph(frame: pl.DataFrame) -> rdflib.Graph:
    made = rdflib.Graph()
    for subject, predicate, value in triples(frame):
        thing = rdflib.URIRef(value) if "://" in value else rdflib.Literal(value)
        made.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), thing))
    return made


def main() -> None:
    """Measure and print."""
    given = options(__doc__, repeat=3)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            files = [Path(folder) / f"{size}-{edition}.parquet" for edition in (0, 1)]
            frames = [table(size, edition) for edition in (0, 1)]
            for frame, file in zip(frames, files, strict=True):
                frame.write_parquet(file)
            scanned = [pl.scan_parquet(file) for file in files]
            ours = median(lambda scanned=scanned: changes(*scanned), given.repeat)
            sets = [triples(frame) for frame in frames]
            plain = median(lambda sets=sets: (sets[1] - sets[0], sets[0] - sets[1]), given.repeat)
            reading = median(lambda files=files: [triples(pl.read_parquet(file)) for file in files], 1)
            peer: float | None = None
            if size <= LARGEST_FOR_RDFLIB:
                graphs = [graph(frame) for frame in frames]
                peer = median(lambda graphs=graphs: graph_diff(*graphs), 1)
            rows.append((size, ours, reading + plain, ours / (reading + plain), peer, ours / peer if peer else None))
    show(
        f"what changed: {given.repeat} runs, median seconds",
        ("rows of each", "ours", "sets read and taken apart", "ratio", "rdflib graph_diff", "ratio"),
        rows,
    )


if __name__ == "__main__":
    main()
