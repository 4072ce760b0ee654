"""A published file becomes statements as its card and mapping say; what cannot be stated is told, cell by cell."""

import csv
import json
import shutil
from dataclasses import replace
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import polars as pl
import pytest
import shapely
from frames import references as curated_references

from amazongraph import terms
from amazongraph.errors import SourceError
from amazongraph.settings import AddedSource
from amazongraph.sources import datasets
from amazongraph.sources.contract import Extract, References
from amazongraph.sources.curated import FOLDER
from amazongraph.sources.dataset import Dataset, parse_loader
from amazongraph.sources.datasets import added, loader, loaders
from amazongraph.sources.readers import read_file

DAY = "2026-11-23"
MAPPING = """
[card]
title = { es = "Censo de la federación", en = "Census of the federation" }
publisher = "Federación inventada"
licence = "private"
redistribution = "allowed"
home = "https://example.org/"
obtain = { es = "Hoja de la federación.", en = "Sheet of the federation." }
standing = "reported"
level = 2

[file]
columns = { code = ["código", "cod"], name = ["nombre"], unit = ["ubigeo"], visited = ["visitada"] }
optional = ["visited"]
missing = ["s/n"]
rows = [1, 10]
rejects = 0.5
templates = { key = "{code|key}" }

[table]
kind = "community"
classes = { "*" = "ag:NativeCommunity" }

[columns]
name = { property = "rdfs:label", lang = "es", required = true }
unit = { property = "ag:place", value = "ubigeo", required = true }
visited = { property = "ag:countable", value = "flag" }
"""


@pytest.fixture(scope="module")
def references() -> References:
    return curated_references(FOLDER)


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "censo.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def dataset(mapping: Path, text: str, **said: object) -> Dataset:
    path = mapping.with_name("censo.csv")
    path.write_bytes(text.encode())
    return replace(Dataset(parse_loader(mapping), path, DAY), **said)  # type: ignore[arg-type]


def told(extract: Extract, predicate: str) -> dict[str, str]:
    """Key of the subject -> the object of one property."""
    rows = extract.statements.filter(pl.col("predicate") == terms.expand(predicate)).select("subject", "object")
    return {terms.key_of(subject): value for subject, value in rows.iter_rows() if "/source/" not in subject}


# --- a mapping of one's own ------------------------------------------------------------------------


def test_a_short_mapping_reads_a_table_of_ones_own(mapping: Path, references: References) -> None:
    text = "Cod;NOMBRE;Ubigeo;Visitada\nCN 01;Puerto Inventado;250101;Sí\nCN 02;Nueva Inventada;10101;s/n\n"
    extract = dataset(mapping, text).read(references)
    assert told(extract, "rdfs:label") == {"cn-01": "Puerto Inventado", "cn-02": "Nueva Inventada"}
    assert told(extract, "ag:place") == {
        "cn-01": terms.entity("admin", "250101"),
        "cn-02": terms.entity("admin", "010101"),
    }
    assert told(extract, "ag:countable") == {"cn-01": "true"}
    assert (extract.rows, extract.rejects) == (2, ())
    own = extract.statements.filter(pl.col("source") != terms.META)
    assert set(own["source"]) == {terms.entity("document", "censo")}
    assert set(own["mark"]) == {2}
    assert set(own["edition"]) == {DAY}


def test_the_data_set_is_a_source_that_says_what_it_is(mapping: Path, references: References) -> None:
    one = dataset(mapping, "cod,nombre,ubigeo\na,A,250101\n", edition="2024", address="https://example.org/x")
    about = one.read(references).statements.filter(pl.col("source") == terms.META)
    said = dict(about.filter(pl.col("predicate") != terms.RDFS + "comment").select("predicate", "object").iter_rows())
    assert said[terms.TYPE] == terms.ag("Dataset")
    assert said[terms.expand("dct:title")] == "Censo de la federación"
    assert said[terms.ag("issued")] == "2024"
    assert said[terms.expand("dcat:landingPage")] == "https://example.org/x"


