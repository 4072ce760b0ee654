"""CPU seconds (user and system) of one ``amazongraph ask murder-counts`` with its output piped, against bare Python.

A new process each time, so this is what an asker pays, start included.
"""

import os
import resource
import statistics
import subprocess
import sys
import time

from _workspace import options, show, workspace

BARE = (sys.executable, "-c", "pass")


def used(command: tuple[str, ...], folder: str) -> tuple[float, float]:
    """CPU seconds and wall seconds of a command."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main() -> None:
    """Measure and print."""
    given = options(__doc__, repeat=10)
    os.environ.setdefault("AMAZONGRAPH_LANG", "es")
    with workspace(given.workspace) as (folder, release):
        commands = {
            "amazongraph ask murder-counts": (sys.executable, "-m", "amazongraph", "ask", "murder-counts"),
            "python -c pass": BARE,
        }
        rows = []
        for name, command in commands.items():
            used(command, str(folder))  # the first run may write byte code
            runs = [used(command, str(folder)) for _ in range(given.repeat)]
            cpu, wall = zip(*runs, strict=True)
            rows.append((name, min(cpu), statistics.median(cpu), min(wall), statistics.median(wall)))
        show(
            f"{release.id}: {given.repeat} runs",
            ("command", "CPU s, best", "CPU s, median", "wall s, best", "wall s, median"),
            rows,
        )
        print(f"\nratio of the CPU medians: {rows[0][2] / rows[1][2]:.3g} times the start of Python itself")


if __name__ == "__main__":
    main()
