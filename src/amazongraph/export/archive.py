"""ZIP files that are the same bytes each time: the order given, no clock, no system in them."""

import zipfile
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that the format knows
_READABLE = 0o644 << 16


class Archive:
    """A ZIP file being written; a context manager, like the ``ZipFile`` it holds."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *ended: object) -> None:
        self._zip.close()

    def sizes(self) -> dict[str, int]:
        """How many bytes each file has that was put into it."""
        return {entry.filename: entry.file_size for entry in self._zip.infolist()}

    def add(self, name: str, content: bytes | Path) -> None:
        """Put a text or a file into the archive, the file without being held whole."""
        entry = zipfile.ZipInfo(name, _EPOCH)
        entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _READABLE, 3
        if isinstance(content, bytes):
            self._zip.writestr(entry, content)
            return
        entry.file_size = content.stat().st_size
        with content.open("rb") as source, self._zip.open(entry, "w") as target:
            while block := source.read(1 << 20):
                target.write(block)
