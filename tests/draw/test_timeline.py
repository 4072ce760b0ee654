"""Time lines: as precise as what is said, and no more."""

from datetime import date

import pytest
from pictures import answer, column, order, said, thing

from amazongraph.draw.picture import sheets
from amazongraph.draw.sheet import Sheet
from amazongraph.draw.timeline import Span, span
from amazongraph.errors import ExportError

EMERGENCY = (
    column("emergency", "entity", "Emergencia"),
    column("area", "entities", "Ámbito"),
    column("from", "interval", "Desde"),
    column("until", "interval", "Hasta"),
    column("reckoned", "boolean", "Fin calculado"),
)


@pytest.mark.parametrize(
    ("said_from", "said_until", "expected"),
    [
        # The year it began in may be any day; it surely lasted from its last to the first of the month it ended in.
        ("2020", "2022-03", Span(date(2020, 1, 1), date(2022, 3, 31), (date(2020, 12, 31), date(2022, 3, 1)))),
        ("2020-05-02", "2020-06-30", Span(date(2020, 5, 2), date(2020, 6, 30), (date(2020, 5, 2), date(2020, 6, 30)))),
        ("2020", "2020", Span(date(2020, 1, 1), date(2020, 12, 31), None)),
        ("2020-05-02", "", Span(date(2020, 5, 2), date(2020, 5, 2), None, after=True)),
        ("", "2020-05-02", Span(date(2020, 5, 2), date(2020, 5, 2), None, before=True)),
        ("", "", None),
    ],
)
def test_two_dates_are_the_days_that_may_be_and_those_that_surely_were(
    said_from: str, said_until: str, expected: Span | None
) -> None:
    assert span({"from": said_from, "until": said_until}, ("from", "until")) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2014-09-01", Span(date(2014, 9, 1), date(2014, 9, 1), (date(2014, 9, 1), date(2014, 9, 1)))),
        ("2014-09", Span(date(2014, 9, 1), date(2014, 9, 30), None)),
        ("2013/2023", Span(date(2013, 1, 1), date(2023, 12, 31), (date(2013, 1, 1), date(2023, 12, 31)))),
        ("2020/..", Span(date(2020, 1, 1), date(2020, 1, 1), None, after=True)),
        ("../2024-07", Span(date(2024, 7, 31), date(2024, 7, 31), None, before=True)),
    ],
)
def test_one_date_is_as_long_as_its_precision(written: str, expected: Span) -> None:
    assert span({"occurred": written}, ("occurred",)) == expected


def hatched(sheet: Sheet) -> int:
    return len([one for one in sheet.axes.patches if one.get_hatch() == "////" and one.get_extents().x0 > 300])


def emergency(key: str, **more: str) -> dict[str, str]:
    return {"emergency": thing("emergency", key), "area": thing("area", "Loreto"), **more}


def test_what_is_not_on_record_is_marked_and_told() -> None:
    rows = [
        emergency("cerrada", **{"from": "2020-02-01", "until": "2020-12-31"}),
        emergency("abierta", **{"from": "2021-01-01"}),
        emergency("imprecisa", **{"from": "2020", "until": "2023"}),
        emergency("callada"),
    ]
    drawn = sheets(order(answer(EMERGENCY, rows)), "timeline")
    whole = said(drawn)
    assert "sin fecha conocida" in whole
    assert "no consta cuándo terminó" in whole
    assert "no consta cuándo empezó" not in whole
    assert "en algún momento de esos días" in whole
    assert hatched(drawn[0]) == 1
    # In the order of their first days, the undated last.
    assert [whole.index(word) for word in ("imprecisa", "cerrada", "abierta", "callada")] == sorted(
        whole.index(word) for word in ("imprecisa", "cerrada", "abierta", "callada")
    )


def test_an_end_that_was_worked_out_is_told_apart() -> None:
    days = {"from": "2020-01-01", "until": "2020-12-31"}
    drawn = sheets(
        order(answer(EMERGENCY, [emergency("a", **days, reckoned="true"), emergency("b", **days)])), "timeline"
    )
    assert "Fin calculado" in said(drawn)
    assert len({one.get_facecolor() for one in drawn[0].axes.patches}) > 1
    assert "Fin calculado" not in said(sheets(order(answer(EMERGENCY, [emergency("b", **days)])), "timeline"))


def test_a_line_for_every_place() -> None:
    days = {"from": "2020-01-01", "until": "2020-12-31"}
    places = f"{thing('area', 'Loreto')} {thing('area', 'Ucayali')}"
    rows = [emergency("a", **days), {**emergency("b", **days), "area": places}]
    whole = said(sheets(order(answer(EMERGENCY, rows), column="area"), "timeline"))
    assert "Loreto [1]" in whole
    assert "Ucayali [1]" in whole
    assert " b " not in whole


def test_dates_of_several_kinds_have_marks_of_their_own() -> None:
    columns = (
        column("incident", "entity", "Caso"),
        column("occurred", "interval", "Ocurrió"),
        column("as_of", "interval", "A la fecha (puede haber cambiado)"),
    )
    rows = [{"incident": thing("incident", "x1"), "occurred": "2014-09-01", "as_of": "2025-09-02"}]
    (sheet,) = sheets(order(answer(columns, rows)), "timeline")
    markers = [line.get_marker() for line in sheet.axes.lines if line.get_marker() not in {"None", "", None}]
    assert len(set(markers)) == 2
    assert "Ocurrió: 2014-09-01" in said([sheet])
    assert "A la fecha: 2025-09-02" in said([sheet])


def test_an_answer_without_dates_has_no_time_line() -> None:
    columns = (column("place", "entity", "Lugar"), column("days", "integer", "Días"))
    with pytest.raises(ExportError) as error:
        sheets(order(answer(columns, [{"place": thing("area", "Loreto"), "days": "3"}])), "timeline")
    assert "no tiene fechas" in error.value.text("es")
