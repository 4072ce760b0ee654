"""Builds with judgements: two names become one, nothing leaks by it, and a decision that is undone leaves no trace."""

import csv
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from small_tables import add, line_of, small_tables, workspace

from amazongraph import terms
from amazongraph.build import build
from amazongraph.errors import CheckFailedError, SourceError
from amazongraph.labels import find, resolve
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.releases import Release, current
from amazongraph.settings import Settings
from amazongraph.sources.curated import tables
from amazongraph.sources.links import mapping_sets
from amazongraph.sssom import EXACT, Judgement, write_judgements
from amazongraph.store.embedded import open_store

RESERVE, TWIN = terms.entity("reserve", "reserva-isconahua"), terms.entity("reserve", "isconahua-of-a-layer")
WIKIDATA = "http://www.wikidata.org/entity/Q1"
SET, OWN_SET = "https://example.org/links", terms.entity("document", "links-mine")
CASE, EVENT = terms.entity("incident", "regnhzbx"), terms.entity("incident", "zzzzzzz2")
SAME = Judgement(RESERVE, EXACT, TWIN, confidence="0.95", date="2026-11-20", comment="Same name, same place.", level=1)


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the tables with a second name of a reserve, whose area is another one."""
    folder = small_tables(tmp_path_factory.mktemp("merged") / "curated")
    with (folder / "reserves.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["key"] == "reserva-isconahua")
    add(folder / "reserves.csv", **(row | {"key": terms.key_of(TWIN), "name_es": "Isconahua", "also_in": ""}))
    facts = folder / "reserve_facts.csv"
    shared = {
        "property": "legal-area",
        "document": row["document"],
        "as_of": "2016",
        "standing": "reported",
        "level": "0",
    }
    add(facts, key="area-of-one", reserve="reserva-isconahua", value="298487.71", **shared)
    add(facts, key="area-of-the-twin", reserve=terms.key_of(TWIN), value="999", **shared)
    return folder


def built(
    root: Path, curated: Path, *judgements: Judgement, profile: str = "public", level: int | None = 1
) -> Settings:
    settings = replace(workspace(root), profile=profile)
    links = root / "links" / "mine.sssom.tsv"
    links.parent.mkdir(parents=True, exist_ok=True)
    if judgements:
        write_judgements(links, SET, "Mis enlaces", judgements)
    else:
        links.unlink(missing_ok=True)
    build(settings, sources=[*tables(curated), *mapping_sets(root, level)])
    return settings


def release_of(settings: Settings) -> Release:
    found = current(settings)
    assert found is not None
    return found


def text_of(settings: Settings, profile: str = "public") -> str:
    return (release_of(settings).profile(profile) / "graph.nq").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory, curated: Path) -> Settings:
    return built(tmp_path_factory.mktemp("workspace"), curated, SAME)


def frame_of(settings: Settings) -> pl.DataFrame:
    return pl.read_parquet(release_of(settings).profile("public") / "statements.parquet")


def links_in(frame: pl.DataFrame) -> pl.DataFrame:
    """The links of the workspace, oldest first."""
    return frame.filter(pl.col("predicate") == EXACT, pl.col("source") == OWN_SET).sort("as_of")


def test_what_was_said_of_either_name_is_said_of_one(merged: Settings) -> None:
    frame = frame_of(merged)
    said = frame.filter(pl.col("subject") == RESERVE, pl.col("predicate") != terms.SKOS + "exactMatch")
    assert not said.is_empty()
    gone = said.filter(pl.col("source") != terms.DERIVED)
    assert set(gone["canonical"]) == {TWIN}, "both stand in documents: the first in the alphabet stays"
    replaced = f"<{RESERVE}> <http://purl.org/dc/terms/isReplacedBy> <{TWIN}> <{terms.DERIVED}> ."
    link = f"<{RESERVE}> <{EXACT}> <{TWIN}> <{OWN_SET}> ."
    assert [line for line in text_of(merged).splitlines() if line.startswith(f"<{RESERVE}>")] == [replaced, link]


def test_the_name_of_what_gave_way_is_another_name(merged: Settings) -> None:
    store = open_store(release_of(merged).profile() / "store")
    rows = store.query(f"SELECT ?p ?name {{ <{TWIN}> ?p ?name FILTER(LANG(?name) = 'es' && ISLITERAL(?name)) }}")
    names = {(terms.shorten(row["p"].value), row["name"].value) for row in rows}  # type: ignore[union-attr, index]
    wanted = {("rdfs:label", "Isconahua"), ("skos:altLabel", "Reserva Indígena Isconahua")}
    assert {one for one in names if one[0] in {"rdfs:label", "skos:altLabel"}} == wanted


def test_the_link_is_a_claim_with_its_evidence(merged: Settings) -> None:
    frame = frame_of(merged)
    (link,) = links_in(frame).to_dicts()
    assert (link["canonical"], link["object"], link["verdict"]) == (RESERVE, TWIN, "accepted")
    of_claim = frame.filter(pl.col("subject") == f"{terms.BASE}claim/{link['id']}")
    said = dict(of_claim.select("predicate", "object").iter_rows())
    assert said[terms.ag("confidence")] == "0.95"
    assert said[terms.RDFS + "comment"] == "Same name, same place."
    assert "owl#sameAs>" not in text_of(merged)


def test_a_decision_undone_restores_the_graph_byte_for_byte(tmp_path: Path, curated: Path) -> None:
    before = built(tmp_path / "before", curated)
    undone = built(tmp_path / "undone", curated, SAME)
    assert text_of(undone) != text_of(before)
    built(tmp_path / "undone", curated)
    assert text_of(undone) == text_of(before)
    assert release_of(undone).id == release_of(before).id


def test_a_later_no_restores_the_names_and_stays_in_sight(tmp_path: Path, curated: Path, merged: Settings) -> None:
    no = replace(SAME, denied=True, date="2026-11-21")
    frame = frame_of(built(tmp_path, curated, SAME, no))
    assert frame.filter(pl.col("canonical") != pl.col("subject")).is_empty()
    links = links_in(frame)
    assert links.select("standing", "verdict", "reason").rows() == [
        ("reported", "outranked", "later-judgement"),
        ("denied", "outranked", "not-asserted"),
    ]
    others = pl.col("predicate").is_in([EXACT, "http://purl.org/dc/terms/isReplacedBy"])
    names = frame_of(merged).filter(~others & ~pl.col("source").is_in([terms.DERIVED, terms.META]))["id"]
    assert set(names) - set(frame["id"]) == set(), "no id depends on a decision"


def test_contradictions_that_linking_brought_are_told(merged: Settings, curated: Path) -> None:
    release = release_of(merged)
    rows = ask(release, find_question(release, "conflicts-after-linking")).rows
    areas = {(row["value"], row["name"]) for row in rows if row["property"] == terms.ag("legalAreaHectares")}
    assert areas == {("999", TWIN), ("298487.71", RESERVE)}
    found = [one for one in release.read_json("public/findings.json") if one["check"] == "conflict-after-linking"]
    assert {(one["focus"], one["value"]) for one in found} == {(TWIN, terms.ag("legalAreaHectares"))}
    facts = curated / "reserve_facts.csv"
    assert ["reserve_facts.csv", line_of(facts, "area-of-the-twin"), "value"] in found[0]["cells"]


def test_an_old_name_says_where_it_went_and_is_found_once(merged: Settings) -> None:
    store = open_store(release_of(merged).profile() / "store")
    assert resolve(store, "reserve:reserva-isconahua") == resolve(store, TWIN) == TWIN
    assert [one.iri for one in find(store, "isconahua") if one.iri in {RESERVE, TWIN}] == [TWIN]


def test_a_link_that_the_public_may_not_see_merges_nothing_there(tmp_path: Path, curated: Path) -> None:
    plain = built(tmp_path / "plain", curated)
    secret = built(tmp_path / "secret", curated, replace(SAME, level=3), profile="own")
    assert text_of(secret) == text_of(plain)
    assert f"<{RESERVE}> <http://purl.org/dc/terms/isReplacedBy> <{TWIN}>" in text_of(secret, "own")


def test_who_may_see_a_judgement_that_does_not_say_is_up_to_the_workspace(tmp_path: Path, curated: Path) -> None:
    unlabelled = replace(SAME, level=None)
    assert "isReplacedBy> <" + TWIN in text_of(built(tmp_path / "open", curated, unlabelled, level=1))
    assert "isReplacedBy> <" + TWIN not in text_of(built(tmp_path / "shut", curated, unlabelled, level=4))


def test_a_bad_row_of_the_workspace_stops_the_build_with_its_cell(tmp_path: Path, curated: Path) -> None:
    built(tmp_path, curated, SAME)
    path = tmp_path / "links" / "mine.sssom.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.95", "95"), encoding="utf-8", newline="\n")
    with pytest.raises(SourceError) as raised:
        build(workspace(tmp_path), sources=[*tables(curated), *mapping_sets(tmp_path, 1)])
    (problem,) = raised.value.problems
    assert (problem.file, problem.column, problem.key) == ("mine.sssom.tsv", "confidence", "sssom.fraction")
    assert path.read_text(encoding="utf-8").splitlines()[problem.row - 1].startswith("reserve:")


def test_a_link_of_what_no_source_speaks_of_is_not_stated_and_told(tmp_path: Path, curated: Path) -> None:
    lost = Judgement(terms.entity("area", "not-there"), EXACT, WIKIDATA, date="2026-11-20")
    turned = Judgement(WIKIDATA, EXACT, RESERVE, date="2026-11-20")
    settings = built(tmp_path, curated, lost, turned)
    assert links_in(frame_of(settings)).select("subject", "object").rows() == [(RESERVE, WIKIDATA)]
    sources = [*tables(curated), *mapping_sets(tmp_path, 1)]
    assert build(settings, sources=sources).absent_links == 1
    rejects: list[dict[str, Any]] = release_of(settings).read_json("rejects.json")
    assert [(one["check"], one["cells"][0][0]) for one in rejects] == [("links.absent", "mine.sssom.tsv")]


def with_the_event(folder: Path, curated: Path) -> Path:
    """The tables with an incident as a data set lists it: of another type, and not counted."""
    shutil.copytree(curated, folder)
    with (folder / "incidents.csv").open(encoding="utf-8", newline="") as file:
        case = next(row for row in csv.DictReader(file) if row["key"] == terms.key_of(CASE))
    listed = {"type": "armed-violence", "countable": "no", "countable_note_en": "Unseen.", "ref": ""}
    add(folder / "incidents.csv", **(case | listed | {"key": terms.key_of(EVENT)}))
    return folder


def said_of(frame: pl.DataFrame, thing: str, name: str) -> list[tuple[str, str, str]]:
    rows = frame.filter(pl.col("canonical") == thing, pl.col("predicate") == terms.ag(name))
    return sorted(rows.select("object", "verdict", "reason").iter_rows())


def test_an_incident_that_one_source_counts_and_another_lists_counts_once_linked(tmp_path: Path, curated: Path) -> None:
    tables_of_both = with_the_event(tmp_path / "tables", curated)
    frame = frame_of(built(tmp_path, tables_of_both, Judgement(EVENT, EXACT, CASE, date="2026-11-20", level=1)))
    counted = said_of(frame, CASE, "countable")
    assert counted == [("false", "outranked", "compared"), ("true", "accepted", "undisputed")]
    assert {verdict for text, verdict, _ in said_of(frame, CASE, "countableReason") if text == "Unseen."} == {
        "outranked"
    }
    kinds = {(terms.key_of(kind), *verdict) for kind, *verdict in said_of(frame, CASE, "incidentType")}
    assert kinds == {("armed-violence", "outranked", "name-that-stays"), ("killing", "accepted", "undisputed")}


def test_a_rule_broken_only_since_two_names_are_one_is_told_with_the_link(tmp_path: Path, curated: Path) -> None:
    district, other = terms.entity("admin", "250101"), terms.entity("admin", "100902")
    wrong = Judgement(district, EXACT, other, date="2026-11-20", level=1)
    with pytest.raises(CheckFailedError) as raised:
        built(tmp_path, curated, wrong)
    told = [one for one in raised.value.findings if one.key == "check.united"]
    assert told
    assert {one.file for one in told} == {"mine.sssom.tsv"}
    assert "admin:100902, admin:250101" in told[0].text("en")
    sources = [*tables(curated), *mapping_sets(tmp_path, 1)]
    receipt = build(workspace(tmp_path), sources=sources, set_aside=True)
    assert receipt.set_aside == 1, "the link is left out, and nothing of what it joined"
