"""``amazongraph link`` and ``amazongraph review``: from a file of candidates to decisions that stay."""

import json
import shutil
import sys
from hashlib import sha256
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from console import run
from small_tables import build_tables, small_tables, workspace

from amazongraph.build import build
from amazongraph.releases import current
from amazongraph.sources.curated import tables
from amazongraph.sources.fetched import Fetched, note_of, note_text, read_note
from amazongraph.sources.links import mapping_sets
from amazongraph.sssom import CLOSE, EXACT, read_judgements

sys.path.insert(0, str(Path(__file__).parents[1] / "linking"))

from endpoints import Reply, fake, oxigraph

TOWNS = """qid,label,departamento,provincia,distrito,lat,lon
Q900001,PUERTO AZUL,Ucayali,Padre Abad,,,
Q900002,Unipacuyaco,Huánuco,Puerto Inca,Codo del Pozuzo,,
Q900003,Saweto,Ucayali,,,,
"""
UNITS = "id,name,department,province\nhttps://example.org/1,DISTRITO DE CODO DEL POZUSO,HUANUCO,PUERTO INCA\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    build_tables(workspace(root / "space"), small_tables(root / "tables"))
    return root / "space"


@pytest.fixture
def space(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "space"
    shutil.copytree(built, folder)
    (folder / "towns.csv").write_text(TOWNS, encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def link() -> Path:
    ran = run("link", "wikidata", "--candidates", "towns.csv", "--kind", "place", "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert (told["candidates"], told["accepted"], told["waiting"]) == (3, 0, 2)
    return Path(told["file"])


def test_an_engine_is_for_the_pairs_that_splink_finds(space: Path) -> None:
    ran = run("link", "wikidata", "--candidates", "towns.csv", "--engine", "spark", "--lang", "en")
    assert (ran.code, "Add --splink" in ran.err) == (2, True)


def test_links_are_proposed_and_wait(space: Path) -> None:
    path = link()
    assert path == space / "links" / "wikidata.sssom.tsv"
    said = {one.object_label: one for one in read_judgements(path)}
    assert set(said) == {"PUERTO AZUL", "Unipacuyaco"}
    assert {one.predicate for one in said.values()} == {CLOSE}
    assert said["PUERTO AZUL"].object == "http://www.wikidata.org/entity/Q900001"
    assert not any(one.decides for one in said.values())


def test_a_unit_that_only_one_can_be_needs_no_person(space: Path) -> None:
    ran = run("link", "units", "--candidates", "units.csv", "--kind", "admin", "--lang", "en")
    assert ran.code == 0, ran.err
    assert "Accepted: 1" in ran.err
    (one,) = read_judgements(space / "links" / "units.sssom.tsv")
    assert one.subject.endswith("/admin/100902")
    assert (one.predicate, one.decides) == (EXACT, True)


def test_a_person_decides_by_keyboard_asks_why_and_takes_back(space: Path) -> None:
    path = link()
    ran = run("review", "--author", "Rosa Quispe", "--json", stdin="w\na\nr\nu\nd\n")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out) == {"decided": 2, "waiting": 0}
    assert "Comunidad nativa" in ran.err
    assert "nombre: muy parecido" in ran.err
    said = [(one.confidence, one.denied, one.author_label) for one in read_judgements(path)]
    assert sorted(said) == [("0.5", False, "Rosa Quispe"), ("1", False, "Rosa Quispe")]


def test_a_decision_is_in_the_next_build_and_stays_after_it(space: Path, built: Path) -> None:
    path = link()
    run("review", stdin="a\nr\n")
    settings = workspace(space)
    build(settings, sources=[*tables(built.parent / "tables"), *mapping_sets(space, 0)])
    release = current(settings)
    assert release is not None
    frame = pl.read_parquet(release.profile() / "statements.parquet").filter(
        (pl.col("predicate") == CLOSE) & pl.col("object").str.contains("Q90000")
    )
    assert sorted(frame["standing"]) == ["denied", "reported"]
    assert set(frame["object"]) == {one.object for one in read_judgements(path)}
    before = path.read_bytes()
    ran = run("link", "wikidata", "--candidates", "towns.csv", "--kind", "place", "--json")
    assert (json.loads(ran.out)["waiting"], path.read_bytes()) == (0, before)


def test_the_end_of_the_input_stops_and_what_is_decided_stays(space: Path) -> None:
    path = link()
    assert json.loads(run("review", "--json", stdin="x\nr\n").out) == {"decided": 1, "waiting": 1}
    assert json.loads(run("review", "--json", stdin="s\nq\n").out) == {"decided": 0, "waiting": 1}
    before = read_judgements(path)
    ran = run("link", "wikidata", "--candidates", "towns.csv", "--kind", "place", "--edition", "2027", "--json")
    told = json.loads(ran.out)
    assert (told["decided"], told["waiting"]) == (1, 1)
    assert [one for one in before if one.by_person] == [one for one in read_judgements(path) if one.by_person]


def test_candidates_that_were_fetched_say_from_where_and_when(space: Path) -> None:
    file = space / "towns.csv"
    digest = sha256(file.read_bytes()).hexdigest()
    note = Fetched("https://example.org/sparql", "2026-11-01", "2026-11-02", 3, 10, digest, "CC0", "SELECT")
    note_of(file).write_text(note_text(note), encoding="utf-8")
    said = read_judgements(link())
    assert {(one.object_source, one.object_source_version) for one in said} == {(note.endpoint, "2026-11-02")}


def test_nothing_to_undo_is_told(space: Path) -> None:
    link()
    assert "Nothing" not in run("review", "--lang", "en", stdin="u\nq\n").err
    assert "nothing to undo" in run("review", "--lang", "en", stdin="u\nq\n").err


def test_decisions_come_back_in_a_workbook(space: Path) -> None:
    path = link()
    assert run("review", "--to", "queue.xlsx", "--target", "wikidata").code == 0
    book = openpyxl.load_workbook("queue.xlsx")
    book.active["B2"], book.active["B3"], book.active["C3"] = "aceptar", "rechazar", "otro río"
    book.save("queue.xlsx")
    ran = run("review", "--from", "queue.xlsx", "--author", "https://orcid.org/0000-0001-0000-0000")
    assert ran.code == 0, ran.err
    said = read_judgements(path)
    assert sorted(one.denied for one in said) == [False, True]
    assert any(one.comment.startswith("otro río") for one in said)
    before = path.read_bytes()
    again = run("review", "--from", "queue.xlsx")
    assert again.code == 3
    assert "queue.xlsx, fila 2" in again.err
    assert path.read_bytes() == before


def test_what_an_internal_workspace_writes_says_that_it_is_internal(space: Path) -> None:
    link()
    (space / "amazongraph.toml").write_text('profile = "own"\n', encoding="utf-8")
    ran = run("review", "--to", "queue.xlsx", "--json")
    assert ran.code == 0, ran.err
    assert "INTERNO" in Path(json.loads(ran.out)["file"]).name
    assert not Path("queue.xlsx").exists()


def test_our_own_sources_are_linked_among_themselves(space: Path) -> None:
    ran = run("link", "own", "--kind", "place", "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["things"] >= 2


OUR_TABLE = """Comunidad,Distrito,Provincia,Departamento
C.N. Unipakuyaku,Codo del Pozuso,Puerto Inca,Huánuco
C.N. Nueva Esperanza del Río,,,Loreto
"""


def test_a_table_of_ones_own_needs_neither_codes_nor_spelling(space: Path) -> None:
    (space / "our.csv").write_text(OUR_TABLE, encoding="utf-8")
    ran = run("link", "own", "--candidates", "our.csv", "--kind", "place", "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["candidates"] == 2
    path = space / "links" / "own.sssom.tsv"
    (one,) = read_judgements(path)
    assert (one.subject.rpartition("/")[2], one.object_label) == ("unipacuyacu", "C.N. Unipakuyaku")
    row = "our/c-n-unipakuyaku-huanuco-puerto-inca-codo-del-pozuso"
    assert one.object == f"https://w3id.org/amazongraph/row/{row}"
    assert run("review", "--json", stdin="a\n").code == 0
    run("link", "own", "--kind", "place")
    assert [(held.object, held.by_person) for held in read_judgements(path)] == [(one.object, True)]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("link", "wikidata"), 2, "Faltan los candidatos"),
        (("link", "Wiki data", "--candidates", "towns.csv"), 2, "«Wiki data»"),
        (("link", "wikidata", "--candidates", "absent.csv"), 3, "absent.csv"),
        (("link", "wikidata", "--candidates", "https://example.org/sparql"), 2, "--class"),
        (("link", "wikidata", "--candidates", "wikidata", "--class", "rivers"), 2, "districts"),
        (("link", "wikidata", "--candidates", "towns.csv", "--class", "districts"), 2, "--query"),
        (("link", "geonames", "--candidates", "towns.csv"), 3, "geonameid"),
        (("review", "--to", "a.xlsx", "--from", "b.xlsx"), 2, "--to"),
        (("review", "--from", "absent.xlsx"), 3, "absent.xlsx"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(
    space: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ran = run(*arguments)
    assert (ran.code, told in ran.err) == (code, True), ran.err
    assert not list((space / "links").glob("*")) if (space / "links").exists() else True


OFFERED = b"""@prefix ex: <http://example.org/> .
<http://www.wikidata.org/entity/Q900009> ex:name "Distrito de Codo del Pozuzo" ; ex:ubigeo "100902" .
"""
QUERY = "SELECT ?item ?name ?ubigeo { ?item <http://example.org/name> ?name ; <http://example.org/ubigeo> ?ubigeo }"


def link_to(address: str, *more: str):
    return run("link", "wikidata", "--candidates", address, "--query", "units.rq", "--kind", "admin", "--json", *more)


def test_candidates_are_fetched_from_an_endpoint_once_and_linked(space: Path) -> None:
    (space / "units.rq").write_text(f"{QUERY} ORDER BY ?item", encoding="utf-8")
    with oxigraph(OFFERED) as address:
        ran = link_to(address)
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["accepted"] == 1
    (one,) = read_judgements(space / "links" / "wikidata.sssom.tsv")
    assert (one.subject_label, one.object) == ("Codo del Pozuzo", "http://www.wikidata.org/entity/Q900009")
    assert one.object_source == address
    note = read_note(space / "wikidata-units.json")
    assert note is not None
    assert (note.endpoint, note.retrieved) == (address, one.object_source_version)
    # The endpoint is gone: the file of today is taken as it is.
    again = link_to(address)
    assert (again.code, "--again" in again.err) == (0, True)


def test_trouble_at_the_endpoint_changes_nothing_and_the_same_command_goes_on(space: Path) -> None:
    (space / "units.rq").write_text("SELECT ?item ?name { ?item ?is ?name } ORDER BY ?item", encoding="utf-8")
    first = [(f"http://www.wikidata.org/entity/Q{number}", f"Lugar {number}") for number in range(1, 1001)]
    last = [("http://www.wikidata.org/entity/Q900009", "Distrito de Codo del Pozuzo")]
    with fake(Reply(offered(first)), Reply(b"<html>", type="text/html"), Reply(offered(last))) as server:
        broken = link_to(server.address)
        assert (broken.code, "La misma orden sigue desde ahí" in broken.err) == (4, True)
        assert not (space / "links" / "wikidata.sssom.tsv").exists()
        ran = link_to(server.address)
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["candidates"] == 1001
    assert [query.rpartition(" ")[2].strip() for query in server.queries] == ["0", "1000", "1000"]


def offered(rows: list[tuple[str, str]]) -> bytes:
    said = [{"item": {"type": "uri", "value": iri}, "name": {"type": "literal", "value": name}} for iri, name in rows]
    return json.dumps({"head": {"vars": ["item", "name"]}, "results": {"bindings": said}}).encode()
