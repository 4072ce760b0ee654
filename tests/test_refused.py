"""Where peoples in isolation are is refused when a source is read: it is stored nowhere, at no level."""

import csv
from pathlib import Path

import pytest
from support import build_from

from amazongraph.errors import SourceError
from amazongraph.settings import Settings


def test_a_table_that_would_say_where_peoples_in_isolation_are_is_refused(settings: Settings, curated: Path) -> None:
    mapping = curated / "areas.toml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace('"ag:GeographicArea"', '"ag:IsolatedPeoplesPresence"'), encoding="utf-8")
    with (curated / "areas.csv").open(encoding="utf-8", newline="") as file:
        wanted = [number for number, row in enumerate(csv.DictReader(file), 2) if row["kind"] == "geographic-area"]
    assert wanted
    with pytest.raises(SourceError) as caught:
        build_from(settings, curated)
    assert [(one.key, one.file, one.row) for one in caught.value.problems] == [
        ("refused.class", "areas.csv", number) for number in wanted
    ]
    assert "quite la fila" in caught.value.text("es")
    assert "take the row out" in caught.value.text("en")
    kept = [path for path in (settings.graph / "cache").rglob("*") if "areas" in path.parts]
    assert (kept, (settings.graph / "current").exists()) == ([], False)
