"""``amazongraph compare``."""

from pathlib import Path

import click

from amazongraph.cli.output import at_a_profile, put, readable, width
from amazongraph.errors import ParameterError
from amazongraph.settings import Settings


@click.command("compare")
@click.argument("thing")
@click.argument("property_", metavar="[PROPERTY]", default="")
@click.option("--area", default="", help="Only figures of this area. / Solo cifras de este ámbito.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown", "html"]),
    default="table",
    help="Form of the comparison. / Forma de la comparación.",
)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write. / Archivo de salida."
)
@at_a_profile(anywhere=True)
def command(settings: Settings, thing: str, property_: str, area: str, form: str, to: Path | None) -> None:
    """Compare what sources say: the figures of an indicator, or one PROPERTY of a thing.

    Compara lo que dicen las fuentes: las cifras de un indicador, o una propiedad de algo.
    """
    from amazongraph.compare.asked import compare
    from amazongraph.compare.forms import FORMS, table

    if property_ and area:
        raise ParameterError("compare.area-of-figures")
    lang = settings.language
    found = compare(readable(settings), settings.profile, thing, property_, area, lang)
    written = table(found, lang, width()) if form == "table" and to is None else FORMS[form](found, lang)
    put(written, to, settings)
