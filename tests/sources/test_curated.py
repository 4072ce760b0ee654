"""The curated tables as they ship, read with nothing but ``csv``: what holds of every row, and of what was found.

The last part compares them with the facts they were made from; it is skipped where those are not on the machine.
"""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from amazongraph.sources.curated import FOLDER

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


TABLES = {path.stem: read(path) for path in sorted(FOLDER.glob("*.csv"))}
MAPPINGS = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
DOCUMENTS = {row["key"]: row for row in TABLES["documents"]}
UNITS = {row["key"]: row["name"] for row in TABLES["admin_units"]}
every_table = pytest.mark.parametrize("table", TABLES)


def parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def cells(*columns: str) -> Iterator[tuple[str, str, str]]:
    """(table, key, cell) of every filled cell in these columns, of all tables that have them."""
    for table, rows in TABLES.items():
        for row in rows:
            for column in columns:
                if row.get(column):
                    yield table, row["key"], row[column]


def test_every_table_has_its_mapping() -> None:
    assert set(TABLES) == set(MAPPINGS)
    assert all(mapping["table"]["file"] == f"{name}.csv" for name, mapping in MAPPINGS.items())


@every_table
def test_the_file_is_plain(table: str) -> None:
    text = (FOLDER / f"{table}.csv").read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    assert text.count("\n") == len(TABLES[table]) + 1, "a record is not on one line"
    assert text == unicodedata.normalize("NFC", text)


@every_table
def test_no_cell_has_spaces_around_it_or_two_in_a_row(table: str) -> None:
    assert not [row["key"] for row in TABLES[table] for cell in row.values() if cell != " ".join(cell.split())]


@every_table
def test_keys_are_unique_and_sorted(table: str) -> None:
    keys = [row["key"] for row in TABLES[table]]
    assert len(keys) == len(set(keys))
    assert keys == sorted(keys)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


@every_table
def test_every_row_is_labelled_with_a_level_that_may_leave(table: str) -> None:
    assert {row["level"] for row in TABLES[table]} <= {"0", "1"}


@pytest.mark.parametrize("table", sorted(set(TABLES) - {"documents"}))
def test_every_row_cites_a_document(table: str) -> None:
    assert not [row["key"] for row in TABLES[table] if row["document"] not in DOCUMENTS]


def test_further_documents_exist_and_differ_from_the_first() -> None:
    assert not [
        (table, key) for table, key, cell in cells("also_in", "relays") if not set(parts(cell)) <= set(DOCUMENTS)
    ]
    for table, rows in TABLES.items():
        for row in rows:
            cited = parts(row.get("also_in", ""))
            assert len({row.get("document"), *cited}) == len(cited) + 1, (table, row["key"])


def test_every_speaker_and_publisher_is_in_the_table_of_organisations() -> None:
    organisations = {row["key"] for row in TABLES["organisations"]}
    named = cells("attributed_to", "link_by", "publisher", "issuer")
    assert not [(table, key) for table, key, cell in named if not set(parts(cell)) <= organisations]


def test_every_place_is_a_code_with_its_official_name_or_a_key() -> None:
    others = {row["key"] for table in ("areas", "reserves") for row in TABLES[table]}
    for table, key, cell in cells("place"):
        for place in parts(cell):
            code, _, name = place.partition(" ")
            assert UNITS.get(code) == name if code.isdigit() else place in others, (table, key, place)


def test_dates_exist() -> None:
    for table, key, cell in cells("date", "as_of", "period", "signed", "published"):
        for end in cell.split("/"):
            numbers = [int(number) for number in end.split("-")] if end != ".." else [2000]
            assert re.fullmatch(r"\d{4}(-\d{2}){0,2}|\.\.", end), (table, key, cell)
            date(*[*numbers, 1, 1][:3])


@every_table
def test_what_is_said_in_spanish_is_said_in_english(table: str) -> None:
    for row in TABLES[table]:
        for column, cell in row.items():
            if column.endswith("_es"):
                assert bool(cell) == bool(row[column.removesuffix("_es") + "_en"]), (row["key"], column)


# Persons and incidents


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


@pytest.mark.parametrize("table", ["victims", "incidents"])
def test_keys_of_persons_and_incidents_carry_no_meaning(table: str) -> None:
    names = plain(" ".join(f"{row['name']} {row['other_names']}" for row in TABLES["victims"]))
    words = {word for word in re.findall(r"\w+", names) if len(word) > 3}
    for row in TABLES[table]:
        assert re.fullmatch(r"[a-z2-7]{8}", row["key"])
        assert row["key"] not in names
        assert not [word for word in words if word in row["key"]]


def test_no_key_is_given_to_a_person_and_an_incident() -> None:
    keys = [row["key"] for table in ("victims", "incidents") for row in TABLES[table]]
    assert len(keys) == len(set(keys))


