"""Records in JSON: every variable of a query is a column, and what is no record is a reject."""

from pathlib import Path

import pytest
from reading import cells, refusal, rejected

from amazongraph.sources.readers import read_file


def written(folder: Path, text: str) -> Path:
    path = folder / "x.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_variable_that_is_never_bound_is_a_column(tmp_path: Path) -> None:
    bound = '{"a": {"type": "literal", "xml:lang": "es", "value": "Ñ"}}'
    table = read_file(written(tmp_path, f'{{"head": {{"vars": ["b", "a"]}}, "results": {{"bindings": [{bound}]}}}}'))
    assert (table.columns, cells(table)) == (("b", "a"), [("", "Ñ")])


def test_a_query_without_results_has_its_columns(tmp_path: Path) -> None:
    table = read_file(written(tmp_path, '{"head": {"vars": ["a", "b"]}, "results": {"bindings": []}}'))
    assert (table.columns, table.records, table.notes) == (("a", "b"), [], {"form": "sparql-results"})


@pytest.mark.parametrize(
    "text",
    [
        '{"head": {"vars": ["a"]}, "results": {"bindings": [3, {"a": 4}, {"a": {"value": "x"}}]}}',
        '{"items": [3, null, {"a": "x"}]}',
    ],
)
def test_what_is_no_record_is_a_reject(text: str, tmp_path: Path) -> None:
    table = read_file(written(tmp_path, text))
    assert rejected(table) == [("read.no-record", 1, ""), ("read.no-record", 2, "")]
    assert [(record.number, record.cells) for record in table.records] == [(3, {"a": "x"})]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("[]", "read.json-form", id="an empty list"),
        pytest.param('{"a": [{"x": 1}], "b": [{"y": 2}]}', "read.json-form", id="two lists"),
        pytest.param('{"head": {}, "boolean": true}', "read.json-form", id="a query of yes or no"),
        pytest.param('{"results": 3, "head": null}', "read.json-form", id="results that are none"),
        pytest.param("[" * 100_000, "read.broken", id="too deep"),
        pytest.param('[{"a": 1}, {"a"', "read.broken", id="cut short"),
        pytest.param('{"a": 1}\n{"a": 2}\n', "read.broken", id="a record a line"),
    ],
)
def test_what_holds_no_list_of_records_is_refused(text: str, key: str, tmp_path: Path) -> None:
    assert refusal(written(tmp_path, text)).key == key


@pytest.mark.parametrize(
    ("content", "row"),
    [
        pytest.param('[{"a": 1,\n "b": "x\\ud83dx"}]', 2, id="the first half of a letter"),
        pytest.param('[{"a": "\\udc00", "b": 1}]', 1, id="the second half"),
        pytest.param(
            '{"type": "FeatureCollection", "features": [\n{"properties": {"a": "\\ud800"}}]}', 2, id="GeoJSON"
        ),
    ],
)
def test_half_a_letter_is_damage_and_told_by_its_line(content: str, row: int, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    assert (refusal(path).key, refusal(path).row) == ("read.encoding", row)


def test_letters_that_are_written_as_two_halves_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"a": "\\ud83c\\udf33", "b": "\\\\ud800"}]', encoding="utf-8")
    assert cells(read_file(path)) == [("\U0001f333", "\\ud800")]
