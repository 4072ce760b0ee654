"""Bars: as long as the number, open where it is a least value, absent where there is none."""

import pytest
from pictures import answer, column, order, said, thing

from amazongraph import terms
from amazongraph.draw.picture import sheets
from amazongraph.draw.sheet import Sheet
from amazongraph.errors import ExportError

COLUMNS = (
    column("figure", "entity", "Clave", hidden=True),
    column("value", "decimal", "Cifra", prefix="bound", unit_in="unit"),
    column("min", "decimal", "Mínimo", hidden=True),
    column("max", "decimal", "Máximo", hidden=True),
    column("bound", "entity", "Alcance", hidden=True),
    column("unit", "entity", "Unidad", hidden=True),
    column("who", "entities", "Quién lo dice"),
    column("population", "entity", "Qué se cuenta"),
    column("area", "entities", "Ámbito"),
    column("as_of", "interval", "A la fecha"),
    column("differs", "entities", "Difiere en", reckoned=True),
    column("relays", "entities", "Repite"),
)


def figure(key: str, value: str = "", area: str = "Loreto", **more: str) -> dict[str, str]:
    return {
        "figure": thing("figure", key),
        "value": value,
        "unit": terms.concept("unit", "hectares"),
        "population": terms.concept("population", f"p{key}"),
        "area": thing("area", area),
        **more,
    }


def lengths(sheet: Sheet) -> list[float]:
    """How long the bars are, from above; what is on the sheet besides bars is no rectangle and no arrow."""
    boxes = [one.get_extents() for one in sheet.axes.patches]
    beside = [box for box in boxes if box.x0 > sheet.paper.margin + 200]
    return [box.width for box in sorted(beside, key=lambda box: -box.y1)]


def test_bars_are_as_long_as_their_numbers() -> None:
    (sheet,) = sheets(order(answer(COLUMNS, [figure("a", "10"), figure("b", "20"), figure("c", "40")])), "bars")
    first, second, third = lengths(sheet)
    assert second == pytest.approx(2 * first)
    assert third == pytest.approx(4 * first)


def test_no_number_is_no_bar_and_zero_is_zero() -> None:
    drawn = sheets(order(answer(COLUMNS, [figure("a", "10"), figure("b"), figure("c", "0")])), "bars")
    assert len(lengths(drawn[0])) == 2
    assert min(lengths(drawn[0])) < 2
    assert "sin dato" in said(drawn)
    assert "«Sin dato» no es cero" in said(drawn)


def test_a_range_goes_on_from_its_least_value_to_its_greatest() -> None:
    drawn = sheets(order(answer(COLUMNS, [figure("a", min="10", max="30"), figure("b", "30")])), "bars")
    least, rest, other = lengths(drawn[0])
    assert rest == pytest.approx(2 * least)
    assert least + rest == pytest.approx(other)
    assert "entre 10 y 30" in said(drawn)
    assert "rango: del mínimo al máximo" in said(drawn)


def test_at_least_has_an_arrow_and_a_word() -> None:
    at_least = terms.concept("bound", "at-least")
    drawn = sheets(order(answer(COLUMNS, [figure("a", "85", bound=at_least), figure("b", "85")])), "bars")
    open_one, closed = lengths(drawn[0])
    assert open_one > closed
    assert "at-least 85" in said(drawn)
    assert "al menos, o más de" in said(drawn)


def test_a_figure_that_repeats_another_is_told_apart_without_colour() -> None:
    drawn = sheets(
        order(answer(COLUMNS, [figure("a", "27"), figure("b", "27", relays=thing("document", "informe"))])), "bars"
    )
    hatches = {one.get_hatch() for one in drawn[0].axes.patches if one.get_extents().x0 > 200}
    assert len(hatches) == 2
    assert "repite el informe de otro" in said(drawn)
    assert "Repite: informe" in said(drawn)


def test_figures_of_one_thing_stand_by_their_year_and_those_that_differ_are_marked() -> None:
    unexplained = terms.concept("difference", "unexplained")
    rows = [
        figure("a", "900", as_of="2021", population=terms.concept("population", "coca")),
        figure("b", "300", as_of="2020", population=terms.concept("population", "coca"), differs=unexplained),
        figure("c", "310", as_of="2020", population=terms.concept("population", "coca"), differs=unexplained),
    ]
    drawn = sheets(order(answer(COLUMNS, rows)), "bars")
    first, second, third = lengths(drawn[0])
    assert first < second < third
    assert "300 ≠" in said(drawn)
    assert "310 ≠" in said(drawn)
    assert "900 ≠" not in said(drawn)
    assert said(drawn).count("Loreto · coca") == 1


def test_numbers_of_different_units_never_share_a_scale() -> None:
    rows = [figure("a", "40"), {**figure("b", "40000"), "unit": terms.concept("unit", "people")}]
    drawn = sheets(order(answer(COLUMNS, rows)), "bars")
    small, large = lengths(drawn[0])
    assert small == pytest.approx(large, rel=0.2)
    assert "Cifra (hectares)" in said(drawn)
    assert "Cifra (people)" in said(drawn)
    assert "40 000" in said(drawn)


def test_many_rows_go_on_on_other_sheets_at_the_same_scale() -> None:
    rows = [figure(str(number), str(number)) for number in range(1, 121)]
    drawn = sheets(order(answer(COLUMNS, rows), size="print"), "bars")
    assert len(drawn) > 1
    shown = [length for sheet in drawn for length in lengths(sheet)]
    assert len(shown) == 120
    assert shown[99] == pytest.approx(100 * shown[0], rel=0.01)
    assert f"(1/{len(drawn)})" in said(drawn[:1])


def test_too_many_rows_are_refused_in_words() -> None:
    rows = [figure(str(number), str(number)) for number in range(1, 600)]
    with pytest.raises(ExportError) as error:
        sheets(order(answer(COLUMNS, rows), size="phone"), "bars")
    assert "--param" in error.value.text("es")
    assert "599" in error.value.text("en")


def test_another_column_may_be_drawn_and_one_that_cannot_is_told() -> None:
    columns = (
        column("place", "entity", "Lugar"),
        column("days", "integer", "Días"),
        column("decrees", "integer", "Decretos"),
    )
    rows = [{"place": thing("area", "Loreto"), "days": "30", "decrees": "7"}]
    assert "Días" in said(sheets(order(answer(columns, rows)), "bars"))
    assert "Decretos" in said(sheets(order(answer(columns, rows), column="decrees"), "bars"))
    with pytest.raises(ExportError, match="days, decrees"):
        sheets(order(answer(columns, rows), column="place"), "bars")


def test_a_count_of_what_is_on_record_is_a_least_value() -> None:
    columns = (column("place", "entity", "Lugar"), column("days", "integer", "Días", at_least=True))
    drawn = sheets(order(answer(columns, [{"place": thing("area", "Loreto"), "days": "30"}])), "bars")
    assert "al menos 30" in said(drawn)
    assert "Los recuentos y sumas son un mínimo" in said(drawn)
