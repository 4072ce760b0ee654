"""The files that a release was published with: their sizes and SHA-256, in a ``files.json`` beside them.

Sizes are looked at whenever a release is opened: a disk that lost power leaves files empty or cut short. Hashes are
reckoned when that is asked for. A store has a list of its own, since the same quads are never twice the same files. A
release of before has no list, and nothing is said of it.
"""

import json
import os
from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path
from typing import Any

from amazongraph.files import json_of

LIST = "files.json"
_STORES = "*/store"
# What the engine writes for itself, and may write anew.
_OF_THE_ENGINE = ("LOG", "LOCK")


def seal(folder: Path) -> None:
    """Write the lists of a release that is about to be published. Raises ``OSError``."""
    stores = list(folder.glob(_STORES))
    for store in stores:
        _write(store, (path for path in store.iterdir() if not path.name.startswith(_OF_THE_ENGINE)))
    _write(folder, (path for path in folder.rglob("*") if path.is_file() and path.parent not in stores))


def _write(folder: Path, files: Iterable[Path]) -> None:
    told = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _digest(path)}
        for path in files
        if path != folder / LIST
    }
    written = json.dumps(told, indent=1, sort_keys=True) + "\n"
    (folder / LIST).write_text(written, encoding="utf-8", newline="\n")


def damaged(folder: Path, profile: str = "", *, thorough: bool = False) -> str:
    """The first file that is not as the lists say, "" for none: of one profile and of what all share, or of all.

    ``thorough``: by its hash, too.
    """
    for base in (folder, *folder.glob(f"{profile}/store" if profile else _STORES)):
        found = _damaged(base, profile if base == folder else "", thorough=thorough)
        if found:
            return found.relative_to(folder).as_posix()
    return ""


def whole(folder: Path) -> bool:
    """Whether there is a list of a folder, and every file is as it says."""
    return (folder / LIST).is_file() and not damaged(folder, thorough=True)


def _damaged(folder: Path, profile: str, *, thorough: bool) -> Path | None:
    try:
        told: dict[str, Any] = json_of((folder / LIST).read_text(encoding="utf-8"))
        others = (name for name in told if profile and "/" in name and not name.startswith(f"{profile}/"))
        for name in sorted(told.keys() - set(others)):
            # Whoever opens a release waits for this: paths as texts take half the time.
            if _size(f"{folder}/{name}") != told[name]["bytes"]:
                return folder / name
            if thorough and _digest(folder / name) != told[name]["sha256"]:
                return folder / name
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return folder / LIST
    return None


def _size(path: str) -> int:
    """The bytes of a file, -1 for one that is not there."""
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except OSError:
        return -1


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
