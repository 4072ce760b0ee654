"""The reckonings on titles and ages, on rows small enough to count by hand."""

import pytest

from amazongraph.questions.reckonings.ages import ages
from amazongraph.questions.reckonings.step_durations import step_durations
from amazongraph.questions.reckonings.title_and_exposure import title_and_exposure

Rows = list[dict[str, str]]


def communities(exposed: bool, untitled: int, titled: int) -> Rows:
    told = [True] * untitled + [False] * titled
    return [{"exposed": str(exposed).lower(), "untitled": str(one).lower(), "documents": "d"} for one in told]


def test_shares_and_their_ratio_with_its_interval() -> None:
    """40 of 50 against 20 of 50: a ratio of 2, and exp(log 2 -+ 1.96 * sqrt(1/40 - 1/50 + 1/20 - 1/50))."""
    exposed, others = title_and_exposure(communities(True, 40, 10) + communities(False, 20, 30), {})
    assert (exposed["share"], others["share"]) == ("80.0", "40.0")
    assert (exposed["ratio"], exposed["low"], exposed["high"]) == ("2.00", "1.39", "2.89")
    assert not others["ratio"]


@pytest.mark.parametrize("few", [0, 1, 29])
def test_nothing_is_compared_below_thirty(few: int) -> None:
    rows = title_and_exposure(communities(True, few, 0) + communities(False, 20, 30), {})
    assert not any(row["share"] or row["ratio"] for row in rows)


def test_a_group_with_none_without_title_gives_shares_and_no_ratio() -> None:
    exposed, others = title_and_exposure(communities(True, 0, 30) + communities(False, 20, 30), {})
    assert (exposed["share"], others["share"], exposed["ratio"]) == ("0.0", "40.0", "")


def test_a_small_count_is_not_told() -> None:
    (only,) = title_and_exposure(communities(True, 4, 1), {})
    assert (only["communities"], only["untitled"]) == ("5", "<5")


def test_no_community_is_no_row() -> None:
    assert title_and_exposure([], {}) == []


def test_a_step_that_may_have_ended_before_it_began_took_no_day() -> None:
    (row,) = step_durations([{"one": "s", "step": "t", "began": "2020-12-31", "ended": "2020-01-01"}], {})
    assert (row["median"], row["steps"], row["undated"]) == ("0", "1", "0")


def test_a_step_of_two_bodies_counts_for_each() -> None:
    row = {"one": "s", "step": "t", "began": "2020-01-01", "ended": "2020-01-03"}
    told = step_durations([row | {"body": "a"}, row | {"body": "b"}], {})
    assert [(one["body"], one["median"]) for one in told] == [("a", "2"), ("b", "2")]


def test_an_age_goes_to_the_day_asked_for() -> None:
    rows = [{"newest": "2024-02-28"}, {"newest": "2024-03-02"}]
    assert [row["days"] for row in ages(rows, {})] == ["3", "0"]
    assert [row["days"] for row in ages(rows, {"until": "2024-03-01"})] == ["2", ""]
    assert ages([], {}) == []
