"""Tables of judgements (SSSOM) as sources: every judgement is a statement that can be disputed, yes or no.

A yes that decides is stated as reported, or as derived if a machine decides; a no as denied; what waits for a person as
unverified. What else is known of a judgement is said of its claim. A yes says nothing beyond its pair: which of two
names stays is the business of ``merge``, and which of two judgements counts that of ``accept``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from amazongraph import statements, terms
from amazongraph.errors import Problem, SourceError
from amazongraph.resources import data_dir
from amazongraph.sources.composing import key_part
from amazongraph.sources.contract import Card, Extract, References
from amazongraph.sssom import PREDICATES, Judgement, read_rows, read_set

FOLDER, PATTERN = "links", "*.sssom.tsv"
_SHIPPED = "entities-"
_TURNED = {terms.SKOS + "broadMatch": terms.SKOS + "narrowMatch", terms.SKOS + "narrowMatch": terms.SKOS + "broadMatch"}
# What is said of the claim: property, the field of the judgement, the slot it comes from, datatype.
_OF_CLAIM = (
    ("ag:justification", "justification", "mapping_justification", None),
    ("ag:confidence", "confidence", "confidence", terms.XSD + "decimal"),
    ("rdfs:comment", "comment", "comment", terms.XSD + "string"),
)


def mapping_sets(folder: Path, level: int | None) -> list["MappingSet"]:
    """The tables that ship with the package and those in the folder ``links`` of a workspace, in name order.

    ``level``: who may see a judgement of the workspace that does not say.
    """
    shipped = sorted((data_dir("ontology") / "mappings").glob(_SHIPPED + PATTERN))
    own = sorted((folder / FOLDER).glob(PATTERN))
    return [*(MappingSet(path) for path in shipped), *(MappingSet(path, level) for path in own)]


@dataclass(frozen=True, slots=True)
class MappingSet:
    """A source that is one table of judgements."""

    path: Path
    level: int | None = None

    @property
    def key(self) -> str:
        """Its name."""
        return "links-" + key_part(self.path.name.removesuffix(PATTERN[1:]).removeprefix(_SHIPPED))

    @property
    def card(self) -> Card:
        """Its card; a table of judgements retrieves nothing, and is named by its file where it cannot be read."""
        try:
            title = read_set(self.path)[1] or self.path.name
        except SourceError:
            title = self.path.name
        said = dict.fromkeys(("es", "en"), title)
        return Card(self.key, said, "", "", "allowed", terms.BASE, said, "reported", level=self.level)

    @property
    def ships(self) -> bool:
        """Whether it is one of the tables of the package, which link also what a workspace may not have."""
        return self.path.parent.name == "mappings"

    @property
    def source(self) -> str:
        """Its IRI."""
        return terms.entity("document", self.key)

    def digest(self) -> str:
        """A hash of the table and of who may see it."""
        return sha256(self.path.read_bytes() + f"\0{self.path.name} {self.level}".encode()).hexdigest()

    def keys(self) -> dict[str, frozenset[str]]:
        """Itself, as a document."""
        return {"document": frozenset({self.key})}

    def units(self) -> dict[str, str]:
        """None."""
        return {}

    def judgements(self) -> dict[str, Judgement]:
        """The judgements by the id of their statement. Raises ``SourceError``."""
        return {statements.identify(row): judgement for _, judgement, row in self._stated()}

    def read(self, references: References) -> Extract:
        """State every judgement. Raises ``SourceError`` for a table with a row that cannot be read."""
        rows: list[dict[str, Any]] = []
        places: list[statements.Place] = []
        count = 0
        for number, judgement, row in self._stated():
            count += 1
            for column, one in [("subject_id", row), *_of_claim(judgement, row)]:
                rows.append({**one, "id": statements.identify(one)})
                bound = one["mark"], one["redistribution"]
                places.append((rows[-1]["id"], None, self.path.name, number, column, *bound))
        frame = statements.make([*self._about_itself(rows), *rows])
        found = pl.DataFrame(places, schema=statements.LOADER_PLACES, orient="row")
        return Extract(frame, found.unique().sort(found.columns), count)

    def _stated(self) -> Iterator[tuple[int, Judgement, dict[str, Any]]]:
        """Line, judgement, statement."""
        for number, read in read_rows(self.path):
            one = _turned(read)
            yield (
                number,
                one,
                {
                    "subject": one.subject,
                    "predicate": one.predicate,
                    "object": one.object,
                    "object_kind": statements.IRI,
                    "source": self.source,
                    "edition": one.date or None,
                    "attributed_to": one.author if _is_ours(one.author) else None,
                    "as_of": one.date or None,
                    "standing": _standing(one),
                    "mark": self.level if one.level is None else one.level,
                    "redistribution": "allowed",
                },
            )

    def _about_itself(self, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """What the table is; as open as the most open of its judgements."""
        marks = [row["mark"] for row in rows if row["mark"] is not None]
        shared = {
            "subject": self.source,
            "source": terms.META,
            "standing": "official-record",
            "mark": min(marks) if marks else self.level,
            "redistribution": "allowed",
        }
        text = {"object_kind": statements.LITERAL, "datatype": terms.XSD + "string"}
        reading = terms.concept("reading", "read-in-full")
        yield {**shared, "predicate": terms.TYPE, "object": terms.ag("MappingSet"), "object_kind": statements.IRI}
        yield {**shared, "predicate": terms.ag("reading"), "object": reading, "object_kind": statements.IRI}
        set_id, title = read_set(self.path)
        yield {**shared, **text, "predicate": terms.expand("dct:title"), "object": title or self.path.name}
        if self.ships:
            page = {"predicate": terms.expand("dcat:landingPage"), "object_kind": statements.IRI}
            yield {**shared, **page, "object": set_id}
        if days := [row["as_of"] for row in rows if row.get("as_of")]:
            issued = {"predicate": terms.ag("issued"), "object": max(days), "datatype": terms.EDTF}
            yield {**shared, **text, **issued}


def _turned(one: Judgement) -> Judgement:
    """The judgement with our thing as its subject, where the object alone is one."""
    if _is_ours(one.subject) or not _is_ours(one.object):
        return one
    return replace(
        one,
        subject=one.object,
        object=one.subject,
        predicate=_TURNED.get(one.predicate, one.predicate),
        subject_label=one.object_label,
        object_label=one.subject_label,
    )


def _is_ours(iri: str) -> bool:
    return iri.startswith(terms.BASE + "id/")


def _standing(one: Judgement) -> str:
    if not one.decides:
        return "unverified"
    return "denied" if one.denied else "reported" if one.by_person else "derived"


def _of_claim(one: Judgement, row: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is said of the claim that a judgement is, each with the slot it comes from."""
    claim = f"{terms.BASE}claim/{statements.identify(row)}"
    shared = {name: row[name] for name in ("source", "edition", "mark", "redistribution")} | {"standing": "reported"}
    told = [(curie, getattr(one, field), slot, datatype) for curie, field, slot, datatype in _OF_CLAIM]
    if not _is_ours(one.author):
        told.append(("dct:creator", one.author, "author_id", None))
    for curie, value, slot, datatype in told:
        if value:
            kind = {"object_kind": statements.LITERAL, "datatype": datatype} if datatype else {"object_kind": "iri"}
            yield slot, {**shared, **kind, "subject": claim, "predicate": terms.expand(curie), "object": value}


