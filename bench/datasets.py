"""Building a workspace with added data sets, made up at three sizes up to those of a country: seconds, quads a second,
peak memory; against the raw bulk load of the N-Quads that came out, by Oxigraph's own loader, in the same run.

``--ten`` builds the largest once more with ten times the alerts; ``--peer`` hands what came out of the smallest to
rdflib and pySHACL.
"""

import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import build as peers
import pyoxigraph as ox
from _workspace import options, show, timed

from amazongraph import releases
from amazongraph.checks.shapes import shapes_text
from amazongraph.settings import load
from amazongraph.sources.curated import tables


@dataclass(frozen=True)
class Size:
    """How many rows or features each made-up file has."""

    places: int
    territories: int
    districts: int
    events: int
    alerts: int


SIZES = (
    Size(5_000, 500, 200, 2_000, 100_000),
    Size(20_000, 2_000, 1_000, 15_000, 1_000_000),
    Size(50_000, 10_000, 1_874, 50_000, 1_000_000),
)
CORNERS = 60
FRONTS = 400  # places around which forest is cut; alerts come in clusters
VERB = [sys.executable, "-m", "amazongraph"]
EVENTS = """
[card]
title = { es = "Hechos inventados", en = "Made-up events" }
publisher = "Nadie"
licence = "none"
redistribution = "allowed"
home = ""
obtain = { es = "Se inventan.", en = "They are made up." }
standing = "reported"
level = 0

[file]
columns.key = "id"
columns.date = "date"
columns.place = "district"
columns.latitude = "lat"
columns.longitude = "lon"
fractions = ["latitude", "longitude"]
templates = { label_es = "Erradicación {key}", label_en = "Eradication {key}" }

[table]
kind = "state-action"
classes = { "*" = "ag:Eradication" }

[columns]
label_es = { property = "rdfs:label", lang = "es" }
label_en = { property = "rdfs:label", lang = "en" }
date = { property = "ag:occurred", value = "interval" }
place = { property = "ag:place", value = "ubigeo" }

[point]
longitude = "longitude"
latitude = "latitude"
role = "point"
"""