def test_every_victim_belongs_to_an_incident_and_every_incident_has_one() -> None:
    assert {row["incident"] for row in TABLES["victims"]} == {row["key"] for row in TABLES["incidents"]}


def test_only_victims_are_persons() -> None:
    assert [name for name, mapping in MAPPINGS.items() if mapping["table"]["kind"] == "person"] == ["victims"]
    victims = {row["key"] for row in TABLES["victims"]}
    subjects = {cell.partition(":")[2] for _, _, cell in cells("subject") if cell.startswith("person:")}
    assert subjects <= victims


@every_table
def test_no_column_is_for_suspects(table: str) -> None:
    words = r"suspect|accus|perpetrat|author|convict|sospech|acusad|imputad|autor|condenad|culpable|confes"
    assert not [column for column in TABLES[table][0] if re.search(words, column)]


# Names of two words or more that stand in texts about cases: places and bodies, each looked at by a person.
NOT_PERSONS = {
    "Amarakaeri Communal Reserve",
    "Chayu Nain Communal Reserve",
    "El Piñal",
    "El Sira Communal Reserve",
    "Mariscal Cáceres",
    "Mongabay Latam",
    "Original Peoples",
    "Panamericana TV",
    "Pueblos Originarios",
    "Puerto Súngaro",
    "Reserva Comunal Amarakaeri",
    "Reserva Comunal Chayu Nain",
    "Reserva Comunal El Sira",
    "San Alejandro",
    "Túpac Amaru",
}


def test_no_text_about_a_case_names_a_person_but_its_victims() -> None:
    known = NOT_PERSONS | set(UNITS.values()) | {row["name"] for row in TABLES["communities"]}
    known |= {row[column] for row in TABLES["organisations"] for column in ("name_es", "name_en")}
    opening = r"^(?:(?:En|In|El|The|Una|One|Dice|Says|Entre|Between|Credits|German) )+"
    name = r"\b[A-ZÁÉÍÓÚÑ][\wáéíóúñü]+(?: [A-ZÁÉÍÓÚÑ][\wáéíóúñü]+)+"
    for table in ("incidents", "case_statuses", "claims", "victims"):
        for row in TABLES[table]:
            for column, cell in row.items():
                if column.endswith(("_es", "_en")):
                    for found in set(re.findall(name, cell)) - known:
                        rest = re.sub(opening, "", found)
                        assert " " not in rest or rest in known, (table, row["key"], found)


@pytest.mark.parametrize("table", ["incidents", "case_statuses", "victims"])
def test_no_text_about_a_case_accuses(table: str) -> None:
    words = (
        r"suspect|guilty|culprit|confess|murderer|sicari|hitm[ae]n|sospechos|culpable|confes|asesin[oa]s? (?:es|fue)"
    )
    texts = {(row["key"], cell) for row in TABLES[table] for cell in row.values()}
    assert not [key for key, cell in texts if re.search(words, plain(cell))]


# Documents


def test_no_document_has_the_address_of_a_copy() -> None:
    copies = r"scribd|docsity|studocu|knowledgr|artikeldigital|localbusinessheadlines|archive\.|mongabay-latam\."
    hosts = {urlsplit(row["url"]).hostname or "" for row in TABLES["documents"] if row["url"]}
    assert not [host for host in hosts if re.search(copies, host)]


def test_titles_have_no_brackets_left() -> None:
    assert not [key for key, row in DOCUMENTS.items() if row["title"].startswith("[") or row["title"].endswith("]")]
    assert {row["title_made"] for row in DOCUMENTS.values()} == {"yes", "no"}


def test_the_report_of_2025_is_by_its_four_publishers_and_was_not_read() -> None:
    report = DOCUMENTS["report-2025"]
    assert set(parts(report["publisher"])) == {"aidesep", "orau", "ibc", "amazon-watch"}
    assert report["read"] == "not-read"


# What the source article says


# Words of the article -> indicator, bound, value, unit and time of the row made from them.
ARTICLE = {
    "At least 274 Indigenous communities": ("communities-affected", "at-least", "274", "communities", "2025"),
    "four Indigenous reserves are now directly affected": ("reserves-affected", "exactly", "4", "reserves", "2025"),
    "More than 717 Indigenous communities lacked formal land titles": (
        "communities-without-title",
        "more-than",
        "717",
        "communities",
        "2025",
    ),
    "27 murders of Indigenous leaders as of January 2025": ("killings", "exactly", "27", "persons", "2025-01"),
}


@pytest.mark.parametrize("expected", ARTICLE.values(), ids=ARTICLE)
def test_each_figure_of_the_source_article_is_a_row(expected: tuple[str, ...]) -> None:
    rows = [row for row in TABLES["figures"] if (row["document"], row["indicator"]) == ("dte", expected[0])]
    columns = ("indicator", "bound", "value", "unit", "as_of")
    assert [tuple(row[column] for column in columns) for row in rows] == [expected]
    # The outlet credits Amazon Watch alone; it repeats the report.
    assert {(row["attributed_to"], row["relays"]) for row in rows} == {("amazon-watch", "report-2025")}


