"""Data sets of events of violence: what is taken of them, how precisely, and what never is."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from frames import references as curated_references
from published import DAY, every, read, read_text, texts, told

from amazongraph import ontology, terms
from amazongraph.disclosure import disclose
from amazongraph.errors import SourceError
from amazongraph.sources.contract import References
from amazongraph.sources.curated import FOLDER
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loaders


@pytest.fixture(scope="module")
def references() -> References:
    return curated_references(FOLDER)


def table(header: str, *rows: dict[str, object]) -> str:
    """A CSV with all the columns that are published, most of them blank."""
    file = io.StringIO()
    writer = csv.DictWriter(file, header.split(), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


# --- UCDP GED --------------------------------------------------------------------------------------

GED = """id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name
dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
number_of_sources source_article source_office source_date source_headline source_original where_prec
where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region
event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown
best high low gwnoa gwnob"""


def event(number: int, **more: object) -> dict[str, object]:
    """A row as UCDP lays it out, invented."""
    return {
        "id": number,
        "side_a": "Grupo Inventado",
        "side_b": "Otro Grupo",
        "source_article": "Diario Inventado, 1 de mayo",
        "number_of_sources": -1,
        "where_prec": 1,
        "where_coordinates": "Pueblo Inventado",
        "adm_1": "Ucayali department",
        "adm_2": "Padre Abad province",
        "latitude": -8.9,
        "longitude": -75.5,
        "country": "Peru",
        "date_prec": 1,
        "date_start": "2020-05-07 00:00:00.000",
        "date_end": "2020-05-07 00:00:00.000",
        "best": 3,
        "low": 2,
        "high": 5,
        **more,
    }


def test_the_layout_has_the_49_columns_of_the_codebook() -> None:
    assert len(GED.split()) == 49


def test_an_event_of_peru_is_an_incident_and_those_elsewhere_are_left_out(
    tmp_path: Path, references: References
) -> None:
    rows = [event(1), event(2, country="Brazil"), event(3, country="Brazil"), event(4, country="Colombia")]
    extract = read_text("ucdp-ged", table(GED, *rows), tmp_path, references)
    assert told(extract, "rdf:type")["ucdp-ged-1"] == "ag:Incident"
    assert told(extract, "ag:place") == {"ucdp-ged-1": "admin:2503"}
    assert told(extract, "ag:placeMatch") == {"ucdp-ged-1": "v-place-match:exact-name"}
    assert told(extract, "geo:asWKT") == {"incident-ucdp-ged-1-point": "POINT (-75.5 -8.9)"}
    deaths = [told(extract, f"ag:victims{which}")["ucdp-ged-1"] for which in ("AtLeast", "Reported", "AtMost")]
    assert deaths == ["2", "3", "5"]
    assert extract.rejects == ()
    assert {problem.values["value"]: (problem.row, count) for problem, count in extract.left_out} == {
        "Brazil": (3, 2),
        "Colombia": (5, 1),
    }
    assert all("left out" in problem.text("en") for problem, _ in extract.left_out)


@pytest.mark.parametrize(
    ("precision", "start", "end", "read_as"),
    [
        pytest.param(1, "2020-05-07", "2020-05-07", "2020-05-07", id="a day"),
        pytest.param(1, "2020-05-07 00:00:00.000", "2020-05-07 00:00:00.000", "2020-05-07", id="a day with a time"),
        pytest.param(2, "2020-05-07", "2020-05-09", "2020-05-07/2020-05-09", id="some days"),
        pytest.param(3, "2020-05-04", "2020-05-10", "2020-05-04/2020-05-10", id="a week"),
        pytest.param(4, "2020-05-01", "2020-05-31", "2020-05", id="a month"),
        pytest.param(4, "2020-05-07", "2020-05-07", "2020-05", id="a month, whatever day is written"),
        pytest.param(4, "2020-04-20", "2020-05-10", "2020-04/2020-05", id="two months"),
        pytest.param(5, "2019-01-01", "2019-12-22", "2019", id="a year"),
    ],
)
def test_the_date_is_as_precise_as_the_source_says(
    precision: int, start: str, end: str, read_as: str, tmp_path: Path, references: References
) -> None:
    row = event(1, date_prec=precision, date_start=start, date_end=end)
    extract = read_text("ucdp-ged", table(GED, row), tmp_path, references)
    assert told(extract, "ag:occurred") == {"ucdp-ged-1": read_as}


@pytest.mark.parametrize(
    ("precision", "unit", "pointed"),
    [
        pytest.param(1, "admin:2503", True, id="the place"),
        pytest.param(2, "admin:25", False, id="within 25 km"),
        pytest.param(3, "admin:2503", False, id="the province"),
        pytest.param(4, "admin:25", False, id="the department"),
        pytest.param(5, "", False, id="a river or a zone"),
        pytest.param(6, "", False, id="the country"),
        pytest.param(7, "", False, id="waters"),
    ],
)
def test_the_place_is_as_precise_as_the_source_says(
    precision: int, unit: str, pointed: bool, tmp_path: Path, references: References
) -> None:
    extract = read_text("ucdp-ged", table(GED, event(1, where_prec=precision)), tmp_path, references)
    assert told(extract, "ag:place").get("ucdp-ged-1", "") == unit
    assert bool(told(extract, "geo:asWKT")) == pointed


def test_no_side_and_no_text_of_a_source_is_taken(tmp_path: Path, references: References) -> None:
    said = texts(read_text("ucdp-ged", table(GED, event(1)), tmp_path, references))
    assert "Pueblo Inventado" in said
    assert not [word for word in ("Grupo", "Diario") if word in said]


def test_a_number_that_is_missing_is_not_one(tmp_path: Path, references: References) -> None:
    rows = [event(number) for number in range(2, 100)]
    extract = read_text("ucdp-ged", table(GED, event(1, low=-1, high=-1), *rows), tmp_path, references)
    assert "ucdp-ged-1" not in told(extract, "ag:victimsAtLeast") | told(extract, "ag:victimsAtMost")
    assert told(extract, "ag:victimsReported")["ucdp-ged-1"] == "3"


def test_rejects_are_a_share_of_the_rows_of_peru(tmp_path: Path, references: References) -> None:
    """A hundred rows of another country do not hide that most of ours cannot be read."""
    abroad = [event(number, country="Brazil") for number in range(10, 110)]
    with pytest.raises(SourceError, match="1 of 1 rows"):
        read_text("ucdp-ged", table(GED, event(1, date_start="ayer"), *abroad), tmp_path, references)


def test_the_real_file(shared: Path, references: References) -> None:
    """Its one row for Peru: Chuschi, Cangallo, Ayacucho, 7 April 1990, six deaths; 94 rows are of other countries."""
    extract = read("ucdp-ged", shared / "data/ucdp-ged-sample/ucdpged_sample1000_v23.americas.csv", references)
    assert told(extract, "ag:occurred") == {"ucdp-ged-181878": "1990-04-07"}
    assert told(extract, "ag:place") == {"ucdp-ged-181878": "admin:0502"}
    assert told(extract, "ag:victimsReported") == {"ucdp-ged-181878": "6"}
    assert told(extract, "ag:placeNote") == {"ucdp-ged-181878": "Chuschi town"}
    assert sum(count for _, count in extract.left_out) == 94
    assert "Sendero" not in texts(extract)


# --- Global Witness --------------------------------------------------------------------------------

DEFENDERS = """id date name gender age person_characteristics industry_driver perpetrator_type continent country
country_numeric local_region number_of_victims"""


def case(number: object, **more: object) -> dict[str, object]:
    """A row as Global Witness lays it out, invented."""
    return {
        "id": number,
        "date": "2020-04-12",
        "name": "Persona Inventada",
        "person_characteristics": "Indigenous peoples",
        "perpetrator_type": "Sicarios inventados",
        "country": "Peru",
        "local_region": "Ucayali",
        "number_of_victims": 1,
        **more,
    }


def test_a_case_is_an_incident_and_its_victim(tmp_path: Path, references: References) -> None:
    rows = [case(101), case(102, country="Brazil")]
    extract = read_text("global-witness-defensores", table(DEFENDERS, *rows), tmp_path, references)
    assert told(extract, "ag:incidentType") == {"global-witness-101": "v-incident-type:killing-or-disappearance"}
    assert told(extract, "ag:victimOf") == {"global-witness-101-1": "incident:global-witness-101"}
    assert told(extract, "rdfs:label") == {"global-witness-101-1": "Persona Inventada"}
    assert told(extract, "ag:victimPopulation") == {"global-witness-101-1": "v-victim-population:indigenous"}
    assert "Sicarios" not in texts(extract)
    assert "inventada" not in " ".join(extract.statements["subject"]).lower(), "no id is made from a name"


@pytest.mark.parametrize("more", [{"name": "Unknown"}, {"name": ""}, {"number_of_victims": 3}])
def test_a_victim_without_a_name_of_its_own_is_counted_only(
    more: dict[str, object], tmp_path: Path, references: References
) -> None:
    extract = read_text("global-witness-defensores", table(DEFENDERS, case(101, **more)), tmp_path, references)
    assert told(extract, "ag:victimOf") == {}
    assert told(extract, "ag:victimsReported") == {"global-witness-101": str(more.get("number_of_victims", 1))}


@pytest.mark.parametrize(
    ("region", "unit"),
    [
        ("Ucayali", "admin:25"),
        ("Huanuco", "admin:10"),
        ("San Martín region", "admin:22"),
        ("Atalaya", "admin:2502"),
        ("Padre Abad, Ucayali", "admin:2503"),
        ("Near the border", ""),
        ("Santa Rosa", ""),
        ("", ""),
    ],
)
def test_a_region_in_words_is_a_unit_or_nothing_and_says_how_sure(
    region: str, unit: str, tmp_path: Path, references: References
) -> None:
    row = table(DEFENDERS, case(101, local_region=region))
    extract = read_text("global-witness-defensores", row, tmp_path, references)
    assert told(extract, "ag:place").get("global-witness-101", "") == unit
    sure = {True: "v-place-match:exact-name", False: "v-place-match:unresolved"}
    assert told(extract, "ag:placeMatch") == ({"global-witness-101": sure[bool(unit)]} if region else {})
    assert told(extract, "ag:placeNote") == ({"global-witness-101": region} if region else {})


def test_a_row_is_stated_whole_or_not_at_all(tmp_path: Path, references: References) -> None:
    rows = [case(101, date="12/04/2020"), *(case(number) for number in range(200, 230))]
    extract = read_text("global-witness-defensores", table(DEFENDERS, *rows), tmp_path, references)
    assert [(one.row, one.key, one.column) for one in extract.rejects] == [(2, "cell.interval", "date")]
    assert "global-witness-101" not in texts(extract)


# --- ACLED -----------------------------------------------------------------------------------------

ACLED = """event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1
inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location
latitude longitude geo_precision source source_scale notes fatalities tags timestamp"""


def acled(number: int, **more: object) -> dict[str, object]:
    """A row as ACLED lays it out, invented."""
    return {
        "event_id_cnty": f"PER{number}",
        "event_date": "2024-05-07",
        "event_type": "Violence against civilians",
        "actor1": "Grupo Inventado",
        "country": "Peru",
        "admin1": "Ucayali",
        "location": "Pueblo Inventado",
        "notes": "Nota inventada",
        **more,
    }


ROWS = [
    acled(1),
    acled(2, event_date="30 May 2024"),
    acled(3, event_date="07-06-2024"),
    acled(4, admin1="Huanuco", event_type="Protests"),
    acled(5, country="Brazil"),
]


def test_events_are_counted_by_department_month_and_type(tmp_path: Path, references: References) -> None:
    assert len(ACLED.split()) == 31
    extract = read_text("acled-conteos", "\ufeff" + table(ACLED, *ROWS), tmp_path, references)
    assert told(extract, "ag:value") == {
        "acled-violence-against-civilians-ucayali-2024-05": "2",
        "acled-violence-against-civilians-ucayali-2024-06": "1",
        "acled-protests-huanuco-2024-05": "1",
    }
    assert told(extract, "ag:area")["acled-protests-huanuco-2024-05"] == "admin:10"
    assert told(extract, "ag:period")["acled-protests-huanuco-2024-05"] == "2024-05"


def test_of_its_rows_nothing_is_stored_and_the_counts_may_leave(tmp_path: Path, references: References) -> None:
    extract = read_text("acled-conteos", table(ACLED, *ROWS), tmp_path, references)
    said = texts(extract)
    assert not [word for word in ("PER1", "Grupo", "Pueblo", "Nota", "2024-05-07") if word in said]
    assert loaders()["acled-conteos"].card.redistribution == "forbidden"
    frame = extract.statements.with_columns(canonical=pl.col("subject"))
    shown, withheld = disclose(frame, ontology.load(), "public")
    assert withheld.is_empty()
    assert "ag:value" in {terms.shorten(one) for one in shown["predicate"]}


def test_every_row_that_is_counted_leads_to_its_count(tmp_path: Path, references: References) -> None:
    extract = read_text("acled-conteos", table(ACLED, *ROWS), tmp_path, references)
    counted = every(extract, "rdf:type")["acled-violence-against-civilians-ucayali-2024-05"]
    assert counted == {terms.ag("Figure")}
    assert set(extract.places["row"]) == {2, 3, 4, 5}


def test_rows_whose_sum_is_wrong_are_all_rejects(tmp_path: Path, references: References) -> None:
    wrong = [acled(number, admin1="Atlantis") for number in (1, 2)]
    right = [acled(number) for number in range(3, 200)]
    extract = read_text("acled-conteos", table(ACLED, *wrong, *right), tmp_path, references)
    assert {problem.row for problem in extract.rejects} == {2, 3}


@pytest.mark.parametrize("name", ["acled-conteos", "global-witness-defensores", "wdpa"])
def test_what_nobody_tried_says_so(name: str) -> None:
    assert not loaders()[name].card.tried


def test_a_source_whose_rows_may_not_leave_is_withheld(tmp_path: Path, references: References) -> None:
    """Without the word of its mapping that the sums may leave."""
    path = tmp_path / "x.csv"
    path.write_text(table(ACLED, *ROWS), encoding="utf-8")
    loader = loaders()["acled-conteos"]
    strict = replace(loader, shape=replace(loader.shape, sums_leave=False))
    frame = (
        Dataset(strict, path, DAY)
        .read(replace(references, keys={**references.keys, "document": frozenset({"acled-conteos"})}))
        .statements
    )
    shown, _ = disclose(frame.with_columns(canonical=pl.col("subject")), ontology.load(), "public")
    assert set(shown["source"]) == {terms.META}
