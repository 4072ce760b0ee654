"""The published facts and their sources, for the tests of every class of them."""

from pathlib import Path

import pytest
from curated_tables import read, slug


@pytest.fixture(scope="session")
def facts(shared: Path) -> dict[str, dict[str, str]]:
    """Every fact by its id."""
    return {row["id"]: row for path in sorted((shared / "facts").glob("?_*.csv")) for row in read(path)}


@pytest.fixture(scope="session")
def published(shared: Path) -> dict[str, dict[str, str]]:
    """Every source of the facts, by the key it has here."""
    return {slug(row["source_key"]): row for row in read(shared / "facts" / "sources.csv")}
