"""A small site of the reference release: a few things of each kind and a few answers, so that tests are quick.

As a program, ``small_site.py WORKSPACE FOLDER``, so that it can be written by another process too.
"""

import sys
from pathlib import Path

from amazongraph import releases, terms
from amazongraph.site import catalogue, things
from amazongraph.site.things import kind_of
from amazongraph.site.writing import Written, write_site

OF_A_KIND = 5
ALWAYS = {
    terms.expand(one)
    for one in (
        *("reserve:reserva-isconahua", "admin:25", "figure:kill-001", "incident:meuod7kg", "source:mong-16"),
        *("organization:aidesep", "people:kakataibo"),
    )
}
SAMPLED = {"reserve-areas", "murder-counts", "airstrips-reopened"}
_with_a_page, _sample = things._with_a_page, catalogue.sample


def few(folder: Path) -> list[str]:
    """The first things of each kind, and those that tests speak of."""
    kept: dict[str, list[str]] = {}
    for iri in _with_a_page(folder):
        kept.setdefault(kind_of(iri), []).append(iri)
    return sorted({iri for iris in kept.values() for at, iri in enumerate(iris) if at < OF_A_KIND or iri in ALWAYS})


def write(release: releases.Release, folder: Path) -> Written:
    """Write it."""
    things._with_a_page = few
    catalogue.sample = lambda release, question, profile: (
        _sample(release, question, profile) if question.id in SAMPLED else None
    )
    try:
        return write_site(release, folder)
    finally:
        things._with_a_page, catalogue.sample = _with_a_page, _sample


if __name__ == "__main__":
    from amazongraph.settings import load

    found = releases.current(load(Path(sys.argv[1])))
    assert found is not None
    write(found, Path(sys.argv[2]))
