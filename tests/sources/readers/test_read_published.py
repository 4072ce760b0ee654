"""Every published file at hand is read whole. The counts are of the READMEs beside them, or were made by other means:
lines of the ``csv`` module, ``"Feature"`` in GeoJSON, rows in SQLite.
"""

from pathlib import Path

import pytest
from reading import cells

from amazongraph.sources.readers import Table, read_file

# Folder, file, records, rejects, columns.
FILES = [
    ("aerodromes-airportsdata", "airports.pe.csv", 161, 0, 11),
    ("airstrips-intercept-nyt", "Illegal-Airstrips-NYT-Intercept-Public.west-of-66W.csv", 22, 0, 6),
    ("airstrips-intercept-nyt", "Illegal-Airstrips-NYT-Intercept-Public.west-of-66W.geojson", 22, 0, 6),
    ("boundaries-inei-2007", "peru_capital_provincia.geojson", 194, 0, 7),
    ("boundaries-inei-2007", "peru_departamental_simple.geojson", 25, 0, 4),
    ("boundaries-inei-2007", "peru_distrital_simple.geojson", 1826, 8, 16),
    ("boundaries-inei-2007", "peru_provincial_simple.geojson", 197, 0, 10),
    ("centros-poblados-inei", "ubigeo_ccpp.amazon.csv", 29000, 0, 9),
    ("coca-devida", "coca_department_2020_2024.csv", 14, 0, 7),
    ("comunidades-nativas-amw", "indigenous_country_name_counts.peru.csv", 416, 0, 3),
    ("comunidades-nativas-amw", "indigenous_country_name_status_counts.peru.csv", 11, 0, 4),
    ("comunidades-nativas-amw", "indigenous_territories_impacts.peru.geojson", 21, 0, 14),
    ("comunidades-nativas-amw", "indigenous_territories_impacts.peru.union-of-all-versions.geojson", 43, 0, 13),
    ("comunidades-nativas-amw", "mining_by_indigenous_territories.amazon_basin_2018-2025Q3.peru.csv", 179, 0, 8),
    ("comunidades-nativas-amw", "mining_by_protected_areas.amazon_basin_2018-2025Q3.peru.csv", 143, 0, 8),
    ("comunidades-nativas-amw", "protected_areas_impacts.peru.geojson", 64, 0, 14),
    ("comunidades-nativas-amw", "protected_country_name_counts.peru.csv", 71, 0, 3),
    ("geobosques-forest-loss", "Bosque_y_perdida_de_bosques_por_Distrito_al_2024_curated.csv", 411, 0, 30),
    ("geonames-pe", "admin1.pe.json", 26, 0, 2),
    ("geonames-pe", "admin2.pe.json", 196, 0, 2),
    ("geonames-pe", "cities500.pe-and-border.json", 2833, 0, 9),
    ("mining-amazon-mining-watch", "mining_by_subnational_admin.amazon_basin_2018-2025Q3.peru.csv", 195, 0, 8),
    ("mining-amazon-mining-watch", "v0X_2025Q2.peru.geojson", 451, 0, 2),
    ("mining-amazon-mining-watch", "v0X_2025Q3.peru.geojson", 219, 0, 2),
    ("mining-amazon-mining-watch", "v3_2019diff.peru.geojson", 329, 0, 2),
    ("mining-amazon-mining-watch", "v3_2020diff.peru.geojson", 315, 0, 2),
    ("mining-amazon-mining-watch", "v3_2023diff.peru.geojson", 419, 0, 2),
    ("sernanp-anp", "acr_comunal_alto_tamaya_abujao.gpkg", 1, 0, 5),
    ("sernanp-anp", "anp_all.simplified-0.002deg.geojson", 352, 1, 6),
    ("sernanp-anp", "anp_metadata.xlsx", 180, 0, 3),
    ("sernanp-anp", "pn_otishi.gpkg", 1, 0, 4),
    ("sernanp-anp", "pn_sierra_del_divisor.gpkg", 1, 0, 4),
    ("sernanp-anp", "rc_amarakaeri.gpkg", 1, 0, 4),
    ("sernanp-anp", "rc_ashaninka.gpkg", 1, 0, 4),
    ("sernanp-anp", "rc_el_sira.gpkg", 1, 0, 4),
    ("ubigeo-changes-2007-2026", "cambios-2007-2026.csv", 76, 0, 12),
    ("ubigeo-inei-reniec", "ubigeo_departamento.csv", 25, 0, 16),
    ("ubigeo-inei-reniec", "ubigeo_distrito.csv", 1893, 0, 20),
    ("ubigeo-inei-reniec", "ubigeo_provincia.csv", 196, 0, 20),
    ("ucdp-ged-sample", "ucdpged_sample1000_v23.americas.csv", 95, 0, 49),
    ("wikidata-ids-csc", "cities.PE.json", 485, 0, 18),
    ("wikidata-ids-csc", "states.pe.csv", 26, 0, 17),
]


