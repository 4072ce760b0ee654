"""Checks of the forms that the Reconciliation Service API 0.2 gives its JSON, written from the specification."""

import re
from typing import Any

NUMBER = (int, float)


def _type(one: Any) -> None:
    """A type, as an object with an identifier or as the identifier."""
    if isinstance(one, str):
        assert one
        return
    assert isinstance(one["id"], str) and one["id"]
    assert isinstance(one.get("name", "-"), str)
    assert isinstance(one.get("broader", []), list)


def manifest(said: Any) -> None:
    assert {"versions", "name", "identifierSpace", "schemaSpace"} <= set(said)
    assert "0.2" in said["versions"]
    assert all(isinstance(one, str) for one in said["versions"])
    assert all(isinstance(said[name], str) and said[name] for name in ("name", "identifierSpace", "schemaSpace"))
    assert all(re.match(r"https?://", said[name]) for name in ("identifierSpace", "schemaSpace"))
    for one in said.get("defaultTypes", []):
        _type(one)
    assert len({one["id"] for one in said.get("defaultTypes", [])}) == len(said.get("defaultTypes", []))
    for name in ("view", "feature_view", "preview"):
        if name in said:
            assert "{{id}}" in said[name]["url"]
    if "preview" in said:
        assert isinstance(said["preview"]["width"], int) and isinstance(said["preview"]["height"], int)
    for name, one in said.get("suggest", {}).items():
        assert name in {"entity", "property", "type"}
        assert isinstance(one["service_url"], str) and isinstance(one["service_path"], str)
        assert "${id}" in one.get("flyout_service_path", "${id}")
    if "extend" in said:
        assert {"service_url", "service_path"} == set(said["extend"]["propose_properties"])
        assert isinstance(said["extend"].get("property_settings", []), list)
    assert isinstance(said.get("batchSize", 1), int)
    assert isinstance(said.get("serviceVersion", ""), str)


def result_batch(said: Any, batch: dict[str, Any]) -> None:
    assert set(said) == set(batch)
    for one in said.values():
        result(one["result"])


def result(candidates: Any) -> None:
    assert isinstance(candidates, list)
    scores = [one["score"] for one in candidates]
    assert scores == sorted(scores, reverse=True)
    for one in candidates:
        assert isinstance(one["id"], str) and one["id"]
        assert isinstance(one["name"], str) and one["name"]
        assert isinstance(one["score"], NUMBER) and not isinstance(one["score"], bool)
        assert isinstance(one.get("description", ""), str)
        assert isinstance(one.get("match", True), bool)
        for kind in one["type"]:
            _type(kind)
        features = one.get("features", [])
        assert len({feature["id"] for feature in features}) == len(features)
        for feature in features:
            assert set(feature) == {"id", "value"}
            assert isinstance(feature["id"], str) and isinstance(feature["value"], NUMBER)


def suggestions(said: Any) -> None:
    for one in said["result"]:
        assert isinstance(one["id"], str) and isinstance(one["name"], str)
        assert isinstance(one.get("description", ""), str)
        for kind in one.get("notable", []):
            _type(kind)


def proposals(said: Any, type_: str) -> None:
    assert said["type"] == type_
    for one in said["properties"]:
        assert isinstance(one["id"], str) and isinstance(one["name"], str)


def extension(said: Any, query: dict[str, Any]) -> None:
    assert set(said) == {"meta", "rows"}
    assert [one["id"] for one in said["meta"]] == [one["id"] for one in query["properties"]]
    assert all(isinstance(one["name"], str) for one in said["meta"])
    assert set(said["rows"]) == set(query["ids"])
    for row in said["rows"].values():
        assert set(row) == {one["id"] for one in query["properties"]}
        for cell in (cell for cells in row.values() for cell in cells):
            _cell(cell)


def _cell(cell: Any) -> None:
    kinds = {"str": str, "int": int, "float": NUMBER}
    if "id" in cell:
        assert set(cell) <= {"id", "name", "description"} and isinstance(cell["name"], str)
    elif cell:
        ((kind, value),) = cell.items()
        assert isinstance(value, kinds[kind]) and not isinstance(value, bool)
