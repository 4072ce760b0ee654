"""Questions that the reference data cannot answer, asked of a small invented world: one folder a question.

``graph.trig`` is the world as a release would hold it, ``case.yml`` what is asked of it and the rows that a reader of
the world expects: named rows, the sources each of them cites, and for each asking the names of those that come back,
in order. ``:x`` is a thing of the invented world. Every case is asked of Oxigraph and of rdflib, with the union of all
graphs as the default graph and, on Oxigraph, with that union written out besides.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import yaml
from tiny_release import statements_of

from amazongraph import terms
from amazongraph.questions.catalogue import read_questions
from amazongraph.questions.question import LISTS, Question
from amazongraph.questions.resting import resting
from amazongraph.questions.rows import shaped
from amazongraph.releases import Release

# rdflib warns of its own use of what it has deprecated.
pytestmark = pytest.mark.filterwarnings(
    r"ignore:Dataset\..* is deprecated:DeprecationWarning", "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)

WORLD = Path(__file__).parents[1] / "world"
INVENTED = "https://example.org/"
QUESTIONS = {question.id: question for question in read_questions()}
Solutions = list[dict[str, str]]


def oxigraph(trig: str, query: str, *, whole: bool) -> Solutions:
    store = ox.Store()
    quads = list(ox.parse(trig, ox.RdfFormat.TRIG))
    store.extend([*quads, *(ox.Quad(*quad.triple) for quad in quads)] if whole else quads)
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: term.value for name in names if (term := row[name]) is not None} for row in found]  # type: ignore[union-attr]


def rdflib_union(trig: str, query: str) -> Solutions:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=trig, format="trig")
    return [{str(name): str(term) for name, term in row.asdict().items()} for row in dataset.query(query)]


ENGINES: dict[str, Callable[[str, str], Solutions]] = {
    "oxigraph": lambda trig, query: oxigraph(trig, query, whole=False),
    "oxigraph, every triple twice": lambda trig, query: oxigraph(trig, query, whole=True),
    "rdflib": rdflib_union,
}


def read(folder: Path) -> tuple[str, dict[str, Any]]:
    prologue = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in terms.prefixes().items())
    prologue += f"PREFIX : <{INVENTED}>\n"
    case: dict[str, Any] = yaml.safe_load((folder / "case.yml").read_text(encoding="utf-8"))
    return prologue + (folder / "graph.trig").read_text(encoding="utf-8"), case


def written(value: str) -> str:
    """A value as the case writes it: the IRI of an invented thing by its name."""
    return " ".join(":" + part.removeprefix(INVENTED) if part.startswith(INVENTED) else part for part in value.split())


def meant(value: str) -> str:
    return INVENTED + value[1:] if value.startswith(":") else value


def plain(question: Question, columns: list[str], rows: Solutions) -> list[list[str]]:
    kinds = {column.name: column.type for column in question.columns}

    def cell(row: dict[str, str], name: str) -> str:
        value = written(row.get(name, ""))
        if kinds[name] in LISTS:
            return " ".join(sorted(set(value.split())))
        # Engines write one number in several ways.
        return f"{Decimal(value).normalize():f}" if value and kinds[name] == "decimal" else value

    return [[cell(row, name) for name in columns] for row in rows]


CASES = [
    pytest.param(folder, asked, id=f"{folder.name} {asked.get('given', '')}")
    for folder in sorted(WORLD.iterdir())
    for asked in read(folder)[1]["asked"]
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("folder", "asked"), CASES)
def test_the_rows_are_those_that_the_world_says(folder: Path, asked: dict[str, Any], engine: str) -> None:
    trig, case = read(folder)
    question = QUESTIONS[folder.name]
    given = {name: meant(str(value)) for name, value in asked.get("given", {}).items()}
    answered = shaped(question, ENGINES[engine](trig, question.bind(given)), given)
    found = plain(question, case["columns"], answered)
    assert found == [[str(cell) for cell in case["rows"][name]] for name in asked["expect"]]


@pytest.mark.parametrize("folder", sorted(WORLD.iterdir()), ids=lambda folder: folder.name)
def test_a_row_cites_the_sources_that_the_world_says(folder: Path, tmp_path: Path) -> None:
    trig, case = read(folder)
    question = QUESTIONS[folder.name]
    statements_of(list(ox.parse(trig, ox.RdfFormat.TRIG))).write_parquet(tmp_path / "statements.parquet")
    rows = shaped(question, oxigraph(trig, question.bind({}), whole=False), {})
    cited = resting(
        partial(Release("", tmp_path.parent).statements, tmp_path.name), question.rests_on, rows, question.lists
    )
    asked = next(asked for asked in case["asked"] if not asked.get("given"))
    expected = [case["cites"][name] for name in asked["expect"]]
    assert [" ".join(sorted(written(" ".join(documents)).split())) for documents in cited] == expected


@pytest.mark.parametrize("folder", sorted(WORLD.iterdir()), ids=lambda folder: folder.name)
def test_a_case_asks_for_rows_for_none_and_with_every_parameter(folder: Path) -> None:
    _, case = read(folder)
    question = QUESTIONS[folder.name]
    assert any(asked["expect"] for asked in case["asked"])
    assert any(not asked["expect"] for asked in case["asked"])
    told = {name for asked in case["asked"] for name in asked.get("given", {})}
    assert told == {parameter.name for parameter in question.parameters}
