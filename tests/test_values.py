"""Values: what counts as well written, its one canonical form, and the laws that intervals and forms keep."""

from datetime import date, timedelta
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazongraph import values

# Days enough for every relation between two intervals, few enough to list.
FIRST, LAST = date(2019, 12, 1), date(2021, 2, 28)
DAYS = st.dates(FIRST, LAST)


@st.composite
def one_dates(draw: st.DrawFn) -> str:
    day = draw(DAYS)
    return draw(st.sampled_from([f"{day}", f"{day:%Y-%m}", f"{day:%Y}"]))


@st.composite
def intervals(draw: st.DrawFn, open_ended: bool = True) -> values.Interval:
    first, second = sorted([draw(one_dates()), draw(one_dates())])
    ends = [first, f"{first}/{second}"] + ([f"{first}/..", f"../{second}"] if open_ended else [])
    return values.interval(draw(st.sampled_from(ends)))


def days(interval: values.Interval) -> set[date]:
    """The days of an interval, counted one by one over more than the tests draw from."""
    low, high = date(2018, 1, 1), date(2022, 12, 31)
    every = (low + timedelta(number) for number in range((high - low).days + 1))
    return {
        day
        for day in every
        if (interval.start is None or interval.start <= day) and (interval.end is None or day <= interval.end)
    }


@given(intervals(), intervals())
def test_an_interval_contains_another_when_it_holds_all_its_days(one: values.Interval, other: values.Interval) -> None:
    assert one.contains(other) == (days(other) <= days(one))


@given(intervals(), intervals())
def test_intervals_overlap_when_they_share_a_day_whoever_is_asked(one: values.Interval, other: values.Interval) -> None:
    assert one.overlaps(other) == bool(days(one) & days(other)) == other.overlaps(one)


@given(intervals(open_ended=False), intervals(open_ended=False))
def test_a_cover_holds_both_and_nothing_beyond_their_ends(one: values.Interval, other: values.Interval) -> None:
    cover = one.cover(other)
    assert cover.contains(one)
    assert cover.contains(other)
    both = days(one) | days(other)
    assert (cover.start, cover.end) == (min(both), max(both))
    assert cover == other.cover(one)
    assert values.interval(cover.text) == cover


@pytest.mark.parametrize("text", ["2020/..", "../2020"])
def test_an_open_interval_has_no_cover(text: str) -> None:
    with pytest.raises(ValueError, match="no cover"):
        values.interval(text).cover(values.interval("2020"))
    with pytest.raises(ValueError, match="no cover"):
        values.interval("2020").cover(values.interval(text))


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        pytest.param("2020", date(2020, 1, 1), date(2020, 12, 31), "year", id="a year"),
        pytest.param("2020-02", date(2020, 2, 1), date(2020, 2, 29), "month", id="February of a leap year"),
        pytest.param("2021-02", date(2021, 2, 1), date(2021, 2, 28), "month", id="February of another year"),
        pytest.param("2020-07-23", date(2020, 7, 23), date(2020, 7, 23), "day", id="a day"),
        pytest.param("2013/2023", date(2013, 1, 1), date(2023, 12, 31), "interval", id="from year to year"),
        pytest.param("2020-10/2022-10-05", date(2020, 10, 1), date(2022, 10, 5), "interval", id="mixed precisions"),
        pytest.param("2020/..", date(2020, 1, 1), None, "interval", id="open end"),
        pytest.param("../2024-07", None, date(2024, 7, 31), "interval", id="open start"),
    ],
)
def test_a_date_is_the_days_it_may_be(text: str, start: date, end: date, precision: str) -> None:
    read = values.interval(text)
    assert (read.text, read.start, read.end, read.precision) == (text, start, end, precision)


def test_july_2020_contains_one_of_its_days_and_not_the_other_way_round() -> None:
    month, day = values.interval("2020-07"), values.interval("2020-07-23")
    assert month.contains(day)
    assert not day.contains(month)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="blank"),
        pytest.param("2023-02-30", id="a day that does not exist"),
        pytest.param("2021-02-29", id="29 February of a common year"),
        pytest.param("2023-13", id="a thirteenth month"),
        pytest.param("0000", id="the year zero"),
        pytest.param("2020-00", id="a month zero"),
        pytest.param("2020-07-00", id="a day zero"),
        pytest.param("2020-00-05", id="a month zero with a day"),
        pytest.param("23/02/2023", id="day first"),
        pytest.param("2023-2-3", id="without leading zeros"),
        pytest.param("2023-02-03T10:00", id="with a time"),
        pytest.param("c. 2020", id="a word"),
        pytest.param("٢٠٢٠", id="digits of another script"),
        pytest.param("2024/2023", id="ends in the wrong order"),
        pytest.param("../..", id="open on both sides"),
        pytest.param("/2020", id="an end left blank"),
        pytest.param("2019/2020/2021", id="three ends"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        values.interval(text)


DECIMALS = st.from_regex(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", fullmatch=True)


@given(st.from_regex(r"-?[0-9]{1,30}(\.[0-9]{1,18})?", fullmatch=True))
def test_a_canonical_decimal_has_the_same_value_and_stays_as_it_is(text: str) -> None:
    canonical = values.decimal(text)
    assert Decimal(canonical) == Decimal(text)
    assert values.decimal(canonical) == canonical


@given(DECIMALS, st.integers(0, 5), st.integers(0, 5))
def test_zeros_that_say_nothing_change_no_decimal(text: str, before: int, after: int) -> None:
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    longer = f"{sign}{'0' * before}{digits if '.' in digits else digits + '.0'}{'0' * after}"
    assert values.decimal(longer) == values.decimal(text)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        pytest.param("27", "27", id="whole"),
        pytest.param("100", "100", id="zeros before the point stay"),
        pytest.param("148996.5056", "148996.5056", id="fraction"),
        pytest.param("007.500", "7.5", id="zeros on both sides"),
        pytest.param("-0.00", "0", id="no sign on zero"),
        pytest.param("0.0000001", "0.0000001", id="no exponent for the small"),
        pytest.param("1" + "0" * 40, "1" + "0" * 40, id="no exponent for the large"),
    ],
)
def test_a_decimal_is_written_one_way(text: str, canonical: str) -> None:
    assert values.decimal(text) == canonical


