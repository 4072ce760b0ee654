"""Which things have a page, what each is called and what is said of it: read from a published release in few queries.

A thing has a page when a document says something of it. Of the administrative units all departments and provinces have
one; of the districts those that something else than the directory of units speaks of. Shapes have none.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from amazongraph import statements, terms
from amazongraph.describe import Said, describe_all
from amazongraph.document import Names, named_in
from amazongraph.labels import labels
from amazongraph.messages import text
from amazongraph.questions.citations import Citation, citations
from amazongraph.site import paths
from amazongraph.store.embedded import open_store

THING, SOURCE = terms.BASE + "id/", terms.BASE + "source/"
_READ = ("canonical", "predicate", "object", "object_kind", "source", "verdict")
WITHOUT = ("geometry", "relation")
"""Kinds that are nodes of data and nothing that people speak of."""
_TOGETHER = 400  # things described by one query


@dataclass(frozen=True)
class Things:
    """The things of a profile that have a page. ``said``: IRI -> what is said of it; ``names``: of all named there;
    ``hidden``: names by which a thing is searched for, and which are not shown.
    """

    folder: Path
    iris: tuple[str, ...]
    said: dict[str, list[Said]]
    names: Names
    cited: dict[str, Citation]
    hidden: dict[str, list[str]]

    @cached_property
    def addresses(self) -> dict[str, str]:
        """IRI -> page."""
        return {iri: paths.of_thing(iri) for iri in self.iris}

    @cached_property
    def by_kind(self) -> dict[str, list[str]]:
        """The things of each kind, as their IRIs tell it; documents are a kind of their own."""
        found: dict[str, list[str]] = {}
        for iri in self.iris:
            found.setdefault(kind_of(iri), []).append(iri)
        return dict(sorted(found.items()))

    @cached_property
    def told_in(self) -> dict[str, dict[str, list[str]]]:
        """Document -> the things that it speaks of -> by which properties."""
        frame = pl.read_parquet(self.folder / "statements.parquet", columns=list(_READ))
        rows = frame.filter(pl.col("source").str.starts_with(SOURCE) & pl.col("canonical").is_in(list(self.iris)))
        found: dict[str, dict[str, list[str]]] = {}
        for source, thing, names in (
            rows.group_by("source", "canonical").agg(pl.col("predicate").unique().sort()).sort("source", "canonical")
        ).iter_rows():
            found.setdefault(source, {})[thing] = names
        return found

    def first(self, iri: str, *names: str) -> str:
        """The first value that a thing accepts for one of these properties of ours, "" for none."""
        wanted = [terms.ag(name) for name in names]
        held = [
            one for one in self.said[iri] if one.property in wanted and one.verdict == "accepted" and not one.incoming
        ]
        return min(held, key=lambda one: wanted.index(one.property)).value if held else ""


def kind_of(iri: str) -> str:
    """``norm`` of ``.../id/norm/...``, ``document`` of a source."""
    return "document" if iri.startswith(SOURCE) else iri.removeprefix(THING).rpartition("/")[0]


def things(folder: Path) -> Things:
    """The things of the profile in ``folder``. Raises ``ReleaseError``."""
    store = open_store(folder / "store")
    iris = _with_a_page(folder)
    said: dict[str, list[Said]] = {}
    for start in range(0, len(iris), _TOGETHER):
        said |= describe_all(store, iris[start : start + _TOGETHER])
    iris = [iri for iri in iris if said[iri]]
    named = {part for iri in iris for part in named_in(iri, said[iri])}
    sources = {one.source for iri in iris for one in said[iri]} | {iri for iri in iris if iri.startswith(SOURCE)}
    names = labels(store, named)
    names |= {iri: _of_figure(said[iri], names, names[iri]) for iri in iris if kind_of(iri) == "figure"}
    return Things(folder, tuple(iris), said, names, citations(store, sources), _hidden(folder))


def _hidden(folder: Path) -> dict[str, list[str]]:
    frame = pl.scan_parquet(folder / "statements.parquet").filter(pl.col("predicate") == terms.HIDDEN_LABEL)
    found = frame.group_by("canonical").agg(pl.col("object").unique().sort()).sort("canonical").collect()
    return dict(found.iter_rows())


def _of_figure(said: list[Said], names: Names, label: dict[str, str]) -> dict[str, str]:
    """What a figure is called where many count the same: what it counts and when, the number and who says it."""

    def first(name: str) -> str:
        return next((one.value for one in said if one.property == terms.ag(name) and not one.incoming), "")

    number, least, most = first("value"), first("minValue"), first("maxValue")
    bound, who = first("bound"), first("attributedTo")
    told = {}
    for lang, name in label.items():
        amount = number or (text("answer.range", lang, first=least, last=most) if least and most else least or most)
        exact = not bound or terms.key_of(bound) == "exactly"
        qualified = amount if exact else f"{names[bound][lang]} {amount}"
        told[lang] = f"{name}: {qualified}" + (f" ({names[who][lang]})" if who in names else "")
    return told


def _with_a_page(folder: Path) -> list[str]:
    frame = pl.read_parquet(folder / "statements.parquet", columns=list(_READ))
    ours = frame.filter(pl.any_horizontal(pl.col("canonical").str.starts_with(one) for one in (THING, SOURCE)))
    kinds = "|".join(WITHOUT)
    every = set(ours.filter(~pl.col("canonical").str.contains(f"^{THING}({kinds})/"))["canonical"])
    return sorted(every - _unspoken_districts(ours))


def _unspoken_districts(ours: pl.DataFrame) -> set[str]:
    """The districts of which only their directory speaks."""
    typed = ours.filter((pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.ag("District")))
    districts, directories = typed["canonical"].unique(), typed["source"].unique()
    others = ours.filter(~pl.col("source").is_in([*directories, terms.DERIVED]))
    spoken = set(others["canonical"]) | set(others.filter(pl.col("object_kind") == statements.IRI)["object"])
    return set(districts) - spoken
