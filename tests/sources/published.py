"""What the tests of published files share: a file read as its card says, and every row accounted for."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import shapely

from amazongraph import terms
from amazongraph.sources.contract import Extract, References
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loaders

DAY = "2026-11-23"


def read(name: str, path: Path, references: References) -> Extract:
    """A file as a build would read it: its own entities are known to it, and no row of it goes missing."""
    dataset = Dataset(loaders()[name], path, DAY)
    keys = dict(references.keys)
    for kind, own in dataset.keys().items():
        keys[kind] = keys.get(kind, frozenset()) | own
    extract = dataset.read(replace(references, keys=keys))
    rejects = {problem.row for problem in extract.rejects}
    stated = set(extract.places["row"])
    assert not stated & rejects
    assert extract.rows == len(stated) + len(rejects) + sum(count for _, count in extract.left_out)
    return extract


def read_text(name: str, text: str, folder: Path, references: References, file: str = "x.csv") -> Extract:
    """The same of a file with this text."""
    path = folder / file
    path.write_text(text, encoding="utf-8")
    return read(name, path, references)


def read_features(name: str, features: list[tuple[dict[str, object], str]], folder: Path, refs: References) -> Extract:
    """The same of a GeoJSON file of these properties and shapes (WKT)."""
    said = [
        {"type": "Feature", "properties": one, "geometry": json.loads(shapely.to_geojson(shapely.from_wkt(shape)))}
        for one, shape in features
    ]
    text = json.dumps({"type": "FeatureCollection", "features": said})
    return read_text(name, text, folder, refs, "x.geojson")


def told(extract: Extract, predicate: str) -> dict[str, str]:
    """Key of the subject -> the object of one property, abbreviated where it is an entity."""
    own = extract.statements.filter(pl.col("source") != terms.META)
    rows = own.filter(pl.col("predicate") == terms.expand(predicate)).select("subject", "object")
    return {terms.key_of(subject): terms.shorten(value) for subject, value in rows.iter_rows()}


def every(extract: Extract, predicate: str) -> dict[str, set[str]]:
    """The same, of a property with several values."""
    own = extract.statements.filter(pl.col("predicate") == terms.expand(predicate)).select("subject", "object")
    found: dict[str, set[str]] = {}
    for subject, value in own.iter_rows():
        found.setdefault(terms.key_of(subject), set()).add(value)
    return found


def texts(extract: Extract) -> str:
    """All that was stated, as one text, to look for what must not be there."""
    own = extract.statements.filter(pl.col("source") != terms.META)
    return " ".join([*own["object"], *own["as_written"].drop_nulls(), *own["subject"]])
