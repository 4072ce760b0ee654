"""What a shapefile needs beside its shapes: its other parts, and the encoding of their texts."""

from pathlib import Path

from amazongraph.errors import Problem, SourceError

# The index and the attributes (ESRI Shapefile Technical Description, 1998).
_PARTS = (".shx", ".dbf")
_LANGUAGE_BYTE = 29
# Languages of dBASE that tell nothing: none, and "the one of the machine that wrote it".
_NOT_SAID = {0x00, 0x57}


def check_parts(path: Path) -> None:
    """Raises ``SourceError`` where the index or the attributes are not beside the shapes."""
    missing = [path.with_suffix(part).name for part in _PARTS if _part(path, part) is None]
    if missing:
        raise SourceError(Problem("read.parts", path.name, values={"names": ", ".join(missing)}))


def encodings(path: Path) -> tuple[str | None, ...]:
    """The encodings to try, ``None`` = the one the shapefile declares.

    Without a ``.cpg`` and a language in the ``.dbf``, GDAL takes ISO 8859-1, where any bytes are letters; UTF-8 tells
    itself apart.
    """
    attributes = _part(path, ".dbf")
    if _part(path, ".cpg") or attributes is None:
        return (None,)
    with attributes.open("rb") as file:
        head = file.read(_LANGUAGE_BYTE + 1)
    return ("utf-8", "cp1252") if head[_LANGUAGE_BYTE:] and head[_LANGUAGE_BYTE] in _NOT_SAID else (None,)


def _part(path: Path, suffix: str) -> Path | None:
    found = (path.with_suffix(one) for one in (suffix, suffix.upper()))
    return next((one for one in found if one.is_file()), None)
