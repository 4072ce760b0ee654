"""``amazongraph brief``."""

from pathlib import Path

import click

from amazongraph import durable
from amazongraph.cli.output import at_a_profile, leaving, put, readable, writing
from amazongraph.errors import ParameterError
from amazongraph.settings import Settings


@click.command("brief")
@click.argument("entity")
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "md", "pdf", "png"]),
    default="html",
    show_default=True,
    help="png: one page as a picture for a phone. / png: una hoja como imagen para el teléfono.",
)
@click.option(
    "--one-page", "short", is_flag=True, help="Only what matters most. / Solo lo más importante, en una hoja."
)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write. / Archivo de salida."
)
@at_a_profile(anywhere=True)
def command(settings: Settings, entity: str, form: str, short: bool, to: Path | None) -> None:
    """Write the brief on a thing (IRI, CURIE or name) to take to a meeting: a community, a place, a norm, a document.

    Escribe la ficha de algo (IRI, CURIE o nombre) para llevar a una reunión: comunidad, lugar, norma, documento.
    """
    from amazongraph.brief.gather import brief
    from amazongraph.brief.short import one_page

    if form in {"pdf", "png"} and to is None:
        raise ParameterError("brief.to-file", form=form)
    made = brief(readable(settings), settings.profile, entity, settings.language)
    if form in {"html", "md"}:
        from amazongraph.brief.markdown import markdown
        from amazongraph.brief.page import page

        put((page if form == "html" else markdown)(one_page(made) if short else made), to, settings)
    elif to is not None:
        from amazongraph.brief.typeset import pdf, png

        content = png(made) if form == "png" else pdf(made, short=short)
        path = leaving(to, settings)
        with writing(path):
            durable.write(path, content)
