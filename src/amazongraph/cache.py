"""What sources gave, kept from one build to the next, so that what has not changed is not read again.

Owns ``graph/cache/<source>/<key>/``, whose key is a hash of all that the statements of a source depend on: its file and
mapping, what its rows may refer to, the prefixes, and the program. A folder that was cut short or is damaged is as good
as none.
"""

import json
import shutil
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path

import polars as pl

from amazongraph import terms
from amazongraph.errors import Problem
from amazongraph.seal import seal, whole
from amazongraph.sources.contract import Extract, References, Source


class Cache:
    """The extracts kept in a folder, for one build, whose rows may refer to ``references``."""

    def __init__(self, folder: Path, references: References) -> None:
        self._folder = folder
        self._shared = _program() + _told(references)
        self._used: set[Path] = set()

    def place(self, source: Source, drawn: str = "") -> Path:
        """Where the extract of a source belongs; ``drawn``: a hash of the outlines that its rows are counted in.

        Raises ``SourceError`` for a file that cannot be read.
        """
        told = self._shared + drawn + source.digest()
        place = self._folder / source.card.key / sha256(told.encode()).hexdigest()[:32]
        self._used.add(place)
        return place

    @staticmethod
    def get(place: Path) -> Extract | None:
        """What is kept there, if it is whole."""
        if not whole(place):
            return None
        try:
            rows = int((place / "rows").read_text(encoding="utf-8"))
            rejects = json.loads((place / "rejects.json").read_text(encoding="utf-8"))
            left_out = json.loads((place / "left-out.json").read_text(encoding="utf-8"))
            return Extract(
                pl.read_parquet(place / "statements.parquet"),
                pl.read_parquet(place / "places.parquet"),
                rows,
                tuple(Problem(**reject) for reject in rejects),
                tuple((Problem(**problem), count) for problem, count in left_out),
            )
        except (OSError, ValueError, TypeError, pl.exceptions.PolarsError):
            return None

    @staticmethod
    def put(place: Path, extract: Extract) -> None:
        """Keep an extract."""
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        # Read back by the next build alone: quick to write counts for more than small.
        extract.statements.write_parquet(place / "statements.parquet", compression="lz4", statistics=False)
        extract.places.write_parquet(place / "places.parquet", compression="lz4", statistics=False)
        _write(place / "rejects.json", [asdict(problem) for problem in extract.rejects])
        _write(place / "left-out.json", [(asdict(problem), count) for problem, count in extract.left_out])
        (place / "rows").write_text(str(extract.rows), encoding="utf-8")
        # Written last, and not flushed: a folder that was cut short is not used.
        seal(place)

    def prune(self) -> None:
        """Take out what earlier builds kept of the same sources."""
        for parent in {place.parent for place in self._used}:
            for old in set(parent.iterdir()) - self._used:
                shutil.rmtree(old, ignore_errors=True)


@cache
def _program() -> str:
    """A hash of the program: any change of it may change how things are read and named."""
    paths = sorted(Path(__file__).parent.rglob("*.py"))
    return sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def _told(references: References) -> str:
    """A hash of what rows may refer to, outlines apart, and of the prefixes that names are made with."""
    sets = [
        sorted((key, sorted(values)) for key, values in found.items())
        for found in (references.keys, references.concepts)
    ]
    told = (sorted(terms.prefixes().items()), sets, sorted(references.units.items()), sorted(references.standings))
    return sha256(repr(told).encode()).hexdigest()


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8", newline="\n")
