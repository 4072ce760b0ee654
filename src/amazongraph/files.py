"""Text files as a whole: read strictly, and replaced at once or not at all; and the headers of query files. Knows
nothing of what is in them.
"""

import json
import secrets
import tomllib
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


def is_file(name: str | Path) -> bool:
    """Whether there is a file of that name; no system has one of a name that is too long for it."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def header_of(query: str) -> Any:
    """What the ``#+`` lines of a query say as YAML, nothing as ``{}``. Raises ``yaml.YAMLError``."""
    return yaml_of("\n".join(line[2:] for line in query.splitlines() if line.startswith("#+"))) or {}


def yaml_of(text: str) -> Any:
    """What YAML says. Raises ``yaml.YAMLError``, also for what the library falls over: a day that does not exist, lists
    in lists without end, and aliases, by which few lines can stand for thousands of millions.
    """
    import yaml

    # The parser in C is ten times as fast, and some builds of the library lack it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
                raise yaml.YAMLError("*, [[[")
        return yaml.load(text, Loader=loader)  # noqa: S506
    except (ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RecursionError) as error:
        raise yaml.YAMLError(str(error) or type(error).__name__) from error


def json_of(text: str) -> Any:
    """What JSON says. Raises ``ValueError``, also for lists in lists without end."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("[[[") from error


def toml_of(text: str) -> dict[str, Any]:
    """What TOML says. Raises ``ValueError``, also for lists in lists without end."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("[[[") from error


_DEEPEST = 50  # lists in lists
_SMALL = 1 << 28  # bytes that no machine minds
_DENSEST = 100  # times: spreadsheets and lists of quads are packed ten to fifty times smaller


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
    # Not a file of ``tempfile``: nobody else could read what takes its place.
    beside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
