"""The classes above a stated class are written out, once, as sensitive as what they follow from."""

import polars as pl
import pytest
from frames import is_a, merged, say, source, with_ontology

from amazongraph import ontology, statements, terms
from amazongraph.disclosure import disclose
from amazongraph.merge import merge
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
    decisions = pl.DataFrame({"iri": ["urn:rex2"], "canonical": ["urn:rex"]})
    frame = relate(merge(statements.make([is_a("urn:rex2", MAMMAL)]), decisions), ONTOLOGY)
    assert [row["subject"] for row in derived(frame)] == ["urn:rex"]
    assert set(frame["canonical"]) == {"urn:rex"}


def test_what_follows_from_a_source_that_may_not_be_passed_on_stays_in_too() -> None:
    kept = merged(is_a("urn:rex", MAMMAL, redistribution="forbidden"))
    visible, withheld = disclose(relate(kept, ONTOLOGY), ONTOLOGY, "public")
    assert visible.is_empty()
    assert set(withheld["withheld"]) == {"redistribution"}


@pytest.mark.parametrize("other", ["allowed", "derived-only"])
def test_what_follows_from_another_source_as_well_may_leave(other: str) -> None:
    stated = merged(
        is_a("urn:rex", MAMMAL, redistribution="forbidden"),
        is_a("urn:rex", MAMMAL, redistribution=other, source=source("e")),
    )
    visible, _ = disclose(relate(stated, ONTOLOGY), ONTOLOGY, "public")
    assert ANIMAL in set(visible["object"])


def test_what_follows_from_a_row_that_nobody_labelled_has_no_label() -> None:
    visible, withheld = disclose(relate(merged(is_a("urn:rex", MAMMAL, mark=None)), ONTOLOGY), ONTOLOGY, "own")
    assert visible.is_empty()
    assert set(withheld["withheld"]) == {"unlabelled"}


def test_a_regional_federation_is_an_organisation_and_an_actor() -> None:
    real = ontology.load()
    frame = relate(merged(is_a("urn:orau", terms.ag("RegionalIndigenousOrganization"))), real)
    above = {terms.ag(name) for name in ("IndigenousOrganization", "Organization", "Actor")}
    assert {row["object"] for row in derived(frame)} == above
