"""Cells of published tables are read as their publishers mean them, and what may mean two things is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazongraph.sources.composing import above, centre, key_part, quarter
from amazongraph.sources.shaping import number
from amazongraph.values import flag, ubigeo


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10151", "10151"),
        ("10,151", "10151"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("0,54", "0.54"),
        ("0,125", "0.125"),
        ("-0.125", "-0.125"),
        ("0.54", "0.54"),
        ("12,5", "12.5"),
        ("-8.033634", "-8.033634"),
        ("-9,033634", "-9.033634"),
        ("2.360", "2.360"),
        ("1,23,4", "1,23,4"),
        ("1,234,5", "1,234,5"),
        ("1.25e-10", "0.000000000125"),
        ("n.d.", "n.d."),
        ("", ""),
    ],
)
def test_a_number_is_read_as_spanish_or_english_writes_it(text: str, read: str) -> None:
    assert number(text) == read


@pytest.mark.parametrize(
    ("text", "read"), [("10.151", "10151"), ("10,151", "10151"), ("0.125", "0.125"), ("351", "351"), ("10.15", "10.15")]
)
def test_of_whole_numbers_three_digits_behind_a_point_are_thousands(text: str, read: str) -> None:
    assert number(text, whole=True) == read


@given(st.integers(0, 10**12), st.integers(0, 99), st.booleans())
def test_every_number_with_both_marks_comes_back(whole: int, cents: int, spanish: bool) -> None:
    text = f"{whole:,}.{cents:02}"
    written = text.translate(str.maketrans(",.", ".,")) if spanish else text
    assert number(written) == f"{whole}.{cents:02}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("010000", "01"),
        ("010100", "0101"),
        ("010101", "010101"),
        ("10101", "010101"),
        ("1", "01"),
        ("25", "25"),
        ("2503010001", "2503010001"),
        ("25O3", "25O3"),
    ],
)
def test_a_code_is_that_of_a_unit_however_it_was_filled_up_or_cut(text: str, code: str) -> None:
    assert ubigeo(text) == code


@pytest.mark.parametrize(("text", "value"), [("TRUE", "true"), ("Sí", "true"), ("0", "false"), ("Falso", "false")])
def test_a_published_yes_or_no(text: str, value: str) -> None:
    assert flag(text) == value
    with pytest.raises(ValueError, match="quizá"):
        flag("quizá")


def test_a_name_becomes_part_of_a_key() -> None:
    assert key_part("Comunal Alto Tamaya - Abujao") == "comunal-alto-tamaya-abujao"
    assert key_part("  Ñ’aña (Perú) ") == "n-ana-peru"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("202400", "2024"),
        ("202501", "2025-01/2025-03"),
        ("202504", "2025-10/2025-12"),
        ("202505", "202505"),
        ("2025", "2025"),
    ],
)
def test_a_quarter_is_the_months_it_has(text: str, read: str) -> None:
    assert quarter(text) == read


@pytest.mark.parametrize(
    ("text", "code"),
    [("2503010001", "2503010001"), ("101010001", "0101010001"), ("10101", "10101"), ("2.5E+09", "2.5E+09"), ("", "")],
)
def test_a_code_of_a_populated_centre_has_its_zero_again(text: str, code: str) -> None:
    assert centre(text) == code


@pytest.mark.parametrize(
    ("code", "unit"), [("160109", "1601"), ("1601", "16"), ("16", ""), ("10101", "0101"), ("", "")]
)
def test_a_code_tells_the_unit_above(code: str, unit: str) -> None:
    assert above(code) == unit