@pytest.mark.parametrize(
    "text", ["", "1,5", "1 226", "1.226,5", "+5", "1e6", ".5", "5.", "NaN", "Infinity", "about 5", "٥"]
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        values.decimal(text)


@given(st.integers(), st.integers(0, 5))
def test_an_integer_has_one_form(number: int, zeros: int) -> None:
    written = f"{'-' if number < 0 else ''}{'0' * zeros}{abs(number)}"
    assert values.integer(written) == str(number)


@pytest.mark.parametrize("text", ["", "1.0", "1,000", "1e3", "x", "٥"])
def test_what_is_no_integer_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        values.integer(text)


def test_yes_and_no_are_the_two_booleans() -> None:
    assert [values.boolean(text) for text in ("yes", "no")] == ["true", "false"]


@pytest.mark.parametrize("text", ["", "sí", "Yes", "true", "1"])
def test_other_words_are_no_boolean(text: str) -> None:
    with pytest.raises(ValueError):
        values.boolean(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://ibcperu.org/?p=6779",
        "http://a.pe",
        "https://es.m.wikinews.org/wiki/Asesinan_a_dos_l%C3%ADderes",
        "https://example.org/niñez/página#parte",
        "https://example.org:8443/x",
    ],
)
def test_a_web_address_stays_as_it_is(text: str) -> None:
    assert values.web_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="blank"),
        pytest.param("www.aidesep.org.pe", id="without scheme"),
        pytest.param("n/a", id="placeholder"),
        pytest.param("por confirmar", id="words"),
        pytest.param("https://por-confirmar", id="a host without a point"),
        pytest.param("ftp://example.org/x", id="another scheme"),
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("https://example.org/a b", id="a space"),
        pytest.param("https://example.org/<x>", id="angle brackets"),
        pytest.param("https://example.org/{x}", id="braces"),
        pytest.param("https://example.org/100%", id="a bare per cent sign"),
        pytest.param("https://example.org/[x]", id="square brackets"),
        pytest.param("https://example.org:port/", id="a port of letters"),
        pytest.param("https://example.org/\x85", id="a control character"),
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        values.web_address(text)


@given(st.sampled_from(["http://", "https://", "", "//"]), st.text(max_size=8), st.text(max_size=12))
def test_every_web_address_taken_is_an_iri_to_the_engine(scheme: str, host: str, rest: str) -> None:
    try:
        taken = values.web_address(f"{scheme}{host}.pe{rest}")
    except ValueError:
        return
    line = f"<{taken}> <{taken}> <{taken}> .\n"
    assert [quad.subject.value for quad in ox.parse(line, ox.RdfFormat.N_TRIPLES)] == [taken]


@pytest.mark.parametrize(("text", "tag"), [("es", "es"), ("ES", "es"), ("es-PE", "es-pe"), ("cni", "cni")])
def test_a_language_tag_is_lower_case(text: str, tag: str) -> None:
    assert values.language(text) == tag


@pytest.mark.parametrize("text", ["", "español", "e", "Spanish", "es_PE", "es pe", "es-"])
def test_what_is_no_language_tag_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        values.language(text)


@pytest.mark.parametrize("text", ["", " ", "-", "?", "N/A", "n/a ", "None", "TBD", "s/d", "Sin Datos", "unknown"])
def test_words_that_stand_for_nothing_are_seen(text: str) -> None:
    assert values.is_placeholder(text)


@pytest.mark.parametrize("text", ["0", "no", "Ana", "Nada", "San Alejandro", "desconocido el lugar"])
def test_words_that_say_something_are_left_alone(text: str) -> None:
    assert not values.is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Curimaná", "curimana", id="accents"),
        pytest.param("NIÑA", "nina", id="tilde and case"),
        pytest.param("  Padre \t Abad ", "padre abad", id="spaces"),
        pytest.param("D’Onofrio", "d'onofrio", id="typographic apostrophe"),
        pytest.param("2013–2023", "2013-2023", id="dash"),
        pytest.param("Straße", "strasse", id="letters that grow"),
        pytest.param("Yurúa", "yurua", id="a mark of its own"),
    ],
)
def test_a_search_is_blind_to(text: str, folded: str) -> None:
    assert values.fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert values.fold(values.fold(text)) == values.fold(text)


@given(st.text(alphabet="aeiouáéíóúüñÁÉÍÓÚÜÑ '"))
def test_folding_is_blind_to_case(text: str) -> None:
    assert values.fold(text.upper()) == values.fold(text.lower()) == values.fold(text)


def test_folding_sees_through_every_form_of_a_dash() -> None:
    assert values.fold("︲") == values.fold("–") == "-"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("12.52861739044749935973189004", "12.52861739044749936"),
        ("0.0000000000000000004", "0"),
        ("-0.0000000000000000006", "-0.000000000000000001"),
    ],
)
def test_a_decimal_has_no_more_digits_than_an_engine_reads(text: str, plain: str) -> None:
    assert values.decimal(text) == plain
    store = ox.Store()
    (solution,) = store.query(f'SELECT ("{plain}"^^<http://www.w3.org/2001/XMLSchema#decimal> + 0 AS ?x) WHERE {{}}')
    assert solution["x"].value == plain
