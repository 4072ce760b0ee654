"""``amazongraph questions``."""

from itertools import groupby

import click

from amazongraph.cli.output import at_a_profile, json_option, release_or_build, say
from amazongraph.messages import text
from amazongraph.settings import Settings


@click.command("questions")
@click.argument("words", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["list", "json", "turtle", "openapi", "markdown"]),
    default="list",
    help="list, or the catalogue for other tools. / list, o el catálogo para otros programas.",
)
@click.option("--endpoint", default="", help="Where turtle and openapi are to be run. / Dónde se ejecutan.")
@json_option
@at_a_profile
def command(settings: Settings, words: tuple[str, ...], form: str, endpoint: str, as_json: bool) -> None:
    """List the questions, or those that hold some words. / Lista las preguntas, o las que contienen unas palabras."""
    from amazongraph.questions.catalogue import NEEDS, catalogue, search

    found = search(catalogue(release_or_build(settings), settings.profile), " ".join(words))
    lang = settings.language
    if as_json or form != "list":
        from amazongraph.questions.publish import CATALOGUES

        where = (endpoint,) if endpoint and form in {"turtle", "openapi"} else ()
        click.echo(CATALOGUES["json" if as_json else form](found, lang, *where), nl=False)
        return
    if not found:
        say("question.none", settings, words=" ".join(words))
    for theme, group in groupby(found, key=lambda entry: entry[0].theme):
        click.echo(theme)
        for question, status in group:
            click.echo(f"  {question.id}  [{text('question.' + status, lang)}]")
            click.echo(f"      {question.question[lang]}")
            for parameter in question.parameters:
                click.echo(f"      --param {parameter.name}=…  {parameter.label[lang]}")
            if status == NEEDS and question.needs:
                click.echo(f"      {question.needs[lang]}")
            if question.partial:
                click.echo(f"      {question.partial[lang]}")
