"""``amazongraph query``: free SPARQL on a release, in a process that can be stopped."""

import multiprocessing
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import click

from amazongraph.cli.output import at_a_profile, readable
from amazongraph.errors import AmazonGraphError, Problem, QueryError, SourceError
from amazongraph.files import is_file, text_of
from amazongraph.releases import Readable
from amazongraph.settings import Settings
from amazongraph.store.asking import Store


@click.command("query")
@click.argument("sparql")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "tsv", "json", "xml", "ntriples"]),
    default=None,
    help="csv by default; ntriples for CONSTRUCT. / csv por defecto.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    help="Seconds. / Segundos.",
)
@at_a_profile(anywhere=True)
def command(settings: Settings, sparql: str, form: str | None, timeout: float) -> None:
    """Run a SPARQL query: its text, a file, or - for standard input. / Ejecuta una consulta SPARQL."""
    release = readable(settings)
    written = _in_a_process(release, settings.profile, read_sparql(sparql), form or "", timeout)
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()


def read_sparql(sparql: str) -> str:
    """A query as it is written, from a file or, for ``-``, from standard input. Raises ``SourceError``."""
    if sparql == "-":
        return sys.stdin.read().removeprefix("\ufeff")
    if "{" not in sparql and is_file(sparql):
        return text_of(Path(sparql))
    if sparql.endswith((".rq", ".sparql")):
        raise SourceError(Problem("check.absent", sparql))
    return sparql


def _in_a_process(release: Readable, profile: str, query: str, form: str, timeout: float) -> bytes:
    """Run the query in a process of its own: the engine hears neither Ctrl-C nor a clock."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=run_query, args=(release, profile, query, form, sender), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(timeout):
            raise QueryError("query.timeout", seconds=f"{timeout:g}")
        result = receiver.recv()
    except EOFError as error:
        raise QueryError("query.failed", detail="no answer") from error
    finally:
        process.kill()
        process.join()
    if isinstance(result, AmazonGraphError):
        raise result
    return bytes(result)


def run_query(release: Readable, profile: str, query: str, form: str, sender: Connection) -> None:
    """Run in the child process: send the serialised result, or the error."""
    try:
        sender.send(_serialised(release.store(profile), query, form))
    except AmazonGraphError as error:
        sender.send(error)


def _serialised(store: Store, query: str, form: str) -> bytes:
    import pyoxigraph as ox

    from amazongraph.store.embedded import run_as_written

    formats = {
        "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV,
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
    }
    results = run_as_written(store, query)
    try:
        if isinstance(results, ox.QueryTriples):
            return bytes(results.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
        if isinstance(results, ox.QueryBoolean):
            return bytes(results.serialize(format=formats["xml" if form == "xml" else "json"]) or b"")
        return bytes(results.serialize(format=formats.get(form, formats["csv"])) or b"")
    except (OSError, RuntimeError, ValueError) as error:
        # Rows are made as they are written, so a query can still fail here.
        raise QueryError("query.failed", detail=str(error)) from error
