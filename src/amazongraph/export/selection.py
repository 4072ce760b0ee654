"""Selects what is to leave: all of a release, the things of some classes, an answer, or the rows of a query."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from amazongraph import ontology, terms
from amazongraph.errors import ExportError
from amazongraph.export.lines import lines
from amazongraph.export.material import Material, Sheet
from amazongraph.export.source_sheet import source_sheet
from amazongraph.export.statement_sheet import statement_sheet
from amazongraph.export.table_sheet import table_sheet
from amazongraph.export.thing_sheets import Kind, kinds, sheet
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES, text
from amazongraph.network.graph import network
from amazongraph.network.kinds import THINGS
from amazongraph.network.kinds import kind as network_kind
from amazongraph.questions.answer import Answer, ask
from amazongraph.questions.catalogue import find_question
from amazongraph.questions.citations import Citation, citations
from amazongraph.questions.forms import remarks
from amazongraph.releases import STATEMENTS, Readable
from amazongraph.store.asking import Store
from amazongraph.tables.answers import result
from amazongraph.tables.queries import query
from amazongraph.tables.table import Table, Thing
from amazongraph.values import fold

_THING = terms.BASE + "id/"


def whole(release: Readable, profile: str, lang: str) -> Material:
    """All that a profile holds: a sheet for each kind of thing, the statements with who makes them, the sources."""
    title = {one: text("export.whole", one, release=release.id) for one in LANGUAGES}
    return _of_things(release, profile, lang, "release", title, None, None)


def of_classes(release: Readable, profile: str, lang: str, classes: Sequence[str]) -> Material:
    """The things of some classes, and of those below them, a sheet a class.

    A class is named by its CURIE, its local name or its label in either language. Raises ``ExportError`` for another
    name, and for a class of which there is nothing.
    """
    known = _classes(release.store(profile))
    iris = [_class(name, known) for name in dict.fromkeys(classes)]
    statements = pl.scan_parquet(release.profile(profile) / STATEMENTS)
    found = [Kind(terms.key_of(iri), known[iri], _members(statements, iri)) for iri in iris]
    for kind in found:
        if not kind.members:
            raise ExportError("export.no-members", name=kind.title[lang])
    things = frozenset().union(*(kind.members for kind in found))
    title = {one: ", ".join(kind.title[one] for kind in found) for one in LANGUAGES}
    return _of_things(release, profile, lang, "-".join(kind.name for kind in found), title, things, found)


def of_network(release: Readable, profile: str, lang: str, name: str) -> Material:
    """The things that a graph for network analysis has for nodes, and the graph; see ``network``.

    Raises ``ExportError`` for a kind of graph that there is not.
    """
    about, made = network_kind(name), network(release, name, profile, lang)
    things = frozenset(made)
    found = kinds(release.profile(profile) / STATEMENTS, release.store(profile), things)
    notes: dict[str, tuple[str, ...]] = {one: (about.method[one], about.caveat[one]) for one in LANGUAGES}
    return replace(
        _of_things(release, profile, lang, name, about.title, things, found), notes=notes, graph=lambda: made
    )


def of_question(
    release: Readable,
    profile: str,
    lang: str,
    question: str,
    given: Mapping[str, str] | None = None,
    beside: Callable[[Answer], Answer] = lambda answer: answer,
) -> Material:
    """The answer to a question, with what ``beside`` puts beside it; as RDF, what is said of the things in its rows.

    Raises what asking raises.
    """
    asked = find_question(release, question, profile)
    answer = beside(ask(release, asked, given, profile))
    table = result(answer, release, lang)
    said = {one: tuple(remarks(answer, one)) for one in LANGUAGES}
    return _of_table(release, profile, lang, asked.id, asked.question, said, table, tuple(answer.sources))


def of_rows(release: Readable, profile: str, lang: str, sparql: str) -> Material:
    """The rows of a SELECT; as RDF, what is said of the things in them.

    The rows of a free query are not tied to documents: those that speak of the things in them are the sources.
    Raises ``QueryError``, and ``ExportError`` for a query of another form.
    """
    store = release.store(profile)
    table = query(store, sparql, lang, profile)
    if not isinstance(table, Table):
        raise ExportError("export.not-select")
    title = {one: text("export.rows", one) for one in LANGUAGES}
    said: dict[str, tuple[str, ...]] = {one: (text("export.rows-note", one),) for one in LANGUAGES}
    sources = _documents(release, profile, store, _things(table))
    return _of_table(release, profile, lang, "query", title, said, table, sources)


def _of_things(
    release: Readable,
    profile: str,
    lang: str,
    name: str,
    title: dict[str, str],
    things: frozenset[str] | None,
    found: Sequence[Kind] | None,
) -> Material:
    statements, store = release.profile(profile) / STATEMENTS, release.store(profile)
    sources, licences = _documents(release, profile, store, things), _licences(release, profile)
    numbers = {one.iri: number for number, one in enumerate(sources, start=1)}

    def sheets() -> Iterator[Sheet]:
        for kind in kinds(statements, store, None) if found is None else found:
            yield sheet(statements, store, kind, sources, lang)
        yield statement_sheet(statements, store, things, numbers, lang)
        yield source_sheet(sources, licences)

    return Material(
        release=release,
        profile=profile,
        lang=lang,
        name=name,
        title=title,
        notes=dict.fromkeys(LANGUAGES, ()),
        things=things,
        sources=sources,
        licences=licences,
        withheld=release.withheld(profile),
        sheets=sheets,
        lines=lambda: lines(release, profile, _with_shapes(release, profile, things)),
        graph=partial(network, release, THINGS, profile, lang, things),
    )


def _of_table(
    release: Readable,
    profile: str,
    lang: str,
    name: str,
    title: dict[str, str],
    said: dict[str, tuple[str, ...]],
    table: Table,
    sources: tuple[Citation, ...],
) -> Material:
    things, licences = _things(table), _licences(release, profile)

    def sheets() -> Iterator[Sheet]:
        yield table_sheet(name, title, table, release.store(profile))
        yield source_sheet(sources, licences)

    return Material(
        release=release,
        profile=profile,
        lang=lang,
        name=name,
        title=title,
        notes=said,
        things=things,
        sources=sources,
        licences=licences,
        withheld=release.withheld(profile),
        sheets=sheets,
        lines=lambda: lines(release, profile, _with_shapes(release, profile, things)),
        graph=partial(network, release, THINGS, profile, lang, things),
    )


def _documents(release: Readable, profile: str, store: Store, things: frozenset[str] | None) -> tuple[Citation, ...]:
    """The documents that speak of some things, or all, in the order of their IRIs."""
    known = release.statements(profile, subjects=things)
    return tuple(
        one for _, one in sorted(citations(store, known.select("source").unique().collect()["source"]).items())
    )


def _licences(release: Readable, profile: str) -> dict[str, str]:
    """The licences of data sets, by the IRI of the source."""
    known = release.read_json(f"{profile}/sources.json")
    return {f"{terms.BASE}source/{one['key']}": one["licence"] for one in known if one["licence"]}


def _with_shapes(release: Readable, profile: str, things: frozenset[str] | None) -> frozenset[str] | None:
    """The things and the nodes of their shapes."""
    if things is None:
        return None
    has = release.statements(profile, subjects=things, predicates=[terms.GEO + "hasGeometry"])
    return things | frozenset(has.select("object").collect()["object"])


def _things(table: Table) -> frozenset[str]:
    """The things of a table: in its columns of things and of keys, and IRIs among its texts."""
    cells = [cell for row in table.rows for cell in row.values()]
    parts: Iterable[object] = (part for cell in cells for part in (cell if isinstance(cell, list) else [cell]))
    iris = {part.iri if isinstance(part, Thing) else part for part in parts}
    return frozenset(iri for iri in iris if isinstance(iri, str) and iri.startswith(_THING))


def _members(statements: pl.LazyFrame, iri: str) -> frozenset[str]:
    typed = statements.filter(
        pl.col("predicate") == terms.TYPE, pl.col("object") == iri, pl.col("verdict") == "accepted"
    )
    return frozenset(typed.select("canonical").unique().collect()["canonical"])


def _classes(store: Store) -> dict[str, dict[str, str]]:
    return labels(store, ontology.load().classes)


def _class(name: str, known: Mapping[str, Mapping[str, str]]) -> str:
    wanted = fold(name)
    found = [
        iri
        for iri, named in known.items()
        if wanted in {fold(terms.shorten(iri)), fold(terms.key_of(iri)), *map(fold, named.values())}
    ]
    if len(found) != 1:
        near = sorted(
            terms.key_of(iri)
            for iri, named in known.items()
            if wanted in fold(" ".join([terms.key_of(iri), *named.values()]))
        )
        raise ExportError("export.class", name=name, known=", ".join(near[:8] or sorted(map(terms.key_of, known))[:8]))
    return found[0]
