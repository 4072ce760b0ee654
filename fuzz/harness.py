"""What every target promises, and the folder it works in.

A target is a function from bytes to nothing. It raises where the package breaks a promise, and else says nothing.
"""

import atexit
import signal
import tempfile
import threading
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

from amazongraph.errors import AmazonGraphError, CheckFailedError, Problem, SourceError
from amazongraph.messages import LANGUAGES

Target = Callable[[bytes], None]
SECONDS = 20
"""For one input; the slowest takes less than one."""
_SHOWN = 20_000
"""Characters of a message: a page of a book has some 3,000."""


class BrokenPromiseError(AssertionError):
    """A promise that the package did not keep."""


@cache
def scratch() -> Path:
    """A folder of this process, gone when it ends."""
    folder = tempfile.TemporaryDirectory(prefix="fuzz-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return Path(folder.name)


def put(name: str, data: bytes) -> Path:
    """A file in that folder."""
    path = scratch() / name
    path.write_bytes(data)
    return path


@contextmanager
def in_words(*, besides: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """What fails, fails with an error of ours that tells a person, in both languages, what is wrong; or in a way that
    the function is said to (``besides``). It does not take longer than ``SECONDS``, and warns nobody.
    """
    with _limited(), warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            yield
        except AmazonGraphError as error:
            check_told(error)
        except besides:
            pass


def check_told(error: AmazonGraphError) -> None:
    """Raises ``BrokenPromiseError`` for an error that says nothing, too much, or something that is for programmers."""
    if error.exit_code not in {1, 2, 3, 4}:
        raise BrokenPromiseError(f"exit code {error.exit_code}") from error
    for lang in LANGUAGES:
        said = error.text(lang)
        if len(said.strip()) < 10:
            raise BrokenPromiseError(f"says nothing: {said!r}") from error
        if len(said) > _SHOWN:
            raise BrokenPromiseError(f"says too much: {said[:200]!r}... {len(said)} characters") from error
        for word in ("Traceback", " object at 0x", "<class '"):
            if word in said:
                raise BrokenPromiseError(f"speaks to programmers: {said[:300]!r}") from error
        if any(unicodedata.category(c) == "Cc" and c != "\n" for c in said):
            raise BrokenPromiseError(f"moves the cursor: {said[:300]!r}") from error
    problems = error.problems if isinstance(error, SourceError) else ()
    findings = error.findings if isinstance(error, CheckFailedError) else ()
    for problem in (*problems, *findings):
        check_problem(problem)


def check_problem(problem: Problem) -> None:
    """Raises ``BrokenPromiseError`` for a problem that cannot be told, or that is nowhere."""
    for lang in LANGUAGES:
        if len(problem.text(lang)) < 10:
            raise BrokenPromiseError(f"says nothing: {problem!r}")
    if problem.row < 0 or (problem.row and not problem.file):
        raise BrokenPromiseError(f"is nowhere: {problem!r}")


def same(what: str, found: object, expected: object) -> None:
    """Raises ``BrokenPromiseError`` where they differ."""
    if found != expected:
        raise BrokenPromiseError(f"{what}: {found!r}, not {expected!r}")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with what it holds."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def _limited() -> Iterator[None]:
    """Stop what hangs, where the system can: a signal reaches only the main thread, and Windows has none."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(number: int, frame: FrameType | None) -> None:
        raise BrokenPromiseError(f"more than {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
