"""The columns of a property: nothing that is said of it is lost, whatever its languages."""

import polars as pl
import pytest

from amazongraph.export.thing_properties import Property, texts, typed

IRI = "http://www.w3.org/2004/02/skos/core#altLabel"
NAMED = {IRI: {"es": "otro nombre", "en": "other name"}}
SAID = [
    ("a", "Río", "es"),
    ("a", "River", "en"),
    ("a", "Parijaro", "not"),
    ("b", "Sin lengua", None),
    ("c", "Uno", None),
    ("c", "Dos", None),
]
ROWS = pl.Series("canonical", ["a", "b", "c", "d"])


def said(rows: list[tuple[str, str, str | None]]) -> pl.DataFrame:
    schema = {"canonical": pl.String, "object": pl.String, "lang": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(predicate=pl.lit(IRI))


def columns(one: Property, rows: list[tuple[str, str, str | None]]) -> dict[str, list[str | None]]:
    return {field.name: values.to_list() for field, values in texts(one, said(rows), ROWS, NAMED, "es")}


def test_texts_of_both_languages_of_another_and_of_none_each_have_their_column() -> None:
    assert columns(Property(IRI, of_things=False, bilingual=True, plain=True, kind=""), SAID) == {
        "skos_alt_label_es": ["Río", None, None, None],
        "skos_alt_label_en": ["River", None, None, None],
        "skos_alt_label": ["Parijaro (not)", "Sin lengua", "Dos | Uno", None],
    }


@pytest.mark.parametrize(
    ("told", "kinds"), [(["1.5", None], ["decimal"]), (["1.5 | 2.5", None], ["text"])], ids=["one value", "several"]
)
def test_a_number_stays_one_where_no_row_has_several(told: list[str | None], kinds: list[str]) -> None:
    one = Property(IRI, of_things=False, bilingual=False, plain=True, kind="decimal")
    [(field, _)] = texts(one, said([("a", "1.5", None)]), ROWS, NAMED, "es")
    assert [made.kind for made, _ in typed((field, pl.Series(told)), "decimal")] == kinds


def test_a_date_has_its_first_and_last_day() -> None:
    one = Property(IRI, of_things=False, bilingual=False, plain=True, kind="edtf")
    [(field, _)] = texts(one, said([]), ROWS, NAMED, "es")
    made = {
        made.name: values.to_list() for made, values in typed((field, pl.Series(["2020-02", "2020/..", None])), "edtf")
    }
    assert [str(day) for day in made["skos_alt_label_to"]] == ["2020-02-29", "None", "None"]
    assert [str(day) for day in made["skos_alt_label_from"]] == ["2020-02-01", "2020-01-01", "None"]
