"""What a release holds true and the reason it gives, on small tables of who says what."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from frames import DECIMAL, disclosed, is_a, say, source, with_ontology
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from amazongraph import statements, terms
from amazongraph.accept import accept
from amazongraph.ontology import RankRule
from amazongraph.values import interval

X, NORM, AREA, DATE, FREE = "urn:x", "urn:norm", "urn:area", "urn:date", "urn:free"
ONTOLOGY = with_ontology(single_valued={NORM: 0.0, AREA: 0.01, DATE: 0.0})
TODAY = date(2026, 11, 23)
DATATYPES = {AREA: DECIMAL, DATE: terms.EDTF}
CONTESTED = terms.ag("contestedProperty")

Said = tuple[str, dict[str, Any]]
Verdict = tuple[str, str]


def rows_of(predicate: str, said: Sequence[Said]) -> list[dict[str, Any]]:
    """One row for each (value, more), each from a document of its own."""
    datatype = {"datatype": DATATYPES[predicate]} if predicate in DATATYPES else {}
    return [
        say(X, predicate, value, **{"source": source(f"d{number}"), **datatype, **more})
        for number, (value, more) in enumerate(said)
    ]


def decide(predicate: str, said: Sequence[Said], ontology: Any = ONTOLOGY) -> tuple[list[Verdict], set[Verdict]]:
    """The (verdict, reason) of each statement in its order, and the (predicate, object) that follow."""
    rows = rows_of(predicate, said)
    frame = accept(disclosed(*rows), ontology, TODAY)
    verdicts = {row["id"]: (row["verdict"], row["reason"]) for row in frame.to_dicts()}
    derived = frame.filter(pl.col("source") == terms.DERIVED)
    assert set(derived["verdict"]) <= {"accepted"}
    return (
        [verdicts[statements.identify(row)] for row in rows],
        set(derived.select("predicate", "object").iter_rows()),
    )


def case(name: str, predicate: str, said: list[Said], verdicts: list[Verdict], *derived: Verdict) -> Any:
    """A line of a table; its name is the behaviour."""
    return pytest.param(predicate, said, verdicts, set(derived), id=name)


UNDISPUTED, TIE = ("accepted", "undisputed"), ("contested", "tie")
WON, LOST = ("accepted", "stronger-standing"), ("outranked", "stronger-standing")
LATER, EARLIER = ("accepted", "later-as-of"), ("outranked", "later-as-of")
COVERED, LESS_PRECISE = ("contested", "covered"), ("outranked", "less-precise")
MARKED = (CONTESTED, NORM)
OFFICIAL, JUDICIAL = {"standing": "official-record"}, {"standing": "judicial-final"}


@pytest.mark.parametrize(
    ("predicate", "said", "verdicts", "derived"),
    [
        case("a single statement is undisputed", NORM, [("a", {})], [UNDISPUTED]),
        case("sources that agree are undisputed", NORM, [("a", {}), ("a", {})], [UNDISPUTED] * 2),
        case("a property with many values has no dispute", FREE, [("a", {}), ("b", OFFICIAL)], [UNDISPUTED] * 2),
        case("an official record prevails over the press", NORM, [("a", {}), ("b", OFFICIAL)], [LOST, WON]),
        case(
            "a final judgment prevails over an official record", NORM, [("a", JUDICIAL), ("b", OFFICIAL)], [WON, LOST]
        ),
        case(
            "the strongest of three prevails over both",
            NORM,
            [("a", {}), ("b", JUDICIAL), ("c", OFFICIAL)],
            [LOST, WON, LOST],
        ),
        case(
            "of equal standing the later date prevails",
            NORM,
            [("a", {"as_of": "2024"}), ("b", {"as_of": "2019-05"})],
            [LATER, EARLIER],
        ),
        case(
            "standing goes before date",
            NORM,
            [("a", {"as_of": "2024"}), ("b", {"as_of": "2019", **OFFICIAL})],
            [LOST, WON],
        ),
        case(
            "a statement outranked by two rules names the first",
            NORM,
            [("a", {"as_of": "2020"}), ("b", {"as_of": "2021"}), ("c", {"as_of": "2021", **OFFICIAL})],
            [LOST, LOST, WON],
        ),
        case(
            "the date before which it holds is earlier than a later date",
            NORM,
            [("a", {"as_of": "../2019"}), ("b", {"as_of": "2021"})],
            [EARLIER, LATER],
        ),
        case("with nothing to tell them apart neither prevails", NORM, [("a", {}), ("b", {})], [TIE, TIE], MARKED),
        case(
            "a date against no date decides nothing",
            NORM,
            [("a", {"as_of": "2024"}), ("b", {})],
            [TIE, TIE],
            MARKED,
        ),
        case(
            "a day within the year of the other is not later",
            NORM,
            [("a", {"as_of": "2024-05-01"}), ("b", {"as_of": "2024"})],
            [TIE, TIE],
            MARKED,
        ),
        case(
            "a tie is marked once however many sources tie",
            NORM,
            [("a", {}), ("a", {}), ("b", {}), ("c", {})],
            [TIE] * 4,
            MARKED,
        ),
        case(
            "two that tie are both outranked by a stronger third",
            NORM,
            [("a", {}), ("b", {}), ("c", OFFICIAL)],
            [LOST, LOST, WON],
        ),
        case(
            "what is itself outranked contests nothing",
            NORM,
            [("a", {}), ("b", {}), ("a", OFFICIAL)],
            [WON, LOST, WON],
        ),
    ],
)
def test_of_values_in_conflict(
    predicate: str, said: list[Said], verdicts: list[Verdict], derived: set[Verdict]
) -> None:
    assert decide(predicate, said) == (verdicts, derived)


@pytest.mark.parametrize(
    ("predicate", "said", "verdicts", "derived"),
    [
        case("values within the tolerance agree", AREA, [("1000", {}), ("990", {})], [UNDISPUTED] * 2),
        case("values beyond the tolerance tie", AREA, [("1000", {}), ("989.99", {})], [TIE] * 2, (CONTESTED, AREA)),
        case(
            "agreement in pairs leaves only the two ends in conflict",
            AREA,
            [("1000", {}), ("992", {}), ("984", {})],
            [TIE, UNDISPUTED, TIE],
            (CONTESTED, AREA),
        ),
        case(
            "an integer is compared as a number",
            AREA,
            [("1000", {"datatype": terms.XSD + "integer"}), ("999.5", {})],
            [UNDISPUTED] * 2,
        ),
    ],
)
def test_of_numbers(predicate: str, said: list[Said], verdicts: list[Verdict], derived: set[Verdict]) -> None:
    assert decide(predicate, said) == (verdicts, derived)


@pytest.mark.parametrize(
    ("predicate", "said", "verdicts", "derived"),
    [
        case("the same day twice is undisputed", DATE, [("2020-07-23", {})] * 2, [UNDISPUTED] * 2),
        case(
            "a month that holds the day agrees, and the day is kept",
            DATE,
            [("2020-07", {}), ("2020-07-23", {})],
            [LESS_PRECISE, UNDISPUTED],
        ),
        case(
            "the precise one is kept against a stronger standing too",
            DATE,
            [("2020", JUDICIAL), ("2020-07", OFFICIAL), ("2020-07-23", {})],
            [LESS_PRECISE, LESS_PRECISE, UNDISPUTED],
        ),
        case(
            "an open interval that holds the day agrees",
            DATE,
            [("2019/..", {}), ("2020-07-23", {})],
            [LESS_PRECISE, UNDISPUTED],
        ),
        case(
            "a stronger standing decides between two days",
            DATE,
            [("2020-07-23", {}), ("2020-07-25", OFFICIAL)],
            [LOST, WON],
        ),
        case(
            "of two days that tie the interval that covers them is accepted",
            DATE,
            [("2020-07-25", {}), ("2020-07-23", {})],
            [COVERED, COVERED],
            (CONTESTED, DATE),
            (DATE, "2020-07-23/2020-07-25"),
        ),
        case(
            "the cover of months runs from first to last day",
            DATE,
            [("2019-12", {}), ("2020-02", {}), ("2020-01-05", {})],
            [COVERED] * 3,
            (CONTESTED, DATE),
            (DATE, "2019-12-01/2020-02-29"),
        ),
        case(
            "a year that holds the cover is merely less precise",
            DATE,
            [("2020-07-23", {}), ("2020-07-25", {}), ("2020", {})],
            [COVERED, COVERED, LESS_PRECISE],
            (CONTESTED, DATE),
            (DATE, "2020-07-23/2020-07-25"),
        ),
        case(
            "what is outranked is not covered",
            DATE,
            [("2020-07-23", OFFICIAL), ("2020-07-25", OFFICIAL), ("2011", {})],
            [COVERED, COVERED, LOST],
            (CONTESTED, DATE),
            (DATE, "2020-07-23/2020-07-25"),
        ),
        case(
            "open intervals have no cover",
            DATE,
            [("2015/..", {}), ("../2016", {})],
            [TIE, TIE],
            (CONTESTED, DATE),
        ),
        case(
            "a month is not contested by a day that the official one outranks",
            DATE,
            [("2020-04", {}), ("2020-04-26", OFFICIAL), ("2020-05-01", {})],
            [LESS_PRECISE, WON, LOST],
        ),
        case(
            "a day that both of two disputed periods hold needs no cover",
            DATE,
            [("2013/2018", {}), ("2015/2023", {}), ("2016-05-01", {})],
            [TIE, TIE, UNDISPUTED],
            (CONTESTED, DATE),
        ),
    ],
)
def test_of_dates(predicate: str, said: list[Said], verdicts: list[Verdict], derived: set[Verdict]) -> None:
    assert decide(predicate, said) == (verdicts, derived)


ENDED = ("ended", "past-end")


@pytest.mark.parametrize(
    ("predicate", "said", "verdicts", "derived"),
    [
        case(
            "values that hold at different times do not conflict",
            NORM,
            [("a", {"valid_to": "2027"}), ("b", {"valid_from": "2028"})],
            [UNDISPUTED] * 2,
        ),
        case(
            "values whose times share a day conflict",
            NORM,
            [("a", {"valid_to": "2028-01-01"}), ("b", {"valid_from": "2028"})],
            [TIE] * 2,
            MARKED,
        ),
        case(
            "a value with no dates conflicts with any",
            NORM,
            [("a", {}), ("b", {"valid_from": "2028"})],
            [TIE] * 2,
            MARKED,
        ),
        case("what ended before the reference date has ended", NORM, [("a", {"valid_to": "2026-11-22"})], [ENDED]),
        case("what ends on the reference date still holds", NORM, [("a", {"valid_to": "2026-11-23"})], [UNDISPUTED]),
        case("what ended some time this year may still hold", NORM, [("a", {"valid_to": "2026"})], [UNDISPUTED]),
        case("an open end never comes", NORM, [("a", {"valid_to": "2010/.."})], [UNDISPUTED]),
        case(
            "what has ended contests nothing, however strong",
            NORM,
            [("a", {}), ("b", {"valid_to": "2025", **JUDICIAL})],
            [UNDISPUTED, ENDED],
        ),
        case("a property with many values ends too", FREE, [("a", {"valid_to": "2025"})], [ENDED]),
    ],
)
def test_of_times(predicate: str, said: list[Said], verdicts: list[Verdict], derived: set[Verdict]) -> None:
    assert decide(predicate, said) == (verdicts, derived)


@pytest.mark.parametrize("standing", ["opinion", "alleged", "denied", "unverified"])
@pytest.mark.parametrize("predicate", [NORM, FREE], ids=["single-valued", "many-valued"])
def test_what_is_not_asserted_is_never_accepted_and_contests_nothing(standing: str, predicate: str) -> None:
    said: list[Said] = [("a", {"standing": standing}), ("b", {})]
    assert decide(predicate, said) == ([("outranked", "not-asserted"), UNDISPUTED], set())
    assert decide(predicate, said[:1]) == ([("outranked", "not-asserted")], set())


@pytest.mark.parametrize(
    "more", [{}, {"standing": "opinion"}, {"valid_to": "2001"}], ids=["reported", "an opinion", "of a past time"]
)
@pytest.mark.parametrize("subject", ["urn:a-figure", terms.BASE + "claim/abc"], ids=["of a figure", "of a claim"])
def test_what_describes_a_figure_or_a_claim_is_always_accepted(subject: str, more: dict[str, Any]) -> None:
    said = [
        say(subject, NORM, "a", **more),
        say(subject, NORM, "b", source=source("other"), **more),
        is_a("urn:a-figure", terms.ag("Figure")),
    ]
    frame = accept(disclosed(*said), ONTOLOGY, TODAY)
    assert set(frame.select("verdict", "reason").iter_rows()) == {("accepted", "of-a-claim")}


def test_each_entity_and_property_is_a_dispute_of_its_own() -> None:
    rows = [
        say("urn:x", NORM, "a"),
        say("urn:y", NORM, "b"),
        say("urn:x", AREA, "1", datatype=DECIMAL),
        say("urn:z", NORM, "a"),
        say("urn:z", NORM, "b"),
    ]
    frame = accept(disclosed(*rows), ONTOLOGY, TODAY)
    assert set(frame.filter(pl.col("verdict") != "accepted")["subject"]) == {"urn:z"}


def test_names_that_denote_one_thing_dispute_with_each_other() -> None:
    frame = disclosed(say("urn:x", NORM, "a"), say("urn:y", NORM, "b", level=1)).with_columns(canonical=pl.lit("urn:z"))
    decided = accept(frame, ONTOLOGY, TODAY)
    assert set(decided.filter(pl.col("source") != terms.DERIVED)["verdict"]) == {"contested"}
    marks = decided.filter(pl.col("predicate") == CONTESTED)
    assert marks.select("subject", "canonical").rows() == [("urn:z", "urn:z")]


def test_the_rules_and_their_order_are_data() -> None:
    said: list[Said] = [("a", {"as_of": "2024"}), ("b", {"as_of": "2019", **OFFICIAL})]
    dates_first = replace(ONTOLOGY, rules=(RankRule("newest", 1, "as-of"), RankRule("strongest", 2, "standing")))
    assert decide(NORM, said, dates_first)[0] == [("accepted", "newest"), ("outranked", "newest")]
    no_rules = replace(ONTOLOGY, rules=())
    assert decide(NORM, said, no_rules)[0] == [TIE, TIE]


def test_every_statement_stays_with_a_verdict_and_a_reason() -> None:
    rows = rows_of(DATE, [("2020-07-23", {}), ("2020-07-25", {}), ("2020", {"standing": "alleged"})])
    before = disclosed(*rows)
    after = accept(before, ONTOLOGY, TODAY)
    assert after.columns == list(statements.SCHEMA)
    assert_frame_equal(after.filter(pl.col("source") != terms.DERIVED).select(before.columns), before)
    assert after.select("id", "level", "mark", "verdict", "reason").null_count().sum_horizontal().item() == 0
    assert after["id"].is_unique().all()
    assert [statements.identify(row) for row in after.to_dicts()] == after["id"].to_list()


def test_a_frame_with_nothing_in_it_has_no_verdicts() -> None:
    frame = accept(disclosed(say(X, NORM, "a")).clear(), ONTOLOGY, TODAY)
    assert frame.is_empty()
    assert frame.columns == list(statements.SCHEMA)


said_about_dates = st.lists(
    st.tuples(
        st.sampled_from(
            ["2020-07-20", "2020-07-23", "2020-07", "2020-07-20/2020-07-23", "2020-07-22/2020-08", "2020", "../2020-07"]
        ),
        st.fixed_dictionaries(
            {
                "standing": st.sampled_from(["official-record", "reported", "opinion"]),
                "as_of": st.sampled_from([None, "2021", "2022"]),
            }
        ),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(said_about_dates, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(said: list[Said], random: Any) -> None:
    frame = disclosed(*rows_of(DATE, said))
    shuffled = frame.sample(fraction=1, shuffle=True, seed=random.randrange(2**32))
    assert_frame_equal(accept(shuffled, ONTOLOGY, TODAY).sort("id"), accept(frame, ONTOLOGY, TODAY).sort("id"))


@settings(max_examples=60)
@given(said_about_dates)
def test_which_document_says_it_decides_nothing(said: list[Said]) -> None:
    """The ids, and with them the inner order, differ when the documents change places."""
    verdicts, derived = decide(DATE, said)
    again, same = decide(DATE, said[::-1])
    assert (verdicts, derived) == (again[::-1], same)


def days(text: str) -> set[date]:
    """The days an interval holds, within the years that the generated dates are about."""
    one = interval(text)
    start, end = one.start or date(2019, 1, 1), one.end or date(2021, 12, 31)
    return {start + timedelta(days=number) for number in range((end - start).days + 1)}


@settings(max_examples=60)
@given(said_about_dates)
def test_one_date_is_accepted_and_any_tie_is_marked(said: list[Said]) -> None:
    """An incident has one accepted date at most, so that it is counted once; none only where nothing is asserted."""
    frame = accept(disclosed(*rows_of(DATE, said)), ONTOLOGY, TODAY)
    accepted = frame.filter((pl.col("verdict") == "accepted") & (pl.col("predicate") == DATE))["object"].to_list()
    asserted = [value for value, more in said if more["standing"] != "opinion"]
    contested = frame.filter(pl.col("verdict") == "contested")["object"].to_list()
    assert all(days(one) == days(other) for one, other in combinations(accepted, 2))
    assert bool(accepted) == bool(asserted) or contested
    assert bool(contested) == (CONTESTED in set(frame["predicate"]))
    assert all(len(set(contested)) > 1 for _ in contested)
