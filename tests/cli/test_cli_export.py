"""``amazongraph export``: the release as a file, never by half, never over another one unasked."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from console import Ran, run
from small_tables import build_tables, small_tables, workspace

import amazongraph as ag

Export = Callable[..., Ran]
FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one release of a few tables."""
    root = tmp_path_factory.mktemp("built")
    build_tables(workspace(root), small_tables(root / "curated"))
    return root


@pytest.fixture
def export(built: Path) -> Export:
    """Export that release."""
    return lambda *given, **how: run("--workspace", built, "export", *given, **how)


@pytest.mark.parametrize(("name", "form"), FORMATS.items(), ids=FORMATS)
def test_each_format_is_written_and_counted(name: str, form: ox.RdfFormat, export: Export, tmp_path: Path) -> None:
    ran = export(name, "--to", tmp_path / "graph")
    assert (ran.code, ran.data) == (0, b"")
    count = sum(1 for _ in ox.parse(path=str(tmp_path / "graph"), format=form))
    assert ran.err == f"{tmp_path / 'graph'}: {count}\nAfirmaciones retenidas en este perfil: 0.\n"
    assert count > 1000


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "ya existe. Elija otro nombre"), ("en", "exists already. Choose")], ids=["es", "en"]
)
def test_a_file_that_is_there_is_not_replaced_unasked(lang: str, words: str, export: Export, tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text("mine", encoding="utf-8")
    ran = export("nquads", "--to", tmp_path / "graph.nq", "--lang", lang)
    assert ran.code == 2
    assert words in ran.err
    assert "--force" in ran.err
    assert (tmp_path / "graph.nq").read_text(encoding="utf-8") == "mine"
    assert export("nquads", "--to", tmp_path / "graph.nq", "--force").code == 0
    assert (tmp_path / "graph.nq").read_text(encoding="utf-8").startswith("<https://w3id.org/amazongraph/")


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "No se puede escribir"), ("en", "cannot be written")], ids=["es", "en"]
)
def test_a_disk_that_is_full_leaves_no_half_file(
    lang: str, words: str, export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(items: object, file: object, *given: object, **named: object) -> None:
        file.write(b"half")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("amazongraph.export.rdf.ox.serialize", full)
    ran = export("trig", "--to", tmp_path / "graph.trig", "--lang", lang)
    assert ran.code == 2
    assert words in ran.err
    assert "No space left on device" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(export: Export, tmp_path: Path) -> None:
    ran = export("trig", "--to", tmp_path / "no" / "graph.trig")
    assert ran.code == 2
    assert ran.err.startswith("No se puede escribir ")


@pytest.mark.parametrize(
    "given", [["trig"], ["rdfxml", "--to", "x"], ["--to", "x"]], ids=["no file", "unknown format", "no format"]
)
def test_wrong_usage_ends_with_code_2(given: list[str], export: Export) -> None:
    assert export(*given).code == 2
    assert not Path("x").exists()


@pytest.mark.parametrize("name", ["graphml", "gexf", "cyjs", "nodes-edges"])
def test_a_network_leaves_in_each_format_of_graphs(name: str, built: Path, export: Export, tmp_path: Path) -> None:
    ran = export(name, "--network", "territories", "--to", tmp_path / "graph", "--lang", "en")
    assert ran.code == 0
    found = ag.open(built).networkx("territories")
    assert f"{tmp_path / 'graph'}: {len(found) + found.number_of_edges()}\n" in ran.err
    assert (tmp_path / "graph").stat().st_size > 1000


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "No hay un grafo «persons»"), ("en", 'no graph "persons"')], ids=["es", "en"]
)
def test_an_unknown_network_is_told(lang: str, words: str, export: Export, tmp_path: Path) -> None:
    ran = export("gexf", "--network", "persons", "--to", tmp_path / "graph", "--lang", lang)
    assert ran.code == 2
    assert words in ran.err
    assert not (tmp_path / "graph").exists()


def test_a_network_is_one_selection_of_several(export: Export, tmp_path: Path) -> None:
    ran = export("gexf", "--network", "actors", "--class", "Group", "--to", tmp_path / "graph")
    assert ran.code == 2
    assert "--network" in ran.err


ENDINGS = {
    "a folder of tables": ("csv", "coca.csv", "`amazongraph ask PREGUNTA --format csv", "`amazongraph ask QUESTION"),
    "in capitals": ("nodes-edges", "KUMU.CSV", "«nodes-edges» escribe", '"nodes-edges" writes'),
    "another form's": ("xlsx", "t.csv", "es un archivo .xlsx;", "is a .xlsx file;"),
}


@pytest.mark.parametrize(("form", "name", "es", "en"), ENDINGS.values(), ids=ENDINGS)
def test_a_file_that_would_open_as_another_form_is_refused(
    form: str, name: str, es: str, en: str, export: Export, tmp_path: Path
) -> None:
    for lang, words in (("es", es), ("en", en)):
        ran = export(form, "--to", tmp_path / name, "--lang", lang)
        assert ran.code == 2
        assert words in ran.err
    assert list(tmp_path.iterdir()) == []
