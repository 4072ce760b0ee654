"""A release on a server answers as the one on this disk does, whatever the server takes for its default graph."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import pytest

from amazongraph import pushing
from amazongraph.described import PUSHED
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import catalogue, read_questions
from amazongraph.releases import Release
from amazongraph.served import Served, served

sys.path.insert(0, str(Path(__file__).parent / "linking"))

from endpoints import oxigraph_of

QUESTIONS = [question.id for question in read_questions()]


@pytest.fixture(scope="module")
def address(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server with the reference release as a push leaves it, its own default graph being empty."""
    folder = tmp_path_factory.mktemp("served")
    store = ox.Store(str(folder))
    lines = (f"{triple} <{graph}> .\n" for graph, triple in pushing._graphs(release, "public"))
    while some := "".join(islice(lines, 100_000)):
        store.bulk_load(some.encode(), ox.RdfFormat.N_QUADS, lenient=True)
    said = (("http://purl.org/dc/terms/identifier", release.id), ("https://w3id.org/amazongraph/ns#profile", "public"))
    for property, value in said:
        store.add(ox.Quad(ox.NamedNode(PUSHED), ox.NamedNode(property), ox.Literal(value), ox.NamedNode(PUSHED)))
    store.flush()
    del store
    with oxigraph_of(folder) as base:
        yield base


@pytest.fixture(scope="module")
def there(address: str) -> Served:
    return served(address)


def test_every_question_has_the_same_answer(release: Release, there: Served) -> None:
    questions = {question.id: question for question, _ in catalogue(there)}
    assert sorted(questions) == sorted(QUESTIONS)
    for question in questions.values():
        if all(one.default or not one.required for one in question.parameters):
            assert ask(there, question) == ask(release, question), question.id
