"""What the benchmarks share: the workspace with its release, timing, and the table they print."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tabulate import tabulate

from amazongraph import releases
from amazongraph.build import build
from amazongraph.releases import Release
from amazongraph.settings import load

T = TypeVar("T")


def options(description: str | None, repeat: int, **flags: str) -> argparse.Namespace:
    """The options every benchmark takes, ``--workspace`` and ``--repeat``, and flags of its own with their help."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--workspace", type=Path, help="folder to build in if it holds no release (default: temporary)")
    parser.add_argument("--repeat", type=int, default=repeat, help="runs of each measurement (default: %(default)s)")
    for name, text in flags.items():
        parser.add_argument(f"--{name}", action="store_true", help=text)
    return parser.parse_args()


@contextmanager
def workspace(folder: Path | None) -> Iterator[tuple[Path, Release]]:
    """The workspace and its current release, built first where there is none."""
    with tempfile.TemporaryDirectory() as temporary:
        root = folder or Path(temporary)
        root.mkdir(parents=True, exist_ok=True)
        settings = load(root.resolve())
        release = releases.current(settings)
        if release is None:
            build(settings)
            release = releases.current(settings)
        if release is None:
            raise SystemExit(f"no release in {root}")
        yield root.resolve(), release


def timed(action: Callable[[], T]) -> tuple[float, T]:
    """Seconds of wall time that ``action`` takes, and what it returns."""
    began = time.perf_counter()
    result = action()
    return time.perf_counter() - began, result


def median(action: Callable[[], object], repeat: int) -> float:
    """Median seconds of ``repeat`` runs."""
    return statistics.median(timed(action)[0] for _ in range(repeat))


def show(title: str, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table."""
    print(f"\n{title}\n")
    print(tabulate(rows, headers=headers, floatfmt=".4g"))
