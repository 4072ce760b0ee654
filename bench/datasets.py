"""Building a workspace with added data sets, made up at three sizes: seconds, statements a second, peak memory; against
the raw bulk load of the N-Quads that came out, by Oxigraph's own loader, in the same run.
"""

import json
import math
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pyoxigraph as ox
from _workspace import show, timed

from amazongraph import releases
from amazongraph.settings import load
from amazongraph.sources.curated import tables

SIZES = ((5_000, 500), (20_000, 2_000), (50_000, 10_000))
CORNERS = 60
VERB = [sys.executable, "-m", "amazongraph"]


def centres(path: Path, count: int, districts: list[str]) -> None:
    """A table of populated centres under the column names of INEI."""
    chance = random.Random(count)
    lines = ["inei_ccpp,inei_distrito,ccpp,latitude,longitude"]
    for number in range(count):
        district = districts[number % len(districts)]
        lat, lon = chance.uniform(-15, 0), chance.uniform(-78, -70)
        lines.append(f"{district}{number:05},{district},CENTRO {number},{lat:.6f},{lon:.6f}")
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


def run(root: Path, *arguments: str) -> tuple[float, float]:
    """Wall seconds of a command, and the peak memory in MB of the largest process that ran so far."""
    command = [*VERB, "--workspace", str(root), *arguments]
    seconds, _ = timed(lambda: subprocess.run(command, check=True, capture_output=True))
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def bulk_load(text: Path, folder: Path) -> float:
    """Seconds that Oxigraph takes to load the N-Quads to disk as they are."""
    store = ox.Store(str(folder))
    seconds, _ = timed(lambda: store.bulk_load(path=str(text), format=ox.RdfFormat.N_QUADS))
    return seconds


def main() -> None:
    """Measure and print."""
    districts = sorted(code for table in tables() for code in table.units() if len(code) == 6)
    rows = []
    for places, shapes in SIZES:
        with tempfile.TemporaryDirectory() as temporary:
            root = Path(temporary)
            centres(root / "centres.csv", places, districts)
            territories(root / "communities.geojson", shapes)
            run(root, "add", "inei-centros-poblados", str(root / "centres.csv"), "--who", "public")
            run(root, "add", "comunidades-nativas", str(root / "communities.geojson"), "--who", "public")
            seconds, memory = run(root, "build")
            release = releases.current(load(root))
            assert release is not None
            text = release.profile() / "graph.nq"
            quads = text.read_bytes().count(b"\n")
            raw = bulk_load(text, root / "raw")
            rows.append((places, shapes, quads, seconds, quads / seconds, memory, raw, seconds / raw))
    show(
        "a build with added data sets, and the raw bulk load of its N-Quads",
        ("places", "territories", "quads", "build, s", "quads/s", "peak, MB", "bulk load, s", "ratio"),
        rows,
    )


if __name__ == "__main__":
    main()
