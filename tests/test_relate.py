"""What follows from what is stated is written out, once, as sensitive as what it follows from."""

from typing import Any

import polars as pl
import pytest
from frames import ONTOLOGY as PLAIN
from frames import is_a, merged, say, source, with_ontology

from amazongraph import ontology, statements, terms
from amazongraph.disclosure import disclose
from amazongraph.merge import DECISIONS, merge
from amazongraph.relate import relate

DOG, MAMMAL, ANIMAL, STONE = "urn:Dog", "urn:Mammal", "urn:Animal", "urn:Stone"
ONTOLOGY = with_ontology(superclasses={DOG: frozenset({MAMMAL, ANIMAL}), MAMMAL: frozenset({ANIMAL})})


def derived(frame: pl.DataFrame) -> list[dict[str, object]]:
    rows = frame.filter(pl.col("source") == terms.DERIVED).sort("canonical", "object")
    return rows.select("subject", "object", "mark", "redistribution").to_dicts()


def test_every_class_above_a_stated_one_is_written_out() -> None:
    stated = merged(is_a("urn:rex", DOG), is_a("urn:rock", STONE), say("urn:rex", terms.LABEL, DOG))
    frame = relate(stated, ONTOLOGY)
    assert [(row["subject"], row["object"]) for row in derived(frame)] == [("urn:rex", ANIMAL), ("urn:rex", MAMMAL)]
    assert frame.filter(pl.col("source") != terms.DERIVED).equals(stated)


def test_a_class_that_two_sources_lead_to_is_written_once_with_the_lowest_mark() -> None:
    frame = relate(
        merged(is_a("urn:rex", DOG, mark=1, source=source("d")), is_a("urn:rex", MAMMAL, mark=3, source=source("e"))),
        ONTOLOGY,
    )
    assert [(row["object"], row["mark"]) for row in derived(frame)] == [(ANIMAL, 1), (MAMMAL, 1)]


def test_it_is_said_of_the_canonical_name() -> None:
    decisions = pl.DataFrame([("urn:rex2", "urn:rex", 0)], schema=DECISIONS, orient="row")
    frame = relate(merge(statements.make([is_a("urn:rex2", MAMMAL)]), decisions), ONTOLOGY)
    types = frame.filter(pl.col("predicate") == terms.TYPE)
    assert [(row["subject"], row["object"]) for row in derived(types)] == [("urn:rex", ANIMAL)]
    assert set(types["canonical"]) == {"urn:rex"}


def test_what_follows_from_a_source_that_may_not_be_passed_on_stays_in_too() -> None:
    kept = merged(is_a("urn:rex", MAMMAL, redistribution="forbidden"))
    visible, withheld = disclose(relate(kept, ONTOLOGY), ONTOLOGY, "public")
    assert visible.is_empty()
    assert set(withheld["withheld"]) == {"redistribution"}


@pytest.mark.parametrize("bound", ["forbidden", "derived-only"])
def test_what_follows_from_another_source_as_well_may_leave(bound: str) -> None:
    stated = merged(
        is_a("urn:rex", MAMMAL, redistribution=bound),
        is_a("urn:rex", MAMMAL, mark=1, source=source("e")),
    )
    visible, _ = disclose(relate(stated, ONTOLOGY), ONTOLOGY, "public")
    assert ANIMAL in set(visible["object"])


def test_a_class_above_says_again_what_the_source_says_and_is_not_worked_out_from_it() -> None:
    stated = merged(
        is_a("urn:rex", MAMMAL, redistribution="forbidden"),
        is_a("urn:rex", MAMMAL, redistribution="derived-only", source=source("e")),
    )
    related = relate(stated, ONTOLOGY)
    assert [row["redistribution"] for row in derived(related)] == ["derived-only"]
    visible, withheld = disclose(related, ONTOLOGY, "public")
    assert visible.is_empty()
    assert ANIMAL in set(withheld["object"])
    assert ANIMAL in set(disclose(related, ONTOLOGY, "own")[0]["object"])


def test_what_follows_from_a_row_that_nobody_labelled_has_no_label() -> None:
    visible, withheld = disclose(relate(merged(is_a("urn:rex", MAMMAL, mark=None)), ONTOLOGY), ONTOLOGY, "own")
    assert visible.is_empty()
    assert set(withheld["withheld"]) == {"unlabelled"}


