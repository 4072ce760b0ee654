"""The shades of a map: round steps for many numbers, the numbers themselves where they are few."""

import pytest
from pictures import answer, column, order, thing

from amazongraph.draw.shading import shading

PLACE, DAYS = column("place", "entity", "Lugar"), column("days", "integer", "Días")


def shaded(days: list[str]):  # type: ignore[no-untyped-def]
    rows = [{"place": thing("area", f"a{at}"), "days": one} for at, one in enumerate(days)]
    asked = order(answer((PLACE, DAYS), rows))
    found = shading(asked, PLACE, {row["place"]: [row] for row in asked.answer.rows})
    return None if found is None else (list(found.names), list(found.classes.values()))


@pytest.mark.parametrize(
    ("days", "names", "classes"),
    [
        (["3", "1", "", "3"], ["1", "3"], [1, 0, None, 1]),
        (["10", "250", "251", "600", "900", "1155"],
         ["0 a 250", "250 a 500", "500 a 750", "750 a 1000", "1000 a 1155"], [0, 0, 1, 2, 3, 4]),
        (["1", "2", "3", "4", "5", "12000"],
         ["0 a 2500", "2500 a 5000", "5000 a 7500", "7500 a 10\u00a0000", "10\u00a0000 a 12\u00a0000"],
         [0, 0, 0, 0, 0, 4]),
    ],
)  # fmt: skip
def test_classes_are_round_or_the_few_numbers_there_are(
    days: list[str], names: list[str], classes: list[int | None]
) -> None:
    assert shaded(days) == (names, classes)


@pytest.mark.parametrize("days", [["", ""], ["0", "0"], ["-3", "4"]])
def test_what_has_no_scale_from_light_to_dark_is_not_shaded(days: list[str]) -> None:
    assert shaded(days) is None
