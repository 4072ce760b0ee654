"""``amazongraph add``: a published file goes in after a look at it, and what it says comes out with its source."""

import json
import re
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import shapely
from console import run

from amazongraph.settings import load
from amazongraph.sources import datasets
from amazongraph.sources.fetched import Fetched, note_of, note_text

COCA = """Departamento,2023,2024,Otra
Ucayali,12221,11206,x
Pasco,1561,1207,x
Loreto,12491,12409,x
Junín,3,4,x
Huánuco,"4,960",-,x
Total,31236,24826,x
"""


@pytest.fixture
def coca(tmp_path: Path) -> Path:
    path = tmp_path / "datos" / "coca.csv"
    path.parent.mkdir()
    path.write_text(COCA, encoding="utf-8")
    return path


def add(root: Path, file: Path, *more: str, name: str = "devida-coca-departamentos"):  # type: ignore[no-untyped-def]
    return run("--workspace", root, "add", name, file, *more)


def test_a_file_is_shown_then_written_down_and_built(tmp_path: Path, coca: Path) -> None:
    ran = add(tmp_path, coca, "--who", "public", "--retrieved", "2026-11-23", "--url", "https://example.org/coca.csv")
    assert (ran.code, ran.out) == (0, "")
    assert "Superficie de coca por departamento, según DEVIDA. Publica: DEVIDA." in ran.err
    assert "Codificación: utf-8." in ran.err
    assert "Columnas que no se leen: Otra." in ran.err
    assert "Filas: 6. " in ran.err
    assert "Filas que no se toman: 1." in ran.err
    assert "1 × coca.csv, fila 7: es una suma de otras filas y no se toma." in ran.err
    (entry,) = tomllib.loads((tmp_path / "amazongraph.toml").read_text(encoding="utf-8"))["source"]
    assert entry.pop("sha256")
    assert entry == {
        "loader": "devida-coca-departamentos",
        "file": "datos/coca.csv",
        "retrieved": "2026-11-23",
        "url": "https://example.org/coca.csv",
    }
    assert run("--workspace", tmp_path, "build").code == 0
    answer = run("--workspace", tmp_path, "ask", "coca-area", "--param", "area=admin:10", "--format", "json").out
    rows = json.loads(answer)["rows"]
    mine = [row for row in rows if "figure/devida-coca-" in str(row["figure"])]
    assert [float(row["value"]) for row in mine] == [4960], "of 2024 nothing is known, which is not zero"
    assert "https://example.org/coca.csv" in answer


def test_a_file_with_more_rows_than_such_files_have_is_told(tmp_path: Path, coca: Path) -> None:
    names = (
        "Amazonas",
        "Áncash",
        "Cusco",
        "Puno",
        "Piura",
        "Tacna",
        "Lima",
        "Ica",
        "Loreto",
        "Pasco",
        "Junín",
        "Ucayali",
    )
    coca.write_text(
        "Departamento,2024\n" + "".join(f"{name},{n}\n" for n, name in enumerate(names * 3)), encoding="utf-8"
    )
    ran = add(tmp_path, coca, "--who", "public")
    assert ran.code == 3, "the same departments three times over are rejects"
    mapping = tmp_path / "mine.toml"
    text = (datasets.FOLDER / "devida-coca-departamentos.toml").read_text(encoding="utf-8")
    mapping.write_text(text.replace("rows = [5, 30]", "rows = [5, 10]"), encoding="utf-8")
    coca.write_text("Departamento,2024\n" + "".join(f"{name},1\n" for name in names), encoding="utf-8")
    ran = add(tmp_path, coca, "--who", "public", name="mine.toml")
    assert ran.code == 0
    assert "Tiene 12 filas y un archivo así suele tener 10 a lo más" in ran.err


def test_the_rest_of_the_settings_stays_as_it_is_written(tmp_path: Path, coca: Path) -> None:
    (tmp_path / "amazongraph.toml").write_text('# Ours.\nlanguage = "es"  # as we speak\n', encoding="utf-8")
    add(tmp_path, coca, "--who", "public")
    add(tmp_path, coca, "--who", "own")
    said = (tmp_path / "amazongraph.toml").read_text(encoding="utf-8")
    assert said.startswith('# Ours.\nlanguage = "es"  # as we speak\n')
    (entry,) = load(tmp_path).sources
    assert entry.level == 4, "the same file again takes the place of what was said before"


