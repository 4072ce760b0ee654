"""``amazongraph release list|use|prune``."""

import click

from amazongraph import releases
from amazongraph.cli.output import json_option, put_json, say, with_settings
from amazongraph.errors import ReleaseError
from amazongraph.settings import Settings


@click.group("release")
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
    releases.use(settings, release)
    say("release.current", settings, id=release.id)


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
