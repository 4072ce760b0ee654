"""A table with typed cells: what every verb of the graph gives back, for programs, data frames and notebooks."""

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from tabulate import tabulate

from amazongraph.messages import LANGUAGES, text
from amazongraph.questions.markup import paragraphs, table_html
from amazongraph.questions.question import Column, heading

if TYPE_CHECKING:
    import pandas
    import polars


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of the graph: its IRI and its name in the language of the graph that was opened."""

    iri: str
    label: str

    def __str__(self) -> str:
        return self.label


Cell: TypeAlias = str | int | Decimal | float | bool | date | Thing | list[Thing] | list[str] | list[int] | None


@dataclass(frozen=True, repr=False, eq=False)
class Table:
    """Rows with typed cells; ``rows`` is a list of dictionaries, column name -> value, ``None`` where nothing is said.

    A thing is a ``Thing``, several are a list; a decimal is a ``Decimal``; a date is a text at its own precision, in
    EDTF (``2020-07``, ``2013/2023``, ``2020/..``). ``columns`` has the labels of the columns in both languages.
    """

    columns: tuple[Column, ...]
    rows: list[dict[str, Cell]]
    lang: str
    _: KW_ONLY
    profile: str = "public"

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return iter(self.rows)

    def __getitem__(self, number: int) -> dict[str, Cell]:
        return self.rows[number]

    def to_polars(self) -> "polars.DataFrame":
        """The rows as a Polars frame.

        A column of things gives two: ``area`` with their names and ``area_iri``; several values are a list. A column of
        dates gives three: as written, and its first and last day, ``period_from`` and ``period_to``, null where it is
        open. Decimals become 64-bit floats: exact to 15 digits, which no figure here exceeds; ``rows`` has them whole.
        """
        from amazongraph.tables.frames import polars_frame

        return polars_frame(self.columns, self.rows)

    def to_pandas(self) -> "pandas.DataFrame":
        """The rows as a pandas frame, its columns as in ``to_polars``; needs ``pip install 'amazongraph[frames]'``."""
        from amazongraph.tables.frames import pandas_frame

        return pandas_frame(self.columns, self.rows)

    def __repr__(self) -> str:
        names = ", ".join(column.name for column in self.columns)
        return f"<{type(self).__name__}: {len(self)} rows: {names}>"

    def __str__(self) -> str:
        return tabulate(self._cells(), self._headings(), tablefmt="simple", disable_numparse=True)

    def _repr_html_(self) -> str:
        return self._banner_html() + table_html(self._headings(), self._cells(), self.lang)

    def _banner_html(self) -> str:
        """What stands above a table that is not public."""
        return "" if self.profile == "public" else paragraphs([text("profile.banner", self.lang)])

    def _headings(self) -> list[str]:
        return [heading(column, self.lang) for column in self.columns]

    def _cells(self) -> list[list[str]]:
        return [[_words(row[column.name], self.lang) for column in self.columns] for row in self.rows]


def titled(name: str, kind: str, key: str) -> Column:
    """A column whose label is the message ``key``."""
    return Column(name, kind, {lang: text(key, lang) for lang in LANGUAGES})


def _words(cell: Cell, lang: str) -> str:
    if isinstance(cell, list):
        return "; ".join(map(str, cell))
    if isinstance(cell, bool):
        return text("answer.yes" if cell else "answer.no", lang)
    return "" if cell is None else str(cell)
