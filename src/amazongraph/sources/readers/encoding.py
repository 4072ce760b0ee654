"""From the bytes of a text file to its characters, in the encodings that spreadsheets and statistical offices write."""

import re
from pathlib import Path

from amazongraph.errors import Problem, SourceError

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# The sequences of several bytes that UTF-8 allows (RFC 3629), and any byte beyond ASCII.
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def decoded(path: Path, data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: what a byte-order mark says, else UTF-8, else Windows-1252.

    Raises ``SourceError`` for what is no text, and for UTF-8 that is damaged or cut inside a character: read as
    Windows-1252 it would give no error but wrong letters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _as(path, data, encoding), encoding.removesuffix("-sig")
    if b"\0" in data:
        raise SourceError(Problem("read.not-text", path.name))
    if is_utf8(data):
        return _as(path, data, "utf-8"), "utf-8"
    return _as(path, data, "cp1252"), "windows-1252"


def _as(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-8"):
            line = error.object.count(b"\n", 0, error.start) + 1
            raise SourceError(Problem("read.encoding", path.name, line)) from error
        # Five bytes mean nothing in Windows-1252, and UTF-16 comes in pairs.
        raise SourceError(Problem("read.not-text", path.name)) from error


def is_utf8(data: bytes) -> bool:
    """Whether it is UTF-8, perhaps damaged: at least half of what is beyond ASCII has its form, as little else has."""
    sequences = _SEQUENCE.findall(data)
    strays = len(_BEYOND_ASCII.findall(data)) - sum(map(len, sequences))
    return strays == 0 or len(sequences) >= strays
