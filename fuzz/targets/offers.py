"""Files with candidates for links, from any service or spreadsheet, and the sides of links that a workspace keeps."""

import json

from dice import Dice, mutated, rows_mutated, tree_mutated, written
from harness import BrokenPromiseError, in_words, put, scratch

from amazongraph.linking.entities import ADMIN, PEOPLE, PLACE
from amazongraph.linking.offers import Known, read_offers
from amazongraph.linking.sides import read_sides
from amazongraph.sssom import Judgement

HEADER = ("item", "itemLabel", "aliases", "department", "province", "lat", "lon", "type", "ubigeo")
ROWS = (
    (
        "http://www.wikidata.org/entity/Q1",
        "Callería",
        "Calleria|Distrito de Callería",
        "Ucayali",
        "2501",
        "-8.4",
        "-74.5",
        "district",
        "250101",
    ),
    ("Q2", "Provincia de Atalaya", '["A", "B"]', "25", "", "", "", "Province", "2502"),
)
ANSWERS = {
    "q0": {"result": [{"id": "Q1", "name": "Ucayali", "score": 90}, {"id": "Q2", "name": "x"}]},
    "q1": {"result": []},
}
SIDES = [
    {
        "iri": "https://example.org/1",
        "name": "A",
        "others": ["B"],
        "types": ["District"],
        "place": "",
        "people": "",
        "codes": "",
        "sources": "",
    }
]
SEEDS = [bytes([kind, *rest]) for kind in range(3) for rest in ((), (1, 2, 3), range(12), (9, 200, 7, 1, 3))]
KNOWN = Known({("", "ucayali"): "25", ("25", "atalaya"): "2502"}, {})


def target(data: bytes) -> None:
    """A table, the answers of a service, or kept sides, changed."""
    dice = Dice(data[1:])
    kind = data[0] % 3 if data else 0
    if kind == 2:
        (scratch() / "links").mkdir(exist_ok=True)
        put(
            "links/x.sides.json",
            mutated(written(tree_mutated(SIDES, dice)), dice, 2) if dice else json.dumps(SIDES).encode(),
        )
        with in_words():
            read_sides(scratch())
        return
    if kind == 1:
        path = put("a.json", mutated(written(tree_mutated(ANSWERS, dice) if dice else ANSWERS), dice, 2))
    else:
        separator = dice.pick(",;\t")
        rows = rows_mutated(HEADER, ROWS, dice)
        text = "\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
        path = put("a.csv", text.encode("utf-8", "replace"))
    with in_words():
        for one in read_offers(
            path, dice.pick(("wikidata", "geonames", "other", "osm")), KNOWN, dice.pick(("", ADMIN, PLACE, PEOPLE))
        ):
            if not one.iri or not one.names or Judgement(one.iri, "", one.iri).pair != (one.iri, one.iri):
                raise BrokenPromiseError(f"nameless: {one}")
