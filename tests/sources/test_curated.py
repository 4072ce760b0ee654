"""The curated tables as they ship: what holds of every row, and of what was found."""

import re
import unicodedata
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from curated_tables import DOCUMENTS, MAPPINGS, TABLES, UNITS, cells, parts

from amazongraph.sources.curated import FOLDER

every_table = pytest.mark.parametrize("table", TABLES)


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
