"""The shipped loaders of published data sets: for each, a file with the columns that it reads, its cells changed.

Rows in = rows that are stated + rejects + rows that are left out; and no statement of a row that is a reject.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import polars as pl
from dice import Dice, rows_mutated, written
from ground import references
from harness import BrokenPromiseError, check_problem, in_words, put, same

from amazongraph.sources.columnwise import FEW
from amazongraph.sources.contract import Extract
from amazongraph.sources.counted import Counted
from amazongraph.sources.dataset import Dataset, Loader
from amazongraph.sources.datasets import dataset, loaders

# What cells hold, by our name of their column; else "A", "B", "C".
UNITS = {
    "departamentos": (("25", "Ucayali"), ("16", "Loreto"), ("21", "Puno")),
    "provincias": (("2501", "Coronel Portillo"), ("2503", "Padre Abad"), ("2502", "Atalaya")),
    "distritos": (("250101", "Calleria"), ("250301", "Padre Abad"), ("250302", "Irazola")),
}
LIKELY = {
    **dict.fromkeys(("id", "number", "best", "low", "high", "victims", "height", "area", "hectares"), ("7", "8", "9")),
    **dict.fromkeys(("date", "date_start", "date_end"), ("2020-07-23", "2020-08-01", "2021-01-31")),
    **dict.fromkeys(("year",), ("202400", "202503", "202302")),
    **dict.fromkeys(("lat", "latitude", "center_lat"), ("-8.4", "-9.01", "-8.5")),
    **dict.fromkeys(("lon", "longitude", "center_lon"), ("-74.5", "-75.2", "-74.4")),
    **dict.fromkeys(("value", "elevation"), ("1234.5", "80", "0.5")),
    **dict.fromkeys(("district", "inei", "former", "reniec"), ("250101", "250301", "250302")),
    **dict.fromkeys(("province",), ("2501", "2502", "2503")),
    **dict.fromkeys(("department", "region", "subd", "adm_1"), ("Ucayali", "Loreto", "Puno")),
    **dict.fromkeys(("date_prec", "where_prec", "legality"), ("1", "2", "4")),
    **dict.fromkeys(("admin1",), ("25", "16", "21")),
    "zone": ("VRAEM", "Huallaga", "Callería"),
    "adm_2": ("Coronel Portillo", "Padre Abad", "Atalaya"),
    "ubigeo": ("250101", "250301", "250302"),
    "origin": ("2501", "2503", "2503"),
    "type": ("node", "way", "node"),
    "icao": ("SPCL", "SPXX", "SPYY"),
    "dd": ("25", "25", "25"),
    "pp": ("01", "03", "03"),
    "di": ("01", "01", "02"),
}
SEEDS = [bytes([number, number % 4]) for number in range(40)] + [
    bytes([number, 9, 7, 200, 3, 1, 50, 2]) for number in range(40)
]


def target(data: bytes) -> None:
    """The loader that the first byte chooses, given a file with a few rows, some of them spoilt."""
    dice = Dice(data)
    loader = dice.pick(_loaders())
    many = FEW + 5 if dice.below(16) == 15 else 3
    table = rows_mutated(_header(loader), [list(_row(loader, number)) for number in range(many)], dice, 5)
    path = put(*_file(loader, table, dice))
    edition = dice.pick(("", "2020", "2024-02-30", "2020/2019")) if dice else "2020"
    with in_words():
        bearing = replace(loader, shape=replace(loader.shape, rejects=1.0, rows=(1, 10**9)))
        source = dataset(bearing, path, "2026-01-02", edition)
        source.keys()
        extract = source.read(references())
        for problem in extract.rejects:
            check_problem(problem)
        _check(source, extract)


def _check(source: Dataset, extract: Extract) -> None:
    stated: set[int] = set(extract.places["row"])
    rejects: set[int] = {one.row for one in extract.rejects if not _takes_part(one.key)}
    aside: set[int] = {one.row for one in extract.rejects if _takes_part(one.key)}
    left = sum(count for _, count in extract.left_out)
    if extract.statements.filter(pl.col("object").is_null() | pl.col("subject").is_null()).height:
        raise BrokenPromiseError("a statement without a subject or an object")
    lost = extract.statements.height - extract.statements.select(pl.col("object").str.len_bytes() > 0).sum().item()
    if lost:
        raise BrokenPromiseError(f"{lost} statements that say nothing")
    if isinstance(source, Counted):
        # Nobody outlined a territory: every point lies outside.
        same("points outside and rejects", left + len(rejects), extract.rows)
        return
    both = stated & rejects
    if both and not source.loader.shape.series and not source.loader.shape.repeats:
        raise BrokenPromiseError(f"rows that are stated and rejects: {sorted(both)}")
    whole = len(stated | rejects | aside) + left
    if source.loader.shape.series:
        return
    # Rows in which nothing is asked for are stated by no mapping of theirs.
    if whole != extract.rows and not source.loader.mapping.when:
        raise BrokenPromiseError(
            f"{source.loader.key}: {extract.rows} rows, {sorted(stated)} stated, {sorted(rejects)} rejects, {left} left"
        )


def _takes_part(key: str) -> bool:
    return key in {"file.repeated", "file.part", "file.differs", "file.total", "file.other-table"}


@cache
def _loaders() -> list[Loader]:
    return list(loaders().values())


def _header(loader: Loader) -> list[str]:
    shape = loader.shape
    series = [name for name in ("2001_ha", "2020_ha", "2020", "2021") if shape.series]
    return list(shape.header) or [names[0] for names in shape.columns.values()] + series


def _row(loader: Loader, number: int) -> Iterator[str]:
    own = {names[0]: name for name, names in loader.shape.columns.items()}
    units = next((units for word, units in UNITS.items() if word in loader.key), UNITS["distritos"])
    for column in _header(loader):
        name = own.get(column, column)
        if name in loader.shape.only:
            yield loader.shape.only[name][0]
        elif name in loader.shape.codes:
            codes = list(loader.shape.codes[name])
            yield codes[number % len(codes)]
        elif name == "code" and "centros" in loader.key:
            yield f"25010{number % 10}0001"
        elif name in {"code", "name"} and number < len(units):
            yield units[number][name == "name"]
        elif column.startswith("20"):
            yield "1,234.5"
        else:
            yield LIKELY.get(name, ("A", "B", "C"))[number % 3] + (
                str(number) if number > 2 and name not in LIKELY else ""
            )


def _file(loader: Loader, table: list[list[str]], dice: Dice) -> tuple[str, bytes]:
    """The table in a format that the loader may be given: with shapes where it wants them."""
    header, rows = table[0], table[1:]
    if loader.geometry:
        shapes = [_shape(number, dice) for number in range(len(rows))]
        features = [
            {"type": "Feature", "properties": dict(zip(header, row, strict=False)), "geometry": shape}
            for row, shape in zip(rows, shapes, strict=True)
        ]
        return f"{loader.key}.json", written({"type": "FeatureCollection", "features": features})
    if loader.count or dice.below(3):
        text = io.StringIO(newline="")
        separator = "\t" if loader.shape.header else ","
        writer = csv.writer(text, delimiter=separator)
        for row in rows if loader.shape.header else table:
            writer.writerow([cell.replace("\t", " ") for cell in row])
        return f"{loader.key}.csv", ("\n" * loader.shape.preamble + text.getvalue()).encode("utf-8", "replace")
    records = [dict(zip(header, row, strict=False)) for row in rows]
    return f"{loader.key}.json", json.dumps(records).encode()


def _shape(number: int, dice: Dice) -> object:
    if dice.below(6) == 5:
        return dice.scalar()
    west = -75 + number % 40
    ring = [[west, -9], [west + 0.1, -9], [west + 0.1, -8.9], [west, -9]]
    return {"type": "Polygon", "coordinates": [ring]}
