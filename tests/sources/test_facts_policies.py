"""The published facts on norms, states of emergency and measures against the tables, and the days reckoned."""

import re

import polars as pl
import pytest
from curated_tables import TABLES, made_from, parts, slug

from amazongraph import terms
from amazongraph.releases import Release

EMERGENCY = "state of emergency"
# Rows of that kind that count years or judge, and order nothing.
NO_DECREE = {"G001", "G002", "G003"}
# fact -> why the table has another first or last day than the fact.
DAYS_THAT_DIFFER = {
    "G120": ("from", "2025-03-27", "the recitals give 27 March; the other paper's day is a claim of its own"),
}
SECOND = {"G011": "G091", "G013": "G096", "G015": "G098", "G016": "G106"}


@pytest.fixture(scope="module")
def emergencies(facts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Fact -> the row of its state of emergency."""
    rows = made_from("emergencies")
    wanted = {id for id, fact in facts.items() if id[0] == "G" and EMERGENCY in fact["kind"]} - NO_DECREE
    assert {id for id in wanted if len(rows.get(id, ())) != 1} == set()
    assert set(rows) - {"L116"} == wanted
    return {id: rows[id][0] for id in wanted}


def test_one_decree_in_two_facts_is_one_emergency(emergencies: dict[str, dict[str, str]]) -> None:
    for one, other in SECOND.items():
        assert emergencies[one] is emergencies[other] or emergencies[one]["key"] == emergencies[other]["key"]
    assert len({row["key"] for row in emergencies.values()}) == len(emergencies) - len(SECOND)


def test_days_are_those_the_sources_state(
    facts: dict[str, dict[str, str]], emergencies: dict[str, dict[str, str]]
) -> None:
    for id, row in emergencies.items():
        fact = facts[id]
        computed = "End computed" in fact["notes"] or id == "G008"
        expected = {"from": fact["in_force_from"], "until": "" if computed else fact["in_force_until"]}
        if id in DAYS_THAT_DIFFER:
            name, value, _ = DAYS_THAT_DIFFER[id]
            expected[name] = value
        if id in SECOND and not fact["in_force_from"]:
            continue  # the other fact of the pair states the day
        if id in SECOND.values() and not fact["in_force_from"]:
            continue
        assert {name: row[name] for name in expected} == expected, id


def test_the_number_is_that_of_its_norm(
    facts: dict[str, dict[str, str]], emergencies: dict[str, dict[str, str]]
) -> None:
    norms = {row["key"]: row for row in TABLES["norms"]}
    for id, row in emergencies.items():
        if facts[id]["number"]:
            assert norms[row["norm"]]["number"] == facts[id]["number"], id
            assert norms[row["norm"]]["published"] == facts[id]["published"] or id in SECOND, id
        elif id not in SECOND:
            assert not row["norm"], id


def test_causes_and_documents_are_those_of_the_facts(
    facts: dict[str, dict[str, str]], emergencies: dict[str, dict[str, str]]
) -> None:
    for id, row in emergencies.items():
        cited = {row["document"], *parts(row["also_in"])}
        assert {slug(facts[id]["source_key"]), *map(slug, parts(facts[id]["other_source_keys"]))} <= cited, id
        if id not in SECOND:
            assert set(parts(row["causes"])) == set(parts(facts[id]["emergency_cause"])), id


def test_what_is_reckoned_is_what_the_facts_reckoned(
    facts: dict[str, dict[str, str]], emergencies: dict[str, dict[str, str]], release: Release
) -> None:
    """The facts say which ends were computed from start and length, and which starts 60-day steps would give."""
    frame = pl.read_parquet(release.profile() / "statements.parquet").filter(pl.col("source") == terms.DERIVED)
    derived = {
        (terms.key_of(subject), terms.key_of(predicate)): day
        for subject, predicate, day in frame.select("subject", "predicate", "object").iter_rows()
    }
    checked = 0
    for id, row in emergencies.items():
        notes = facts[id]["notes"]
        if "End computed" in notes or id == "G008":
            assert derived[row["key"], "inForceUntil"] == facts[id]["in_force_until"], id
            checked += 1
        if step := re.search(r"(?:steps it would be|so) (\d{4}-\d\d-\d\d)", notes):
            assert derived[row["key"], "inForceFrom"] == step[1], id
            checked += 1
    assert checked > 50


def test_norms_have_the_dates_of_the_facts(facts: dict[str, dict[str, str]]) -> None:
    """Each date a fact gives is in the row of the norm, or is a claim of that fact's document."""
    claims = {(row["subject"], row["property"], row["document"]): row["value"] for row in TABLES["claims"]}
    rows = made_from("norms")
    checked = 0
    for id, fact in facts.items():
        if id[0] != "G" or EMERGENCY in fact["kind"]:
            continue
        for row in rows.get(id, ()):
            for name in ("signed", "published"):
                if fact[name] and slug(fact["source_key"]) == row["document"]:
                    assert row[name] == fact[name], (id, name)
                    checked += 1
    for (subject, name, document), value in claims.items():
        if subject.startswith("norm:") and name in {"signed", "published"}:
            said = {
                fact[name]
                for id, fact in facts.items()
                if id[0] == "G" and slug(fact["source_key"]) == document and fact[name] == value
            }
            assert said, (subject, name, document)
            checked += 1
    assert checked > 40


def test_every_critic_is_heard(facts: dict[str, dict[str, str]]) -> None:
    """Each fact with a criticism is an assessment."""
    judged = set(made_from("assessments"))
    assert {id for id, fact in facts.items() if id[0] == "G" and fact["criticism"]} <= judged


def test_decreto_ley_and_decreto_legislativo_are_apart() -> None:
    kinds = {row["number"].rpartition(" ")[0]: row["kind"] for row in TABLES["norms"] if "Decreto L" in row["number"]}
    assert kinds == {"Decreto Ley N.°": "decree-law", "Decreto Legislativo N.°": "legislative-decree"}
