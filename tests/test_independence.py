"""How many independent sources say something: a range, whatever the order, never raised by knowing more repeats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazongraph.independence import Independence, Passage, independence

NAMES = st.sampled_from("abcdefg")
PASSAGES = st.lists(
    st.builds(
        Passage,
        document=NAMES,
        relays=st.frozensets(st.sampled_from("abcdefgxyz"), max_size=2),
        speakers=st.frozensets(st.sampled_from("stu"), max_size=2),
        original=st.booleans(),
    ),
    max_size=9,
)


def says(document: str, *, relays: str = "", by: str = "", original: bool = False) -> Passage:
    """Letters are documents and speakers."""
    return Passage(document, frozenset(relays), frozenset(by), original)


def span(found: Independence) -> tuple[int, int]:
    return found.least, found.most


@pytest.mark.parametrize(
    ("passages", "expected"),
    [
        pytest.param([], (0, 0), id="nobody says it"),
        pytest.param([says("a")], (1, 1), id="one document"),
        pytest.param([says("a"), says("a")], (1, 1), id="one document twice"),
        pytest.param([says("a", relays="b"), says("b", by="s")], (1, 1), id="one relays the other"),
        pytest.param([says("a", relays="x"), says("b", relays="x")], (1, 1), id="both relay a third one"),
        pytest.param([says("a", by="s"), says("b", by="s")], (1, 1), id="one speaker in two documents"),
        pytest.param([says("a", by="s"), says("b", by="t")], (2, 2), id="two speakers"),
        pytest.param([says("a", relays="x"), says("b", relays="y")], (2, 2), id="two reports"),
        pytest.param([says("a", relays="x"), says("b", by="x")], (2, 2), id="a document is no speaker"),
        pytest.param([says("a"), says("b"), says("c")], (1, 3), id="nothing known of any"),
        pytest.param([says("a", by="s"), says("b"), says("c")], (1, 3), id="nothing known of two"),
        pytest.param([says("a", by="s"), says("b", by="t"), says("c")], (2, 3), id="nothing known of one"),
        pytest.param([says("a", original=True), says("b", original=True)], (2, 2), id="two at first hand"),
        pytest.param(
            [says("a", relays="x"), says("b", relays="xy"), says("c", relays="y")], (1, 1), id="joined in a chain"
        ),
        pytest.param([says(one, relays="x") for one in "abcdefg"], (1, 1), id="seven papers relaying one report"),
    ],
)
def test_the_range_is(passages: list[Passage], expected: tuple[int, int]) -> None:
    assert span(independence(passages)) == expected


def test_the_clusters_say_what_joins_them() -> None:
    found = independence([says("c"), says("b", relays="x", by="s"), says("a", relays="x", by="st")])
    (joined, alone) = found.clusters
    assert joined.documents == ("a", "b")
    assert (joined.shared_documents, joined.shared_speakers, joined.traced) == (("x",), ("s",), True)
    assert alone.documents == ("c",)
    assert (alone.shared_documents, alone.shared_speakers, alone.traced) == ((), (), False)


@given(PASSAGES)
def test_the_least_is_at_most_the_most_and_that_at_most_the_documents(passages: list[Passage]) -> None:
    found = independence(passages)
    documents = {one.document for one in passages}
    assert bool(documents) <= found.least <= found.most <= len(documents)
    assert sorted(document for one in found.clusters for document in one.documents) == sorted(documents)


@given(PASSAGES, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(passages: list[Passage], chance: object) -> None:
    shuffled = list(passages)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert independence(shuffled) == independence(passages)


@given(PASSAGES, NAMES, st.sampled_from("abcdefgxyz"))
def test_one_more_relay_never_raises_the_most(passages: list[Passage], document: str, relayed: str) -> None:
    known = {one.document for one in passages}
    if document in known:
        more = [*passages, says(document, relays=relayed)]
        assert independence(more).most <= independence(passages).most


@given(PASSAGES)
def test_documents_are_apart_just_when_nothing_joins_them(passages: list[Passage]) -> None:
    """Against the rule written out pair by pair, with chains followed until nothing is added."""
    marks: dict[str, set[str]] = {}
    for one in passages:
        marks.setdefault(one.document, set()).update({f"d{one.document}"})
        marks[one.document] |= {f"d{other}" for other in one.relays} | {f"s{speaker}" for speaker in one.speakers}
    groups = {document: {document} for document in marks}
    for _ in marks:
        for one in marks:
            for other in marks:
                if marks[one] & marks[other]:
                    groups[one] |= groups[other]
                    groups[other] |= groups[one]
    assert independence(passages).most == len({min(group) for group in groups.values()})
