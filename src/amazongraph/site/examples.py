"""What a release holds of each term: how often, and one example with its source."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
from markupsafe import Markup

from amazongraph import statements, terms
from amazongraph.site.pages import View
from amazongraph.site.vocabulary import OWL
from amazongraph.store.embedded import open_store, select

_COLUMNS = ("subject", "canonical", "predicate", "object", "object_kind", "lang", "source", "verdict")
_LONGEST = 200  # characters of a text shown as an example


@dataclass(frozen=True, slots=True)
class Example:
    """A statement of the release in which a term stands, and how many there are."""

    count: int
    subject: str
    predicate: str
    object: str
    is_iri: bool
    source: str

    def said(self, view: View) -> Markup:
        """The example as a sentence of links."""
        if self.predicate == terms.TYPE:
            return Markup("{}.").format(view.anchor(self.subject))
        value = view.anchor(self.object) if self.is_iri else Markup("{}").format(_cut(self.object))
        said = Markup("{}: {} → {}").format(view.anchor(self.subject), view.name(self.predicate), value)
        return Markup("{} ({}).").format(said, view.anchor(self.source))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + " …"


def examples(folder: Path, addresses: set[str]) -> dict[str, Example]:
    """Term -> example, from the statements of a profile. A thing that has a page is preferred, and one that is no
    person: what happened to somebody is no illustration.
    """
    frame = pl.read_parquet(folder / "statements.parquet", columns=list(_COLUMNS))
    person = pl.col("canonical").str.starts_with(terms.BASE + "id/person/")
    paged = pl.col("canonical").is_in(list(addresses))
    derived = pl.col("source").is_in([terms.DERIVED, terms.META])
    rank = person.cast(pl.Int8) * 4 + (~paged).cast(pl.Int8) * 2 + derived.cast(pl.Int8)
    ordered = frame.filter(pl.col("verdict") == "accepted").sort(rank, "canonical", "object", "source")
    return _first(ordered, "predicate") | _first(ordered.filter(pl.col("predicate") == terms.TYPE), "object")


def concept_counts(folder: Path) -> dict[str, int]:
    """Concept -> how many accepted statements have it as their value."""
    frame = pl.scan_parquet(folder / "statements.parquet").filter(
        (pl.col("verdict") == "accepted") & pl.col("object").str.starts_with(terms.BASE + "vocab/")
    )
    return dict(frame.group_by("object").agg(pl.len()).collect().iter_rows())


def built_with(folder: Path) -> str:
    """The version of the vocabulary that a profile was built with, "" where it does not say."""
    store = open_store(folder / "store")
    rows = select(store, f"SELECT ?version WHERE {{ <{terms.NS.rstrip('#')}> <{OWL}versionInfo> ?version }}")
    return min((row["version"].value for row in rows), default="")


def _first(ordered: pl.DataFrame, by: str) -> dict[str, Example]:
    shown = pl.struct("canonical", "predicate", "object", "object_kind", "source").first()
    grouped = ordered.group_by(pl.col(by).alias("term"), maintain_order=True).agg(
        shown=shown, count=pl.col("canonical").n_unique()
    )
    return {term: _example(one, count) for term, one, count in grouped.iter_rows()}


def _example(row: dict[str, str], count: int) -> Example:
    return Example(
        count, row["canonical"], row["predicate"], row["object"], row["object_kind"] == statements.IRI, row["source"]
    )
