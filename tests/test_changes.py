"""What differs between two statement tables: by ids alone, whatever the order, and nothing told twice."""

from typing import Any

import polars as pl
from frames import disclosed, is_a, say, source
from hypothesis import given
from hypothesis import strategies as st

from amazongraph import terms
from amazongraph.chains import documents, of_figures
from amazongraph.diff.changes import Changes, changes
from amazongraph.independence import independence
from amazongraph.merge import REPLACED_BY

AREA, NAME = terms.ag("legalAreaHectares"), terms.LABEL
PLACE, FIGURE = terms.ag("Area"), terms.ag("Figure")


def table(*rows: dict[str, Any], **verdicts: str) -> pl.LazyFrame:
    """A statement table; every row is accepted, but of an object named in ``verdicts`` what is said there."""
    frame = disclosed(*rows).with_columns(
        verdict=pl.col("object").replace_strict(verdicts, default="accepted"), reason=pl.lit("tie")
    )
    return frame.lazy()


def derived(subject: str, predicate: str, value: str) -> dict[str, Any]:
    return say(subject, predicate, value, object_kind="iri", source=terms.DERIVED, standing="derived")


def kinds(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(frame.select("change", *columns).iter_rows())


def test_what_came_went_took_another_value_or_was_judged_anew() -> None:
    before = table(say("urn:a", AREA, "1"), say("urn:a", NAME, "x"), say("urn:b", AREA, "5"), say("urn:c", AREA, "v"))
    after = table(
        say("urn:a", AREA, "2"),
        say("urn:b", AREA, "5"),
        say("urn:d", NAME, "new"),
        say("urn:c", AREA, "v"),
        v="contested",
    )
    found = changes(before, after).statements
    assert kinds(found, "canonical", "object", "was", "before") == [
        ("added", "urn:d", "new", None, None),
        ("changed", "urn:a", "2", "1", None),
        ("gone", "urn:a", "x", None, None),
        ("contested", "urn:c", "v", None, "accepted"),
    ]


def test_one_value_that_became_two_is_no_change_of_value() -> None:
    found = changes(table(say("urn:a", AREA, "1")), table(say("urn:a", AREA, "2"), say("urn:a", AREA, "3")))
    assert [one for (one,) in kinds(found.statements)] == ["added", "added", "gone"]


def test_another_source_that_says_it_adds_and_changes_nothing() -> None:
    one, other = say("urn:a", AREA, "1"), say("urn:a", AREA, "2", source=source("another"))
    found = changes(table(one), table(one, other)).statements
    assert kinds(found, "source") == [("added", source("another"))]


def test_what_the_build_works_out_is_no_statement_of_anybody() -> None:
    place = is_a("urn:a", PLACE)
    found = changes(table(place), table(place, derived("urn:a", terms.ag("contestedProperty"), AREA)))
    assert found.none


def test_things_appear_vanish_and_give_way_to_another_name() -> None:
    before = table(is_a("urn:a", PLACE), is_a("urn:b", PLACE), is_a("urn:c", PLACE))
    after = table(is_a("urn:a", PLACE), is_a("urn:new", PLACE), derived("urn:b", REPLACED_BY, "urn:a"))
    found = changes(before, after).entities
    assert kinds(found, "iri", "class", "other") == [
        ("appeared", "urn:new", PLACE, None),
        ("merged", "urn:b", PLACE, "urn:a"),
        ("vanished", "urn:c", PLACE, None),
    ]
    back = changes(after, before).entities
    assert kinds(back, "iri", "other") == [
        ("appeared", "urn:c", None),
        ("split", "urn:b", "urn:a"),
        ("vanished", "urn:new", None),
    ]


def figure(key: str, value: str, document: str, **said: str) -> list[dict[str, Any]]:
    plain = {"indicator": "killings", "unit": "persons", "period": "2020", "value": value, "statedIn": document}
    rows = [say(f"urn:{key}", terms.ag(name), text) for name, text in {**plain, **said}.items()]
    return [is_a(f"urn:{key}", FIGURE), *rows]


def test_a_figure_is_confirmed_by_one_that_rests_on_something_else() -> None:
    old = figure("a", "5", "doc-a", attributedTo="ibc")
    alone = table(*old)
    assert kinds(
        changes(alone, table(*old, *figure("b", "5", "doc-b", attributedTo="orau"))).figures, "figure", "other"
    ) == [
        ("added", "urn:b", None),
        ("confirmed", "urn:a", "urn:b"),
    ]


def test_repeating_is_not_confirming() -> None:
    old = figure("a", "5", "doc-a", relays="report")
    for said in ({"relays": "report"}, {"relays": "doc-a"}, {"period": "2021"}):
        found = changes(table(*old), table(*old, *figure("b", "5", "doc-b", **said))).figures
        assert kinds(found, "figure") == [("added", "urn:b")]


def test_contradictions_come_and_are_settled_once_a_pair() -> None:
    both = [*figure("a", "5", "doc-a"), *figure("b", "6", "doc-b")]
    against = [derived("urn:a", terms.ag("contradicts"), "urn:b"), derived("urn:b", terms.ag("contradicts"), "urn:a")]
    one, other = table(*both), table(*both, *against)
    assert kinds(changes(one, other).figures, "figure", "other") == [("contradicted", "urn:a", "urn:b")]
    assert kinds(changes(other, one).figures, "figure", "other") == [("reconciled", "urn:a", "urn:b")]
    # With the figure its contradiction goes; nothing was settled.
    assert kinds(changes(other, table(*figure("a", "5", "doc-a"))).figures, "figure") == [("gone", "urn:b")]


ROWS = st.lists(
    st.builds(
        lambda subject, predicate, value, by: say(f"urn:{subject}", predicate, value, source=source(by)),
        st.sampled_from("abc"),
        st.sampled_from([AREA, NAME]),
        st.sampled_from("123"),
        st.sampled_from("pq"),
    ),
    max_size=8,
)


@given(ROWS, ROWS)
def test_changes_lead_from_the_one_to_the_other(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    """Against plain set differences of what is said."""

    def said(rows: list[dict[str, Any]]) -> set[tuple[str, ...]]:
        return {(row["source"], row["subject"], row["predicate"], row["object"]) for row in rows}

    found = changes(table(*before), table(*after)).statements.select(
        "change", "source", "canonical", "predicate", "object", "was"
    )
    come = {row[1:5] for row in found.iter_rows() if row[0] in {"added", "changed"}}
    gone = {row[1:5] for row in found.iter_rows() if row[0] == "gone"}
    gone |= {(*row[1:4], row[5]) for row in found.iter_rows() if row[0] == "changed"}
    assert (come, gone) == (said(after) - said(before), said(before) - said(after))


@given(ROWS)
def test_nothing_changes_between_a_table_and_itself(rows: list[dict[str, Any]]) -> None:
    assert changes(table(*rows), table(*reversed(rows))).none


def described(key: str, kind: str, publisher: str) -> list[dict[str, Any]]:
    meta = {"source": terms.META, "object_kind": "iri"}
    return [
        is_a(source(key), terms.ag(kind), source=terms.META),
        say(source(key), "http://purl.org/dc/terms/publisher", publisher, **meta),
    ]


def test_a_newspaper_in_its_own_voice_does_not_tell_where_it_has_it_from() -> None:
    """Two papers may repeat each other; a report of those who counted, and a paper that names its speaker, do not."""
    rows = [
        *described("paper", "NewsArticle", "urn:paper"),
        *described("report", "Report", "urn:counting"),
        *described("other", "NewsArticle", "urn:other"),
    ]
    frame = disclosed(*rows)

    def span(*figures: list[dict[str, Any]]) -> tuple[int, int]:
        parts = disclosed(*(row for one in figures for row in one))
        found = independence(p for one in of_figures(parts, documents(frame)).values() for p in one)
        return found.least, found.most

    own = figure("a", "5", source("paper"), attributedTo="urn:paper")
    assert span(own, figure("b", "5", source("other"), attributedTo="urn:other")) == (1, 2)
    assert span(own, figure("b", "5", source("report"), attributedTo="urn:counting")) == (1, 2)
    named = figure("c", "5", source("other"), attributedTo="urn:speaker")
    assert span(named, figure("b", "5", source("report"), attributedTo="urn:counting")) == (2, 2)
    record = terms.concept("standing", "official-record")
    kept = figure("d", "5", source("other"), attributedTo="urn:other", standing=record)
    assert span(kept, named) == (1, 1)
    assert span(kept, figure("b", "5", source("report"), attributedTo="urn:counting")) == (2, 2)


def test_no_change_is_an_empty_frame_with_its_columns() -> None:
    found = changes(table(), table())
    assert found.none
    assert isinstance(found, Changes)
    assert found.figures.columns == ["change", "figure", "other"]
    assert found.entities.columns == ["change", "iri", "class", "other"]
