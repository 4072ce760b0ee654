"""How much coca there was in communities before an eradication and after it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

_Rows = Sequence[Mapping[str, str]]


def eradication_and_coca(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Hectares eradicated, before and after, by district, from one row an eradication and an observation.

    Before is the last observation of a territory that ended before the first eradication there; after is the first
    that began after the last one there. Only territories with both add to before and after, so that the two speak of
    the same ones. Territories are added up by district, lest one community be pointed at; each eradication counts
    once, and those without hectares are counted and add nothing.
    """
    districts: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        districts.setdefault(row["district"], []).append(row)
    return [_district(district, told) for district, told in sorted(districts.items())]


def _district(district: str, told: _Rows) -> dict[str, str]:
    actions = {row["action"]: row.get("eradicated", "") for row in told}
    territories: dict[str, list[Mapping[str, str]]] = {}
    for row in told:
        territories.setdefault(row["territory"], []).append(row)
    pairs = {one: pair for one, own in territories.items() if (pair := _around(own))}
    before = sum((Decimal(pair[0]["hectares"]) for pair in pairs.values()), Decimal())
    after = sum((Decimal(pair[1]["hectares"]) for pair in pairs.values()), Decimal())
    eradicated = [Decimal(amount) for amount in actions.values() if amount]
    return {
        "district": district,
        "actions": str(len(actions)),
        "eradicated": f"{sum(eradicated, Decimal()):f}" if eradicated else "",
        "territories": str(len(territories)),
        "observed": str(len(pairs)),
        "before": f"{before:f}" if pairs else "",
        "after": f"{after:f}" if pairs else "",
        "members": " ".join(sorted(actions)),
        "observations": " ".join(sorted({one["observation"] for pair in pairs.values() for one in pair})),
    }


def _around(own: _Rows) -> tuple[Mapping[str, str], Mapping[str, str]] | None:
    """The observations next to the eradications of one territory; ``None`` without one on either side."""
    if not all(row.get("from") and row.get("to") for row in own):
        return None
    first, last = min(row["from"] for row in own), max(row["to"] for row in own)
    seen = [row for row in own if row.get("observation")]
    before = [row for row in seen if row["seen_to"] < first]
    after = [row for row in seen if row["seen_from"] > last]
    if not before or not after:
        return None
    return max(before, key=lambda row: row["seen_to"]), min(after, key=lambda row: row["seen_from"])
