"""A question gives the same rows on every engine, and whatever that engine takes for its default graph.

The release's own store holds the union of all graphs, written out. Elsewhere the default graph is the union the engine
makes of the named graphs, and on some it is both: then every triple stands there twice, and nothing may count twice.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import land_oracles
import pyoxigraph as ox
import pytest
import rdflib
from policy_oracles import PARAMETERS, RECKONED
from small_tables import build_tables, every, small_tables, workspace

from amazongraph import terms
from amazongraph.questions.catalogue import find_question, read_questions
from amazongraph.questions.question import Question
from amazongraph.questions.rows import shaped
from amazongraph.releases import Release, current
from amazongraph.store.embedded import open_store

# rdflib warns of its own use of what it has deprecated.
pytestmark = pytest.mark.filterwarnings(r"ignore:Dataset\..* is deprecated:DeprecationWarning")

# Variable -> text; an engine may say "" or nothing at all where it has no value.
Solutions: TypeAlias = list[dict[str, str]]

GIVEN: dict[str, dict[str, str]] = {
    "affected-counts": {"area": "area:amazonia-peruana", "since": "2022-01-01"},
    "airstrip-counts": {"area": "admin:10", "since": "2022"},
    "murder-counts": {"area": "area:peru", "since": "2024-07-31"},
    "without-title-counts": {"area": "admin:16", "since": "2019-07-27"},
    "killings-on-record": {"since": "2022", "population": "v-victim-population:indigenous"},
    "reserve-areas": {"reserve": "reserve:reserva-murunahua"},
    "external-ids": {"thing": "people:awajun"},
    "documents-to-open": {"reading": "v-reading:unverified"},
    **PARAMETERS,
    **{name: {**PARAMETERS[name], **values} for name, values in RECKONED.items()},
    "protection-before-killing": {"kind": "v-protection-kind:iachr-precautionary-measures"},
    "statement-trail": {"thing": "incident:meuod7kg"},
    "commitments-overdue": {"day": "2024-01-01", "by": "organization:gobierno-del-peru"},
    **land_oracles.GIVEN,
    "open-findings": {"check": "contested-property", "severity": "sh:Warning"},
    "withheld": {"rule": "v-withholding-rule:nothing"},
}
GRAPHS = ("graph.nq", "about.nq")
# The reference data has nothing to answer these, or not in the part of it that rdflib is asked: they have a graph in
# tests/world, or are asked in test_added_data.py.
WORLD = {folder.name for folder in (Path(__file__).parents[1] / "world").iterdir()}
ADDED = {"conflicts-after-linking", "forest-loss", "links-to-review", "mined-area", "shared-ground", "unit-changes"}
ELSEWHERE = (WORLD | ADDED) - GIVEN.keys()
SMALL = {name: values for name, values in GIVEN.items() if name not in WORLD & land_oracles.GIVEN.keys()}
# rdflib is too slow to bind every parameter there is: the first of each question.
SLOW_CASES = [pytest.param(name, {}, id=name) for name in SMALL] + [
    pytest.param(name, dict([next(iter(values.items()))]), id=f"{name} by {next(iter(values))}")
    for name, values in SMALL.items()
]
CASES = [pytest.param(name, {}, id=name) for name in GIVEN] + [
    pytest.param(name, {parameter: value}, id=f"{name} by {parameter}")
    for name, values in GIVEN.items()
    for parameter, value in values.items()
]


def test_every_question_and_parameter_is_asked_here() -> None:
    asked = {q.id: sorted(p.name for p in q.parameters) for q in read_questions() if q.id not in ELSEWHERE}
    assert asked == {name: sorted(values) for name, values in GIVEN.items()}


@pytest.fixture(scope="module")
def named(release: Release) -> bytes:
    """The named graphs of the release, and those it says of itself."""
    return b"".join((release.profile() / name).read_bytes() for name in GRAPHS)


@pytest.fixture(scope="module")
def memory(named: bytes) -> ox.Store:
    """Oxigraph with the named graphs only: its default graph is empty."""
    store = ox.Store()
    store.bulk_load(named, ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of a part of the tables, with something of every kind: rdflib is too slow for all of them."""
    root = tmp_path_factory.mktemp("part")
    settings = workspace(root)
    more = every(8) | {"protections": {"cidh-mc-santa-rosillo-de-yanayacu"}}
    more["demands"] |= {"compromiso-titulacion-bicentenario"}
    build_tables(settings, small_tables(root / "curated", **more))
    found = current(settings)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def rdflib_union(part: Release) -> rdflib.Dataset:
    """rdflib with the named graphs of the part only, its default graph being their union."""
    dataset = rdflib.Dataset(default_union=True)
    for name in GRAPHS:
        dataset.parse(part.profile() / name, format="nquads")
    return dataset


