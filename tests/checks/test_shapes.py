"""Every shape with what passes it and what does not, judged by two engines that share no code."""

import pyoxigraph as ox
import pytest
from examples import examples, thing

from amazongraph import terms
from amazongraph.checks.shapes import Result, messages, referee, shapes_text, validate
from amazongraph.releases import Release

SHAPE = terms.BASE + "shape/"
EXAMPLES = examples("shapes.trig")
NO_CONSTRAINT = {"path", "severity", "message", "property", "flags"}
TRIPLES = [
    triple for triple in ox.parse(shapes_text(), ox.RdfFormat.TURTLE) if isinstance(triple.subject, ox.NamedNode)
]


def said(predicate: str) -> dict[str, set[str]]:
    """Name of a shape -> what it says with one SHACL property."""
    found: dict[str, set[str]] = {}
    for triple in TRIPLES:
        if triple.predicate.value == terms.SH + predicate:
            value = triple.object.value if isinstance(triple.object, ox.NamedNode) else str(triple.object)
            found.setdefault(triple.subject.value.removeprefix(SHAPE), set()).add(value.removeprefix(SHAPE))
    return found


NODES, SEVERITIES = said("property"), said("severity")
CONSTRAINTS = sorted(
    (triple.subject.value.removeprefix(SHAPE), triple.predicate.value.removeprefix(terms.SH))
    for triple in TRIPLES
    if triple.subject.value.removeprefix(SHAPE) in said("path")
    and triple.predicate.value.startswith(terms.SH)
    and triple.predicate.value.removeprefix(terms.SH) not in NO_CONSTRAINT
)


def quads_of(*names: str) -> bytes:
    quads = [quad for name in names for quad in EXAMPLES[name]]
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """What the gate finds in all the examples together: each has its own things."""
    return validate(quads_of(*EXAMPLES), shapes_text())


@pytest.mark.parametrize(("shape", "parameter"), CONSTRAINTS, ids=[f"{shape} {name}" for shape, name in CONSTRAINTS])
def test_a_record_is_found_that_breaks(results: list[Result], shape: str, parameter: str) -> None:
    example = f"bad/{shape}/{parameter}"
    assert example in EXAMPLES, f"shapes.trig has no <{example}>"
    found = [one for one in results if one.focus == thing(example) and one.shape == SHAPE + shape]
    component = f"{terms.SH}{parameter[0].upper()}{parameter[1:]}ConstraintComponent"
    assert {one.component for one in found} == {component}
    (severity,) = SEVERITIES[shape]
    assert {terms.SH + one.severity.capitalize() for one in found} == {severity}


@pytest.mark.parametrize("node", sorted(NODES))
def test_nothing_is_found_in_a_sound(results: list[Result], node: str) -> None:
    example = f"good/{node}"
    assert example in EXAMPLES, f"shapes.trig has no <{example}>"
    assert [one for one in results if one.focus.startswith(thing(example, ""))] == []


def test_every_example_is_of_a_shape_that_exists() -> None:
    wanted = {f"bad/{shape}/{parameter}" for shape, parameter in CONSTRAINTS} | {f"good/{node}" for node in NODES}
    assert set(EXAMPLES) - wanted == set()


def test_every_property_shape_belongs_to_a_node_shape() -> None:
    assert set().union(*NODES.values()) == set(said("path"))


@pytest.mark.parametrize("shape", sorted(said("path")))
def test_the_finding_is_told_in_spanish_and_english(shape: str) -> None:
    told = messages(shapes_text())[SHAPE + shape]
    assert set(told) == {"es", "en"}
    assert all(text.endswith(".") and len(text.split()) > 3 for text in told.values())
    assert told["es"] != told["en"]


def test_two_engines_find_the_same_in_the_examples(results: list[Result]) -> None:
    assert referee(quads_of(*EXAMPLES), shapes_text()) == results


def test_two_engines_find_the_same_in_the_release(release: Release) -> None:
    data = (release.profile() / "graph.nq").read_bytes()
    found = validate(data, shapes_text())
    assert len(found) > 50
    assert referee(data, shapes_text()) == found


def test_the_release_has_no_violation(release: Release) -> None:
    data = (release.profile() / "graph.nq").read_bytes()
    assert {one.severity for one in validate(data, shapes_text())} <= {"warning", "info"}


RULES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:node> a sh:NodeShape ; sh:targetClass <urn:Dog> ; sh:property <urn:one-name>, <urn:short>, <urn:home> .
<urn:one-name> a sh:PropertyShape ; sh:path <urn:name> ; sh:maxCount 1 ; sh:message "uno"@es, "one"@en, "some" .
<urn:short> a sh:PropertyShape ; sh:path <urn:name> ; sh:maxLength 4 ; sh:severity sh:Info .
<urn:home> a sh:PropertyShape ; sh:path [ sh:alternativePath ( <urn:home> [ sh:inversePath <urn:houses> ] ) ] ;
  sh:minCount 1 ; sh:severity sh:Warning .
"""


def judged(*lines: str) -> list[Result]:
    """The verdict of both engines on a few quads."""
    data = "".join(f"{line} .\n" for line in lines).encode()
    found = validate(data, RULES)
    assert referee(data, RULES) == found
    return found


def test_the_union_of_all_graphs_is_judged_and_a_triple_in_two_of_them_counts_once() -> None:
    dog = "<urn:rex> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:Dog> <urn:g1>"
    home = "<urn:rex> <urn:home> <urn:a> <urn:g3>"
    assert judged(dog, '<urn:rex> <urn:name> "Rex" <urn:g1>', '<urn:rex> <urn:name> "Rex" <urn:g2>', home) == []
    (found,) = judged(dog, '<urn:rex> <urn:name> "Rex" <urn:g1>', '<urn:rex> <urn:name> "Max" <urn:g2>', home)
    assert found.component == terms.SH + "MaxCountConstraintComponent"


@pytest.mark.parametrize(
    ("value", "told"),
    [('"Chispa"', '"Chispa"'), ('"Chispa"@es', '"Chispa"@es'), ("<urn:chispa>", "urn:chispa")],
    ids=["a text", "a text with a language", "an IRI"],
)
def test_a_result_says_what_where_and_by_which_shape(value: str, told: str) -> None:
    found = judged(
        "<urn:rex> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:Dog> <urn:g>",
        f"<urn:rex> <urn:name> {value} <urn:g>",
    )
    path = "(<urn:home> | ^<urn:houses>)"
    assert found == [
        Result("urn:rex", path, "", terms.SH + "MinCountConstraintComponent", "warning", "urn:home"),
        Result("urn:rex", "urn:name", told, terms.SH + "MaxLengthConstraintComponent", "info", "urn:short"),
    ]


def test_what_an_engine_tells_twice_is_found_once() -> None:
    names = '"uno"@es, "dos"@es, "one"@en, "two"@en'
    organisation = f"<urn:x> a <{terms.ag('Organization')}> ; <{terms.LABEL}> {names} ."
    data = ox.serialize(ox.parse(organisation, ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_QUADS)
    found = validate(data or b"", shapes_text())
    assert [one.component for one in found] == [terms.SH + "UniqueLangConstraintComponent"]


def test_a_message_without_a_language_counts_as_english_unless_there_is_one() -> None:
    assert messages('<urn:s> <http://www.w3.org/ns/shacl#message> "some" .') == {"urn:s": {"en": "some"}}
