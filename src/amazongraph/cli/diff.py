"""``amazongraph diff``."""

from pathlib import Path

import click

from amazongraph import releases
from amazongraph.cli.output import at_a_profile, put
from amazongraph.settings import Settings


@click.command("diff")
@click.argument("before", default="previous")
@click.argument("after", default="current")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    help="Form of what is told. / Forma de lo que se cuenta.",
)
@click.option(
    "--examples",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="Examples of each change at most; 0 for all. / Ejemplos de cada cambio como máximo; 0, todos.",
)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write. / Archivo de salida."
)
@at_a_profile
def command(settings: Settings, before: str, after: str, form: str, examples: int, to: Path | None) -> None:
    """Tell in words what changed between two releases: their ids, `previous` or `current`.

    Cuenta en palabras qué cambió entre dos versiones: sus claves, `previous` o `current`.
    """
    from amazongraph.diff.forms import FORMS
    from amazongraph.diff.told import difference

    both = (releases.named(settings, before), releases.named(settings, after))
    written = FORMS[form](difference(*both, settings.profile, settings.language, examples), settings.language)
    put(written, to, settings)
