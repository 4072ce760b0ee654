"""``amazongraph ask``."""

from pathlib import Path

import click

from amazongraph.cli.completion import parameter_names, question_ids
from amazongraph.cli.output import at_a_profile, put, readable, width
from amazongraph.cli.remote import asking, remote_option
from amazongraph.errors import ParameterError
from amazongraph.settings import Settings


@click.command("ask")
@click.argument("question", shell_complete=question_ids)
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=parameter_names,
    help="A parameter of the question, by name, code or identifier. / Un parámetro, por nombre, código o clave.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    help="Form of the answer. / Forma de la respuesta.",
)
@click.option(
    "--bibliography",
    type=click.Choice(["text", "bibtex", "csl", "ris"]),
    default=None,
    help="Only the documents, for a reference manager. / Solo los documentos, para un gestor de referencias.",
)
@remote_option
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write. / Archivo de salida."
)
@at_a_profile(anywhere=True)
def command(
    settings: Settings,
    question: str,
    parameters: tuple[str, ...],
    form: str,
    bibliography: str | None,
    names: tuple[str, ...],
    to: Path | None,
) -> None:
    """Ask a question of the catalogue; see `amazongraph questions`. / Hace una pregunta del catálogo."""
    from amazongraph.questions.answer import ask
    from amazongraph.questions.bibliography import bibliography as written_bibliography
    from amazongraph.questions.catalogue import find_question
    from amazongraph.questions.forms import FORMS, table

    if bibliography and names:
        raise ParameterError("remote.bibliography")
    release = readable(settings)
    profile = settings.profile
    answer = ask(release, find_question(release, question, profile), given(parameters), profile)
    answer = asking(settings, release, names)(answer)
    lang = settings.language
    if bibliography:
        written = written_bibliography(release, profile, answer.sources, bibliography, lang)
    else:
        written = table(answer, lang, width()) if form == "table" else FORMS[form](answer, lang)
    # Excel takes a file without the mark for the code page of the machine.
    put(written, to, settings, "utf-8-sig" if form == "csv" and not bibliography else "utf-8")


def given(parameters: tuple[str, ...]) -> dict[str, str]:
    """``NAME=VALUE`` as names and values. Raises ``ParameterError`` for anything of another form."""
    found: dict[str, str] = {}
    for entry in parameters:
        name, equals, value = entry.partition("=")
        if not equals or not name:
            raise ParameterError("parameter.form", text=entry)
        found[name.strip()] = value.strip()
    return found
