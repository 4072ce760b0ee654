"""``amazongraph link``."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amazongraph.cli.output import at_a_profile, json_option, put_json, release_or_build, say, writing
from amazongraph.errors import ParameterError
from amazongraph.settings import Settings

if TYPE_CHECKING:
    from amazongraph.linking.entities import Entity

_TARGET = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KINDS = ("place", "admin", "area", "people", "organisation")
OWN = "own"


@click.command("link")
@click.argument("target")
@click.option(
    "--candidates",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="File of what may be linked to; none for TARGET own. / Archivo de candidatos; ninguno para TARGET own.",
)
@click.option("--kind", type=click.Choice(_KINDS), default=None, help="What the candidates are. / Qué son.")
@click.option("--loader", default="", help="Loader that reads the file. / Cargador que lee el archivo.")
@click.option("--edition", default="", help="Edition of the file. / Edición del archivo.")
@click.option("--splink", is_flag=True, help="Find pairs with Splink, for very large files. / Busca pares con Splink.")
@json_option
@at_a_profile
def command(
    settings: Settings,
    target: str,
    file: Path | None,
    kind: str | None,
    loader: str,
    edition: str,
    splink: bool,
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

    _check(target, file)
    everything, names = _release(settings)
    ours, others = _sides(settings, everything, target, file, kind or "", loader)
    found = candidates(ours, others, splink_pairs if splink else None)
    held = judging.read_all(settings.root).get(target, [])
    level = None if settings.profile == "public" else 4
    note = read_note(file) if file else None
    source, version = (note.endpoint, edition or note.retrieved) if note else ("", edition)
    run = judging.Run(date.today().isoformat(), kind or "", source, version, level, names)
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


def _check(target: str, file: Path | None) -> None:
    """Raises ``ParameterError`` for a target that cannot name a file, and for one without candidates."""
    if not _TARGET.fullmatch(target):
        raise ParameterError("link.target", value=target)
    if file and str(file).startswith(("http:", "https:")):
        raise ParameterError("link.endpoint", value=str(file))
    if file is None and target != OWN:
        raise ParameterError("link.file", target=target)


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
    """Ours against ours; those of the kind there is most of (settlements) are not compared with each other."""
    largest = max((kinds := Counter(one.types[0] for one in everything)), key=lambda name: kinds[name], default="")
    return [one for one in everything if one.types[0] != largest] or everything, everything


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
