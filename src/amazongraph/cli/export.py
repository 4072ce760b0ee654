"""``amazongraph export``: one subcommand a form."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amazongraph.cli.ask import given
from amazongraph.cli.completion import question_ids
from amazongraph.cli.output import at_a_profile, leaving, readable, say, writing
from amazongraph.cli.query import read_sparql
from amazongraph.cli.remote import asking, remote_option
from amazongraph.cli.usage import Verbs
from amazongraph.errors import ExportError, SettingsError
from amazongraph.export.formats import FORMATS, Format
from amazongraph.messages import LANGUAGES
from amazongraph.settings import Settings

if TYPE_CHECKING:
    from amazongraph.export.material import Material

_to = click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write. / Archivo de salida."
)
_question = click.option(
    "--question",
    default="",
    metavar="ID",
    shell_complete=question_ids,
    help="The answer to a question. / La respuesta a una pregunta.",
)
_parameters = click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the question. / Un parámetro de la pregunta.",
)
_sparql = click.option(
    "--sparql",
    default="",
    metavar="QUERY",
    help="The rows of a SELECT: its text or a file. / Las filas de un SELECT: su texto o un archivo.",
)
_classes = click.option(
    "--class",
    "classes",
    multiple=True,
    metavar="CLASS",
    help="The things of a class; may be repeated. / Las cosas de una clase; se puede repetir.",
)
_network = click.option(
    "--network",
    default="",
    metavar="KIND",
    help="A graph: actors, territories, corridors, measures, sources. / Un grafo.",
)
base_url = click.option(
    "--base-url",
    "base",
    default="",
    metavar="URL",
    help="Where the release is published; DCAT-AP asks for it. / Dónde se publica; DCAT-AP lo pide.",
)
_force = click.option(
    "--force", is_flag=True, help="Replace the file if it is there. / Reemplaza el archivo si ya existe."
)


def to_a_file(*, anywhere: bool = False) -> Callable[..., Callable[..., Any]]:
    """``at_a_profile`` for a form: the options ``--to`` and ``--force`` besides."""
    return lambda command: _to(_force(at_a_profile(command, anywhere=anywhere)))


def free(path: Path, force: bool) -> None:
    """Raises ``SettingsError`` for a file that is there, unless it may be replaced."""
    if path.exists() and not force:
        raise SettingsError("export.exists", file=str(path))


def web_address(url: str) -> str:
    """The address, or none. Raises ``SettingsError`` for what is no address of the web."""
    if url and not url.startswith(("http://", "https://")):
        raise SettingsError("dcat.base", url=url)
    return url


@click.group("export", cls=Verbs)
def command() -> None:
    """Write the release, or a part of it, as files. / Escribe la versión, o una parte, en archivos."""


def _format(form: Format) -> None:
    said = f"As {form.label} / Como {form.label}"

    @command.command(form.name, help=f"{said}.", short_help=said)
    @_question
    @_parameters
    @remote_option
    @_sparql
    @_classes
    @_network
    @to_a_file(anywhere=True)
    def write(
        settings: Settings,
        question: str,
        parameters: tuple[str, ...],
        names: tuple[str, ...],
        sparql: str,
        classes: tuple[str, ...],
        network: str,
        to: Path,
        force: bool,
    ) -> None:
        exporter = form.exporter()
        _named_as(form, to)
        to = leaving(to, settings)
        free(to, force)
        material = _selected(settings, question, parameters, names, sparql, classes, network)
        with writing(to):
            count = exporter(material, to)
        click.echo(f"{to}: {count}", err=True)
        say("export.withheld", settings, count=material.withheld)


def _named_as(form: Format, to: Path) -> None:
    """Raises ``SettingsError`` for a file that would be opened as another form than it is: a ZIP as ``.csv``."""
    endings = {Path(one.suffix).suffix for one in FORMATS.values()} | {".csv", ".xls"}
    # JSON and TSV are what several forms are.
    if to.suffix.lower() in endings - {Path(form.suffix).suffix, ".json", ".tsv"}:
        key = "export.ending-csv" if form.suffix == ".zip" else "export.ending"
        raise SettingsError(key, file=str(to), form=form.name, ending=form.suffix)


def _selected(
    settings: Settings,
    question: str,
    parameters: tuple[str, ...],
    names: tuple[str, ...],
    sparql: str,
    classes: tuple[str, ...],
    network: str,
) -> "Material":
    """What the options select of the release. Raises ``SettingsError`` for options that do not go together."""
    from amazongraph.export import selection

    if sum(map(bool, (question, sparql, classes, network))) > 1:
        raise SettingsError("export.one-selection")
    if parameters and not question:
        raise SettingsError("export.param-without")
    if names and not question:
        raise SettingsError("export.remote-without")
    release, profile, lang = readable(settings), settings.profile, settings.language
    if question:
        return selection.of_question(
            release, profile, lang, question, given(parameters), asking(settings, release, names)
        )
    if sparql:
        return selection.of_rows(release, profile, lang, read_sparql(sparql))
    if network:
        return selection.of_network(release, profile, lang, network)
    return selection.of_classes(release, profile, lang, classes) if classes else selection.whole(release, profile, lang)


for _one in FORMATS.values():
    _format(_one)


@command.command("panel", short_help="A row for every unit and year / Una fila por unidad y año")
@click.option(
    "--unit",
    type=click.Choice(["district", "province", "department"]),
    default="district",
    show_default=True,
    help="Of which units. / De qué unidades.",
)
@click.option("--by", type=click.Choice(["year"]), default="year", show_default=True, help="By year. / Por año.")
@click.option(
    "--indicators",
    required=True,
    metavar="KEY[,KEY…]",
    help="coca-area, or with the population: coca-area:coca-in-department. / coca-area, o con lo que se cuenta.",
)
@click.option("--years", default="", metavar="FROM-TO", help="2010-2024; by default all. / Por defecto, todos.")
@click.option(
    "--merge-splits",
    is_flag=True,
    help="Units that were created together with those they came from. / Junta las creadas con las de origen.",
)
@to_a_file(anywhere=True)
def panel_command(
    settings: Settings, unit: str, by: str, indicators: str, years: str, merge_splits: bool, to: Path, force: bool
) -> None:
    """A row for every unit and year; .csv, .parquet or .dta. / Una fila por unidad y año.

    Beside FILE come FILE-sources.csv and FILE-codebook.csv. / Junto al archivo van sus fuentes y su libro de códigos.
    """
    from amazongraph.export.panel import panel
    from amazongraph.export.panel_files import paths, write_panel

    to = leaving(to, settings)
    for path in paths(to):
        free(path, force)
    release = readable(settings)
    keys = [key.strip() for key in indicators.split(",") if key.strip()]
    made = panel(release, keys, unit, _span(years), settings.profile, merge_splits=merge_splits)
    with writing(to):
        files = write_panel(made, to, settings.language)
    for path in files:
        click.echo(str(path), err=True)
    say("panel.done", settings, rows=made.frame.height, left_out=made.left_out)
    say("export.withheld", settings, count=release.withheld(settings.profile))


def _span(years: str) -> range | None:
    """``2010-2024`` or ``2010``; nothing for no years. Raises ``ExportError``."""
    if not years:
        return None
    first, _, last = years.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal() and 1000 <= int(first) <= int(last or first) <= 9999):
        raise ExportError("panel.years", value=years)
    return range(int(first), int(last or first) + 1)


@command.command("dcat", short_help="A description for catalogues / Una descripción para catálogos")
@base_url
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that is published there; may be repeated. / Un archivo que se publica ahí; se puede repetir.",
)
@to_a_file(anywhere=True)
def dcat_command(settings: Settings, base: str, files: tuple[Path, ...], to: Path, force: bool) -> None:
    """As DCAT 3, VoID and schema.org: .ttl or .jsonld. / Como DCAT 3, VoID y schema.org: .ttl o .jsonld.

    In both languages; with --lang in that one alone, as CKAN needs it. / En ambas lenguas; con --lang solo en esa, para
    CKAN.
    """
    from amazongraph.export.dcat import published, write_dcat
    from amazongraph.export.selection import whole

    base = web_address(base)
    to = leaving(to, settings)
    free(to, force)
    material = whole(readable(settings), settings.profile, settings.language)
    asked = click.get_current_context().get_parameter_source("lang") == click.core.ParameterSource.COMMANDLINE
    languages = (settings.language,) if asked else LANGUAGES
    with writing(to):
        count = write_dcat(material, to, base, [published(path) for path in files], languages)
    click.echo(f"{to}: {count}", err=True)
    say("export.withheld", settings, count=material.withheld)
