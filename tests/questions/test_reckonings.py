"""Each reckoning on rows small enough to count by hand."""

import re
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazongraph.questions.catalogue import read_questions
from amazongraph.questions.reckonings import RECKONINGS
from amazongraph.questions.reckonings.days import Span, length, union
from amazongraph.questions.reckonings.threats import wilson

DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 31))
SPANS = st.lists(st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair))), max_size=6)


@given(SPANS)
def test_the_days_of_a_union_are_each_counted_once(spans: list[Span]) -> None:
    days = {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}
    joined = union(spans)
    assert length(joined) == len(days)
    assert all(one[1] + timedelta(days=1) < other[0] for one, other in pairwise(joined))


def test_every_reckoning_is_asked_for_and_says_its_method() -> None:
    asked = {question.reckoned_by: question for question in read_questions() if question.reckoned_by}
    assert asked.keys() == RECKONINGS.keys()
    for name, question in asked.items():
        assert re.search("Método: ", question.note["es"]), name
        assert re.search("Method: ", question.note["en"]), name
        assert len(RECKONINGS[name].__doc__ or "") > 100, name


def decree(name: str, first: str = "", last: str = "", earlier: str = "", whole: str = "true") -> dict[str, str]:
    row = {"place": "p", "emergency": name, "named": "p", "whole": whole}
    return row | {k: v for k, v in (("first", first), ("last", last), ("earlier", earlier)) if v}


EMERGENCIES = {
    "a day under two decrees counts once": (
        [decree("a", "2024-01-01", "2024-01-10"), decree("b", "2024-01-06", "2024-01-20")],
        {},
        {"days": "20", "days_in_part": "20", "decrees": "2", "undated": "0", "run": "1"},
    ),
    "first and last are both in": (
        [decree("a", "2024-02-29", "2024-02-29")],
        {},
        {"days": "1", "first": "2024-02-29", "last": "2024-02-29"},
    ),
    "a decree without days is no day known": (
        [decree("a", "2024-01-01")],
        {},
        {"days": "", "days_in_part": "", "first": "", "decrees": "1", "undated": "1"},
    ),
    "what is in force in a part is told apart": (
        [decree("a", "2024-01-01", "2024-01-10"), decree("b", "2024-02-01", "2024-02-10", whole="false")],
        {},
        {"days": "10", "days_in_part": "20"},
    ),
    "a series of extensions": (
        [decree("a"), decree("b", earlier="a"), decree("c", earlier="b"), decree("d", earlier="elsewhere")],
        {},
        {"run": "3", "decrees": "4"},
    ),
    "extensions that go round in a ring": ([decree("a", earlier="b"), decree("b", earlier="a")], {}, {"run": "2"}),
    "since and until cut": (
        [decree("a", "2024-01-01", "2024-01-31"), decree("b", "2023-01-01", "2023-01-31")],
        {"since": "2024-01-10", "until": "2024-01-12"},
        {"days": "3", "first": "2024-01-10", "last": "2024-01-12", "decrees": "2", "undated": "0"},
    ),
    "an end before the certain beginning is no day": ([decree("a", "2024-02-01", "2024-01-31")], {}, {"days": ""}),
}


@pytest.mark.parametrize(("rows", "asked", "expected"), EMERGENCIES.values(), ids=EMERGENCIES)
def test_days_under_emergency(rows: list[dict[str, str]], asked: dict[str, str], expected: dict[str, str]) -> None:
    (found,) = RECKONINGS["emergency-days"](rows, asked)
    assert {name: found[name] for name in expected} == expected


def observed(group: str, year: int, number: int, **changes: str) -> dict[str, str]:
    """What was observed in one of many districts in one year; what it measures is the number of the district."""
    return {
        "chain": "c", "indicator": "i", "measured": "ha", "level": "d", "starts": "2020-01-01", "ends": "2020-12-31",
        "touched": group, "place": f"{group}{number}", "value": str(number), "figure": f"{group}{year}{number}",
        "stages": "s", "first": f"{year}-01-01", "last": f"{year}-12-31",
    } | changes  # fmt: skip


