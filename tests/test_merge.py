"""Names that denote one thing become one, and what the source wrote stays."""

import polars as pl
from frames import say
from polars.testing import assert_frame_equal

from amazongraph import statements
from amazongraph.merge import merge

ROWS = [say("urn:a", "urn:p", "1"), say("urn:b", "urn:p", "urn:a", object_kind="iri"), say("urn:c", "urn:p", "2")]


def test_without_decisions_everything_denotes_itself() -> None:
    frame = merge(statements.make(ROWS))
    assert frame["canonical"].to_list() == frame["subject"].to_list()


def test_a_decision_gives_the_canonical_name_and_leaves_what_was_written() -> None:
    written = statements.make(ROWS)
    decisions = pl.DataFrame({"iri": ["urn:a", "urn:x"], "canonical": ["urn:b", "urn:y"]})
    frame = merge(written, decisions)
    assert dict(frame.select("subject", "canonical").iter_rows()) == {
        "urn:a": "urn:b",
        "urn:b": "urn:b",
        "urn:c": "urn:c",
    }
    assert_frame_equal(frame.drop("canonical"), written)


def test_the_rows_keep_their_order() -> None:
    written = statements.make(ROWS)
    names = written["subject"].to_list()
    for order in (names, names[::-1]):
        decisions = pl.DataFrame({"iri": order, "canonical": [f"{name}-decided" for name in order]})
        assert merge(written, decisions)["canonical"].to_list() == [f"{name}-decided" for name in names]


def test_nothing_merges_into_nothing() -> None:
    assert merge(statements.make([])).columns == [*statements.LOADER_COLUMNS, "canonical"]
