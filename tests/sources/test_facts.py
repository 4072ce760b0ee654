"""The curated tables against the published facts they were made from: in a table, or left out for a reason.

Skipped where the facts are not on the machine.
"""

import re
from decimal import Decimal
from pathlib import Path

from curated_tables import DOCUMENTS, TABLES, cells, made_from, parts, read, slug

LEFT_OUT = {
    "A025": "ordinal of the reserve: follows from the count in A072",
    "A048": "a complex of basins, not a reserve",
    "A075": "departments of a list of reserves, not of one reserve",
    "A077": "requests without names",
    "E031": "areas named by the police, without a number",
    "F120": "coca in lands of peoples in isolation, without a number",
    "L078": "the year one outlet gives to the base of a figure: told in the note of that figure (coca-109)",
}
# Where a fact of a class must be: each group is satisfied by any of its tables.
COMMUNITY = {"communities", "community_groups"}
SAID = {"report_statements", "memberships", "figures", "measures"}
HOMES: dict[str, tuple[set[str], ...]] = {
    "A": ({"reserve_facts", "figures"},),
    "B": ({"peoples", "figures"},),
    "C": (COMMUNITY, {"community_reports"}),
    "D": ({"incidents"}, {"victims"}),
    "E": ({"figures"},),
    "F": ({"figures"},),
    "G": ({"norms", "emergencies", "measures", "figures", "assessments", "demands", "claims"},),
    "H": ({"actors", "report_statements"},),
    "I": (SAID | {"organisations"},),
    "J": ({"corridors"},),
    "K": ({"figures", "tenure", "report_statements"},),
    "L": (
        {"figures", "claims", "case_statuses", "communities", "incidents", "tenure", "emergencies", "reserve_facts"},
    ),
    "R": ({"documents", "figures", "report_statements", "assessments", "demands"},),
}


def test_each_fact_is_in_its_table_or_left_out_for_a_reason(facts: dict[str, dict[str, str]]) -> None:
    refs = {table: made_from(table) for table in TABLES}
    assert set(LEFT_OUT) <= set(facts)
    for fact in sorted(facts):
        held = {table for table, rows in refs.items() if fact in rows}
        if fact in LEFT_OUT:
            assert not held, fact
        else:
            assert all(held & group for group in HOMES[fact[0]]), (fact, held)
    found = {ref for rows in refs.values() for ref in rows} & set(facts)
    assert len(found) + len(LEFT_OUT) == len(facts), "what is in and what was left out add up to the input"


def test_a_case_is_one_incident_with_one_victim(facts: dict[str, dict[str, str]]) -> None:
    incidents, victims = made_from("incidents"), made_from("victims")
    for fact in facts:
        if fact[0] == "D":
            assert (len(incidents[fact]), len(victims[fact])) == (1, 1), fact


def test_what_an_organisation_is_or_does_is_told_of_it(facts: dict[str, dict[str, str]]) -> None:
    """A fact of an organisation is its row, and what the fact says besides is told apart, with its own document."""
    said = {ref for table in SAID for ref in made_from(table)}
    # A founding date is in the row itself; two counts of killings are figures made from facts of L.
    elsewhere = {"I019", "I038", "I053"}
    assert {fact for fact in facts if fact[0] == "I"} - said == elsewhere


def test_every_ref_is_a_fact_or_a_source(
    facts: dict[str, dict[str, str]], published: dict[str, dict[str, str]]
) -> None:
    known = set(facts) | {row["source_key"] for row in published.values()}
    assert not [(table, key) for table, key, cell in cells("ref") if not set(parts(cell)) <= known]


def test_what_was_withheld_is_in_no_table(shared: Path) -> None:
    withheld = {row["id"] for row in read(shared / "facts" / "withheld.csv")}
    assert len(withheld) > 20
    for table, rows in TABLES.items():
        for row in rows:
            assert not withheld & set(re.findall(r"\b[A-L]\d{3}\b", " ".join(row.values()))), (table, row["key"])


