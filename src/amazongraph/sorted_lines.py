"""Lines that are too many to be held: put in order, and told apart by what they are of, in files."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import count, islice
from pathlib import Path

_HELD = 100_000  # lines held at once
_OPEN = 100  # files open at once: systems allow a few hundred


def in_order(lines: Iterable[str], folder: Path) -> Iterator[str]:
    """Lines in the order of their characters, each once; ``folder`` is for files, which are removed at the end."""
    numbers, source = count(), iter(lines)

    def file(some: Iterable[str]) -> Path:
        path = folder / f"sorted-{next(numbers)}"
        with path.open("w", encoding="utf-8", newline="\n") as written:
            written.writelines(some)
        return path

    files = []
    while piece := sorted(set(islice(source, _HELD))):
        files.append(file(piece))
        del piece
    while len(files) > _OPEN:
        files = [*files[_OPEN:], file(_merged(files[:_OPEN]))]
    yield from _merged(files)


def _merged(files: list[Path]) -> Iterator[str]:
    """The lines of sorted files in order, each once; the files are removed."""
    with ExitStack() as stack:
        opened = [stack.enter_context(path.open(encoding="utf-8", newline="\n")) for path in files]
        before = ""
        for line in heapq.merge(*opened):
            if line != before:
                yield line
            before = line
    for path in files:
        path.unlink()


class Shelves:
    """Files that lines are added to, each under a name; a few files are open at a time, and few lines are held."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: defaultdict[str, list[str]] = defaultdict(list)
        self._count = 0

    def add(self, name: str, line: str) -> None:
        """Add a line to the file of a name."""
        self._held[name].append(line)
        self._count += 1
        if self._count == _HELD:
            self.close()

    def close(self) -> None:
        """Write what is held."""
        for name, lines in self._held.items():
            with (self._folder / name).open("a", encoding="utf-8", newline="\n") as file:
                file.writelines(lines)
        self._held.clear()
        self._count = 0

    def take(self, name: str) -> Iterator[str]:
        """The lines of a name, in the order they were added; its file is removed."""
        path = self._folder / name
        if path.is_file():
            with path.open(encoding="utf-8", newline="\n") as file:
                yield from file
            path.unlink()
