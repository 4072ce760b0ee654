"""One profile of a release as a brief reads it: what is said of a thing, questions asked, things called by name."""

import re
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from amazongraph import terms
from amazongraph.brief.words import date_text, number_text, sentence, within
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES, text
from amazongraph.questions.answer import Answer, ask
from amazongraph.questions.catalogue import catalogue
from amazongraph.releases import STATEMENTS, Readable

_HOLDS = ("accepted", "contested")
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?|[\d.-]+/[\d.-]+")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_PLAIN = frozenset({"ag:Area", "ag:Country"})
_TELLS_NOTHING = frozenset({"ag:AdministrativeUnit", "ag:GeographicArea", "ag:Region"})
_NUMBERS = ("decimal", "integer", "double")


class Row:
    """A row of an answer, read in words."""

    def __init__(self, answer: Answer, values: Mapping[str, str], reading: "Reading") -> None:
        self.values, self._reading = values, reading
        self._kinds = {column.name: column.type for column in answer.question.columns}

    def raw(self, name: str) -> str:
        """The value as the question gave it."""
        return self.values.get(name, "")

    def told(self, name: str) -> str:
        """The value, in the reader's language, of a text that the question gives in both."""
        return self.values.get(f"{name}_{self._reading.lang}", "")

    def words(self, name: str) -> str:
        """The value in words: names, a date, a number."""
        said, kind = self.raw(name), self._kinds.get(name, "text")
        if kind in {"entity", "entities"}:
            return "; ".join(self.names(name))
        if kind == "interval":
            return date_text(said, self._reading.lang)
        return number_text(said) if kind in {"integer", "decimal"} else said

    def names(self, name: str) -> list[str]:
        """The names of the things in a column, in alphabetical order."""
        return self._reading.names(self.values.get(name, "").split())

    def value(self, name: str) -> str:
        """A value of any kind in words: a thing by its name, a date, a number, a text as it is."""
        said = self.raw(name)
        if "://" in said:
            return self._reading.name(said)
        return date_text(said, self._reading.lang) if _DATE.fullmatch(said) else number_text(said)

    @property
    def sources(self) -> tuple[str, ...]:
        """The documents the row rests on."""
        return tuple(self.values["sources"].split())


