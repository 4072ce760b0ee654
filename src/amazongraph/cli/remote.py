"""What the verbs that ask outside of this graph, too, share: ``--remote``, and what is told of it on stderr."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from amazongraph.cli.output import say
from amazongraph.messages import text
from amazongraph.settings import Endpoint, Settings

if TYPE_CHECKING:
    from amazongraph.questions.answer import Answer
    from amazongraph.questions.remote import RemotePart
    from amazongraph.releases import Readable

remote_option = click.option(
    "--remote",
    "names",
    multiple=True,
    metavar="NAME",
    help="Ask this endpoint of amazongraph.toml, too. / Preguntar también a este servicio de amazongraph.toml.",
)


def asking(settings: Settings, release: "Readable", names: Sequence[str]) -> Callable[["Answer"], "Answer"]:
    """What puts beside an answer what the endpoints of these names say; what is sent, and what is missing, is told.

    It raises ``ParameterError`` and ``SettingsError``, before anything is sent.
    """
    from amazongraph.questions.elsewhere import lacking
    from amazongraph.questions.federation import chosen, federated

    def sending(part: "RemotePart", endpoint: Endpoint, count: int) -> None:
        lang = settings.language
        said = {"count": count, "kind": text(f"sends.{part.sends}", lang)}
        say("remote.sending", settings, title=part.title[lang], address=endpoint.address, **said)

    def beside(answer: "Answer") -> "Answer":
        parts = chosen(answer.question, names, settings.allowed)
        answer = federated(answer, release, parts, sending)
        for (part, _), told in zip(parts, answer.remote, strict=True):
            if told.problem:
                click.echo(lacking(part, told, settings.language), err=True)
        return answer

    return beside
