"""Each question gives the rows that the tables say, and the figures that the published facts say.

Two independent witnesses: ``question_oracles`` works the rows out from the curated tables without the package, and
``expected/*.tsv`` were written from the facts themselves, keyed by their ids, before the tables were. Where a table
says otherwise than a fact, the reason stands here.
"""

import csv
from collections import defaultdict
from pathlib import Path

import land_oracles
import network_oracles
import policy_oracles
import pytest
from question_oracles import BASE, Row, document, parts, read
from question_oracles import ORACLES as FIGURE_ORACLES

from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.questions.question import LISTS
from amazongraph.releases import Release

ORACLES = FIGURE_ORACLES | policy_oracles.ORACLES | land_oracles.ORACLES | network_oracles.ORACLES
EXPECTED = Path(__file__).parent / "expected"
FIGURES = ["affected-counts", "airstrip-counts", "murder-counts", "without-title-counts"]
PARAMETERS = {
    **{question: {"area": f"{BASE}id/admin/25", "since": "2021-06-15"} for question in FIGURES},
    "affected-counts": {"area": f"{BASE}id/area/peru", "since": "2022-01-01"},
    # Between the end of the period of kill-018 (2022) and the date it was published (2024-08).
    "murder-counts": {"area": f"{BASE}id/admin/25", "since": "2023-06-01"},
    "without-title-counts": {"area": f"{BASE}id/admin/16", "since": "2020-06-01"},
    "killings-on-record": {"since": "2021", "population": f"{BASE}vocab/victim-population/environmental-defender"},
    "reserve-areas": {"reserve": f"{BASE}id/reserve/reserva-isconahua"},
    "documents-to-open": {"reading": f"{BASE}vocab/reading/read-in-full"},
    **policy_oracles.PARAMETERS,
    **land_oracles.PARAMETERS,
    **network_oracles.PARAMETERS,
}
GIVEN = [(question, name) for question, values in PARAMETERS.items() for name in values]

# (fact, column) -> what the table says instead, and why.
REASONED = {
    ("L039", "bound"): ("at-least", "Down To Earth writes «at least 274»; the fact's «exactly» is the number alone"),
    ("L083", "bound"): ("exactly", "its title says 392, its text more than 390; K005 of the same page says exactly"),
    ("L014", "relays"): ("", "the paper does not name the register it probably took the number from: a note says so"),
    ("E002", "as_of"): ("2024-11", "the year alone; L051, the same figure, gives the month"),
    ("L055", "relays"): ("", "OjoPúblico is who made the count, not a document; it is given as the asserter"),
}
# Facts of the same list that another question answers, or none.
ELSEWHERE = {
    "affected-counts": {"L045": "counts airstrips inside reserves, so airstrip-counts gives it"},
    "reserve-areas": {"A011": "a precautionary measure is not a norm of the reserve"},
}


def answered(release: Release, question: str, **given: str) -> list[Row]:
    """The rows of a question, with a set where a cell holds several things."""
    asked = find_question(release, question)
    several = {column.name for column in asked.columns if column.type in LISTS}
    keys = {column.name for column in asked.columns if column.type == "ids"}
    return [
        {name: frozenset(cell.split()) if name in several else cell for name, cell in row.items() if name not in keys}
        for row in ask(release, asked, given).rows
    ]


def in_order(rows: list[Row]) -> list[list[tuple[str, object]]]:
    def plain(row: Row) -> list[tuple[str, object]]:
        return [(name, sorted(cell) if isinstance(cell, frozenset) else cell) for name, cell in sorted(row.items())]

    return sorted(plain(row) for row in rows)


@pytest.mark.parametrize("question", ORACLES)
def test_rows_are_those_of_the_tables(release: Release, question: str) -> None:
    assert in_order(answered(release, question)) == in_order(ORACLES[question]())


@pytest.mark.parametrize(("question", "name"), GIVEN)
def test_a_parameter_leaves_the_rows_that_the_tables_say(release: Release, question: str, name: str) -> None:
    given = {name: PARAMETERS[question][name]}
    expected = ORACLES[question](**given)
    assert in_order(answered(release, question, **given)) == in_order(expected)
    assert 0 < len(expected) < len(ORACLES[question]()), "the parameter changes nothing, or leaves nothing"


@pytest.mark.parametrize(
    ("question", "name"), [(question, name) for question, values in policy_oracles.RECKONED.items() for name in values]
)
def test_a_parameter_changes_what_is_reckoned(release: Release, question: str, name: str) -> None:
    given = {name: policy_oracles.RECKONED[question][name]}
    expected = in_order(ORACLES[question](**given))
    assert in_order(answered(release, question, **given)) == expected
    assert expected != in_order(ORACLES[question]())


@pytest.mark.parametrize("question", policy_oracles.EMPTY)
def test_nothing_is_said_where_the_tables_say_nothing(release: Release, question: str) -> None:
    given = policy_oracles.EMPTY[question]
    assert answered(release, question, **given) == ORACLES[question](**given) == []


