"""What an id is made of and what leaves it alone; that no order of rows shows in the table."""

import csv
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from frames import references, say, source
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from amazongraph import statements, terms
from amazongraph.sources.curated import tables

RESERVE = terms.entity("reserve", "reserva-isconahua")
AREA = say(
    RESERVE,
    terms.ag("legalAreaHectares"),
    "298487.71",
    datatype=terms.XSD + "decimal",
    source=source("dte"),
    as_of="2016-07",
)


def test_a_golden_id_never_changes() -> None:
    """Worked out with ``printf '...' | sha256sum``: the values joined by U+001F, with U+0000 for what is not said."""
    assert statements.identify(AREA) == "17d4b2721e9b472e8a9e835c77da3af8"


def test_an_id_is_the_hash_of_the_eleven_values_in_order() -> None:
    written = "\x1f".join(
        [
            "https://w3id.org/amazongraph/source/ap-aw",  # source
            "https://w3id.org/amazongraph/id/community/unipacuyacu",  # subject
            "http://www.w3.org/2000/01/rdf-schema#label",  # predicate
            "Unipacuyacu «nueva»",  # object
            "literal",  # object_kind
            "\x00",  # datatype
            "es",  # lang
            "https://w3id.org/amazongraph/id/organization/orau",  # attributed_to
            "2024",  # as_of
            "2013/2014",  # valid_from
            "../2024-07",  # valid_to
        ]
    )
    row = say(
        terms.entity("community", "unipacuyacu"),
        terms.LABEL,
        "Unipacuyacu «nueva»",
        lang="es",
        source=source("ap-aw"),
        attributed_to=terms.entity("organization", "orau"),
        as_of="2024",
        valid_from="2013/2014",
        valid_to="../2024-07",
    )
    assert statements.identify(row) == sha256(written.encode("utf-8")).hexdigest()[:32]


@pytest.mark.parametrize(
    "column",
    [
        "source",
        "subject",
        "predicate",
        "object",
        "object_kind",
        "datatype",
        "lang",
        "attributed_to",
        "as_of",
        "valid_from",
        "valid_to",
    ],
)
def test_another_value_in_this_column_is_another_statement(column: str) -> None:
    assert statements.identify({**AREA, column: "something else"}) != statements.identify(AREA)


@pytest.mark.parametrize(
    "column",
    [
        "id",
        "as_written",
        "edition",
        "relays",
        "standing",
        "mark",
        "redistribution",
        "canonical",
        "level",
        "verdict",
        "reason",
        "locator",
        "file",
        "row",
        "column",
    ],
)
def test_this_column_leaves_the_id_alone(column: str) -> None:
    assert statements.identify({**AREA, column: "something else"}) == statements.identify(AREA)


def test_what_is_not_said_is_not_the_same_as_an_empty_text() -> None:
    assert statements.identify({**AREA, "lang": None}) == statements.identify(AREA)
    assert statements.identify({**AREA, "lang": ""}) != statements.identify(AREA)


def test_a_text_moved_from_one_column_to_the_next_is_another_statement() -> None:
    one = say("s", "p", "1", valid_from="2020", valid_to=None)
    other = say("s", "p", "1", valid_from=None, valid_to="2020")
    assert statements.identify(one) != statements.identify(other)


def test_the_same_said_twice_is_one_statement_whatever_its_edition() -> None:
    rows = [{**AREA, "edition": edition, "as_written": written} for edition, written in (("2", "b"), ("1", "c"))]
    assert statements.make(rows).height == 1
    assert_frame_equal(statements.make(rows), statements.make(rows[::-1]))


def test_a_frame_has_the_columns_of_loaders_and_no_others() -> None:
    assert statements.make([AREA]).schema == pl.Schema(statements.LOADER_COLUMNS)
    assert statements.make([]).schema == pl.Schema(statements.LOADER_COLUMNS)


def test_what_the_build_derives_says_so() -> None:
    (row,) = statements.derived([{"subject": "s", "predicate": "p", "object": "o", "mark": 1}]).to_dicts()
    said = {
        "source": terms.DERIVED,
        "standing": "derived",
        "redistribution": "allowed",
        "object_kind": "iri",
        "mark": 1,
    }
    assert said.items() <= row.items()


def test_no_places_is_a_frame_of_places() -> None:
    assert statements.empty_places().schema == pl.Schema(statements.PLACES)
    assert statements.empty_places().is_empty()


texts = st.sampled_from(["a", "b", None])
rows_of_statements = st.lists(
    st.fixed_dictionaries(
        {
            "subject": st.sampled_from(["s", "t"]),
            "predicate": st.just("p"),
            "object": st.sampled_from(["1", "2"]),
            "source": st.just("d"),
            "as_of": texts,
            "edition": texts,
            "relays": texts,
            "as_written": texts,
            "mark": st.sampled_from([None, 0, 1]),
        }
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(rows_of_statements, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_shows(rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert_frame_equal(statements.make(shuffled), statements.make(rows))


@settings(max_examples=60)
@given(rows_of_statements)
def test_tidying_twice_is_tidying_once_and_leaves_every_id_once(rows: list[dict[str, Any]]) -> None:
    frame = statements.make(rows)
    assert_frame_equal(statements.tidy(frame), frame)
    assert frame["id"].to_list() == sorted({statements.identify(row) for row in rows})


@pytest.mark.parametrize("hidden", [{"mark": 3}, {"mark": None}, {"redistribution": "forbidden"}])
@pytest.mark.parametrize("written", ["a", "z"])
def test_of_rows_that_say_one_thing_the_one_that_most_may_see_stays(hidden: dict[str, Any], written: str) -> None:
    seen = say("urn:x", "urn:p", "1", as_written="m", mark=1)
    both = statements.make([seen, {**seen, "as_written": written, **hidden}])
    assert_frame_equal(both, statements.make([seen]))


def rows_at_the_top(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{**rows[0], "key": "new-organisation", "name_es": "Nueva", "name_en": "New"}, *rows]


def rows_moved(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return rows[7:] + rows[:7][::-1]


@pytest.mark.parametrize("edit", [rows_at_the_top, rows_moved], ids=["a row added at the top", "rows moved"])
def test_editing_a_table_changes_no_other_id(
    curated: Path, edit: Callable[[list[dict[str, str]]], list[dict[str, str]]]
) -> None:
    path = curated / "organisations.csv"
    (table,) = (table for table in tables(curated) if table.path == path)
    before = table.read(references(curated))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(edit(rows))
    after = table.read(references(curated))
    assert after.places.sort("id").height >= before.places.height
    assert not after.places.equals(before.places)
    old = after.statements.filter(pl.col("subject") != terms.entity("organization", "new-organisation"))
    assert_frame_equal(old, before.statements)
