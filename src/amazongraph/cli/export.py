"""``amazongraph export``."""

from pathlib import Path

import click

from amazongraph.cli.output import at_a_profile, leaving, release_or_build, say, writing
from amazongraph.errors import SettingsError
from amazongraph.settings import Settings


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(["trig", "nquads", "turtle", "jsonld"]))
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write. / Archivo de salida."
)
@click.option("--force", is_flag=True, help="Replace the file if it is there. / Reemplaza el archivo si ya existe.")
@at_a_profile
def command(settings: Settings, form: str, to: Path, force: bool) -> None:
    """Write the whole release as RDF: trig, nquads, turtle or jsonld. / Escribe toda la versión como RDF."""
    from amazongraph.export.rdf import export_rdf

    to = leaving(to, settings)
    if to.exists() and not force:
        raise SettingsError("export.exists", file=str(to))
    release = release_or_build(settings)
    with writing(to):
        count = export_rdf(release, form, to, settings.profile)
    click.echo(f"{to}: {count}", err=True)
    say("export.withheld", settings, count=release.withheld(settings.profile))
