"""Names of the peoples: their own are tagged with their language, those that others imposed are found and not shown."""

from collections import defaultdict

import pyoxigraph as ox
import pytest
from curated_tables import DOCUMENTS, TABLES, parts

from amazongraph import terms
from amazongraph.describe import describe
from amazongraph.labels import find, labels, resolve
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store
from amazongraph.values import fold

ROWS = TABLES["people_names"]
OWN = [row for row in ROWS if row["property"] == "self-name"]
IMPOSED = [row for row in ROWS if row["property"] == "imposed-name"]
OTHER = [row for row in ROWS if row["property"] == "other-name"]
SHOWN = (terms.LABEL, terms.ALT_LABEL, terms.ag("selfName"))


@pytest.fixture(scope="module")
def store(release: Release) -> ox.Store:
    return open_store(release.profile() / "store")


def test_a_self_name_has_the_codes_of_the_language_of_its_people() -> None:
    codes, tags = defaultdict(set), defaultdict(set)
    for row in TABLES["people_codes"]:
        if row["property"] == "iso639-3":
            codes[row["subject"]].add(row["value"])
    for row in OWN:
        tags[row["subject"], row["value"]].add(row["language"])
    assert tags
    assert {name: tag for name, tag in tags.items() if tag != codes[name[0]]} == {}


def test_a_name_that_is_not_its_own_has_no_language_of_the_people() -> None:
    assert {row["language"] for row in [*IMPOSED, *OTHER]} == {""}


def test_what_tells_names_apart_was_read_in_a_document() -> None:
    assert {DOCUMENTS[row["document"]]["read"] for row in [*OWN, *IMPOSED]} <= {"read-in-full", "read-in-excerpt"}
    assert all(row["locator"] for row in [*OWN, *IMPOSED])
    assert {DOCUMENTS[row["document"]]["read"] == "unverified" for row in OTHER if row["standing"]} == {True}


def _shown() -> dict[str, list[str]]:
    """People -> every name of it that a reader is shown."""
    shown = {row["key"]: [row["name_es"], row["name_en"], *parts(row["other_names"])] for row in TABLES["peoples"]}
    for row in [*OWN, *OTHER]:
        shown[row["subject"]].append(row["value"])
    return shown


def test_no_name_that_is_shown_is_or_holds_one_that_was_imposed() -> None:
    shown = _shown()
    assert IMPOSED
    for row in IMPOSED:
        for name in shown[row["subject"]]:
            assert fold(row["value"]) not in {fold(name), *fold(name).replace("-", " ").split()}, (row["key"], name)


# In a release


@pytest.mark.parametrize("row", IMPOSED, ids=lambda row: row["key"])
def test_an_imposed_name_finds_its_people_and_is_not_said_of_it(store: ox.Store, row: dict[str, str]) -> None:
    iri = terms.entity("people", row["subject"])
    assert iri in {one.iri for one in find(store, row["value"].upper())}
    assert resolve(store, row["value"]) == iri
    said = describe(store, iri)
    assert terms.HIDDEN_LABEL not in {one.property for one in said}
    assert fold(row["value"]) not in {fold(one.value) for one in said if one.property in SHOWN}
    both = [*labels(store, [iri])[iri].values(), *labels(store, [iri], short=True)[iri].values()]
    assert fold(row["value"]) not in {fold(name) for name in both}


@pytest.mark.parametrize("row", OWN, ids=lambda row: row["key"])
def test_a_self_name_finds_its_people_and_is_said_with_its_language(store: ox.Store, row: dict[str, str]) -> None:
    iri = terms.entity("people", row["subject"])
    assert iri in {one.iri for one in find(store, row["value"]) if not one.hidden}
    said = {(one.value, one.lang) for one in describe(store, iri) if one.property == terms.ag("selfName")}
    assert (row["value"], row["language"]) in said


def test_the_release_shows_no_name_that_it_hides(store: ox.Store) -> None:
    hidden = {(quad.subject, fold(quad.object.value)) for quad in _quads(store, terms.HIDDEN_LABEL)}
    shown = {(quad.subject, fold(quad.object.value)) for name in SHOWN for quad in _quads(store, name)}
    assert hidden
    assert not hidden & shown


def _quads(store: ox.Store, predicate: str) -> list[ox.Quad]:
    return list(store.quads_for_pattern(None, ox.NamedNode(predicate), None, None))
