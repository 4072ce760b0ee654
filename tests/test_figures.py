"""Figures side by side: in what each differs from the reference of its indicator, and which contradict each other."""

import csv
from dataclasses import replace
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from frames import disclosed, is_a, say

from amazongraph import statements, terms
from amazongraph.figures import Figure, compare, figures
from amazongraph.releases import Release
from amazongraph.sources.curated import FOLDER


def one_of(*texts: str) -> frozenset[str]:
    return frozenset(texts)


NOTHING: frozenset[str] = frozenset()
PLAIN = Figure(
    iri="urn:plain",
    level=0,
    indicator="killings",
    amount=(one_of("33"), NOTHING, NOTHING),
    unit=one_of("persons"),
    bound=one_of("exactly"),
    population=one_of("leaders"),
    area=one_of("peru"),
    period=one_of("2014/2023"),
    as_of=NOTHING,
    relays=one_of("urn:article"),
    parts_of=NOTHING,
    deprecated=False,
    reference=False,
)
OTHER = replace(PLAIN, iri="urn:other", relays=one_of("urn:another-article"))


@pytest.mark.parametrize(
    ("changed", "differences"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"amount": (one_of("35"), NOTHING, NOTHING)}, [], id="another value is none"),
        pytest.param({"unit": one_of("families")}, ["unit"], id="the unit"),
        pytest.param({"bound": one_of("at-least")}, ["bound"], id="the bound"),
        pytest.param({"population": one_of("park-rangers")}, ["population"], id="the population"),
        pytest.param({"area": one_of("peru", "brazil")}, ["place"], id="the area"),
        pytest.param({"unit": NOTHING, "bound": NOTHING}, [], id="what a source does not state cannot differ"),
        pytest.param({"period": one_of("2012/2023")}, ["period"], id="a period with another start"),
        pytest.param({"period": one_of("2014/2024")}, ["later-cut-off"], id="a later end of the same period"),
        pytest.param({"period": one_of("2014/2022")}, ["later-cut-off"], id="an earlier end of the same period"),
        pytest.param(
            {"period": one_of("2014/2024"), "population": one_of("park-rangers")},
            ["population", "period"],
            id="a later end for another population is another period",
        ),
        pytest.param(
            {"period": one_of("2014/2024"), "area": one_of("brazil")},
            ["place", "period"],
            id="a later end for another area is another period",
        ),
        pytest.param({"parts_of": one_of(PLAIN.iri)}, ["nested-scope"], id="one is part of the other"),
        pytest.param(
            {"relays": one_of("urn:article", "urn:b")}, ["relays-same-report"], id="both rest on one document"
        ),
        pytest.param({"deprecated": True}, ["press-error"], id="one is deprecated"),
        pytest.param(
            {"unit": one_of("u"), "bound": one_of("b"), "population": one_of("p"), "area": one_of("a")},
            ["unit", "bound", "population", "place"],
            id="everything at once, in fixed order",
        ),
    ],
)
def test_the_difference_is(changed: dict[str, Any], differences: list[str]) -> None:
    other = replace(OTHER, **changed)
    assert compare(other, PLAIN) == differences
    assert compare(PLAIN, other) == differences


@pytest.mark.parametrize(
    ("ours", "theirs", "differences"),
    [
        ("2025", "2025-01", []),
        ("2025-01", "2025-01", []),
        ("2024-12", "2025", ["period"]),
        ("2024/2025", "2025-06", []),
    ],
    ids=["a month lies in its year", "the same", "a month lies in no other year", "a month lies in an interval"],
)
def test_dates_without_a_period_differ_when_they_are_apart(ours: str, theirs: str, differences: list[str]) -> None:
    one, other = (replace(PLAIN, period=NOTHING, relays=NOTHING, as_of=one_of(text)) for text in (ours, theirs))
    assert compare(one, other) == differences


def figure(key: str, value: str = "33", **said: str | list[str]) -> list[dict[str, Any]]:
    """The rows of a figure; a name said to be "" is left out."""
    iri = f"urn:{key}"
    mark = int(str(said.pop("mark", "0")))
    plain: dict[str, str | list[str]] = {
        "indicator": "killings",
        "value": value,
        "unit": "persons",
        "bound": "exactly",
        "population": "leaders",
        "area": "peru",
        "period": "2014/2023",
        "statedIn": f"article-{key}",
    }
    rows = [is_a(iri, terms.ag("Figure"), mark=mark)]
    for name, values in {**plain, **said}.items():
        texts = values if isinstance(values, list) else [values] if values else []
        rows += [say(iri, terms.ag(name), text, mark=mark) for text in texts]
    return rows


