"""What a bundle holds: the release, what other programs read, what people read; and what it may not hold."""

import csv
import gzip
import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
import yaml
from bundled import WORDS, Made

from amazongraph.bundle.write import write_bundle
from amazongraph.errors import BundleError
from amazongraph.messages import LANGUAGES
from amazongraph.releases import Release
from amazongraph.sources.datasets import dataset, left_out, loaders


@pytest.fixture(scope="module")
def files(made: Made) -> dict[str, bytes]:
    with zipfile.ZipFile(made.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(name: str, content: bytes) -> bytes:
    """A file without what packs its texts."""
    if name.endswith(".parquet"):
        return pl.read_parquet(content).write_ndjson().encode()
    return gzip.decompress(content) if name.endswith(".gz") else content


def test_every_file_has_its_checksum(files: dict[str, bytes]) -> None:
    said = dict(line.split("  ", 1)[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert said == {name: sha256(one).hexdigest() for name, one in files.items() if name != "SHA256SUMS"}


def test_the_same_release_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    again = tmp_path / "other-name.zip"
    write_bundle(
        made.release, "public", "es", again, previous=made.previous, site=False, base="https://example.org/data"
    )
    assert again.read_bytes() == made.path.read_bytes()


def test_nothing_of_what_may_not_be_passed_on_is_in_any_byte(files: dict[str, bytes]) -> None:
    open_ = {name: opened(name, one) for name, one in files.items()}

    def holding(word: str) -> set[str]:
        return {name for name, one in open_.items() if word.encode() in one}

    allowed, derived, forbidden = (WORDS[kind] for kind in ("allowed", "derived-only", "forbidden"))
    assert {"release/public/graph.nq", "data/amazongraph.trig.gz", "tables/data/community.csv"} <= holding(allowed)
    assert holding(forbidden) == holding(forbidden.title()) == set()
    # Of the other only what was worked out may be there, and from a class, a name and a place nothing is: that the
    # community is an area only says again what the source says.
    assert holding(derived) == holding(derived.title()) == set()


def test_that_something_was_left_out_is_told(files: dict[str, bytes], made: Made) -> None:
    # A class, a name and a place of each of the two communities, and what each is more generally.
    said = files["LICENCES.md"].decode()
    assert "no permite pasarlas a otros: 8." in said
    assert "allow them to be passed on: 8." in said
    assert made.release.withheld() == 8


def test_the_rdf_in_it_is_that_of_the_release(files: dict[str, bytes]) -> None:
    release = set(ox.parse(files["release/public/graph.nq"], ox.RdfFormat.N_QUADS))
    trig = set(ox.parse(gzip.decompress(files["data/amazongraph.trig.gz"]), ox.RdfFormat.TRIG))
    assert release <= trig
    assert {quad.graph_name.value.rpartition("/")[2] for quad in trig - release} == {"ledger"}
    turtle = set(ox.parse(gzip.decompress(files["data/amazongraph.ttl.gz"]), ox.RdfFormat.TURTLE))
    assert {quad.triple for quad in turtle} == {quad.triple for quad in trig}


def test_it_says_what_changed_since_the_release_before(files: dict[str, bytes], made: Made) -> None:
    said = json.loads(files["changes.json"])
    told = {(item["type"], item["object"]) for item in said["orderedItems"]}
    assert ("Create", "https://w3id.org/amazongraph/id/community/guacamayo-1") in told
    assert said["totalItems"] == len(told)
    assert {kind for kind, _ in told} <= {"Create", "Update"}, "nothing was taken out"
    assert made.previous.id in said["context"]


def test_the_way_back_withdraws_what_came(made: Made, tmp_path: Path) -> None:
    write_bundle(made.previous, "public", "es", tmp_path / "x.zip", previous=made.release, site=False)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        said = json.loads(archive.read("changes.json"))
    told = {(item["type"], item["object"]) for item in said["orderedItems"]}
    assert ("Delete", "https://w3id.org/amazongraph/id/community/guacamayo-1") in told


def test_people_read_how_to_cite_and_under_what(files: dict[str, bytes], made: Made) -> None:
    cited = yaml.safe_load(files["CITATION.cff"])
    assert (cited["cff-version"], cited["version"], cited["type"]) == ("1.2.0", made.release.id, "dataset")
    assert cited["identifiers"][0]["value"] == "sha256:" + sha256(files["release/public/graph.nq"]).hexdigest()
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(files["licences.csv"].decode()))}
    assert (rows["admin_units"]["licence"], rows["admin_units"]["redistribution"]) == ("MIT", "included")
    for lang in LANGUAGES:
        assert made.release.id in files[f"README.{lang}.md"].decode()


def test_what_the_readme_names_is_there(files: dict[str, bytes]) -> None:
    folders = {name.partition("/")[0] for name in files}
    for lang in LANGUAGES:
        listed = [line for line in files[f"README.{lang}.md"].decode().splitlines() if line.startswith("- ")]
        named = [part for line in listed for part in line.split("`")[1::2]]
        assert len(named) > 10
        for name in named:
            there = name in files or name.rstrip("/") in folders or name in {"tables/data/*.csv", "claims.csv"}
            assert there or f"tables/data/{name}" in files, name


def test_catalogues_are_told_of_the_files_under_the_address(files: dict[str, bytes]) -> None:
    graph = rdflib.Graph().parse(data=files["description/dcat.ttl"], format="turtle")
    dcat, spdx = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://spdx.org/rdf/terms#")
    told = {}
    for node in graph.subjects(rdflib.RDF.type, dcat.Distribution):
        name = str(graph.value(node, dcat.downloadURL)).removeprefix("https://example.org/data/")
        told[name] = (
            int(str(graph.value(node, dcat.byteSize))),
            str(graph.value(graph.value(node, spdx.checksum), spdx.checksumValue)),
        )
    assert "data/amazongraph.trig.gz" in told
    assert told == {name: (len(files[name]), sha256(files[name]).hexdigest()) for name in told}
    other = {quad.triple for quad in ox.parse(files["description/dcat.jsonld"], ox.RdfFormat.JSON_LD)}
    assert other == {quad.triple for quad in ox.parse(files["description/dcat.ttl"], ox.RdfFormat.TURTLE)}


def test_a_known_source_that_was_left_out_is_named(tmp_path: Path) -> None:
    known = loaders()
    sources = [
        dataset(known[key], tmp_path / "x", "2026-11-23") for key in ("wdpa", "raisg-territorios", "csc-ciudades")
    ]
    told = left_out(sources, 1)
    assert [(one["key"], one["redistribution"]) for one in told] == [
        ("wdpa", "forbidden"),
        ("raisg-territorios", "derived-only"),
    ]
    # Whose use of it is more sensitive than that does not tell that they have it.
    assert left_out([dataset(known["wdpa"], tmp_path / "x", "2026-11-23", "", 3)], 1) == []


def test_what_an_owner_may_not_pass_on_stops_the_bundle(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / made.release.id
    for profile in ("public", "own"):
        (folder / profile).mkdir(parents=True)
        frame = pl.read_parquet(made.release.profile() / "statements.parquet")
        kind = "forbidden" if profile == "own" else "allowed"
        frame.with_columns(redistribution=pl.lit(kind)).write_parquet(folder / profile / "statements.parquet")
    with pytest.raises(BundleError, match="may not be passed on"):
        write_bundle(Release(made.release.id, folder), "own", "es", tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()
