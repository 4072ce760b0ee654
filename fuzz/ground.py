"""What targets stand on: what rows may refer to, and a small release, made once from curated tables."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from small_tables import build_tables, small_tables, workspace

from amazongraph import ontology
from amazongraph.build import references_of
from amazongraph.releases import Release, current
from amazongraph.settings import Settings
from amazongraph.sources.contract import References
from amazongraph.sources.curated import tables


@cache
def home() -> Path:
    """The folder of the small tables and of the workspace, gone when the process ends."""
    folder = tempfile.mkdtemp(prefix="fuzz-ground-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def curated() -> Path:
    """A folder with some rows of each curated table, which hang together."""
    return small_tables(home() / "tables")


@cache
def references() -> References:
    """What the rows of a source may refer to."""
    return references_of(tables(), ontology.load())


@cache
def settings() -> Settings:
    """A workspace with a release of these tables."""
    root = home() / "workspace"
    root.mkdir()
    made = workspace(root)
    build_tables(made, curated())
    return made


def release() -> Release:
    """That release."""
    found = current(settings())
    assert found is not None
    return found