def test_rows_in_are_rows_stated_and_rejects(mapping: Path, references: References) -> None:
    text = (
        "cod,nombre,ubigeo,visitada\n"
        "a,Uno,250101,no\n"
        "b,,250101,no\n"
        "c,Tres,999999,no\n"
        "a,Cuatro,250101,no\n"
        "e,Cinco,250101,quizá\n"
        "f,Seis,250101,no\n"
        "g,Siete,250101\n"
        "h,Ocho,250101,no\n"
        "i,Nueve,250101,no\n"
        "j,Diez,250101,no\n"
    )
    extract = dataset(mapping, text).read(references)
    assert sorted((problem.row, problem.key) for problem in extract.rejects) == [
        (3, "cell.empty"),
        (4, "cell.unit"),
        (5, "file.key-twice"),
        (6, "cell.flag"),
        (8, "table.width"),
    ]
    assert {problem.row: problem.column for problem in extract.rejects} == {
        3: "nombre",
        4: "ubigeo",
        5: "",
        6: "visitada",
        8: "",
    }
    stated = set(extract.places["row"])
    assert stated == {2, 7, 9, 10, 11}
    assert extract.rows == len(stated) + len({problem.row for problem in extract.rejects})


def test_too_many_rejects_stop_the_build_and_every_one_is_told(mapping: Path, references: References) -> None:
    with pytest.raises(SourceError) as caught:
        dataset(mapping, "cod,nombre,ubigeo\na,Uno,99\nb,Dos,98\nc,Tres,250101\n").read(references)
    assert [problem.key for problem in caught.value.problems] == ["file.rejects", "cell.unit", "cell.unit"]
    assert "2 de 3 filas no se entienden" in caught.value.text("es")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("cod,nombre\na,Uno\n", "file.column-missing"),
        ("cod,código,nombre,ubigeo\na,a,Uno,250101\n", "file.column-twice"),
        ("cod,nombre,ubigeo\n", "file.few-rows"),
        ("", "read.empty"),
    ],
)
def test_another_file_is_told(text: str, key: str, mapping: Path, references: References) -> None:
    with pytest.raises(SourceError) as caught:
        dataset(mapping, text).read(references)
    assert [problem.key for problem in caught.value.problems] == [key]


def test_columns_nobody_reads_are_told(mapping: Path) -> None:
    shaped, _, _ = dataset(mapping, "cod,nombre,ubigeo,teléfono\na,Uno,250101,9\n").rows
    assert shaped.unread == ("teléfono",)


