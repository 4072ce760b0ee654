"""Draws pairs of places from published files, to be judged by a person before any score is seen.

Stratified by a rough likeness of the names (letters only, no knowledge of their spelling) and by whether both lie near
each other, with a seed. Prints the names, places, people and positions of both sides and nothing else. The verdicts are
kept in ``linking_judged.csv``; ``linking.py`` measures against them.
"""

import argparse
import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyproj
import shapely
from rapidfuzz import fuzz, process

from amazongraph.sources.curated import FOLDER
from amazongraph.values import fold

_BANDS = ((99.9, "same"), (90, "near"), (75, "like"), (60, "far"))
_WANTED = {"geonames": 22, "territory": 14, "community": 12}  # of each band, two thirds of them near each other
_NEAR = 20.0  # kilometres
_GEOD = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class Side:
    """One side of a pair: id, name, department (INEI, "" = not told), what else is told of it, and its position."""

    id: str
    name: str
    department: str
    told: str
    point: tuple[float, float] | None

    def __str__(self) -> str:
        where = f" [{self.point[1]:.4f} {self.point[0]:.4f}]" if self.point else ""
        return f"{self.id} {self.name} ({self.told}){where}"


def centres(folder: Path) -> Iterator[Side]:
    with (folder / "centros-poblados-inei" / "ubigeo_ccpp.amazon.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told = f"{row['distrito']}, {row['provincia']}, {row['departamento']}; {row['tipo']}"
            missing = "NA" in (row["longitude"], row["latitude"])
            point = None if missing else (float(row["longitude"]), float(row["latitude"]))
            yield Side(f"inei:{row['inei_ccpp']}", row["ccpp"], row["inei_ccpp"][:2], told, point)


def geonames(folder: Path, departments: set[str]) -> Iterator[Side]:
    read = json.loads((folder / "geonames-pe" / "cities500.pe-and-border.json").read_text(encoding="utf-8"))
    for one in read.values() if isinstance(read, dict) else read:
        if one["countrycode"] == "PE" and one["admin1code"] in departments:
            told = f"admin1 {one['admin1code']}; {', '.join(filter(None, one['alternatenames']))}"
            point = (one["longitude"], one["latitude"])
            yield Side(f"geonames:{one['geonameid']}", one["name"], one["admin1code"], told, point)


def territories(folder: Path) -> Iterator[Side]:
    name = "indigenous_territories_impacts.peru.union-of-all-versions.geojson"
    for one in json.loads((folder / "comunidades-nativas-amw" / name).read_text(encoding="utf-8"))["features"]:
        said = one["properties"]
        point = shapely.from_geojson(json.dumps(one["geometry"])).representative_point()
        told = f"{said['ethnicities_field'] or 'people not told'}; {said['area_field'] or '?'} ha"
        yield Side(f"amw:{said['id']}", said["name_field"], "", told, (point.x, point.y))


def communities() -> Iterator[Side]:
    with (FOLDER / "communities.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told = f"{row['people'] or 'people not told'}; {row['place'] or 'place not told'}"
            several = len({part.strip()[:2] for part in row["place"].split(";")}) > 1
            yield Side(f"community:{row['key']}", row["name"], "" if several else row["place"][:2], told, None)


def distance(one: Side, other: Side) -> float | None:
    """Kilometres between two sides; None where a position is missing."""
    if one.point is None or other.point is None:
        return None
    return float(_GEOD.inv(*one.point, *other.point)[2]) / 1000


def together(one: Side, other: Side) -> bool:
    """Whether both lie within 20 km, or in one department where a position is missing."""
    far = distance(one, other)
    return one.department in ("", other.department) if far is None else far < _NEAR


def draw(left: list[Side], right: list[Side], wanted: int, seed: int) -> list[tuple[Side, Side]]:
    """``wanted`` pairs of each band, two thirds of them near each other as far as there are so many."""
    grid = process.cdist(
        [fold(one.name) for one in left], [fold(one.name) for one in right], scorer=fuzz.token_sort_ratio
    )
    strata: dict[tuple[str, bool], list[tuple[Side, Side]]] = defaultdict(list)
    for row, column in zip(*(grid >= 60).nonzero(), strict=True):
        band = next(name for least, name in _BANDS if grid[row, column] >= least)
        strata[band, together(left[row], right[column])].append((left[row], right[column]))
    chance = random.Random(seed)
    drawn = []
    for _, band in _BANDS:
        inside = strata[band, True]
        kept = chance.sample(inside, min(len(inside), wanted * 2 // 3))
        outside = strata[band, False]
        drawn += [*kept, *chance.sample(outside, min(len(outside), wanted - len(kept)))]
    return drawn


def pairs(folder: Path, seed: int) -> list[tuple[Side, Side]]:
    """The pairs of all kinds, shuffled."""
    inei = list(centres(folder))
    sides = {
        "geonames": list(geonames(folder, {one.department for one in inei})),
        "territory": list(territories(folder)),
        "community": list(communities()),
    }
    drawn = [pair for name, left in sides.items() for pair in draw(left, inei, _WANTED[name], seed)]
    drawn += draw(sides["community"], sides["territory"], 4, seed)
    random.Random(seed).shuffle(drawn)
    return drawn


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, required=True, help="folder of the published files")
    parser.add_argument("--seed", type=int, default=1, help="what the draw depends on, besides the files")
    options = parser.parse_args()
    for number, (one, other) in enumerate(pairs(options.files, options.seed), start=1):
        far = distance(one, other)
        apart = "" if far is None else f" {far:.1f} km"
        print(f"{number} {one} | {other}{apart}")


if __name__ == "__main__":
    main()