def absent(frame: pl.DataFrame, kept: pl.DataFrame, places: pl.DataFrame) -> list[Problem]:
    """What to tell of the links that ``with_both_ends`` left out of ``frame``, in file and row order."""
    gone = frame.filter(pl.col("predicate").is_in(list(PREDICATES))).join(kept.select("id"), on="id", how="anti")
    told = gone.join(places, on="id").select("file", "row", "subject", "object").unique().sort("file", "row")
    return [
        Problem("links.absent", file, row, values={"one": terms.shorten(one), "other": terms.shorten(other)})
        for file, row, one, other in told.iter_rows()
    ]


def with_both_ends(frame: pl.DataFrame) -> pl.DataFrame:
    """The statements without the links of things of ours that no source speaks of, and what is said of those links."""
    links = frame.filter(pl.col("predicate").is_in(list(PREDICATES)))
    if links.is_empty():
        return frame
    known = frame.filter(~pl.col("id").is_in(links["id"].implode()))["subject"].unique()

    def absent(end: str) -> pl.Expr:
        return pl.col(end).str.starts_with(terms.BASE + "id/") & ~pl.col(end).is_in(known.implode())

    outside = ~pl.col("subject").str.starts_with(terms.BASE)
    gone = links.filter(absent("subject") | absent("object") | outside)["id"]
    claims = f"{terms.BASE}claim/" + gone
    return frame.filter(~pl.col("id").is_in(gone.implode()) & ~pl.col("subject").is_in(claims.implode()))
