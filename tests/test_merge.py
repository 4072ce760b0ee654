"""Names that denote one thing become one, and what the source wrote stays."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any

import polars as pl
import pytest
from frames import ONTOLOGY, is_a, say, with_ontology
from polars.testing import assert_frame_equal

from amazongraph import statements, terms
from amazongraph.disclosure import disclose
from amazongraph.merge import DECISIONS, REPLACED_BY, decisions, merge
from amazongraph.sssom import CLOSE, EXACT, SEMAPV, Judgement

ROWS = [say("urn:a", "urn:p", "1"), say("urn:b", "urn:p", "urn:a", object_kind="iri"), say("urn:c", "urn:p", "2")]
MERGE_COLUMNS = ["canonical", "written_object"]


def deciding(*pairs: tuple[str, str], mark: int = 0) -> pl.DataFrame:
    return pl.DataFrame([(*pair, mark) for pair in pairs], schema=DECISIONS, orient="row")


def without_tombstones(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("predicate") != REPLACED_BY)


def test_without_decisions_everything_denotes_itself() -> None:
    frame = merge(statements.make(ROWS))
    assert frame["canonical"].to_list() == frame["subject"].to_list()
    assert frame["written_object"].null_count() == frame.height
    assert_frame_equal(frame.drop(MERGE_COLUMNS), statements.make(ROWS))


def test_a_decision_names_subject_and_object_and_leaves_what_was_written() -> None:
    written = statements.make(ROWS)
    frame = without_tombstones(merge(written, deciding(("urn:a", "urn:b"), ("urn:x", "urn:y"))))
    assert dict(frame.select("subject", "canonical").iter_rows()) == {
        "urn:a": "urn:b",
        "urn:b": "urn:b",
        "urn:c": "urn:c",
    }
    whole = frame.with_columns(object=pl.coalesce("written_object", "object")).drop(MERGE_COLUMNS)
    assert_frame_equal(whole, written)


def test_what_points_to_a_name_points_to_the_one_that_stays() -> None:
    frame = without_tombstones(
        merge(statements.make([say("urn:c", "urn:p", "urn:a", object_kind="iri")]), deciding(("urn:a", "urn:b")))
    )
    assert frame.select("object", "written_object").rows() == [("urn:b", "urn:a")]
    assert frame["id"].to_list() == [statements.identify(say("urn:c", "urn:p", "urn:a", object_kind="iri"))]


def test_a_text_that_reads_like_a_name_stays_a_text() -> None:
    frame = without_tombstones(merge(statements.make([say("urn:c", "urn:p", "urn:a")]), deciding(("urn:a", "urn:b"))))
    assert frame.select("object", "written_object").rows() == [("urn:a", None)]


def test_what_is_said_between_the_two_names_stays_as_written() -> None:
    link = say("urn:a", EXACT, "urn:b", object_kind="iri")
    frame = without_tombstones(merge(statements.make([link]), deciding(("urn:a", "urn:b"))))
    assert frame.select("canonical", "object", "written_object").rows() == [("urn:a", "urn:b", None)]


def test_a_name_that_was_given_up_says_what_replaces_it_and_is_as_sensitive_as_the_link() -> None:
    frame = merge(statements.make(ROWS), deciding(("urn:a", "urn:b"), mark=3))
    tombstone = frame.filter(pl.col("predicate") == REPLACED_BY)
    assert tombstone.select("subject", "canonical", "object", "mark", "source").rows() == [
        ("urn:a", "urn:a", "urn:b", 3, terms.DERIVED)
    ]


def test_the_rows_keep_their_order() -> None:
    written = statements.make(ROWS)
    names = written["subject"].to_list()
    for order in (names, names[::-1]):
        frame = without_tombstones(merge(written, deciding(*((name, f"{name}-decided") for name in order))))
        assert frame["canonical"].to_list() == [f"{name}-decided" for name in names]


def test_nothing_merges_into_nothing() -> None:
    assert merge(statements.make([])).columns == [*statements.LOADER_COLUMNS, *MERGE_COLUMNS]


# What stays: an official code, then what a document names, then a layer; then the alphabet.
CODED, DOCUMENT, OTHER_DOCUMENT, LAYER, OTHER_LAYER = (
    terms.BASE + "id/" + key for key in ("admin/25", "area/m", "community/n", "area/a-layer", "area/b-layer")
)
SET, DATA = terms.entity("document", "links-x"), terms.entity("document", "a-layer")
THINGS = [
    is_a(CODED, terms.ag("Department"), source=DATA),
    is_a(DOCUMENT, terms.ag("GeographicArea")),
    is_a(OTHER_DOCUMENT, terms.ag("NativeCommunity")),
    is_a(LAYER, terms.ag("CommunityTerritory"), source=DATA),
    is_a(OTHER_LAYER, terms.ag("CommunityTerritory"), source=DATA),
    is_a(DATA, terms.ag("Dataset"), source=terms.META),
]
MACHINE = SEMAPV + "LexicalMatching"


def link_row(one: Judgement) -> dict[str, Any]:
    more = {"object_kind": "iri", "source": SET, "as_of": one.date or None, "standing": "reported"}
    return say(one.subject, one.predicate, one.object, **more, mark=one.level or 0)


def of(judgements: Iterable[Judgement], profile: str = "own", *things: dict[str, Any]) -> dict[str, str]:
    """Which name gives way to which, by what a profile may see."""
    rows = {statements.identify(link_row(one)): one for one in judgements}
    frame = merge(statements.make([*THINGS, *things, *map(link_row, rows.values())]))
    visible, _ = disclose(frame, ONTOLOGY, profile)
    return dict(decisions(visible, rows).select("iri", "canonical").iter_rows())


def same(one: str, other: str, **more: Any) -> Judgement:
    return Judgement(one, EXACT, other, **{"date": "2026-11-20", **more})


@pytest.mark.parametrize(
    ("pair", "stays"),
    [
        ((LAYER, CODED), CODED),
        ((DOCUMENT, CODED), CODED),
        ((LAYER, DOCUMENT), DOCUMENT),
        ((OTHER_DOCUMENT, DOCUMENT), DOCUMENT),
        ((LAYER, OTHER_LAYER), LAYER),
    ],
)
def test_which_name_stays_does_not_depend_on_who_comes_first(pair: tuple[str, str], stays: str) -> None:
    (gone,) = set(pair) - {stays}
    for one, other in permutations(pair):
        assert of([same(one, other)]) == {gone: stays}


def test_an_official_code_that_a_source_gives_makes_a_name_stay() -> None:
    code = say(OTHER_LAYER, terms.ag("bdpiCode"), "CN0001", source=DATA)
    assert of([same(OTHER_LAYER, DOCUMENT)], "own", code) == {DOCUMENT: OTHER_LAYER}


def test_a_chain_becomes_one() -> None:
    chain = [same(LAYER, OTHER_LAYER), same(OTHER_LAYER, DOCUMENT), same(OTHER_DOCUMENT, LAYER)]
    for order in permutations(chain):
        assert of(order) == {LAYER: DOCUMENT, OTHER_LAYER: DOCUMENT, OTHER_DOCUMENT: DOCUMENT}


def test_a_chain_whose_ends_are_said_to_differ_is_left_alone() -> None:
    chain = [same(LAYER, OTHER_LAYER), same(OTHER_LAYER, DOCUMENT), same(DOCUMENT, LAYER, denied=True)]
    assert of([*chain, same(OTHER_DOCUMENT, CODED)]) == {OTHER_DOCUMENT: CODED}


@pytest.mark.parametrize(
    "judgements",
    [
        [same(LAYER, DOCUMENT, denied=True)],
        [same(LAYER, DOCUMENT, confidence="0.5")],
        [same(LAYER, DOCUMENT, justification=MACHINE, confidence="0.9")],
        [same(LAYER, DOCUMENT, justification=MACHINE, confidence="0.99"), same(DOCUMENT, LAYER, denied=True)],
        [Judgement(LAYER, CLOSE, DOCUMENT)],
        [same(LAYER, "https://example.org/x"), same(DOCUMENT, "https://example.org/x")],
    ],
)
def test_what_does_not_decide_that_two_names_are_one_merges_nothing(judgements: list[Judgement]) -> None:
    assert of(judgements) == {}


def test_a_machine_that_is_right_often_enough_decides() -> None:
    assert of([same(LAYER, DOCUMENT, justification=MACHINE, confidence="0.985")]) == {LAYER: DOCUMENT}


def test_a_profile_merges_only_by_the_links_it_sees() -> None:
    links = [same(LAYER, DOCUMENT, level=3), same(OTHER_LAYER, CODED, level=1)]
    assert of(links) == {LAYER: DOCUMENT, OTHER_LAYER: CODED}
    assert of(links, "public") == {OTHER_LAYER: CODED}


def test_a_decision_is_as_sensitive_as_the_most_sensitive_link_that_leads_to_it() -> None:
    links = [same(LAYER, DOCUMENT, level=1), same(DOCUMENT, CODED, level=3), same(OTHER_LAYER, OTHER_DOCUMENT, level=2)]
    rows = {statements.identify(link_row(one)): one for one in links}
    visible, _ = disclose(merge(statements.make([*THINGS, *map(link_row, links)])), ONTOLOGY, "own")
    marks = dict(decisions(visible, rows).select("iri", "mark").iter_rows())
    assert marks == {LAYER: 3, DOCUMENT: 3, OTHER_LAYER: 2}


def test_a_no_that_a_profile_does_not_see_does_not_count_there() -> None:
    links = [same(LAYER, DOCUMENT), same(LAYER, DOCUMENT, date="2026-11-21", denied=True, level=3)]
    assert of(links) == {}
    assert of(links, "public") == {LAYER: DOCUMENT}


INTERNAL = terms.BASE + "id/area/internal"


def test_a_link_to_a_thing_that_is_withheld_altogether_is_withheld_with_all_that_is_said_of_it() -> None:
    link = same(INTERNAL, DOCUMENT)
    claim = f"{terms.BASE}claim/{statements.identify(link_row(link))}"
    rows = [*THINGS, is_a(INTERNAL, terms.ag("Area"), mark=3), link_row(link), say(claim, terms.ag("confidence"), "1")]
    frame = merge(statements.make(rows))
    shown, withheld = disclose(frame, ONTOLOGY, "public")
    assert INTERNAL not in {*shown["subject"], *shown["object"]}
    assert claim not in set(shown["subject"])
    assert dict(withheld.select("subject", "withheld").iter_rows())[claim] == "link"
    assert of([link], "public", is_a(INTERNAL, terms.ag("Area"), mark=3)) == {}
    assert of([link], "own", is_a(INTERNAL, terms.ag("Area"), mark=3)) == {DOCUMENT: INTERNAL}


def test_a_floor_is_that_of_the_thing_under_all_its_names() -> None:
    threatened = terms.ag("Threatened")
    rows = [is_a("urn:a", threatened), say("urn:b", "urn:p", "1"), say("urn:c", "urn:q", "urn:b", object_kind="iri")]
    frame = merge(statements.make(rows), deciding(("urn:a", "urn:b")))
    shown, _ = disclose(frame, with_ontology(floors={threatened: 3}), "public")
    assert shown.is_empty()
