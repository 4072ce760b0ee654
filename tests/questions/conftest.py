"""A release of a few hand-written statements, for what the reference data has no case of."""

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from amazongraph import terms
from amazongraph.releases import Release
from amazongraph.store import embedded


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., Release]:
    """``tiny(trig, withheld=0)``: a release with these named graphs; the project's prefixes need no declaration."""

    def make(trig: str, withheld: int = 0) -> Release:
        prologue = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in terms.prefixes().items())
        quads = list(ox.parse(prologue + trig, format=ox.RdfFormat.TRIG))
        named = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
        union = ox.serialize({quad.triple for quad in quads}, format=ox.RdfFormat.N_TRIPLES)
        folder = tmp_path / "2026-01-01-abc"
        (folder / "public").mkdir(parents=True)
        assert named is not None
        assert union is not None
        embedded.create(folder / "public" / "store", named, union)
        (folder / "manifest.json").write_text(json.dumps({"withheld": withheld}), encoding="utf-8")
        return Release("2026-01-01-abc", folder)

    return make
