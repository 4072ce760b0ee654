"""``amazongraph questions``."""

from itertools import groupby

import click

from amazongraph.cli.output import at_a_profile, json_option, put_json, release_or_build, say
from amazongraph.messages import text
from amazongraph.settings import Settings


@click.command("questions")
@click.argument("words", nargs=-1)
@json_option
@at_a_profile
def command(settings: Settings, words: tuple[str, ...], as_json: bool) -> None:
    """List the questions, or those that hold some words. / Lista las preguntas, o las que contienen unas palabras."""
    from amazongraph.questions.catalogue import NEEDS, catalogue, search

    found = search(catalogue(release_or_build(settings), settings.profile), " ".join(words))
    lang = settings.language
    if as_json:
        put_json([{"id": q.id, "theme": q.theme, "question": q.question, "status": status} for q, status in found])
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
