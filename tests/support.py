"""What tests of several folders share: the real published files, and a build of tables other than the packaged ones."""

import os
from pathlib import Path

from amazongraph.build import Receipt, build
from amazongraph.settings import Settings

SHARED = os.environ.get("AMAZONGRAPH_SHARED", "")


def build_from(settings: Settings, folder: Path, **options: object) -> Receipt:
    """Build the tables in ``folder`` instead of the packaged ones."""
    from amazongraph.sources.curated import tables

    return build(settings, sources=tables(folder), **options)  # type: ignore[arg-type]
