"""``amazongraph check``: what is wrong in a release, in edited tables and in RDF files, where, and what to do."""

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from console import Ran, run
from small_tables import Rows, build_tables, line_of, read, small_tables, workspace, write

from amazongraph import releases, terms
from amazongraph.checks.report import from_dict
from amazongraph.export import selection
from amazongraph.export.formats import FORMATS
from amazongraph.settings import Settings
from amazongraph.sources.curated import FOLDER, tables

Check = Callable[..., Ran]
Change = Callable[..., None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A workspace with one release of a few tables, which stand in ``curated``."""
    settings = workspace(tmp_path_factory.mktemp("built"))
    build_tables(settings, small_tables(settings.root / "curated"))
    return settings


@pytest.fixture
def folder(built: Settings, tmp_path: Path) -> Path:
    """A copy of those tables, to be edited."""
    return shutil.copytree(built.root / "curated", tmp_path / "mine")


@pytest.fixture
def check(built: Settings, monkeypatch: pytest.MonkeyPatch) -> Check:
    """``amazongraph check`` in that workspace, with its tables in place of the packaged ones."""
    for module in ("amazongraph.build", "amazongraph.sources.curated", "amazongraph.cli.check"):
        monkeypatch.setattr(f"{module}.tables", lambda: tables(built.root / "curated"))
    return lambda *given, **how: run("--workspace", built.root, "check", *given, **how)


def blank(path: Path, column: str) -> list[int]:
    """The lines of the rows that leave a column blank."""
    return [number for number, row in enumerate(read(path), start=2) if not row[column]]


def rejected(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# --- a release -------------------------------------------------------------------------------------


def test_the_current_release_is_told_with_every_value_its_sources_leave_out(check: Check, built: Settings) -> None:
    ran = check("--all")
    assert (ran.code, ran.err) == (0, "")
    current = releases.current(built)
    assert current is not None
    assert ran.out.startswith(f"versión {current.id}\nGraves: 0 · Avisos: ")
    for table, column in (("documents", "publisher"), ("documents", "url"), ("communities", "people")):
        for row in blank(built.root / "curated" / f"{table}.csv", column):
            assert f"    {table}.csv, fila {row}, columna {column} · " in ran.out
    text = "NOTA ({}): No se tiene la dirección web del documento. No es un error; si se encuentra, "
    assert text.format(len(blank(built.root / "curated" / "documents.csv", "url"))) in ran.out


def test_names_are_those_of_the_language_asked_for(reference: Settings) -> None:
    said = {lang: run("--workspace", reference.root, "check", "--all", "--lang", lang).out for lang in ("es", "en")}
    assert " · Reserva Territorial Madre de Dios (reserve:reserva-madre-de-dios)\n" in said["es"]
    assert " · Madre de Dios Territorial Reserve (reserve:reserva-madre-de-dios)\n" in said["en"]
    assert " · fecha del hecho\n" in said["es"], "a property has its name too"
    assert "fila" not in said["en"]


def test_a_release_is_checked_by_the_beginning_of_its_name(
    check: Check, built: Settings, folder: Path, change: Change, tmp_path: Path
) -> None:
    root = tmp_path / "two"
    shutil.copytree(built.graph, root / "graph")
    old = releases.current(workspace(root))
    change(folder / "figures.csv", "airs-003", "place", "")
    build_tables(workspace(root), folder)
    assert old is not None
    line = f"figures.csv, fila {line_of(folder / 'figures.csv', 'airs-003')}, columna place"
    ask = [run("--workspace", root, "check", "--all", *given) for given in ([], [old.id[:-4]])]
    assert [line in ran.out for ran in ask] == [True, False]
    assert ask[1].out.startswith(f"versión {old.id}\n")


@pytest.mark.parametrize(("lang", "words"), [("es", "Ninguna versión"), ("en", "No release")])
def test_a_release_that_is_not_there_is_told(lang: str, words: str, check: Check) -> None:
    ran = check("2001-01-01", "--lang", lang)
    assert (ran.code, ran.data) == (4, b"")
    assert words in ran.err


def test_where_there_is_no_release_one_is_built_first(check: Check, tmp_path: Path) -> None:
    ran = run("--workspace", tmp_path, "check")
    assert ran.code == 0
    assert ran.out.startswith("versión ")
    assert "Aún no hay ninguna versión aquí" in ran.err


@pytest.mark.parametrize(
    ("lang", "words"),
    [("es", "las reglas se comprueban con pySHACL"), ("en", "the rules are checked with pySHACL")],
)
def test_where_there_is_no_fast_engine_the_other_one_checks_and_it_is_told(
    lang: str, words: str, check: Check, folder: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder / "figures.csv", "airs-003", "bound", "")
    given = (folder / "figures.csv", "--format", "json", "--all", "--lang", lang)
    usual = check(*given)
    monkeypatch.setattr("amazongraph.checks.shapes.shacl_rust", None)
    ran = check(*given)
    assert (usual.code, usual.err) == (1, "")
    assert (ran.code, ran.data) == (1, usual.data)
    assert words in ran.err


# --- edited tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "count", "wrong", "place"),
    [
        (
            "es", "Graves: 1 ·", "GRAVE (1): El mínimo es mayor que el máximo. Revise value_min y value_max.",
            "figures.csv, fila {}, columna value_min · Pistas reportadas, 2024-11 (figure:airs-003) · 9",
        ),
        (
            "en", "Serious: 1 ·", "SERIOUS (1): The minimum is larger than the maximum. Check value_min and value_max.",
            "figures.csv, row {}, column value_min · Airstrips reported, 2024-11 (figure:airs-003) · 9",
        ),
    ],
    ids=["es", "en"],
)  # fmt: skip
def test_an_edited_table_that_would_stop_a_release_is_told_with_its_cell_and_the_remedy(
    lang: str, count: str, wrong: str, place: str, check: Check, built: Settings, folder: Path, change: Change
) -> None:
    path = folder / "figures.csv"
    for column, value in (("value", ""), ("value_min", "9"), ("value_max", "3")):
        change(path, "airs-003", column, value)
    before = sorted(built.graph.rglob("*"))
    ran = check(path, "--all", "--lang", lang)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("figures.csv\n")
    assert count in ran.out
    assert f"{wrong}\n    {place.format(line_of(path, 'airs-003'))}\n" in ran.out
    assert sorted(built.graph.rglob("*")) == before, "nothing is published"


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_things_of_edited_tables_have_their_names(lang: str, check: Check, folder: Path) -> None:
    (reserve,) = [row for row in read(folder / "reserves.csv") if row["key"] == "reserva-isconahua"]
    ran = check(folder / "reserves.csv", "--all", "--lang", lang)
    assert f" · {reserve[f'name_{lang}']} (reserve:reserva-isconahua)\n" in ran.out


def test_an_edited_table_that_only_leaves_something_out_does_not_fail(
    check: Check, folder: Path, change: Change
) -> None:
    change(folder / "figures.csv", "airs-003", "place", "")
    ran = check(folder / "figures.csv", "--all")
    assert (ran.code, ran.err) == (0, "")
    assert f"figures.csv, fila {line_of(folder / 'figures.csv', 'airs-003')}, columna place" in ran.out


def test_cells_that_cannot_be_read_are_told_in_the_same_report(check: Check, folder: Path, change: Change) -> None:
    change(folder / "figures.csv", "airs-003", "bound", "exactli")
    change(folder / "incidents.csv", read(folder / "incidents.csv")[0]["key"], "date", "2023-02-30")
    ran = check(folder / "figures.csv", folder / "incidents.csv")
    assert (ran.code, ran.err) == (1, "")
    assert "Graves: 2 · Avisos: 0 · Notas: 0" in ran.out
    assert "GRAVE (1): «exactli» no está en el vocabulario bound." in ran.out
    assert "Las más parecidas: exactly, " in ran.out
    assert f"    figures.csv, fila {line_of(folder / 'figures.csv', 'airs-003')}, columna bound\n" in ran.out
    assert "GRAVE (1): «2023-02-30» no es una fecha que exista." in ran.out
    assert "    incidents.csv, fila 2, columna date\n" in ran.out


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda data: data.replace(b",", b";"), "separadas por punto y coma", id="semicolons"),
        pytest.param(lambda data: data + "ñ".encode("latin-1"), "no está en UTF-8", id="another encoding"),
        pytest.param(lambda data: data + b'a,"b\n', "la fila está rota", id="an open quotation mark"),
        pytest.param(lambda data: b"", "falta la columna", id="an empty file"),
    ],
)
def test_a_file_that_is_no_table_is_told(
    spoil: Callable[[bytes], bytes], words: str, check: Check, folder: Path, tmp_path: Path
) -> None:
    path = folder / "figures.csv"
    path.write_bytes(spoil(path.read_bytes()))
    ran = check(path, "--rejects", tmp_path / "rejects")
    assert ran.code == 1
    assert words.lower() in ran.out.lower()
    assert "    figures.csv" in ran.out
    assert list((tmp_path / "rejects").iterdir()) == [], "no row of it can be told from another"


def test_a_table_of_another_name_is_told_with_the_names_there_are(check: Check, folder: Path) -> None:
    shutil.copy(folder / "figures.csv", folder / "cifras.csv")
    ran = check(folder / "cifras.csv")
    assert ran.code == 1
    assert "GRAVE (1): Ninguna tabla se llama así. Las tablas son: " in ran.out
    assert "figures.csv, " in ran.out
    assert "    cifras.csv\n" in ran.out


def test_two_files_of_one_name_are_told_lest_one_be_passed_over(check: Check, built: Settings, folder: Path) -> None:
    ran = check(folder / "figures.csv", built.root / "curated" / "figures.csv")
    assert ran.code == 1
    assert "GRAVE (1): Se dieron dos archivos con este nombre. Deje uno.\n    figures.csv\n" in ran.out


@pytest.mark.parametrize(
    "given",
    [["figurs.csv"], ["some/folder/figures"], ["2026", "figures.csv"], ["2026", "2025"], ["."]],
    ids=["a name with an ending", "a name with a folder", "among several", "two names", "a folder"],
)
@pytest.mark.parametrize(("lang", "words"), [("es", "no se encuentra el archivo"), ("en", "the file is not there")])
def test_a_file_that_is_not_there_is_not_taken_for_a_release(
    lang: str, words: str, given: list[str], check: Check, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    ran = check(*given, "--lang", lang)
    assert (ran.code, ran.data) == (3, b"")
    assert f"{given[0]}: {words}" in ran.err.replace("\\", "/")


# --- RDF files -------------------------------------------------------------------------------------

GOOD = f"""
<https://example.org/norm> a <{terms.ag("LegalNorm")}> ; <{terms.LABEL}> "Ley 1" .
"""
BAD = f"""
<https://example.org/norm> a <{terms.ag("LegalNorm")}> ; <{terms.LABEL}> "Ley 1", "Ley 2" .
"""
KINDS = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def rdf(path: Path, text: str) -> Path:
    """Write some Turtle in the format that the name says."""
    ox.serialize(ox.parse(text, ox.RdfFormat.TURTLE), str(path), KINDS[path.suffix[1:]])
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_rdf_file_passes(kind: str, check: Check, tmp_path: Path) -> None:
    ran = check(rdf(tmp_path / f"norm.{kind}", GOOD))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"norm.{kind}\nGraves: 0 · ")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("lang", "wrong"),
    [
        ("es", "GRAVE (1): La norma no tiene número, o tiene más de uno. Escriba uno solo en la columna number.\n"),
        ("en", "SERIOUS (1): The norm has no number, or more than one. Write a single one in the column number.\n"),
    ],
)
def test_an_rdf_file_that_breaks_a_rule_is_told_with_the_thing_and_the_property(
    lang: str, wrong: str, kind: str, check: Check, tmp_path: Path
) -> None:
    ran = check(rdf(tmp_path / f"norm.{kind}", BAD), "--lang", lang)
    assert (ran.code, ran.err) == (1, "")
    assert f"{wrong}    norm.{kind} · Ley 1 (https://example.org/norm) · rdfs:label\n" in ran.out


@pytest.mark.parametrize("kind", KINDS)
def test_an_rdf_file_that_is_broken_is_told(kind: str, check: Check, tmp_path: Path) -> None:
    (tmp_path / f"norm.{kind}").write_text('<"', encoding="utf-8")
    ran = check(tmp_path / f"norm.{kind}")
    assert (ran.code, ran.err) == (1, "")
    assert "GRAVE (1): El archivo no se puede leer (" in ran.out
    assert f"    norm.{kind}" in ran.out


@pytest.mark.parametrize(
    ("form", "ending"), [("trig", "trig"), ("turtle", "ttl"), ("nquads", "nq"), ("jsonld", "jsonld")]
)
def test_an_exported_release_has_the_findings_of_the_release(
    form: str, ending: str, check: Check, built: Settings, tmp_path: Path
) -> None:
    current = releases.current(built)
    assert current is not None
    FORMATS[form].exporter()(selection.whole(current, "public", "es"), tmp_path / f"graph.{ending}")
    said = [json.loads(check(*given, "--format", "json").out) for given in ([], [tmp_path / f"graph.{ending}"])]
    whole, again = ({(one["check"], one["focus"], one["name"]) for one in found} for found in said)
    assert again == whole
    assert len(whole) > 10
    assert {tuple(map(tuple, one["cells"])) for one in said[1]} == {((f"graph.{ending}", 0, ""),)}


def test_tables_and_rdf_files_are_told_in_one_report(
    check: Check, folder: Path, change: Change, tmp_path: Path
) -> None:
    change(folder / "figures.csv", "airs-003", "bound", "")
    (tmp_path / "broken.ttl").write_text("<", encoding="utf-8")
    ran = check(rdf(tmp_path / "norm.ttl", BAD), folder / "figures.csv", tmp_path / "broken.ttl")
    assert ran.code == 1
    assert ran.out.startswith("norm.ttl, figures.csv, broken.ttl\nGraves: 3 · ")
    for place in ("    norm.ttl · Ley 1", "    figures.csv, fila ", "    broken.ttl, fila 1"):
        assert place in ran.out


# --- forms and files -------------------------------------------------------------------------------


def test_json_reads_back_as_the_findings_of_the_release(check: Check, built: Settings) -> None:
    current = releases.current(built)
    assert current is not None
    said = json.loads(check("--format", "json").out)
    assert [from_dict(one) for one in said] == [from_dict(one) for one in current.read_json("public/findings.json")]
    names = {row["key"]: row["title"] for row in read(built.root / "curated" / "documents.csv")}
    titles = {one["focus"]: one["name"] for one in said if one["check"] == "Document-address"}
    assert titles
    assert all(names[terms.key_of(focus)] == name for focus, name in titles.items())


def test_findings_of_several_files_come_gravest_first_in_json(check: Check, folder: Path, tmp_path: Path) -> None:
    ran = check(folder / "figures.csv", rdf(tmp_path / "norm.ttl", BAD), "--format", "json")
    severities = [one["severity"] for one in json.loads(ran.out)]
    assert severities[0] == "violation"
    assert severities == sorted(severities, key=["violation", "warning", "info"].index)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_page_is_written_to_a_file(lang: str, check: Check, tmp_path: Path) -> None:
    ran = check("--format", "html", "--to", tmp_path / "página.html", "--lang", lang)
    assert (ran.code, ran.data, ran.err) == (0, b"", "")
    said = (tmp_path / "página.html").read_text(encoding="utf-8")
    assert said.startswith(f'<!doctype html>\n<html lang="{lang}">')
    assert said.endswith("</html>\n")


def test_annotations_name_the_file_as_it_lies_from_here(
    check: Check, folder: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a review shows them beside the line."""
    change(folder / "figures.csv", "airs-003", "bound", "")
    row = line_of(folder / "figures.csv", "airs-003")
    monkeypatch.chdir(folder.parent)
    for given in (folder / "figures.csv", Path("mine", "figures.csv")):
        lines = check(given, "--format", "github", "--all").out.splitlines()
        assert lines[0].startswith(
            f"::error file=mine/figures.csv,line={row},title=bound::"
            "Pistas reportadas, 2024-11 (figure:airs-003): La cifra "
        )
        assert any(line.startswith("::notice file=documents.csv,line=") for line in lines), "a table from elsewhere"


def test_all_shows_every_cell(reference: Settings) -> None:
    count = len(blank(FOLDER / "documents.csv", "url"))
    ask = [run("--workspace", reference.root, "check", *given) for given in ([], ["--all"])]
    assert [ran.out.count(", columna url · ") for ran in ask] == [10, count]
    assert f"… y {count - 10} más: con --all" in ask[0].out
    assert count > 10


@pytest.mark.parametrize(("lang", "words"), [("es", "No se puede escribir "), ("en", "cannot be written")])
@pytest.mark.parametrize("option", ["--to", "--rejects"])
def test_a_folder_that_cannot_be_written_is_told(
    option: str, lang: str, words: str, check: Check, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = check(option, tmp_path / "file" / "inside", "--lang", lang)
    assert ran.code == 2
    assert words in ran.err
    assert "inside" in ran.err


# --- rows to mend ----------------------------------------------------------------------------------


def test_the_rows_that_stop_a_release_are_written_with_their_cells_and_the_reason(
    check: Check, folder: Path, change: Change, tmp_path: Path
) -> None:
    change(folder / "figures.csv", "airs-003", "bound", "")
    change(folder / "figures.csv", "airs-004", "place", "")
    change(folder / "figures.csv", "airs-005", "unit", "cosas")
    change(folder / "figures.csv", "airs-005", "unit", "airstrips")
    change(folder / "figures.csv", "kill-001", "note_es", "")
    change(folder / "figures.csv", "kill-001", "note_en", "")
    ran = check(folder / "figures.csv", "--rejects", tmp_path / "rejects")
    assert ran.code == 1
    assert f"Filas por corregir en {tmp_path / 'rejects'} (tablas: 1). " in ran.err
    (path,) = (tmp_path / "rejects").iterdir()
    assert path.name == "figures.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfkey,")
    rows = rejected(path)
    originals = {row["key"]: row for row in read(folder / "figures.csv")}
    assert [row["key"] for row in rows] == ["airs-003", "kill-001"]
    for row, words in zip(rows, ("Complete la columna bound", "Complete note_es y note_en"), strict=True):
        assert words in row.pop("reason")
        assert row.pop("mend").startswith(f"{line_of(folder / 'figures.csv', row['key'])}-")
        assert row == originals[row["key"]]


def test_mended_rows_are_put_back_and_pass(check: Check, folder: Path, change: Change, tmp_path: Path) -> None:
    before = read(folder / "figures.csv")
    change(folder / "figures.csv", "airs-003", "bound", "")
    check(folder / "figures.csv", "--rejects", tmp_path / "rejects")
    rows = rejected(tmp_path / "rejects" / "figures.csv")
    assert [row["key"] for row in rows] == ["airs-003"]
    write(tmp_path / "rejects" / "figures.csv", [{**row, "bound": "exactly"} for row in rows], list(rows[0]))
    put = run("mend", folder / "figures.csv", tmp_path / "rejects" / "figures.csv", "--lang", "es")
    assert (put.code, put.out) == (0, "")
    assert put.err.startswith(f"Filas devueltas a {folder / 'figures.csv'}: 1. ")
    assert read(folder / "figures.csv") == before
    ran = check(folder / "figures.csv", "--rejects", tmp_path / "again")
    assert ran.code == 0
    assert "Graves: 0 " in ran.out
    assert "Ninguna fila por corregir" in ran.err


def test_rows_put_back_by_hand_may_keep_the_columns_for_mending(
    check: Check, folder: Path, change: Change, tmp_path: Path
) -> None:
    change(folder / "figures.csv", "airs-003", "bound", "")
    check(folder / "figures.csv", "--rejects", tmp_path / "rejects")
    mended = {row["key"]: {**row, "bound": "about"} for row in rejected(tmp_path / "rejects" / "figures.csv")}
    rows = [mended.get(row["key"], {**row, "mend": "", "reason": ""}) for row in read(folder / "figures.csv")]
    write(folder / "figures.csv", rows, list(rows[0]))
    assert check(folder / "figures.csv").code == 0


def test_findings_of_other_tables_are_counted_and_told_on_request(check: Check, folder: Path) -> None:
    ran = check(folder / "documents.csv")
    assert ran.code == 0
    cells = [line for line in ran.out.splitlines() if line.startswith("    ")]
    assert cells
    assert all("documents.csv" in line or "…" in line for line in cells)
    assert re.search(r"(?m)^\d+ hallazgos más son de tablas que no se indicaron; con --all se ven\.$", ran.err)
    everything = check(folder / "documents.csv", "--all")
    assert "incidents.csv, fila" in everything.out
    assert everything.err == ""


def test_a_row_with_cells_that_cannot_be_read_is_among_those_to_mend(
    check: Check, folder: Path, change: Change, tmp_path: Path
) -> None:
    change(folder / "figures.csv", "airs-003", "bound", "exactli")
    change(folder / "figures.csv", "airs-003", "value", "many")
    check(folder / "figures.csv", "--rejects", tmp_path / "rejects", "--lang", "en")
    (row,) = rejected(tmp_path / "rejects" / "figures.csv")
    assert (row["key"], row["bound"], row["value"]) == ("airs-003", "exactli", "many")
    assert '"exactli" is not in the vocabulary bound.' in row["reason"]
    assert '"many" is not a number.' in row["reason"]


def test_a_thing_that_lacks_another_has_its_own_row_to_mend(check: Check, folder: Path, tmp_path: Path) -> None:
    """The rows of the table that was not edited, where the remedy is told."""
    rows = read(folder / "victims.csv")
    write(folder / "victims.csv", [row for row in rows if row["key"] != "3d2525nz"], list(rows[0]))
    (incident,) = {row["incident"] for row in rows if row["key"] == "3d2525nz"}
    assert check(folder / "victims.csv", "--rejects", tmp_path / "rejects").code == 1
    (row,) = rejected(tmp_path / "rejects" / "incidents.csv")
    assert row["key"] == incident
    told = "El hecho no tiene víctima ni número de víctimas. Agregue una fila en victims.csv o retire el hecho."
    assert row["reason"] == told


def test_rows_to_mend_never_take_the_place_of_a_table_that_is_checked(
    check: Check, built: Settings, folder: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder / "figures.csv", "airs-003", "bound", "")
    before = (folder / "figures.csv").read_bytes()
    monkeypatch.chdir(folder)
    for given in ("figures.csv", folder / "figures.csv"):
        ran = check(given, "--rejects", ".")
        assert (ran.code, ran.data) == (2, b"")
        assert "está la tabla figures.csv que se comprueba. Elija otra carpeta" in ran.err
    assert check("--rejects", built.root / "curated", "--lang", "en").code == 2, (
        "nor of one that ships with the program"
    )
    assert (folder / "figures.csv").read_bytes() == before