def test_no_row_is_less_sensitive_than_what_it_was_made_from(facts: dict[str, dict[str, str]]) -> None:
    # The row of an organisation holds its names, and none of the acts or counts for which a fact is of level 1.
    for table in sorted(set(TABLES) - {"organisations"}):
        for row in TABLES[table]:
            levels = [facts[ref]["level"] for ref in parts(row.get("ref", "")) if ref in facts]
            assert row["level"] >= max(levels, default="0"), (table, row["key"])


# (figure, fact): what differs from the fact, and why.
FIGURES_THAT_DIFFER = {
    ("comm-001", "L039"): ("bound", "the article, read in full, says at least 274"),
    ("coca-072", "L062"): ("bound", "F072, of the same page, gives the number with no qualifier"),
    ("titl-005", "L083"): ("bound", "the title prints 392 with no qualifier (as K005), the text more than 390"),
}


# Facts whose value is a sentence or two numbers.
IN_WORDS = {"L100", "L101", "L106", "L107"}


def numbers(text: str) -> set[str]:
    """The numbers of a text, thousands marks left out."""
    return {found.replace(",", "") for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


def test_figures_are_those_of_the_facts(facts: dict[str, dict[str, str]]) -> None:
    compared = 0
    for row in TABLES["figures"]:
        for ref in parts(row["ref"]):
            fact = facts[ref]
            if ref[0] in "GHIRB" or ref in IN_WORDS:
                # Statements in words with a number among them.
                said = numbers(" ".join(fact.values()))
                assert {row[name] for name in ("value", "value_min", "value_max") if row[name]} <= said, ref
                continue
            if row["value_min"] or row["value_max"]:
                expected = [fact["value_min"], fact["value_max"]]
                assert [row["value_min"], row["value_max"]] == expected, (row["key"], ref)
                continue
            differs, _ = FIGURES_THAT_DIFFER.get((row["key"], ref), ("", ""))
            assert Decimal(row["value"]) == Decimal(fact["value"]), (row["key"], ref)
            # Facts on reserves (A) have no bound: the source prints a plain number.
            assert (row["bound"] == fact.get("bound", "exactly")) != (differs == "bound"), (row["key"], ref)
            assert row["document"] == slug(fact["source_key"]), (row["key"], ref)
            compared += 1
    assert compared > 500


def test_figures_relay_what_the_facts_say_they_relay(facts: dict[str, dict[str, str]]) -> None:
    # The first names an outlet and no document; the second is later than what it is said to relay.
    unnamed = {("airs-013", "L055"), ("kill-014", "L014")}
    for row in TABLES["figures"]:
        for ref in parts(row["ref"]):
            if ref[0] == "L" and (row["key"], ref) not in unnamed:
                assert row["relays"] == slug(facts[ref]["relays"]), (row["key"], ref)


def test_figures_hold_for_the_time_the_facts_give(facts: dict[str, dict[str, str]]) -> None:
    for row in TABLES["figures"]:
        for ref in parts(row["ref"]):
            if ref[0] == "L" and ref not in IN_WORDS:
                start, end = facts[ref]["period_start"], facts[ref]["period_end"]
                expected = f"{start or '..'}/{end or '..'}" if start or end else ""
                assert (row["period"], row["as_of"]) == (expected, facts[ref]["as_of"]), (row["key"], ref)


# Fact -> what differs in the table and why.
CASES_THAT_DIFFER = {
    ("D014", "document"): "the incident cites first another of its documents, the one that gives the place",
    ("D029", "date"): "found on 7 or 8 October by source: the table has both days",
    ("D031", "name"): "the source gives no name",
}


EVENTS = {
    "killing": "killing",
    "death, cause contested": "death-cause-contested",
    "death, cause under investigation": "death-under-investigation",
    "listed, not verified": "listed-not-verified",
}


def test_cases_are_those_of_the_facts(facts: dict[str, dict[str, str]]) -> None:
    incidents, victims = made_from("incidents"), made_from("victims")
    for ref, fact in facts.items():
        if ref[0] != "D":
            continue
        (incident,), (victim,) = incidents[ref], victims[ref]
        pairs = {
            "document": (incident["document"], slug(fact["source_key"])),
            "date": (incident["date"], fact["date"]),
            "name": (victim["name"], fact["victim"]),
            "countable": (incident["countable"], fact["countable"]),
            "named_by": (victim["named_by"], fact["named_by"].lower()),
            "population": (victim["population"], fact["population"].removesuffix("-not-reported-indigenous")),
            "type": (incident["type"], EVENTS[fact["event"]]),
            "incident": (victim["incident"], incident["key"]),
        }
        different = {name for name, (here, there) in pairs.items() if here != there}
        assert different == {name for id, name in CASES_THAT_DIFFER if id == ref}, (ref, pairs)


def test_victims_the_sources_do_not_name_have_no_name(facts: dict[str, dict[str, str]]) -> None:
    unnamed = {id for id, fact in facts.items() if id[0] == "D" and "unnamed" in fact["victim"]}
    assert {row["ref"] for row in TABLES["victims"] if not row["name"]} == unnamed


def test_areas_of_reserves_are_those_of_the_facts(facts: dict[str, dict[str, str]]) -> None:
    stated = {
        (ref, row["value"], row["document"])
        for row in TABLES["reserve_facts"]
        if row["property"] == "legal-area"
        for ref in parts(row["ref"])
        if ref[0] == "A"
    }
    expected = {
        (id, fact["value"], slug(fact["source_key"]))
        for id, fact in facts.items()
        if id[0] == "A" and fact["unit"] == "ha"
    }
    assert stated == expected != set()


# Addresses that are not as the list of sources has them.
ADDRESSES_THAT_DIFFER = {
    "datosperu-008": "a third party's archive of the gazette",
    "devida-tab": "a third party's transcription of official tables: cited as DEVIDA",
    "idl-sdo": "without the words that track the reader",
    "iso-woorm": "a third party's transcription of a code table",
    "legalize-pe": "a third party's copy of gazette pages: cited as El Peruano",
    "mong-1247": "read in a copy",
    "mong-kak": "read in a copy",
    "nizkor2014": "read in a copy",
    "nizkor2015": "read in a copy",
    "oveja-mpcp": "the address names a person",
    "vlex-004": "a third party's database of norms",
}


def test_every_source_is_a_document_with_its_own_address(published: dict[str, dict[str, str]]) -> None:
    # Read for what the facts do not say: which name of a people is its own, and which others imposed.
    since = {row["document"] for table in ("peoples", "people_names") for row in TABLES[table]} - set(published)
    assert set(DOCUMENTS) == {*published, "report-2025", "inei-directorio-2025"} | since
    for key, source in published.items():
        own = source["source_url"] if source["url_status"] in {"as-read", "publisher-address-restored"} else ""
        url = DOCUMENTS[key]["url"]
        if key in ADDRESSES_THAT_DIFFER:
            assert url != own
            assert not url or own.startswith(f"{url}?"), "left blank or cut, never another address"
            assert url or DOCUMENTS[key]["note_es"], "a reader is told why there is no address"
        else:
            assert url == own, key


def test_titles_made_from_an_address_are_marked(published: dict[str, dict[str, str]]) -> None:
    bracketed = {key for key, row in published.items() if row["source_title"].startswith("[")}
    assert len(bracketed) > 100
    assert not {key for key in bracketed if DOCUMENTS[key]["title_made"] != "yes"}
    # One title speaks of people by their nationality; the table describes the article instead.
    changed = {key for key in bracketed if DOCUMENTS[key]["title"] != published[key]["source_title"].strip("[]")}
    assert changed == {"lr-35p"}


def test_documents_say_when_and_how_they_were_read(published: dict[str, dict[str, str]]) -> None:
    # The dates of these two are those of a third party's copy.
    of_copies = {"devida-tab", "legalize-pe"}
    for key, source in published.items():
        row = DOCUMENTS[key]
        assert (row["read"], row["language"]) == (source["how_verified"], source["language"]), key
        assert row["date"] == ("" if key in of_copies else source["source_date"]), key
