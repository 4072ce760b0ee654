"""``amazongraph ask``."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amazongraph.cli.completion import parameter_names, question_ids
from amazongraph.cli.output import at_a_profile, put, release_or_build, say, width
from amazongraph.errors import ParameterError
from amazongraph.messages import text
from amazongraph.settings import Endpoint, Settings

if TYPE_CHECKING:
    from amazongraph.questions.remote import RemotePart


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
@click.option(
    "--remote",
    "names",
    multiple=True,
    metavar="NAME",
    help="Ask this endpoint of amazongraph.toml, too. / Preguntar también a este servicio de amazongraph.toml.",
)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write. / Archivo de salida."
)
@at_a_profile
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
    from amazongraph.questions.elsewhere import lacking
    from amazongraph.questions.federation import chosen, federated
    from amazongraph.questions.forms import FORMS, table

    if bibliography and names:
        raise ParameterError("remote.bibliography")
    release = release_or_build(settings)
    profile = settings.profile
    asked = find_question(release, question, profile)
    remote = chosen(asked, names, settings.allowed)
    answer = ask(release, asked, given(parameters), profile)
    answer = federated(answer, release, remote, partial(_sending, settings))
    lang = settings.language
    for part, told in zip((part for part, _ in remote), answer.remote, strict=True):
        if told.problem:
            click.echo(lacking(part, told, lang), err=True)
    if bibliography:
        written = written_bibliography(release.profile(profile), answer.sources, bibliography, lang)
    else:
        written = table(answer, lang, width()) if form == "table" else FORMS[form](answer, lang)
    # Excel takes a file without the mark for the code page of the machine.
    put(written, to, settings, "utf-8-sig" if form == "csv" and not bibliography else "utf-8")


def _sending(settings: Settings, part: "RemotePart", endpoint: Endpoint, count: int) -> None:
    """Tell what is about to leave the machine, and to whom."""
    lang = settings.language
    kind = text(f"sends.{part.sends}", lang)
    say("remote.sending", settings, title=part.title[lang], address=endpoint.address, count=count, kind=kind)


def given(parameters: tuple[str, ...]) -> dict[str, str]:
    """``NAME=VALUE`` as names and values. Raises ``ParameterError`` for anything of another form."""
    found: dict[str, str] = {}
    for entry in parameters:
        name, equals, value = entry.partition("=")
        if not equals or not name:
            raise ParameterError("parameter.form", text=entry)
        found[name.strip()] = value.strip()
    return found
