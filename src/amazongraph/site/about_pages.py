"""The pages about the data: the front page, sources, what is not published, how to cite, ethics."""

from collections.abc import Iterator

from amazongraph.disclosure import REASONS
from amazongraph.messages import LANGUAGES
from amazongraph.questions.attribution import cite
from amazongraph.questions.bibliography import bibliography
from amazongraph.questions.catalogue import NEEDS
from amazongraph.questions.citations import Citation
from amazongraph.questions.publish import Listed
from amazongraph.releases import Release
from amazongraph.site.pages import Page
from amazongraph.site.things import SOURCE, Things
from amazongraph.site.vocabulary import Vocabulary
from amazongraph.site.words import both
from amazongraph.terms import BASE
from amazongraph.values import fold

_ASKED = ("murder-counts", "communities-reported", "reserve-areas", "emergency-chains", "coca-area", "single-document")
"""What the front page shows of the catalogue, where the release answers it: one of each kind of reader."""
FORMS = {"bib": "bibtex", "ris": "ris", "json": "csl"}
"""Ending of a file of the bibliography -> its form."""


def pages(release: Release, profile: str, vocabulary: Vocabulary, things: Things, questions: Listed) -> Iterator[Page]:
    """All of them."""
    documents = documents_of(things)
    yield Page("index.html", "home.html", both("home.title"), values=_numbers(release, things, questions))
    yield Page("sources.html", "sources.html", both("nav.sources"), "sources", _sources(release, profile, documents))
    yield Page(
        "disclosure.html",
        "disclosure.html",
        both("nav.disclosure"),
        "disclosure",
        _closed(release, profile, vocabulary),
    )
    cited = {
        lang: {form: cite(release, profile, "release", form, lang) for form in ("text", "bibtex", "ris")}
        for lang in LANGUAGES
    }
    yield Page("cite.html", "cite.html", both("nav.cite"), "cite", {"cited": cited})
    yield Page("ethics.html", "ethics.html", both("nav.ethics"), "ethics")


def documents_of(things: Things) -> list[Citation]:
    """Every document and data set that has a page, by what a reader looks for: who publishes it, then its title."""
    cited = [things.cited[iri] for iri in things.iris if iri.startswith(SOURCE) and iri in things.cited]
    return sorted(
        cited, key=lambda one: (not one.publishers, fold(", ".join(one.publishers)), fold(one.title), one.iri)
    )


def files(release: Release, profile: str, things: Things) -> Iterator[tuple[str, str]]:
    """The bibliography as files: path, text."""
    documents = documents_of(things)
    for lang in LANGUAGES:
        for ending, form in FORMS.items():
            yield f"{lang}/bibliography.{ending}", bibliography(release, profile, documents, form, lang)


def _numbers(release: Release, things: Things, questions: Listed) -> dict[str, object]:
    answered = sum(status != NEEDS for _, status in questions)
    sizes = {kind: len(iris) for kind, iris in things.by_kind.items()}
    return {
        "release": release.id,
        "documents": sizes.get("document", 0),
        "figures": sizes.get("figure", 0),
        "answered": answered,
        "questions": len(questions),
        "asked": [one for one, status in questions if one.id in _ASKED and status != NEEDS],
    }


def _sources(release: Release, profile: str, documents: list[Citation]) -> dict[str, object]:
    return {"tables": release.read_json(f"{profile}/sources.json"), "documents": documents, "endings": tuple(FORMS)}


def _closed(release: Release, profile: str, vocabulary: Vocabulary) -> dict[str, object]:
    def concepts(scheme: str) -> object:
        return vocabulary.schemes[f"{BASE}vocab/{scheme}"].concepts

    floors = [one for one in vocabulary.terms.values() if "ag:levelFloor" in one.marks]
    return {
        "levels": concepts("sensitivity"),
        "profiles": concepts("profile"),
        "rules": concepts("withholding-rule"),
        "floors": sorted(floors, key=lambda one: (-int(one.marks["ag:levelFloor"]), one.iri)),
        "ledger": release.read_json(f"{profile}/ledger.json"),
        "reasons": (*REASONS, "class"),
    }
