"""What was written stays written when the power goes: content reaches the disk before the name that it is found by.

The one place that flushes. A system that is cut off may have kept a new name and lost what the file held; so whatever
must be there whole or not at all is written as a draft, flushed, and only then given its name, which is flushed, too.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

_POSIX = os.name == "posix"
_NO_FLUSH = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


def place(draft: Path, to: Path) -> None:
    """Give a draft, a file or a folder on the same disk, the name ``to``: all of it is on the disk by then.

    Raises ``OSError`` where the disk refuses; then the draft still has its own name.
    """
    flush(draft)
    draft.replace(to)
    _flush_names(to.parent)


def flush(path: Path, *, named: bool = False) -> None:
    """Return once a file, or a folder with all that is in it, is on the disk; ``named``: its name as well.

    Raises ``OSError``.
    """
    if named:
        flush(path)
        _flush_names(path.parent)
        return
    if not path.is_dir():
        _flush_one(path, os.O_RDONLY if _POSIX else os.O_RDWR)  # Windows flushes only what is open for writing.
        return
    for one in sorted(path.iterdir()):
        flush(one)
    _flush_names(path)


def _flush_names(folder: Path) -> None:
    """Flush which names a folder has. Windows has no way to; some network disks refuse, and keep names as they do."""
    if not _POSIX:
        return
    try:
        _flush_one(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno not in _NO_FLUSH:
            raise


def _flush_one(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write(path: Path, content: bytes) -> None:
    """Put ``content`` in the place of ``path``, in one step; its folder must be there.

    Raises ``OSError`` where it cannot be replaced, as while a spreadsheet holds it open; then it is as it was.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)  # A terminal or a pipe, which is not replaced.
        return
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    path = path.resolve() if path.is_symlink() else path
    draft = path.with_name(f".{path.name}-{token_hex(4)}")
    try:
        draft.write_bytes(content)
        if _POSIX and path.exists():
            shutil.copymode(path, draft)
        place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def drafted(to: Path) -> Iterator[Path]:
    """A file beside ``to`` to write into; it takes that name at the end, and is removed if anything fails.

    The end of the name stays, since some libraries choose the form by it.
    """
    draft = to.with_name(f".part-{to.name}")
    try:
        yield draft
        place(draft, to)
    finally:
        draft.unlink(missing_ok=True)