def test_a_regional_federation_is_an_organisation_and_an_actor() -> None:
    real = ontology.load()
    frame = relate(merged(is_a("urn:orau", terms.ag("RegionalIndigenousOrganization"))), real)
    above = {terms.ag(name) for name in ("IndigenousOrganization", "Organization", "Actor")}
    assert {row["object"] for row in derived(frame)} == above


AREA, DISTRICT = terms.ag("Area"), "urn:District"
PLACES = with_ontology(superclasses={DISTRICT: frozenset({AREA})})
SF_WITHIN = terms.GEO + "sfWithin"


def lies_in(area: str, unit: str, **more: Any) -> dict[str, Any]:
    return say(area, terms.ag("within"), unit, object_kind="iri", **more)


def within(*rows: dict[str, Any]) -> dict[str, dict[str, tuple[int | None, str]]]:
    """Area -> what it lies in besides itself -> mark and redistribution."""
    found: dict[str, dict[str, tuple[int | None, str]]] = {}
    frame = relate(merged(*rows), PLACES).filter(pl.col("predicate") == SF_WITHIN)
    assert frame.select("subject", "object").is_unique().all()
    for area, unit, mark, redistribution in frame.select("subject", "object", "mark", "redistribution").iter_rows():
        if area != unit:
            found.setdefault(area, {})[unit] = (mark, redistribution)
    return found


def test_an_area_lies_in_all_that_those_above_it_lie_in_and_in_itself() -> None:
    rows = [is_a("urn:a", DISTRICT), lies_in("urn:a", "urn:b"), lies_in("urn:b", "urn:c")]
    assert within(*rows) == {"urn:a": {"urn:b": (0, "allowed"), "urn:c": (0, "allowed")}}
    frame = relate(merged(*rows), PLACES).filter(pl.col("predicate") == SF_WITHIN)
    assert ("urn:a", "urn:a") in frame.select("subject", "object").rows()


def test_a_cycle_of_areas_ends() -> None:
    rows = [is_a("urn:a", DISTRICT), lies_in("urn:a", "urn:b"), lies_in("urn:b", "urn:a")]
    assert within(*rows) == {"urn:a": {"urn:b": (0, "allowed")}}


def test_a_way_up_is_as_sensitive_as_its_most_sensitive_statement_also_that_of_the_class() -> None:
    rows = [lies_in("urn:a", "urn:b", mark=1), lies_in("urn:b", "urn:c", mark=3), lies_in("urn:c", "urn:d", mark=0)]
    up = within(is_a("urn:a", DISTRICT, mark=2), *rows)["urn:a"]
    assert up == {"urn:b": (2, "allowed"), "urn:c": (3, "allowed"), "urn:d": (3, "allowed")}


def test_of_two_ways_up_the_less_sensitive_counts_though_it_is_longer() -> None:
    up = within(
        is_a("urn:a", DISTRICT),
        lies_in("urn:a", "urn:c", mark=3),
        lies_in("urn:a", "urn:b", mark=1),
        lies_in("urn:b", "urn:c", mark=1),
    )
    assert up["urn:a"]["urn:c"] == (1, "allowed")


def test_a_way_over_what_may_not_be_passed_on_stays_in_unless_another_leads_there() -> None:
    rows = [
        is_a("urn:a", DISTRICT),
        lies_in("urn:a", "urn:b", redistribution="forbidden"),
        lies_in("urn:b", "urn:c"),
    ]
    assert within(*rows) == {"urn:a": {"urn:b": (0, "forbidden"), "urn:c": (0, "forbidden")}}
    other = lies_in("urn:a", "urn:c", mark=1, redistribution="derived-only", source=source("e"))
    assert within(*rows, other)["urn:a"]["urn:c"] == (1, "derived-only")
    free = lies_in("urn:a", "urn:c", mark=2, source=source("f"))
    assert within(*rows, other, free)["urn:a"]["urn:c"] == (2, "allowed")


def test_what_a_forbidden_source_alone_calls_an_area_stays_in() -> None:
    rows = [is_a("urn:a", DISTRICT, redistribution="forbidden"), lies_in("urn:a", "urn:b")]
    assert within(*rows) == {"urn:a": {"urn:b": (0, "forbidden")}}


