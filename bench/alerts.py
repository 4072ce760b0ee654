"""Counting alerts in territories, on one machine and on Spark with two workers: seconds, rows a second, peak memory.

Both count the same made-up files with the same function, each in a process of its own, and must come to the same.
``--rows`` sets the sizes; ``--keep FOLDER`` keeps the files. Needs Linux (``/proc``), and for Spark ``pip install
'.[spark]'`` and Java 17; without them one machine is measured alone.
"""

import argparse
import importlib.util
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from _workspace import show

from amazongraph import terms
from amazongraph.outlines import Outline
from amazongraph.sources.counted import Counted
from amazongraph.sources.counting import territories
from amazongraph.sources.datasets import dataset, loader
from amazongraph.sources.on_spark import on_spark
from amazongraph.sources.points import alone
from amazongraph.spark import session

SIZES = (100_000, 1_000_000, 10_000_000)
TERRITORIES = 2_500
CORNERS = 60
FRONTS = 400  # places around which forest is cut; alerts come in clusters
CHUNK = 500_000
DAY = "2026-11-23"
KINDS = ("nominal", "high", "highest")
CORES = (("spark.master", "local[2]"),)


def outlines() -> list[Outline]:
    """Territories with many corners, side by side on a grid; neighbours overlap a little."""
    across = math.ceil(math.sqrt(TERRITORIES))
    side = 8 / across
    angle = np.linspace(0, 2 * math.pi, CORNERS, endpoint=False)
    reach = side * (0.48 + 0.04 * np.sin(7 * angle))
    drawn = []
    for number in range(TERRITORIES):
        row, column = divmod(number, across)
        x, y = -78 + (column + 0.5) * side + reach * np.cos(angle), -12 + (row + 0.5) * side + reach * np.sin(angle)
        place = terms.entity("area", f"made-up-{number}")
        drawn.append(Outline(place, place, 0, False, shapely.Polygon(np.column_stack([x, y]))))
    return drawn


def write_alerts(path: Path, count: int) -> None:
    """Alerts of a year around some fronts, under the column names of Global Forest Watch."""
    chance = np.random.default_rng(count)
    fronts = chance.uniform([-78, -12], [-70, -4], (FRONTS, 2))
    days = np.array([f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)])
    with path.open("wb") as file:
        file.write(b'"latitude","longitude","gfw_integrated_alerts__date","gfw_integrated_alerts__confidence"\n')
        for start in range(0, count, CHUNK):
            size = min(CHUNK, count - start)
            points = fronts[chance.integers(FRONTS, size=size)] + chance.normal(0, 0.03, (size, 2))
            frame = pl.DataFrame(
                {
                    "lat": points[:, 1].round(5),
                    "lon": points[:, 0].round(5),
                    "day": days[chance.integers(len(days), size=size)],
                    "kind": np.array(KINDS)[chance.integers(3, size=size)],
                }
            )
            frame.write_csv(file, include_header=False, quote_style="non_numeric")


def measured(engine: str, path: Path, to: Path) -> None:
    """In a process of its own: count, and tell the seconds."""
    source = dataset(loader("gfw-integrated-alerts", path.parent), path, DAY)
    assert isinstance(source, Counted)
    known = territories(outlines())
    began = time.perf_counter()
    if engine == "spark":
        with session(CORES):
            pass
    started = time.perf_counter()
    arguments = source.stream, source.layout, known
    tally = on_spark(*arguments, CORES) if engine == "spark" else alone(*arguments)
    ended = time.perf_counter()
    tally.counts.write_parquet(to)
    print(json.dumps({"rows": tally.rows, "start": started - began, "count": ended - started}))


def family(root: int) -> Iterator[int]:
    """A process and all that it started, directly or not."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="utf-8")
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    waiting = [root]
    while waiting:
        yield (one := waiting.pop())
        waiting += parents.get(one, [])


def held(root: int) -> float:
    """The memory in MB that a process and all that it started hold now; what they share counts once."""
    total = 0
    for one in family(root):
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="utf-8")
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024


def worked(root: int) -> dict[int, float]:
    """The CPU seconds that a process and all that it started have had so far, by process."""
    seconds = {}
    for one in family(root):
        try:
            stat = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        seconds[one] = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def run(engine: str, path: Path, to: Path) -> dict[str, float]:
    """Count in a process of its own; what it tells, with the CPU seconds and the peak memory (MB) of all processes."""
    command = [sys.executable, __file__, "--one", engine, str(path), str(to)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak, seconds = 0.0, dict[int, float]()
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.1):
            peak = max(peak, held(child.pid))
            seconds.update(worked(child.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    said, _ = child.communicate()
    done.set()
    watcher.join()
    if child.returncode:
        raise SystemExit(f"{engine} failed at {path.name}")
    return {**json.loads(said), "cpu": sum(seconds.values()), "peak": peak}


def rows_of(folder: Path, count: int, engines: list[str], repeat: int) -> list[list[object]]:
    """Rows of the table for one size: the fastest of some runs of each engine."""
    path = folder / f"alerts-{count}.csv"
    if not path.is_file():
        write_alerts(path, count)
    rows: list[list[object]] = []
    tallies = []
    base = 0.0
    for engine in engines:
        runs = [run(engine, path, folder / f"{engine}.parquet") for _ in range(repeat)]
        best = min(runs, key=lambda one: one["start"] + one["count"])
        whole = best["start"] + best["count"]
        base = base or whole
        tallies.append(pl.read_parquet(folder / f"{engine}.parquet"))
        peak = max(one["peak"] for one in runs)
        cpu = min(one["cpu"] for one in runs)
        rows.append(
            [f"{count:,}", engine, best["start"], best["count"], cpu, count / best["count"], whole / base, peak]
        )
    if not all(one.equals(tallies[0]) for one in tallies):
        raise SystemExit(f"the engines do not agree on {count} alerts")
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="sizes (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=2, help="runs of each measurement (default: %(default)s)")
    parser.add_argument("--keep", type=Path, help="folder to keep the files in (default: temporary)")
    parser.add_argument("--single", action="store_true", help="leave out Spark")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.one:
        measured(said.one[0], Path(said.one[1]), Path(said.one[2]))
        return
    engines = ["single"]
    if (
        not said.single
        and importlib.util.find_spec("pyspark")
        and (shutil.which("java") or os.environ.get("JAVA_HOME"))
    ):
        engines.append("spark")
    headers = ("alerts", "engine", "start, s", "count, s", "CPU, s", "alerts/s", "ratio", "peak, MB")
    with tempfile.TemporaryDirectory() as temporary:
        folder = said.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for count in said.rows:
            rows = rows_of(folder, count, engines, said.repeat)
            show(f"{TERRITORIES:,} territories, {os.cpu_count()} cores", headers, rows)


if __name__ == "__main__":
    main()
