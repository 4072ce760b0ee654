"""Every question of the catalogue gives, on the servers that others run, the rows that it gives on this disk."""

import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from asked import solutions
from servers import Server

from amazongraph.questions.catalogue import find_question, read_questions
from amazongraph.questions.rows import shaped
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store, select
from amazongraph.store.graph_store import GraphStore

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "questions"))

from test_engines import GIVEN
from test_world import INVENTED, QUESTIONS, WORLD, meant, plain, read

pytestmark = [pytest.mark.engines, pytest.mark.filterwarnings(r"ignore:Dataset\..* is deprecated:DeprecationWarning")]
WHOLE = INVENTED + "graph/whole"
# (question, engine) -> why its rows may be others there.
UNEQUAL = {
    ("emergency-days", "virtuoso"): "a join of two subqueries loses rows, under some plans; see docs/engines.en.md",
}


def asked_of() -> list[tuple[str, dict[str, str]]]:
    """Each question without parameters, and by each of its parameters."""
    alone: list[tuple[str, dict[str, str]]] = [(question.id, {}) for question in read_questions()]
    return alone + [(name, {one: value}) for name, given in GIVEN.items() for one, value in given.items()]


def test_rows_and_their_order_are_those_of_this_disk(pushed: Server, release: Release) -> None:
    store = open_store(release.profile() / "store")
    graphs = sorted(graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
    different = []
    for name, given in asked_of():
        question = find_question(release, name)
        query = question.bind(given)
        found = select(store, query)
        names = [variable.value for variable in found.variables]
        here = [{one: term.value for one in names if (term := row[one]) is not None} for row in found]
        there = solutions(pushed.at.query, query, graphs)
        if shaped(question, there, given) != shaped(question, here, given):
            different.append((name, pushed.name))
    assert {*different} <= UNEQUAL.keys()


def test_rows_are_those_that_the_invented_worlds_say(pushed: Server, written: GraphStore) -> None:
    """What the reference data has nothing to answer."""
    different = []
    for folder in sorted(WORLD.iterdir()):
        trig, case = read(folder)
        graphs = _put(written, trig)
        for asked in case["asked"]:
            if _rows(pushed, folder.name, case, asked, graphs) != _expected(case, asked):
                different.append((folder.name, pushed.name))
        written.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in [*graphs, WHOLE]))
    assert {*different} <= UNEQUAL.keys()


def _put(written: GraphStore, trig: str) -> list[str]:
    """Put a world on a server, each graph under a name that no release has, and the union of them."""
    held: dict[str, set[str]] = {}
    for quad in ox.parse(trig, ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        name = quad.graph_name.value
        held.setdefault(name if name.startswith(INVENTED) else f"{INVENTED}graph/of?{name}", set()).add(
            f"{quad.triple} .\n"
        )
    for graph, triples in [*held.items(), (WHOLE, set().union(*held.values()))]:
        written.add(graph, "".join(sorted(triples)).encode())
    return sorted(held)


def _rows(pushed: Server, name: str, case: dict[str, Any], asked: dict[str, Any], graphs: list[str]) -> list[list[str]]:
    question = QUESTIONS[name]
    given = {parameter: meant(str(value)) for parameter, value in asked.get("given", {}).items()}
    found = solutions(pushed.at.query, question.bind(given), graphs, WHOLE)
    return plain(question, case["columns"], shaped(question, found, given))


def _expected(case: dict[str, Any], asked: dict[str, Any]) -> list[list[str]]:
    return [[str(cell) for cell in case["rows"][name]] for name in asked["expect"]]
