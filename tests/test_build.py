"""A build publishes what it checked or changes nothing, says what it did, and reuses what did not change."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock
from small_tables import add, build_tables, line_of, read, remove, small_tables, workspace

from amazongraph import releases, terms
from amazongraph.build import STAGES, Receipt, examine
from amazongraph.checks.report import Finding
from amazongraph.errors import BuildRunningError, CheckFailedError, SourceError
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.questions.forms import coverage
from amazongraph.settings import Settings
from amazongraph.sources.curated import tables

Change = Callable[..., None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Receipt]:
    """A workspace with one release of a few tables that hang together, and the receipt of its build."""
    root = tmp_path_factory.mktemp("built")
    small_tables(root / "curated")
    # Two documents of equal standing that give an incident two dates.
    two_dates = {"subject": "incident:regnhzbx", "property": "date", "value": "2019-01-01", "standing": "reported"}
    document = read(root / "curated" / "documents.csv")[0]["key"]
    add(root / "curated" / "claims.csv", key="a-further-date", document=document, level="1", **two_dates)
    return root, build_tables(workspace(root), root / "curated")


@pytest.fixture
def copy(built: tuple[Path, Receipt], tmp_path: Path) -> Settings:
    """A copy of that workspace to change: its tables are in ``curated``."""
    shutil.copytree(built[0], tmp_path, dirs_exist_ok=True)
    return workspace(tmp_path)


def _airstrips(settings: Settings) -> list[str]:
    release = releases.current(settings)
    assert release is not None
    return [row["figure"] for row in ask(release, find_question(release, "airstrip-counts")).rows]


def _left(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.graph.iterdir() if path.name not in {".lock", "cache"})


def test_the_receipt_counts_what_the_tables_and_the_release_hold(built: tuple[Path, Receipt]) -> None:
    root, receipt = built
    public = Path(receipt.folder) / "public"
    lines = (public / "graph.nq").read_text(encoding="utf-8").splitlines()
    places = pl.read_parquet(public / "places.parquet")
    for source in receipt.sources:
        file = f"{source.source}.csv"
        assert source.rows == len(read(root / "curated" / file))
        assert source.statements == places.filter(pl.col("file") == file)["id"].n_unique(), file
        assert (source.rejects, source.cached) == (0, False)
    assert receipt.quads == len(set(lines)) == len(lines)
    assert receipt.statements == pl.read_parquet(public / "statements.parquet").height
    assert sum(receipt.verdicts.values()) == receipt.statements
    assert receipt.verdicts["contested"] == 2
    assert receipt.contested == sum("#contestedProperty> <" in line for line in lines if "graph/derived" in line) == 1
    assert receipt.withheld == json.loads((public / "ledger.json").read_text(encoding="utf-8")) == []
    found = [finding["severity"] for finding in json.loads((public / "findings.json").read_text(encoding="utf-8"))]
    assert receipt.findings == {name: found.count(name) for name in ("violation", "warning", "info")}
    assert receipt.findings["violation"] == 0
    assert (receipt.new, receipt.set_aside, receipt.profile) == (True, 0, "public")
    assert Path(receipt.folder) == root / "graph" / "releases" / receipt.release
    assert receipt.seconds > 0
    assert json.loads(json.dumps(receipt.as_dict()))["release"] == receipt.release


def test_the_curated_tables_are_built_unless_others_are_given(reference: Settings, release: releases.Release) -> None:
    keys = [source["key"] for source in release.read_json("public/sources.json")]
    assert {"admin_units", "figures", "victims"} <= set(keys)
    assert release.manifest()["retrieved"] == release.id[:10]
    assert _left(reference) == ["current", "releases"]


def test_each_stage_is_told_once_and_in_order(copy: Settings) -> None:
    told: list[str] = []
    receipt = build_tables(copy, copy.root / "curated", notify=told.append)
    assert told == list(STAGES)
    assert not receipt.new, "the same tables are the same release"


VIOLATIONS = {
    "a figure without bound": (
        lambda folder, change: change(folder / "figures.csv", "airs-006", "bound", ""),
        ("figures.csv", "airs-006", "bound"),
        ("La cifra no dice si es exacta", "Complete la columna bound"),
        ("does not say whether it is exact", "Fill the column bound"),
    ),
    "a range upside down": (
        lambda folder, change: [
            change(folder / "figures.csv", "airs-006", column, value)
            for column, value in (("value", ""), ("value_min", "9"), ("value_max", "3"))
        ],
        ("figures.csv", "airs-006", "value_min"),
        ("El mínimo es mayor que el máximo", "Revise value_min"),
        ("The minimum is larger than the maximum", "Check value_min"),
    ),
    "an incident without victim": (
        lambda folder, change: remove(folder / "victims.csv", "3d2525nz"),
        ("incidents.csv", "wutdriyd", "key"),
        ("El hecho no tiene víctima", "Agregue una fila en victims.csv"),
        ("The incident has no victim", "Add a row to victims.csv"),
    ),
    "a point with its axes swapped": (
        lambda folder, change: [
            change(folder / "admin_units.csv", "25", axis, value)
            for axis, value in (("longitude", "-8.38"), ("latitude", "-74.55"))
        ],
        ("admin_units.csv", "25", "longitude"),
        ("El punto o el contorno no está en el Perú", "Revise longitude y latitude"),
        ("The point or outline is not in Peru", "Check longitude and latitude"),
    ),
}


@pytest.mark.parametrize(("spoil", "cell", "es", "en"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_a_violation_stops_the_release_and_tells_where(
    spoil: Callable[[Path, Change], object],
    cell: tuple[str, str, str],
    es: tuple[str, str],
    en: tuple[str, str],
    copy: Settings,
    change: Change,
) -> None:
    before, answers = _left(copy), _airstrips(copy)
    old = releases.current(copy)
    file, key, column = cell
    spoil(copy.root / "curated", change)
    row = line_of(copy.root / "curated" / file, key)
    with pytest.raises(CheckFailedError) as stopped:
        build_tables(copy, copy.root / "curated")
    assert [(one.file, one.row, one.column) for one in stopped.value.findings] == [(file, row, column)]
    assert f"\n{file}, fila {row}, columna {column}: " in stopped.value.text("es")
    assert f"\n{file}, row {row}, column {column}: " in stopped.value.text("en")
    assert all(words in stopped.value.text("es") for words in ("No se publicó nada", "--set-aside", *es))
    assert all(words in stopped.value.text("en") for words in ("Nothing was published", "--set-aside", *en))
    assert _left(copy) == before, "nothing is left behind"
    assert (releases.releases(copy), releases.current(copy), _airstrips(copy)) == ([old], old, answers)


def test_tables_are_examined_without_publishing_anything(copy: Settings, change: Change) -> None:
    folder = copy.root / "curated"
    whole, names = examine(tables(folder))
    change(folder / "figures.csv", "airs-006", "bound", "")
    before, told = _left(copy), list[str]()
    found, _ = examine(tables(folder), notify=told.append)
    new = [one for one in found if one not in whole]
    assert [(one.severity, one.focus) for one in new] == [("violation", terms.entity("figure", "airs-006"))]
    assert names[terms.entity("admin", "25")] == "Ucayali"
    assert told == list(STAGES[: STAGES.index("check") + 1])
    assert _left(copy) == before
    change(folder / "figures.csv", "airs-006", "value", "many")
    with pytest.raises(SourceError):
        examine(tables(folder))


def test_set_aside_leaves_out_the_rows_violations_point_to_and_no_other(copy: Settings, change: Change) -> None:
    folder = copy.root / "curated"
    change(folder / "figures.csv", "kill-002", "bound", "")
    remove(folder / "victims.csv", "3d2525nz")
    bad = {("figures.csv", "kill-002"), ("incidents.csv", "wutdriyd")}
    rows = {(file, line_of(folder / file, key)) for file, key in bad}
    receipt = build_tables(copy, folder, set_aside=True)
    public = Path(receipt.folder) / "public"
    rejects = json.loads((public.parent / "rejects.json").read_text(encoding="utf-8"))
    assert {(file, row) for finding in rejects for file, row, _ in finding["cells"]} == rows
    assert {finding["check"] for finding in rejects} == {"Figure-bound", "Incident-victim"}
    assert (receipt.set_aside, receipt.findings["violation"]) == (2, 0)
    text = (public / "graph.nq").read_text(encoding="utf-8")
    assert "id/figure/kill-002>" not in text
    assert "id/incident/wutdriyd> <" not in text
    kept = pl.read_parquet(public / "places.parquet").select("file", "row").unique()
    expected = {
        (path.name, line)
        for path in sorted(folder.glob("*.csv"))
        for line in range(2, len(read(path)) + 2)
        if (path.name, line) not in rows
    }
    assert set(kept.iter_rows()) == expected, "every other row is in the release"


def test_set_aside_follows_the_rows_that_break_a_rule_only_without_the_others(copy: Settings, change: Change) -> None:
    folder = copy.root / "curated"
    # 004 is part of 003, 005 of 004, 006 of 005: each lacks its whole once the one before is gone.
    assert [row["part_of"] for row in read(folder / "figures.csv") if row["part_of"].startswith("airs")] == [
        "airs-003", "airs-004", "airs-005",
    ]  # fmt: skip
    change(folder / "figures.csv", "airs-003", "bound", "")
    receipt = build_tables(copy, folder, set_aside=True)
    assert receipt.set_aside == 4
    assert _airstrips(copy) == []
    rejects = json.loads((Path(receipt.folder) / "rejects.json").read_text(encoding="utf-8"))
    assert [finding["check"] for finding in rejects] == ["Figure-bound", *["Figure-whole"] * 3]


def test_set_aside_changes_nothing_where_no_rule_is_broken(built: tuple[Path, Receipt], copy: Settings) -> None:
    receipt = build_tables(copy, copy.root / "curated", set_aside=True)
    assert (receipt.release, receipt.new, receipt.set_aside) == (built[1].release, False, 0)


def test_a_violation_that_no_row_explains_stops_also_with_set_aside(
    copy: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = Finding("violation", "Claim-source", terms.entity("figure", "x"), "", "", {"es": "mal", "en": "bad"}, ())
    monkeypatch.setattr("amazongraph.build.findings", lambda *given: [nowhere])
    with pytest.raises(CheckFailedError) as stopped:
        build_tables(copy, copy.root / "curated", set_aside=True)
    assert stopped.value.text("es").endswith("\nfigure:x: mal")
    assert len(releases.releases(copy)) == 1


def test_a_row_nobody_labelled_is_withheld_and_counted(
    built: tuple[Path, Receipt], copy: Settings, change: Change
) -> None:
    folder = copy.root / "curated"
    line = line_of(folder / "figures.csv", "kill-002")
    public = Path(built[1].folder) / "public"
    places = pl.read_parquet(public / "places.parquet").filter(file="figures.csv", row=line)
    frame = pl.read_parquet(public / "statements.parquet")
    types = frame.filter(subject=terms.entity("figure", "kill-002"), source=terms.DERIVED, predicate=terms.TYPE)
    change(folder / "figures.csv", "kill-002", "level", "")
    receipt = build_tables(copy, folder)
    count = places["id"].n_unique() + types.height
    (entry,) = ledger = receipt.withheld
    assert {name: entry[name] for name in ("rule", "level", "statements", "entities")} == {
        "rule": "unlabelled",
        "level": None,
        "statements": count,
        "entities": 1,
    }
    public = Path(receipt.folder) / "public"
    assert json.loads((public / "ledger.json").read_text(encoding="utf-8")) == ledger
    assert b"kill-002" not in (public / "graph.nq").read_bytes()
    assert b"kill-002" not in (public / "statements.parquet").read_bytes()
    release = releases.Release(receipt.release, Path(receipt.folder))
    answer = ask(release, find_question(release, "murder-counts"))
    assert ([row["figure"] for row in answer.rows], answer.withheld) == ([terms.entity("figure", "kill-001")], count)
    assert f"{count} afirmaciones retenidas" in coverage(answer, "es")
    assert f"{count} statements withheld" in coverage(answer, "en")


def test_a_second_build_at_once_says_so_and_stops(copy: Settings) -> None:
    before = _left(copy)
    with FileLock(copy.graph / ".lock"), pytest.raises(BuildRunningError) as stopped:
        build_tables(copy, copy.root / "curated")
    assert str(copy.graph) in stopped.value.text("es")
    assert "Ya hay una construcción en marcha" in stopped.value.text("es")
    assert "the old release keeps answering" in stopped.value.text("en")
    assert _left(copy) == before
    assert not build_tables(copy, copy.root / "curated").new, "free again"


def test_every_table_that_cannot_be_read_is_told_at_once(copy: Settings, change: Change) -> None:
    folder = copy.root / "curated"
    change(folder / "figures.csv", "kill-001", "value", "veintisiete")
    change(folder / "incidents.csv", "wutdriyd", "date", "2020-13")
    with pytest.raises(SourceError) as stopped:
        build_tables(copy, folder)
    assert [(one.file, one.column) for one in stopped.value.problems] == [
        ("figures.csv", "value"),
        ("incidents.csv", "date"),
    ]
    (folder / "norms.csv").unlink()
    (folder / "areas.csv").write_bytes("key;kind;name_es\nperú;país;Perú\n".encode("latin-1"))
    with pytest.raises(SourceError) as stopped:
        build_tables(copy, folder)
    assert {one.file for one in stopped.value.problems} == {"areas.csv", "norms.csv"}
    assert _left(copy) == ["current", "releases"]
    assert len(releases.releases(copy)) == 1


def test_a_cached_read_equals_a_fresh_one(
    built: tuple[Path, Receipt], copy: Settings, tmp_path: Path, change: Change
) -> None:
    change(copy.root / "curated" / "areas.csv", "peru", "definition_en", "The country.")
    warm = build_tables(copy, copy.root / "curated")
    cold = build_tables(workspace(tmp_path / "fresh"), copy.root / "curated")
    assert [source.source for source in warm.sources if not source.cached] == ["areas"], "one table changed"
    assert not any(source.cached for source in cold.sources)
    assert warm.release == cold.release != built[1].release
    for name in ("statements.parquet", "places.parquet"):
        frames = [pl.read_parquet(Path(made.folder) / "public" / name) for made in (warm, cold)]
        assert frames[0].equals(frames[1])


def test_a_new_key_is_known_to_the_tables_read_from_the_cache(copy: Settings) -> None:
    folder = copy.root / "curated"
    add(folder / "areas.csv", key="un-valle", kind="zone", name_es="Un valle", name_en="A valley", level="0",
        document=read(folder / "areas.csv")[0]["document"])  # fmt: skip
    receipt = build_tables(copy, folder)
    assert not any(source.cached for source in receipt.sources), "any table may refer to it"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGE = {
    "statements cut short": ("statements.parquet", _cut),
    "statements empty": ("statements.parquet", lambda path: path.write_bytes(b"")),
    "places cut short": ("places.parquet", _cut),
    "places gone": ("places.parquet", Path.unlink),
    "never finished": ("rows", Path.unlink),
    "count unreadable": ("rows", lambda path: path.write_text("", encoding="utf-8")),
}


def test_a_damaged_cache_is_read_anew(built: tuple[Path, Receipt], copy: Settings) -> None:
    entries = sorted(path.parent for path in (copy.graph / "cache").glob("*/*/rows"))
    spoiled = dict(zip(DAMAGE.values(), entries, strict=False))
    for (name, damage), entry in spoiled.items():
        damage(entry / name)
    receipt = build_tables(copy, copy.root / "curated")
    fresh = [source.source for source in receipt.sources if not source.cached]
    assert fresh == [entry.parent.name for entry in spoiled.values()]
    assert (receipt.release, receipt.new) == (built[1].release, False)
    assert all(source.cached for source in build_tables(copy, copy.root / "curated").sources), "and is whole again"


def test_what_is_refused_from_today_on_is_refused_from_the_cache_too(
    copy: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words of refusals are data: more of them do not make a table be read anew."""
    monkeypatch.setattr("amazongraph.build.refused_texts", lambda frame: frame.select("id", refusal=pl.lit("witness")))
    with pytest.raises(SourceError) as stopped:
        build_tables(copy, copy.root / "curated")
    assert {one.key for one in stopped.value.problems} == {"refused.witness"}
    assert len(releases.releases(copy)) == 1


def test_a_release_is_named_by_its_newest_retrieval_and_its_content(copy: Settings) -> None:
    mapping = copy.root / "curated" / "norms.toml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace('retrieved = "2026-', 'retrieved = "2031-'), encoding="utf-8")
    receipt = build_tables(copy, copy.root / "curated")
    release = releases.Release(receipt.release, Path(receipt.folder))
    assert receipt.release.startswith("2031-")
    assert release.manifest()["sha256"].startswith(receipt.release[11:])
