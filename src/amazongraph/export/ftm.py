"""FollowTheMoney entities, a JSON object a line: what Aleph, OpenAleph, yente and nomenklatura read.

The format is that of ``followthemoney`` 4 (https://followthemoney.tech/docs/). Documents, the things they speak of and
the links between these; each says who reports it, in which documents (``proof``) and at which addresses. Only what is
accepted is told as a value; what sources disagree on is named in the notes. Names that serve for search only do not
leave here either.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from amazongraph import terms
from amazongraph.durable import drafted
from amazongraph.export.ftm_facts import Fact, facts, schemata
from amazongraph.export.ftm_mapping import DATASET, dates, identifier, mapping
from amazongraph.export.material import Material
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES, text
from amazongraph.questions.attribution import told
from amazongraph.questions.citations import Citation

_AT_ONCE = 2_000  # things held at once
_LANGUAGES = {"es": "spa", "en": "eng", "pt": "por", "fr": "fra", "de": "deu"}
_NAMES = frozenset({terms.LABEL, terms.ALT_LABEL})
_CONTESTED, _FIGURE = terms.ag("contestedProperty"), terms.ag("Figure")

Entity = dict[str, Any]
Names = dict[str, dict[str, str]]


def write_ftm(material: Material, to: Path) -> int:
    """Write the entities, documents first; returns how many."""
    with drafted(to) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        return sum(1 for one in _Entities(material) if file.write(json.dumps(one, ensure_ascii=False) + "\n"))


class _Entities:
    """The entities of a material; holds what the making of each needs."""

    def __init__(self, material: Material) -> None:
        self.material, self.lang = material, material.lang
        self.mapping = mapping()
        self.retrieved = str(material.release.manifest()["retrieved"])
        self.documents = {one.iri: one for one in material.sources}
        self.schemata = schemata(material.statements, material.things, self.mapping.schemata)
        self.store = material.release.store(material.profile)

    def __iter__(self) -> Iterator[Entity]:
        for one in self.documents.values():
            yield self._document(one)
        things = list(self.schemata)
        for start in range(0, len(things), _AT_ONCE):
            found = facts(self.material.statements, things[start : start + _AT_ONCE])
            named = labels(self.store, _iris(found))
            for thing, said in found.items():
                yield from self._thing(thing, said, named)

    def _document(self, one: Citation) -> Entity:
        schema = self.mapping.documents.get(one.kind, "Document")
        made = _Properties()
        made.add("title", one.title)
        if schema == "Document":
            # What is asked of every document there; no file of ours is meant.
            made.add("fileName", one.title)
        made.add("publisher", *one.publishers)
        made.add("sourceUrl", one.url)
        made.add("language", _LANGUAGES.get(one.language, ""))
        for name, day in dates(one.date, "publishedAt").items() if one.date else ():
            made.add(name, day)
        made.add("notes", one.read(self.lang))
        return self._entity(one.iri, schema, made, [])

    def _thing(self, thing: str, said: list[Fact], named: Names) -> Iterator[Entity]:
        schema, made = self.schemata[thing], _Properties()
        known, links = self.mapping.of(schema), list[Fact]()
        figure = any(fact.value == _FIGURE for fact in said)
        untold = self.mapping.untold | (self.mapping.of_figures if figure else frozenset())
        for fact in _in_language(said, self.lang):
            if fact.property == _CONTESTED:
                made.add("notes", text("ftm.contested", self.lang, property=named[fact.value][self.lang]))
            elif fact.property in untold or self._put(made, known.get(fact.property, ""), fact, named):
                continue
            elif fact.is_iri and fact.value in self.schemata and schema not in self.mapping.ends:
                links.append(fact)
            else:
                self._note(made, schema, fact, named)
        if figure:
            made.add("description", _figure(said, named, self.lang))
        self._name(made, thing, schema, named)
        yield self._entity(thing, schema, self._reported(made, said, named), said)
        for fact in links:
            yield self._link(thing, fact, named)

    def _name(self, made: "_Properties", thing: str, schema: str, named: Names) -> None:
        """Nearly every entity there needs a name, and a document one of a file."""
        if schema in self.mapping.ends:
            return
        name = named[thing][self.lang]
        if name == terms.shorten(thing):
            name = text("ftm.unnamed", self.lang, id=terms.key_of(thing))
        if not made.has("name"):
            made.add("name", name)
        if schema == "Document":
            made.add("fileName", name)

    def _put(self, made: "_Properties", wanted: str, fact: Fact, named: Names) -> bool:
        """Whether a property there takes the value."""
        if wanted in self.mapping.entities:
            if fact.value in self.schemata:
                made.add(wanted, identifier(fact.value))
            return fact.value in self.schemata
        if wanted in self.mapping.dates:
            days = dates(fact.value, wanted)
            for name, day in days.items():
                made.add(name, day)
            # An uncertain date is told as what it is besides.
            return bool(days) and "/" not in fact.value
        if wanted:
            made.add(wanted, named[fact.value][self.lang] if fact.is_iri else fact.value)
        # Of a name or a place the thing is told as well, not only what it is called.
        return bool(wanted) and not (fact.is_iri and fact.value in self.schemata)

    def _note(self, made: "_Properties", schema: str, fact: Fact, named: Names) -> None:
        value = named[fact.value][self.lang] if fact.is_iri else fact.value
        if fact.datatype == terms.XSD + "boolean":
            value = text("answer.yes" if value == "true" else "answer.no", self.lang)
        wanted = "description" if schema in self.mapping.ends else "notes"
        made.add(wanted, f"{named[fact.property][self.lang]}: {value}")

    def _link(self, thing: str, fact: Fact, named: Names) -> Entity:
        made = _Properties()
        for name, iri in zip(self.mapping.ends["UnknownLink"], (thing, fact.value), strict=True):
            made.add(name, identifier(iri))
        made.add("role", named[fact.property][self.lang])
        key = sha256(" ".join((thing, fact.property, fact.value)).encode()).hexdigest()[:32]
        return self._entity(f"{terms.BASE}id/link/{key}", "UnknownLink", self._reported(made, [fact], named), [fact])

    def _reported(self, made: "_Properties", said: Iterable[Fact], named: Names) -> "_Properties":
        """Who reports it, the documents and their addresses."""
        facts_ = list(said)
        cited = [self.documents[iri] for iri in _each(f.documents for f in facts_) if iri in self.documents]
        speakers = [named[iri][self.lang] for iri in _each(f.speakers for f in facts_)]
        publishers = _each(one.publishers for one in cited)
        who = speakers or publishers or [one.title for one in cited]
        made.add("proof", *(identifier(one.iri) for one in cited))
        made.add("publisher", *publishers)
        made.add("sourceUrl", *(one.url for one in cited))
        if who:
            made.add("summary", text("ftm.reported", self.lang, who=", ".join(who)))
        return made

    def _entity(self, iri: str, schema: str, made: "_Properties", said: Iterable[Fact]) -> Entity:
        first = min((fact.first for fact in said if fact.first), default=self.retrieved)
        last = max((fact.last for fact in said if fact.last), default=self.retrieved)
        return {
            "id": identifier(iri),
            "schema": schema,
            "properties": made.values(),
            "datasets": [DATASET],
            "first_seen": first,
            "last_seen": self.retrieved,
            "last_change": last,
        }


class _Properties:
    """Properties of an entity, each with its values in the order they came, none twice."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, None]] = {}

    def add(self, name: str, *values: str) -> None:
        for value in values:
            # Marks that cannot be seen are no part of a value there.
            seen = " ".join("".join(one for one in value if unicodedata.category(one) != "Cf").split())
            if seen:
                self._values.setdefault(name, {})[_address(seen) if name == "sourceUrl" else seen] = None

    def has(self, name: str) -> bool:
        return name in self._values

    def values(self) -> dict[str, list[str]]:
        return {name: list(values) for name, values in sorted(self._values.items())}


