"""Layers of areas known by their published specification: WDPA, RAISG, reserves, boundaries of INEI."""

from pathlib import Path

import pytest
from frames import references as curated_references
from published import read_features, read_text, told

from amazongraph import ontology, terms
from amazongraph.disclosure import disclose
from amazongraph.sources.contract import References
from amazongraph.sources.curated import FOLDER

SQUARE = "POLYGON ((-75 -9, -74 -9, -74 -8, -75 -8, -75 -9))"


@pytest.fixture(scope="module")
def references() -> References:
    return curated_references(FOLDER)


def protected(number: int, **more: object) -> dict[str, object]:
    """A feature as the WDPA lays it out, invented."""
    return {
        "WDPAID": number,
        "WDPA_PID": f"{number}_A",
        "NAME": "Invented Park",
        "ORIG_NAME": "Parque Inventado",
        "DESIG": "Parque Nacional",
        "DESIG_ENG": "National Park",
        "IUCN_CAT": "II",
        "REP_AREA": 12.5,
        "STATUS": "Designated",
        "STATUS_YR": 2001,
        "ISO3": "PER",
        **more,
    }


def test_protected_areas_have_their_area_in_hectares(tmp_path: Path, references: References) -> None:
    features = [
        protected(1),
        protected(2, DESIG="Reserva Comunal", REP_AREA=0),
        protected(3, ISO3="BRA"),
        protected(4, STATUS="Proposed"),
    ]
    extract = read_features("wdpa", [(one, SQUARE) for one in features], tmp_path, references)
    assert told(extract, "ag:legalAreaHectares") == {"wdpa-1-a": "1250"}, "an area of 0 is one that nobody reported"
    areas = extract.statements.filter(extract.statements["predicate"].str.ends_with("legalAreaHectares"))
    assert list(areas["as_written"]) == ["12.5 km²"]
    assert told(extract, "rdf:type")["wdpa-1-a"] == "ag:ProtectedArea"
    assert told(extract, "rdf:type")["wdpa-2-a"] == "ag:CommunalReserve"
    assert told(extract, "ag:externalIdentifier") == {"wdpa-1-a": "wdpa:1", "wdpa-2-a": "wdpa:2"}
    assert {problem.values["value"]: count for problem, count in extract.left_out} == {"BRA": 1, "Proposed": 1}


def test_the_columns_of_2025_and_a_table_without_shapes_are_read(tmp_path: Path, references: References) -> None:
    text = (
        "SITE_ID,SITE_PID,NAME_ENG,NAME,DESIG,IUCN_CAT,REP_AREA,STATUS,STATUS_YR,ISO3\n"
        "7,7,Invented Park,Parque Inventado,Parque Nacional,II,1.5,Designated,2001,PER\n"
    )
    extract = read_text("wdpa", text, tmp_path, references)
    assert told(extract, "rdfs:label") == {"wdpa-7": "Parque Inventado"}


def test_what_may_not_be_passed_on_does_not_leave(tmp_path: Path, references: References) -> None:
    frame = read_features("wdpa", [(protected(1), SQUARE)], tmp_path, references).statements
    frame = frame.with_columns(canonical=frame["subject"])
    public, _ = disclose(frame, ontology.load(), "public")
    assert set(public["source"]) == {terms.META}, "only that there is such a source"
    own, _ = disclose(frame, ontology.load(), "own")
    assert own.height == frame.height


def test_of_the_territories_of_raisg_the_communities_of_peru_are_taken(tmp_path: Path, references: References) -> None:
    features = [
        {"nombre": "Comunidad Inventada", "categoria": "Comunidad Nativa", "pais": "Perú"},
        {"nombre": "Otra", "categoria": "Resguardo Indígena", "pais": "Colombia"},
        {"nombre": "Tercera", "categoria": "Reserva Territorial", "pais": "Perú"},
        {"nombre": "Cuarta", "categoria": "Comunidad Nativa Titulada", "pais": "Perú"},
    ]
    extract = read_features("raisg-territorios", [(one, SQUARE) for one in features], tmp_path, references)
    assert set(told(extract, "skos:altLabel").values()) == {"Comunidad Inventada", "Cuarta"}
    assert set(told(extract, "rdf:type").values()) == {"ag:CommunityTerritory", "sf:Polygon"}
    assert [(one.row, one.key, one.column) for one in extract.rejects] == [(3, "cell.class", "categoria")]
    assert sum(count for _, count in extract.left_out) == 1


def test_of_a_layer_of_reserves_only_their_polygons_are_taken(tmp_path: Path, references: References) -> None:
    """A zone of presence, though it bears the name of a reserve, is not one and is not stored."""
    features = [
        {"nombre": "Isconahua", "categoria": "Reserva Indígena", "obs": "algo"},
        {"nombre": "Reserva Territorial Madre de Dios", "categoria": ""},
        {"nombre": "RI Murunahua", "categoria": ""},
        {"nombre": "Mashco Piro", "categoria": "Zona de presencia"},
    ]
    extract = read_features("piaci-reservas", [(one, SQUARE) for one in features], tmp_path, references)
    keys = {"reserva-isconahua", "reserva-madre-de-dios", "reserva-murunahua"}
    shapes = told(extract, "geo:asWKT")
    assert set(shapes) == {f"reserve-{key}-boundary-piaci" for key in keys}
    own = extract.statements.filter(extract.statements["source"] != terms.META)
    assert {terms.shorten(one) for one in own["predicate"]} == {"rdf:type", "geo:hasGeometry", "geo:asWKT"}
    assert [problem.row for problem in extract.rejects] == [4]


@pytest.mark.parametrize(
    ("level", "properties", "key"),
    [
        ("departamentos", {"ccdd": "25", "nombdep": "UCAYALI"}, "25"),
        ("provincias", {"ccdd": "25", "ccpp": "03", "nombprov": "PADRE ABAD"}, "2503"),
        ("distritos", {"ccdd": "25", "ccpp": "03", "ccdi": "01", "nombdist": "PADRE ABAD"}, "250301"),
        ("distritos", {"UBIGEO": "250301", "NOMBDIST": "Padre Abad"}, "250301"),
    ],
)
def test_a_boundary_is_that_of_its_code_whole_or_in_parts(
    level: str, properties: dict[str, object], key: str, tmp_path: Path, references: References
) -> None:
    extract = read_features(f"inei-ide-{level}", [(properties, SQUARE)], tmp_path, references)
    assert told(extract, "ag:ubigeoINEI") == {key: key}
    assert set(told(extract, "geo:asWKT")) == {f"admin-{key}-boundary-ide"}
