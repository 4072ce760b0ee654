"""Runs the command line in this process as a console would, and keeps what it wrote to each stream."""

import contextlib
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from amazongraph.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, its bytes on stdout, its text on stderr."""

    code: int
    data: bytes
    err: str

    @property
    def out(self) -> str:
        return self.data.decode("utf-8")


class _Stream(io.TextIOWrapper):
    def __init__(self, content: bytes = b"", *, terminal: bool = False, newline: str = "\n") -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8", newline=newline)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def written(self) -> bytes:
        self.flush()
        buffer: Any = self.buffer
        return bytes(buffer.getvalue())


def run(*arguments: object, stdin: str | bytes = b"", terminal: bool = False, newline: str = "\n") -> Ran:
    """Run ``amazongraph <arguments>``; with ``terminal`` stderr says it is one; ``newline`` is that of the system."""
    out, err = _Stream(newline=newline), _Stream(terminal=terminal)
    given = stdin if isinstance(stdin, bytes) else stdin.encode()
    code = 0
    with _streams(_Stream(given), out, err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = stopped.code if isinstance(stopped.code, int) else 1
    return Ran(code, out.written(), err.written().decode().replace("\r\n", "\n"))


@contextlib.contextmanager
def _streams(stdin: _Stream, out: _Stream, err: _Stream) -> Iterator[None]:
    held = sys.stdin
    sys.stdin = stdin
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            yield
    finally:
        sys.stdin = held
