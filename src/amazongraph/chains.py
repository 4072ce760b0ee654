"""What each figure and each statement rests on, as far as the statement table tells: documents, relays, speakers.

A document of the press that says something in its own name does not tell where it has it from; a register, a norm or a
report by those who counted does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from amazongraph import terms
from amazongraph.independence import Passage

_PUBLISHER = "http://purl.org/dc/terms/publisher"
_TELLING = frozenset(terms.ag(name) for name in ("NewsArticle", "OpinionPiece", "WebPage"))
_FIRST_HAND = frozenset({"official-record", "judicial-final"})
_CHAIN = {terms.ag(name): name for name in ("statedIn", "alsoReportedIn", "relays", "attributedTo", "standing")}


@dataclass(frozen=True, slots=True)
class Document:
    """Who publishes a document, and whether it is of a kind that tells what others say, as the press does."""

    publishers: frozenset[str]
    telling: bool


def documents(frame: pl.DataFrame) -> dict[str, Document]:
    """The documents of a statement table by IRI."""
    said = frame.filter((pl.col("source") == terms.META) & pl.col("predicate").is_in([_PUBLISHER, terms.TYPE]))
    publishers: dict[str, set[str]] = {}
    classes: dict[str, set[str]] = {}
    for document, predicate, value in said.select("canonical", "predicate", "object").iter_rows():
        (publishers if predicate == _PUBLISHER else classes).setdefault(document, set()).add(value)
    return {
        iri: Document(frozenset(publishers.get(iri, ())), bool(classes.get(iri, set()) & _TELLING))
        for iri in publishers.keys() | classes.keys()
    }


def of_figures(parts: pl.DataFrame, known: Mapping[str, Document]) -> dict[str, list[Passage]]:
    """The passages of each figure, from its statements."""
    said: dict[str, dict[str, set[str]]] = {}
    chained = parts.filter(pl.col("predicate").is_in(list(_CHAIN)))
    for figure, predicate, value in chained.select("canonical", "predicate", "object").iter_rows():
        said.setdefault(figure, {}).setdefault(_CHAIN[predicate], set()).add(value)
    return {figure: _passages(one, known) for figure, one in said.items()}


def passage(
    document: str, relays: frozenset[str], speakers: frozenset[str], standing: str, known: Mapping[str, Document]
) -> Passage:
    """What a document says, relaying others or not; ``standing`` is a key of the scheme."""
    about = known.get(document, Document(frozenset(), telling=False))
    own = about.telling and bool(speakers) and speakers <= about.publishers
    return Passage(document, relays, speakers, standing in _FIRST_HAND, own)


def _passages(said: Mapping[str, set[str]], known: Mapping[str, Document]) -> list[Passage]:
    relays, speakers = (frozenset(said.get(name, ())) for name in ("relays", "attributedTo"))
    standings = {terms.key_of(iri) for iri in said.get("standing", ())}
    standing = next(iter(standings & _FIRST_HAND), "")
    where = sorted(said.get("statedIn", set()) | said.get("alsoReportedIn", set()))
    return [passage(document, relays, speakers, standing, known) for document in where]
