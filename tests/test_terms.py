"""Terms: every identifier shortens to a CURIE and back, and identifiers are minted one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazongraph import terms
from amazongraph.resources import data_dir

PREFIXES = sorted(terms.prefixes())
# What Turtle takes after the colon without an escape.
LOCALS = st.from_regex(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,8}[A-Za-z0-9_-])?", fullmatch=True)


def test_the_prefixes_are_those_of_the_file() -> None:
    lines = (data_dir("ontology") / "prefixes.ttl").read_text(encoding="utf-8").splitlines()
    declared = [line.split() for line in lines if line.startswith("@prefix")]
    assert terms.prefixes() == {name.rstrip(":"): iri.strip("<>") for _, name, iri, _ in declared}
    assert len(declared) == len(terms.prefixes()), "a prefix is declared twice"


def test_every_namespace_has_one_prefix() -> None:
    assert len(set(terms.prefixes().values())) == len(terms.prefixes())


@given(st.sampled_from(PREFIXES), LOCALS)
def test_a_curie_expands_and_shortens_back(prefix: str, local: str) -> None:
    curie = f"{prefix}:{local}"
    iri = terms.expand(curie)
    assert iri == terms.prefixes()[prefix] + local
    assert terms.shorten(iri) == curie


@pytest.mark.parametrize("prefix", PREFIXES)
def test_an_identifier_shortens_to_its_own_prefix(prefix: str) -> None:
    assert terms.shorten(terms.prefixes()[prefix] + "x1") == f"{prefix}:x1"


@given(st.sampled_from(PREFIXES), st.text(max_size=12))
def test_shortening_never_loses_an_iri(prefix: str, rest: str) -> None:
    iri = terms.prefixes()[prefix] + rest
    short = terms.shorten(iri)
    assert short == iri or terms.expand(short) == iri


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        pytest.param(terms.BASE + "id/admin/250301", "admin:250301", id="digits first"),
        pytest.param(terms.BASE + "vocab/bound/at-least", "v-bound:at-least", id="a concept"),
        pytest.param(terms.BASE + "vocab/bound", "vocab:bound", id="the scheme itself"),
        pytest.param(terms.BASE + "id/admin/", "admin:", id="a namespace alone"),
        pytest.param("https://example.org/x", "https://example.org/x", id="no prefix: the iri itself"),
        pytest.param(terms.BASE + "id/admin/a/b", terms.BASE + "id/admin/a/b", id="a slash would need an escape"),
        pytest.param(terms.BASE + "id/admin/a.", terms.BASE + "id/admin/a.", id="a last point would need an escape"),
    ],
)
def test_shortening(iri: str, short: str) -> None:
    assert terms.shorten(iri) == short


def test_an_unknown_prefix_is_told() -> None:
    with pytest.raises(KeyError, match="nope"):
        terms.expand("nope:x")


@pytest.mark.parametrize(
    ("minted", "iri"),
    [
        pytest.param(terms.ag("Figure"), "https://w3id.org/amazongraph/ns#Figure", id="term"),
        pytest.param(
            terms.entity("reserve", "reserva-isconahua"),
            "https://w3id.org/amazongraph/id/reserve/reserva-isconahua",
            id="entity",
        ),
        pytest.param(
            terms.entity("document", "dte"), "https://w3id.org/amazongraph/source/dte", id="a document is a source"
        ),
        pytest.param(
            terms.concept("bound", "at-least"), "https://w3id.org/amazongraph/vocab/bound/at-least", id="concept"
        ),
    ],
)
def test_identifiers_are_what_was_promised(minted: str, iri: str) -> None:
    assert minted == iri


@pytest.mark.parametrize(
    ("iri", "key"),
    [("https://w3id.org/amazongraph/id/admin/25", "25"), ("https://w3id.org/amazongraph/ns#area", "area"), ("x", "x")],
)
def test_the_key_of_an_iri_is_its_last_part(iri: str, key: str) -> None:
    assert terms.key_of(iri) == key


@pytest.mark.parametrize("key", ["a", "dte", "pe-ds-015-2021-mc", "2ta5r2gr", "250301"])
def test_keys_that_serve(key: str) -> None:
    assert terms.KEY.fullmatch(key)


@pytest.mark.parametrize("key", ["", "A", "a b", "-a", "a-", "a--b", "a_b", "ñ", "a/b", "a.b"])
def test_keys_that_do_not(key: str) -> None:
    assert not terms.KEY.fullmatch(key)
