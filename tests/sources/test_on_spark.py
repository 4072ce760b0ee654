"""Counting on Spark, two workers on this machine, gives what counting alone gives. Skipped without pyspark and Java."""

import random
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from alerts import HEADER, NEIGHBOURS, counted, lines_of

from amazongraph.errors import EngineError, SourceError
from amazongraph.sources.counted import Counted
from amazongraph.sources.counting import territories
from amazongraph.sources.on_spark import on_spark
from amazongraph.sources.points import Tally, alone
from amazongraph.spark import session

KNOWN = territories(NEIGHBOURS)
CORES = (("spark.master", "local[2]"),)


@pytest.fixture(scope="module", autouse=True)
def spark() -> Iterator[None]:
    """One session for the module."""
    pytest.importorskip("pyspark", reason="needs Spark: pip install 'amazongraph[spark]'")
    if not shutil.which("java"):
        pytest.skip("needs Java 17: apt-get install openjdk-17-jre-headless")
    with session(CORES) as opened:
        yield
        opened.stop()


def both(source: Counted, size: int) -> tuple[Tally, Tally]:
    """What one machine counts, and what Spark does, in parts of so many bytes."""
    arguments = source.stream, source.layout, KNOWN
    return alone(*arguments), on_spark(*arguments, CORES, size)


def same(one: Tally, other: Tally) -> bool:
    return (one.rows, one.rejects) == (other.rows, other.rejects) and one.counts.equals(other.counts)


def test_spark_and_one_machine_come_to_the_same(tmp_path: Path) -> None:
    lines = lines_of(3000)
    for number, bad in (
        (10, "x,-74.5,2024-02-10,high"),
        (1500, "-8.5,-74.5"),
        (1501, ""),
        (2990, "-8.5,,2024-02-10,high"),
    ):
        lines.insert(number, bad)
    one, other = both(counted(tmp_path, *lines), 20_000)
    assert same(one, other)
    assert (one.rows, [reject.row for reject in one.rejects]) == (3003, [12, 1502, 2992])
    assert one.counts["points"].sum() > 3000 > one.counts.height > 20


def test_a_row_over_a_border_is_read_all_the_same(tmp_path: Path) -> None:
    chance = random.Random(1)
    lines = [
        f'"{"a" * chance.randint(0, 9)}\n{"b" * 50}",{line}' if number > 200 else f"a,{line}"
        for number, line in enumerate(lines_of(400))
    ]
    one, other = both(counted(tmp_path, *lines, header=f"note,{HEADER}"), 3000)
    assert same(one, other)
    assert one.rows == 400


def test_far_too_many_bad_rows_stop_it_with_the_first(tmp_path: Path) -> None:
    source = counted(tmp_path, *lines_of(100), *["-8.5,-74.5,soon,high"] * 12_000)
    told = []
    for count in (alone, partial(on_spark, configuration=CORES, size=50_000)):
        with pytest.raises(SourceError) as stopped:
            count(source.stream, source.layout, KNOWN)
        told.append(stopped.value.problems)
    assert told[0] == told[1]
    assert [one.row for one in told[1][1:3]] == [102, 103]


def test_a_file_that_changed_under_the_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = counted(tmp_path, *lines_of(50))
    stream = source.stream
    monkeypatch.setattr(type(stream), "body", lambda self: range(80, 90))
    with pytest.raises(EngineError, match=r"alerts\.csv.*do not see"):
        on_spark(stream, source.layout, KNOWN, CORES)


def test_what_fails_in_spark_is_one_message() -> None:
    with pytest.raises(EngineError, match=r"Spark failed: .*nothing"), session(CORES) as spark:
        spark.sql("SELECT nothing")


def test_a_connection_that_breaks_is_one_message() -> None:
    with pytest.raises(EngineError, match="Spark failed"), session(CORES):
        raise ConnectionRefusedError("refused")
