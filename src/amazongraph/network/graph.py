"""Puts a graph together: one profile of a published release as NetworkX holds a graph."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import networkx
import polars as pl

from amazongraph import terms
from amazongraph.labels import labels
from amazongraph.network.kinds import THINGS, Kind, kind
from amazongraph.network.relations import THING, members, relations
from amazongraph.network.things import classes, cover, names, spans, values
from amazongraph.questions.citations import citations
from amazongraph.releases import STATEMENTS, Readable

Span = tuple[date | None, date | None]
_short = lru_cache(maxsize=10_000)(terms.shorten)  # a graph has many edges and few properties


def network(
    release: Readable,
    name: str = THINGS,
    profile: str = "public",
    lang: str = "es",
    things: Collection[str] | None = None,
) -> "networkx.MultiDiGraph[str]":
    """A graph of one kind (see ``kinds.toml``) from one profile of a release.

    A node is an IRI with ``label`` in ``lang``, ``label_es``, ``label_en``; ``kinds``, the CURIEs of its classes, and
    ``kind``, its stated one; ``start`` and ``end``, days where they are known; ``sources``, IRIs of the documents that
    say what it is; and what the kind tells of it besides, as lists of CURIEs. An edge has ``property`` (a CURIE) with
    its labels; ``start`` and ``end``; ``ended``, whether it no longer holds; ``sources``; ``reported_by``, IRIs of
    those it is attributed to; ``standing``; and numbers. Its key is the CURIE of its property, or of the thing that
    ties the two. The graph knows ``kind``, ``release``, ``profile``, ``withheld`` and ``contested`` (how many
    statements it does not show), its title, method and caveat, and how its ``documents`` are cited. ``things``: the
    IRIs to keep, with what relates them to each other.

    Raises ``ExportError`` for a kind that there is not, and ``ReleaseError``.
    """
    asked = kind(name)
    every = pl.scan_parquet(release.profile(profile) / STATEMENTS)
    said = every.filter(pl.col("verdict").is_in(["accepted", "ended"]))
    edges = relations(said, asked)
    nodes = _nodes(said, asked, edges)
    if things is not None:
        nodes = nodes.filter(pl.col("thing").is_in(sorted(things)))
    edges = edges.filter(
        pl.col("first").is_in(nodes["thing"].implode()) & pl.col("second").is_in(nodes["thing"].implode())
    )
    dates = spans(said)
    told = {iri for frame, name in ((edges, "property"), (nodes, "kind")) for iri in frame[name].drop_nulls().unique()}
    store = release.store(profile)
    words = labels(store, told) | {edge.to: edge.label for edge in asked.edges if edge.label}
    contested = every.filter((pl.col("verdict") == "contested") & (pl.col("object_kind") == "iri"))
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(**_about(release, asked, profile, lang))
    graph.graph["contested"] = int(contested.select(pl.len()).collect().item())
    graph.add_nodes_from(_each_node(nodes, asked, dates, words, lang))
    graph.add_edges_from(_each_edge(edges, asked, dates, words, lang))
    documents = {iri for frame in (nodes, edges) for iri in frame["sources"].explode().drop_nulls().unique()}
    cited = sorted(citations(store, documents).items())
    graph.graph["documents"] = {iri: one.text(lang) for iri, one in cited}
    return graph


def _about(release: Readable, asked: Kind, profile: str, lang: str) -> dict[str, Any]:
    texts = {
        f"{part}_{one}": said for part in ("title", "method", "caveat") for one, said in getattr(asked, part).items()
    }
    return {
        "name": asked.title[lang],
        "kind": asked.name,
        "lang": lang,
        "release": release.id,
        "profile": profile,
        "withheld": release.withheld(profile),
        **texts,
    }


def _nodes(said: pl.LazyFrame, asked: Kind, edges: pl.DataFrame) -> pl.DataFrame:
    """A row for each node, by IRI: the members of the classes, and whatever an edge leads to or from."""
    if asked.name == THINGS:
        known = pl.col("canonical").str.starts_with(THING) & pl.col("predicate").is_in([terms.TYPE, terms.LABEL])
        things = said.filter(known).select(thing="canonical").unique()
    else:
        ends = pl.concat([edges.select(thing="first"), edges.select(thing="second")]).lazy()
        things = pl.concat([members(said, *asked.classes), ends]).unique()
    if asked.without:
        things = things.join(members(said, *asked.without), on="thing", how="anti")
    return (
        things.join(classes(said, things), on="thing", how="left")
        .join(names(said, things, "es"), on="thing", how="left")
        .join(names(said, things, "en"), on="thing", how="left")
        .join(values(said, things, asked.attributes), on="thing", how="left")
        .sort("thing")
        .collect()
    )


def _each_node(
    nodes: pl.DataFrame, asked: Kind, dates: dict[str, Span], words: dict[str, dict[str, str]], lang: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in nodes.iter_rows(named=True):
        iri = row["thing"]
        said = {f"label_{one}": row[f"label_{one}"] or _short(iri) for one in ("es", "en")}
        said |= _kinds(row, words)
        said |= {name: [_short(value) for value in row[name] or ()] for name in asked.attributes}
        yield iri, {"label": said[f"label_{lang}"], **said, **_days(dates.get(iri)), "sources": row["sources"] or []}


def _kinds(row: dict[str, Any], words: dict[str, dict[str, str]]) -> dict[str, Any]:
    stated = row["kind"] or ""
    named = {f"kind_{one}": words[stated][one] if stated else "" for one in ("es", "en")}
    return {"kinds": list(map(_short, row["kinds"] or ())), "kind": _short(stated), **named}


def _each_edge(
    edges: pl.DataFrame, asked: Kind, dates: dict[str, Span], words: dict[str, dict[str, str]], lang: str
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    numbers = sorted({name for edge in asked.edges for name in edge.numbers})
    for row in edges.iter_rows(named=True):
        said = {f"label_{one}": words[row["property"]][one] for one in ("es", "en")}
        told = {name: row[name] for name in numbers if row[name] is not None}
        if asked.passages:
            told["weight"] = row["passages"]
        yield (
            row["first"],
            row["second"],
            _short(row["key"]),
            {
                "property": _short(row["property"]),
                "label": said[f"label_{lang}"],
                **said,
                **_days(_span(row, dates)),
                "ended": row["ended"],
                **{name: row[name] for name in ("sources", "reported_by", "standing")},
                **told,
            },
        )


def _span(row: dict[str, Any], dates: dict[str, Span]) -> Span:
    """The days that those who say it give; else, where it holds as long as the thing does, those of the thing."""
    first, last = cover(row["starts"], row["ends"])
    if row["dated"] and first is None and last is None:
        return dates.get(row["thing"], (None, None))
    return first, last


def _days(span: Span | None) -> dict[str, str]:
    """Only the ends that are known: NetworkX and the formats of files have no value for the others."""
    first, last = span or (None, None)
    said = {"start": first, "end": last}
    return {name: day.isoformat() for name, day in said.items() if day}
