"""``amazongraph link``."""

import re
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amazongraph import terms
from amazongraph.cli.output import at_a_profile, engine_option, json_option, put_json, release_or_build, say, writing
from amazongraph.errors import ParameterError
from amazongraph.linking.services import NAMES, service
from amazongraph.settings import Settings

if TYPE_CHECKING:
    from amazongraph.linking.entities import Entity

_TARGET = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KINDS = ("place", "admin", "area", "people", "organisation")
OWN = "own"
_LONG = 1000


@click.command("link")
@click.argument("target")
@click.option(
    "--candidates",
    "place",
    metavar="FILE|ENDPOINT",
    default="",
    help="What may be linked to: a file, a SPARQL address, or wikidata. / Candidatos: archivo, dirección o wikidata.",
)
@click.option("--class", "class_", default="", help="Of an endpoint: what to fetch. / De una dirección: qué traer.")
@click.option(
    "--query",
    "query_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Of an endpoint: a SELECT of your own. / De una dirección: un SELECT propio.",
)
@click.option("--kind", type=click.Choice(_KINDS), default=None, help="What the candidates are. / Qué son.")
@click.option("--loader", default="", help="Loader that reads the file. / Cargador que lee el archivo.")
@click.option("--edition", default="", help="Edition of the file. / Edición del archivo.")
@click.option("--splink", is_flag=True, help="Find pairs with Splink, for very large files. / Busca pares con Splink.")
@engine_option
@json_option
@at_a_profile
def command(
    settings: Settings,
    target: str,
    place: str,
    class_: str,
    query_file: Path | None,
    kind: str | None,
    loader: str,
    edition: str,
    splink: bool,
    engine: str | None,
    as_json: bool,
) -> None:
    """Propose links from the release to TARGET (wikidata, geonames, … or "own"), for people to judge.

    Propone enlaces de la versión a TARGET (wikidata, geonames, … u "own"), para que alguien los juzgue.
    """
    from amazongraph.linking import judging
    from amazongraph.linking.candidates import candidates
    from amazongraph.linking.sides import sides, write_sides
    from amazongraph.linking.splinked import splink_pairs
    from amazongraph.sources.fetched import read_note

    if engine and not splink:
        raise ParameterError("link.engine")
    file = _file(settings, target, place, class_, query_file)
    everything, names = _release(settings)
    ours, others = _sides(settings, everything, target, file, kind or "", loader)
    find = partial(splink_pairs, engine=engine or settings.engine, configuration=settings.spark) if splink else None
    found = candidates(ours, others, find)
    held = judging.read_all(settings.root).get(target, [])
    level = None if settings.profile == "public" else 4
    note = read_note(file) if file else None
    source, version = (note.endpoint, edition or note.retrieved) if note else ("", edition)
    offered = frozenset(one.iri for one in others)
    if file is None:  # Of ours, what is no longer there is not kept; the rows of a user's table are not ours.
        offered |= {one.object for one in held if one.object.startswith(terms.BASE + "id/")}
    run = judging.Run(date.today().isoformat(), kind or "", source, version, level, names, offered)
    after = judging.judge(found, held, run)
    with writing(judging.path_of(settings.root, target)):
        path = judging.write(settings.root, target, after)
        write_sides(settings.root, target, sides(found, everything))
    counts = {
        "things": len(ours),
        "candidates": len(others),
        "accepted": len(judging.accepted(after)),
        "waiting": len(judging.waiting(after)),
        "decided": sum(one.by_person for one in after),
    }
    if as_json:
        put_json({"target": target, "file": str(path), **counts})
    say("link.done", settings, file=str(path), **counts)
    if counts["waiting"]:
        say("link.review", settings, count=counts["waiting"])


def _file(settings: Settings, target: str, place: str, class_: str, query_file: Path | None) -> Path | None:
    """The file of candidates, fetched first if they are at an endpoint; none for the target own.

    Raises ``ParameterError`` for a target that cannot name a file, and for one without candidates, and what fetching
    raises.
    """
    if not _TARGET.fullmatch(target):
        raise ParameterError("link.target", value=target)
    if place in NAMES or place.startswith(("http:", "https:")):
        return _fetched(settings, target, place, class_, query_file)
    if class_ or query_file:
        raise ParameterError("link.no-endpoint")
    if not place and target != OWN:
        raise ParameterError("link.file", target=target)
    return Path(place) if place else None


def _fetched(settings: Settings, target: str, place: str, class_: str, query_file: Path | None) -> Path:
    """The file with the answer of an endpoint, which ``fetch`` would write and take as it is while it is recent."""
    from amazongraph.cli.fetch import bring, query_of
    from amazongraph.linking.fetch import Order
    from amazongraph.store.remote import Remote

    known = service(next((name for name in (place, target) if name in NAMES), NAMES[0]))
    stem, query = query_of(known, class_, query_file)
    file = settings.root / f"{target}-{stem}.json"
    named = place in NAMES
    bring(
        settings,
        Order(query, file, known.page, known.licence if named else ""),
        Remote(known.endpoint if named else place),
    )
    return file


def _release(settings: Settings) -> "tuple[list[Entity], dict[str, str]]":
    """Everything that can be linked, as the profile shows it, and the names that have given way."""
    import polars as pl

    from amazongraph.linking.entities import given_up, of_statements

    frame = pl.read_parquet(release_or_build(settings).profile(settings.profile) / "statements.parquet")
    return of_statements(frame), given_up(frame)


def _sides(
    settings: Settings, everything: "list[Entity]", target: str, file: Path | None, kind: str, loader: str
) -> "tuple[list[Entity], list[Entity]]":
    """What is linked, and what it may be linked to. Raises ``SourceError``."""
    from amazongraph.linking.entities import by_family
    from amazongraph.linking.offers import Known, read_offers

    if file is None:
        return _among_themselves(list(by_family(everything, kind)))
    others = _loaded(settings, file, loader) if loader else read_offers(file, target, Known.of(everything), kind)
    families = {one.family for one in others} - {""}
    ours = everything if "" in {one.family for one in others} else [one for one in everything if one.family in families]
    return ours, others


def _among_themselves(everything: "list[Entity]") -> "tuple[list[Entity], list[Entity]]":
    """Ours against ours, but for a long list of one source (settlements): it holds those apart from each other."""
    counted = Counter((one.types[0], one.sources) for one in everything)
    largest = max(counted, key=lambda key: (counted[key], key), default=("", ()))
    if counted[largest] < _LONG:
        return everything, everything
    return [one for one in everything if (one.types[0], one.sources) != largest] or everything, everything


def _loaded(settings: Settings, file: Path, name: str) -> "list[Entity]":
    """What a loader of ours states of a file. Raises ``SourceError``."""
    from amazongraph import ontology
    from amazongraph.build import references_of, workspace_sources
    from amazongraph.linking.entities import of_statements
    from amazongraph.sources.dataset import Dataset
    from amazongraph.sources.datasets import loader

    dataset = Dataset(loader(name, settings.root), file.resolve(), date.today().isoformat())
    return of_statements(
        dataset.read(references_of([*workspace_sources(settings), dataset], ontology.load())).statements
    )
