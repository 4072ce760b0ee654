"""What tests of several folders share: the real published files, and a build of tables other than the packaged ones."""

import os
from pathlib import Path

from amazongraph.build import Receipt, build
from amazongraph.settings import Settings

SHARED = os.environ.get("AMAZONGRAPH_SHARED", "")


def build_from(settings: Settings, folder: Path, **options: object) -> Receipt:
    """Build the tables in ``folder`` instead of the packaged ones, with the links that ship."""
    from amazongraph.sources.curated import tables
    from amazongraph.sources.links import mapping_sets

    sources = [*tables(folder), *mapping_sets(settings.root, None)]
    return build(settings, sources=sources, **options)  # type: ignore[arg-type]
