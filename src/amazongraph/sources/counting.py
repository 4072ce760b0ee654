"""How many points lie in each territory, by month and kind: one pure function over a batch, and what it needs.

Knows nothing of files, statements or what the points are. Whoever has the points in parts (a stream, a cluster) counts
each part against the same territories and adds up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import shapely

from amazongraph.outlines import Outline

POINTS: dict[str, pl.DataType] = {
    "line": pl.Int64(),  # of the file
    "longitude": pl.Float64(),  # degrees, CRS84
    "latitude": pl.Float64(),
    "period": pl.String(),  # the month, YYYY-MM
    "kind": pl.String(),
}
COUNTS: dict[str, pl.DataType] = {
    "place": pl.Int64(),  # its position in ``Territories.places``; null = outside of all
    "period": pl.String(),
    "kind": pl.String(),
    "points": pl.Int64(),
    "line": pl.Int64(),  # the first of them
}
_BY = ("place", "period", "kind")


@dataclass(frozen=True, slots=True)
class Place:
    """A territory that points are counted in, with the mark of its outlines and whether they may not be passed on."""

    iri: str
    mark: int | None
    forbidden: bool


@dataclass(frozen=True, slots=True)
class Territories:
    """Territories with a tree of their outlines; ``owners``: outline -> position of its territory in ``places``."""

    places: tuple[Place, ...]
    owners: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    tree: shapely.STRtree

    def __reduce__(self) -> tuple[Any, ...]:
        # Whoever gets a copy grows a tree of its own; that of another process is not prepared for questions.
        return _planted, (self.places, self.owners, shapely.to_wkb(self.tree.geometries))


def territories(outlines: Iterable[Outline]) -> Territories:
    """Territories from their outlines. Of several outlines of one place those count that most people may see."""
    by_place: dict[Place, list[Outline]] = {}
    taken: dict[str, tuple[bool, int]] = {}
    drawn = [one for one in outlines if shapely.get_dimensions(one.shape) == 2]
    for one in sorted(drawn, key=lambda one: (one.place, *_reach(one), one.node)):
        if taken.setdefault(one.place, _reach(one)) == _reach(one):
            by_place.setdefault(Place(one.place, one.mark, one.forbidden), []).append(one)
    shapes = shapely.to_wkb([one.shape for group in by_place.values() for one in group])
    owners = np.repeat(np.arange(len(by_place)), [len(group) for group in by_place.values()]).astype(np.int64)
    return _planted(tuple(by_place), owners, shapes)


def _planted(places: tuple[Place, ...], owners: Any, shapes: Any) -> Territories:
    drawn = shapely.from_wkb(shapes)
    shapely.prepare(drawn)
    return Territories(places, owners, shapely.STRtree(drawn))


def aggregate(batch: pl.DataFrame, known: Territories) -> pl.DataFrame:
    """Count the points of a batch (``POINTS``) by territory, month and kind (``COUNTS``).

    A point on the border is inside; one in several territories counts in each, and once in each however many outlines
    a territory has. Those outside of all are counted under no place.
    """
    lon, lat = batch["longitude"].to_numpy(), batch["latitude"].to_numpy()
    point, outline = known.tree.query(shapely.points(lon, lat))
    inside = shapely.intersects_xy(known.tree.geometries[outline], lon[point], lat[point])
    hits = pl.DataFrame(
        {"point": point[inside], "place": known.owners[outline[inside]]},
        schema={"point": pl.Int64(), "place": pl.Int64()},
    ).unique()
    rows = batch.select("line", "period", "kind", point=pl.int_range(pl.len(), dtype=pl.Int64))
    return _sums(rows.join(hits, on="point", how="left").with_columns(points=pl.lit(1, pl.Int64())))


def add_up(counts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The sum of the counts of several batches, in fixed order; holds no more than the sum and one batch."""
    total = pl.DataFrame(schema=COUNTS)
    for one in counts:
        total = _sums(pl.concat([total, one]))
    return total.sort(_BY, nulls_last=True)


def _sums(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by(_BY).agg(pl.col("points").sum(), pl.col("line").min()).select(list(COUNTS))


def _reach(one: Outline) -> tuple[bool, int]:
    # What nobody marked is seen by nobody but the owner.
    return one.forbidden, 4 if one.mark is None else one.mark