def facts(question: str) -> list[dict[str, str]]:
    with (EXPECTED / f"{question}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def made_from() -> dict[str, str]:
    """Fact id -> the figure that its table row was made from."""
    return {fact: f"{BASE}id/figure/{record['key']}" for record in read("figures") for fact in parts(record["ref"])}


def last(iri: str) -> str:
    return iri.rpartition("/")[2]


def expected_and_given(fact: dict[str, str], row: Row) -> dict[str, tuple[str, str]]:
    """Column -> what the fact says and what the answer gives, for the columns the fact fills."""
    differs, relays = ({last(iri) for iri in row[name]} for name in ("differs", "relays"))
    given = {
        "value": row["value"],
        "bound": last(str(row["bound"])),
        "period": row["period"],
        # The facts put the date of what happened (airstrips destroyed) in as_of, the tables in period.
        "as_of": fact["as_of"] if fact["as_of"] == row["period"] else row["as_of"],
        "document": fact["document"] if document(fact["document"]) in row["sources"] else "",
        "relays": fact["relays"] if fact["relays"] in relays else "",
        "differs": fact["differs"] if fact["differs"] in differs else "",
    }
    return {name: (fact[name], str(given[name])) for name in given if fact[name]}


@pytest.mark.parametrize("question", FIGURES)
def test_figures_are_those_of_the_facts(release: Release, question: str) -> None:
    rows = {str(row["figure"]): row for row in answered(release, question)}
    figure_of = made_from()
    listed = [fact for fact in facts(question) if fact["id"] not in ELSEWHERE.get(question, {})]
    differences = {
        (fact["id"], name): given
        for fact in listed
        for name, (said, given) in expected_and_given(fact, rows[figure_of[fact["id"]]]).items()
        if said != given
    }
    assert differences == {
        place: given for place, (given, _) in REASONED.items() if place[0] in {fact["id"] for fact in listed}
    }
    assert {figure_of[fact["id"]] for fact in listed} == set(rows), "every figure comes from a fact"


def test_killings_are_those_of_the_facts(release: Release) -> None:
    """The facts group every link but drug trafficking as one, and leave it blank for the name on a list (D006)."""
    groups = {"drug-trafficking": "drug-trafficking", "other": "other-link", "not-stated": "not-stated"}
    found: dict[tuple[str, ...], int] = defaultdict(int)
    for row in answered(release, "killings-on-record"):
        counted = "yes" if row["counted"] == "true" else "no"
        key = (counted, str(row["year"]), last(str(row["population"])), groups[last(str(row["link"]))])
        found[key] += int(str(row["victims"]))
    expected = {
        (fact["counted"], fact["year"], fact["population"], fact["link"] or "not-stated"): int(fact["victims"])
        for fact in facts("killings-on-record")
    }
    assert dict(found) == expected


def test_reserves_are_those_of_the_facts(release: Release) -> None:
    rows = answered(release, "reserve-areas")
    labels = {f"{BASE}id/norm/{record['key']}": record["number"] for record in read("norms")}
    said = {
        (last(str(row["reserve"])), "area", row["area"], document_)
        for row in rows
        for document_ in row["sources"]
        if row["area"]
    } | {
        (last(str(row["reserve"])), "norm", labels[norm], document_)
        for row in rows
        for norm in row["norms"]
        for document_ in row["sources"]
    }
    listed = [fact for fact in facts("reserve-areas") if fact["id"] not in ELSEWHERE["reserve-areas"]]
    missing = [
        fact["id"]
        for fact in listed
        if (fact["reserve"], fact["property"], fact["value"], document(fact["document"])) not in said
    ]
    assert missing == []
    areas = {(last(str(row["reserve"])), row["area"]) for row in rows if row["area"]}
    assert areas == {(fact["reserve"], fact["value"]) for fact in listed if fact["property"] == "area"}
    norms = {(last(str(row["reserve"])), labels[norm]) for row in rows for norm in row["norms"]}
    assert norms == {(fact["reserve"], fact["value"]) for fact in listed if fact["property"] == "norm"}


# The decrees of 24 July 2016 gave these areas; the facts date the decrees and not the areas (A027, A034, A041).
DATED_BY_DECREE = {"A028": "2016-07-24", "A035": "2016-07-24", "A042": "2016-07-24"}


def test_areas_have_the_dates_of_the_facts(release: Release) -> None:
    rows = {(last(str(row["reserve"])), row["area"]): row for row in answered(release, "reserve-areas")}
    for fact in facts("reserve-areas"):
        if fact["property"] == "area":
            assert rows[fact["reserve"], fact["value"]]["as_of"] == DATED_BY_DECREE.get(fact["id"], fact["as_of"])


def test_murder_counts_are_published_ones_never_our_cases_added_up(release: Release) -> None:
    rows = answered(release, "murder-counts")
    published = [record for record in read("figures") if record["indicator"] == "killings"]
    assert {row["figure"] for row in rows} == {f"{BASE}id/figure/{record['key']}" for record in published}
    assert all(row["sources"] and row["value"] for row in rows)
