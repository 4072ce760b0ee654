"""stdout is data, stderr is talk, and the exit code says how it went."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from console import run

from amazongraph import __version__
from amazongraph.cli import VERBS, cli, main
from amazongraph.cli.output import release_or_build, width
from amazongraph.errors import ReleaseError
from amazongraph.export.formats import FORMATS
from amazongraph.settings import Settings

PROGRAM = [sys.executable, "-m", "amazongraph"]


def _commands() -> dict[str, click.Command]:
    """Every verb, and what stands under ``release`` and ``export``, as the program knows them."""
    context = click.Context(cli)
    found = {verb: command for verb in VERBS if (command := cli.get_command(context, verb))}
    groups = {verb: command for verb, command in found.items() if isinstance(command, click.Group)}
    assert set(groups) == {"release", "export"}
    under = {f"{verb} {name}": one for verb, group in groups.items() for name, one in group.commands.items()}
    return {**found, **under}


COMMANDS = _commands()


def test_a_pipe_gets_nothing_but_json(reference: Settings) -> None:
    command = [*PROGRAM, "--workspace", str(reference.root), "ask", "airstrip-counts", "--format", "json"]
    ran = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout.decode("utf-8"))["question"] == "airstrip-counts"


def test_a_pipe_without_a_locale_gets_utf_8(reference: Settings) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    command = [*PROGRAM, "--workspace", str(reference.root), "find", "inapari", "--json"]
    ran = subprocess.run(command, capture_output=True, check=False, timeout=300, env={**os.environ, **plain})
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.decode("utf-8"))[0]["name"] == "Iñapari"


@pytest.mark.parametrize(
    "given",
    [["find", "a", "--limit", "100000"], ["query", "SELECT * { ?s ?p ?o }"]],
    ids=["text", "bytes"],
)
def test_a_reader_that_has_seen_enough_gets_no_traceback(given: list[str], reference: Settings) -> None:
    command = [*PROGRAM, "--workspace", str(reference.root), *given]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        assert ran.stdout.readline()
        ran.stdout.close()
        told = ran.stderr.read().decode("utf-8")
    assert told == ""


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["where"], 0),
        (["--version"], 0),
        (["--help"], 0),
        (["ask", "nothing"], 2),
        (["fly"], 2),
        (["ask"], 2),
        (["find", "x", "--limit", "0"], 2),
        (["find", "x", "--lang", "qu"], 2),
        (["--workspace", "nowhere", "where"], 2),
        (["ask", "murder-counts", "--format", "pdf"], 2),
        (["release", "use", "x"], 4),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else str(given),
)
def test_exit_codes(given: list[str], code: int, reference: Settings) -> None:
    where = [] if "--workspace" in given else ["--workspace", reference.root]
    ran = run(*where, *given)
    assert ran.code == code
    assert bool(ran.data) is (code == 0), "data on stdout"
    assert bool(ran.err) is (code != 0), "talk on stderr"


def test_a_verb_that_found_something_says_so_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @click.pass_context
    def found(context: click.Context) -> None:
        click.echo("a finding")
        context.exit(1)

    monkeypatch.setattr("amazongraph.cli.where.command", found)
    ran = run("where")
    assert (ran.code, ran.out) == (1, "a finding\n")


def test_the_version_is_that_of_the_package() -> None:
    assert run("--version").out == f"amazongraph, version {__version__}\n"


def test_an_unknown_verb_is_named() -> None:
    assert "No hay ninguna orden «fly»" in run("fly").err


def test_help_lists_every_verb_in_both_languages() -> None:
    out = run("--help").out
    assert all(f"\n  {verb} " in out for verb in VERBS)
    assert "who says so" in " ".join(out.split())
    assert "quién lo dice" in " ".join(out.split())
    assert run("-h").out == out


def test_help_says_what_each_verb_does_in_the_language_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    spanish = " ".join(run("--help").out.split())
    assert [verb for verb in VERBS if f" {verb} {SPANISH[verb]}" not in spanish] == []
    assert " prune Borra todas menos las más nuevas" in " ".join(run("release", "--help").out.split())
    monkeypatch.setattr("sys.argv", ["amazongraph"])
    assert " find Busca por una parte del nombre" in " ".join(run().err.split()), "of a bare command, too"
    monkeypatch.setenv("AMAZONGRAPH_LANG", "en")
    assert " find Find things by a part of their name, accents or not. " in " ".join(run("--help").out.split())


SPANISH = {
    "ask": "Hace una pregunta del catálogo",
    "brief": "Escribe la ficha de algo",
    "draw": "Dibuja la respuesta a una pregunta",
    "site": "Escribe un sitio estático",
    "export dcat": "Como DCAT 3, VoID y schema.org",
    "release bundle": "Escribe la versión actual en un solo archivo",
    "release install": "Instala una versión desde un archivo",
    "release wheelhouse": "El programa en un archivo para máquinas sin red",
    "build": "Construye, comprueba y publica una versión",
    "check": "Dice qué está mal o falta",
    "cite": "Cita, con quién lo dice y dónde",
    "export": "Escribe la versión, o una parte, en archivos",
    **{f"export {one.name}": f"Como {one.label}" for one in FORMATS.values()},
    "export panel": "Una fila por unidad y año",
    "find": "Busca por una parte del nombre",
    "init": "Escribe aquí un amazongraph.toml",
    "push": "Pone la versión en un servidor SPARQL",
    "query": "Ejecuta una consulta SPARQL",
    "questions": "Lista las preguntas",
    "release": "Lista, elige o borra versiones",
    "release list": "Lista las versiones",
    "release prune": "Borra todas menos las más nuevas",
    "release verify": "Dice si los archivos están",
    "release use": "Hace actual una versión",
    "compare": "Compara lo que dicen las fuentes",
    "diff": "Cuenta en palabras qué cambió entre dos versiones",
    "fetch": "Trae de un servicio público a un archivo",
    "link": "Propone enlaces de la versión a TARGET",
    "review": "Decide sobre los enlaces propuestos",
    "serve": "Sirve el perfil público solo a programas de este equipo",
    "sheet": "Escribe las filas de una clase (KIND) en un libro de Excel",
    "show": "Muestra lo que se dice de algo",
    "mend": "Devuelve a su tabla las filas corregidas",
    "add": "Agrega un archivo publicado",
    "sources": "Lista las tablas con que se construyó la versión",
    "where": "Dice dónde está cada cosa",
}


def test_no_verb_is_forgotten_here() -> None:
    assert set(SPANISH) == set(COMMANDS)


@pytest.mark.parametrize("verb", COMMANDS)
def test_the_help_of_a_verb_is_in_both_languages(verb: str) -> None:
    ran = run(*verb.split(), "--help")
    assert ran.code == 0
    assert f" {SPANISH[verb]}" in " ".join(ran.out.split())
    for parameter in COMMANDS[verb].params:
        if isinstance(parameter, click.Option):
            english, slash, spanish = (parameter.help or "").partition(" / ")
            assert (bool(english), slash, bool(spanish)) == (True, " / ", True), parameter.name


@pytest.mark.parametrize("verb", COMMANDS)
def test_a_language_can_be_asked_for(verb: str) -> None:
    options = {name for parameter in COMMANDS[verb].params for name in parameter.opts}
    assert "--lang" in options or isinstance(COMMANDS[verb], click.Group)


def test_ctrl_c_ends_quietly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(settings: Settings) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("amazongraph.releases.current", interrupted)
    ran = run("--workspace", tmp_path, "where")
    assert (ran.code, ran.data) == (130, b"")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(("columns", "expected"), [("77", 77), ("", 140)], ids=["told", "a pipe"])
def test_the_width_of_tables(columns: str, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert width() == expected


def test_a_build_that_leaves_no_release_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amazongraph.build.build", lambda *given, **how: None)
    with pytest.raises(ReleaseError, match="There is no release in"):
        release_or_build(settings)


def test_the_arguments_are_those_of_the_process_unless_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["amazongraph", "release", "use", "x", "--lang", "en"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 4
    assert capsys.readouterr().err.startswith("No release")
