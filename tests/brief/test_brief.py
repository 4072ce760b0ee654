"""The brief on a thing: what it holds is what the curated tables say, each statement cites, nothing is told in codes.

Expected texts are read from the tables as they ship, with nothing but ``csv``.
"""

import csv
import re
from functools import cache

import pytest

from amazongraph import ontology, terms
from amazongraph.brief.gather import brief
from amazongraph.brief.kinds import KINDS
from amazongraph.brief.model import Brief, Section
from amazongraph.brief.words import date_text, listed, number_text, within
from amazongraph.errors import EntityError
from amazongraph.releases import Release
from amazongraph.sources.curated import FOLDER

PROVINCE, RESERVE, MEASURE = "admin:2503", "reserve:reserva-kakataibo-norte-y-sur", "measure:vraem-ds-133-2025-pcm"
COMMUNITY, PEOPLE, DOCUMENT = "community:unipacuyacu", "people:kakataibo", "source:choche"
# A district of Áncash that no document read says anything of.
NOTHING = "admin:020503"
OTHERS = ("protection:cidh-mc-kakataibo", "norm:pe-ds-015-2021-mc", "chain:vraem")
ALL = (PROVINCE, RESERVE, MEASURE, COMMUNITY, PEOPLE, DOCUMENT, NOTHING, *OTHERS)
# A date as the graph keeps it, an IRI, a key with its prefix.
CODES = re.compile(r"\b\d{4}-\d\d(-\d\d)?\b|\d{4}/\.\.|https://w3id|\b(person|incident|figure|source|measure|admin):\w")


