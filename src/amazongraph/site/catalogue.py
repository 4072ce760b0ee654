"""The questions of a release, each with a sample of its answer, its sources and its query."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup

from amazongraph import terms
from amazongraph.questions.answer import Answer, ask
from amazongraph.questions.catalogue import NEEDS
from amazongraph.questions.forms import cell_text, notes, read_columns, scope
from amazongraph.questions.publish import Listed
from amazongraph.questions.question import Column, Question, heading
from amazongraph.questions.remote import RemotePart
from amazongraph.releases import Release
from amazongraph.site import paths
from amazongraph.site.pages import Page, View
from amazongraph.site.rules import without_header

SAMPLE = 8
"""Rows of an answer that a page shows."""
_CURIE = re.compile(r"(?<![\w<])([a-z][a-z0-9-]*):([A-Za-z0-9_][A-Za-z0-9_-]*)")


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of an answer with only the documents they rest on; ``rows``: how many the whole has."""

    shown: Answer
    whole: Answer

    @property
    def rows(self) -> int:
        """How many rows the whole answer has."""
        return len(self.whole.rows)


def sample(release: Release, question: Question, profile: str) -> Sample | None:
    """A sample of the answer; ``None`` for a question that asks for a value first."""
    if any(one.required and not one.default for one in question.parameters):
        return None
    answer = ask(release, question, profile=profile)
    rows = answer.rows[:SAMPLE]
    cited = {iri for row in rows for iri in row["sources"].split()}
    return Sample(replace(answer, rows=rows, sources=[one for one in answer.sources if one.iri in cited]), answer)


def uses(question: Question) -> set[str]:
    """The IRIs of the terms and concepts that a question names: in its query, and in what it says it rests on."""
    said = [without_header(question.query), *question.rests_on]
    if question.population:
        said += [*question.population.classes, *question.population.reads, *question.population.scope]
    for one in question.parameters:
        said += [*one.of, *one.choices]
    known = terms.prefixes()
    found = {known[prefix] + name for text in said for prefix, name in _CURIE.findall(text) if prefix in known}
    return found | {iri for text in said for iri in re.findall(rf"<({re.escape(terms.BASE)}[^>]+)>", text)}


def asked_by(listed: Listed) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Term -> the pages of the questions that use it, with what they ask."""
    found: dict[str, list[tuple[str, dict[str, str]]]] = defaultdict(list)
    for question, _ in listed:
        for iri in sorted(uses(question)):
            found[iri].append((paths.of_question(question.id), question.question))
    return found


def pages(release: Release, listed: Listed, profile: str) -> Iterator[Page]:
    """The list of questions, and a page for each."""
    themes = [(theme, list(group)) for theme, group in groupby(listed, key=lambda entry: entry[0].theme)]
    yield Page("questions.html", "questions.html", _title("nav.questions"), "questions", {"themes": themes})
    for question, status in listed:
        made = sample(release, question, profile)
        yield Page(
            paths.of_question(question.id),
            "question.html",
            question.question,
            "questions",
            {
                "question": question,
                "status": status,
                "lacking": status == NEEDS,
                "sample": made,
                "query": without_header(question.query),
                "used": tuple(sorted(uses(question))),
                "heading": heading,
                "remote_key": sent,
                "notes": notes,
                "scope": scope,
                "columns": lambda answer, lang: read_columns(answer, lang),
                "cell": cell,
            },
        )


def sent(question: Question, part: RemotePart, lang: str) -> str:
    """The heading of the column that an endpoint is sent."""
    return next(heading(one, lang) for one in question.columns if one.name == part.key)


def _title(key: str) -> dict[str, str]:
    from amazongraph.site.words import both

    return both(key)


def cell(view: View, answer: Answer, row: dict[str, str], column: Column) -> Markup:
    """A cell of a table, things as links to their pages, sources as links to the list below."""
    if column.type == "sources":
        marks = (Markup('<a href="#source-{}">[{}]</a>').format(n, n) for n in answer.numbers(row))
        return Markup(" ").join(marks)
    if column.type in {"entity", "entities"}:
        named = sorted((answer.short[iri][view.lang], iri) for iri in row[column.name].split())
        return Markup("; ").join(_named(view, name, iri) for name, iri in named)
    return Markup("{}").format(cell_text(answer, row, column, view.lang))


def _named(view: View, name: str, iri: str) -> Markup:
    if iri not in view.frame.addresses:
        return Markup("{}").format(name)
    return Markup('<a href="{}">{}</a>').format(view.link(iri), name)
