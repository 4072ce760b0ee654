"""The published facts on coca against the figures made from them, each column worked out here from the fact alone."""

import re
import unicodedata

import pytest
from curated_tables import TABLES, UNITS, made_from, parts, slug

UNIT = {"ha": "hectares", "t": "tonnes", "%": "percent", "zonas": "zones"}
WHOLE = {
    "Perú", "territorios indígenas", "comunidades nativas", "zonas de amortiguamiento", "áreas naturales protegidas",
    "274 comunidades indígenas", "comunidades indígenas", "áreas naturales protegidas y zonas de amortiguamiento",
    "zonas vulnerables",
}  # fmt: skip
# What the place of a fact is called here, where no rule tells.
PLACES = {
    "world": {"mundo"},
    "Colombia, Perú, Bolivia": {"colombia", "peru", "bolivia"},
    "some Amazon zones incl. Aguaytía, Contamana, Madre de Dios": {
        "devida-aguaytia",
        "devida-contamana",
        "devida-madre-de-dios",
    },
    "Aguaytía; Alto Huallaga with Monzón; Pichis-Palcazú-Pachitea; Orellana; Caballococha": {"unodc-cinco-zonas-2014"},
    "Mariscal Ramón Castilla, Loreto": {"1604"},
    "Huimbayoc, San Martín": {"220907"},
    "Río Tambo, Satipo, Junín": {"120608"},
    "Bosque de Protección San Matías-San Carlos": {"bp-san-matias-san-carlos"},
    "Reserva Comunal Asháninka": {"rc-ashaninka"},
    "Parque Nacional Cordillera Azul": {"pn-cordillera-azul"},
}
AXES = {"Constitución, Puerto Inca": "constitucion", "Pebas-San Pedro, Loreto": "pebas-san-pedro"}


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def place_of(territory: str) -> set[str]:
    """The codes and keys of the place that a fact names."""
    if territory in WHOLE:
        return {"peru"}
    if territory in PLACES:
        return PLACES[territory]
    if zone := re.fullmatch(r"(.+) \(zone\)", territory):
        return {"devida-" + plain(zone[1])}
    if axis := re.fullmatch(r"(.+) \(axis\)", territory):
        return {"corah-eje-" + (AXES.get(axis[1]) or plain(axis[1].split(",")[0]))}
    codes = {plain(name): code for code, name in UNITS.items() if len(code) == 2}
    return {codes[plain(name)] for name in territory.split(";")}


def interval_of(fact: dict[str, str]) -> str:
    """The period of a fact as the tables write it: one date where both ends are the same, or are one whole year."""
    start, end = fact["period_start"], fact["period_end"]
    if start == end or (start[5:], end[5:], start[:4]) == ("01", "12", end[:4]):
        return start[:4] if start[5:] == "01" and end[5:] == "12" else start
    return f"{start or '..'}/{end or '..'}"


@pytest.fixture(scope="module")
def pairs(facts: dict[str, dict[str, str]]) -> list[tuple[dict[str, str], dict[str, str]]]:
    """Each fact on coca with its one figure; one fact has no number."""
    rows = made_from("figures")
    found = [(fact, rows[id]) for id, fact in facts.items() if id[0] == "F" and id != "F120"]
    assert {len(figures) for _, figures in found} == {1}
    assert len(found) == 355 - 1
    return [(fact, figures[0]) for fact, figures in found]


def test_each_column_is_that_of_the_fact(pairs: list[tuple[dict[str, str], dict[str, str]]]) -> None:
    for fact, row in pairs:
        ranged = fact["value_min"] or fact["value_max"]
        expected = {
            "value": "" if ranged else fact["value"],
            "value_min": fact["value_min"],
            "value_max": fact["value_max"],
            "bound": fact["bound"],
            "unit": UNIT[fact["unit"]],
            "period": interval_of(fact),
            "as_of": fact["as_of"],
            "document": slug(fact["source_key"]),
            "also_in": "; ".join(slug(key) for key in parts(fact["other_source_keys"])),
            "locator": fact["locator"],
            "level": fact["level"],
        }
        assert {name: row[name] for name in expected} == expected, fact["id"]
        assert {place.split(" ")[0] for place in parts(row["place"])} == place_of(fact["territory"]), fact["id"]


def test_zones_are_areas_of_their_own() -> None:
    zones = {row["key"]: row for row in TABLES["areas"] if row["kind"] == "zone"}
    assert {key for key in zones if key.startswith("devida-")} >= {"devida-madre-de-dios", "devida-amazonas"}
    assert all(row["name_es"].startswith("Zona de monitoreo") for key, row in zones.items() if key[:7] == "devida-")


def test_what_is_counted_is_one_thing_for_one_wording(pairs: list[tuple[dict[str, str], dict[str, str]]]) -> None:
    """Two facts counted in the same words share a population, but where another fact says that the method differs."""
    by_words: dict[str, set[str]] = {}
    for fact, row in pairs:
        by_words.setdefault(fact["population_definition"], set()).add(row["population"])
    several = {words: populations for words, populations in by_words.items() if len(populations) > 1}
    assert several == {
        "all monitored coca in the country": {
            "coca-monitored-in-country",
            "coca-monitored-revised-method",  # F072, by L062
            "coca-us-estimate",  # F075, by L064
        },
        "coca in the DEVIDA monitoring zone": {"coca-in-devida-zone", "devida-monitoring-zones"},  # F083: zones counted
    }


def test_a_year_to_date_is_never_a_year(pairs: list[tuple[dict[str, str], dict[str, str]]]) -> None:
    for fact, row in pairs:
        if "year to date" in fact["metric"]:
            assert "/" in row["period"], fact["id"]
