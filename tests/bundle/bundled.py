"""A workspace with a source of each kind that may, may partly and may not be passed on, and its bundle."""

from dataclasses import dataclass
from pathlib import Path

from amazongraph.releases import Release
from amazongraph.settings import Settings
from amazongraph.sources.dataset import Dataset, parse_loader

# A word of the rows of each kind, in keys and in other cells; nothing else of the package has it.
WORDS = {"allowed": "guacamayo", "derived-only": "shushupe", "forbidden": "paujil"}
MAPPING = """
[card]
title = {{ es = "Registro {kind}", en = "Register {kind}" }}
publisher = "Inventada"
licence = "CC BY 4.0"
redistribution = "{kind}"
home = "https://example.org/{kind}"
obtain = {{ es = "-", en = "-" }}
standing = "reported"
level = 0

[file]
columns = {{ code = ["code"], name = ["name"], unit = ["unit"] }}
rows = [1, 9]
rejects = 0
templates = {{ key = "{word}-{{code|key}}" }}

[table]
kind = "community"
classes = {{ "*" = "ag:NativeCommunity" }}

[columns]
name = {{ property = "rdfs:label", lang = "es", required = true }}
unit = {{ property = "ag:place", value = "ubigeo", required = true }}
"""


@dataclass(frozen=True)
class Made:
    """The workspace, its release, the one before, and the bundle."""

    settings: Settings
    release: Release
    previous: Release
    path: Path


def register(root: Path, kind: str) -> Dataset:
    """A register of one community, with the word of its kind in its cells."""
    word = WORDS[kind]
    mapping = root / f"registro-{kind}.toml"
    mapping.write_text(MAPPING.format(word=word, kind=kind), encoding="utf-8")
    rows = root / f"registro-{kind}.csv"
    rows.write_text(f"code,name,unit\n1,Comunidad {word.title()},250101\n", encoding="utf-8")
    return Dataset(parse_loader(mapping), rows, "2026-11-23")
