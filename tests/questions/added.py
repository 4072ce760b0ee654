"""Small published files taken through the stages of a build, and the graph that comes out in every engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import rdflib

from amazongraph import ontology, quads, statements, terms
from amazongraph.accept import accept
from amazongraph.disclosure import disclose
from amazongraph.figures import figures
from amazongraph.merge import merge
from amazongraph.questions.question import Question
from amazongraph.questions.resting import resting
from amazongraph.questions.rows import shaped
from amazongraph.relate import relate
from amazongraph.releases import Release
from amazongraph.sources.contract import References
from amazongraph.sources.dataset import Dataset


@dataclass(frozen=True)
class Engines:
    """One graph in a store that holds the union of its graphs, in one that makes it, and in another engine."""

    whole: ox.Store
    union: ox.Store
    other: rdflib.Dataset
    release: Release

    def rows(self, question: Question, given: dict[str, str]) -> list[dict[str, str]]:
        """The rows in order, what is blank left out, which must be the same in all."""
        query = question.bind(given)
        told = [{str(name): str(term) for name, term in row.asdict().items()} for row in self.other.query(query)]
        rows = shaped(question, told, given)
        for store, as_union in ((self.whole, False), (self.union, True)):
            found = store.query(query, use_default_graph_as_union=as_union)
            names = [variable.value for variable in found.variables]
            again = [{name: row[name].value for name in names if row[name] is not None} for row in found]
            assert [plain(row) for row in shaped(question, again, given)] == [plain(row) for row in rows]
        return [{name: value for name, value in row.items() if value} for row in rows]

    def cited(self, question: Question) -> set[str]:
        """The documents that the rows rest on."""
        rows = self.rows(question, {})
        return {
            one
            for row in resting(partial(self.release.statements, "public"), question.rests_on, rows, question.lists)
            for one in row
        }


def engines(
    sources: Sequence[Dataset], folder: Path, references: References, units: pl.DataFrame, profile: str = "public"
) -> Engines:
    """The named graphs of a release that has the units and some added files, without the ontology."""
    known = ontology.load()
    read = [source.read(references) for source in sources]
    assert [reject for one in read for reject in one.rejects] == []
    said = statements.tidy(pl.concat([units, *(one.statements for one in read)]))
    frame = relate(merge(said), known)
    visible = accept(disclose(frame, known, profile)[0], known, date(2026, 11, 23))
    made = quads.quads(statements.tidy(figures(visible)), pl.concat([one.places for one in read]), known)
    named = quads.serialize(made.filter(pl.col("g") != f"<{terms.ONTOLOGY}>"))
    parsed = list(ox.parse(named, ox.RdfFormat.N_QUADS))
    one = Engines(ox.Store(), ox.Store(), rdflib.Dataset(default_union=True), Release("", folder))
    (folder / "public").mkdir()
    visible.write_parquet(folder / "public" / "statements.parquet")
    one.union.extend(parsed)
    one.whole.extend([*parsed, *(ox.Quad(*quad.triple) for quad in parsed)])
    one.other.parse(data=named, format="nquads")
    return one


def plain(row: dict[str, str]) -> list[tuple[str, str]]:
    return sorted((name, value.removesuffix(".0")) for name, value in row.items() if value)
