"""What the verbs that ask or change a server share: who does so. The password is never an option."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from amazongraph.errors import ParameterError
from amazongraph.messages import text

if TYPE_CHECKING:
    from amazongraph.store.login import Credentials

_USER = click.option(
    "--user",
    default="",
    metavar="NAME",
    help="Who logs in there; the password comes from AMAZONGRAPH_PASSWORD or is asked for. / Quién entra ahí.",
)
_DIGEST = click.option(
    "--digest", is_flag=True, help="Digest authentication (Virtuoso). / Autenticación digest (Virtuoso)."
)


def login_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options ``--user`` and ``--digest``."""
    return _USER(_DIGEST(command))


def credentials(user: str, digest: bool, lang: str) -> "Credentials | None":
    """Who logs in, none for no user; the password is asked for where the environment has none.

    Raises ``ParameterError`` for ``--digest`` without a user, and where nobody can be asked.
    """
    if not user and digest:
        raise ParameterError("login.no-user")
    if not user:
        return None
    from amazongraph.store.login import PASSWORD, of_environment

    if not os.environ.get(PASSWORD) and sys.stdin.isatty():
        # Processes of our own, in which queries are run, log in as well.
        os.environ[PASSWORD] = click.prompt(text("push.password", lang), hide_input=True, err=True)
    return of_environment(user, digest)