def test_the_digest_tells_a_change_of_anything_it_rests_on(mapping: Path) -> None:
    one = dataset(mapping, "cod,nombre,ubigeo\na,Uno,250101\n")
    digests = {one.digest(), replace(one, retrieved="2026-11-24").digest(), replace(one, level=4).digest()}
    one.path.write_bytes(one.path.read_bytes() + b"b,Dos,250101\n")
    digests.add(one.digest())
    mapping.write_text(MAPPING + "# a remark\n", encoding="utf-8")
    digests.add(one.digest())
    assert len(digests) == 5


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("[card", "is not understood"),
        (MAPPING.replace("[table]", "[tables]"), "lacks: [table]."),
        (MAPPING.replace("licence =", "license ="), "lacks: card.licence."),
        ("[card]\n[file]\n", "lacks: [table]."),
        (MAPPING.replace('"allowed"', '"alowed"'), "(card.redistribution: allowed, derived-only, forbidden)"),
    ],
)
def test_a_mapping_that_is_not_well_formed_is_told(broken: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        parse_loader(path)
    assert caught.value.problems[0].file == "mine.toml"
    assert told in caught.value.text("en")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("[file]", "x = " + "[" * 3000 + "\n[file]", "[[[", id="lists in lists without end"),
        pytest.param('"ag:', '"ag:no such thing ', "no such thing", id="what makes no IRI"),
        pytest.param(
            'property = "', 'value = "dezimal", property = "', "dezimal", id="a kind of value that there is not"
        ),
        pytest.param('property = "', 'factor = "much", property = "', "much", id="a factor that is no number"),
        pytest.param("[columns]\n", '[columns]\nnowhere = { property = "rdfs:comment" }\n', "nowhere", id="no column"),
        pytest.param("rows = [1, 10]", "rows = [1]", "rows", id="half a range"),
        pytest.param("[file]\n", "[file]\nnumbers = [5]\n", "numbers", id="a number where a text should be"),
        pytest.param("[file]\n", '[file]\nseries = "("\n', "(", id="a pattern that is none"),
        pytest.param("[file]\n", '[file]\neditions = { "(20..)" = "\\\\2" }\n', "2", id="a group that there is not"),
        pytest.param("[file]\n", '[file]\nfirst = { either = ["neither"] }\n', "neither", id="first of nothing"),
        pytest.param("[file]\n", '[file]\ncases = { x = { "*" = "" } }\n', "of", id="a case of nothing"),
        pytest.param('kind = "', 'kind = "A B', "A B", id="a kind that is no key"),
    ],
)
def test_a_mapping_that_cannot_be_followed_is_told_before_any_row(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    assert old in MAPPING
    path.write_text(MAPPING.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        parse_loader(path)
    assert caught.value.problems[0].key == "loader.broken"
    assert told in caught.value.text("en")


def test_the_name_of_a_mapping_file_is_a_key(tmp_path: Path) -> None:
    path = tmp_path / "Mi registro.toml"
    path.write_text(MAPPING, encoding="utf-8")
    with pytest.raises(SourceError, match="Mi registro"):
        parse_loader(path)


def test_a_table_in_place_of_a_layer_is_told(tmp_path: Path, references: References) -> None:
    path = tmp_path / "comunidades.csv"
    path.write_text("nom_comuni,area_titul\nUno,5\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        Dataset(loaders()["comunidades-nativas"], path, DAY).read(references)
    assert [(one.key, one.row) for one in caught.value.problems] == [("file.no-shapes", 2)]


def test_positions_are_read_with_either_mark_and_never_far_away(tmp_path: Path, references: References) -> None:
    path = tmp_path / "ccpp.csv"
    head = "inei_ccpp;inei_distrito;ccpp;latitude;longitude"
    sound = [f"25010101{number:02};250101;C{number};-8,0{number};-74,5" for number in range(10, 99)]
    odd = [
        "2501010001;250101;Swapped;-74,5;-8,1",
        "2501010002;250101;Far;48,1;2,3",
        "2501010003;250101;Nowhere;;",
        "2501010004;250101;Three;-8,123;-74,500",
    ]
    more = [f"25010102{number:02};250101;D{number};-8,1;-74,1" for number in range(10)]
    path.write_text("\n".join([head, *odd, *sound, *more]), encoding="utf-8")
    extract = Dataset(loaders()["inei-centros-poblados"], path, DAY).read(references)
    assert told(extract, "geo:asWKT")["populated-centre-2501010004-point"] == "POINT (-74.5 -8.123)"
    assert [(problem.row, problem.key) for problem in extract.rejects] == [
        (2, "shape.swapped"),
        (3, "shape.elsewhere"),
    ]
    assert "2501010003" in told(extract, "rdfs:label"), "a centre without a position is a centre"


# --- which there are -------------------------------------------------------------------------------


def test_a_data_set_is_found_by_its_name_or_the_path_of_its_mapping(mapping: Path) -> None:
    assert loader("devida-coca-departamentos", mapping.parent).card.publisher == "DEVIDA"
    assert loader("censo.toml", mapping.parent).key == "censo"
    with pytest.raises(SourceError, match="devida-coca-departamentos"):
        loader("devida", mapping.parent)


def test_another_package_adds_its_own(mapping: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As its metadata would say: [project.entry-points."amazongraph.sources"] censo = "federation_data:mapping"."""
    package = tmp_path / "federation_data"
    package.mkdir()
    shutil.copy(mapping, package / "censo.toml")
    (package / "__init__.py").write_text(
        "from pathlib import Path\n\n\ndef mapping() -> Path:\n    return Path(__file__).with_name('censo.toml')\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    entry = EntryPoint("censo", "federation_data:mapping", datasets.GROUP)
    monkeypatch.setattr(datasets, "entry_points", lambda group: EntryPoints([entry]).select(group=group))
    assert loader("censo", tmp_path).path == package / "censo.toml"
    assert list(loaders())[-1] == "censo"


@pytest.mark.parametrize("name", sorted(loaders()))
def test_a_card_says_what_a_data_manager_must_know(name: str) -> None:
    card = loaders()[name].card
    for said in (card.title, card.obtain, card.rhythm):
        assert set(said) == {"es", "en"}
        assert all(said.values())
    assert card.redistribution in {"allowed", "derived-only", "forbidden"}
    assert card.level is not None
    assert card.licence
    assert card.home.startswith("https://")


def test_what_a_workspace_added_is_read_and_a_changed_file_is_told(mapping: Path) -> None:
    one = dataset(mapping, "cod,nombre,ubigeo\na,Uno,250101\n")
    entry = AddedSource("censo.toml", "censo.csv", one.fingerprint(), DAY, "", 3)
    (again,) = added([entry], mapping.parent)
    assert (again.path, again.card.level, again.card.retrieved) == (one.path, 3, DAY)
    one.path.write_bytes(b"other")
    with pytest.raises(SourceError, match="no longer the one that was added"):
        added([entry], mapping.parent)
    one.path.unlink()
    with pytest.raises(SourceError, match="names it and it is not found"):
        added([entry], mapping.parent)


# --- real files ------------------------------------------------------------------------------------


def real(shared: Path, name: str, file: str) -> Dataset:
    return Dataset(loaders()[name], shared / "data" / file, DAY)


def test_coca_by_department(shared: Path, references: References) -> None:
    """The cells of the file: Ucayali 10,151 ha in 2021; the row of the total is left out, the change too."""
    one = real(shared, "devida-coca-departamentos", "coca-devida/coca_department_2020_2024.csv")
    extract = one.read(references)
    values = told(extract, "ag:value")
    assert values["devida-coca-ucayali-2021"] == "10151"
    assert values["devida-coca-san-martin-2020"] == "1116"
    assert told(extract, "ag:area")["devida-coca-san-martin-2020"] == terms.entity("admin", "22")
    assert told(extract, "ag:asOf")["devida-coca-ucayali-2021"] == "2021"
    assert [problem.key for problem in extract.rejects] == ["file.total"]
    assert extract.rows == 14
    assert one.rows[0].unread == ("Variación_2024_2023",)


def test_populated_centres(shared: Path, references: References) -> None:
    extract = real(shared, "inei-centros-poblados", "centros-poblados-inei/ubigeo_ccpp.amazon.csv").read(references)
    assert (extract.rows, extract.rejects) == (29000, ())
    assert told(extract, "rdfs:label")["2503010001"] == "AGUAYTIA"
    assert told(extract, "ag:within")["2503010001"] == terms.entity("admin", "250301")
    points = told(extract, "geo:asWKT")
    assert points["populated-centre-2503010001-point"] == "POINT (-75.507598 -9.033634)"


def test_districts_with_codes_nobody_uses_any_more_are_rejects(shared: Path, references: References) -> None:
    extract = real(shared, "inei-ubigeo-distritos", "ubigeo-inei-reniec/ubigeo_distrito.csv").read(references)
    assert extract.rows == 1893
    assert sorted(problem.values.get("value", "") for problem in extract.rejects) == ["", "150144", "160109", "160114"]
    assert told(extract, "ag:ubigeoRENIEC")["160103"] == "150103"


def test_forest_loss_by_district_and_year(shared: Path, references: References) -> None:
    """Chachapoyas: 0.54 ha in 2001, 15.03 ha in 2024; a zero is a zero."""
    file = "geobosques-forest-loss/Bosque_y_perdida_de_bosques_por_Distrito_al_2024_curated.csv"
    extract = real(shared, "geobosques-perdida-distritos", file).read(references)
    values = told(extract, "ag:value")
    assert [values[f"geobosques-010101-{year}"] for year in (2001, 2002, 2024)] == ["0.54", "0", "15.03"]
    assert len(values) == 411 * 24
    assert (extract.rows, extract.rejects) == (411, ())


@pytest.mark.parametrize(
    ("name", "file", "key", "label", "kind"),
    [
        ("sernanp-anp-nacionales", "pn_otishi", "pn-otishi", "Parque Nacional Otishi", "ProtectedArea"),
        ("sernanp-anp-nacionales", "rc_el_sira", "rc-el-sira", "Reserva Comunal El Sira", "CommunalReserve"),
        ("sernanp-anp-nacionales", "rc_ashaninka", "rc-ashaninka", "Reserva Comunal Ashaninka", "CommunalReserve"),
        (
            "sernanp-acr",
            "acr_comunal_alto_tamaya_abujao",
            "acr-comunal-alto-tamaya-abujao",
            "Área de Conservación Regional Comunal Alto Tamaya - Abujao",
            "ProtectedArea",
        ),
    ],
)
def test_protected_areas(
    name: str, file: str, key: str, label: str, kind: str, shared: Path, references: References
) -> None:
    extract = real(shared, name, f"sernanp-anp/{file}.gpkg").read(references)
    assert (extract.rows, extract.rejects) == (1, ())
    assert told(extract, "rdfs:label") == {key: label}
    assert told(extract, "rdf:type")[key] == terms.ag(kind)
    assert told(extract, "geo:hasGeometry") == {key: terms.entity("geometry", f"area-{key}-boundary")}
    (shape,) = told(extract, "geo:asWKT").values()
    assert shape.startswith(("POLYGON ((-7", "MULTIPOLYGON (((-7"))


def test_a_category_nobody_knows_is_told_with_its_published_column(tmp_path: Path, references: References) -> None:
    path = tmp_path / "anp.csv"
    path.write_text("anp_cate,anp_nomb\nParque Nacional,Uno\nParque Zonal,Dos\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        Dataset(loaders()["sernanp-anp-nacionales"], path, DAY).read(references)
    _, problem = caught.value.problems
    assert (problem.key, problem.row, problem.column, problem.values["value"]) == (
        "file.code",
        3,
        "anp_cate",
        "Parque Zonal",
    )


def test_a_layer_of_another_kind_is_told(shared: Path, references: References) -> None:
    with pytest.raises(SourceError) as caught:
        real(shared, "sernanp-acr", "sernanp-anp/pn_otishi.gpkg").read(references)
    assert [problem.key for problem in caught.value.problems] == ["file.column-missing"]


@pytest.mark.parametrize(
    ("name", "file", "rows", "absent"),
    [
        ("inei-limites-departamentos", "peru_departamental_simple", 25, 0),
        ("inei-limites-provincias", "peru_provincial_simple", 197, 0),
        ("inei-limites-distritos", "peru_distrital_simple", 1834, 8),
    ],
)
def test_boundaries_of_units_go_to_the_units_of_today(
    name: str, file: str, rows: int, absent: int, shared: Path, references: References
) -> None:
    """A code that has another name by now is told, not taken for the unit of that code."""
    extract = real(shared, name, f"boundaries-inei-2007/{file}.geojson").read(references)
    assert extract.rows == rows
    shapes = told(extract, "geo:hasGeometry")
    told_of = {problem.key for problem in extract.rejects}
    assert told_of <= {"shape.absent", "cell.unit-name", "file.key-twice", "cell.unit"}
    assert sum(problem.key == "shape.absent" for problem in extract.rejects) == absent
    if absent:
        assert terms.entity("geometry", "admin-250201-boundary-2007") in shapes.values(), "Raymondi is Raimondi"
        assert ("131103", "COMPIN", "Marmot") in {tuple(problem.values.values()) for problem in extract.rejects}
    assert len(shapes) + len({problem.row for problem in extract.rejects}) == rows
    assert all(node.endswith("-boundary-2007") for node in shapes.values())


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_airstrips_are_the_same_in_both_their_forms(form: str, shared: Path, references: References) -> None:
    file = f"airstrips-intercept-nyt/Illegal-Airstrips-NYT-Intercept-Public.west-of-66W.{form}"
    extract = real(shared, "pistas-intercept-nyt", file).read(references)
    assert (extract.rows, extract.rejects) == (22, ())
    assert told(extract, "geo:asWKT")["airstrip-intercept-nyt-87-point"] == "POINT (-68.133908 1.9093945)"


MINING = "mining-amazon-mining-watch/mining_by_subnational_admin.amazon_basin_2018-2025Q3.peru.csv"
COMMUNITIES = "comunidades-nativas-amw/indigenous_territories_impacts.peru"


def test_communities_without_a_lasting_code_are_told_apart_by_where_they_are(
    shared: Path, references: References
) -> None:
    extract = real(shared, "comunidades-nativas", f"{COMMUNITIES}.geojson").read(references)
    assert extract.rows == 21
    names = told(extract, "skos:altLabel")
    assert len(names) + len(extract.rejects) == 21
    assert "AMPLIACION TUNAS" in names.values()
    areas = told(extract, "ag:legalAreaHectares")
    assert "0" not in areas.values(), "an area of 0 is one that is not known"


def test_one_outline_under_several_numbers_is_one_territory(shared: Path, references: References) -> None:
    """The README beside the file: 43 features of 14 versions, in which the same community has several numbers."""
    one = real(shared, "comunidades-nativas", f"{COMMUNITIES}.union-of-all-versions.geojson")
    extract = one.read(references)
    assert extract.rows == 43
    assert {problem.key for problem in extract.rejects} == {"file.repeated"}
    names = told(extract, "skos:altLabel")
    assert len(names) + len(extract.rejects) == 43
    by_number = {record.number: record.cells["name_field"] for record in read_file(one.path).records}
    assert all(by_number[problem.row] == by_number[int(str(problem.values["first"]))] for problem in extract.rejects)


def test_mining_by_province_and_quarter_is_the_sum_of_its_classes(shared: Path, references: References) -> None:
    one = real(shared, "amw-mineria-provincias", MINING)
    extract = one.read(references)
    expected: dict[tuple[str, str], float] = {}
    with (shared / "data" / MINING).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["admin_id_field"], row["admin_year"])
            expected[key] = expected.get(key, 0) + float(row["intersected_area_ha"])
    values = told(extract, "ag:value")
    assert values.keys() == {f"amw-mining-{province}-{year}" for province, year in expected}
    for (province, year), hectares in expected.items():
        assert float(values[f"amw-mining-{province}-{year}"]) == pytest.approx(hectares)
    assert told(extract, "ag:period")["amw-mining-0104-202503"] == "2025-07/2025-09"
    assert (extract.rows, extract.rejects) == (195, ())


def test_a_row_that_stands_twice_is_not_added_up_twice(tmp_path: Path, references: References) -> None:
    path = tmp_path / "mining.csv"
    path.write_text(
        "admin_id_field,admin_year,admin_illegality_max,intersected_area_ha\n"
        "1701,202400,3.0,2.5\n1701,202400,2.0,2.5\n1701,202400,3.0,2.5\n",
        encoding="utf-8",
    )
    extract = Dataset(loaders()["amw-mineria-provincias"], path, DAY).read(references)
    assert told(extract, "ag:value") == {"amw-mining-1701-202400": "5"}
    assert [(problem.key, problem.row, problem.values["first"]) for problem in extract.rejects] == [
        ("file.repeated", 4, 2)
    ]


def test_a_layer_without_features_says_so(tmp_path: Path, references: References) -> None:
    path = tmp_path / "anp.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        Dataset(loaders()["sernanp-acp"], path, DAY).read(references)
    assert [problem.key for problem in caught.value.problems] == ["file.few-rows"]


MERGED = "sernanp-anp/anp_all.simplified-0.002deg.geojson"


@pytest.mark.parametrize("name", ["sernanp-anp-nacionales", "sernanp-acp", "sernanp-acr", "sernanp-zonas-reservadas"])
def test_of_a_merged_layer_each_loader_takes_the_areas_of_its_kind(
    name: str, shared: Path, references: References
) -> None:
    one = real(shared, name, MERGED)
    prefixes = [feature["properties"]["prefix"] for feature in json.loads(one.path.read_text("utf-8"))["features"]]
    own = set(one.loader.shape.only["prefix"])
    extract = one.read(references)
    stated = set(extract.places["row"])
    assert {prefixes[row - 1] for row in stated} == set(prefixes) & own
    others = sum(count for _, count in extract.left_out)
    rejects = {problem.row for problem in extract.rejects}
    assert others == sum(prefix not in own for number, prefix in enumerate(prefixes, 1) if number not in rejects)
    assert len(stated) + len(rejects) + others == len(prefixes) == extract.rows


def test_an_area_in_several_features_is_one_with_all_its_parts(tmp_path: Path, references: References) -> None:
    """Two squares of a hundredth of a degree, a tenth apart."""
    path = tmp_path / "acr.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"acr_nomb": "Tres Cañones"},
            "geometry": json.loads(shapely.to_geojson(shapely.box(lon, -8.0, lon + 0.01, -7.99))),
        }
        for lon in (-75.0, -74.9)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    extract = Dataset(loaders()["sernanp-acr"], path, DAY).read(references)
    (text,) = told(extract, "geo:asWKT").values()
    shape = shapely.from_wkt(text)
    assert (shape.geom_type, round(shape.area, 8)) == ("MultiPolygon", 0.0002)
    assert [(problem.key, problem.row) for problem in extract.rejects] == [("file.part", 2)]
