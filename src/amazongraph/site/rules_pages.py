"""The page of rules: what is asked of a release and what is looked for in it."""

from collections import Counter
from itertools import groupby

from amazongraph import terms
from amazongraph.messages import LANGUAGES
from amazongraph.releases import Release
from amazongraph.site.constraints import Constraint
from amazongraph.site.pages import Page
from amazongraph.site.rules import SEVERITIES, Rule
from amazongraph.site.vocabulary import Vocabulary
from amazongraph.site.words import both, word
from amazongraph.values import fold


def rules_page(
    release: Release, profile: str, rules: list[Rule], asked: list[Constraint], vocabulary: Vocabulary
) -> Page:
    """The page, with how often each check finds something in the release."""
    found = Counter(one["check"] for one in release.read_json(f"{profile}/findings.json"))
    ordered = sorted(rules, key=lambda one: (SEVERITIES.index(one.severity), one.key))
    shapes = {lang: _by_target(asked, vocabulary, lang) for lang in LANGUAGES}
    return Page(
        "rules.html", "rules.html", both("nav.rules"), "rules", {"rules": ordered, "found": found, "shapes": shapes}
    )


def _by_target(asked: list[Constraint], vocabulary: Vocabulary, lang: str) -> list[tuple[str, list[Constraint]]]:
    """The shapes of each class together, by its name."""

    def title(one: Constraint) -> str:
        named = [
            vocabulary.terms[iri].label[lang] if iri in vocabulary.terms else terms.shorten(iri) for iri in one.targets
        ]
        joined = word("constraint.or", lang).join(named)
        return word("rules.bearer", lang, name=joined) if one.by_property else joined

    ordered = sorted(asked, key=lambda one: (fold(title(one)), one.iri))
    return [(name, list(group)) for name, group in groupby(ordered, key=title)]