def of_oxigraph(store: ox.Store, query: str, **options: bool) -> Solutions:
    solutions = store.query(query, **options)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [
        {name: solution[name].value for name in names if solution[name] is not None}  # type: ignore[union-attr]
        for solution in solutions
    ]


def of_rdflib(dataset: rdflib.Dataset, query: str) -> Solutions:
    return [{str(name): str(term) for name, term in row.asdict().items()} for row in dataset.query(query)]


def counted(question: Question, solutions: Solutions, given: dict[str, str]) -> Counter[tuple[str, ...]]:
    """The rows of the answer as a multiset; what an engine joined into one text is compared as a set."""
    return Counter(tuple(row.values()) for row in shaped(question, solutions, given))


@pytest.fixture
def published(release: Release) -> Callable[[Question, dict[str, str]], Counter[tuple[str, ...]]]:
    """The rows that the release's own store gives."""

    def rows(question: Question, given: dict[str, str]) -> Counter[tuple[str, ...]]:
        found = counted(question, of_oxigraph(open_store(release.profile() / "store"), question.bind(given)), given)
        assert found
        assert max(found.values()) == 1
        return found

    return rows


@pytest.mark.parametrize(("name", "given"), CASES)
def test_same_rows_on_a_union_that_oxigraph_makes(
    release: Release, memory: ox.Store, published: Callable[..., object], name: str, given: dict[str, str]
) -> None:
    question = find_question(release, name)
    solutions = of_oxigraph(memory, question.bind(given), use_default_graph_as_union=True)
    assert counted(question, solutions, given) == published(question, given)


@pytest.mark.parametrize(("name", "given"), SLOW_CASES)
def test_same_rows_on_a_union_that_rdflib_makes(
    part: Release, rdflib_union: rdflib.Dataset, name: str, given: dict[str, str]
) -> None:
    question = find_question(part, name)
    expected = counted(question, of_oxigraph(open_store(part.profile() / "store"), question.bind(given)), given)
    assert expected or given
    assert counted(question, of_rdflib(rdflib_union, question.bind(given)), given) == expected


@pytest.mark.parametrize("name", GIVEN)
def test_same_rows_where_oxigraph_holds_every_triple_twice(
    release: Release, published: Callable[..., object], name: str
) -> None:
    question = find_question(release, name)
    store = open_store(release.profile() / "store")
    solutions = of_oxigraph(store, question.bind({}), use_default_graph_as_union=True)
    assert counted(question, solutions, {}) == published(question, {})


def test_same_rows_where_rdflib_holds_every_triple_twice(part: Release, rdflib_union: rdflib.Dataset) -> None:
    """The question that counts, and the one that joins most; rdflib is too slow to ask all of them twice."""
    copy = rdflib_union.default_graph
    for triple in list(rdflib_union.triples((None, None, None))):
        copy.add(triple)
    try:
        for question in read_questions():
            if question.id in {"killings-on-record", "reserve-areas"}:
                expected = of_oxigraph(open_store(part.profile() / "store"), question.bind({}))
                found = of_rdflib(rdflib_union, question.bind({}))
                assert counted(question, found, {}) == counted(question, expected, {}), question.id
    finally:
        copy.remove((None, None, None))


def test_a_count_without_distinct_does_count_twice_there(release: Release) -> None:
    """What the tests above guard against is real: the linter's rule is not for show."""
    store = open_store(release.profile() / "store")
    victims = f"?person <{terms.ag('victimOf')}> ?incident"
    plain, distinct = (f"SELECT (COUNT({what}?person) AS ?n) WHERE {{ {victims} }}" for what in ("", "DISTINCT "))
    once = of_oxigraph(store, plain)
    assert of_oxigraph(store, distinct) == once
    assert of_oxigraph(store, distinct, use_default_graph_as_union=True) == once
    assert int(of_oxigraph(store, plain, use_default_graph_as_union=True)[0]["n"]) > int(once[0]["n"])


def test_rows_come_in_the_same_order_each_time(release: Release, memory: ox.Store) -> None:
    def first_cells(question: Question, store: ox.Store, *, union: bool) -> list[str]:
        solutions = of_oxigraph(store, question.bind({}), use_default_graph_as_union=union)
        return [row[question.columns[0].name] for row in shaped(question, solutions, {})]

    for question in read_questions():
        first, *others = (first_cells(question, memory, union=True) for _ in range(3))
        assert others == [first, first]
        assert first_cells(question, open_store(release.profile() / "store"), union=False) == first
