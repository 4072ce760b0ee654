"""Understands what is to be compared: an indicator, or a thing and a property that is said of it, by name."""

from functools import partial

import polars as pl

from amazongraph import ontology, terms
from amazongraph.compare.sides import of_indicator, of_property
from amazongraph.compare.words import Comparison, comparison
from amazongraph.errors import EntityError, ParameterError
from amazongraph.labels import labels, resolve
from amazongraph.messages import LANGUAGES
from amazongraph.questions.parameters import thing_of
from amazongraph.questions.question import Parameter
from amazongraph.releases import LookUp, Readable
from amazongraph.store.asking import Store
from amazongraph.values import fold

_INDICATOR = Parameter("indicator", "iri", {}, required=True, of=("indicator",))
_AREA = Parameter("area", "iri", {}, of=("ag:Area", "ag:ProtectedTerritory"))


def compare(release: Readable, profile: str, thing: str, property: str, area: str, lang: str) -> Comparison:
    """Compare the figures of the indicator ``thing``, or what is said of ``property`` of it if one is given.

    Raises ``ParameterError`` and ``EntityError`` for names that nothing or several things have, ``ReleaseError``.
    """
    store, said = release.store(profile), partial(release.statements, profile)
    if not property:
        indicator = _indicator(store, said, thing)
        place = terms.expand(thing_of(store, _AREA, area)) if area else ""
        sides = of_indicator(said, indicator, place)
        if not sides.sides:
            raise EntityError("compare.no-figures", text=thing, area=area or "-")
        return comparison(
            store, said, sides, [indicator, place] if place else [indicator], lang, release=release, profile=profile
        )
    iri = resolve(store, thing)
    named = _property(store, said, iri, property)
    sides = of_property(said, iri, named)
    several = named not in ontology.load().single_valued
    return comparison(store, said, sides, [iri, named], lang, several=several, release=release, profile=profile)


def _indicator(store: Store, said: LookUp, thing: str) -> str:
    """The indicator that is called so; of a thing that is none it is told which of its properties can be compared."""
    try:
        return terms.expand(thing_of(store, _INDICATOR, thing))
    except ParameterError:
        try:
            iri = resolve(store, thing)
        except EntityError:
            iri = ""
        if not iri:
            raise
        raise EntityError("compare.no-indicator", text=thing, **_told(*_properties(store, said, iri))) from None


def _property(store: Store, said: LookUp, iri: str, asked: str) -> str:
    """The property of a thing that is called so: by its label in either language, its key or its CURIE."""
    known, named = _properties(store, said, iri)
    wanted = fold(asked)
    exact = [one for one in known if wanted in _names(named[one]) | _keys(one)]
    found = exact or [one for one in known if any(wanted in name for name in _names(named[one]))]
    if len(found) == 1:
        return str(found[0])
    raise EntityError(
        "compare.which-property" if found else "compare.no-property", text=asked, **_told(found or known, named)
    )


def _properties(store: Store, said: LookUp, iri: str) -> tuple[list[str], dict[str, dict[str, str]]]:
    """What is stated of a thing, and what it is called."""
    stated = said(subjects=[iri]).filter(pl.col("source") != terms.DERIVED)
    known = stated.select("predicate").unique().sort("predicate").collect()["predicate"].to_list()
    return known, labels(store, known)


def _told(properties: list[str], named: dict[str, dict[str, str]]) -> dict[str, str]:
    return {lang: ", ".join(f"{named[one][lang]} ({terms.shorten(one)})" for one in properties) for lang in LANGUAGES}


def _names(both: dict[str, str]) -> set[str]:
    return {fold(name) for name in both.values()}


def _keys(iri: str) -> set[str]:
    return {fold(iri), fold(terms.shorten(iri)), fold(terms.key_of(iri))}
