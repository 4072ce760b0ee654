"""One bundle for the tests of bundles."""

import pytest
from bundled import WORDS, Made, register
from small_tables import small_tables

from amazongraph.build import build
from amazongraph.bundle.write import write_bundle
from amazongraph.releases import before, current
from amazongraph.settings import Settings
from amazongraph.sources.curated import tables


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("bundled")
    settings = Settings(root, root / "graph", "es")
    curated = tables(small_tables(root / "tables"))
    build(settings, sources=curated)
    build(settings, sources=[*curated, *(register(root, kind) for kind in WORDS)])
    release = current(settings)
    assert release is not None
    previous = before(settings, release)
    assert previous is not None
    path = root / "bundle.zip"
    write_bundle(release, "public", "es", path, previous=previous, site=False, base="https://example.org/data")
    return Made(settings, release, previous, path)