def test_where_an_area_lies_leaves_though_only_a_derived_only_source_calls_it_one() -> None:
    """The step was worked out from its shape (``placing``) or said by another; that it is an area is said again."""
    rows = [is_a("urn:a", DISTRICT, redistribution="derived-only"), lies_in("urn:a", "urn:b")]
    assert within(*rows) == {"urn:a": {"urn:b": (0, "allowed")}}
    public, _ = disclose(relate(merged(*rows), PLACES), PLACES, "public")
    said = public.filter(pl.col("source") == terms.DERIVED)
    assert said.select("subject", "predicate", "object").rows() == [("urn:a", SF_WITHIN, "urn:b")]


def test_a_way_over_what_nobody_labelled_has_no_label() -> None:
    rows = [is_a("urn:a", DISTRICT), lies_in("urn:a", "urn:b", mark=None), lies_in("urn:b", "urn:c")]
    assert within(*rows) == {"urn:a": {"urn:b": (None, "allowed"), "urn:c": (None, "allowed")}}


def emergency(key: str, name: str, value: str, **more: Any) -> dict[str, Any]:
    """A statement about a state of emergency: ``extends`` and ``partOfChain`` lead to things, days are texts."""
    kind = "iri" if name in {"extends", "partOfChain"} else "literal"
    return say(f"urn:{key}", terms.ag(name), value, object_kind=kind, **more)


def days(*rows: dict[str, Any], profile: str = "own") -> dict[tuple[str, str], set[str]]:
    """(emergency, property) -> the days that were reckoned, of what a profile may see."""
    related = relate(merged(*rows), PLAIN)
    visible, _ = disclose(related, PLAIN, profile)
    reckoned = visible.filter((pl.col("source") == terms.DERIVED) & (pl.col("datatype") == terms.EDTF))
    found: dict[tuple[str, str], set[str]] = {}
    for subject, predicate, day in reckoned.select("subject", "predicate", "object").iter_rows():
        found.setdefault((subject, predicate.rsplit("#", 1)[-1]), set()).add(day)
    return found


def test_sixty_days_from_the_nineteenth_of_april_end_on_the_seventeenth_of_june() -> None:
    found = days(emergency("one", "inForceFrom", "2024-04-19"), emergency("one", "statedDays", "60"))
    assert found == {("urn:one", "inForceUntil"): {"2024-06-17"}}


def test_an_extension_begins_the_day_after_and_takes_the_usual_term_of_its_chain() -> None:
    rows = [
        emergency("one", "inForceFrom", "2024-04-19"),
        emergency("one", "statedDays", "60"),
        emergency("two", "extends", "urn:one"),
        emergency("two", "partOfChain", "urn:chain"),
        emergency("chain", "usualDays", "60"),
    ]
    assert days(*rows) == {
        ("urn:one", "inForceUntil"): {"2024-06-17"},
        ("urn:two", "inForceFrom"): {"2024-06-18"},
        ("urn:two", "inForceUntil"): {"2024-08-16"},
    }


@pytest.mark.parametrize(
    "rows",
    [
        [emergency("one", "inForceFrom", "2024-04"), emergency("one", "statedDays", "60")],
        [emergency("one", "statedDays", "60")],
        [emergency("one", "inForceFrom", "2024-04-19")],
        [emergency("one", "extends", "urn:two"), emergency("two", "extends", "urn:one")],
        [
            emergency("one", "inForceFrom", "2024-04-19"),
            emergency("one", "statedDays", "60"),
            emergency("one", "inForceUntil", "2024-06-16"),
        ],
        [
            emergency("one", "inForceFrom", "2024-04-19"),
            emergency("one", "statedDays", "60"),
            emergency("one", "statedDays", "30", source=source("e")),
        ],
    ],
    ids=["a month", "no first day", "no term", "a cycle", "stated", "two terms"],
)
def test_no_day_is_reckoned_from_less_than_a_day_and_a_term_or_beside_a_stated_one(rows: list[dict[str, Any]]) -> None:
    assert days(*rows) == {}


@pytest.mark.parametrize("hidden", [{"mark": 3}, {"redistribution": "forbidden"}])
def test_what_is_withheld_neither_gives_a_day_to_the_public_nor_takes_one_away(hidden: dict[str, Any]) -> None:
    first = emergency("one", "inForceFrom", "2024-04-19")
    assert days(first, emergency("one", "statedDays", "60", **hidden), profile="public") == {}
    stated = [first, emergency("one", "statedDays", "60")]
    later = emergency("one", "inForceUntil", "2024-07-01", **hidden)
    assert days(*stated, later, profile="public") == days(*stated, profile="public") != {}
