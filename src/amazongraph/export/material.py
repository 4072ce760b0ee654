"""What leaves a release, before it has a format: tables, things, lines of RDF, and what must go with them.

Every format is a module with one function, an ``Exporter``. It reads a ``Material`` and knows neither the store nor how
the material was selected; ``selection`` makes one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import polars as pl

from amazongraph.messages import text
from amazongraph.questions.citations import Citation
from amazongraph.releases import STATEMENTS, Readable

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sheet. ``kind``: ``text``, ``iri``, ``integer``, ``decimal``, ``boolean`` or ``date``; a text that
    holds several values has `` | `` between them, IRIs and the numbers of documents a space. ``property``: the IRI of
    the property it holds, "" for none. ``unit``: of a number, in both languages.
    """

    name: str
    kind: str
    label: dict[str, str]
    unit: dict[str, str] = field(default_factory=dict)
    property: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the columns of ``frame`` are those of ``fields``, in their order. ``outlines``: for each row the shape
    of its thing as WKT in CRS84, or null; ``None`` where no row has one. ``name``: a key that no other sheet has.
    """

    name: str
    title: dict[str, str]
    fields: tuple[Field, ...]
    frame: pl.DataFrame
    outlines: pl.Series | None = None

    def rows(self) -> Iterator[tuple[object, ...]]:
        """The rows, one value a column."""
        return self.frame.iter_rows()


@dataclass(frozen=True, slots=True)
class Material:
    """What was selected of a release at a profile.

    ``name``: a key for it, the basis of file names. ``title`` and ``notes``: what it is and what to bear in mind, in
    both languages. ``things``: the IRIs it is about, ``None`` for everything. ``sources``: the documents it rests on;
    number 1 in a sheet is the first. ``licences``: those known, by the IRI of the source. ``withheld``: statements that
    the profile does not show. ``sheets`` gives one table after the other, so that only one need be held; ``lines`` the
    RDF as canonical N-Quads, see ``lines.py``; ``graph``
    what relates the things to each other, see ``network``.
    """

    release: Readable
    profile: str
    lang: str
    name: str
    title: dict[str, str]
    notes: dict[str, tuple[str, ...]]
    things: frozenset[str] | None
    sources: tuple[Citation, ...]
    licences: dict[str, str]
    withheld: int
    sheets: Callable[[], Iterator[Sheet]]
    lines: Callable[[], Iterator[str]]
    graph: Callable[[], "networkx.MultiDiGraph[str]"]

    @property
    def statements(self) -> Path:
        """The statement table of the profile."""
        return self.release.profile(self.profile) / STATEMENTS

    def notice(self, lang: str) -> list[str]:
        """What must be read with the data, a text a line: the profile where it is not public, the release, what was
        withheld, that what is told is told by somebody, and the notes.
        """
        return [
            *([] if self.profile == "public" else [text("profile.banner", lang)]),
            text("export.from", lang, release=self.release.id, profile=text(f"profile.{self.profile}", lang)),
            text("export.withheld", lang, count=self.withheld),
            text("export.reported", lang),
            *self.notes[lang],
        ]


class Exporter(Protocol):
    """A format."""

    def __call__(self, material: Material, to: Path) -> int:
        """Write the material into ``to``, which appears only when it is whole, and return how many rows, things or
        quads it holds. Raises ``ExportError`` for what the format cannot hold, ``OSError`` if it cannot be written.
        """
        ...
