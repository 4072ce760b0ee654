"""``amazongraph diff``: what changed between two releases, told in words, with counts, examples and why."""

import json
from functools import cache
from pathlib import Path

import pytest
from console import run
from small_tables import add, build_tables, read, remove, small_tables, workspace, write

from amazongraph.releases import releases

# What is done to the tables between the two builds.
SAME_SCOPE = {
    "indicator": "killings",
    "bound": "exactly",
    "unit": "persons",
    "population": "indigenous-leaders",
    "place": "amazonia-peruana",
    "as_of": "2025-01",
    "standing": "reported",
    "level": "0",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two releases: tables built, changed by hand, built again."""
    settings = workspace(tmp_path_factory.mktemp("diff"))
    tables = small_tables(settings.root / "tables", reserve_facts={"isconahua-created", "isconahua-legal-area-decree"})
    build_tables(settings, tables)
    change(tables)
    build_tables(settings, tables)
    return settings.root


def change(tables: Path) -> None:
    figures = tables / "figures.csv"
    rows = read(figures)
    for row in rows:
        # 45 airstrips become 46; the figure of the airstrips that affect communities goes.
        row["value"] = "46" if row["key"] == "airs-004" else row["value"]
    write(figures, rows, list(rows[0]))
    remove(figures, "airs-006")
    # Somebody else says the 27 of kill-001 of the same people, place and date; a third one says 30 of them.
    add(figures, key="kill-901", value="27", document="mong-67", attributed_to="mongabay-latam", **SAME_SCOPE)
    add(figures, key="kill-902", value="30", document="mong-atalaya", attributed_to="mongabay-latam", **SAME_SCOPE)
    # A later area of the reserve, of no stronger standing, outranks the one that was accepted.
    add(
        tables / "reserve_facts.csv",
        key="isconahua-legal-area-later",
        reserve="reserva-isconahua",
        property="legal-area",
        value="300000",
        as_of="2020",
        document="mong-67",
        standing="reported",
        level="0",
    )
    rows = read(tables / "reserve_facts.csv")
    for row in rows:
        row["value"] = "1999" if row["key"] == "isconahua-created" else row["value"]
    write(tables / "reserve_facts.csv", rows, list(rows[0]))
    add(tables / "areas.csv", **{**read(tables / "areas.csv")[0], "key": "an-area-more"})


@cache
def diff(root: Path, *given: str) -> str:
    ran = run("--workspace", root, "diff", *given)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def told(root: Path, *given: str) -> dict[str, dict[str, object]]:
    said = json.loads(diff(root, "--format", "json", "--lang", "en", *given))
    sections: dict[str, dict[str, object]] = said["sections"]
    return sections


def lines(root: Path, section: str, change: str) -> list[str]:
    examples = told(root)[section]["examples"]
    assert isinstance(examples, dict)
    return [one["text"] for one in examples[change]]


def test_figures_added_changed_gone_contradicted_and_confirmed(root: Path) -> None:
    figures = told(root)["figures"]
    assert figures["totals"] == {"added": 2, "changed": 1, "gone": 1, "contradicted": 2, "confirmed": 1}
    assert lines(root, "figures", "added") == [
        "27 persons; Killings; Indigenous leaders; Peruvian Amazon; 2025-01 (figure:kill-901)",
        "30 persons; Killings; Indigenous leaders; Peruvian Amazon; 2025-01 (figure:kill-902)",
    ]
    (changed,) = lines(root, "figures", "changed")
    assert changed.startswith("46 airstrips; Airstrips reported; ")
    assert changed.endswith(" (figure:airs-004): value: 45 → 46")
    (gone,) = lines(root, "figures", "gone")
    assert gone.startswith("26 airstrips; ")
    assert [
        [word for word in line.split() if "figure:" in word] for line in lines(root, "figures", "contradicted")
    ] == [
        ["(figure:kill-001)", "(figure:kill-902)"],
        ["(figure:kill-901)", "(figure:kill-902)"],
    ]
    (confirmed,) = lines(root, "figures", "confirmed")
    assert "(figure:kill-001)" in confirmed and "(figure:kill-901)" in confirmed


def test_a_claim_that_took_another_value_says_both(root: Path) -> None:
    (changed,) = lines(root, "statements", "changed")
    assert changed == "Isconahua Indigenous Reserve: created as territorial reserve: 1998 → 1999"


def test_a_verdict_that_changed_says_why(root: Path) -> None:
    verdicts = told(root)["verdicts"]
    # Two documents give the area of the decree.
    assert verdicts["totals"] == {"outranked": 2}
    assert verdicts["by"]["reason"] == {"later date": {"outranked": 2}}  # type: ignore[index]
    assert lines(root, "verdicts", "outranked") == 2 * [
        "Isconahua Indigenous Reserve: legal area (ha): 298487.71: accepted → outranked (later date)"
    ]


def test_things_that_appeared_are_counted_by_what_they_are(root: Path) -> None:
    entities = told(root)["entities"]
    assert entities["totals"] == {"appeared": 1}
    (appeared,) = lines(root, "entities", "appeared")
    assert appeared.endswith(" (area:an-area-more)")


def test_the_other_way_round_what_came_goes(root: Path) -> None:
    figures, entities = (told(root, "current", "previous")[name]["totals"] for name in ("figures", "entities"))
    assert figures == {"added": 1, "changed": 1, "gone": 2}
    assert entities == {"vanished": 1}


def test_releases_are_named_by_the_start_of_their_ids(root: Path) -> None:
    ids = [one.id for one in releases(workspace(root))]
    assert diff(root, *ids) == diff(root)


@pytest.mark.parametrize(
    ("lang", "title", "totals"),
    [
        (
            "en",
            "What changed from release ",
            "Figures: added 2, changed 1, no longer on record 1, newly ",
        ),
        ("es", "Qué cambió de la versión ", "Cifras: agregadas 2, con otro valor 1, ya no constan 1, en "),
    ],
)
def test_it_reads_in_both_languages(lang: str, title: str, totals: str, root: Path) -> None:
    said = diff(root, "--lang", lang)
    assert said.startswith(title)
    assert f"\n{totals}" in said
    assert "\n[1] " in said


def test_few_examples_say_how_many_more_there_are(root: Path) -> None:
    said = diff(root, "--examples", "1", "--lang", "en")
    assert "figure:kill-901" in said
    assert "    … and 1 more\n" in said


def test_two_releases_that_say_the_same(root: Path) -> None:
    said = diff(root, "current", "current", "--lang", "en")
    assert said.endswith(" (public profile)\n\nNothing: both say the same.\n")
    assert "<p>Nothing: both say the same.</p>" in diff(root, "current", "current", "--lang", "en", "--format", "html")


def test_the_page_links_each_example_to_its_documents(root: Path) -> None:
    page = diff(root, "--format", "html", "--lang", "en")
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert '<a href="#source-1">[1]</a>' in page
    assert '<li id="source-1">' in page
    assert "<script" not in page


def test_it_goes_to_a_file(root: Path, tmp_path: Path) -> None:
    ran = run("--workspace", root, "diff", "--to", tmp_path / "changes.txt", "--lang", "es")
    assert (ran.code, ran.data) == (0, b"")
    assert (tmp_path / "changes.txt").read_text(encoding="utf-8") == diff(root, "--lang", "es")


def test_where_nothing_was_built_before_it_says_so(root: Path) -> None:
    first = releases(workspace(root))[0].id
    assert run("--workspace", root, "release", "use", first).code == 0
    try:
        ran = run("--workspace", root, "diff", "--lang", "en")
    finally:
        run("--workspace", root, "release", "use", releases(workspace(root))[1].id)
    assert (ran.code, ran.data) == (4, b"")
    assert ran.err.startswith(f"No release was built before {first}. ")


def test_where_nothing_was_built_at_all_it_says_so(tmp_path: Path) -> None:
    assert run("--workspace", tmp_path, "diff", "--lang", "en").err.startswith("There is no release in ")
