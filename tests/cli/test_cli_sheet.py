"""``amazongraph sheet``: rows go out as a workbook, and what a person changed comes back as claims beside others."""

import json
import shutil
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from console import Ran, run
from openpyxl import Workbook, load_workbook
from sheet_files import Filled
from small_tables import read, small_tables, write

from amazongraph import build as building
from amazongraph.build import build
from amazongraph.settings import Settings, load
from amazongraph.sources.curated import FOLDER, tables

PART = {
    "tenure": {"sinchi-roca-i-inscripcion", "unipacuyacu-reconocimiento"},
    "communities": {"caimito"},
    "organisations": {"aidesep", "orau"},
    "peoples": {"shipibo-konibo"},
    "people_names": {"shipibo-konibo-other-name-shipibo-conibo"},
    "admin_units": {"250104"},
    "demands": {"infraestructura-dte"},
}
EXAMINE = building.examine
STATE, DECIDED = "Inscripción registral: estado", "Inscripción registral: fecha del acto"


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_tables(tmp_path_factory.mktemp("part") / "tables", **PART)


@pytest.fixture(scope="module")
def built(part: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    build(Settings(root, root / "graph", "es"), sources=tables(part))
    return root


@pytest.fixture
def folder(part: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tables of the workspace, which a test may change."""
    copy = tmp_path / "tables"
    shutil.copytree(part, copy)
    monkeypatch.setattr(building, "tables", lambda: tables(copy))
    return copy


@pytest.fixture
def root(built: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    made = tmp_path / "workspace"
    shutil.copytree(built, made)
    # What a build would find is looked for in the tests that say so: it takes as long as a build.
    monkeypatch.setattr(building, "examine", lambda *_: ([], {}))
    yield made
    assert not list(made.rglob("*.draft"))


# One release gives one sheet, however many tests ask for it: release, kind and options -> its bytes.
HANDED_OUT: dict[tuple[str, ...], bytes] = {}


def taken_out(root: Path, kind: str = "communities", *more: str, name: str = "hoja.xlsx") -> Filled:
    which = ((root / "graph" / "current").read_text(encoding="utf-8"), kind, *more)
    if which not in HANDED_OUT:
        ran = run("--workspace", root, "sheet", kind, "--of", "AIDESEP", "--to", root / name, *more)
        assert (ran.code, ran.out) == (0, "")
        HANDED_OUT[which] = (root / name).read_bytes()
    (root / name).write_bytes(HANDED_OUT[which])
    return Filled(root / name)


def give(root: Path, sheet: Filled | Path, *more: str) -> Ran:
    path = sheet if isinstance(sheet, Path) else sheet.save()
    return run("--workspace", root, "sheet", "--from", path, "--retrieved", "2026-11-27", *more)


def said(root: Path, thing: str, *more: str) -> list[dict[str, str]]:
    answer = json.loads(run("--workspace", root, "show", thing, "--json", *more).out)["said"]
    return [one for one in answer if not one["incoming"]]


def files(root: Path) -> dict[str, bytes]:
    """What the workspace keeps."""
    kept = [*(root / "sheets").glob("*"), *root.glob("amazongraph.toml")]
    return {path.name: path.read_bytes() for path in kept}


def claims(root: Path) -> list[tuple[str, str, str]]:
    """What the one table of the workspace holds: subject, property, value."""
    (table,) = (root / "sheets").glob("*.csv")
    return [(row["subject"], row["property"], row["value"]) for row in read(table)]


def last(value: str) -> str:
    return value.rpartition("/")[2]


# --- the whole way ---------------------------------------------------------------------------------


def test_what_a_federation_writes_stands_beside_what_others_say(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "examine", EXAMINE)
    sheet = taken_out(root)
    sheet.put("Sinchi Roca I", **{STATE: "en trámite", DECIDED: datetime(2021, 5, 3), "A la fecha": "10/2026"})
    sheet.put("Caimito", Distrito="Masisea")
    new = sheet.add(
        **{
            "Nombre": "Nueva Ñusta",
            "Distrito": "250101 Calleria",
            "Pueblo": "shipibo-conibo",
            "Reconocimiento: estado": "VIGENTE",
            "Reconocimiento: acto": "RD 123-2019-GRU",
        }
    )
    ran = give(root, sheet, "--who", "public")
    assert ran.code == 0
    assert f"  {STATE}: solicitada → en trámite\n" in ran.out
    assert ": (vacía) → 2021-05-03\n  A la fecha: 2026-10\n" in ran.out
    assert f"Fila {new}, agregada: Nueva Ñusta" in ran.out
    assert "«25 Ucayali» queda" in ran.err
    assert "Filas cambiadas: 2; agregadas: 1; no tomadas por anticuadas: 0." in ran.err
    (entry,) = load(root).sources
    assert (entry.loader, entry.retrieved, entry.level) == ("sheets/sheet-aidesep-communities.toml", "2026-11-27", None)

    assert run("--workspace", root, "build").code == 0
    states = [one for one in said(root, "tenure:sinchi-roca-i-inscripcion") if one["property"].endswith("tenureState")]
    assert {(last(one["value"]), last(one["who"]), last(one["source"])) for one in states} == {
        ("requested", "", "impetu-sr"),
        ("in-process", "aidesep", "sheet-aidesep-communities"),
    }
    assert {one["as_of"] for one in states} == {"", "2026-10"}
    dates = [
        one["value"] for one in said(root, "tenure:sinchi-roca-i-inscripcion") if one["property"].endswith("decided")
    ]
    assert dates == ["2021-05-03"], "a date of a spreadsheet is a day"
    places = {last(one["value"]) for one in said(root, "community:caimito") if one["property"].endswith("place")}
    assert places == {"25", "250104"}
    added = said(root, "community:nueva-nusta-250101")
    assert {last(one["who"]) for one in added if one["source"].endswith("communities")} == {"aidesep"}
    assert {last(one["value"]) for one in added if one["property"].endswith("people")} == {"shipibo-konibo"}
    act = said(root, "tenure:nueva-nusta-250101-reconocimiento")
    assert next(one["value"] for one in act if one["property"].endswith("#act")).endswith("norm/rd-123-2019-gru")
    text = run("--workspace", root, "show", "community:caimito").out
    assert "Comunidades: hoja de cálculo de AIDESEP" in text
    assert "2026-11-27" in text

    kept = files(root)
    again = give(root, root / "hoja.xlsx", "--who", "public")
    assert (again.code, again.out) == (0, "")
    assert "Afirmaciones nuevas: 0" in again.err
    assert files(root) == kept, "given back twice it says nothing twice"
    fresh = taken_out(root, name="otra.xlsx")
    assert fresh.cell("Sinchi Roca I", STATE).value == "en trámite", "the sheet of a sender holds what the sender says"
    assert "solicitada" in fresh.cell("Sinchi Roca I", STATE).comment.text, "and tells what is in dispute"
    assert "Afirmaciones nuevas: 0" in give(root, fresh).err


def test_a_sender_may_correct_itself(root: Path) -> None:
    sheet = taken_out(root)
    give(root, sheet.put("Sinchi Roca I", **{STATE: "vigente"}), "--who", "public")
    first = files(root)
    run("--workspace", root, "build")
    sheet = taken_out(root, name="otra.xlsx")
    ran = give(root, sheet.put("Sinchi Roca I", **{STATE: "denegada"}), "--who", "public")
    assert f"{STATE}: vigente → denegada" in ran.out
    assert set(first) & set(files(root)) == {"sheet-aidesep-communities.toml", "amazongraph.toml"}, (
        "one table, replaced"
    )
    assert claims(root) == [("tenure:sinchi-roca-i-inscripcion", "registry_state", "refused")]


# --- what is not taken -----------------------------------------------------------------------------


def test_without_a_word_on_who_may_see_it_nothing_is_kept(root: Path) -> None:
    ran = give(root, taken_out(root).put("Sinchi Roca I", **{STATE: "en trámite"}))
    assert ran.code == 0
    assert f"{STATE}: solicitada → en trámite" in ran.out
    assert "no se guardó nada" in ran.err
    assert files(root) == {}


def test_a_row_that_changed_meanwhile_is_not_taken_and_the_others_are(root: Path, folder: Path) -> None:
    sheet = taken_out(root)
    path = folder / "tenure.csv"
    rows = read(path)
    for row in rows:
        if row["key"] == "sinchi-roca-i-inscripcion":
            row["state"] = "annulled"
    write(path, rows, list(rows[0]))
    assert run("--workspace", root, "build").code == 0
    sheet.put("Sinchi Roca I", **{STATE: "vigente"}).put("Caimito", Distrito="250104 Masisea")
    ran = give(root, sheet, "--who", "public")
    assert ran.code == 1
    assert "«Sinchi Roca I» cambió en el grafo después de que salió la hoja" in ran.err
    assert {subject for subject, *_ in claims(root)} == {"community:caimito"}


def test_a_second_copy_does_not_undo_the_first(root: Path) -> None:
    one, other = taken_out(root, name="a.xlsx"), taken_out(root, name="b.xlsx")
    give(root, one.put("Sinchi Roca I", **{STATE: "vigente"}), "--who", "public")
    kept = files(root)
    ran = give(root, other.put("Sinchi Roca I", **{STATE: "denegada"}), "--who", "public")
    assert ran.code == 1
    assert "usted ya entregó otro valor" in ran.err
    assert files(root) == kept


def test_what_is_wrong_is_told_cell_by_cell_and_nothing_is_kept(root: Path) -> None:
    sheet = taken_out(root)
    line = sheet.row("Sinchi Roca I")
    sheet.put("Sinchi Roca I", **{STATE: "casi lista", DECIDED: "31/02/2020"})
    sheet.put("Caimito", Distrito="Masisae")
    new = sheet.add(Nombre="Sin Distrito")
    hidden = sheet.add(Nombre="Otra", Distrito="250104 Masisea", Pueblo="un indígena aislado acampa junto al río")
    ran = give(root, sheet, "--who", "public")
    assert ran.code == 3
    assert ran.out == ""
    assert f"hoja.xlsx, fila {line}, columna {STATE}: «casi lista» no está en la lista." in ran.err
    assert f"fila {line}, columna {DECIDED}: «31/02/2020» no es una fecha que exista." in ran.err
    assert "columna Distrito: «Masisae» no está en la lista. Elija de ella; por ejemplo: 250104 Masisea" in ran.err
    assert f"fila {new}, columna Distrito: la celda está vacía y es necesaria." in ran.err
    assert f"fila {hidden}, columna Pueblo: el texto diría dónde están" in ran.err
    assert files(root) == {}


def test_a_community_that_is_there_is_not_added_again(root: Path) -> None:
    sheet = taken_out(root)
    sheet.add(Nombre="Nueva Ñusta", Distrito="250104 Masisea")
    line = sheet.add(Nombre="nueva ñusta", Distrito="250104 Masisea")
    ran = give(root, sheet, "--who", "public")
    assert ran.code == 3
    assert f"fila {line}: «nueva ñusta» ya está (community:nueva-nusta-250104)." in ran.err


def test_a_community_with_the_name_of_another_is_told(root: Path) -> None:
    sheet = taken_out(root)
    sheet.add(Nombre="CAIMITO", Distrito="250104 Masisea")
    ran = give(root, sheet)
    assert ran.code == 0
    assert "la fila agregada «CAIMITO» se parece a community:caimito." in ran.err


def test_deleting_and_emptying_delete_nothing(root: Path) -> None:
    sheet = taken_out(root)
    sheet.put("Sinchi Roca I", **{STATE: None})
    sheet.sheet.delete_rows(sheet.row("Caimito"))
    ran = give(root, sheet, "--who", "public")
    assert (ran.code, ran.out) == (0, "")
    assert "«solicitada» y quedó vacía. Vaciarla no borra nada" in ran.err
    assert "faltan filas que salieron en la hoja (1). Borrar una fila no borra nada" in ran.err
    assert files(root) == {}


def test_sorted_rows_stay_who_they_are_and_a_copied_row_is_a_new_one(root: Path) -> None:
    sheet = taken_out(root)
    rows = [[cell.value for cell in row] for row in sheet.sheet.iter_rows(min_row=2)]
    rows = [row for row in rows if row[0]]
    copy = [*rows[0][:1], "Otra Comunidad", "250104 Masisea", *([None] * (len(rows[0]) - 3))]
    for number, row in enumerate([*reversed(rows), copy], start=2):
        for place, value in enumerate(row, start=1):
            sheet.sheet.cell(number, place).value = value
    ran = give(root, sheet)
    assert "Filas cambiadas: 0; agregadas: 1" in ran.err
    assert "agregada: Otra Comunidad" in ran.out


def test_a_key_that_did_not_go_out_is_told(root: Path) -> None:
    sheet = taken_out(root)
    line = sheet.row("Caimito")
    sheet.sheet.cell(line, 1).value = "otra"
    ran = give(root, sheet)
    assert ran.code == 3
    assert f"hoja.xlsx, fila {line}: no se sabe de qué fila es" in ran.err


def test_a_name_that_several_have_is_told_with_the_choices(root: Path) -> None:
    ran = give(root, taken_out(root).put("Caimito", Distrito="ucayali"))
    assert ran.code == 3
    # A department, and a province of another one.
    assert "«ucayali» puede ser varias cosas. Escriba una de estas: 1606 Ucayali; 25 Ucayali." in ran.err


def test_the_name_of_what_is_there_gains_another_and_loses_none(root: Path) -> None:
    give(root, taken_out(root).put("Caimito", Nombre="Caimito del Lago"), "--who", "public")
    assert claims(root) == [("community:caimito", "name-later", "Caimito del Lago")]
    mapping = tomllib.loads((root / "sheets" / "sheet-aidesep-communities.toml").read_text(encoding="utf-8"))
    assert mapping["properties"]["name-later"]["property"] == "skos:altLabel"


def test_a_row_that_lacks_what_it_needs_is_told_whatever_the_kind(root: Path) -> None:
    sheet = taken_out(root, "titling")
    line = sheet.add(Comunidad="Caimito", Etapa="demarcación")
    ran = give(root, sheet, "--who", "public")
    assert ran.code == 3
    assert f"fila {line}, columna Qué se pide: la celda está vacía y es necesaria." in ran.err


def test_what_would_stop_a_release_is_not_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "examine", EXAMINE)
    sheet = taken_out(root, "titling")
    row = {"Comunidad": "Caimito", "Qué se pide": "Título de propiedad", "Etapa": "demarcación"}
    sheet.add(**row, Inicio="2021", Fin="2019")
    ran = give(root, sheet, "--who", "public")
    assert ran.code == 1
    assert "La etapa termina antes de empezar" in ran.err
    assert files(root) == {}


# --- the other kinds -------------------------------------------------------------------------------


def test_steps_of_titling_make_one_procedure(root: Path) -> None:
    sheet = taken_out(root, "titling")
    shared = {"Comunidad": "Caimito", "Qué se pide": "Título de propiedad"}
    sheet.add(**shared, Etapa="demarcación", Inicio="2019-07", **{"Qué la detiene": "sin plano; sin presupuesto"})
    sheet.add(**shared, Etapa="acta de colindancia", **{"Ante qué entidad": "AIDESEP"})
    assert give(root, sheet, "--who", "public").code == 0
    assert run("--workspace", root, "build").code == 0
    steps = [said(root, f"step:caimito-titulo-{name}") for name in ("demarcation", "boundary-act")]
    procedures = {one["value"] for step in steps for one in step if one["property"].endswith("stepOf")}
    assert {last(one) for one in procedures} == {"caimito-titulo"}
    blocked = {last(one["value"]) for one in steps[0] if one["property"].endswith("blockedBy")}
    assert blocked == {"no-map", "no-budget"}
    again = taken_out(root, "titling", name="otra.xlsx")
    lines = [[cell.value for cell in row][1:5] for row in again.sheet.iter_rows(min_row=2, max_row=3)]
    body = "Asociación Interétnica de Desarrollo de la Selva Peruana"
    assert lines == [
        ["Caimito", "Título de propiedad", body, "acta de colindancia"],
        ["Caimito", "Título de propiedad", body, "demarcación"],
    ]
    ran = give(root, again.put("Caimito", Etapa="reconocimiento"), "--who", "public")
    assert ran.code == 3
    assert "no se cambia en una fila que ya estaba" in ran.err


def test_a_new_incident_has_a_key_without_meaning_and_is_not_counted(root: Path) -> None:
    sheet = taken_out(root, "incidents")
    row = {"Tipo": "asesinato", "Fecha": "19/04/2026", "Distrito": "Masisea", "Población de la víctima": "indígena"}
    sheet.add(**row)
    sheet.add(**row)
    ran = give(root, sheet, "--who", "public")
    assert ran.code == 0
    assert "  Fecha: (vacía) → 2026-04-19\n  Distrito: (vacía) → 250104 Masisea" in ran.out, "as it was understood"
    kept = files(root)
    assert "Afirmaciones nuevas: 0" in give(root, sheet, "--who", "public").err
    assert files(root) == kept, "the keys are given once"
    keys = {subject for subject, name, _ in claims(root) if name == "row-is"}
    assert len(keys) == 2, "two rows alike are two incidents"
    assert all(len(key.partition(":")[2]) == 8 for key in keys)
    assert run("--workspace", root, "build").code == 0
    for key in keys:
        counted = [one["value"] for one in said(root, key) if one["property"].endswith("countable")]
        assert counted == ["false"]
    again = taken_out(root, "incidents", name="otra.xlsx")
    again.add(**row)
    assert again.save()
    assert "se parece a incident:" in give(root, again).err


def test_an_added_row_that_may_correct_one_given_before_is_told(root: Path) -> None:
    sheet = taken_out(root)
    line = sheet.add(Nombre="Nueva Nusta", Distrito="250104 Masisea")
    assert give(root, sheet, "--who", "public").code == 0
    sheet.sheet.cell(line, sheet.columns["Nombre"]).value = "Puerto Ñusta"
    ran = give(root, sheet)
    assert "usted ya entregó 1 que no están en esta hoja (community:nueva-nusta-250104)" in ran.err


def test_demands_and_organisations_of_a_federation(root: Path) -> None:
    groups = taken_out(root, "organisations")
    groups.add(Nombre="Federación Inventada del Ñandú", Sigla="FINÑA", Tipo="Organización indígena local")
    assert give(root, groups, "--who", "public").code == 0
    assert ("organization:finna", "acronym", "FINÑA") in claims(root)
    shutil.rmtree(root / "sheets")
    (root / "amazongraph.toml").unlink()
    sheet = taken_out(root, "demands", name="demandas.xlsx")
    gist = {"Qué se pide o promete": "Titular, ya; sin esperar.", "Lo mismo en inglés": "Title now."}
    sheet.add(Tipo="Demanda", Quién="aidesep; ORAU", Plazo="2027", **gist)
    assert give(root, sheet, "--who", "public").code == 0
    told = {(name, value) for _, name, value in claims(root)}
    assert told == {
        ("row-is", "row.demand"),
        ("made_by", "aidesep"),
        ("made_by", "orau"),
        ("due", "2027"),
        ("gist_es", "Titular, ya; sin esperar."),
        ("gist_en", "Title now."),
    }


# --- who may see it, and the files -----------------------------------------------------------------


def test_what_only_the_owner_may_see_stays_with_the_owner(root: Path) -> None:
    ran = give(root, taken_out(root).put("Sinchi Roca I", **{STATE: "vigente"}), "--who", "own")
    assert ran.code == 0
    assert "Nadie lo verá" in ran.err
    (entry,) = load(root).sources
    assert (entry.loader, entry.level) == ("sheets/sheet-aidesep-communities-own.toml", 4)
    toml = root / "amazongraph.toml"
    toml.write_text('profile = "own"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("--workspace", root, "build").code == 0
    facet = "tenure:sinchi-roca-i-inscripcion"
    seen = {
        profile: {last(one["source"]) for one in said(root, facet, "--profile", profile)}
        for profile in ("public", "own")
    }
    assert seen["own"] - seen["public"] >= {"sheet-aidesep-communities-own"}
    internal = run("--workspace", root, "sheet", "communities", "--to", root / "x.xlsx")
    assert internal.code == 0
    assert (root / "x.INTERNO.xlsx").is_file()


def test_a_sheet_of_nobody_is_said_by_the_workspace(root: Path) -> None:
    path = root / "propia.xlsx"
    assert run("--workspace", root, "sheet", "communities", "--to", path).code == 0
    ran = give(root, Filled(path).put("Caimito", Distrito="250104 Masisea"), "--who", "public")
    assert "de este espacio de trabajo" in ran.err
    assert load(root).sources[0].loader == "sheets/sheet-workspace-communities.toml"


def test_a_file_open_elsewhere_is_told_and_none_is_overwritten(root: Path) -> None:
    sheet = taken_out(root).put("Caimito", Distrito="250104 Masisea")
    (root / "~$hoja.xlsx").write_bytes(b"")
    ran = give(root, sheet)
    assert ran.code == 0
    assert "hoja.xlsx está abierto en otro programa: solo se lee lo que ya está guardado" in ran.err
    kept = sheet.path.read_bytes()
    ran = run("--workspace", root, "sheet", "communities", "--to", sheet.path)
    assert ran.code == 2
    assert "Ciérrelo y elija otro nombre" in ran.err
    assert sheet.path.read_bytes() == kept


def test_a_file_that_cannot_be_opened_says_to_close_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = taken_out(root).save()
    whole = Path.read_bytes

    def locked(self: Path) -> bytes:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return whole(self)

    monkeypatch.setattr(Path, "read_bytes", locked)
    ran = give(root, path)
    assert ran.code == 3
    assert "Ciérrelo si otro programa lo tiene abierto" in ran.err


def test_any_other_workbook_is_told(root: Path) -> None:
    book = Workbook()
    book.active.append(["Nombre", "Distrito"])
    book.active.append(["A", "B"])
    book.save(root / "otro.xlsx")
    ran = give(root, root / "otro.xlsx")
    assert ran.code == 3
    assert "otro.xlsx: no es una hoja de `amazongraph sheet`" in ran.err
    (root / "notas.md").write_text("# Uno\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", encoding="utf-8")
    assert "notas.md: no es una hoja de `amazongraph sheet`" in give(root, root / "notas.md").err
    assert give(root, root / "nada.xlsx").code == 3


def test_a_column_that_was_taken_out_is_told(root: Path) -> None:
    sheet = taken_out(root)
    sheet.sheet.cell(1, sheet.columns["Pueblo"]).value = "Gente"
    ran = give(root, sheet)
    assert ran.code == 3
    assert "falta la columna «Pueblo»" in ran.err


def test_the_form_may_be_empty_and_in_english(root: Path) -> None:
    sheet = taken_out(root, "communities", "--empty", "--lang", "en")
    assert sheet.sheet.title == "Communities"
    assert [cell.value for cell in sheet.sheet[2]][1] is None
    sheet.add(Name="New Invented", District="250104 Masisea", **{"Property title: state": "in process"})
    ran = give(root, sheet, "--lang", "en")
    assert "Row 2, added: New Invented" in ran.out
    assert "Property title: state: (empty) → in process" in ran.out


def test_json_says_the_same(root: Path) -> None:
    ran = give(root, taken_out(root).put("Sinchi Roca I", **{STATE: "vigente"}), "--json")
    told = json.loads(ran.out)
    (change,) = told["changes"]
    assert change["cells"] == [{"column": "registry_state", "old": "solicitada", "new": "vigente"}]
    assert (change["added"], told["claims"], told["said_by"]) == (False, 1, "AIDESEP")


@pytest.mark.parametrize(
    "arguments",
    [
        ("sheet",),
        ("sheet", "communities"),
        ("sheet", "--to", "x.xlsx"),
        ("sheet", "casas", "--to", "x.xlsx"),
        ("sheet", "communities", "--to", "x.xlsx", "--from", "y.xlsx"),
        ("sheet", "communities", "--to", "x.xlsx", "--of", "Caimito"),
        ("sheet", "--from", "y.xlsx", "--retrieved", "ayer"),
    ],
)
def test_what_was_not_meant_is_told(root: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    ran = run("--workspace", root, *arguments)
    assert ran.code == 2
    assert ran.err
    assert not (root / "x.xlsx").exists()


def test_who_only_reports_is_in_no_list_of_who_answers(root: Path) -> None:
    taken_out(root, "titling")
    offered = {cell for row in load_workbook(root / "hoja.xlsx")["_lists"].iter_rows(values_only=True) for cell in row}
    named: dict[str, set[str]] = {}
    for row in read(FOLDER / "organisations.csv"):
        named.setdefault(row["kind"], set()).add(row["name_es"])
    assert named["media"] & offered == set()
    assert (set().union(*named.values()) - named["media"]) & offered, "and others are"