class Reading:
    """Reads for one brief. ``short``: acronym -> the name it stands for, of those that were used."""

    def __init__(self, release: Readable, profile: str, lang: str) -> None:
        self.release, self.profile, self.lang = release, profile, lang
        self.store = release.store(profile)
        self.frame = pl.read_parquet(release.profile(profile) / STATEMENTS)
        self.short: dict[str, str] = {}
        listed = catalogue(release, profile)
        self._questions = {question.id: question for question, _ in listed}
        self._status = {question.id: status for question, status in listed}
        self._names: dict[str, str] = {}

    def ask(self, question: str, **given: str) -> Iterator[Row]:
        """The rows of a question, none where the release does not hold it."""
        if found := self._questions.get(question):
            answer = ask(self.release, found, given, self.profile)
            yield from (Row(answer, row, self) for row in answer.rows)

    def note(self, question: str) -> str:
        """What to bear in mind with a question."""
        return self._questions[question].note[self.lang] if question in self._questions else ""

    @staticmethod
    def iri(thing: str) -> str:
        """The IRI of what is written as a CURIE or in full."""
        return thing if "://" in thing else terms.expand(thing)

    def name(self, iri: str) -> str:
        """What a thing is called, by its acronym where it has one; a text that is no IRI stays.

        An incident or a figure, which has no name, is called by what happened or was counted, and when.
        """
        if "://" not in iri:
            return iri
        if iri not in self._names:
            self._names[iri] = self._dated(iri) or self._named(iri)
        return self._names[iri]

    def _named(self, iri: str) -> str:
        whole, brief = (labels(self.store, [iri], short=short)[iri][self.lang] for short in (False, True))
        if brief != whole and len(brief) < len(whole):
            self.short[brief] = whole
        return self._worded(brief)

    def _dated(self, iri: str) -> str:
        if not iri.startswith((terms.entity("incident", ""), terms.entity("figure", ""))):
            return ""
        kinds = self.names(self.values(iri, "ag:incidentType", "ag:indicator"))
        dates = self.values(iri, "ag:occurred", "ag:period") or self.values(iri, "ag:asOf")
        # Where sources disagree, the interval that holds all their dates is the longest text.
        date = date_text(max(dates, key=len), self.lang) if dates else ""
        return ", ".join(filter(None, ["; ".join(kinds), date]))

    def whole_name(self, iri: str) -> str:
        """What a thing is called in full."""
        return labels(self.store, [iri])[iri][self.lang]

    def names(self, iris: Iterable[str]) -> list[str]:
        """The names of things, each once, in alphabetical order; namesakes are told apart by their kind."""
        called: dict[str, set[str]] = {}
        for iri in iris:
            called.setdefault(self.name(iri), set()).add(iri)
        return sorted(
            name if len(things) == 1 else self.placed(iri) for name, things in called.items() for iri in things
        )

    def own_name(self, iri: str) -> str:
        """A people by its name and, where that is another, by the name it gives itself."""
        name = self.name(iri)
        own = [one for one in self.values(iri, "ag:selfName") if one != name]
        return f"{name} ({', '.join(own)})" if own else name

    def placed(self, iri: str) -> str:
        """A thing with what kind it is: ``Padre Abad (province)``."""
        kind = within(self.kind(iri))
        return f"{self.name(iri)} ({kind})" if kind else self.name(iri)

    def kind(self, iri: str) -> str:
        """The name of what a thing is; "" for a country and for what says no more than its name."""
        kinds = [one for one in self.classes(iri) if one not in _PLAIN]
        return self.name(terms.expand(kinds[0])) if kinds and kinds[0] not in _TELLS_NOTHING else ""

    def publishers(self, documents: Iterable[str]) -> list[str]:
        """Who publishes some documents: those who say what is nobody else's."""
        return self.names(iri for one in documents for iri in self.values(one, "dct:publisher"))

    def acronyms(self) -> dict[str, str]:
        """Every acronym -> the name it stands for."""
        rows = self.frame.filter((pl.col("predicate") == terms.ag("acronym")) & (pl.col("verdict") == "accepted"))
        known = dict(rows.select("object", "canonical").unique().sort("object", "canonical").iter_rows())
        named = labels(self.store, known.values())
        return {short: named[iri][self.lang] for short, iri in known.items()}

    def needs(self, question: str) -> str:
        """The question and what would answer it, where this release does not hold that; "" elsewhere."""
        found = self._questions.get(question)
        if found is None or self._status[question] != "needs" or not found.needs:
            return ""
        return f"{found.question[self.lang]} {sentence(found.needs[self.lang])}"

    def partial(self, question: str) -> str:
        """What the data at hand leaves open of a question; "" where nothing."""
        found = self._questions.get(question)
        return found.partial[self.lang] if found and found.partial else ""

    def said(self, iri: str, *properties: str) -> pl.DataFrame:
        """What holds of a thing, or is contested; ``properties`` are CURIEs, all of them by default."""
        mine = self.frame.filter((pl.col("canonical") == iri) & pl.col("verdict").is_in(_HOLDS))
        return mine.filter(pl.col("predicate").is_in([terms.expand(one) for one in properties])) if properties else mine

    def values(self, iri: str, *properties: str) -> list[str]:
        """The values that hold of a thing, in order, those in the reader's language."""
        found = self.said(iri, *properties)
        return sorted({self._told(row) for row in found.iter_rows(named=True) if self.reads(row["lang"])})

    def _told(self, row: Mapping[str, str]) -> str:
        """An object as it is; the days in what is told in words are put into words too."""
        return self._worded(row["object"]) if row["lang"] else row["object"]

    def _worded(self, said: str) -> str:
        return _DAY.sub(lambda found: date_text(found[0], self.lang), said)

    def pointing(self, iris: Iterable[str], *properties: str) -> pl.DataFrame:
        """What holds and points to one of some things."""
        wanted = (pl.col("object").is_in(sorted(set(iris)))) & pl.col("verdict").is_in(_HOLDS)
        return self.frame.filter(wanted & pl.col("predicate").is_in([terms.expand(one) for one in properties]))

    def classes(self, iri: str) -> list[str]:
        """The classes of a thing as CURIEs, those that are stated first."""
        rows = self.said(iri, "rdf:type").sort("source", "object").iter_rows(named=True)
        told = [(row["source"] == terms.DERIVED, terms.shorten(row["object"])) for row in rows]
        return list(dict.fromkeys(name for _, name in sorted(told) if name.startswith("ag:")))

    def reads(self, lang: str | None) -> bool:
        """Whether a text in a language is shown: what is said in both languages only in the reader's."""
        return not lang or lang == self.lang or lang not in LANGUAGES

    def value(self, row: Mapping[str, str]) -> str:
        """The object of a statement in words."""
        said, kind = row["object"], row["datatype"] or ""
        if row["object_kind"] == "iri":
            return self.name(said)
        if kind == terms.EDTF or kind == terms.XSD + "date":
            return date_text(said, self.lang)
        if terms.key_of(kind) in _NUMBERS:
            return number_text(said)
        if terms.key_of(kind) == "boolean":
            return text("answer.yes" if said == "true" else "answer.no", self.lang)
        return self._told(row)

    def comments(self, rows: Iterable[Mapping[str, str]]) -> list[str]:
        """What whoever entered some claims says of them, in the reader's language."""
        claims = [f"{terms.BASE}claim/{row['id']}" for row in rows]
        notes = self.frame.filter(
            pl.col("canonical").is_in(claims)
            & (pl.col("predicate") == terms.RDFS + "comment")
            & (pl.col("lang") == self.lang)
        )
        return sorted(set(notes["object"]))

    def above(self, iri: str) -> list[str]:
        """The places that contain a place, from the nearest up."""
        found: list[str] = []
        while places := self.values(found[-1] if found else iri, "ag:within"):
            found.append(places[0])
        return found

    def containing(self, iri: str) -> list[str]:
        """The places above a thing, from the nearest up, with the one it is in; none where it is in several."""
        places = self.values(iri, "ag:place")
        return [*places, *self.above(places[0])] if len(places) == 1 else [] if places else self.above(iri)


def documents(rows: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The documents that statements are from; what was worked out here has none."""
    return tuple(dict.fromkeys(row["source"] for row in rows if row["source"] != terms.DERIVED))
