"""``amazongraph cite``: a figure, a claim, a document, a release, with its way; bibliographies of answers."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import rispy
from console import Ran, run
from small_tables import read

from amazongraph.releases import current
from amazongraph.settings import Settings
from amazongraph.sources.curated import FOLDER

Cite = Callable[..., Ran]
ORIGINAL = "Narcotráfico en territorios indígenas de la Amazonía peruana. Rutas, impactos y políticas erradas"


@pytest.fixture
def cite(reference: Settings) -> Cite:
    return lambda *given: run("--workspace", reference.root, "cite", *given)


def test_a_figure_is_cited_with_who_says_it_where_and_what_that_relays(cite: Cite) -> None:
    """kill-001 of ``figures.csv``: Down To Earth attributes it to Amazon Watch and relays a report nobody here read."""
    lines = cite("figure:kill-001", "--lang", "en").out.splitlines()
    assert lines[:5] == [
        "27 persons; Killings; Indigenous leaders; Peruvian Amazon; 2025-01 (figure:kill-001)",
        "Said by: Amazon Watch.",
        "Stated in: [1]",
        "Which relays: [2]",
        "[2] is cited by [1]; the original report was not read.",
    ]
    assert lines[6].startswith("[1] Down To Earth. [Drug trafficking threatening")
    assert lines[7].startswith("[2] Amazon Watch, ")
    assert ORIGINAL in lines[7]
    assert lines[-1].startswith("amazongraph. “amazongraph: who is affected")


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        ({"bound": "at-least"}, "al menos "),
        ({"also_in": True}, "También en: ["),
        ({"attributed_to": ""}, "El documento no lo atribuye a nadie más."),
        ({"value_min": True}, "entre "),
    ],
)
def test_what_a_figure_has_is_told(figure: dict[str, object], says: str, cite: Cite) -> None:
    """Of the first figure of the table that has it."""

    def has(row: dict[str, str]) -> bool:
        return all(bool(row[name]) if value is True else row[name] == value for name, value in figure.items())

    key = next(row["key"] for row in read(FOLDER / "figures.csv") if has(row))
    assert says in cite(f"figure:{key}").out


def claims(reference: Settings) -> list[dict[str, str]]:
    query = (
        "SELECT ?claim ?document ?relayed WHERE { ?claim a ag:Claim ; rdf:subject ?x ; ag:statedIn ?document "
        "OPTIONAL { ?claim ag:relays ?relayed } } ORDER BY DESC(BOUND(?relayed)) ?claim LIMIT 1"
    )
    return list(csv.DictReader(run("--workspace", reference.root, "query", query).out.splitlines()))


def test_a_claim_is_cited_by_its_address_or_its_hash(cite: Cite, reference: Settings) -> None:
    (claim,) = claims(reference)
    by_address = cite(claim["claim"], "--lang", "en").out
    assert by_address == cite(claim["claim"].rpartition("/")[2], "--lang", "en").out
    assert "Which relays: [2]" in by_address
    assert "Verdict: " in by_address


def test_a_document_that_nobody_read_is_cited_by_those_who_relay_it(cite: Cite) -> None:
    relaying = {
        row["document"]
        for table in ("figures", "assessments", "report_statements", "demands", "community_reports", "claims")
        for row in read(FOLDER / f"{table}.csv")
        if "report-2025" in row.get("relays", "").split("; ")
    }
    ran = cite("source:report-2025", "--lang", "en", "--format", "csl")
    assert {one["id"] for one in json.loads(ran.out)} == {"report-2025", *relaying}
    said = cite("source:report-2025", "--lang", "en").out
    assert "; the original report was not read.\n" in said
    assert all(f"[{number}]" in said for number in range(2, len(relaying) + 2))


def test_a_release_is_cited_as_a_data_set_with_its_hash(cite: Cite, reference: Settings) -> None:
    release = current(reference)
    assert release is not None
    sha = release.manifest()["sha256"]
    assert cite("release").out == cite(release.id).out
    assert cite("release", "--lang", "en").out.endswith(f"SHA-256 of its public content: {sha}.\n")
    (entry,) = rispy.loads(cite("release", "--format", "ris").out)
    assert (entry["type_of_reference"], entry["id"], entry["publisher"]) == ("DATA", release.id, "amazongraph")
    assert sha in entry["notes"][0]


@pytest.mark.parametrize("thing", ["admin:25", "v-unit:persons"])
def test_what_is_not_cited_is_told_apart(thing: str, cite: Cite) -> None:
    ran = cite(thing, "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert f'"{thing}" is no claim, figure, document or release' in ran.err


def test_a_citation_goes_to_a_file(cite: Cite, tmp_path: Path) -> None:
    assert cite("source:dte", "--format", "bibtex", "--to", tmp_path / "dte.bib").out == ""
    assert (tmp_path / "dte.bib").read_text(encoding="utf-8").startswith("@article{dte,\n")


def test_the_documents_of_an_answer_go_to_a_reference_manager(reference: Settings, tmp_path: Path) -> None:
    to = tmp_path / "sources.ris"
    ran = run("--workspace", reference.root, "ask", "reserve-areas", "--bibliography", "ris", "--to", to)
    assert (ran.code, ran.out) == (0, "")
    answer = json.loads(run("--workspace", reference.root, "ask", "reserve-areas", "--format", "json").out)
    with to.open(encoding="utf-8", newline="") as file:
        assert [one["id"] for one in rispy.load(file)] == [one["iri"].rpartition("/")[2] for one in answer["sources"]]
