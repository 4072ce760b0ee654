"""What lies where, asked of a small graph with outlines: the reference data has none."""

import pyoxigraph as ox
import pytest
import rdflib

from amazongraph.questions.catalogue import read_questions

# rdflib warns of its own use of what it has deprecated.
pytestmark = pytest.mark.filterwarnings(
    r"ignore:Dataset\..* is deprecated:DeprecationWarning", "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)

QUESTION = next(question for question in read_questions() if question.id == "shared-ground")
GRAPH = """
@prefix : <https://example.org/> .
@prefix ag: <https://w3id.org/amazongraph/ns#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix graph: <https://w3id.org/amazongraph/graph/> .
:parks { :park geo:hasGeometry :park-outline . :strip geo:hasGeometry :strip-point . }
:atlas { :district geo:hasGeometry :district-outline . :park geo:hasGeometry :park-outline . }
graph:meta { :parks a ag:Source . :atlas a ag:Source . }
graph:derived {
  :one ag:fromFeature :park ; ag:toFeature :district ; ag:spatialRelation :overlaps ; ag:overlapHectares 12.0 ;
    ag:fromGeometry :park-outline ; ag:toGeometry :district-outline .
  :two ag:fromFeature :strip ; ag:toFeature :park ; ag:spatialRelation :near ; ag:distanceMetres 5000.0 ;
    ag:fromGeometry :strip-point ; ag:toGeometry :park-outline .
}
"""
PARK = ("park", "overlaps", "district", "12", "", "atlas parks")
STRIP = ("strip", "near", "park", "", "5000", "atlas parks")
ASKED = [
    ({}, [PARK, STRIP]),
    ({"place": "https://example.org/district"}, [PARK]),
    ({"place": "https://example.org/park"}, [PARK, STRIP]),
    ({"relation": "https://example.org/near"}, [STRIP]),
]


def plain(row: dict[str, str]) -> tuple[str, ...]:
    def short(value: str) -> str:
        return " ".join(sorted(part.removeprefix("https://example.org/").removesuffix(".0") for part in value.split()))

    return tuple(short(row.get(column.name, "")) for column in QUESTION.columns)


def oxigraph(given: dict[str, str], *, whole: bool) -> list[tuple[str, ...]]:
    """From a store whose default graph is the union of all, or one that makes the union when it is asked."""
    store = ox.Store()
    quads = list(ox.parse(GRAPH, ox.RdfFormat.TRIG))
    store.extend([*quads, *(ox.Quad(*quad.triple) for quad in quads)] if whole else quads)
    found = store.query(QUESTION.bind(given), use_default_graph_as_union=not whole)
    names = [variable.value for variable in found.variables]
    return [plain({name: row[name].value for name in names if row[name] is not None}) for row in found]


@pytest.mark.parametrize(("given", "expected"), ASKED)
def test_the_rows_are_the_same_on_every_engine(given: dict[str, str], expected: list[tuple[str, ...]]) -> None:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=GRAPH, format="trig")
    found = [
        plain({str(name): str(term) for name, term in row.asdict().items()})
        for row in dataset.query(QUESTION.bind(given))
    ]
    assert oxigraph(given, whole=True) == oxigraph(given, whole=False) == found == expected
