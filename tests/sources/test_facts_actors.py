"""The published facts on peoples, communities, organisations, groups and corridors against their tables."""

import re

import pytest
from curated_tables import TABLES, UNITS, made_from, parts, slug

IMPACTS = {"coca", "airstrip", "route", "invasion", "threat", "killing"}
Facts = dict[str, dict[str, str]]


def of_class(facts: Facts, letter: str) -> Facts:
    return {id: fact for id, fact in facts.items() if id[0] == letter}


@pytest.mark.parametrize(
    ("letter", "table"),
    [("C", "community_reports"), ("J", "corridors")],
    ids=["communities", "corridors"],
)
def test_one_row_a_fact_with_its_documents_and_level(facts: Facts, letter: str, table: str) -> None:
    rows = made_from(table)
    wanted = of_class(facts, letter)
    assert set(rows) == set(wanted)
    for id, fact in wanted.items():
        (row,) = rows[id]
        assert row["document"] == slug(fact["source_key"]), id
        assert parts(row["also_in"]) == [slug(key) for key in parts(fact["other_source_keys"])], id
        assert row["level"] == fact["level"], id


def test_a_report_tells_the_pressure_of_its_fact(facts: Facts) -> None:
    rows = made_from("community_reports")
    for id, fact in of_class(facts, "C").items():
        (row,) = rows[id]
        assert fact["pressure"] in parts(row["impacts"]), id
        assert row["as_of"] == fact["date"], id
        named = row["subject"].startswith("community:")
        assert (row["said_of_group"] == "yes") == (fact["scope"] == "group" and named), id


def test_only_some_pressures_can_support_affected_by_drugs(facts: Facts) -> None:
    rows = made_from("community_reports")
    words = r"coca|traffick|drug|cocaine|maceration|airstrip|armed groups"
    for id, fact in of_class(facts, "C").items():
        (row,) = rows[id]
        if row["drugs"] == "yes":
            assert fact["pressure"] in IMPACTS, id
            assert re.search(words, fact["reported"]), id


def test_a_place_of_a_community_is_one_its_fact_names(facts: Facts) -> None:
    for id, communities in made_from("communities").items():
        if id[0] != "C":
            continue
        fact = facts[id]
        named = " ".join(fact[name] for name in ("district", "province", "department"))
        for row in communities:
            for place in parts(row["place"]):
                official = UNITS[place.split(" ")[0]]
                bare = {"Calleria": "Callería", "Yurua": "Yurúa"}.get(official, official)
                assert bare in named or row["ref"].count("C") > 1 or "D" in row["ref"], (id, place)


def test_peoples_are_placed_by_the_list_and_not_by_guesses(facts: Facts) -> None:
    rows = made_from("peoples")
    for id, fact in of_class(facts, "B").items():
        if id == "B052":
            continue  # the total
        (row,) = rows[id]
        expected = set(parts(fact["departments"])) if id != "B018" else set()  # from another document: a claim
        assert {place.partition(" ")[2] for place in parts(row["departments"])} == expected, id
        assert row["family"] == (fact["family"] if fact["family_how_verified"].startswith("read") else ""), id
        assert row["language"] == (fact["language"] if fact["how_verified"].startswith("read") else ""), id


def test_every_other_name_is_told_once_as_such_or_as_the_self_name_or_imposed_name_it_is(facts: Facts) -> None:
    peoples, told_apart = made_from("peoples"), made_from("people_names")
    moved = 0
    for id, fact in of_class(facts, "B").items():
        if id == "B052":
            continue  # the total
        (row,) = peoples[id]
        apart = {one["value"] for one in told_apart.get(id, ())}
        assert {one["subject"] for one in told_apart.get(id, ())} <= {row["key"]}, id
        assert not apart & set(parts(row["other_names"])), id
        assert apart | set(parts(row["other_names"])) == set(parts(fact["other_names"])), id
        moved += len(apart)
    assert moved == len([row for row in TABLES["people_names"] if row["ref"]])


