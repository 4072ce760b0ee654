"""Every check with what it finds and what it leaves alone, and what is told of a check that is not well made."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from examples import examples, thing

from amazongraph import terms
from amazongraph.checks.rules import Check, checks, run_check
from amazongraph.errors import OntologyError, QueryError
from amazongraph.releases import Release

EXAMPLES = examples("rules.trig")
CHECKS = {check.key: check for check in checks()}
VALUES = {
    "contested-property": "value",
    "contradicting-figures": "y",
    "extension-over-wider-area": "other",
    "conflict-after-linking": terms.ag("legalAreaHectares"),
    "link-chain-denied": "y",
    "shape-elsewhere": terms.ag("place"),
    "shared-bdpi-code": "y",
    "shared-external-id": "y",
    "titling-steps-out-of-order": "title",
}


def store_of(example: str) -> ox.Store:
    """A store with the example as its default graph."""
    assert example in EXAMPLES, f"rules.trig has no <{example}>"
    store = ox.Store()
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in EXAMPLES[example])
    return store


@pytest.mark.parametrize("key", list(CHECKS))
def test_a_check_finds_what_it_is_for_and_nothing_else(key: str) -> None:
    example = f"found/{key}"
    named = VALUES.get(key, "")
    value = named if not named or named.startswith(terms.NS) else thing(example, named)
    assert run_check(store_of(example), CHECKS[key]) == [(thing(example), value)]


@pytest.mark.parametrize("key", list(CHECKS))
def test_a_check_leaves_the_rest_alone(key: str) -> None:
    assert run_check(store_of(f"missed/{key}"), CHECKS[key]) == []


def test_every_example_is_of_a_check_that_exists() -> None:
    assert {name.split("/")[1] for name in EXAMPLES} == set(CHECKS)


@pytest.mark.parametrize("key", list(CHECKS))
def test_a_check_tells_what_it_found_in_spanish_and_english(key: str) -> None:
    told = CHECKS[key].message
    assert list(told) == ["es", "en"]
    assert all(text.endswith(".") and len(text.split()) > 3 for text in told.values())
    assert told["es"] != told["en"]


def test_the_rows_are_sorted_and_without_repeats() -> None:
    store = ox.Store()
    for name in ("urn:b", "urn:a"):
        store.add(ox.Quad(ox.NamedNode(name), ox.NamedNode("urn:p"), ox.Literal("1")))
        store.add(ox.Quad(ox.NamedNode(name), ox.NamedNode("urn:p"), ox.Literal("2")))
    check = Check(
        "k", "info", {}, "SELECT ?focus ?value WHERE { ?focus <urn:p> ?one OPTIONAL { ?focus <urn:q> ?value } }"
    )
    assert run_check(store, check) == [("urn:a", ""), ("urn:b", "")]


def test_a_query_that_does_not_parse_is_told() -> None:
    with pytest.raises(QueryError):
        run_check(ox.Store(), Check("k", "info", {}, "SELECT ?focus WHERE {"))


SOUND = "#+ severity: info\n#+ message: {es: Falta algo., en: Something is missing.}\n"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("", id="no header"),
        pytest.param("#+ message: {es: a, en: b}\n", id="no severity"),
        pytest.param("#+ severity: violation\n#+ message: {es: a, en: b}\n", id="a severity that stops a release"),
        pytest.param("#+ severity: [info]\n#+ message: {es: a, en: b}\n", id="a list for a severity"),
        pytest.param("#+ severity: info\n", id="no message"),
        pytest.param("#+ severity: info\n#+ message: {en: b}\n", id="no Spanish message"),
        pytest.param("#+ severity: info\n#+ message: {es: a}\n", id="no English message"),
        pytest.param("#+ severity: info\n#+ message: enes\n", id="a message without languages"),
        pytest.param("#+ severity: info\n#+ message: {es: a, en: b\n", id="a header that is torn"),
        pytest.param("#+ - severity\n", id="a list for a header"),
    ],
)
def test_a_check_is_refused_by_name_that_has(tmp_path: Path, header: str) -> None:
    (tmp_path / "a-sound.rq").write_text(SOUND + "SELECT ?focus {}", encoding="utf-8")
    (tmp_path / "odd.rq").write_text(header + "SELECT ?focus {}", encoding="utf-8")
    with pytest.raises(OntologyError) as caught:
        checks(tmp_path)
    assert "odd.rq" in caught.value.text("es")
    assert "odd.rq" in caught.value.text("en")


def test_checks_come_in_the_order_of_their_names_with_what_their_headers_say(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.rq").write_text(SOUND + "SELECT ?focus {}", encoding="utf-8")
    first, second = checks(tmp_path)
    assert (first.key, second.key) == ("a", "b")
    assert first.severity == "info"
    assert first.message == {"es": "Falta algo.", "en": "Something is missing."}


def test_every_check_answers_on_the_release(release: Release) -> None:
    store = ox.Store.read_only(str(release.profile() / "store"))
    for check in CHECKS.values():
        assert all(focus.startswith("https://w3id.org/amazongraph/") for focus, _ in run_check(store, check)), check.key
