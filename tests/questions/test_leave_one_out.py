"""An answer cites what it rests on: leave out one document, and only what cites it is any different.

The graph is built again without what one document says, and asked the same.
"""

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import polars as pl
import pytest
from small_tables import small_tables

from amazongraph import ontology, quads, statements
from amazongraph.accept import accept
from amazongraph.build import references_of
from amazongraph.disclosure import disclose
from amazongraph.figures import figures
from amazongraph.merge import merge
from amazongraph.questions.catalogue import read_questions
from amazongraph.questions.question import Question
from amazongraph.questions.rows import rows
from amazongraph.relate import relate
from amazongraph.releases import STATEMENTS, Release
from amazongraph.sources.curated import tables
from amazongraph.store import embedded
from amazongraph.terms import ag
from amazongraph.values import interval

Rows: TypeAlias = list[dict[str, str]]
TODAY = interval("2026-11-23").start
assert TODAY
# What hangs together by itself, asked of a small part of the tables. What these questions say is open because several
# documents say it: without one of them nothing is open, so each row rests on more than it cites.
COMPARING = {"contradictions-open", "open-findings", "title-disagreements", "single-document", "new-exposure"}
MORE = {
    "community_reports": {"puerto-nuevo-padre-abad-scl-pn", "unipacuyacu-observamz", "alto-tamaya-saweto-inforeg-saw"},
    "corridors": {"chipurana-huimbayoc"},
    "demands": {"compromiso-titulacion-bicentenario"},
    "actors": {"comandos-de-la-frontera"},
    "assessments": {"caso-13752-cidh"},
    "memberships": {"aidesep-coica", "acodecospat-orpio"},
    "emergencies": {"ucayali-2022-2022-11-01", "ucayali-2022-ds-046-2022-pcm"},
}
STATED = [ag("statedIn"), ag("alsoReportedIn")]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """What the tables state."""
    sources = tables(small_tables(tmp_path_factory.mktemp("tables") / "curated", **MORE))
    references = references_of(sources, ontology.load())
    return statements.tidy(pl.concat([source.read(references).statements for source in sources]))


@pytest.fixture(scope="module")
def asked(said: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Rows]:
    """``asked(question, document)``: the rows of a question where ``document`` is left out; "" for none."""

    @cache
    def published(document: str) -> Release:
        says = (pl.col("source") == document) | (pl.col("subject") == document)
        reports = pl.col("predicate").is_in(STATED) & (pl.col("object") == document)
        kept = said.filter(~says & ~reports)
        known = ontology.load()
        visible, _ = disclose(relate(merge(kept), known), known, "public")
        frame = statements.tidy(figures(accept(visible, known, TODAY)))
        folder = tmp_path_factory.mktemp("release") / "public"
        folder.mkdir()
        written = quads.quads(frame, statements.empty_places(), known)
        embedded.create(folder / "store", quads.serialize(written), quads.serialize(quads.default_graph(written)))
        frame.write_parquet(folder / STATEMENTS)
        return Release("", folder.parent)

    @cache
    def answer(question: str, document: str) -> Rows:
        release = published(document)
        return rows(release.store(), release.statements, QUESTIONS[question], {})

    return answer


QUESTIONS: dict[str, Question] = {question.id: question for question in read_questions()}


def plain(question: str, row: dict[str, str]) -> tuple[str, ...]:
    """What a row says, without its sources and without what is reckoned from several documents."""
    kept = [column.name for column in QUESTIONS[question].columns if not column.reckoned and column.type != "sources"]
    return tuple(row[name] for name in kept)


def changes(question: str, document: str, before: Rows, after: Rows) -> Counter[str]:
    """What became of the rows once a document is left out; fails where it should not have."""
    now = {plain(question, row): set(row["sources"].split()) for row in after}
    found: Counter[str] = Counter()
    for row in before:
        cited, said = set(row["sources"].split()), plain(question, row)
        if document not in cited:
            assert now.get(said) == cited, f"{question} changed without {document}: {row}"
            found["untouched"] += 1
        elif said in now:
            assert cited != {document}, f"{question} still says without {document}: {row}"
            assert now[said] == cited - {document}
            found["one citation less"] += 1
        else:
            found["gone or changed"] += 1
    new = set(now) - {plain(question, row) for row in before}
    assert len(new) <= found["gone or changed"]
    return found


def test_each_document_left_out_changes_what_cites_it_and_nothing_else(asked: Callable[[str, str], Rows]) -> None:
    found: Counter[str] = Counter()
    asking = [question for question in sorted(QUESTIONS.keys() - COMPARING) if asked(question, "")]
    assert len(asking) > 8
    for question in asking:
        before = asked(question, "")
        for document in sorted({iri for row in before for iri in row["sources"].split()})[:6]:
            found += changes(question, document, before, asked(question, document))
    assert min(found[kind] for kind in ("untouched", "one citation less", "gone or changed")) > 3, found
