"""Search without a server: an index that a page loads as a script, since a browser reads nothing else from a folder."""

import json
from collections.abc import Iterable, Iterator

from amazongraph import terms
from amazongraph.messages import LANGUAGES
from amazongraph.questions.publish import Listed
from amazongraph.site import paths
from amazongraph.site.pages import Page
from amazongraph.site.thing_pages import entries
from amazongraph.site.things import Things
from amazongraph.site.vocabulary import Vocabulary
from amazongraph.site.words import both, word

_OTHER_NAMES = (terms.LABEL, terms.ALT_LABEL, terms.ag("acronym"), terms.ag("shortName"), terms.ag("selfName"))
Row = tuple[str, str, str, str, str]
"""Name, kind, address, what tells it apart, other names, which are searched and not shown."""


def page() -> Page:
    """The page of the search; without JavaScript it leads to the lists."""
    return Page("search.html", "search.html", both("nav.search"))


def files(vocabulary: Vocabulary, things: Things, questions: Listed) -> Iterator[tuple[str, str]]:
    """The index of each language: path, text."""
    for lang in LANGUAGES:
        rows = [*_questions(questions, lang), *_things(things, lang), *_vocabulary(vocabulary, lang)]
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        # A script that a page holds could be ended by a text; this one is a file, but may be copied into one.
        yield f"{lang}/index.js", f"var AMAZONGRAPH_INDEX = [\n{lines}\n];\n".replace("</", "<\\/")


def _questions(questions: Listed, lang: str) -> Iterable[Row]:
    kind = word("searching.question", lang)
    for one, _ in questions:
        yield one.question[lang], kind, paths.of_question(one.id), "", " ".join((one.id, *one.tags))


def _things(things: Things, lang: str) -> Iterable[Row]:
    for kind, iris in things.by_kind.items():
        for one in entries(things, iris):
            name = one.name[lang]
            others = {
                said.value for said in things.said[one.iri] if said.property in _OTHER_NAMES and not said.incoming
            } - {name}
            others |= set(things.hidden.get(one.iri, ()))
            yield (
                name,
                word(f"kind.{kind}", lang),
                things.addresses[one.iri],
                one.detail[lang],
                " ".join(sorted(others)),
            )


def _vocabulary(vocabulary: Vocabulary, lang: str) -> Iterable[Row]:
    for one in vocabulary.terms.values():
        path = paths.of_class(one.iri) if one.kind == "class" else paths.of_property(one.iri)
        yield one.label[lang], word(f"term.{one.kind}", lang), path, "", terms.key_of(one.iri)
    for iri, scheme in vocabulary.schemes.items():
        yield scheme.label[lang], word("searching.scheme", lang), paths.of_scheme(iri), "", terms.key_of(iri)
        for concept in scheme.concepts:
            yield (
                concept.label[lang],
                word("searching.concept", lang),
                paths.of_concept(concept.iri),
                scheme.label[lang],
                "",
            )
