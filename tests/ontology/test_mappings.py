"""The crosswalk to other classifications: SSSOM that parses, of our own concepts, and only to codes that were read."""

import csv
import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
import yaml

from amazongraph import ontology, terms
from amazongraph.resources import data_dir

PATH = data_dir("ontology") / "mappings" / "act-type.sssom.tsv"
TEXT = PATH.read_text(encoding="utf-8")
HEADER: dict[str, Any] = yaml.safe_load("\n".join(line[1:] for line in TEXT.splitlines() if line.startswith("#")))
TABLE = [line for line in TEXT.splitlines() if not line.startswith("#")]
ROWS = list(csv.DictReader(TABLE, delimiter="\t", strict=True))

# The slots of SSSOM 1.0 that a mapping may have and that this file might use, and those of a mapping set.
SLOTS = {
    *("subject_id", "subject_label", "subject_category", "predicate_id", "predicate_label", "predicate_modifier"),
    *("object_id", "object_label", "object_category", "mapping_justification", "author_id", "author_label"),
    *("reviewer_id", "reviewer_label", "creator_id", "creator_label", "license", "subject_type", "subject_source"),
    *("subject_source_version", "object_type", "object_source", "object_source_version", "mapping_provider"),
    *("mapping_source", "mapping_cardinality", "mapping_date", "publication_date", "confidence", "see_also"),
    *("issue_tracker_item", "other", "comment"),
}
SET_SLOTS = {
    *("mapping_set_id", "mapping_set_title", "mapping_set_description", "mapping_set_version", "license"),
    *("curie_map", "creator_id", "mapping_date", "comment"),
}

# Written down by hand from those marked as read in 3.4 of the study of the ontology, never from the file.
READ = {
    "iccs": {
        *("0101", "0102", "0107", "020111", "020221", "02041", "02042", "0301"),
        *("0601", "07041", "09051", "1004"),
    },
    "huridocs-acts": {
        *("010101", "01010102", "01010104", "01010105", "010103", "010104", "010109"),
        *("020101", "020102", "02010301", "02010302", "030101", "030103", "030104"),
        *("040101", "050103", "050104", "050105"),
    },
    "acled": {
        *("attack", "armed-clash", "abduction-forced-disappearance", "sexual-violence"),
        *("looting-property-destruction", "arrests"),
    },
}


def test_the_header_says_what_the_set_is_and_under_which_licence() -> None:
    assert set(HEADER) <= SET_SLOTS
    assert HEADER["mapping_set_id"] == terms.BASE + "mappings/" + PATH.name
    assert HEADER["license"].startswith("https://")
    assert HEADER["mapping_set_title"].strip()
    assert HEADER["mapping_set_description"].strip()


def test_its_columns_are_slots_of_sssom() -> None:
    columns = TABLE[0].split("\t")
    assert set(columns) <= SLOTS
    assert len(columns) == len(set(columns))
    assert {"subject_id", "predicate_id", "object_id", "mapping_justification"} <= set(columns)
    assert {"confidence", "author_id", "mapping_date", "comment"} <= set(columns)


def test_every_row_is_whole() -> None:
    assert len(ROWS) == len(TABLE) - 1 > 0
    for row in ROWS:
        assert None not in row, "a cell too many"
        assert all(value is not None and value.strip() for value in row.values()), row


def test_every_prefix_is_in_the_map_and_ours_are_those_of_the_one_table() -> None:
    used = {
        row[column].partition(":")[0]
        for row in ROWS
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification")
    }
    assert used == set(HEADER["curie_map"])
    for prefix, namespace in HEADER["curie_map"].items():
        assert terms.prefixes().get(prefix, namespace) == namespace


def test_every_subject_is_a_concept_of_ours_by_its_name() -> None:
    names = {
        (subject[1:-1], value)
        for subject, predicate, value in ontology.load().triples
        if predicate == f"<{terms.SKOS}prefLabel>"
    }
    for row in ROWS:
        assert (terms.expand(row["subject_id"]), f'"{row["subject_label"]}"@en') in names, row["subject_id"]


def test_no_row_is_given_twice_and_no_pair_in_two_ways() -> None:
    pairs = Counter((row["subject_id"], row["object_id"]) for row in ROWS)
    assert [pair for pair, count in pairs.items() if count > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['subject_id']} {row['object_id']}")
def test_a_row_goes_to_a_code_that_was_read(row: dict[str, str]) -> None:
    prefix, _, code = row["object_id"].partition(":")
    assert code in READ[prefix]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['subject_id']} {row['object_id']}")
def test_a_row_claims_no_more_than_was_compared(row: dict[str, str]) -> None:
    """No definition was compared, so no match is exact and none is certain."""
    assert row["predicate_id"] in {"skos:broadMatch", "skos:closeMatch", "skos:narrowMatch", "skos:relatedMatch"}
    assert row["mapping_justification"] == "semapv:ManualMappingCuration"
    assert 0 < float(row["confidence"]) < 1
    date.fromisoformat(row["mapping_date"])
    assert re.fullmatch(r"https://\S+", row["author_id"])
