"""``amazongraph cite``."""

from pathlib import Path

import click

from amazongraph.cli.output import at_a_profile, put, readable
from amazongraph.settings import Settings


@click.command("cite")
@click.argument("thing")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "bibtex", "csl", "ris"]),
    default="text",
    help="Form of the citation. / Forma de la cita.",
)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write. / Archivo de salida."
)
@at_a_profile(anywhere=True)
def command(settings: Settings, thing: str, form: str, to: Path | None) -> None:
    """Cite a claim, a figure, a document or the `release`, and who says it where. / Cita, con quién lo dice y dónde."""
    from amazongraph.questions.attribution import cite

    written = cite(readable(settings), settings.profile, thing, form, settings.language)
    put(written, to, settings)
