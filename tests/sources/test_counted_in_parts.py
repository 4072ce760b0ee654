"""A file counted in parts gives what it gives as a whole: what each worker does, without the workers."""

import pickle
from pathlib import Path

import polars as pl
import pytest
from alerts import HEADER, NEIGHBOURS, counted, lines_of

from amazongraph.sources.counted import Counted
from amazongraph.sources.counting import aggregate, territories
from amazongraph.sources.on_spark import Work, part_rows
from amazongraph.sources.points import points_of

KNOWN = territories(NEIGHBOURS)


def work(source: Counted, size: int) -> Work:
    body = source.stream.body()
    assert body
    # As a worker gets it.
    made: Work = pickle.loads(pickle.dumps(Work(source.stream, source.layout, KNOWN, body, size)))
    return made


def rows_of(source: Counted) -> pl.DataFrame:
    """The points of a file read as one, in the order of their lines."""
    return pl.concat([points_of(batch, source.layout)[0] for batch in source.stream.batches(source.layout.wanted)])


@pytest.mark.parametrize("size", [1, 7, 64, 1000, 1 << 20])
def test_no_row_is_lost_or_read_twice_wherever_the_parts_end(tmp_path: Path, size: int) -> None:
    source = counted(tmp_path, *lines_of(40))
    body = source.stream.body()
    assert body
    begun = 0
    found = []
    for start in range(body.start, body.stop, size):
        for piece in source.stream.pieces(source.layout.wanted, range(start, min(start + size, body.stop)), begun + 1):
            assert piece.whole
            found += [points_of(batch, source.layout)[0] for batch in piece.batches]
            begun += piece.lines
    assert pl.concat(found).equals(rows_of(source))
    assert begun == 40


def test_the_parts_of_a_file_add_up_to_it(tmp_path: Path) -> None:
    source = counted(tmp_path, *lines_of(300))
    made = work(source, 1000)
    parts = [part_rows(number, made) for number in range(len(made.parts))]
    assert len(parts) > 5
    summed = pl.concat(parts).filter(pl.col("rows").is_null()).group_by("place", "period", "kind")
    whole = aggregate(rows_of(source), KNOWN)
    by = ["place", "period", "kind"]
    assert summed.agg(pl.col("points").sum()).sort(by).equals(whole.select(*by, "points").sort(by))
    summary = pl.concat(parts).filter(pl.col("rows").is_not_null())
    assert summary.select("rows", "line", "rejected").sum().rows() == [(300, 300, 0)]
    assert summary["end"].to_list()[-1] == made.body.stop
    assert summary.select(pl.col("whole").all(), pl.col("seen").all()).rows() == [(True, True)]


def test_a_part_that_ends_inside_a_row_says_where_it_stopped(tmp_path: Path) -> None:
    header = f"note,{HEADER}"
    lines = [f"a,{line}" for line in lines_of(20)]
    lines[10] = lines[10].replace("a,", f'"{"b" * 80}\n{"c" * 80}",', 1)
    source = counted(tmp_path, *lines, header=header)
    text = source.path.read_bytes()
    body = source.stream.body()
    assert body
    inside = text.index(b"ccc") - body.start
    row = part_rows(0, work(source, inside)).row(0, named=True)
    assert (row["whole"], row["end"], row["rows"], row["line"]) == (False, body.start, 0, 0)
    # One row over two lines does not stop a part that holds both.
    row = part_rows(0, work(source, len(body))).row(0, named=True)
    assert (row["whole"], row["end"], row["rows"], row["line"]) == (True, len(text), 20, 21)


def test_what_is_not_one_encoding_and_one_kind_of_line_is_not_read_from_the_middle(tmp_path: Path) -> None:
    source = counted(tmp_path, *lines_of(3))
    source.path.write_bytes(source.path.read_bytes().replace(b"\n", b"\r"))
    assert counted_again(source).stream.body() is None
    source.path.write_bytes(f"n\u00f1,{HEADER}\nn\u00f1,{lines_of(1)[0]}\n".encode("latin-1"))
    assert counted_again(source).stream.body() is None


def counted_again(source: Counted) -> Counted:
    return Counted(source.loader, source.path, source.retrieved)


def test_a_worker_that_sees_another_file_counts_nothing(tmp_path: Path) -> None:
    source = counted(tmp_path, *lines_of(3))
    made = work(source, 1000)
    source.path.write_text("other", encoding="utf-8")
    row = part_rows(0, made).row(0, named=True)
    assert (row["seen"], row["rows"]) == (False, 0)