def _in_language(said: list[Fact], lang: str) -> list[Fact]:
    """What is said in ``lang`` first; of what is no name, nothing that is a translation of it."""
    told = {fact.property for fact in said if fact.lang == lang}
    kept = [f for f in said if f.lang in ("", lang) or f.lang not in LANGUAGES or f.property not in told - _NAMES]
    return sorted(kept, key=lambda fact: fact.lang not in ("", lang))


def _address(url: str) -> str:
    """An address of a whole site ends in a slash there."""
    return url if urlsplit(url).path else f"{url}/"


def _figure(said: list[Fact], named: Names, lang: str) -> str:
    """What a figure says, in a sentence."""
    short = {"asOf": "as-of", "minValue": "min", "maxValue": "max"}
    parts: dict[str, list[str]] = {}
    for fact in said:
        name = terms.key_of(fact.property)
        parts.setdefault(short.get(name, name), []).append(named[fact.value][lang] if fact.is_iri else fact.value)
    exact = any(fact.value == terms.concept("bound", "exactly") for fact in said)
    return told(lambda *names: ", ".join(v for name in names for v in parts.get(name, [])), lang, exact=exact)


def _iris(found: dict[str, list[Fact]]) -> set[str]:
    """Everything that may have to be named."""
    every = [fact for said in found.values() for fact in said]
    values = {fact.value for fact in every if fact.is_iri} | {who for fact in every for who in fact.speakers}
    return {*found, *(fact.property for fact in every), *values}


def _each(groups: Iterable[Iterable[str]]) -> list[str]:
    """The members of some groups, each once, in order."""
    return list(dict.fromkeys(one for group in groups for one in group))
