"""``amazongraph push``."""

import os

import click

from amazongraph.cli.output import at_a_profile, release_or_build, say
from amazongraph.messages import text
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
@click.option(
    "--user",
    default="",
    metavar="NAME",
    help="Who writes; the password comes from AMAZONGRAPH_PASSWORD or is asked for. / Quién escribe.",
)
@click.option("--digest", is_flag=True, help="Digest authentication (Virtuoso). / Autenticación digest (Virtuoso).")
@at_a_profile
def command(settings: Settings, endpoint: str, update: str, data: str, user: str, digest: bool) -> None:
    """Put the release on a SPARQL server, all or nothing. / Pone la versión en un servidor SPARQL, todo o nada.

    A push that broke off is finished by the same command. / La misma orden termina lo que quedó a medias.
    """
    from amazongraph.pushing import push
    from amazongraph.store.graph_store import Credentials, GraphStore, addresses

    at = addresses(endpoint, update, data)
    secret = (os.environ.get("AMAZONGRAPH_PASSWORD") or _asked(settings)) if user else ""
    server = GraphStore(at, Credentials(user, secret, digest) if user else None)

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


def _asked(settings: Settings) -> str:
    answer: str = click.prompt(text("push.password", settings.language), hide_input=True, err=True)
    return answer
