"""Which administrative unit a shape lies in: told where no source says it, and where it is not the one that is said.

Owns the comparison of words and shapes; who is right is decided in ``accept``. Outlines of districts are simplified and
of one year, so nothing hangs on a border: what is nearer to one than ``TOLERANCE`` may lie on either side of it, and a
unit that the layer does not know is compared by the province or the department that its code begins with.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import shapely

from amazongraph import statements, terms
from amazongraph.ontology import Ontology
from amazongraph.outlines import TERRITORIES, Outline, highest, outlines

TOLERANCE = 1_000
"""Metres."""
_DEGREES = TOLERANCE / 110_000  # a degree is no shorter in Peru
_PLACED = (
    *TERRITORIES,
    "RequestedReserve",
    "PopulatedCentre",
    "NativeCommunity",
    "Airstrip",
    "Observation",
    "Incident",
)
_UNITS = terms.entity("admin", "")
_WITHIN, _PLACE, BY_SHAPE = terms.ag("within"), terms.ag("place"), terms.ag("placedByShape")
_LENGTHS = (6, 4, 2)  # digits of the code of a district, a province, a department


def placements(frame: pl.DataFrame, ontology: Ontology) -> Iterator[dict[str, Any]]:
    """Rows for ``statements.derived``: the unit of what no source puts anywhere (``ag:within`` of an area, ``ag:place``
    of other things), and ``ag:placedByShape`` where the shape lies in another unit than the one that is said.

    The unit is the smallest whose code all districts share that the shape reaches farther than the tolerance into, or,
    where it reaches into none, that are no farther than that. Another is one that no stated unit and no district within
    the tolerance of the shape agree on. A row is as sensitive as the most sensitive statement it rests on; each reader
    is told what follows from what that reader sees (``statements.READERS``).
    """
    layer, things = (outlines(frame, ontology, kinds) for kinds in (("District",), _PLACED))
    areas = {name for name, ups in ontology.superclasses.items() if terms.ag("Area") in ups}
    is_area = set(frame.filter((pl.col("predicate") == terms.TYPE) & pl.col("object").is_in(areas))["canonical"])
    units = frame.filter((pl.col("predicate") == terms.TYPE) & pl.col("canonical").str.starts_with(_UNITS))
    said = frame.filter(pl.col("predicate").is_in([_WITHIN, _PLACE])).sort("id")
    told: set[tuple[str, str, str]] = set()
    before: list[int] = []
    for reader in statements.READERS:
        seen = [[one for one in drawn if reader.sees(one.mark, forbidden=one.forbidden)] for drawn in (layer, things)]
        stated = said.filter(reader.rows)
        counts = [*map(len, seen), stated.height]
        if counts == before:
            continue  # Nothing is seen that the one before does not see.
        before = counts
        for row in _placed(_Districts(seen[0]), seen[1], _said(stated), frozenset(units["canonical"]), is_area):
            if (key := (row["subject"], row["predicate"], row["object"])) not in told:
                told.add(key)
                yield row


def _placed(
    districts: "_Districts", things: list[Outline], said: "_Said", units: frozenset[str], is_area: set[str]
) -> Iterator[dict[str, Any]]:
    if not districts.drawn:
        return
    for one, near in districts.compared(_first_of_each(things), said.codes):
        stated = said.by_place.get(one.place, [])
        found, codes = districts.unit(one, near), said.codes.get(one.place, [])
        if not found or _UNITS + found not in units or _agree(districts, codes, near):
            continue
        if any(code.startswith(found) for code in codes):
            continue
        predicate = BY_SHAPE if stated else _WITHIN if one.place in is_area else _PLACE
        rests = [districts.drawn[position] for position in near]
        forbidden = one.forbidden or any(other.forbidden for other in rests) or any(row[2] for row in stated)
        yield {
            "subject": one.place,
            "predicate": predicate,
            "object": _UNITS + found,
            "mark": highest([one.mark, *(other.mark for other in rests), *(row[1] for row in stated)]),
            "redistribution": "forbidden" if forbidden else "allowed",
        }


@dataclass(frozen=True, slots=True)
class _Said:
    """What sources say of where things are: (unit, mark, forbidden) by thing, and the codes of these units."""

    by_place: dict[str, list[tuple[str, int | None, bool]]]
    codes: dict[str, list[str]]


def _said(rows: pl.DataFrame) -> _Said:
    by_place: dict[str, list[tuple[str, int | None, bool]]] = {}
    codes: dict[str, list[str]] = {}
    for place, unit, mark, may in rows.select("canonical", "object", "mark", "redistribution").iter_rows():
        by_place.setdefault(place, []).append((unit, mark, may == "forbidden"))
        codes.setdefault(place, []).append(unit.removeprefix(_UNITS) if unit.startswith(_UNITS) else "")
    return _Said(by_place, codes)


def _first_of_each(drawn: list[Outline]) -> list[Outline]:
    """One outline for each thing: with several, what one says another may not, so the first in order speaks."""
    first: dict[str, Outline] = {}
    for one in drawn:
        first.setdefault(one.place, one)
    return list(first.values())


class _Districts:
    """The outlines of districts, and their codes."""

    def __init__(self, drawn: list[Outline]) -> None:
        self.drawn = [one for one in drawn if shapely.get_dimensions(one.shape) == 2 and one.place.startswith(_UNITS)]
        self.codes = [one.place.removeprefix(_UNITS) for one in self.drawn]
        self.shapes = np.array([one.shape for one in self.drawn], dtype=object)
        self.inner = shapely.buffer(self.shapes, -_DEGREES)
        self.at: dict[str, list[int]] = {}
        for position, code in enumerate(self.codes):
            self.at.setdefault(code, []).append(position)
        self.known = {code[:length] for code in self.codes for length in _LENGTHS}
        shapely.prepare(self.shapes)

    def compared(self, things: list[Outline], codes: dict[str, list[str]]) -> Iterator[tuple[Outline, list[int]]]:
        """Each thing that may have something told of it, with the districts no farther than the tolerance."""
        asked = [one for one in things if not self._plainly_there(one, codes.get(one.place, []))]
        if not asked:
            return
        shapes = np.array([one.shape for one in asked], dtype=object)
        found = shapely.STRtree(self.shapes).query(shapes, predicate="dwithin", distance=_DEGREES)
        near: dict[int, list[int]] = {}
        for thing, district in zip(*found.tolist(), strict=True):
            near.setdefault(thing, []).append(district)
        for thing, positions in sorted(near.items()):
            yield asked[thing], sorted(positions)

    def _plainly_there(self, one: Outline, codes: list[str]) -> bool:
        """Whether it lies in the very district that is said, as most things do, or is said to be somewhere else than
        in a unit.
        """
        if "" in codes:
            return True
        return any(self.shapes[at].intersects(one.shape) for code in codes for at in self.at.get(code, ()))

    def unit(self, one: Outline, near: list[int]) -> str:
        """The code of the smallest unit that holds the shape; "" for none."""
        reached = [position for position in near if self.inner[position].intersects(one.shape)]
        codes = [self.codes[position] for position in reached or near]
        starts = (codes[0][:length] for length in _LENGTHS)
        return next((start for start in starts if all(code.startswith(start) for code in codes)), "")

    def known_part(self, code: str) -> str:
        """The code itself, or that of the least unit above it, of which the layer has an outline."""
        return next((code[:length] for length in _LENGTHS if code[:length] in self.known), "")


def _agree(districts: _Districts, codes: list[str], near: list[int]) -> bool:
    """Whether a unit that is said holds a district near the shape, or nothing is known of any."""
    parts = [districts.known_part(code) for code in codes]
    if not parts:
        return False
    return "" in parts or any(districts.codes[position].startswith(part) for part in parts for position in near)
