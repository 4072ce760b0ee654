"""``amazongraph fetch``."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amazongraph.cli.output import json_option, put_json, say, with_settings, writing
from amazongraph.errors import AmazonGraphError, ParameterError
from amazongraph.linking.services import NAMES, Service, check_pages, service
from amazongraph.settings import Settings

if TYPE_CHECKING:
    from amazongraph.linking.fetch import Order
    from amazongraph.sources.fetched import Fetched
    from amazongraph.store.remote import Remote

MAX_AGE = 7  # days after which to fetch again


@click.command("fetch")
@click.argument("name", metavar="SERVICE", type=click.Choice(NAMES))
@click.option("--class", "class_", default="", help="What to fetch, by name; --list tells. / Qué traer, por su nombre.")
@click.option(
    "--query",
    "query_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="A SELECT of your own, with ORDER BY. / Un SELECT propio, con ORDER BY.",
)
@click.option("--list", "listed", is_flag=True, help="What can be fetched by name. / Qué se puede traer por su nombre.")
@click.option("--endpoint", default="", help="Another address to ask. / Otra dirección a la que preguntar.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File. / Archivo.")
@click.option("--page", type=click.IntRange(1, 50_000), default=None, help="Rows a request. / Filas por pedido.")
@click.option(
    "--pause",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Seconds between requests. / Segundos entre pedidos.",
)
@click.option("--tries", type=click.IntRange(1, 10), default=4, show_default=True, help="Tries. / Intentos.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=300.0,
    show_default=True,
    help="Seconds an answer may take. / Segundos que puede tardar una respuesta.",
)
@click.option("--contact", default="", help="Your address, told to the service. / Su dirección, que se da al servicio.")
@click.option(
    "--max-age",
    type=click.IntRange(min=0),
    default=MAX_AGE,
    show_default=True,
    help="Days after which to fetch again. / Días tras los que se trae de nuevo.",
)
@click.option("--again", is_flag=True, help="Fetch even so. / Traer de todos modos.")
@json_option
@with_settings
def command(
    settings: Settings,
    name: str,
    class_: str,
    query_file: Path | None,
    listed: bool,
    endpoint: str,
    to: Path | None,
    page: int | None,
    pause: float,
    tries: int,
    timeout: float,
    contact: str,
    max_age: int,
    again: bool,
    as_json: bool,
) -> None:
    """Fetch from a public SERVICE into a file, in pages; the same command goes on where it stopped.

    Trae de un servicio público a un archivo, por páginas; la misma orden sigue donde quedó.
    """
    from amazongraph.linking.fetch import Order
    from amazongraph.store.exchange import Limits
    from amazongraph.store.remote import Remote

    known = service(name)
    if listed:
        _list(known, settings, as_json)
        return
    stem, query = query_of(known, class_, query_file)
    file = to or settings.root / f"{name}-{stem}.json"
    order = Order(query, file, page or known.page, "" if endpoint else known.licence)
    limits = Limits(silence=min(90, timeout), longest=timeout, tries=tries, pause=pause)
    remote = Remote(endpoint or known.endpoint, limits, contact)
    note = bring(settings, order, remote, -1 if again else max_age)
    if as_json:
        put_json({"file": str(file), **asdict(note)})


def bring(settings: Settings, order: "Order", remote: "Remote", max_age: int = MAX_AGE) -> "Fetched":
    """Fetch into the file of an order, unless it holds the answer already, and tell the user how it goes.

    Raises ``EndpointError`` (the pages that came are kept), ``QueryError`` and ``SettingsError``.
    """
    from amazongraph.linking.fetch import fetch, held, kept

    if note := held(order, remote, date.today(), max_age):
        say("fetch.held", settings, file=str(order.to), day=note.retrieved)
        return note
    if pages := kept(order, remote, date.today()):
        say("fetch.resumes", settings, pages=pages)
    try:
        with writing(order.to):
            note = fetch(
                order, remote, date.today(), lambda page, rows: say("fetch.page", settings, page=page, rows=rows)
            )
    except (AmazonGraphError, KeyboardInterrupt):
        if pages := kept(order, remote, date.today()):
            say("fetch.kept", settings, pages=pages)
        raise
    say("fetch.done", settings, rows=note.rows, file=str(order.to), sha=note.sha256[:12])
    return note


def _list(known: Service, settings: Settings, as_json: bool) -> None:
    if as_json:
        put_json(known.classes)
        return
    for key, title in known.classes.items():
        click.echo(f"{key}  {title[settings.language]}")


def query_of(known: Service, class_: str, file: Path | None) -> tuple[str, str]:
    """What to call the file, and the query. Raises ``ParameterError``."""
    if bool(class_) == bool(file):
        raise ParameterError("fetch.what", known=", ".join(known.classes))
    if file is None:
        return class_, known.query(class_)
    try:
        query = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParameterError("fetch.encoding", file=file.name) from error
    check_pages(query, file.name)
    return file.stem, query
