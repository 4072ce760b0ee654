"""``amazongraph sources``."""

from dataclasses import asdict
from pathlib import Path

import click
from tabulate import tabulate

from amazongraph.cli import ask
from amazongraph.cli.output import at_a_profile, json_option, licence_text, put_json, release_or_build
from amazongraph.errors import ParameterError
from amazongraph.messages import text
from amazongraph.settings import Settings

TODO = "documents-to-open"
_SHOWN = ("key", "title", "licence", "retrieved")


@click.command("sources")
@click.option(
    "--todo",
    is_flag=True,
    help="The documents a fact-checker must still open. / Los documentos que le falta abrir a quien verifica.",
)
@click.option(
    "--known",
    is_flag=True,
    help="The data sets that `add` knows. / Los conjuntos de datos que `add` conoce.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default=None,
    help="With --todo: form of the list. / Con --todo: forma de la lista.",
)
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="With --todo: file to write. / Con --todo: archivo de salida.",
)
@json_option
@at_a_profile
def command(settings: Settings, todo: bool, known: bool, form: str | None, to: Path | None, as_json: bool) -> None:
    """List the tables the release was built from. / Lista las tablas con que se construyó la versión."""
    if todo:
        form = "json" if as_json else form or "table"
        given = {"lang": settings.language, "profile": settings.profile}
        click.get_current_context().invoke(ask.command, question=TODO, form=form, to=to, **given)
        return
    if form or to:
        raise ParameterError("sources.todo-only")
    if known:
        _known(settings, as_json)
        return
    lang = settings.language
    listed = release_or_build(settings).read_json(f"{settings.profile}/sources.json")
    if as_json:
        put_json(listed)
        return
    rows = [
        [source["key"], source["title"][lang], licence_text(source["licence"], lang), source["retrieved"]]
        for source in listed
    ]
    header = [text(f"sources.{name}", lang) for name in _SHOWN]
    click.echo(tabulate(rows, header, tablefmt="simple", disable_numparse=True))


def _known(settings: Settings, as_json: bool) -> None:
    """The data sets that can be added, with what a data manager must know of each."""
    from amazongraph.sources.datasets import loaders

    lang = settings.language
    cards = [loader.card for loader in loaders().values()]
    if as_json:
        put_json([asdict(card) for card in cards])
        return
    tried = {True: "", False: text("sources.untried", lang)}
    rows = [
        [card.key, card.title[lang], licence_text(card.licence, lang), card.rhythm[lang], tried[card.tried]]
        for card in cards
    ]
    header = [text(f"sources.{name}", lang) for name in ("key", "title", "licence", "rhythm", "remark")]
    click.echo(tabulate(rows, header, tablefmt="simple", disable_numparse=True))
