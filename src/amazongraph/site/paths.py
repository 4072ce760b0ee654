"""Where the page of a thing lies in the site, and how one page names another.

Names of files are lower-case ASCII without a colon, so that they are the same on every system; the links between pages
are relative, so that the site works from a folder as from any address.
"""

import re

from amazongraph import terms

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Windows gives these names to devices, whatever their ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
_LONGEST = 80  # characters of a file name: Windows still counts whole paths


def slug(name: str) -> str:
    """A name of ours as the name of a file: ``legalAreaHectares`` -> ``legal-area-hectares``.

    Raises ``ValueError`` for a name that none of ours has: two of them could meet in one file.
    """
    said = _WORD.sub("-", name).lower()
    if not _PLAIN.fullmatch(said) or len(said) > _LONGEST:
        raise ValueError(name)
    return f"{said}-" if said in _DEVICES else said


def of_class(iri: str) -> str:
    """The page of a class."""
    return f"class/{slug(terms.key_of(iri))}.html"


def of_property(iri: str) -> str:
    """The page of a property; apart from classes, since ``ag:Act`` and ``ag:act`` are two terms."""
    return f"property/{slug(terms.key_of(iri))}.html"


def of_scheme(iri: str) -> str:
    """The page of a concept scheme."""
    return f"vocabulary/{slug(terms.key_of(iri))}.html"


def of_concept(iri: str) -> str:
    """Where a concept stands on the page of its scheme."""
    return f"{of_scheme(iri.rpartition('/')[0])}#{terms.key_of(iri)}"


def of_thing(iri: str) -> str:
    """The page of an entity or a source. Raises ``ValueError`` for any other IRI."""
    kind, _, key = iri.removeprefix(terms.BASE + "id/").rpartition("/")
    if iri.startswith(terms.BASE + "source/"):
        return f"source/{slug(terms.key_of(iri))}.html"
    if not iri.startswith(terms.BASE + "id/"):
        raise ValueError(iri)
    return f"thing/{slug(kind)}/{slug(key)}.html"


def of_question(key: str) -> str:
    """The page of a question."""
    return f"question/{slug(key)}.html"


def between(page: str, target: str) -> str:
    """The relative address of ``target``, which may end in ``#...``, as ``page`` names it."""
    path, mark, anchor = target.partition("#")
    if mark and path == page:
        return f"#{anchor}"
    here, there = page.split("/")[:-1], path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([*[".."] * (len(here) - shared), *there[shared:]]) + mark + anchor
