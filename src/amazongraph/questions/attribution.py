"""The way a statement took to the reader: who says it, in which document, which document that one relays.

Reads a published store. Of a document it says who relays it; of a release, what identifies it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.errors import EntityError
from amazongraph.labels import labels, range_text, resolve
from amazongraph.messages import text
from amazongraph.questions.bibliography import bibliography
from amazongraph.questions.citations import Citation, citations
from amazongraph.releases import Readable
from amazongraph.store.asking import Store
from amazongraph.store.embedded import select

_PREFIXES = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
_STATED = _PREFIXES + (
    "SELECT ?part ?value WHERE { VALUES (?property ?part) { (ag:statedIn 'in') (ag:alsoReportedIn 'also') "
    "(ag:relays 'relays') (ag:attributedTo 'who') (ag:locator 'locator') (ag:verdict 'verdict') (ag:reason 'reason') "
    "(ag:asOf 'as-of') (ag:period 'period') (rdf:subject 'subject') (rdf:predicate 'predicate') (rdf:object 'object') "
    "(ag:indicator 'indicator') (ag:bound 'bound') (ag:value 'value') (ag:minValue 'min') (ag:maxValue 'max') "
    "(ag:population 'population') (ag:unit 'unit') (ag:area 'area') } %s ?property ?value }"
)
_RELAYING = _PREFIXES + "SELECT DISTINCT ?by WHERE { GRAPH ?by { ?said ag:relays %s } ?by a ag:Source }"
_IS = _PREFIXES + "SELECT ?class WHERE { %s a ?class VALUES ?class { ag:Claim ag:Source } }"
_HASH = re.compile(r"[0-9a-f]{32}")
NOT_READ = "not-read"
_EXACTLY = terms.concept("bound", "exactly")  # says no more than the number alone
_ABOUT = terms.concept("bound", "about")  # says no more than the number alone


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is cited, as a line, and the documents on its way, each with what it is to it.

    ``said``: lines to read, in order; in them ``[1]`` is the first of ``documents``.
    """

    said: tuple[str, ...]
    documents: tuple[Citation, ...]


def attribution(store: Store, asked: str, lang: str) -> Attribution:
    """The attribution of a claim, a figure or a document, given as IRI, CURIE, name or the hash of a claim.

    Raises ``EntityError`` for anything else.
    """
    iri = f"{terms.BASE}claim/{asked}" if _HASH.fullmatch(asked) else resolve(store, asked)
    classes = {row["class"].value for row in select(store, _IS % ox.NamedNode(iri))}
    if terms.ag("Claim") in classes:
        return _of_statement(store, iri, lang)
    if terms.ag("Source") in classes or iri.startswith(f"{terms.BASE}source/"):
        return _of_document(store, iri, lang)
    raise EntityError("cite.cannot", text=asked)


def of_release(release: Readable, profile: str, lang: str) -> Citation:
    """A release as a data set to cite: its id, the day its content was taken in, the hash of its public content."""
    manifest = release.manifest()
    return Citation(
        iri=f"{terms.BASE}release/{release.id}",
        title=text("cite.release", lang, release=release.id, profile=text(f"profile.{profile}", lang)),
        title_made=False,
        publishers=("amazongraph",),
        date=manifest["retrieved"],
        url=terms.BASE,
        reading="",
        kind="Dataset",
        note=text("cite.sha", lang, sha=manifest["sha256"]),
    )


def cite(release: Readable, profile: str, thing: str, form: str, lang: str) -> str:
    """The citation of a claim, a figure, a document or the ``release``, in a form of ``bibliography``.

    Raises ``EntityError`` for anything else.
    """
    version = of_release(release, profile, lang)
    if thing in {"release", release.id}:
        return bibliography(release, profile, [version], form, lang) if form != "text" else version.text(lang) + "\n"
    found = attribution(release.store(profile), thing, lang)
    documents = bibliography(release, profile, found.documents, form, lang)
    return documents if form != "text" else "\n".join([*found.said, "", documents, version.text(lang), ""])


class _Documents:
    """Numbers documents in the order in which they are spoken of."""

    def __init__(self, store: Store, iris: list[str]) -> None:
        known = citations(store, iris)
        self.cited = [known[iri] for iri in dict.fromkeys(iris) if iri in known]
        self._numbers = {one.iri: number for number, one in enumerate(self.cited, start=1)}

    def marks(self, iris: list[str]) -> str:
        return " ".join(f"[{self._numbers[iri]}]" for iri in iris if iri in self._numbers)


def _of_statement(store: Store, iri: str, lang: str) -> Attribution:
    parts: dict[str, list[str]] = {}
    for row in select(store, _STATED % ox.NamedNode(iri)):
        parts.setdefault(row["part"].value, []).append(row["value"].value)
    parts = {name: sorted(set(values)) for name, values in parts.items()}
    stated, also, relayed = (parts.get(name, []) for name in ("in", "also", "relays"))
    cited = _Documents(store, [*stated, *relayed, *also])
    named = labels(store, {value for values in parts.values() for value in values if "://" in value})

    def words(*names: str) -> str:
        values = [value for name in names for value in parts.get(name, [])]
        return ", ".join(named[value][lang] if value in named else value for value in values)

    locator = words("locator")
    lines = [
        told(words, lang, exact=parts.get("bound") == [_EXACTLY], about=parts.get("bound") == [_ABOUT])
        + f" ({terms.shorten(iri)})",
        text("cite.says", lang, who=words("who")) if parts.get("who") else text("cite.nobody", lang),
        text("cite.in", lang, documents=cited.marks(stated)) + (f" ({locator})" if locator else ""),
    ]
    if relayed:
        lines.append(text("cite.relays", lang, documents=cited.marks(relayed)))
    lines += [
        text("cite.unread", lang, original=cited.marks([one.iri]), by=cited.marks([*stated, *also]))
        for one in cited.cited
        if one.iri in relayed and one.reading == NOT_READ
    ]
    if also:
        lines.append(text("cite.also", lang, documents=cited.marks(also)))
    if parts.get("verdict"):
        lines.append(text("cite.verdict", lang, verdict=words("verdict"), reason=words("reason")))
    return Attribution(tuple(lines), tuple(cited.cited))


def told(words: Callable[..., str], lang: str, *, exact: bool, about: bool = False) -> str:
    """What is stated, in a line: a figure with what it counts, or subject, property and value.

    ``words`` gives the parts of those names in words, "" for none; ``exact``: that the number says all of the bound;
    ``about``: that the bound is "about", which a range says in its own words.
    """
    if words("subject"):
        return f"{words('subject').rstrip('.')}: {words('predicate')}: {words('object')}"
    value = words("value") or range_text(words("min"), words("max"), lang, about=about)
    told = [words(name) for name in ("indicator", "population", "area", "period", "as-of")]
    bound = "" if exact or (about and not words("value")) else words("bound")
    return f"{bound} {value} {words('unit')}".strip() + "".join(f"; {one}" for one in told if one)


def _of_document(store: Store, iri: str, lang: str) -> Attribution:
    relaying = sorted({row["by"].value for row in select(store, _RELAYING % ox.NamedNode(iri))} - {iri})
    cited = _Documents(store, [iri, *relaying])
    lines = [cited.cited[0].text(lang)] if cited.cited else [terms.shorten(iri)]
    if relaying and cited.cited and cited.cited[0].reading == NOT_READ:
        lines.append(text("cite.unread", lang, original=cited.marks([iri]), by=cited.marks(relaying)))
    elif relaying:
        lines.append(text("cite.relayed-by", lang, documents=cited.marks(relaying)))
    return Attribution(tuple(lines), tuple(cited.cited))