def derived(*rows: list[dict[str, Any]]) -> pl.DataFrame:
    """What follows from the rows of some figures."""
    flat = [row for part in rows for row in part]
    before = disclosed(*flat).with_columns(verdict=pl.lit("accepted"), reason=pl.lit("of-a-claim"))
    before = before.select(list(statements.SCHEMA))
    after = figures(before)
    assert after.filter(pl.col("source") != terms.DERIVED).equals(before)
    return after.filter(pl.col("source") == terms.DERIVED)


def contradictions(*rows: list[dict[str, Any]]) -> set[tuple[str, str]]:
    found = derived(*rows).filter(pl.col("predicate") == terms.ag("contradicts"))
    return set(found.select("subject", "object").iter_rows())


BOTH_WAYS = {("urn:a", "urn:b"), ("urn:b", "urn:a")}


def test_figures_alike_in_everything_with_other_values_contradict_each_other() -> None:
    assert contradictions(figure("a"), figure("b", "35")) == BOTH_WAYS
    assert contradictions(figure("a"), figure("b", "", minValue="30", maxValue="35")) == BOTH_WAYS


def test_as_of_dates_will_do_for_a_period() -> None:
    dated = {"period": "", "asOf": "2023"}
    assert contradictions(figure("a", **dated), figure("b", "35", **dated)) == BOTH_WAYS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({}, {"value": "33"}, id="the same value"),
        pytest.param({}, {"indicator": "airstrips-reported"}, id="another indicator"),
        pytest.param({}, {"unit": "families"}, id="another unit"),
        pytest.param({}, {"bound": "at-least"}, id="another bound"),
        pytest.param({}, {"population": "park-rangers"}, id="another population"),
        pytest.param({}, {"area": "brazil"}, id="another area"),
        pytest.param({}, {"area": ["peru", "brazil"]}, id="a further area"),
        pytest.param({}, {"period": "2014/2024"}, id="another period"),
        pytest.param({}, {"asOf": "2024"}, id="a date of one only"),
        pytest.param({"population": ""}, {"population": ""}, id="no population stated"),
        pytest.param({"area": ""}, {"area": ""}, id="no area stated"),
        pytest.param({"period": ""}, {"period": ""}, id="neither period nor date stated"),
        pytest.param({"indicator": ""}, {"indicator": ""}, id="no indicator stated"),
        pytest.param({}, {"rank": terms.concept("figure-rank", "deprecated")}, id="one deprecated"),
        pytest.param({"partOfFigure": "urn:b"}, {}, id="the first part of the second"),
        pytest.param({}, {"partOfFigure": "urn:a"}, id="the second part of the first"),
    ],
)
def test_these_do_not_contradict(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert contradictions(figure("a", **one), figure("b", **{"value": "35", **other})) == set()


def test_three_values_contradict_pairwise() -> None:
    found = contradictions(figure("a", "1"), figure("b", "2"), figure("c", "2"))
    assert found == {*BOTH_WAYS, ("urn:a", "urn:c"), ("urn:c", "urn:a")}


REFERENCE = terms.concept("figure-rank", "reference")


def test_every_figure_is_compared_with_the_reference_of_its_indicator() -> None:
    found = derived(
        figure("ref", rank=REFERENCE),
        figure("a", "35", period="2014/2024"),
        figure("b", "34", population="park-rangers", rank=terms.concept("figure-rank", "deprecated")),
        figure("c", "33"),
        figure("airstrips", "33", indicator="airstrips-reported"),
    )
    compared = found.filter(pl.col("predicate") == terms.ag("comparedWith"))
    assert set(compared.select("subject", "object").iter_rows()) == {
        ("urn:a", "urn:ref"),
        ("urn:b", "urn:ref"),
        ("urn:c", "urn:ref"),
    }
    differs = found.filter(pl.col("predicate") == terms.ag("differsIn"))
    assert set(differs.select("subject", "object").iter_rows()) == {
        ("urn:a", terms.concept("difference", "later-cut-off")),
        ("urn:b", terms.concept("difference", "population")),
        ("urn:b", terms.concept("difference", "press-error")),
    }


def test_a_figure_and_the_report_it_relays_rest_on_one_document() -> None:
    found = derived(figure("ref", rank=REFERENCE, statedIn="report"), figure("a", relays="report", statedIn="paper"))
    assert terms.concept("difference", "relays-same-report") in set(found["object"])


def test_without_a_reference_nothing_is_compared() -> None:
    assert derived(figure("a"), figure("b", population="park-rangers")).is_empty()


def test_without_figures_nothing_is_derived() -> None:
    assert derived([say("urn:x", terms.ag("value"), "3")]).is_empty()


def test_what_follows_is_accepted_and_as_sensitive_as_the_more_sensitive_figure() -> None:
    found = derived(figure("ref", rank=REFERENCE), figure("a", "35", mark="1", bound="at-least"), figure("b", "36"))
    said = {(row["subject"], row["object"], row["level"], row["mark"]) for row in found.to_dicts()}
    assert ("urn:a", "urn:ref", 1, 1) in said
    assert ("urn:a", terms.concept("difference", "bound"), 1, 1) in said
    assert ("urn:b", "urn:ref", 0, 0) in said
    found = derived(figure("ref", rank=REFERENCE, mark="1"), figure("a"))
    assert set(found["level"]) == {1}
    assert set(found.select("verdict", "reason").iter_rows()) == {("accepted", "of-a-claim")}
    assert [statements.identify(row) for row in found.to_dicts()] == found["id"].to_list()


def test_the_release_names_the_contradictions_that_the_table_holds(release: Release) -> None:
    """Worked out from the cells of figures.csv."""
    with (FOLDER / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["rank"] != "deprecated"]
    expected = set()
    for one, other in combinations(rows, 2):
        alike = all(
            one[name] == other[name] for name in ("indicator", "unit", "bound", "population", "period", "as_of")
        )
        stated = one["population"] and one["place"] and (one["period"] or one["as_of"])
        if not alike or not stated or set(one["place"].split("; ")) != set(other["place"].split("; ")):
            continue
        values = ("value", "value_min", "value_max")
        nested = one["key"] in other["part_of"].split("; ") or other["key"] in one["part_of"].split("; ")
        if any(one[name] != other[name] for name in values) and not nested:
            expected |= {(one["key"], other["key"]), (other["key"], one["key"])}
    frame = pl.read_parquet(release.profile() / "statements.parquet")
    found = frame.filter(pl.col("predicate") == terms.ag("contradicts")).select("subject", "object")
    assert {(terms.key_of(one), terms.key_of(other)) for one, other in found.iter_rows()} == expected


def sources_of(*rows: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Figure -> least and most independent sources, where that is told."""
    found = derived(*rows)
    least, most = (
        dict(found.filter(pl.col("predicate") == terms.ag(name)).select("subject", "object").iter_rows())
        for name in ("minIndependentSources", "maxIndependentSources")
    )
    assert least.keys() == most.keys()
    return {iri: (least[iri], most[iri]) for iri in least}


def test_articles_that_relay_one_report_are_one_source() -> None:
    told = sources_of(
        figure("a", relays="report"), figure("b", relays="report", population="others"), figure("c", "35")
    )
    assert told == {"urn:a": ("1", "1"), "urn:b": ("1", "1")}


def test_who_does_not_tell_where_it_has_a_figure_from_widens_the_range() -> None:
    told = sources_of(figure("a", relays="report"), figure("b"))
    assert told == {"urn:a": ("1", "2"), "urn:b": ("1", "2")}


def test_another_population_is_another_figure_and_confirms_nothing() -> None:
    assert sources_of(figure("a"), figure("b", population="others")) == {}


def test_the_number_of_sources_is_as_sensitive_as_the_figures() -> None:
    assert set(derived(figure("a", mark="1"), figure("b"))["level"]) == {1}


def test_one_document_that_gives_a_number_twice_says_two_things() -> None:
    """The same number of other people, places or years is no confirmation, even where one report is behind it."""
    report = {"relays": "report"}
    assert sources_of(figure("a", statedIn="x", **report), figure("b", statedIn="x", area="brazil", **report)) == {}
    assert sources_of(figure("a", **report), figure("b", area="brazil", **report)) == {}
    assert sources_of(figure("a", **report), figure("b", period="1999", **report)) == {}
