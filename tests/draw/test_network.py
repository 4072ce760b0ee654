"""Networks: who is tied to whom, every label in a place of its own."""

import networkx
import pytest
from pictures import answer, column, order, overlapping, said, texts, thing

from amazongraph.draw import ties
from amazongraph.draw.paper import PAPERS
from amazongraph.draw.picture import sheets
from amazongraph.errors import ExportError

COLUMNS = (
    column("organisation", "entity", "Organización"),
    column("area", "entities", "Ámbito"),
    column("within", "entities", "Pertenece a"),
    column("who", "entities", "Quién lo dice"),
)


def member(key: str, *above: str, **more: str) -> dict[str, str]:
    return {
        "organisation": thing("org", key),
        "within": " ".join(thing("org", one) for one in above),
        "area": thing("area", "Loreto"),
        **more,
    }


def test_those_that_others_belong_to_stand_on_the_left() -> None:
    said_ties = [ties.Tie("b", "a", "within"), ties.Tie("c", "b", "within"), ties.Tie("d", "a", "within")]
    nodes = ties.placed(said_ties, {name: name for name in "abcd"}, PAPERS["screen"]).nodes
    assert nodes["a"].x < nodes["b"].x < nodes["c"].x
    assert nodes["b"].x == nodes["d"].x


def test_a_circle_of_ties_is_drawn_all_the_same() -> None:
    said_ties = [ties.Tie("a", "b", "within"), ties.Tie("b", "a", "within"), ties.Tie("c", "a", "within")]
    nodes = ties.placed(said_ties, {name: name for name in "abc"}, PAPERS["screen"]).nodes
    assert nodes["a"].x == nodes["b"].x < nodes["c"].x
    assert abs(nodes["a"].y - nodes["b"].y) >= nodes["a"].height


@pytest.mark.parametrize("size", ["screen", "print", "phone"])
def test_no_label_covers_another_in_a_tangle(size: str) -> None:
    tangle = networkx.gnm_random_graph(30, 45, seed=7, directed=True)
    name = "Federación de comunidades nativas de la cuenca del río número {}"
    names = {one: name.format(one).replace(" ", "_") for one in tangle}
    rows = [member(names[one], *(names[other] for other in tangle[one])) for one in sorted(tangle)]
    for sheet in sheets(order(answer(COLUMNS, rows), size=size), "network"):
        assert overlapping(texts(sheet)) == []


def test_places_are_no_ties_where_there_are_others_unless_asked_for() -> None:
    rows = [member("ORPIO", "AIDESEP"), member("FECONAT", "ORPIO"), member("SOLA")]
    whole = said(sheets(order(answer(COLUMNS, rows)), "network"))
    assert "Loreto" not in whole
    assert "ORPIO [1]" in whole
    assert "AIDESEP" in whole
    assert "Sin vínculo que conste aquí (1): SOLA." in whole
    assert "Loreto" in said(sheets(order(answer(COLUMNS, rows), column="area"), "network"))


def test_who_says_so_is_no_tie() -> None:
    columns = (COLUMNS[0], COLUMNS[3])
    with pytest.raises(ExportError) as error:
        sheets(order(answer(columns, [{**member("A"), "who": thing("org", "B")}])), "network")
    assert "no hay red que dibujar" in error.value.text("es")


def test_two_things_of_one_name_are_told_apart() -> None:
    rows = [member("ORAU", area=f"{thing('admin', '25')} {thing('area', '25')}")]
    whole = said(sheets(order(answer((COLUMNS[0], COLUMNS[1]), rows)), "network"))
    assert "25 (admin:25)" in whole
    assert "25 (area:25)" in whole
