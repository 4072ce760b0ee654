"""Looks up the documents that the rows of an answer rest on, in the statements of the profile that answers.

A question says in its header (``rests_on``) which statements its rows rest on, as triple templates over its columns;
no query lists its documents by hand. In a template ``?figure ag:area ?area``

- a variable that names a column stands for what the row has there, any of them where the column holds several;
- ``?source`` as the object stands for the document itself: the statement names it;
- any other variable stands for anything, and then only what is accepted or contested counts;
- a predicate may be several, ``ag:value|ag:minValue``.

Otherwise the document is the one that makes the statement. A template of one variable, ``?document``, is a column that
holds documents. Nothing that the build itself made is a document.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from amazongraph import terms
from amazongraph.releases import LookUp

if TYPE_CHECKING:
    import polars as pl

RELEASE = "release"
"""What a question says that rests on the release alone, and on no document."""
SOURCE = "?source"
_SEEN = ("accepted", "contested")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """Statements by their parts: a variable with its ``?``, or an IRI; the predicate may be one of several."""

    subject: str
    predicates: tuple[str, ...] = ()
    object: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of its variables, without ``?``."""
        return tuple(part[1:] for part in (self.subject, *self.predicates, self.object) if part.startswith("?"))


def read_template(text: str) -> Template:
    """``"?figure ag:statedIn|ag:alsoReportedIn ?source"``. Raises ``ValueError`` for anything of another form."""
    parts = text.split()
    if len(parts) == 1 and parts[0].startswith("?"):
        return Template(parts[0])
    if len(parts) != 3:
        raise ValueError(text)
    subject, predicates, object_ = parts
    return Template(_part(subject), tuple(map(_part, predicates.split("|"))), _part(object_))


def _part(text: str) -> str:
    if text.startswith("?") and text[1:].isidentifier():
        return text
    try:
        return terms.TYPE if text == "a" else terms.expand(text)
    except KeyError as error:
        raise ValueError(text) from error


def resting(said: LookUp, rests_on: Sequence[str], rows: Sequence[Row], lists: frozenset[str]) -> list[set[str]]:
    """The IRIs of the documents of each row; ``lists`` names the columns that hold several values, space-separated.

    ``said``: the look-up of a profile, see ``Readable.statements``.
    """
    templates = [read_template(text) for text in rests_on if text != RELEASE]
    found: list[set[str]] = [
        {document for one in templates if not one.predicates for document in row.get(one.subject[1:], "").split()}
        for row in rows
    ]
    looked_up = [one for one in templates if one.predicates]
    if not rows or not looked_up:
        return found
    import polars as pl

    for pairs in pl.collect_all([_lookup(said, one, rows, lists) for one in looked_up]):
        for number, document in pairs.iter_rows():
            found[number].add(document)
    return found


def _lookup(said: LookUp, template: Template, rows: Sequence[Row], lists: frozenset[str]) -> "pl.LazyFrame":
    """Pairs of a row's number and a document that makes, or is named by, one of the statements of a template."""
    import polars as pl

    parts = {"canonical": template.subject, "predicate": template.predicates[0], "object": template.object}
    bound = {place: part[1:] for place, part in parts.items() if part.startswith("?") and part[1:] in rows[0]}
    asked = pl.DataFrame(
        list(_asked(rows, list(bound.values()), lists)),
        schema={"row": pl.Int64(), **dict.fromkeys(bound, pl.String())},
        orient="row",
    )
    wanted = {place: asked[place].unique().to_list() for place in bound}
    wanted |= {place: [part] for place, part in parts.items() if not part.startswith("?")}
    if not template.predicates[0].startswith("?"):
        wanted["predicate"] = list(template.predicates)
    told = said(subjects=wanted.get("canonical"), predicates=wanted.get("predicate"), objects=wanted.get("object"))
    if template.object.startswith("?") and "object" not in bound:
        told = told.filter(pl.col("verdict").is_in(_SEEN))
    document = pl.col("object" if template.object == SOURCE else "source").alias("document")
    return (
        told.select(*bound, document)
        .filter(~pl.col("document").is_in([terms.META, terms.DERIVED]))
        .unique()
        .join(asked.lazy(), on=list(bound))
        .select("row", "document")
        .unique()
    )


def _asked(rows: Sequence[Row], columns: list[str], lists: frozenset[str]) -> Iterator[tuple[int | str, ...]]:
    """The number of each row with what it has in some columns, once for every way to take one value of each."""
    for number, row in enumerate(rows):
        values = [row[name].split() if name in lists else [row[name]] if row[name] else [] for name in columns]
        for combination in product(*values):
            yield number, *combination
