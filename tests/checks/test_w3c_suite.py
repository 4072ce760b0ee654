"""The W3C SHACL test suite on both engines: the whole report of every case, and a score for each engine at the end.

The folder of the suite lies with the real published files; ``AMAZONGRAPH_SHACL_TESTS`` names a further one to try.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

import pytest
from support import SHARED
from w3c_score import MARK
from w3c_suite import ENGINES, Case, Report, cases, included, same

FURTHER = os.environ.get("AMAZONGRAPH_SHACL_TESTS", "")
FOLDERS = [Path(SHARED, "data", "w3c-shacl-tests")] * bool(SHARED) + [Path(FURTHER)] * bool(FURTHER)
CASES = [case for folder in FOLDERS for case in cases(folder)]

# What an engine is known to get wrong. A case here that passes fails the test, so that the list stays true.
KNOWN_FAILURES = {
    (
        "shacl-rust",
        "misc/message-001",
    ): "it drops the language of sh:message; our reports take texts from our own files",
}


def on_engine(engine: str, case: Case) -> object:
    """The parameters of one case on one engine."""
    reason = KNOWN_FAILURES.get((engine, case.name))
    known = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)] if reason else []
    return pytest.param(engine, case, id=f"{engine} {case.name}", marks=known)


ABSENT = pytest.mark.skip(reason="AMAZONGRAPH_SHARED is not set: the suite is not on this machine")
ON_ENGINES = [on_engine(engine, case) for engine in ENGINES for case in CASES]


@pytest.mark.parametrize(("engine", "case"), ON_ENGINES or [pytest.param("", None, marks=ABSENT)])
def test_the_report_is_the_expected_one(
    engine: str, case: Case, record_property: Callable[[str, object], None]
) -> None:
    record_property(MARK + engine, case.name)
    given = ENGINES[engine](case)
    told = "\n".join(unified_diff(case.expected.lines(), given.lines(), "expected", engine, lineterm=""))
    assert same(given, case.expected, case.names), told


@pytest.mark.parametrize("folder", FOLDERS or [pytest.param(None, marks=ABSENT)])
def test_no_case_of_a_folder_is_left_out(folder: Path) -> None:
    files = {case.file for case in cases(folder)}
    assert files, f"{folder} holds no case"
    assert included(folder) - files == set()


# A case of our own, to see that the comparison sees what it should.

SMALL = """
@prefix ex: <https://example.org/> .
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix sht: <http://www.w3.org/ns/shacl-test#> .

ex:Dog a sh:NodeShape ; sh:targetClass ex:Dog ; sh:property ex:Dog-home, _:name .
ex:Dog-home a sh:PropertyShape ; sh:minCount 1 ; sh:severity sh:Warning ;
  sh:path ( [ sh:zeroOrMorePath ex:pack ] ex:owner [ sh:alternativePath ( ex:house [ sh:inversePath ex:of ] ) ] ) .
_:name a sh:PropertyShape ; sh:path ex:name ; sh:class ex:Tag, ex:Collar .

_:rex a ex:Dog ; ex:name 01 .
_:max a ex:Dog ; ex:owner [ ex:house ex:one ] .

<> a mf:Manifest ; mf:entries ( <dogs> ) .
<dogs> a sht:Validate ;
  mf:action [ sht:dataGraph <> ; sht:shapesGraph <> ] ;
  mf:result [ a sh:ValidationReport ; sh:conforms false ; sh:result
    [ a sh:ValidationResult ; sh:focusNode _:rex ; sh:resultSeverity sh:Warning ; sh:sourceShape ex:Dog-home ;
      sh:resultPath
        ( [ sh:zeroOrMorePath ex:pack ] ex:owner [ sh:alternativePath ( ex:house [ sh:inversePath ex:of ] ) ] ) ;
      sh:sourceConstraintComponent sh:MinCountConstraintComponent ],
    [ a sh:ValidationResult ; sh:focusNode _:rex ; sh:resultPath ex:name ; sh:value 01 ; sh:sourceShape _:name ;
      sh:resultSeverity sh:Violation ; sh:sourceConstraintComponent sh:ClassConstraintComponent ],
    [ a sh:ValidationResult ; sh:focusNode _:rex ; sh:resultPath ex:name ; sh:value 01 ; sh:sourceShape _:name ;
      sh:resultSeverity sh:Violation ; sh:sourceConstraintComponent sh:ClassConstraintComponent ] ] .
"""

OTHER = '"02"^^<http://www.w3.org/2001/XMLSchema#integer>'


def small_case(folder: Path, text: str = SMALL) -> Case:
    (folder / "small.ttl").write_text(text, encoding="utf-8")
    (case,) = cases(folder)
    return case


@pytest.mark.parametrize("engine", ENGINES)
def test_a_case_with_paths_repeats_and_blank_nodes_is_judged(tmp_path: Path, engine: str) -> None:
    case = small_case(tmp_path)
    assert len(case.expected.results) == 3
    assert same(ENGINES[engine](case), case.expected, case.names)


def spoilt(report: Report) -> Iterator[tuple[str, Report]]:
    """The report with one thing changed, in every way that must be seen."""
    yield "conforms", replace(report, conforms=True)
    yield "not judged", Report(None)
    yield "a result less", replace(report, results=report.results[1:])
    yield "a repeat more", replace(report, results=(*report.results, report.results[0]))
    (fields, messages), *others = sorted(report.results, key=lambda result: "value" not in result[0])
    for name in fields:
        for text in ("<https://example.org/other>", "_:other", OTHER):
            yield f"{name} {text}", replace(report, results=((fields | {name: text}, messages), *others))
        without = {field: text for field, text in fields.items() if field != name}
        yield f"no {name}", replace(report, results=((without, messages), *others))


def test_a_report_that_differs_in_one_thing_is_not_the_expected_one(tmp_path: Path) -> None:
    case = small_case(tmp_path)
    changes = dict(spoilt(case.expected))
    assert len(changes) == 4 + 4 * 6
    assert [name for name, report in changes.items() if same(report, case.expected, case.names)] == []


def test_a_blank_node_that_the_case_does_not_hold_is_compared_up_to_isomorphism() -> None:
    def report(*nodes: str) -> Report:
        return Report(False, tuple(({"focus": node, "value": node}, frozenset()) for node in nodes))

    assert same(report("_:a", "_:b"), report("_:x", "_:y"), frozenset())
    assert not same(report("_:a", "_:a"), report("_:x", "_:y"), frozenset())
    assert not same(report("_:a", "_:b"), report("_:x", "_:y"), frozenset({"x"}))


def test_a_message_counts_where_the_case_expects_one() -> None:
    def report(*messages: str) -> Report:
        return Report(False, (({"focus": "<urn:x>"}, frozenset(messages)),))

    assert same(report('"some"'), report(), frozenset())
    assert same(report('"uno"@es', '"some"'), report('"uno"@es'), frozenset())
    assert not same(report('"uno"'), report('"uno"@es'), frozenset())


@pytest.mark.parametrize("engine", ENGINES)
def test_a_case_may_expect_that_the_shapes_are_refused(tmp_path: Path, engine: str) -> None:
    head, _, tail = SMALL.partition("mf:result [")
    text = head.replace("sh:path ex:name", 'sh:path "name"') + "mf:result sht:Failure ."
    assert tail
    case = small_case(tmp_path, text)
    assert same(ENGINES[engine](case), Report(None), case.names)
    assert not same(ENGINES[engine](case), replace(case.expected, conforms=True), case.names)
