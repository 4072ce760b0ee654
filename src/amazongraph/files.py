"""Text files as a whole: read strictly, and replaced at once or not at all; and the headers of query files. Knows
nothing of what is in them.
"""

import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from amazongraph.errors import Problem, SourceError


def text_of(path: Path) -> str:
    """The text of a UTF-8 file, without a byte-order mark. Raises ``SourceError`` for one that cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise SourceError(Problem("table.absent", path.name)) from error
    except OSError as error:
        detail = error.strerror or str(error)
        raise SourceError(Problem("table.closed", path.name, values={"detail": detail})) from error
    except UnicodeDecodeError as error:
        row = error.object.count(b"\n", 0, error.start) + 1
        raise SourceError(Problem("table.encoding", path.name, row)) from error


def header_of(query: str) -> Any:
    """What the ``#+`` lines of a query say as YAML, nothing as ``{}``. Raises ``yaml.YAMLError``."""
    import yaml

    said = "\n".join(line[2:] for line in query.splitlines() if line.startswith("#+"))
    # The parser in C is ten times as fast, and some builds of the library lack it.
    return yaml.load(said, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}  # noqa: S506


_SMALL = 1 << 28  # bytes that no machine minds
_DENSEST = 300  # times: spreadsheets and lists of quads are packed ten to fifty times smaller


def swells(archive: zipfile.ZipFile) -> bool:
    """Whether an archive unpacks to what it cannot honestly hold: a little file made to fill a memory or a disk.

    What it says of its sizes is enough to know: no more than that is read of any file in it.
    """
    entries = archive.infolist()
    packed = sum(one.compress_size for one in entries)
    return sum(one.file_size for one in entries) > max(_SMALL, _DENSEST * packed)


def replace(path: Path, content: bytes) -> None:
    """Put ``content`` in the place of ``path``, in one step; its folder must be there.

    Raises ``OSError`` where it cannot be replaced, as while a spreadsheet holds it open; then it is as it was.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
