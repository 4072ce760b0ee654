"""A disk that loses power: what is on it at each moment, if only what was flushed got there.

Two disks at once, since systems differ: on one every name is there at once, and what a file holds only once it was
flushed; on the other a name, too, is there only once its folder was flushed. POSIX, where inodes tell which is which.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Names: TypeAlias = dict[str, int]


class Disk:
    """What was flushed of a folder, which is all on the disk at the beginning."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._held: dict[int, bytes] = {}
        self._names: dict[int, Names] = {root.stat().st_ino: {}}
        for path in (root, *root.rglob("*")):
            if path.is_dir():
                self._names[path.stat().st_ino] = _names(path)
            else:
                self._held[path.stat().st_ino] = path.read_bytes()

    def flushed(self, descriptor: int) -> None:
        """Take down what an open file or folder holds."""
        number, path = os.fstat(descriptor).st_ino, Path(f"/proc/self/fd/{descriptor}").resolve()
        # The number may have been that of something that was removed since.
        self._names.pop(number, None)
        self._held.pop(number, None)
        if path.is_dir():
            self._names[number] = _names(path)
        else:
            self._held[number] = path.read_bytes()

    def left(self, to: Path, *, names_at_once: bool) -> Path:
        """Write into ``to`` what a cut of power would leave now."""
        to.mkdir()
        if names_at_once:
            for path in sorted(self.root.rglob("*")):
                there, number = to / path.relative_to(self.root), path.stat().st_ino
                there.mkdir() if path.is_dir() else there.write_bytes(self._held.get(number, b""))
        else:
            self._restore(self.root.stat().st_ino, to)
        return to

    def _restore(self, folder: int, to: Path) -> None:
        for name, number in self._names[folder].items():
            if number in self._names:
                (to / name).mkdir()
                self._restore(number, to / name)
            else:
                (to / name).write_bytes(self._held.get(number, b""))


def _names(folder: Path) -> Names:
    return {path.name: path.stat().st_ino for path in folder.iterdir()}


@contextmanager
def losing_power(disk: Disk, at: Callable[..., object]) -> Iterator[None]:
    """While something runs, ``at`` is called before each flush and before and after each new name, with the number of
    the moment and whether it is one of a name.
    """
    moments, named = count(), False

    def before(action: Callable[..., Any], then: Callable[..., object], *, naming: bool) -> Callable[..., Any]:
        def done(*given: Any, **options: Any) -> Any:
            nonlocal named
            at(next(moments), naming=naming or named)
            named = naming
            result = action(*given, **options)
            then(*given)
            return result

        return done

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", before(os.fsync, disk.flushed, naming=False))
        patched.setattr(os, "replace", before(os.replace, lambda *given: None, naming=True))
        yield
    at(next(moments), naming=True)
