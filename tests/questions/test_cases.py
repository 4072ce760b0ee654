"""Each question has a case with rows and one that is empty for a reason, here, in ``tests/world`` or from small files.

The cases of ``tests/world`` are held to it in ``test_world.py``, those of small files in ``test_added_data.py``.
"""

from pathlib import Path

import pytest
from policy_oracles import EMPTY as EMPTY_BEFORE
from policy_oracles import NS, B, V
from test_expected_rows import ORACLES, answered

from amazongraph.questions.catalogue import read_questions
from amazongraph.releases import Release

WORLD = {folder.name for folder in (Path(__file__).parents[1] / "world").iterdir()}
SMALL_FILES = {"forest-loss", "mined-area", "unit-changes"}
TACNA = {"area": f"{B}admin/23"}  # no document read says anything of it
# What leaves none of the rows that the tables give, and rightly so.
EMPTY = {
    **EMPTY_BEFORE,
    "actors-reported": TACNA,
    "affected-counts": TACNA,
    "airstrip-counts": TACNA,
    "assessments": {"verdict": f"{V}outcome-verdict/worked"},
    "coca-area": TACNA,
    "coca-share-of-indigenous-land": {"since": "2030-01-01"},
    "communities-reported": TACNA,
    "contradictions-open": {"thing": f"{B}admin/23"},
    "corridors-reported": TACNA,
    "demands": {"kind": f"{NS}Recommendation"},
    # There are no districts of Peru in it.
    "districts-without-data": {"area": f"{B}area/europa"},
    "emergencies-by-territory": TACNA,
    "killings-on-record": {"since": "2026", "population": f"{V}victim-population/environmental-defender"},
    "murder-counts": TACNA,
    "organisations-and-ties": TACNA,
    "report-statements": {"topic": f"{V}statement-topic/what-an-organisation-does"},
    "without-title-counts": TACNA,
}
NEVER_EMPTY = {
    "documents-to-open": "there are documents read in each way that can be asked for",
    "emergency-chains": "each chain that can be asked for has decrees",
    "reserve-areas": "each reserve that can be asked for has a norm or an area",
    "open-findings": "the reference data has findings of every severity; a check of another name finds none, which "
    "test_about.py asks",
    "withheld": "it says that nothing is withheld, in a row",
}


@pytest.mark.parametrize("question", sorted(EMPTY.keys() - EMPTY_BEFORE.keys()))
def test_nothing_is_said_where_the_tables_say_nothing(release: Release, question: str) -> None:
    assert answered(release, question, **EMPTY[question]) == ORACLES[question](**EMPTY[question]) == []


@pytest.mark.parametrize("question", sorted(EMPTY))
def test_the_tables_say_something(question: str) -> None:
    assert ORACLES[question]()


def test_every_question_has_a_case_with_rows_and_an_empty_one() -> None:
    asked = {question.id for question in read_questions()}
    assert WORLD | SMALL_FILES | EMPTY.keys() | NEVER_EMPTY.keys() == asked
    assert not (WORLD | SMALL_FILES | EMPTY.keys()) & NEVER_EMPTY.keys()
