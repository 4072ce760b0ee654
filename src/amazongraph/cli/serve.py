"""``amazongraph serve``."""

from dataclasses import replace

import click

from amazongraph.cli.output import release_or_build, say, with_settings
from amazongraph.settings import PROFILES, Settings


@click.command("serve")
@click.option(
    "--reconcile",
    is_flag=True,
    help="Also a reconciliation service for OpenRefine. / También un servicio de conciliación para OpenRefine.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8642,
    show_default=True,
    help="Port on this computer; 0 for any that is free. / Puerto en este equipo; 0 para cualquiera libre.",
)
@with_settings
def command(settings: Settings, reconcile: bool, port: int) -> None:
    """Serve the public profile to programs on this computer only, until Ctrl-C.

    Sirve el perfil público solo a programas de este equipo, hasta Ctrl-C.
    """
    from amazongraph.linking.index import Index
    from amazongraph.store.embedded import open_store
    from amazongraph.web.server import address, bind, serve
    from amazongraph.web.site import Site

    with bind(port) as server:
        store = open_store(release_or_build(replace(settings, profile=PROFILES[0])).profile() / "store")
        site = Site(store, address(server), settings.language, Index(store) if reconcile else None)
        say("serve.documents", settings, example=f"{site.base}/id/admin/25")
        if reconcile:
            say("serve.reconcile", settings)
        # The very address to paste, alone on its line.
        click.echo(site.service(settings.language) if reconcile else site.base)
        try:
            serve(server, site)
        except KeyboardInterrupt:
            say("serve.ended", settings)
