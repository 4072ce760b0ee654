"""``amazongraph init``."""

from pathlib import Path

import click

from amazongraph.cli.output import lang_option, writing
from amazongraph.settings import load, write_example


@click.command("init")
@lang_option
@click.pass_obj
def command(folder: Path, lang: str | None) -> None:
    """Write a commented amazongraph.toml here. / Escribe aquí un amazongraph.toml con comentarios."""
    with writing(folder):
        click.echo(write_example(folder, lang or load(folder).language))
