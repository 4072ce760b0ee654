"""Mapping files of data sets (TOML), shipped ones with lines changed, each tried on a small file."""

from functools import cache

from dice import Dice, lines_mutated
from ground import references
from harness import check_problem, in_words, put

from amazongraph.sources.dataset import Dataset, parse_loader
from amazongraph.sources.datasets import FOLDER

TABLE = (
    "id,code,name,ubigeo,date,country,area,latitude,longitude,value,type,nombre,categoria\n"
    "7,250101,Calleria,250101,2020-07-23,Peru,80,-8.4,-74.5,1.5,node,A,B\n"
    "8,250301,Padre Abad,250301,2020,Peru,n/a,-9,-75,2,way,B,C\n"
)
OWN = """
[card]
title = { es = "Registro", en = "Register" }
publisher = "X"
licence = "CC BY 4.0"
redistribution = "allowed"
home = "https://example.org"
obtain = { es = "-", en = "-" }
standing = "reported"
level = 0

[file]
numbers = ["area"]
missing = ["n/a"]
rows = [1, 9]
rejects = 0.5
only = { unit = ["250101", "250301"] }
codes = { name = { Calleria = "c", "Padre Abad" = "p" } }
templates = { key = "x-{id|key}", seen = "{date|day}", unit_name = "{unit|ubigeo} {name}" }
first = { either = ["area", "name"] }

[file.columns]
id = ["id"]
name = ["name"]
unit = ["ubigeo"]
date = ["date"]
area = "area"
lon = ["longitude"]
lat = ["latitude"]

[file.cases.where]
of = "name"
Calleria = "{unit}"
"*" = ""

[table]
kind = "community"
classes = { "*" = "ag:NativeCommunity" }

[columns]
name = { property = "rdfs:label", lang = "es", required = true }
unit = { property = "ag:place", value = "ubigeo", required = true }
area = { property = "ag:legalAreaHectares", value = "decimal", factor = "0.5" }
seen = { property = "ag:inForceFrom", value = "interval" }

[point]
longitude = "lon"
latitude = "lat"
role = "point"
"""
SEEDS = [bytes([number]) for number in range(0, 40, 3)] + [
    bytes([255, 2, number, 3, 1, 200, 4]) for number in range(0, 80, 9)
]


def target(data: bytes) -> None:
    """The mapping that the first byte chooses, changed, and if it can still be read, a file read by it."""
    dice = Dice(data)
    texts = _texts()
    text = texts[dice.below(256) % len(texts)]
    path = put("carga.toml", lines_mutated(text, dice) if dice else text.encode())
    table = put("tabla-2020.csv", TABLE.encode())
    with in_words():
        loader = parse_loader(path)
        source = Dataset(loader, table, "2026-01-02", "2020")
        source.keys()
        for problem in source.read(references()).rejects:
            check_problem(problem)


@cache
def _texts() -> list[str]:
    return [OWN, OWN, *(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))), OWN]