def test_the_article_says_so(shared: Path) -> None:
    article = (shared / "study" / "source-article.txt").read_text(encoding="utf-8")
    assert not [words for words in ARTICLE if words not in article]


def test_whom_the_source_article_credits_is_a_claim_of_it() -> None:
    credits = {
        row["document"]: set(parts(row["value"])) for row in TABLES["claims"] if row["property"] == "credited-to"
    }
    assert credits["dte"] == {"amazon-watch"}
    assert credits["aidesep-aw"] == {"aidesep", "orau", "ibc", "amazon-watch"}


# The facts the tables were made from


@pytest.fixture(scope="module")
def facts(shared: Path) -> dict[str, dict[str, str]]:
    """Every fact by its id."""
    return {row["id"]: row for path in sorted((shared / "facts").glob("?_*.csv")) for row in read(path)}


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, dict[str, str]]:
    """Every source of the facts, by the key it has here."""
    return {slug(row["source_key"]): row for row in read(shared / "facts" / "sources.csv")}


def slug(source_key: str) -> str:
    return source_key.strip().lower().replace("_", "-")


def made_from(table: str) -> dict[str, Rows]:
    """Id of a fact -> the rows of a table that were made from it."""
    found: dict[str, Rows] = {}
    for row in TABLES[table]:
        for ref in parts(row.get("ref", "")):
            found.setdefault(ref, []).append(row)
    return found


TOPICS = {"murders", "communities affected", "reserves affected", "airstrips", "titling"}
LEFT_OUT = {
    "A025": "ordinal of the reserve: follows from the count in A072",
    "A048": "a complex of basins, not a reserve",
    "A075": "departments of a list of reserves, not of one reserve",
    "A077": "requests without names",
    "E031": "areas named by the police, without a number",
    "K027": "a year of recognition on which sources differ: not a figure",
    "K029": "a statement on causes, without a number",
}
# Counts over several reserves are figures and not something said of one reserve.
COUNTS_OF_RESERVES = {"A071", "A072", "A073", "A074", "A076"}
# Where a fact is stated besides: a decree is also a norm, a community that a case names also a community, and so on.
BESIDES = {
    "A": {"norms", "peoples", "reserves"},
    "D": {"case_statuses", "claims", "communities"},
    "E": {"areas"},
    "K": {"areas"},
    "L": set(),
}


def homes(fact: dict[str, str]) -> tuple[str, ...]:
    """The tables a fact must be in."""
    if fact["id"] in COUNTS_OF_RESERVES:
        return ("figures",)
    return {"A": ("reserve_facts",), "D": ("incidents", "victims")}.get(fact["id"][0], ("figures",))


def test_each_fact_is_in_its_table_or_left_out_for_a_reason(facts: dict[str, dict[str, str]]) -> None:
    wanted = {id for id, fact in facts.items() if id[0] in "ADEK" or (id[0] == "L" and fact["topic"] in TOPICS)}
    refs = {table: made_from(table) for table in TABLES}
    assert set(LEFT_OUT) <= wanted
    for fact in sorted(wanted):
        held = {table: len(rows[fact]) for table, rows in refs.items() if fact in rows}
        if fact in LEFT_OUT:
            assert not held, fact
            continue
        expected = homes(facts[fact])
        assert set(expected) <= set(held) <= {*expected, *BESIDES[fact[0]]}, (fact, held)
        # What is said of a reserve may be several statements, as several peoples; all else is one row.
        assert expected == ("reserve_facts",) or {held[table] for table in expected} == {1}, (fact, held)


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
    ("titl-005", "L083"): ("bound", "the title prints 392 with no qualifier (as K005), the text more than 390"),
}


def test_figures_are_those_of_the_facts(facts: dict[str, dict[str, str]]) -> None:
    compared = 0
    for row in TABLES["figures"]:
        for ref in parts(row["ref"]):
            fact = facts[ref]
            if ref[0] == "R":  # statements in words; their numbers stand in a fact of L or in the note
                assert row["value"] in re.findall(r"\d+", fact["value"]), ref
                continue
            differs, _ = FIGURES_THAT_DIFFER.get((row["key"], ref), ("", ""))
            assert Decimal(row["value"]) == Decimal(fact["value"]), (row["key"], ref)
            # Facts on reserves (A) have no bound: the source prints a plain number.
            assert (row["bound"] == fact.get("bound", "exactly")) != (differs == "bound"), (row["key"], ref)
            assert row["document"] == slug(fact["source_key"]), (row["key"], ref)
            compared += 1
    assert compared > 150


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
            if ref[0] == "L":
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
    assert set(DOCUMENTS) == {*published, "report-2025", "inei-directorio-2025"}
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
