"""``amazongraph release list|use|verify|prune|bundle|install|wheelhouse``."""

from pathlib import Path

import click

from amazongraph import releases
from amazongraph.cli.export import base_url, free, to_a_file, web_address
from amazongraph.cli.output import (
    json_option,
    leaving,
    put_json,
    release_or_build,
    say,
    with_settings,
    writing,
)
from amazongraph.cli.usage import Verbs
from amazongraph.errors import ReleaseError
from amazongraph.messages import text
from amazongraph.settings import Settings


@click.group("release", cls=Verbs)
def command() -> None:
    """List, choose or remove releases. / Lista, elige o borra versiones."""


@command.command("list")
@json_option
@with_settings
def list_(settings: Settings, as_json: bool) -> None:
    """List the releases, oldest first; * marks the current one. / Lista las versiones; * marca la actual."""
    try:
        now = releases.current(settings)
    except ReleaseError as error:
        # The current one is gone; the list is what another is chosen from.
        click.echo(error.text(settings.language), err=True)
        now = None
    found = [
        {"id": release.id, "current": now is not None and release.id == now.id}
        for release in releases.releases(settings)
    ]
    if as_json:
        put_json(found)
        return
    for release in found:
        click.echo(f"{'*' if release['current'] else ' '} {release['id']}")


@command.command("use")
@click.argument("release_id")
@with_settings
def use(settings: Settings, release_id: str) -> None:
    """Make a release the current one; the start of its id is enough. / Hace actual una versión."""
    release = releases.find(settings, release_id)
    release.verify()
    releases.use(settings, release)
    say("release.current", settings, id=release.id)


@command.command("verify")
@click.argument("release_id", default="current")
@with_settings
def verify(settings: Settings, release_id: str) -> None:
    """Say whether the files are as they were published. / Dice si los archivos están como se publicaron."""
    release = releases.named(settings, release_id)
    release.verify()
    say("release.verified", settings, id=release.id)


@command.command("prune")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    help="Releases to keep. / Versiones que se conservan.",
)
@with_settings
def prune(settings: Settings, keep: int) -> None:
    """Remove all but the newest, never the current one. / Borra todas menos las más nuevas, nunca la actual."""
    say("release.removed", settings, count=len(releases.prune(settings, keep)))


@command.command("bundle")
@click.option("--no-site", is_flag=True, help="Without the pages for browsers. / Sin las páginas para navegador.")
@base_url
@to_a_file()
def bundle(settings: Settings, no_site: bool, base: str, to: Path, force: bool) -> None:
    """Write the current release as one file to hand on. / Escribe la versión actual en un solo archivo para entregar.

    `release install` takes it in elsewhere, with no build. / `release install` la instala en otro lugar, sin construir.
    """
    from amazongraph.bundle.write import write_bundle

    to = leaving(to, settings)
    free(to, force)
    release = release_or_build(settings)
    with writing(to):
        names = write_bundle(
            release,
            settings.profile,
            settings.language,
            to,
            previous=releases.before(settings, release),
            site=not no_site,
            base=web_address(base),
        )
    say("bundle.written", settings, file=str(to), id=release.id, count=len(names))
    say("export.withheld", settings, count=release.withheld(settings.profile))


@command.command("install")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Put its files there again. / Vuelve a poner sus archivos.")
@with_settings
def install(settings: Settings, file: Path, force: bool) -> None:
    """Take in a release from a file and make it current. / Instala una versión desde un archivo y la hace actual."""
    from amazongraph.bundle.install import install_bundle

    release, profiles, new = install_bundle(settings, file, force=force)
    told = ", ".join(text(f"profile.{name}", settings.language) for name in profiles)
    say("bundle.installed" if new else "bundle.there", settings, id=release.id, profiles=told)


@command.command("wheelhouse")
@click.option(
    "--platform",
    type=click.Choice(["windows", "macos", "macos-intel", "linux"]),
    default="windows",
    show_default=True,
    help="For which machines. / Para qué máquinas.",
)
@click.option("--python", default="3.12", show_default=True, help="For which Python. / Para qué Python.")
@click.option(
    "--wheel",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="The wheel of amazongraph, if it is not to be fetched. / El wheel de amazongraph, si no se ha de bajar.",
)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write. / Archivo de salida."
)
@click.option("--force", is_flag=True, help="Replace the file if it is there. / Reemplaza el archivo si ya existe.")
@with_settings
def wheelhouse(settings: Settings, platform: str, python: str, wheel: Path | None, to: Path, force: bool) -> None:
    """The program as one file for machines without a network. / El programa en un archivo para máquinas sin red."""
    from amazongraph.bundle.wheelhouse import write_wheelhouse

    free(to, force)
    with writing(to):
        names = write_wheelhouse(to, platform, python, wheel=wheel)
    say("wheelhouse.written", settings, file=str(to), count=sum(name.endswith(".whl") for name in names))
