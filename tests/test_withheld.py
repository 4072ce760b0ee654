"""Withholding a row makes no other row look malformed, and takes what rests on a withheld document with it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
from small_tables import add, build_tables, small_tables
from support import build_from

from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.releases import current
from amazongraph.settings import Settings

VICTIM, INCIDENT = "vgvwrfgl", "meuod7kg"
Change = Callable[..., None]


def test_an_incident_whose_victim_is_withheld_stops_nothing(settings: Settings, curated: Path, change: Change) -> None:
    change(curated / "victims.csv", VICTIM, "level", "3")
    receipt = build_from(settings, curated)
    assert receipt.findings["violation"] == 0
    assert sum(int(str(entry["statements"])) for entry in receipt.withheld) > 0
    release = current(settings)
    assert release is not None
    published = (release.profile() / "graph.nq").read_text(encoding="utf-8")
    assert (VICTIM in published, INCIDENT in published) == (False, True)
    assert VICTIM not in (release.profile() / "findings.json").read_text(encoding="utf-8")


def test_what_a_withheld_document_says_is_withheld_and_no_row_is_left_uncited(
    settings: Settings, curated: Path, change: Change
) -> None:
    change(curated / "documents.csv", "dte", "level", "")
    receipt = build_from(settings, curated)
    release = current(settings)
    assert release is not None
    assert "source/dte>" not in (release.profile() / "graph.nq").read_text(encoding="utf-8")
    answer = ask(release, find_question(release, "murder-counts"))
    assert all(answer.numbers(row) for row in answer.rows)
    assert not any(row["figure"].endswith("/kill-001") for row in answer.rows)
    ledger = json.loads((release.profile() / "ledger.json").read_text(encoding="utf-8"))
    assert {entry["rule"] for entry in ledger} == {"unlabelled", "document"}
    assert (
        answer.withheld
        == sum(entry["statements"] for entry in ledger)
        == sum(int(str(entry["statements"])) for entry in receipt.withheld)
    )


def test_of_two_rows_that_say_one_thing_the_withheld_one_does_not_tell_where_it_says_it(settings: Settings) -> None:
    folder = small_tables(settings.root / "curated")
    said = {"subject": "incident:wutdriyd", "property": "date", "value": "2019-01-01", "standing": "reported"}
    for key, level, locator in (("a", "0", "p. 3"), ("b", "3", "p. SECRETA"), ("c", "", "p. CALLADA")):
        add(folder / "claims.csv", key=key, level=level, locator=locator, document="dte", **said)
    build_tables(replace(settings, profile="own"), folder)
    release = current(settings)
    assert release is not None
    for profile, told in (("public", {"p. 3"}), ("own", {"p. 3", "p. SECRETA"})):
        places = pl.read_parquet(release.profile(profile) / "places.parquet").filter(file="claims.csv")
        assert set(places["locator"]) == told
        written = (release.profile(profile) / "graph.nq").read_text(encoding="utf-8")
        assert {word for word in ("p. 3", "p. SECRETA", "p. CALLADA") if word in written} == told


def test_a_malformed_row_stops_the_release_even_if_it_is_withheld(
    settings: Settings, curated: Path, change: Change
) -> None:
    change(curated / "figures.csv", "kill-020", "level", "3")
    change(curated / "figures.csv", "kill-020", "bound", "")
    receipt = build_from(settings, curated, set_aside=True)
    assert receipt.set_aside == 1
    assert {source.source: source.rejects for source in receipt.sources if source.rejects} == {"figures": 1}