def test_groups_are_collective_and_no_category_is_a_group(facts: Facts) -> None:
    groups = made_from("actors")
    actors = {id for id, fact in of_class(facts, "H").items() if fact["is_actor"] == "yes"}
    assert set(groups) - {"L108"} == actors
    said = {ref for row in TABLES["report_statements"] for ref in parts(row["ref"])}
    assert set(of_class(facts, "H")) - actors <= said


def test_what_a_group_does_is_said_by_somebody() -> None:
    assert all(re.match("(Según|La prensa) ", row["activity_es"]) for row in TABLES["actors"])
    assert all(re.match("(According to|The press) ", row["activity_en"]) for row in TABLES["actors"])


def test_a_tie_is_one_a_fact_states(facts: Facts) -> None:
    for row in TABLES["memberships"]:
        fact = facts[row["ref"]]
        assert row["document"] == slug(fact["source_key"]), row["key"]
        words = f"{fact['fact']} {fact['notes']}"
        assert re.search(r"\bbases?\b|member federations|affiliated|Attached", words), row["key"]
        assert "not stated" not in words, row["key"]


def test_modes_are_those_of_the_facts(facts: Facts) -> None:
    words = {
        "land": r"\bland|overland", "river": "river|boats", "air": "air", "on-foot": "on foot", "sea": "containers",
    }  # fmt: skip
    rows = made_from("corridors")
    for id, fact in of_class(facts, "J").items():
        (row,) = rows[id]
        for mode in parts(row["modes"]):
            assert re.search(words[mode], f"{fact['mode']} {fact['transit']}"), (id, mode)


# Sentences of the source article, by words of them -> the row that tells each.
ARTICLE = {
    "exposing Indigenous communities to violence, dispossession and systemic neglect": "avance-dte",
    "laying bare the institutional fragility": "fragilidad-institucional-dte",
    "from rubber to oil and now cocaine": "historia-extractiva-dte",
    "exploiting weak land rights protections": "derechos-debiles-dte",
    "fraudulent contracts": "contratos-fraudulentos-dte",
    "forced invasions": "invasiones-forzadas-dte",
    "and violence to take over Indigenous territories": "violencia-dte",
    "clandestine airstrips": "pistas-dte",
    "illicit coca crops had transformed": "cultivos-dte",
    "leaving them particularly vulnerable to land grabs": "sin-titulo-vulnerables-dte",
    "significantly advanced in Indigenous areas": "avance-rutas-dte",
    "urgent land titling must become a state priority": "titulacion-prioridad-dte",
    "high levels of violence and impunity": "impunidad-dte",
    "threats, criminalisation and assassination": "amenazas-dte",
    "response has remained inadequate": "respuesta-dte",
    "have failed to dismantle illicit economies": "emergencias-dte",
    "ineffective and bombastic development plans": "planes-dte",
    "None of the policies, plans, strategies and projects": "politicas-dte",
    "political actors who must be empowered": "actores-politicos-dte",
    "secure land tenure": "tenencia-dte",
    "dismantle illicit infrastructure": "infraestructura-dte",
    "protect community leaders": "proteccion-dte",
    "irreversible destruction": "destruccion-irreversible-dte",
}


def test_every_statement_of_the_source_article_is_told_by_it(shared: object) -> None:
    from pathlib import Path

    article = (Path(str(shared)) / "study" / "source-article.txt").read_text(encoding="utf-8")
    rows = {row["key"]: row for table in ("report_statements", "assessments", "demands") for row in TABLES[table]}
    assert not [words for words in ARTICLE if words not in article]
    assert {rows[key]["document"] for key in ARTICLE.values()} == {"dte"}
    assert {key for key, row in rows.items() if row["document"] == "dte" and row["key"].endswith("-dte")} == {
        *ARTICLE.values(),
        "cuatro-reservas-dte",
    }