def test_what_only_the_owner_may_see_does_not_leave(tmp_path: Path, coca: Path) -> None:
    ran = add(tmp_path, coca, "--who", "own")
    assert "Nadie lo verá" in ran.err
    assert run("--workspace", tmp_path, "build").code == 0
    answer = run("--workspace", tmp_path, "ask", "coca-area", "--format", "json").out
    assert "devida-coca-" not in answer
    assert b"devida-coca-" not in run("--workspace", tmp_path, "export", "nquads").data


def test_where_nobody_can_be_asked_who_may_see_it_has_to_be_said(tmp_path: Path, coca: Path) -> None:
    ran = add(tmp_path, coca)
    assert ran.code == 2
    assert "Diga quién puede verlo" in ran.err
    assert not (tmp_path / "amazongraph.toml").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "el archivo está vacío"),
        (b"Departamento,2024\nUcayali,1\n", "puede estar cortado"),
        (b"a,b\n1,2\n", "falta la columna"),
        (b"PK\x03\x04", "dañado o cortado"),
        (None, "no se encuentra el archivo"),
    ],
)
def test_a_file_that_cannot_be_taken_in_changes_nothing(
    content: bytes | None, words: str, tmp_path: Path, coca: Path
) -> None:
    coca.unlink() if content is None else coca.write_bytes(content)
    ran = add(tmp_path, coca, "--who", "public", "--retrieved", "2026-11-23")
    assert ran.code == 3
    assert words in ran.err.lower()
    assert not (tmp_path / "amazongraph.toml").exists()


def test_a_data_set_nobody_knows_is_told_with_those_there_are(tmp_path: Path, coca: Path) -> None:
    ran = add(tmp_path, coca, "--who", "public", name="coca")
    assert ran.code == 3
    assert "sernanp-acr" in ran.err


@pytest.mark.parametrize(
    ("option", "value"),
    [("--retrieved", "ayer"), ("--retrieved", "20260102"), ("--retrieved", "2026-01"), ("--edition", "ayer")],
)
def test_a_date_that_is_none_is_told(option: str, value: str, tmp_path: Path, coca: Path) -> None:
    ran = add(tmp_path, coca, "--who", "public", option, value)
    assert ran.code == 2
    assert f"{option}: «{value}» no es una fecha" in ran.err


def test_a_file_that_changed_since_stops_the_build(tmp_path: Path, coca: Path) -> None:
    add(tmp_path, coca, "--who", "public")
    coca.write_text(coca.read_text(encoding="utf-8") + "Puno,1,2,x\n", encoding="utf-8")
    ran = run("--workspace", tmp_path, "build")
    assert ran.code == 3
    assert "amazongraph add devida-coca-departamentos" in ran.err


@pytest.mark.parametrize(
    "entry",
    ["x = 1", 'loader = "a"', 'loader = "a"\nfile = "b"\nsha256 = "c"\nretrieved = "ayer"',
     'loader = "a"\nfile = "b"\nsha256 = "c"\nretrieved = "2026-11-23"\nlevel = 9'],
)  # fmt: skip
def test_an_entry_that_is_not_well_written_is_told(entry: str, tmp_path: Path) -> None:
    (tmp_path / "amazongraph.toml").write_text(f"[[source]]\n{entry}\n", encoding="utf-8")
    ran = run("--workspace", tmp_path, "build")
    assert ran.code == 2
    assert "[[source]] no está bien escrita" in ran.err


def test_layers_that_were_added_answer_the_question_with_both_their_sources(tmp_path: Path) -> None:
    def layer(name: str, shape: Any, **properties: str) -> Path:
        feature = {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}
        path = tmp_path / f"{name}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
        return path

    park = layer("park", shapely.box(-75, -9, -74, -8), anp_cate="Parque Nacional", anp_nomb="Inventado")
    district = layer("district", shapely.box(-74.5, -9, -73, -8), IDDIST="250101", NOMBDIST="CALLERIA")
    for name, path in (("sernanp-anp-nacionales", park), ("inei-limites-distritos", district)):
        assert run("--workspace", tmp_path, "add", name, path, "--who", "public").code == 0
    answer = run("--workspace", tmp_path, "ask", "shared-ground", "--format", "json", "--param", "place=admin:250101")
    said = json.loads(answer.out)
    (row,) = said["rows"]
    assert row["first"]["es"] == "Parque Nacional Inventado"
    assert row["relation"]["es"] == "se superpone"
    # By the formula for the authalic sphere, half a degree by one at these latitudes is 611 419 ha.
    assert row["hectares"] == pytest.approx(611_419, rel=0.01)
    assert len(row["sources"]) == 2


