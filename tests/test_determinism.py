"""The same tables give the same release, byte for byte: whatever the machine, the moment or the order of the rows."""

import json
import os
import random
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from small_tables import add, build_tables, header, read, small_tables, workspace, write

from amazongraph import releases, terms
from amazongraph.build import build
from amazongraph.sources.curated import FOLDER, tables
from amazongraph.sources.links import mapping_sets

TOKYO = {
    **{"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    **{"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "POLARS_MAX_THREADS": "1"},
}
HONOLULU = {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Honolulu", "PYTHONHASHSEED": "4242", "POLARS_MAX_THREADS": "2"}


def _build(folder: Path, current_directory: Path, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "amazongraph", "--workspace", str(folder), "build", "--json"]
    made = subprocess.run(
        command, cwd=current_directory, env={**os.environ, **environment}, capture_output=True, check=False, timeout=300
    )
    assert made.returncode == 0, made.stderr.decode()
    receipt: dict[str, Any] = json.loads(made.stdout.decode("utf-8"))
    return receipt


def _files(release: Path) -> dict[str, bytes]:
    names = (
        "manifest.json", "public/questions.json", "public/graph.nq", "public/about.nq", "public/findings.json",
        "public/ledger.json", "public/sources.json",
    )  # fmt: skip
    return {name: (release / name).read_bytes() for name in names}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A clean build in Tokyo, plain C locale, one thread."""
    here = tmp_path_factory.mktemp("tokyo")
    return _build(here, here, TOKYO)


def test_a_clean_build_elsewhere_gives_the_same_bytes(clean: dict[str, Any], release: releases.Release) -> None:
    assert not any(source["cached"] for source in clean["sources"])
    assert clean["release"] == release.id
    assert _files(Path(clean["folder"])) == _files(release.folder)


def test_an_incremental_build_elsewhere_gives_the_same_bytes(
    clean: dict[str, Any], release: releases.Release, tmp_path: Path
) -> None:
    cache = Path(clean["folder"]).parents[1] / "cache"
    shutil.copytree(cache, tmp_path / "honolulu" / "graph" / "cache")
    made = _build(tmp_path / "honolulu", tmp_path, HONOLULU)
    assert all(source["cached"] for source in made["sources"])
    assert (made["release"], made["new"]) == (release.id, True)
    assert _files(Path(made["folder"])) == _files(release.folder)


def test_the_id_of_a_release_comes_from_its_bytes(release: releases.Release) -> None:
    text = (release.folder / "public" / "graph.nq").read_bytes()
    assert release.id == f"{release.manifest()['retrieved']}-{sha256(text).hexdigest()[:12]}"
    lines = text.decode("utf-8").splitlines()
    assert lines == sorted(set(lines), key=str.encode), "canonical: each line once, in the order of its bytes"


def test_the_order_of_the_rows_decides_nothing(curated: Path, tmp_path: Path, release: releases.Release) -> None:
    shuffled = random.Random(20)
    for path in sorted(curated.glob("*.csv")):
        rows = read(path)
        shuffled.shuffle(rows)
        write(path, rows, header(path))
    assert (curated / "figures.csv").read_bytes() != (FOLDER / "figures.csv").read_bytes()
    sources = [*tables(curated), *mapping_sets(tmp_path, None)]
    receipt = build(workspace(tmp_path / "shuffled"), sources=sources)
    assert receipt.release == release.id
    assert _files(Path(receipt.folder))["public/graph.nq"] == _files(release.folder)["public/graph.nq"]


def _statements(folder: Path) -> pl.DataFrame:
    frame = pl.read_parquet(folder / "public" / "statements.parquet")
    return frame.filter(pl.col("source") != terms.DERIVED)


def test_a_row_inserted_at_the_top_changes_no_other_statement(tmp_path: Path) -> None:
    folder = small_tables(tmp_path / "curated")
    before = _statements(Path(build_tables(workspace(tmp_path), folder).folder))
    document = read(folder / "documents.csv")[0]["key"]
    add(
        folder / "documents.csv",
        0,
        key="aaa-new",
        title="Nuevo",
        language="es",
        kind="report",
        read="not-read",
        level="0",
    )
    add(folder / "organisations.csv", 0, key="aaa-new", name_es="Nueva", name_en="New", kind="ngo", document=document,
        level="0")  # fmt: skip
    add(folder / "communities.csv", 0, key="aaa-new", name="Nueva", document=document, level="0")
    add(folder / "figures.csv", 0, key="aaa-001", indicator="killings", value="3", bound="exactly", unit="persons",
        place="peru", period="1999", document="aaa-new", standing="reported", level="0")  # fmt: skip
    after = _statements(Path(build_tables(workspace(tmp_path), folder).folder))
    new = after.join(before, on="id", how="anti")
    assert before.join(after, on="id", how="anti").is_empty(), "no id is lost"
    assert set(new["subject"]) == {
        terms.entity("document", "aaa-new"),
        terms.entity("organization", "aaa-new"),
        terms.entity("community", "aaa-new"),
        terms.entity("figure", "aaa-001"),
    }
    assert before.equals(after.join(before, on="id", how="semi")), "and what was there says what it said"