def read(shared: Path, folder: str, name: str, **options: str) -> Table:
    return read_file(shared / "data" / folder / name, **options)


@pytest.mark.parametrize(("folder", "name", "records", "rejects", "columns"), FILES, ids=[one[1] for one in FILES])
def test_a_published_file_is_read_whole(
    folder: str, name: str, records: int, rejects: int, columns: int, shared: Path
) -> None:
    table = read(shared, folder, name)
    assert (len(table.records), len(table.rejects), len(table.columns)) == (records, rejects, columns)
    assert all(problem.key == "shape.absent" for problem in table.rejects)


def test_no_published_table_is_left_out_here(shared: Path) -> None:
    """The others are of the SHACL suite, TopoJSON (below), READMEs, and a report in prose."""
    formats = {".csv", ".json", ".geojson", ".gpkg", ".xlsx", ".shp"}
    found = {
        (path.parent.name, path.name)
        for path in (shared / "data").glob("*/*")
        if path.suffix in formats and path.parent.name not in {"natural-earth-south-america", "w3c-shacl-tests"}
    }
    assert found == {(folder, name) for folder, name, *_ in FILES}


def test_the_countries_around_peru_are_read_from_topojson(shared: Path) -> None:
    """Of its 13 countries the Falkland Islands, Suriname and Uruguay are not near Peru."""
    table = read(shared, "natural-earth-south-america", "south-america_50m.json", layer="countries")
    assert {record.cells["id"] for record in table.records} == {
        *("ARG", "BOL", "BRA", "CHL", "COL", "ECU", "GUY", "PER", "PRY", "VEN")
    }
    assert [problem.key for problem in table.rejects] == ["shape.elsewhere"] * 3


def test_codes_keep_their_zeros_and_letters_their_accents(shared: Path) -> None:
    first = read(shared, "ubigeo-inei-reniec", "ubigeo_distrito.csv").records[1].cells
    assert (first["inei"], first["fips"], first["capital"]) == ("010102", "01", "Asunción")
    assert (first["pob_densidad_2020"], first["superficie"]) == ("13.9634383508363", "25.71")


def test_the_quirks_of_the_airstrips_are_kept(shared: Path) -> None:
    """An apostrophe in the header, line breaks in cells, a first column without a name."""
    table = read(shared, "airstrips-intercept-nyt", "Illegal-Airstrips-NYT-Intercept-Public.west-of-66W.csv")
    assert table.columns[1] == "Original source of the airstrip’s location"
    assert cells(table)[0][:5] == ("87", "Open Street Maps", "False", "1.9093945", "-68.133908")
    assert "\n" in cells(table)[0][5]
    assert table.notes["unnamed"] == "1"


def test_the_sheet_of_protected_areas_is_read(shared: Path) -> None:
    table = read(shared, "sernanp-anp", "anp_metadata.xlsx")
    assert table.columns == ("anp_nombre", "anp_categoria", "download_path")
    assert cells(table)[0][:2] == ("Abra Málaga Thastayoc - Royal Cinclodes", "Área de Conservación Privada")
