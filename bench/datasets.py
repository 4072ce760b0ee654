"""Building a workspace with added data sets, made up at three sizes up to those of a country: seconds, quads a second,
peak memory; against the raw bulk load of the N-Quads that came out, by Oxigraph's own loader, in the same run.

``--ten`` builds the largest once more with ten times the alerts; ``--small`` leaves the largest out; ``--beyond``
builds only one of about ten million quads; ``--peer`` hands what came out of the two smaller sizes to rdflib and
pySHACL. Every side is a process of its own.
"""

import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from _workspace import options, show

from amazongraph import releases
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
BEYOND = Size(130_000, 26_000, 1_874, 130_000, 2_000_000)  # about ten million quads, and 18 GB of memory
CORNERS = 60
FRONTS = 400  # places around which forest is cut; alerts come in clusters
COLUMNS = ("places", "territories", "districts", "events", "alerts", "quads", "build, s", "CPU, s", "quads/s")
COLUMNS += ("peak, MB", "bulk load, s", "CPU of it, s", "ratio of CPU")
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


@dataclass(frozen=True)
class Took:
    """What a process took: wall and CPU seconds, its peak memory in MB, and what it printed."""

    wall: float
    cpu: float
    peak: float
    said: str


def took(command: list[str]) -> Took:
    """Run a command to its end; raises ``SystemExit`` where it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        out.seek(0)
        return Took(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out.read())


def run(root: Path, *arguments: str) -> Took:
    """A command of ours."""
    return took([*VERB, "--workspace", str(root), *arguments])


def bulk_load(text: Path, folder: Path) -> Took:
    """Oxigraph's own command loads the N-Quads to disk as they are."""
    oxigraph = shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))
    return took([oxigraph, "load", "--location", str(folder), "--file", str(text)])


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
        ours = run(root, "build")
        release = releases.current(load(root))
        assert release is not None
        text = release.profile() / "graph.nq"
        quads = sum(1 for _ in text.open("rb"))
        raw = bulk_load(text, root / "raw")
        if peer:
            other = took([sys.executable, str(Path(__file__).with_name("_peer.py")), str(text)])
            print(f"rdflib and pySHACL on the same {quads:,} quads: {other.said.strip()} s of CPU; {other.peak:.0f} MB")
        of_size: list[object] = [size.places, size.territories, size.districts, size.events, size.alerts, quads]
        return [*of_size, ours.wall, ours.cpu, quads / ours.wall, ours.peak, raw.wall, raw.cpu, ours.cpu / raw.cpu]


def exponent(rows: list[list[object]]) -> float:
    """The exponent by which the CPU seconds of the build grow with the quads: least squares of the logarithms."""
    columns = list(COLUMNS)
    quads, seconds = ([math.log(float(str(row[columns.index(name)]))) for row in rows] for name in ("quads", "CPU, s"))
    return statistics.linear_regression(quads, seconds).slope


def main() -> None:
    """Measure and print."""
    said = options(
        __doc__,
        1,
        ten="ten times the alerts at the largest size too",
        small="not the largest size",
        beyond="only about ten million quads, which need 18 GB of memory",
        peer="rdflib and pySHACL at the two smaller",
    )
    sizes = [BEYOND] if said.beyond else [*(SIZES[:2] if said.small else SIZES)]
    rows: list[list[object]] = []
    for number, size in enumerate([*sizes, *([replace(SIZES[-1], alerts=10 * SIZES[-1].alerts)] if said.ten else [])]):
        # Each as it comes: the largest takes minutes.
        rows.append(measure(size, peer=said.peer and number < 2))
        show("a build with added data sets, and the raw bulk load of its N-Quads", COLUMNS, rows[-1:])
    if len(sizes) > 1:
        print(f"the CPU seconds of the build grow with the power {exponent(rows[: len(sizes)]):.2f} of the quads")


if __name__ == "__main__":
    main()
