"""Made-up alerts and territories for the tests of counting."""

import random
from pathlib import Path

import shapely

from amazongraph import terms
from amazongraph.outlines import Outline
from amazongraph.sources.counted import Counted
from amazongraph.sources.datasets import dataset, loader

HEADER = "latitude,longitude,gfw_integrated_alerts__date,gfw_integrated_alerts__confidence"
KINDS = ("nominal", "high", "highest")
DAY = "2026-11-23"


def outline(key: str, west: float, south: float, side: float, mark: int | None = 0, forbidden: bool = False) -> Outline:
    """A square."""
    place = terms.entity("area", key)
    return Outline(
        place, f"{place}-{west}-{mark}", mark, forbidden, shapely.box(west, south, west + side, south + side)
    )


# Two neighbours under a larger one.
NEIGHBOURS = (outline("left", -75, -9, 1), outline("right", -74, -9, 1), outline("both", -75, -9, 2))


def lines_of(count: int, seed: int = 5) -> list[str]:
    """Rows of alerts in and around ``NEIGHBOURS``."""
    chance = random.Random(seed)
    return [
        f"{chance.uniform(-10, -6):.5f},{chance.uniform(-76, -72):.5f},2024-0{chance.randint(1, 3)}-15,"
        f"{chance.choice(KINDS)}"
        for _ in range(count)
    ]


def counted(folder: Path, *lines: str, header: str = HEADER, name: str = "gfw-integrated-alerts") -> Counted:
    """The source that a file of such rows is."""
    path = folder / "alerts.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8", newline="\n")
    made = dataset(loader(name, folder), path, DAY)
    assert isinstance(made, Counted)
    return made
