"""Runs a question on a release and gives an answer that cites: rows, labels in both languages, numbered documents."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from amazongraph import terms
from amazongraph.labels import labels
from amazongraph.questions.catalogue import reckoned
from amazongraph.questions.citations import Citation, citations
from amazongraph.questions.coverage import Coverage
from amazongraph.questions.parameters import things, understood
from amazongraph.questions.question import Column, Question
from amazongraph.questions.remote import Asked
from amazongraph.questions.rows import rows
from amazongraph.releases import Readable

_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a release says to a question.

    ``parameters``: what was asked for, things by their CURIE; ``labels`` has their names under it.
    ``rows`` hold a text per column, as the query gave it: an IRI, IRIs joined by a space, a lexical form, "" for none.
    ``labels``: IRI -> language -> label; ``short``: the same with acronyms where there are, for
    tables. ``sources``: the documents cited, in the order the rows cite them.
    ``withheld``: how many statements the profile did not show in this release; ``withheld_rows``: how many rows of the
    question, asked without parameters, as a text ("0", "<5", "12"). ``coverage``: of what it is about, how much has
    data, whatever the parameters. ``remote``: what became of the remote parts that were asked for, see ``federation``.
    """

    question: Question
    parameters: dict[str, str]
    release: str
    profile: str
    rows: list[dict[str, str]]
    labels: dict[str, dict[str, str]]
    short: dict[str, dict[str, str]]
    sources: list[Citation]
    withheld: int
    withheld_rows: str = "0"
    coverage: Coverage | None = None
    remote: tuple[Asked, ...] = ()

    def numbers(self, row: Mapping[str, str]) -> list[int]:
        """The numbers of the documents a row rests on, 1 = the first of ``sources``."""
        order = {source.iri: number for number, source in enumerate(self.sources, start=1)}
        return sorted(order[iri] for iri in row["sources"].split() if iri in order)

    def years(self) -> tuple[str, str] | None:
        """The first and the last year of the documents cited; ``None`` if none is dated."""
        years = sorted(year for source in self.sources for year in _YEAR.findall(source.date))
        return (years[0], years[-1]) if years else None


def ask(
    release: Readable, question: Question, given: Mapping[str, str] | None = None, profile: str = "public"
) -> Answer:
    """Ask a question of a release. Raises ``ParameterError``, ``QueryError`` and ``ReleaseError``."""
    store = release.store(profile)
    asked = understood(store, question, given or {})
    found = rows(store, partial(release.statements, profile), question, asked)
    described = citations(store, (iri for row in found for iri in row["sources"].split()))
    named = _entities(question.columns, found) | _properties(question)
    meant = things(question, asked)
    told = labels(store, meant.values())
    withheld_rows, coverage = reckoned(release, question, profile)
    order = dict.fromkeys(iri for row in found for iri in row["sources"].split() if iri in described)
    return Answer(
        question=question,
        parameters=asked,
        release=release.id,
        profile=profile,
        rows=found,
        labels=labels(store, named) | {text: told[iri] for text, iri in meant.items()},
        short=labels(store, named, short=True),
        sources=[described[iri] for iri in order],
        withheld=release.withheld(profile),
        withheld_rows=withheld_rows,
        coverage=coverage,
    )


def _properties(question: Question) -> set[str]:
    return {terms.expand(one.removeprefix("^")) for one in (question.population.reads if question.population else ())}


def _entities(columns: Iterable[Column], rows: list[dict[str, str]]) -> set[str]:
    named = [column.name for column in columns if column.type in {"entity", "entities"}]
    return {iri for row in rows for name in named for iri in row[name].split()}
