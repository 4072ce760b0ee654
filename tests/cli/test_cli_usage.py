"""What is wrong with the words of a command is told in the user's language, with what is possible instead."""

import pytest
from console import run

WRONG = {
    "a verb": (["asks"], "No hay ninguna orden «asks». Se parecen: ask.", 'There is no command "asks". Near it: ask.'),
    "nothing like a verb": (["xyzzy"], "Las que hay son: add, ask, ", "There are: add, ask, "),
    "a verb under a verb": (["release", "instal"], "Se parecen: install", "Near it: install"),
    "no argument": (["ask"], "Falta QUESTION.", "QUESTION is missing."),
    "no needed option": (["export", "xlsx"], "Falta --to.", "--to is missing."),
    "an option": (["ask", "x", "--formt", "csv"], "«--formt». Se parecen: --format", '"--formt". Near it: --format'),
    "no value": (["ask", "x", "--to"], "Después de --to falta su valor.", "The value after --to is missing."),
    "a flag with a value": (["sources", "--json=3"], "--json se escribe solo", "--json is written alone"),
    "a choice": (["draw", "pie", "x"], "«pie». Puede ser: bars, map", '"pie". It can be: bars, map'),
    "a number": (["query", "x", "--timeout", "y"], "tiene que ser un número: x>0.", "must be a number: x>0."),
    "a number out of bounds": (["find", "x", "--limit", "0"], "número entero: x>=1.", "whole number: x>=1."),
    "a folder": (["--workspace", "nope", "where"], "«nope» no es una carpeta", '"nope" is not a folder'),
    "a file": (["ask", "x", "--to", "."], "«.» no es un archivo", '"." is not a file'),
    "too many words": (["find", "San", "José"], "Sobra: José. Un texto de", "Too much: José. A text of"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "es", "en"), WRONG.values(), ids=WRONG)
def test_a_wrong_word_is_told_in_both_languages(
    given: list[str], es: str, en: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang, words in (("es", es), ("en", en)):
        monkeypatch.setenv("AMAZONGRAPH_LANG", lang)
        ran = run(*given)
        assert (ran.code, ran.data) == (2, b"")
        assert words in ran.err


def test_it_is_said_how_the_command_is_written_and_where_it_is_explained() -> None:
    _, written, where = run("ask").err.splitlines()
    assert written.startswith("Se escribe así: ")
    assert written.endswith(" ask [OPTIONS] QUESTION")
    assert where.endswith(" ask --help` explica cada parte.")


def test_no_words_at_all_get_the_help() -> None:
    ran = run("release")
    assert ran.code == 2
    assert "Lista, elige o borra versiones" in ran.err


def test_mend_tells_of_every_file_that_is_not_there() -> None:
    ran = run("mend", "nowhere/tabla.csv", "filas.csv")
    assert ran.code == 3
    absent = "no se encuentra el archivo. Revise su nombre y su carpeta."
    assert [line.replace("\\", "/") for line in ran.err.splitlines()] == [
        f"nowhere/tabla.csv: {absent}",
        f"filas.csv: {absent}",
    ]