def centres(path: Path, count: int, districts: list[str]) -> None:
    """A table of populated centres under the column names of INEI."""
    chance = random.Random(count)
    lines = ["inei_ccpp,inei_distrito,ccpp,latitude,longitude"]
    for number in range(count):
        district = districts[number % len(districts)]
        lon, lat = inside(chance, number % len(districts), len(districts))
        code = f"{district}{number // len(districts):04}"
        lines.append(f"{code},{district},CENTRO {number},{lat:.6f},{lon:.6f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def territories(path: Path, count: int) -> None:
    """A layer of communities: outlines with many corners, side by side on a grid; neighbours overlap a little."""
    side = 8 / math.ceil(math.sqrt(count))
    features = []
    for number in range(count):
        row, column = divmod(number, math.ceil(math.sqrt(count)))
        west, south = -78 + column * side, -12 + row * side
        ring = []
        for corner in range(CORNERS):
            angle = 2 * math.pi * corner / CORNERS
            reach = side * (0.48 + 0.04 * math.sin(7 * angle))
            ring.append([west + side / 2 + reach * math.cos(angle), south + side / 2 + reach * math.sin(angle)])
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        properties = {"nom_comuni": f"COMUNIDAD {number}", "area_titul": 1000 + number}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def corner(number: int, count: int) -> tuple[float, float, float]:
    """West, south and side of one of so many squares side by side, in degrees."""
    across = math.ceil(math.sqrt(count))
    row, column = divmod(number, across)
    return -78 + column * 8 / across, -12 + row * 8 / across, 8 / across


def inside(chance: random.Random, number: int, count: int) -> tuple[float, float]:
    """A point in a district, as ``boundaries`` draws it."""
    west, south, side = corner(number, count)
    return west + chance.random() * side, south + chance.random() * side


def boundaries(path: Path, count: int, units: dict[str, str]) -> None:
    """A layer of districts: real codes and names, made-up squares side by side."""
    features = []
    for number, (code, name) in enumerate(sorted(units.items())[:count]):
        west, south, side = corner(number, count)
        ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
        properties = {"IDDIST": code, "NOMBDIST": name}
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def events(path: Path, count: int, districts: list[str]) -> None:
    """A table of events with a mapping of its own beside it."""
    chance = random.Random(count)
    lines = ["id,date,district,lat,lon"]
    for number in range(count):
        day = f"{chance.randint(2010, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        district = districts[number % len(districts)]
        lines.append(f"e{number:07},{day},{district},{chance.uniform(-12, -4):.5f},{chance.uniform(-78, -70):.5f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.with_suffix(".toml").write_text(EVENTS, encoding="utf-8")


def alerts(path: Path, count: int) -> None:
    """Alerts of a year around some fronts, under the column names of Global Forest Watch."""
    chance = random.Random(count)
    fronts = [(chance.uniform(-78, -70), chance.uniform(-12, -4)) for _ in range(FRONTS)]
    kinds = ("nominal", "high", "highest")
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('"latitude","longitude","gfw_integrated_alerts__date","gfw_integrated_alerts__confidence"\n')
        for _ in range(count):
            east, north = chance.choice(fronts)
            lon, lat = chance.gauss(east, 0.03), chance.gauss(north, 0.03)
            day = f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            file.write(f'{lat:.5f},{lon:.5f},"{day}","{chance.choice(kinds)}"\n')


def run(root: Path, *arguments: str) -> tuple[float, float]:
    """Wall and CPU seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [*VERB, "--workspace", str(root), *arguments]
    seconds, _ = timed(lambda: subprocess.run(command, check=True, capture_output=True))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak() -> float:
    """The peak memory in MB of the largest process that ran so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def bulk_load(text: Path, folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds that Oxigraph takes to load the N-Quads to disk as they are."""
    store = ox.Store(str(folder))
    began = time.process_time()
    seconds, _ = timed(lambda: store.bulk_load(path=str(text), format=ox.RdfFormat.N_QUADS))
    return seconds, time.process_time() - began


def fill(root: Path, size: Size) -> None:
    """Make the files of a size and add them to the workspace."""
    units = {code: name for table in tables() for code, name in table.units().items() if len(code) == 6}
    (root / "amazongraph.toml").touch()
    districts = sorted(units)[: size.districts]
    centres(root / "centres.csv", size.places, districts)
    territories(root / "communities.geojson", size.territories)
    boundaries(root / "districts.geojson", size.districts, units)
    events(root / "events.csv", size.events, districts)
    alerts(root / "alerts.csv", size.alerts)
    for loader, file in (
        ("inei-centros-poblados", "centres.csv"),
        ("comunidades-nativas", "communities.geojson"),
        ("inei-limites-distritos", "districts.geojson"),
        ("events.toml", "events.csv"),
        ("gfw-integrated-alerts", "alerts.csv"),
    ):
        run(root, "add", loader, str(root / file), "--who", "public")


def measure(size: Size, *, peer: bool) -> list[object]:
    """A row of the table: what was built, and how long it took."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        fill(root, size)
        seconds, cpu = run(root, "build")
        release = releases.current(load(root))
        assert release is not None
        text = release.profile() / "graph.nq"
        quads = text.read_bytes().count(b"\n")
        raw, raw_cpu = bulk_load(text, root / "raw")
        row: list[object] = [
            size.places,
            size.territories,
            size.districts,
            size.events,
            size.alerts,
            quads,
            seconds,
            cpu,
        ]
        row += [quads / seconds, peak(), raw, seconds / raw, cpu / raw_cpu]
        if peer:
            other = peers.peer(text.read_bytes(), shapes_text())
            print(f"rdflib and pySHACL on the same quads: {other.load + other.flatten + other.check:.1f} s")
        return row


def main() -> None:
    """Measure and print."""
    said = options(
        __doc__, 1, ten="ten times the alerts at the largest size", peer="rdflib and pySHACL at the smallest"
    )
    sizes = [*SIZES, *([replace(SIZES[-1], alerts=10 * SIZES[-1].alerts)] if said.ten else [])]
    columns: tuple[str, ...] = ("places", "territories", "districts", "events", "alerts", "quads", "build, s", "CPU, s")
    columns += ("quads/s", "peak, MB", "bulk load, s", "ratio", "ratio of CPU")
    for number, size in enumerate(sizes):
        # Each as it comes: the largest takes minutes.
        row = measure(size, peer=said.peer and number == 0)
        show("a build with added data sets, and the raw bulk load of its N-Quads", columns, [row])


if __name__ == "__main__":
    main()
