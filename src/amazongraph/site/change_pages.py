"""The page of changes between two versions of the vocabulary."""

from itertools import groupby

from amazongraph import terms
from amazongraph.messages import LANGUAGES
from amazongraph.site.pages import Page
from amazongraph.site.versions import RULES, Change, Version, changes
from amazongraph.site.words import both, word


def changes_page(was: Version | None, now: Version) -> Page:
    """The page; without an older version it says that there is none to compare with."""
    found = changes(was, now) if was else []
    groups = [
        (what, [(kind, list(of_kind)) for kind, of_kind in groupby(group, key=lambda one: one.entry.kind)])
        for what, group in groupby(found, key=lambda one: one.what)
    ]
    values = {
        "was": was.number if was else "",
        "now": now.number,
        "groups": groups,
        "summary": {
            lang: [_counted(what, kind, of_kind, lang) for what, kinds in groups for kind, of_kind in kinds]
            for lang in LANGUAGES
        },
        "iri": _iri,
        "rules": RULES,
    }
    return Page("changes.html", "changes.html", both("nav.changes"), "terms", values)


def _counted(what: str, kind: str, group: list[Change], lang: str) -> str:
    return word(f"changes.{what}", lang, kind=word(f"changes.{kind}", lang), count=len(group))


def _iri(change: Change) -> str:
    """Where the entry stands now; a check and what is gone have no page of their own."""
    if change.now is None or change.now.kind in RULES:
        return ""
    try:
        return terms.expand(change.now.term)
    except (KeyError, ValueError):
        return change.now.term
