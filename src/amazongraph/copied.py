"""A release on a server as files, for what goes through all of it: the quads as the build writes them, the statements.

Nothing is held whole. Graph by graph the triples come into files; sorted, they are the quads; and since all that is
told of a statement goes by the thing it is about, its table is put together for some things at a time.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias
from zlib import crc32

import polars as pl
import pyoxigraph as ox

from amazongraph import ontology, terms
from amazongraph.described import (
    CLAIM_PARTS,
    DESCRIBED,
    NO_STATEMENTS,
    TRIPLE,
    claim_row,
    frame_of,
    object_of,
    statements,
)
from amazongraph.releases import STATEMENTS
from amazongraph.sorted_lines import Shelves, in_order

Dump: TypeAlias = Callable[[str, Callable[[Iterator[ox.Triple]], object]], object]
"""Gives the triples of a graph of the server, by its IRI, to something that reads them, again where it broke off."""
_AT_ONCE = 50_000  # quads of the things whose statements are put together
_OF_ITSELF = frozenset({terms.FINDINGS, terms.LEDGER, terms.VOID})
_CLAIM = f"<{terms.BASE}claim/"
_ABOUT = f"<{terms.RDF}subject>"
_DIGITS = "0123456789abcdef"
_NEEDED = {"canonical", "predicate", "object", "source", "standing", "verdict", "reason", "level"}
_COLUMNS = {
    terms.RDF + "subject": "canonical",
    terms.RDF + "predicate": "predicate",
    terms.RDF + "object": "object",
    terms.ag("statedIn"): "source",
    terms.ag("standing"): "standing",
    terms.ag("verdict"): "verdict",
    terms.ag("reason"): "reason",
    terms.ag("level"): "level",
    terms.ag("writtenSubject"): "subject",
    terms.ag("asWritten"): "as_written",
    terms.ag("attributedTo"): "attributed_to",
    terms.ag("relays"): "relays",
    terms.ag("asOf"): "as_of",
    terms.ag("validFrom"): "valid_from",
    terms.ag("validUntil"): "valid_to",
}
"""The properties of a claim node -> the columns of the statement table."""


def copied(graphs: Iterable[str], dump: Dump, usual: pl.DataFrame, folder: Path) -> None:
    """Write ``graph.nq``, ``about.nq`` and the statements of a release into ``folder``. Raises what ``dump`` raises.

    ``usual``: how each source says what has no claim node; see ``described``.
    """
    work = folder / "work"
    work.mkdir()
    fetched = [_fetched(graph, dump, work / f"graph-{number}") for number, graph in enumerate(sorted(graphs))]
    pieces = 1 + sum(count for _, count in fetched) // _AT_ONCE
    shelves = Shelves(work)
    _write_quads(in_order(_taken(path for path, _ in fetched), work), shelves, pieces, folder)
    dump(DESCRIBED, lambda triples: _put_odd(triples, work / "odd"))
    for line in _taken([work / "odd"]):
        shelves.add(f"odd-{_piece(json.loads(line)['canonical'], pieces)}", line)
    shelves.close()
    _write_statements(shelves, pieces, usual, work, folder / STATEMENTS)
    for path in work.iterdir():
        path.unlink()
    work.rmdir()


def _fetched(graph: str, dump: Dump, to: Path) -> tuple[Path, int]:
    """The quads of a graph in a file, in no order, and how many they are."""

    def put(triples: Iterator[ox.Triple]) -> int:
        with to.open("w", encoding="utf-8", newline="\n") as file:
            return sum(1 for triple in triples if file.write(f"{triple} <{graph}> .\n"))

    return to, int(str(dump(graph, put)))


def _put_odd(triples: Iterator[ox.Triple], to: Path) -> None:
    """The statements that no triple and no claim node tells, a line of JSON each."""
    with to.open("w", encoding="utf-8", newline="\n") as file:
        for subject, _, said in triples:
            if not subject.value.startswith(f"{DESCRIBED}/"):
                file.write(json.dumps(json.loads(said.value)) + "\n")


def _taken(files: Iterable[Path]) -> Iterator[str]:
    """The lines of files, which are removed."""
    for path in files:
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from file
        path.unlink()


def _write_quads(lines: Iterable[str], shelves: Shelves, pieces: int, folder: Path) -> None:
    """Write the quads, and put each where the statements about its thing are put together."""
    left_out = {f"<{graph}>" for graph in NO_STATEMENTS}
    of_itself = {f"<{graph}>" for graph in _OF_ITSELF}
    parts = {f"<{one}>" for one in CLAIM_PARTS}
    claimed: list[str] = []
    with (
        (folder / "graph.nq").open("w", encoding="utf-8", newline="\n") as quads,
        (folder / "about.nq").open("w", encoding="utf-8", newline="\n") as about,
    ):
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            graph = rest.rsplit(" ", 2)[1]
            (about if graph in of_itself else quads).write(line)
            if graph in left_out:
                continue
            if claimed and not claimed[0].startswith(subject + " "):
                _put_claim(claimed, shelves, pieces)
                claimed = []
            if subject.startswith(_CLAIM) and predicate in parts:
                claimed.append(line)
            else:
                shelves.add(f"triples-{_piece(subject[1:-1], pieces)}", line)
    if claimed:
        _put_claim(claimed, shelves, pieces)


def _put_claim(lines: list[str], shelves: Shelves, pieces: int) -> None:
    """Put the parts of a claim node where its thing is."""
    thing = next((line.split(" ", 3)[2] for line in lines if line.split(" ", 2)[1] == _ABOUT), "<>")
    for line in lines:
        shelves.add(f"claims-{_piece(thing[1:-1], pieces)}", line)


def _piece(thing: str, pieces: int) -> int:
    return crc32(thing.encode()) % pieces


def _write_statements(shelves: Shelves, pieces: int, usual: pl.DataFrame, work: Path, to: Path) -> None:
    """Write the table, sorted by id: sorted for each first digit of the ids."""
    known = ontology.load()
    for piece in range(pieces):
        triples = pl.DataFrame(
            _told(shelves.take(f"triples-{piece}")), schema=dict.fromkeys(TRIPLE, pl.String()), orient="row"
        )
        claims = frame_of(_claims(shelves.take(f"claims-{piece}")))
        odd = frame_of(map(json.loads, dict.fromkeys(shelves.take(f"odd-{piece}"))))
        made = statements(triples, claims, usual, odd, known)
        for digit in _DIGITS:
            made.filter(pl.col("id").str.starts_with(digit)).write_parquet(work / f"{digit}-{piece}.parquet")
    for digit in _DIGITS:
        parts = [pl.read_parquet(work / f"{digit}-{piece}.parquet") for piece in range(pieces)]
        pl.concat(parts).sort("id").write_parquet(work / f"{digit}.parquet")
    pl.scan_parquet([work / f"{digit}.parquet" for digit in _DIGITS]).sink_parquet(to)


def _told(lines: Iterable[str]) -> list[tuple[str | None, ...]]:
    return [
        (quad.subject.value, quad.predicate.value, *object_of(quad.object), quad.graph_name.value)
        for quad in ox.parse("".join(lines), ox.RdfFormat.N_QUADS)
    ]


def _claims(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The claim nodes that have all their parts, as rows; the lines of each stand together."""
    quads = ox.parse("".join(lines), ox.RdfFormat.N_QUADS)
    for node, parts in groupby(quads, key=lambda quad: quad.subject):
        said = {_COLUMNS[quad.predicate.value]: quad.object for quad in parts if quad.predicate.value in _COLUMNS}
        if said.keys() >= _NEEDED:
            yield claim_row({"id": node, **said})
