"""JSON: lists of records, the results of a query, GeoJSON, TopoJSON; every record or feature is one or a reject."""

import json

from dice import Dice, mutated, tree_mutated, written
from harness import BrokenPromiseError, check_problem, in_words, put, same

from amazongraph.sources.readers import read_file

RECORDS = [
    {"código": "250301", "área": 1234.5, "tags": {"name": "Boquerón", "old": None}},
    {"código": "250302", "área": 10, "tags": {}, "lista": [1, 2]},
]
RESULTS = {
    "head": {"vars": ["unit", "name"]},
    "results": {
        "bindings": [{"unit": {"type": "uri", "value": "http://x/1"}, "name": {"type": "literal", "value": "A"}}, {}]
    },
}
RING = [[-74.5, -8.4], [-74.4, -8.4], [-74.4, -8.3], [-74.5, -8.4]]
FEATURES = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
    "features": [
        {
            "type": "Feature",
            "properties": {"nombre": "A", "área": 10},
            "geometry": {"type": "Polygon", "coordinates": [RING]},
        },
        {"type": "Feature", "properties": {"nombre": "B"}, "geometry": {"type": "Point", "coordinates": [-74.5, -8.4]}},
        {
            "type": "Feature",
            "properties": None,
            "geometry": {"type": "MultiPoint", "coordinates": [[-74, -8], [-75, -9]]},
        },
    ],
}
TOPOLOGY = {
    "type": "Topology",
    "arcs": [RING],
    "objects": {
        "a": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"n": 1}}]}
    },
}
SEEDS = [bytes([kind, 1, 2, number]) for kind in range(4) for number in range(3)] + [
    b'{"a": [',
    b"[" * 3000,
    b'[{"a":"\\ud800"}]',
]


def target(data: bytes) -> None:
    """One of the trees with parts in each other's place, or the bytes as they are."""
    dice = Dice(data[1:])
    if data[:1] in (b"{", b"["):
        content = data
    else:
        tree = (RECORDS, RESULTS, FEATURES, TOPOLOGY)[data[0] % 4 if data else 0]
        content = mutated(written(tree_mutated(tree, dice) if dice else tree), dice, 2)
    path = put("file.json", content)
    with in_words():
        table = read_file(path)
        numbers = [one.number for one in table.records] + [one.row for one in table.rejects]
        same("records and rejects", sorted(numbers), list(range(1, len(numbers) + 1)))
        for problem in table.rejects:
            check_problem(problem)
        for one in table.records:
            same("the columns of a record", set(one.cells), set(table.columns))
            json.dumps(one.cells, ensure_ascii=False).encode()
            if one.geometry is not None and (one.geometry.is_empty or not one.geometry.is_valid):
                raise BrokenPromiseError(f"not sound: {one.geometry.wkt[:200]}")
