"""Each reckoning on rows small enough to count by hand."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazongraph.questions.catalogue import read_questions
from amazongraph.questions.reckonings import RECKONINGS
from amazongraph.questions.reckonings.days import Span, length, union

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
