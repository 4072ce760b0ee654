"""For how many days a place has been under a state of emergency, at least."""

from collections.abc import Mapping, Sequence
from datetime import date

from amazongraph.questions.reckonings.days import Span, day, length, union

_Rows = Sequence[Mapping[str, str]]


def emergency_days(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Days under emergency of each place, from one row a place, a decree and how it lies to the place.

    A day counts once, however many decrees were in force on it (union of closed intervals). A decree counts from the
    last day on which it may have begun to the first on which it may have ended, so that the days are a least number;
    one without known days counts as a decree and for no day. ``since`` and ``until`` cut the days that count. Of the
    days in all of the place, those of decrees that were in force in a part of it only are told apart. The run is the
    longest series of decrees on record in which each extends the one before. The term of a decree, where its last day
    is reckoned, is that of the decree itself (Constitution of Peru, art. 137).
    """
    places: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        places.setdefault(row["place"], []).append(row)
    return [_place(place, told, given) for place, told in sorted(places.items())]


def _place(place: str, told: _Rows, given: Mapping[str, str]) -> dict[str, str]:
    decrees = {row["emergency"]: row for row in told}
    everywhere = {row["emergency"] for row in told if row["whole"] in {"true", "1"}}
    spans = {one: span for one, row in decrees.items() if (span := _span(row, given))}
    undated = [one for one, row in decrees.items() if not (row.get("first") and row.get("last"))]
    whole = union(span for one, span in spans.items() if one in everywhere)
    all_days = union(spans.values())
    return {
        "place": place,
        # No decree of which the days are known is no day known, and not none.
        "days": str(length(whole)) if whole else "",
        "days_in_part": str(length(all_days)) if all_days else "",
        "first": all_days[0][0].isoformat() if all_days else "",
        "last": all_days[-1][1].isoformat() if all_days else "",
        "decrees": str(len(decrees)),
        "undated": str(len(undated)),
        "run": str(_longest(told)),
        "members": " ".join(sorted(decrees)),
        "chains": " ".join(sorted({row["chain"] for row in told if row.get("chain")})),
        "areas": " ".join(sorted({place} | {one for row in told for one in row["named"].split()})),
    }


def _span(row: Mapping[str, str], given: Mapping[str, str]) -> Span | None:
    first, last = day(row.get("first", "")), day(row.get("last", ""))
    if not first or not last:
        return None
    first = max(first, day(given.get("since", "")) or date.min)
    last = min(last, day(given.get("until", "")) or date.max)
    return (first, last) if first <= last else None


def _longest(told: _Rows) -> int:
    """How many decrees are in the longest series in which each extends the one before."""
    before: dict[str, set[str]] = {}
    for row in told:
        before.setdefault(row["emergency"], set()).update([row["earlier"]] if row.get("earlier") else [])

    def run(one: str, seen: frozenset[str]) -> int:
        earlier = [other for other in before[one] if other in before and other not in seen]
        return 1 + max((run(other, seen | {other}) for other in earlier), default=0)

    return max(run(one, frozenset({one})) for one in before)