def many(inside: int, outside: int, years: tuple[int, ...] = (2019, 2020, 2021)) -> list[dict[str, str]]:
    groups = (("all", inside), ("", outside))
    return [observed(group, year, n) for group, count in groups for n in range(count) for year in years]


def test_means_are_given_from_thirty_observations_a_group_on() -> None:
    inside, outside = RECKONINGS["before-after"](many(30, 31), {})
    assert (inside["inside"], outside["inside"]) == ("true", "false")
    # The numbers from 0 to 29, and those from 0 to 30.
    assert [inside[f"{phase}_mean"] for phase in ("before", "during", "after")] == ["14.5"] * 3
    assert [outside[f"{phase}_mean"] for phase in ("before", "during", "after")] == ["15.0"] * 3
    assert inside["compared"] == outside["compared"] == "true"


@pytest.mark.parametrize(("inside", "outside"), [(29, 30), (30, 29), (29, 29)])
def test_below_thirty_only_how_many_there_are_is_said(inside: int, outside: int) -> None:
    for row, count in zip(RECKONINGS["before-after"](many(inside, outside), {}), (inside, outside), strict=True):
        assert [row[f"{phase}_n"] for phase in ("before", "during", "after")] == [str(count)] * 3
        assert {row[f"{phase}_mean"] for phase in ("before", "during", "after")} == {""}
        assert row["compared"] == "false"


def test_a_phase_without_observations_is_not_compared_though_others_are() -> None:
    inside, _ = RECKONINGS["before-after"](many(30, 30, (2019, 2021)), {})
    assert (inside["before_mean"], inside["during_mean"], inside["after_mean"]) == ("14.5", "", "14.5")


def test_two_statements_of_one_place_and_year_are_one_observation() -> None:
    again = [observed("all", 2019, 0, value="100", figure="other")]
    inside, _ = RECKONINGS["before-after"]([*many(30, 30), *again], {})
    assert (inside["before_n"], inside["before_mean"]) == ("30", "16.2")  # 435 + 50 for 0, by 30


def test_what_the_measure_touched_in_part_and_other_levels_are_left_out() -> None:
    rows = [*many(30, 30), *(observed("part", 2019, n) for n in range(5)), observed("", 2019, 99, level="province")]
    assert RECKONINGS["before-after"](rows, {})[1]["before_n"] == "30"


def test_few_threats_say_nothing_but_that() -> None:
    few = [{"threat": f"t{n}", "from": "2020-01-01", "to": "2020-01-01"} for n in range(9)]
    assert RECKONINGS["threats-followed"](few, {}) == [{"too_few": "true"}]
    assert RECKONINGS["threats-followed"]([], {}) == []


@pytest.mark.parametrize(
    # Worked out by hand from the formula: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.278), (2, 10, 0.057, 0.510), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0)],
)
def test_the_interval_of_a_share(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=0.001)


def followed(began: str, ended: str) -> str:
    threats = [{"threat": f"t{n}", "from": "2020-03-01", "to": "2020-03-10"} for n in range(10)]
    act = {**threats[0], "act": "a", "incident": "i", "began": began, "ended": ended}
    return RECKONINGS["threats-followed"]([*threats, act], {})[0]["followed"]


def test_violence_follows_only_if_it_did_for_certain_and_within_a_year() -> None:
    assert followed("2020-03-11", "2020-03-11") == "1"
    assert followed("2020-03-10", "2020-03-11") == "0", "it may have been on the day of the threat"
    assert followed("2020-06-01", "2021-03-01") == "1", "365 days after the first possible day"
    assert followed("2020-06-01", "2021-03-02") == "0"


def test_days_to_a_status_are_those_that_passed_for_certain() -> None:
    def passed(last: str, as_of_from: str, **given: str) -> tuple[str, str]:
        (row,) = RECKONINGS["case-days"]([{"incident": "i", "last": last, "as_of_from": as_of_from}], given)
        return row["days"], row["days_to_day"]

    assert passed("2020-05-31", "2021-01-01") == ("215", "")
    assert passed("2020-05-31", "2020-01-01") == ("", ""), "the year of the status may have been before"
    assert passed("2020-05-31", "2020-05-31") == ("", "")
    assert passed("", "2021-01-01") == ("", "")
    assert passed("2020-05-31", "", day="2020-06-30") == ("", "30")


