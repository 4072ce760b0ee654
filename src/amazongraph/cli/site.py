"""``amazongraph site``."""

from pathlib import Path

import click

from amazongraph.cli.output import at_a_profile, leaving, release_or_build, say, writing
from amazongraph.settings import Settings


@click.command("site")
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write. / Carpeta de salida.",
)
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="Where it will stand, for search engines. / Dónde estará, para los buscadores.",
)
@click.option(
    "--since",
    type=click.Path(exists=True, path_type=Path),
    default=None,
    help="An older ontology/ to compare with. / Una ontology/ anterior con la cual comparar.",
)
@click.option("--force", is_flag=True, help="Replace a site that is there. / Reemplaza un sitio que ya esté allí.")
@at_a_profile(default="public")
def command(settings: Settings, to: Path, base_url: str, since: Path | None, force: bool) -> None:
    """Write a static site: vocabulary, questions, rules, things. / Escribe un sitio estático."""
    from amazongraph.site.writing import write_site

    to = leaving(to.resolve(), settings)
    release = release_or_build(settings)
    with writing(to):
        made = write_site(release, to, settings.profile, base_url=base_url, since=since, force=force)
    click.echo(str(made.start))
    say(
        "site.done",
        settings,
        release=release.id,
        folder=str(to),
        pages=made.pages,
        things=made.things,
        start=made.start.name,
    )
    say("export.withheld", settings, count=release.withheld(settings.profile))
