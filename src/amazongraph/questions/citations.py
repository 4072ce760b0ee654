"""The documents an answer rests on, as a reader cites them. Everything comes from ``graph/meta`` of the release."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from amazongraph.messages import text
from amazongraph.store.asking import Store
from amazongraph.store.embedded import select

_QUERY = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?document ?title ?made ?publisher ?date ?url ?reading ?kind ?language WHERE {
  VALUES ?document { %s }
  ?document dct:title ?title .
  OPTIONAL { ?document ag:titleMade ?made }
  OPTIONAL { ?document dct:publisher/rdfs:label ?publisher FILTER(LANG(?publisher) = "es") }
  OPTIONAL { ?document ag:issued ?date }
  OPTIONAL { ?document dcat:landingPage ?url }
  OPTIONAL { ?document ag:reading ?reading }
  OPTIONAL { ?document dct:language ?language }
  OPTIONAL { ?document a ?kind FILTER(?kind NOT IN (ag:Source, ag:Document)) }
}
"""


@dataclass(frozen=True, slots=True)
class Citation:
    """A document as cited; ``date`` is EDTF, ``reading`` a key of the scheme reading, ``kind`` the last part of its
    class, ``language`` a BCP 47 tag; "" where not known. ``note`` stands where it is no document that is read.
    """

    iri: str
    title: str
    title_made: bool
    publishers: tuple[str, ...]
    date: str
    url: str
    reading: str
    kind: str = ""
    language: str = ""
    note: str = ""

    def read(self, lang: str) -> str:
        """How it was read, or its note."""
        return self.note or text("cite." + (self.reading or "not-read"), lang)

    def text(self, lang: str) -> str:
        """One line: publisher, title, date, address, how it was read."""
        publisher = ", ".join(self.publishers) or text("cite.no-publisher", lang)
        title = text("cite.title-made" if self.title_made else "cite.title", lang, title=self.title)
        parts = [publisher, title, self.date or text("cite.no-date", lang), self.url or text("cite.no-url", lang)]
        # "s. f." brings its own full stop.
        ended = [part if part.endswith(".") else f"{part}." for part in parts]
        return " ".join([*ended, self.read(lang)])


def citations(store: Store, documents: Iterable[str]) -> dict[str, Citation]:
    """The citation of each document IRI; those that the release does not describe are left out."""
    iris = sorted(set(documents))
    if not iris:
        return {}
    found: dict[str, list[ox.QuerySolution]] = {}
    for solution in select(store, _QUERY % " ".join(str(ox.NamedNode(iri)) for iri in iris)):
        found.setdefault(solution["document"].value, []).append(solution)
    return {iri: _citation(iri, rows) for iri, rows in found.items()}


def _citation(iri: str, rows: list[ox.QuerySolution]) -> Citation:
    def one(name: str) -> str:
        return min((row[name].value for row in rows if row[name] is not None), default="")

    return Citation(
        iri=iri,
        title=one("title"),
        title_made=one("made") == "true",
        publishers=tuple(sorted({row["publisher"].value for row in rows if row["publisher"] is not None})),
        date=one("date"),
        url=one("url"),
        reading=one("reading").rpartition("/")[2],
        kind=one("kind").rpartition("#")[2],
        language=one("language"),
    )
