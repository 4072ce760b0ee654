"""``amazongraph push``."""

import click

from amazongraph.cli.login import credentials, login_options
from amazongraph.cli.output import at_a_profile, release_or_build, say
from amazongraph.settings import Settings

_LINES = 20  # lines that tell how far a push has come


@click.command("push")
@click.option(
    "--endpoint",
    required=True,
    metavar="URL",
    help="Where the server is asked: …/query, …/sparql. / Dónde se consulta el servidor.",
)
@click.option("--update", default="", metavar="URL", help="Where it is changed. / Dónde se cambia (SPARQL Update).")
@click.option("--data", default="", metavar="URL", help="Where its graphs are put. / Dónde se ponen sus grafos (GSP).")
@login_options
@at_a_profile
def command(settings: Settings, endpoint: str, update: str, data: str, user: str, digest: bool) -> None:
    """Put the release on a SPARQL server, all or nothing. / Pone la versión en un servidor SPARQL, todo o nada.

    A push that broke off is finished by the same command. / La misma orden termina lo que quedó a medias.
    """
    from amazongraph.pushing import push
    from amazongraph.store.graph_store import GraphStore, addresses

    at = addresses(endpoint, update, data)
    server = GraphStore(at, credentials(user, digest, settings.language))

    told = 0

    def progress(done: int, of: int) -> None:
        # Most graphs are small: a line for each of them would say nothing.
        nonlocal told
        if done - told >= of // _LINES or done == of:
            told = done
            say("push.progress", settings, done=done, of=of)

    done = push(release_or_build(settings), settings.profile, server, progress)
    say(
        "push.done",
        settings,
        release=done.release,
        address=endpoint,
        graphs=done.graphs,
        triples=done.triples,
        kept=done.kept,
        removed=len(done.removed),
    )
