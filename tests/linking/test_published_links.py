"""Links between real published files, against official codes that the matcher does not see."""

import csv
from pathlib import Path

import pytest
from things import thing

from amazongraph import terms
from amazongraph.linking.candidates import candidates
from amazongraph.linking.entities import ADMIN, Entity
from amazongraph.linking.judging import Run, accepted, judge
from amazongraph.linking.names import normal
from amazongraph.sources.curated import FOLDER


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def districts() -> list[Entity]:
    """Our districts by name and province, without their codes."""
    return [
        thing(terms.entity("admin", row["key"]), row["name"], family=ADMIN, types=("District",), units=[row["within"]])
        for row in rows(FOLDER / "admin_units.csv")
        if row["kind"] == "district"
    ]


def test_districts_find_their_ubigeo_by_name_and_province(shared: Path, districts: list[Entity]) -> None:
    published = {
        f"{number}": row
        for number, row in enumerate(rows(shared / "data" / "ubigeo-inei-reniec" / "ubigeo_distrito.csv"))
    }
    others = [
        thing(number, row["distrito"], family=ADMIN, units=[row["inei"][:4]])
        for number, row in published.items()
        if row["inei"].isdecimal()
    ]
    judged = accepted(judge(candidates(districts, others), [], Run("2026-01-01")))
    wrong = [
        one.subject_label for one in judged if terms.key_of(one.subject) != published[terms.key_of(one.object)]["inei"]
    ]
    assert wrong == []
    assert len(judged) > 0.95 * len(others)


def test_no_community_is_linked_by_a_name_that_others_share(shared: Path) -> None:
    names = rows(shared / "data" / "comunidades-nativas-amw" / "indigenous_country_name_counts.peru.csv")
    assert ("VILLA GONZALO", "10") in {(row["name_field"], row["count"]) for row in names}
    others = [
        thing(f"{place}-{number}", row["name_field"])
        for place, row in enumerate(names)
        for number in range(int(row["count"]))
    ]
    own = [thing(f"own-{place}", row["name_field"]) for place, row in enumerate(names)]
    found = candidates(own, others)
    assert found
    assert max(one.margin for one in found) <= 0
    assert accepted(judge(found, [], Run("2026-01-01"))) == []


def test_numbered_settlements_are_never_spelt_alike(shared: Path) -> None:
    """A numeral is one however it is written, and never left out."""
    published = rows(shared / "data" / "centros-poblados-inei" / "ubigeo_ccpp.amazon.csv")
    numbered = [row["ccpp"] for row in published if row["ccpp"].endswith((" I", " II", " III"))]
    assert len(numbered) > 30
    for name in numbered:
        base, _, numeral = name.rpartition(" ")
        assert normal(name) == normal(f"{base} {len(numeral)}") != normal(base)