def shortest_ways(net: dict[str, set[str]], first: str, last: str) -> list[list[str]]:
    """Every shortest way, found by trying them all, a step longer each time."""
    ways = [[first]]
    while ways and not any(way[-1] == last for way in ways):
        ways = [[*way, step] for way in ways for step in sorted(net[way[-1]]) if step not in way]
    return [way for way in ways if way[-1] == last]


@given(
    st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("vwxyz")), min_size=4, max_size=12),
    st.lists(st.sampled_from("abcde"), min_size=40, max_size=40),
)
@settings(max_examples=8)
def test_the_share_of_a_place_is_that_of_the_shortest_ways_through_it(
    passes: list[tuple[str, str]], homes: list[str]
) -> None:
    rows = [{"joint": joint, "way": way, "kind": "district"} for joint, way in passes]
    rows += [{"joint": joint, "community": f"c{number}"} for number, joint in enumerate(homes)]
    found = {row["joint"]: row for row in RECKONINGS["joining-places"](rows, {})}
    net: dict[str, set[str]] = {}
    for joint, way in passes:
        net.setdefault(joint, set()).add(way)
        net.setdefault(way, set()).add(joint)
    held = {joint: homes.count(joint) for joint in net.keys() & set(homes)}
    through = dict.fromkeys(net, Fraction(0))
    pairs, joined = 0, set()
    for one, other in combinations(sorted(held), 2):
        ways = shortest_ways(net, one, other)
        weight = held[one] * held[other]
        if ways:
            pairs += weight
            joined |= {one, other}
        for way in ways:
            for step in way:
                through[step] += Fraction(weight, len(ways))
    enough = sum(held[joint] for joint in joined) >= 30
    for joint, row in found.items():
        assert row["enough"] == str(enough).lower()
        if enough:
            assert float(row["share"]) == pytest.approx(100 * float(through[joint]) / pairs, abs=0.051)
        else:
            assert row["share"] == ""


def test_few_communities_are_not_told_apart() -> None:
    def told(count: int) -> str:
        rows = [{"joint": "a", "way": "w", "kind": "district"}]
        rows += [{"joint": "a", "community": f"c{number}"} for number in range(count)]
        return RECKONINGS["joining-places"](rows, {})[0]["communities"]

    assert [told(count) for count in (0, 1, 4, 5, 31)] == ["0", "<5", "<5", "5", "31"]


def test_ties_that_go_round_count_nobody_below_itself() -> None:
    ring = [{"tie": f"t{one}", "member": one, "organisation": other} for one, other in pairwise("abca")]
    found = RECKONINGS["representation-reach"](ring, {})
    assert [(row["direct"], row["organisations"], row["levels"], row["tops"]) for row in found] == [
        ("1", "2", "2", "")
    ] * 3
    itself = [{"tie": "t", "member": "a", "organisation": "a"}]
    assert RECKONINGS["representation-reach"](itself, {}) == []


@pytest.mark.parametrize(("things", "documents"), [(1, 2), (2, 1)])
def test_an_organisation_that_does_not_recur_is_not_named(things: int, documents: int) -> None:
    rows = [
        {"organisation": "o", "thing": f"t{thing}", "document": f"d{document}"}
        for thing in range(things)
        for document in range(documents)
    ]
    assert RECKONINGS["recurring-organisations"](rows, {}) == []


def test_two_publishers_of_one_document_are_one_source_and_repeat_nobody() -> None:
    rows = [
        {"case": f"c{number}", "document": "d", "publisher": who} for number in range(3) for who in ("one", "other")
    ]
    (row,) = RECKONINGS["who-repeats-whom"](rows, {})
    assert (row["together"], row["one_source"], row["first_repeats"], row["second_repeats"]) == ("3", "3", "0", "0")
    assert RECKONINGS["who-repeats-whom"](rows[:4], {}) == []
