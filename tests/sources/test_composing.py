"""Columns made of others, and units told by their names."""

import pytest
from frames import references as curated_references

from amazongraph.sources.composing import by_case, day, day_first, filled, first_of, last, period, words
from amazongraph.sources.curated import FOLDER
from amazongraph.sources.unit_names import UnitNames


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("2000-10-12 00:00:00.000", "2000-10-12"),
        ("2000-10-12T05:00:00Z", "2000-10-12"),
        ("2000-10-12", "2000-10-12"),
        ("12 October 2000", "2000-10-12"),
        ("2 de setiembre de 2000", "2000-09-02"),
        ("12/10/2000", "12/10/2000"),
        ("ayer", "ayer"),
    ],
)
def test_the_day_of_a_moment(text: str, read_as: str) -> None:
    assert day(text) == read_as


@pytest.mark.parametrize("text", ["7/10/2000", "07-10-2000", "7 October 2000", "2000-10-07"])
def test_a_date_whose_day_comes_first(text: str) -> None:
    assert day_first(text) == "2000-10-07"


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("2020-05-07/2020-05-07", "2020-05-07"),
        ("2020-02-01/2020-02-29", "2020-02"),
        ("2019-02-01/2019-02-28", "2019-02"),
        ("2020-01-01/2020-12-31", "2020"),
        ("2020-01-01/2020-06-30", "2020-01-01/2020-06-30"),
        ("2020-01-01/2021-12-31", "2020-01-01/2021-12-31"),
        ("2020-05/2020-05", "2020-05"),
        ("2020/2020", "2020"),
        ("2020-05-09/2020-05-07", "2020-05-09/2020-05-07"),
        ("2020-05-07/..", "2020-05-07/.."),
        ("/", "/"),
    ],
)
def test_the_shortest_way_to_write_an_interval(text: str, read_as: str) -> None:
    assert period(text) == read_as


def test_parts_of_codes_and_names() -> None:
    assert (last("PE.24.2403"), last("http://www.wikidata.org/entity/Q42"), last("25")) == ("2403", "Q42", "25")
    assert words("Madre-de-Dios") == "Madre de Dios"


def test_the_first_that_holds_something() -> None:
    assert first_of({"a": "", "b": "x", "c": "y"}, ["a", "b", "c"]) == "x"
    assert first_of({"a": ""}, ["a"]) == ""


def test_a_text_by_case_of_a_column_or_of_several() -> None:
    cells = {"a": "Índigena", "b": "x y"}
    assert by_case(cells, {"of": "a", "*indigena*": "{b|key}", "*": "no"}) == "x-y"
    assert by_case(cells, {"of": "{a} {b}", "indigena x*": "si"}) == "si"
    assert by_case(cells, {"of": "b", "z": "{a}"}) == ""
    assert filled("{a}-{b|words}", cells) == "Índigena-x y"


@pytest.fixture(scope="module")
def names() -> UnitNames:
    return UnitNames(curated_references(FOLDER).units)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("Ucayali", "25", id="the department, not the province of Loreto"),
        pytest.param("provincia de Ucayali", "1606", id="the level it says"),
        pytest.param("Contamana, Ucayali", "160601", id="the chain that there is"),
        pytest.param("ATALAYA", "2502", id="the only province"),
        pytest.param("Leoncio Prado province, Huánuco department", "1006", id="province and department"),
        pytest.param("Huánuco, Huánuco", "1001", id="two units of one name"),
        pytest.param("Huanuco (Perú)", "10", id="with the country"),
        pytest.param("Department of Loreto", "16", id="in English"),
        pytest.param("La Libertad region", "13", id="region is department"),
        pytest.param(", Ayacucho department", "05", id="a part that is blank"),
        pytest.param("Santa Rosa", "", id="several districts"),
        pytest.param("Ucayali and Loreto", "", id="two at once"),
        pytest.param("Atalaya, Loreto", "", id="not where it lies"),
        pytest.param("Ucayal", "", id="almost a name"),
        pytest.param("Perú", "", id="the country alone"),
        pytest.param("", "", id="nothing"),
        pytest.param("a, b, c, d", "", id="too many parts"),
    ],
)
def test_a_unit_is_told_by_its_name_or_not_at_all(text: str, code: str, names: UnitNames) -> None:
    assert names.code(text) == code
