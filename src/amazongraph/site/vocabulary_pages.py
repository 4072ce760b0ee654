"""The pages of the vocabulary: its terms, its modules, its lists of values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from amazongraph.messages import LANGUAGES
from amazongraph.site import paths
from amazongraph.site.constraints import Constraint
from amazongraph.site.diagram import diagram
from amazongraph.site.examples import Example
from amazongraph.site.pages import Page
from amazongraph.site.vocabulary import CLASS, Both, Term, Vocabulary
from amazongraph.site.words import both, word
from amazongraph.values import fold


@dataclass(frozen=True)
class Told:
    """What else is known of the terms: the rules on them, the questions that use them, what a release
    holds, and with which version of the vocabulary it was built.
    """

    constraints: list[Constraint] = field(default_factory=list)
    questions: Mapping[str, list[tuple[str, Both]]] = field(default_factory=dict)
    examples: Mapping[str, Example] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    built_with: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A rule as a page of a term names it."""

    address: str
    severity: str
    words: Both


def pages(vocabulary: Vocabulary, told: Told) -> Iterator[Page]:
    """All pages of the vocabulary."""
    by_name = {lang: sorted(vocabulary.terms.values(), key=lambda one: fold(one.label[lang])) for lang in LANGUAGES}
    values = {
        "version": vocabulary.version,
        "built_with": told.built_with,
        "about": vocabulary.about,
        "by_name": by_name,
        "schemes": sorted(vocabulary.schemes.values(), key=lambda one: fold(one.label["es"])),
        "modules": vocabulary.modules,
    }
    yield Page("terms.html", "terms.html", both("nav.terms"), "terms", values)
    for name, inside in vocabulary.modules.items():
        yield Page(
            f"module/{name}.html",
            "module.html",
            both(f"module.{name}"),
            "terms",
            {"name": name, "inside": inside},
            partial(diagram, vocabulary, name),
        )
    rules = _rules_by_term(told.constraints)
    for term in vocabulary.terms.values():
        yield _term(term, vocabulary, told, rules)
    for iri, scheme in vocabulary.schemes.items():
        used_by = tuple(one.iri for one in vocabulary.terms.values() if iri in one.schemes)
        told_of = {"scheme": scheme, "used_by": used_by, "counts": told.counts}
        yield Page(paths.of_scheme(iri), "scheme.html", scheme.label, "terms", told_of)


def addresses(vocabulary: Vocabulary) -> dict[str, str]:
    """IRI -> page, of every term, scheme and concept."""
    found = {
        one.iri: paths.of_class(one.iri) if one.kind == CLASS else paths.of_property(one.iri)
        for one in vocabulary.terms.values()
    }
    found |= {iri: paths.of_scheme(iri) for iri in vocabulary.schemes}
    return found | {iri: paths.of_concept(iri) for iri in vocabulary.concepts}


def names(vocabulary: Vocabulary) -> dict[str, Both]:
    """IRI -> label, of the same."""
    named: dict[str, Both] = {one.iri: one.label for one in vocabulary.terms.values()}
    named |= {iri: one.label for iri, one in vocabulary.schemes.items()}
    return named | {iri: one.label for iri, one in vocabulary.concepts.items()}


def _term(term: Term, vocabulary: Vocabulary, told: Told, rules: Mapping[str, list[Link]]) -> Page:
    above = vocabulary.above(term.iri)
    values = {
        "term": term,
        "below": tuple(vocabulary.below(term.iri)),
        "level": _level(term),
        "marks": {lang: _marks(term, lang) for lang in LANGUAGES},
        "said_of": vocabulary.properties_of(term.iri),
        "inherited": tuple(iri for iri in above if vocabulary.properties_of(iri)),
        "rules": [one for iri in (term.iri, *above) for one in rules.get(iri, ())],
        "questions": told.questions.get(term.iri, []),
        "example": told.examples.get(term.iri),
        "waits": "term.never" if "ag:neverStored" in term.marks else "term.waits",
        "others": _linked_marks(term),
    }
    path = paths.of_class(term.iri) if term.kind == CLASS else paths.of_property(term.iri)
    return Page(
        path,
        "term.html",
        {lang: f"{term.label[lang]} ({term.iri.partition('#')[2]})" for lang in LANGUAGES},
        "terms",
        values,
    )


def _rules_by_term(constraints: list[Constraint]) -> dict[str, list[Link]]:
    """Term -> the rules on things of it and on what is said with it."""
    found: dict[str, list[Link]] = defaultdict(list)
    for one in constraints:
        link = Link(f"rules.html#{one.anchor}", one.severity, one.words)
        for iri in dict.fromkeys((*one.targets, *one.reads)):
            found[iri].append(link)
    return found


def _level(term: Term) -> Both | None:
    floor = term.marks.get("ag:levelFloor")
    return both("term.floor", level=floor) if floor else None


def _marks(term: Term, lang: str) -> list[tuple[str, str]]:
    """What the stages of the build read on a term, in words."""
    found = []
    if term.marks.get("ag:singleValued") == "true":
        found.append((word("term.single", lang), word("term.single-said", lang)))
    if tolerance := term.marks.get("ag:tolerance"):
        percent = f"{(Decimal(tolerance) * 100).normalize():f}".replace(".", "," if lang == "es" else ".")
        found.append((word("term.tolerance", lang), word("term.tolerance-said", lang, percent=percent)))
    return found


def _linked_marks(term: Term) -> list[tuple[str, tuple[str, ...]]]:
    """Those that name other terms: key of the word -> IRIs."""
    found = []
    parts = tuple(
        term.marks[name] for name in ("ag:fromProperty", "ag:toProperty", "ag:precisionProperty") if name in term.marks
    )
    if parts:
        found.append(("term.parts", parts))
    if disjoint := term.marks.get("owl:disjointWith"):
        found.append(("term.disjoint", tuple(disjoint.split())))
    return found
