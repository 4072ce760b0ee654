"""Counts the points of one file on Apache Spark: what ``points.alone`` does, a part of the file a task.

Only distributes. Each worker is handed the territories once, grows its tree of them, reads its part of the file and
counts batch by batch with the same function as one machine does; Spark adds up. The file must lie where every worker
sees it under the same path. What a worker cannot read on its own (a row over several lines that a part ends in) is read
here, from there on, by the careful reader: the answer is the same, later.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import polars as pl

from amazongraph.errors import EngineError, Problem
from amazongraph.sources.counting import COUNTS, Territories
from amazongraph.sources.points import MOST_REJECTS, TOLD, Layout, Tally, alone, tally, too_many, total
from amazongraph.sources.readers.stream import Stream
from amazongraph.spark import Configuration, same_file, session

PART = 1 << 26  # bytes of a file that are one task
# A row of what a part gives: a count (as ``COUNTS``), or, with ``rows``, what is to be known of the part itself: how
# many rows and lines it has, the byte where it ends, whether it was read to its end and seen at all, and its rejects.
_ROWS: dict[str, pl.DataType] = {
    "part": pl.Int64(),
    **COUNTS,
    "rows": pl.Int64(),
    "end": pl.Int64(),
    "whole": pl.Boolean(),
    "seen": pl.Boolean(),
    "rejected": pl.Int64(),
    "rejects": pl.String(),
}
_SQL = {pl.Int64(): "long", pl.String(): "string", pl.Boolean(): "boolean"}
_LINES = 1 << 40  # more than a part has


@dataclass(frozen=True, slots=True)
class Work:
    """All that a worker must know; ``body``: the bytes of the rows, ``size``: how many of them are a part."""

    stream: Stream
    layout: Layout
    known: Territories
    body: range
    size: int

    @property
    def parts(self) -> list[range]:
        """The parts of the file."""
        return [self.body[start : start + self.size] for start in range(0, len(self.body), self.size)]


def on_spark(
    stream: Stream, layout: Layout, known: Territories, configuration: Configuration = (), size: int = PART
) -> Tally:
    """Count the points of a file. Raises ``SourceError``, ``ExtraError`` and ``EngineError``."""
    body = stream.body()
    if not body:
        return alone(stream, layout, known)
    work = Work(replace(stream, path=stream.path.resolve()), layout, known, body, size)
    with session(configuration) as spark:
        shared = spark.sparkContext.broadcast(work)
        numbers = spark.range(0, len(work.parts), 1, len(work.parts))
        columns = ", ".join(f"{name} {_SQL[kind]}" for name, kind in _ROWS.items())
        made = numbers.mapInArrow(lambda batches: _on_worker(batches, shared.value), columns).persist()
        try:
            return _gathered(work, made)
        finally:
            made.unpersist()
            shared.destroy()


def part_rows(number: int, work: Work) -> pl.DataFrame:
    """What one part of the file gives (``_ROWS``). Lines count from its own beginning; nobody knows more here."""
    said: dict[str, Any] = {"part": number, "seen": same_file(work.stream.path, work.body.stop)}
    counts: list[pl.DataFrame] = []
    rejects: list[Problem] = []
    rows = line = 0
    end, whole = work.parts[number].start, True
    for piece in work.stream.pieces(work.layout.wanted, work.parts[number]) if said["seen"] else ():
        for one in (tally(batch, work.layout, work.known) for batch in piece.batches):
            counts.append(one.counts)
            rows, rejects = rows + one.rows, [*rejects, *one.rejects]
        line, end, whole = line + piece.lines, piece.end, piece.whole
        if len(rejects) > MOST_REJECTS:
            break
    told = json.dumps([asdict(one) for one in rejects[: MOST_REJECTS + 1]])
    said |= {"line": line, "rows": rows, "end": end, "whole": whole, "rejected": len(rejects), "rejects": told}
    summary = pl.DataFrame([said], schema=_ROWS)
    return pl.concat(
        [summary, *(one.with_columns(part=pl.lit(number, pl.Int64())) for one in counts)], how="diagonal"
    ).select(*_ROWS)


def _on_worker(batches: Iterable[Any], work: Work) -> Iterator[Any]:
    for batch in batches:
        for number in batch.column(0).to_pylist():
            yield from part_rows(number, work).to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()


def _gathered(work: Work, made: Any) -> Tally:
    """The sum of what the workers made, and of what was left for us to read."""
    from pyspark.sql import functions as sql

    of_parts = made.filter("rows IS NOT NULL").drop("place", "period", "kind", "points", "rejects")
    parts = pl.DataFrame(pl.from_arrow(of_parts.toArrow())).sort("part")
    if not parts["seen"].all():
        raise EngineError("engine.unseen", file=str(work.stream.path))
    stopped = parts.filter(~pl.col("whole"))["part"].min()
    parts = parts if stopped is None else parts.filter(pl.col("part") <= stopped)
    starts = _starts(work.stream.header, parts["line"])
    rows, wrong = sum(parts["rows"]), sum(parts["rejected"])
    found = made.filter(sql.col("part") < len(parts))
    rejects = _rejects(found, parts, starts)
    if wrong > MOST_REJECTS:
        raise too_many(wrong, rows, work.layout.file, rejects)
    summed = (
        found.filter("rows IS NULL")
        .withColumn("line", sql.col("part") * _LINES + sql.col("line"))
        .groupBy("place", "period", "kind")
        .agg(sql.sum("points").alias("points"), sql.min("line").alias("line"))
    )
    counts = pl.DataFrame(pl.from_arrow(summed.toArrow()))
    line = counts["line"] % _LINES + starts.gather(counts["line"] // _LINES)
    counts = counts.with_columns(line.alias("line")).select(*COUNTS)
    return total([Tally(counts, rows, rejects), *_rest(work, parts)], work.layout.file)


def _starts(header: int, lines: pl.Series) -> pl.Series:
    """How many lines of the file are before each part."""
    return header + lines.cum_sum().shift(1, fill_value=0)


def _rejects(made: Any, parts: pl.DataFrame, starts: pl.Series) -> tuple[Problem, ...]:
    """What is wrong with rows, by the lines of the file; of far too many only the first."""
    wrong = parts.filter(pl.col("rejected") > 0)
    if wrong["rejected"].sum() > MOST_REJECTS:
        wrong = wrong.head(TOLD)
    if wrong.is_empty():
        return ()
    said = made.filter("rejected > 0").filter(made["part"].isin(wrong["part"].to_list())).select("part", "rejects")
    told = [(part, Problem(**one)) for part, rejects in said.collect() for one in json.loads(rejects)]
    return tuple(replace(one, row=one.row + starts[part]) for part, one in sorted(told, key=lambda each: each[0]))


def _rest(work: Work, parts: pl.DataFrame) -> Iterator[Tally]:
    """What the last of some parts could not read, and all that comes after it, read here."""
    last = parts.row(-1, named=True)
    if not last["whole"]:
        line = work.stream.header + sum(parts["line"])
        for batch in work.stream.rest(work.layout.wanted, last["end"], line):
            yield tally(batch, work.layout, work.known)
