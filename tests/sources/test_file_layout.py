"""What a mapping file says of the layout of its file reaches the reader, and what the reader noticed comes back."""

from pathlib import Path

from amazongraph.sources.dataset import Dataset, parse_loader

MAPPING = """
[card]
title = { es = "Cuadro", en = "Table" }
publisher = "Nadie"
licence = "private"
redistribution = "allowed"
home = "https://example.org/"
obtain = { es = "Inventado.", en = "Made up." }
standing = "reported"
level = 0

[file]
columns = { code = ["cod"], name = ["nombre"], note = ["nota"] }
preamble = 2
templates = { key = "{code}" }

[table]
kind = "community"
classes = { "*" = "ag:NativeCommunity" }

[columns]
name = { property = "rdfs:label", lang = "es" }
"""


def test_a_mapping_says_how_many_lines_stand_above_the_header(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
    file = tmp_path / "x.csv"
    file.write_text("Cuadro 1, comunidades\n\ncod;nombre;nota\na;Uno;x\nFuente: nadie;;\n", encoding="utf-8")
    own, rejects, notes = Dataset(parse_loader(tmp_path / "m.toml"), file, "2026-11-23").rows
    assert [(record.number, record.cells["name"]) for record in own.records] == [(4, "Uno"), (5, "")]
    assert rejects == []
    assert notes == {"encoding": "utf-8", "separator": "semicolon", "preamble": "2", "footnotes": "5"}
