"""The note beside a file that was fetched from an endpoint: what was asked of whom, when, and the hash of the answer.

For ``wikidata-districts.json`` it is ``wikidata-districts.json.toml``. A file without one is no less welcome.
"""

from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import tomlkit

from amazongraph.errors import Problem, SourceError
from amazongraph.files import toml_of

_SUFFIX = ".toml"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a note says. ``begun`` and ``retrieved`` are days (YYYY-MM-DD): an answer in pages may take several.

    ``rows`` counts the solutions, ``sha256`` is that of the file, ``licence`` what the service says of its content.
    """

    endpoint: str
    begun: str
    retrieved: str
    rows: int
    page: int
    sha256: str
    licence: str
    query: str


def note_of(file: Path) -> Path:
    """Where the note of a file is."""
    return file.with_name(file.name + _SUFFIX)


def read_note(file: Path) -> Fetched | None:
    """The note beside ``file``; none where there is none.

    Raises ``SourceError`` for a note that cannot be read, and for one of another answer than the file holds: what was
    changed by hand no longer is what the endpoint said.
    """
    path = note_of(file)
    if not path.is_file():
        return None
    try:
        said = Fetched(**toml_of(path.read_text(encoding="utf-8-sig")))
        for day in (said.begun, said.retrieved):
            if date.fromisoformat(day).isoformat() != day:
                raise ValueError(day)
    except (OSError, ValueError, TypeError) as error:
        raise SourceError(Problem("fetched.broken", path.name, values={"detail": str(error)})) from error
    if file.is_file() and sha256(file.read_bytes()).hexdigest() != said.sha256:
        raise SourceError(Problem("fetched.changed", file.name, values={"note": path.name}))
    return said


def note_text(said: Fetched) -> str:
    """The text of a note, the query last and as it was written."""
    document = tomlkit.document()
    for key, value in asdict(said).items():
        lines = isinstance(value, str) and "\n" in value and "\r" not in value
        document[key] = tomlkit.string(value, multiline=True) if lines else value
    return tomlkit.dumps(document)