def test_the_note_of_a_fetched_file_tells_its_day_and_where_it_is_from(tmp_path: Path, coca: Path) -> None:
    digest = sha256(coca.read_bytes()).hexdigest()
    note = Fetched("https://example.org/sparql", "2026-11-20", "2026-11-21", 6, 1000, digest, "CC0 1.0", "SELECT")
    note_of(coca).write_text(note_text(note), encoding="utf-8")
    assert add(tmp_path, coca, "--who", "public").code == 0
    (entry,) = tomllib.loads((tmp_path / "amazongraph.toml").read_text(encoding="utf-8"))["source"]
    assert (entry["retrieved"], entry["url"]) == ("2026-11-21", "https://example.org/sparql")
    coca.write_text(COCA.replace("Pasco", "Puno"), encoding="utf-8")
    ran = add(tmp_path, coca, "--who", "public", "--lang", "en")
    assert (ran.code, "changed since" in ran.err) == (3, True)


def test_a_file_without_a_name_is_told(tmp_path: Path) -> None:
    for words in (["add", "ucdp-ged", ""], ["sheet", "communities", "--to", ""], ["sheet", "--from", ""]):
        ran = run("--workspace", tmp_path, *words)
        assert (ran.code, ran.err) == (2, "Falta el nombre del archivo. Escríbalo donde están las comillas vacías.\n")


def test_a_file_that_changed_is_added_again_as_it_is_told(tmp_path: Path, coca: Path) -> None:
    add(tmp_path, coca, "--who", "public")
    coca.write_text(coca.read_text(encoding="utf-8") + "Puno,1,2,x\n", encoding="utf-8")
    again = run("--workspace", tmp_path, "build").err.partition("`amazongraph add ")[2].partition("`")[0].split()
    assert again == ["devida-coca-departamentos", "datos/coca.csv"]
    assert add(tmp_path, coca, "--who", "public").code == 0
    (entry,) = tomllib.loads((tmp_path / "amazongraph.toml").read_text(encoding="utf-8"))["source"]
    assert entry["sha256"] == sha256(coca.read_bytes()).hexdigest()


def test_a_file_that_is_gone_is_told_with_where_it_is_named(tmp_path: Path, coca: Path) -> None:
    add(tmp_path, coca, "--who", "public")
    coca.unlink()
    ran = run("--workspace", tmp_path, "build")
    assert ran.code == 3
    assert ran.err.startswith("datos/coca.csv: amazongraph.toml lo nombra y no se encuentra.")


# The table of docs/own-table, in the page of each language.


@pytest.fixture(params=["es", "en"])
def own_table(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The files of the page, in a folder of their own."""
    page = (Path(__file__).parents[2] / "docs" / f"own-table.{request.param}.md").read_text(encoding="utf-8")
    for form in ("csv", "toml"):
        (block,) = re.findall(rf"^```{form}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
        (tmp_path / f"padron.{form}").write_text(block, encoding="utf-8")
    return tmp_path


def test_the_table_of_the_page_goes_in_whole(own_table: Path) -> None:
    ran = add(own_table, own_table / "padron.csv", "--who", "own", name="padron.toml")
    assert ran.code == 0
    assert "Columnas que no se leen: Reconocida." in ran.err
    assert re.search(r"Filas: 2\. Afirmaciones: \d+\. Filas que no se toman: 0\.", ran.err)


TOLD = {
    "its level": ("level = 2", "level = 3", "level = 3"),
    "its licence": ("level = 2", "level = 1", 'redistribution = "forbidden"'),
    "only what follows": ('"forbidden"', '"derived-only"', "solo muestra lo que se calcula"),
}


@pytest.mark.parametrize(("old", "new", "words"), TOLD.values(), ids=TOLD)
def test_what_its_own_description_withholds_is_told_in_spite_of_who(
    old: str, new: str, words: str, own_table: Path
) -> None:
    description = own_table / "padron.toml"
    description.write_text(description.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    ran = add(own_table, own_table / "padron.csv", "--who", "public", name="padron.toml")
    assert ran.code == 0
    assert words in ran.err
