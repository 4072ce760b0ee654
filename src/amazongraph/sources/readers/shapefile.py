"""What a shapefile needs beside its shapes: its other parts, and the encoding of their texts."""

from pathlib import Path

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.encoding import is_utf8

# The index and the attributes (ESRI Shapefile Technical Description, 1998).
_PARTS = (".shx", ".dbf")
# The header of dBASE III: where the records begin is in its bytes 8 and 9.
_HEADER = 32
_LANGUAGE_BYTE = 29
# Languages of dBASE that tell nothing: none, and "the one of the machine that wrote it".
_NOT_SAID = {0x00, 0x57}


def check_parts(path: Path) -> None:
    """Raises ``SourceError`` where the index or the attributes are not beside the shapes."""
    missing = [path.with_suffix(part).name for part in _PARTS if _part(path, part) is None]
    if missing:
        raise SourceError(Problem("read.parts", path.name, values={"names": ", ".join(missing)}))


def encoding(path: Path) -> str | None:
    """The encoding of the attributes; ``None`` = the one the shapefile declares, in a ``.cpg`` or as its language.

    Without either GDAL takes ISO 8859-1, where any bytes are letters, and leaves out bytes that have no meaning in an
    encoding it is told. So the bytes are looked at first, as those of a text table are. Raises ``SourceError`` for
    bytes of no encoding.
    """
    attributes = _part(path, ".dbf")
    data = attributes.read_bytes() if attributes else b""
    if _part(path, ".cpg") or len(data) < _HEADER or data[_LANGUAGE_BYTE] not in _NOT_SAID:
        return None
    records = data[int.from_bytes(data[8:10], "little") :]
    if is_utf8(records):
        return "utf-8"
    try:
        records.decode("cp1252")
    except UnicodeDecodeError as error:
        name = path.with_suffix(".dbf").name
        raise SourceError(Problem("read.broken", path.name, values={"detail": f"{name}: {error.reason}"})) from error
    return "cp1252"


def _part(path: Path, suffix: str) -> Path | None:
    found = (path.with_suffix(one) for one in (suffix, suffix.upper()))
    return next((one for one in found if one.is_file()), None)
