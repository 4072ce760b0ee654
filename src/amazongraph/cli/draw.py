"""``amazongraph draw``."""

from pathlib import Path

import click

from amazongraph.cli.ask import given
from amazongraph.cli.completion import parameter_names, question_ids
from amazongraph.cli.output import at_a_profile, leaving, readable, writing
from amazongraph.settings import Settings


@click.command("draw", short_help="Draw the answer to a question / Dibuja la respuesta a una pregunta")
@click.argument("kind", type=click.Choice(["bars", "map", "network", "timeline"]))
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
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="File to write, .svg or .png. / Archivo de salida, .svg o .png.",
)
@click.option(
    "--for",
    "size",
    type=click.Choice(["screen", "print", "phone"]),
    default="screen",
    show_default=True,
    help="print is one A4 page; phone, a PNG below 1 MB. / print es una hoja A4; phone, un PNG de menos de 1 MB.",
)
@click.option(
    "--column",
    default="",
    metavar="NAME",
    help="What to draw, if not the first column that can be. / Qué dibujar, si no es la primera columna posible.",
)
@at_a_profile(anywhere=True)
def command(
    settings: Settings, kind: str, question: str, parameters: tuple[str, ...], to: Path, size: str, column: str
) -> None:
    """Draw the answer to a question of the catalogue, with its sources. / Dibuja la respuesta a una pregunta.

    Needs / Requiere: pip install 'amazongraph[draw]'
    """
    from amazongraph.draw.body import Order
    from amazongraph.draw.picture import draw
    from amazongraph.questions.answer import ask
    from amazongraph.questions.catalogue import find_question

    to = leaving(to, settings)
    release = readable(settings)
    profile = settings.profile
    answer = ask(release, find_question(release, question, profile), given(parameters), profile)
    order = Order(answer, release, settings.language, size, column)
    with writing(to):
        for path in draw(order, kind, to):
            click.echo(str(path), err=True)