def rows(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def made(release: Release, thing: str, lang: str = "es") -> Brief:
    return brief(release, "public", thing, lang)


def section(one: Brief, key: str) -> Section:
    (found,) = [section for section in one.everything() if section.key == key]
    return found


def texts(one: Section) -> str:
    return "\n".join(" | ".join((said.head, said.whole(), *said.cells)) for said in one.all())


def in_province(cell: str) -> bool:
    return any(part.strip().startswith("2503") for part in cell.split(";"))


class TestOfAProvince:
    def test_it_says_what_it_is_and_where(self, release: Release) -> None:
        one = made(release, PROVINCE)
        assert (one.title, one.kind, one.where) == ("Padre Abad", "Provincia", "Ucayali (departamento); Perú")
        assert "Capital | Aguaytía." in texts(section(one, "identity"))

    def test_it_names_the_communities_on_record(self, release: Release) -> None:
        names = [row["name"] for row in rows("communities") if in_province(row["place"])]
        assert len(names) > 3
        (said,) = [said for said in section(made(release, PROVINCE), "living").all() if "Comunidades" in said.head]
        assert said.text == listed(sorted(names), "es") + "."
        assert f"({len(names)})" in said.head

    def test_it_tells_what_is_reported_of_each(self, release: Release) -> None:
        told = texts(section(made(release, PROVINCE), "pressures"))
        there = {f"community:{row['key']}": row["name"] for row in rows("communities") if in_province(row["place"])}
        reports = [row for row in rows("community_reports") if row["subject"] in there]
        assert len(reports) > 5
        for row in reports:
            assert there[row["subject"]] in told
            assert row["gist_es"].rstrip(".") in told

    def test_it_names_the_victims_that_the_release_names_and_the_state_of_each_case(self, release: Release) -> None:
        told = texts(section(made(release, PROVINCE), "incidents"))
        there = {row["key"] for row in rows("incidents") if in_province(row["place"])}
        victims = [row for row in rows("victims") if row["incident"] in there]
        states = [row for row in rows("case_statuses") if row["incident"] in there]
        assert (len(victims), len(states)) == (5, 2)
        for row in victims:
            assert row["name"] in told
            assert row["role_es"] in told
        for row in states:
            assert f"{row['status_es'].rstrip('.')} ({date_text(row['as_of'], 'es')}; puede haber cambiado)." in told
        assert told.count("no consta ningún estado publicado") == 3

    def test_an_incident_cites_the_documents_of_its_row(self, release: Release) -> None:
        one = made(release, PROVINCE)
        (row,) = [row for row in rows("incidents") if row["key"] == "regnhzbx"]
        (said,) = [said for said in section(one, "incidents").all() if "Mariano Isacama" in said.text]
        cited = {one.sources[number - 1].iri.rpartition("/")[2] for number in one.numbers(said)}
        assert {row["document"], *row["also_in"].split("; ")} <= cited

    def test_figures_of_larger_places_are_not_told_as_its_own(self, release: Release) -> None:
        one = made(release, PROVINCE)
        assert "figures" not in {section.key for section in one.sections}
        assert "11\u202f206 hectáreas | Ucayali (departamento) | 2024" in texts(section(one, "around"))

    def test_sources_that_disagree_stand_side_by_side(self, release: Release) -> None:
        told = texts(section(made(release, PROVINCE), "disputed"))
        assert "fecha del hecho" in told
        for day in ("22", "23", "25"):
            assert f"{day} de julio de 2020 (según " in told

    def test_it_is_not_only_harm(self, release: Release) -> None:
        keys = [section.key for section in made(release, PROVINCE).sections]
        assert keys.index("living") < keys.index("organised") < keys.index("titled") < keys.index("pressures")
        assert {"responsible", "demanded"} < set(keys)


class TestOfOthers:
    def test_a_reserve_has_its_area_norms_and_pressures_as_a_whole(self, release: Release) -> None:
        one = made(release, RESERVE)
        facts = [row for row in rows("reserve_facts") if row["reserve"] == "reserva-kakataibo-norte-y-sur"]
        (area,) = [row["value"] for row in facts if row["property"] == "legal-area"]
        assert number_text(area) in texts(section(one, "identity"))
        told = texts(section(one, "pressures"))
        pressures = [row for row in facts if row["property"] == "reported-pressure"]
        assert len(pressures) == len(section(one, "pressures").all())
        for row in pressures:
            assert row["note_es"] in told
        assert "nunca dónde en ella" in section(one, "pressures").note

    def test_nothing_places_a_people_in_isolation_more_closely_than_its_reserve(self, release: Release) -> None:
        one = made(release, RESERVE)
        said = "\n".join(texts(part) for part in one.everything())
        assert not re.search(r"POINT|POLYGON|-\d{1,2}\.\d{3,}", said)
        (where,) = [said.text for said in section(one, "identity").all() if said.head == "Lugar"]
        (row,) = [row for row in rows("reserves") if row["key"] == "reserva-kakataibo-norte-y-sur"]
        published = {place.split(maxsplit=1)[1] for place in row["place"].split("; ")} | {
            "Huánuco",
            "Loreto",
            "Ucayali",
        }
        assert set(re.split(r"Departamento: |Distrito: |, | y |\. ?", where)) - {""} == published

    def test_a_measure_has_its_days_and_extent_and_stands_in_its_chain(self, release: Release) -> None:
        one = made(release, MEASURE)
        (row,) = [row for row in rows("emergencies") if row["key"] == "vraem-ds-133-2025-pcm"]
        told = texts(section(one, "identity"))
        assert f"En vigor desde | {date_text(row['from'], 'es')}." in told
        # Sixty days from 27 November, the first one counted.
        assert "En vigor hasta | 25 de enero de 2026 (calculado por amazongraph)." in told
        assert row["extent_es"] in told
        stages = [row for row in rows("emergencies") if row["chain"] == "vraem"]
        left = int(re.search(r"\d+", section(one, "chain").left_out)[0])  # type: ignore[index]
        assert len(section(one, "chain").statements) + left == len(stages)
        assert "(esta)" in section(one, "chain").statements[0].cells[0]
        for judged in (row for row in rows("assessments") if row["of"].endswith(":vraem")):
            assert judged["gist_es"] in texts(section(one, "assessments"))

    def test_a_community_has_each_facet_of_its_title_with_state_and_date(self, release: Release) -> None:
        one = made(release, COMMUNITY)
        told = texts(section(one, "titled"))
        assert "Título de propiedad | Unipacuyacu: en trámite. A la fecha: 26 de junio de 2025" in told
        assert "Reconocimiento | Unipacuyacu: vigente. Las fuentes no coinciden en la fecha: 1995 y 2005." in told
        (said,) = section(one, "disputed").all()
        assert {one.sources[number - 1].iri.rpartition("/")[2] for number in one.numbers(said)} == {
            "wayka-arb1",
            "observamz",
        }

    def test_a_people_stands_with_its_own_names_and_never_with_those_of_others(self, release: Release) -> None:
        one = made(release, PEOPLE)
        names = [row for row in rows("people_names") if row["subject"] == "kakataibo"]
        said = "\n".join(texts(part) for part in one.everything())
        for row in names:
            word = re.search(rf"\b{row['value']}\b", said)
            assert bool(word) is (row["property"] == "self-name"), row["value"]
        communities = [row["name"] for row in rows("communities") if row["people"] == "kakataibo"]
        assert all(name in texts(section(one, "living")) for name in communities)

    def test_a_document_says_how_it_was_read_and_what_rests_on_it(self, release: Release) -> None:
        one = made(release, DOCUMENT)
        (row,) = [row for row in rows("documents") if row["key"] == "choche"]
        told = texts(section(one, "identity"))
        assert row["url"] in told
        assert "Leído en extracto." in told
        assert "Comunidad nativa | 2 en el grafo." in texts(section(one, "contents"))

    def test_where_nothing_is_on_record_it_says_so_and_shows_no_empty_section(self, release: Release) -> None:
        one = made(release, NOTHING)
        assert all(part.all() for part in one.sections)
        told = texts(one.unknown)
        for subject in ("Quiénes viven aquí", "Títulos", "Presiones", "Hechos de violencia", "Cifras", "Desacuerdos"):
            assert f"{subject}: " in told
        assert "No haber dato no es cero" in told
        assert "Eso no quiere decir que no las haya." in told

    def test_what_is_not_known_is_told_with_what_would_answer_it(self, release: Release) -> None:
        told = texts(made(release, COMMUNITY).unknown)
        assert "Representación: en lo leído no consta a qué federación pertenece" in told
        assert "amazongraph add sernanp-anp-nacionales" in told

    @pytest.mark.parametrize("thing", ["reserve:there-is-none", "Nadie La Llama Así"])
    def test_what_is_not_there_is_told(self, release: Release, thing: str) -> None:
        with pytest.raises(EntityError) as told:
            brief(release, "public", thing, "es")
        assert told.value.key == "entity.unknown"

    def test_a_name_may_say_what_it_is_of_and_namesakes_are_told_apart_by_that(self, release: Release) -> None:
        assert made(release, "pueblo indígena kakataibo").iri == PEOPLE
        with pytest.raises(EntityError) as told:
            brief(release, "public", "Padre Abad", "es")
        assert "Padre Abad, Provincia, Ucayali (admin:2503)" in told.value.text("es")
        assert "Padre Abad, District, Padre Abad (admin:250301)" in told.value.text("en")

    def test_a_kind_without_a_brief_is_told_with_the_kinds_that_have_one(self, release: Release) -> None:
        with pytest.raises(EntityError) as told:
            brief(release, "public", "incident:regnhzbx", "es")
        assert "incident:regnhzbx" in told.value.text("es")
        assert "comunidades, reservas" in told.value.text("es")


@pytest.mark.parametrize("thing", ALL)
class TestOfAll:
    def test_each_statement_cites(self, release: Release, thing: str) -> None:
        one = made(release, thing)
        silent = [said for part in one.sections for said in part.all() if not one.numbers(said)]
        assert silent == []
        numbers = {number for part in one.sections for said in part.all() for number in one.numbers(said)}
        assert numbers == set(range(1, len(one.sources) + 1))

    def test_nothing_is_told_twice_or_in_codes(self, release: Release, thing: str) -> None:
        one = made(release, thing)
        for part in one.everything():
            assert len(set(part.all())) == len(part.all()), part.key
            for said in part.all():
                words = " ".join((said.head, said.whole(), *said.cells)).replace("https://elchoche", "")
                assert not CODES.search(words), words
                assert "  " not in words
                assert ".." not in words


@pytest.mark.parametrize("thing", [RESERVE, MEASURE])
def test_both_languages_say_the_same(release: Release, thing: str) -> None:
    spanish, english = made(release, thing), made(release, thing, "en")
    for ours, theirs in zip(spanish.everything(), english.everything(), strict=True):
        assert (ours.key, len(ours.all()), len(ours.columns)) == (theirs.key, len(theirs.all()), len(theirs.columns))
        assert ours.title != theirs.title
        assert sorted(sorted(said.sources) for said in ours.all()) == sorted(
            sorted(said.sources) for said in theirs.all()
        )
    words = " ".join(texts(part) for part in english.everything())
    # What Spanish cannot do without.
    assert not re.search(r"\b(según|desde|hasta|consta|sin fecha|y|que)\b", words.replace("Resolución", ""))


def test_every_class_that_has_a_brief_is_in_the_ontology() -> None:
    known = ontology.load().classes
    assert [kind for kind in KINDS if terms.expand(kind) not in known] == []


@pytest.mark.parametrize(
    ("edtf", "spanish", "english"),
    [
        ("2024", "2024", "2024"),
        ("2024-07", "julio de 2024", "July 2024"),
        ("2024-07-04", "4 de julio de 2024", "4 July 2024"),
        ("2020/..", "desde 2020", "since 2020"),
        ("2019-02-16/..", "desde el 16 de febrero de 2019", "since 16 February 2019"),
        ("../2024-07", "hasta julio de 2024", "until July 2024"),
        ("2013/2023", "entre 2013 y 2023", "between 2013 and 2023"),
        ("2025/2025-04-27", "en 2025, hasta el 27 de abril de 2025", "in 2025, up to 27 April 2025"),
        ("", "", ""),
    ],
)
def test_dates_are_told_in_words(edtf: str, spanish: str, english: str) -> None:
    assert (date_text(edtf, "es"), date_text(edtf, "en")) == (spanish, english)


@pytest.mark.parametrize(
    ("number", "told"), [("1750", "1750"), ("11206", "11\u202f206"), ("148996.5056", "148\u202f996.5056"), ("-8", "−8")]
)
def test_numbers_are_told_in_threes(number: str, told: str) -> None:
    assert number_text(number) == told


def test_names_are_listed_as_a_sentence_needs_them() -> None:
    assert listed(["AIDESEP", "IBC"], "es") == "AIDESEP e IBC"
    assert listed(["Chota, Pérez", "Ríos", "Hierro"], "es") == "Chota, Pérez; Ríos y Hierro"
    assert listed(["a", "b", "c"], "en", 2) == "a, b and 1 more"


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Entidad del Estado", "entidad del Estado"),
        ("Native community", "native community"),
        ("Indigenous reserve", "Indigenous reserve"),
        ("State body", "State body"),
        ("NGO", "NGO"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence_keeps_the_capitals_it_has_to(label: str, told: str) -> None:
    assert within(label) == told
