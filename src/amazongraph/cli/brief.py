"""``amazongraph brief``."""

from pathlib import Path

import click

from amazongraph.cli.output import at_a_profile, put, release_or_build
from amazongraph.settings import Settings


@click.command("brief")
@click.argument("entity")
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "md"]),
    default="html",
    show_default=True,
    help="Form of the brief. / Forma de la ficha.",
)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write. / Archivo de salida."
)
@at_a_profile
def command(settings: Settings, entity: str, form: str, to: Path | None) -> None:
    """Write the brief on a thing to take to a meeting. / Escribe la ficha de algo para llevar a una reunión."""
    from amazongraph.brief.gather import brief
    from amazongraph.brief.page import page

    made = brief(release_or_build(settings), settings.profile, entity, settings.language)
    put(page(made), to, settings)
