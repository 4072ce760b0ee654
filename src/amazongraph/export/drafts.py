"""Files that appear under their name only when they are whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def drafted(to: Path) -> Iterator[Path]:
    """A file beside ``to`` to write into; it takes that name at the end, and is removed if anything fails.

    The end of the name stays, since some libraries choose the form by it.
    """
    draft = to.with_name(f".part-{to.name}")
    try:
        yield draft
        draft.replace(to)
    finally:
        draft.unlink(missing_ok=True)
