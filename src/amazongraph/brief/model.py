"""What a brief holds: sections of statements that cite. Knows no store, no format and no language."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from amazongraph.questions.citations import Citation

_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said, in words. ``sources``: the IRIs of the documents it rests on.

    ``head``: what stands before it, a date or what it is about. ``cells``: the same for a table, where its section is
    one; ``group``: the row of the table that it stands under. ``latest``: its last day, ISO, "" where none is said.
    ``detail``: what else there is to say, where there is room for it.
    """

    text: str
    sources: tuple[str, ...] = ()
    head: str = ""
    cells: tuple[str, ...] = ()
    group: str = ""
    latest: str = ""
    detail: str = ""

    def whole(self) -> str:
        """The text with its detail."""
        return f"{self.text} {self.detail}" if self.detail else self.text


@dataclass(frozen=True, slots=True)
class Section:
    """Statements on one subject. ``columns``: the header of a table, none for a list; ``note``: how to read it.

    ``above``: statements before a table. ``left_out``: what is on record beyond what is shown, in words. ``nothing``:
    what stands among what is not known where there is no statement.
    """

    key: str
    title: str
    statements: tuple[Statement, ...]
    columns: tuple[str, ...] = ()
    note: str = ""
    left_out: str = ""
    nothing: str = ""
    above: tuple[Statement, ...] = ()

    def all(self) -> tuple[Statement, ...]:
        """Every statement, in the order they stand."""
        return (*self.above, *self.statements)


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief: ``title`` names the thing, ``kind`` says what it is, ``iri`` is its CURIE.

    ``where``: what it lies in. ``banner`` stands above what is not public; ``about``: how to read it. ``unknown``: what
    is not known. ``glossary``: every short form that may be used -> what it stands for. ``sources``: the documents in
    the order they are cited. ``one_page``: a choice of statements, whose sources are named in short.
    """

    iri: str
    title: str
    kind: str
    lang: str
    banner: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    unknown: Section
    glossary: tuple[tuple[str, str], ...]
    sources: tuple[Citation, ...]
    closing: tuple[str, ...]
    where: str = ""
    one_page: bool = False

    def numbers(self, statement: Statement) -> list[int]:
        """The numbers of the documents a statement rests on, 1 = the first of ``sources``."""
        order = {source.iri: number for number, source in enumerate(self.sources, start=1)}
        return sorted(order[iri] for iri in statement.sources if iri in order)

    def everything(self) -> tuple[Section, ...]:
        """The sections, what is not known last."""
        return (*self.sections, self.unknown)

    def abbreviations(self) -> list[tuple[str, str]]:
        """The short forms that are used."""
        said = {word for one in self.everything() for statement in one.all() for word in _words(statement)}
        return [(short, whole) for short, whole in self.glossary if set(_WORD.findall(short)) <= said]


def _words(statement: Statement) -> Iterator[str]:
    for part in (statement.head, statement.whole(), statement.group, *statement.cells):
        yield from _WORD.findall(part)


def cited(sections: Iterable[Section]) -> Iterator[str]:
    """The documents that sections cite, in that order, each once."""
    yield from dict.fromkeys(iri for one in sections for statement in one.all() for iri in statement.sources)
