"""What a graph answers: rows with the documents they rest on, what they cover, and what was withheld."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from amazongraph.questions import forms
from amazongraph.questions.answer import Answer
from amazongraph.questions.bibliography import bibliography
from amazongraph.questions.citations import Citation
from amazongraph.questions.coverage import Coverage
from amazongraph.questions.markup import sources_html
from amazongraph.questions.question import Column
from amazongraph.questions.remote import Asked
from amazongraph.releases import Readable
from amazongraph.tables.table import Cell, Table, Thing

if TYPE_CHECKING:
    import geopandas


@dataclass(frozen=True, repr=False, eq=False)
class Cited(Table):
    """A table whose rows cite: the column ``sources`` has the numbers of ``sources``, 1 = the first.

    ``origin`` is the release that answers.
    """

    sources: tuple[Citation, ...]
    origin: Readable

    def bibliography(self, form: str = "text") -> str:
        """The documents cited, as ``text``, ``bibtex``, ``csl`` (JSON) or ``ris``."""
        return bibliography(self.origin, self.profile, self.sources, form, self.lang)

    def _repr_html_(self) -> str:
        return super()._repr_html_() + sources_html(self.sources, self.lang)


@dataclass(frozen=True, repr=False, eq=False)
class Result(Cited):
    """The answer to a question of the catalogue.

    ``print(result)`` is the answer as the command line gives it, and a notebook shows it with its documents.
    """

    answer: Answer

    @property
    def question(self) -> str:
        """The key of the question."""
        return self.answer.question.id

    @property
    def asked(self) -> str:
        """What was asked."""
        return self.answer.question.question[self.lang]

    @property
    def note(self) -> str:
        """What to bear in mind with the answer."""
        return self.answer.question.note[self.lang]

    @property
    def parameters(self) -> dict[str, str]:
        """What was asked for: parameter -> value; a thing by its CURIE."""
        return dict(self.answer.parameters)

    @property
    def coverage(self) -> Coverage | None:
        """Of how many things on record there is data, and whether those are all; ``None`` where the question is on the
        release itself.
        """
        return self.answer.coverage

    @property
    def withheld(self) -> str:
        """How many rows of the question this profile does not show, as a text: ``0``, ``<5``, ``12``."""
        return self.answer.withheld_rows

    @property
    def remote(self) -> tuple[Asked, ...]:
        """What became of the endpoints that were asked besides: when, what was sent, what is missing and why. What they
        say stands in columns of their own, and is no statement of this graph.
        """
        return self.answer.remote

    @property
    def release(self) -> str:
        """The release that answers."""
        return self.answer.release

    def to_geopandas(self, column: str = "") -> "geopandas.GeoDataFrame":
        """The rows with the shapes of the things in ``column``, those of several together; in longitude and latitude
        (CRS84). Needs ``pip install 'amazongraph[frames]'``.

        By default the first column of things that have one. A shape is an outline where the release has it, else a
        point; a row without any has no geometry. Raises ``QuestionError`` where none has one.
        """
        from amazongraph.tables.outlines import geo_frame

        return geo_frame(self, self.origin.store(self.profile), column)

    def draw(self, kind: str, to: str | Path, *, size: str = "screen", column: str = "") -> list[Path]:
        """Draw the answer into a ``.svg`` or ``.png`` file: ``bars``, ``map``, ``network`` or ``timeline``. Needs
        ``pip install 'amazongraph[draw]'``.

        ``size``: ``screen``, ``print`` (A4) or ``phone``. ``column``: what to draw, if not the first column that can
        be. Gives back the files, several with a number each where the rows do not fit on one sheet. Raises
        ``ExportError``.
        """
        from amazongraph.draw.body import Order
        from amazongraph.draw.picture import draw

        return draw(Order(self.answer, self.origin, self.lang, size, column), kind, Path(to))

    def __repr__(self) -> str:
        return f"<Result {self.question}: {len(self)} rows, {len(self.sources)} sources, release {self.release}>"

    def __str__(self) -> str:
        return forms.table(self.answer, self.lang)

    def _repr_html_(self) -> str:
        return forms.html_answer(self.answer, self.lang)


def result(answer: Answer, origin: Readable, lang: str) -> Result:
    """An answer with typed cells; ``origin`` is the release that gave it."""
    columns = answer.question.columns
    rows = [{column.name: _cell(answer, row, column, lang) for column in columns} for row in answer.rows]
    return Result(columns, rows, lang, tuple(answer.sources), origin, answer, profile=answer.profile)


def _cell(answer: Answer, row: dict[str, str], column: Column, lang: str) -> Cell:
    raw = row[column.name]
    match column.type:
        case "sources":
            return answer.numbers(row)
        case "ids" | "codes":
            return raw.split()
        case "entities":
            return [Thing(iri, answer.labels[iri][lang]) for iri in raw.split()]
    if not raw:
        return None
    match column.type:
        case "entity":
            return Thing(raw, answer.labels[raw][lang])
        case "integer":
            return int(raw)
        case "decimal":
            return Decimal(raw)
        case "boolean":
            return raw == "true"
    return raw
