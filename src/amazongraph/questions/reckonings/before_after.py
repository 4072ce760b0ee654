"""What was observed before, during and after a measure, inside it and outside it. A table, and no conclusion."""

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import fmean

from amazongraph.questions.reckonings.days import day

_FEWEST = 30  # observations of each group: below it, means say more of chance than of anything else
_PHASES = ("before", "during", "after")
_Rows = Sequence[Mapping[str, str]]


def before_after(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Observations of each indicator by phase of a chain of emergencies, inside it and outside it.

    An observation is what is stated of one place in one period of a year at most; several statements of it are one,
    their mean. Inside: places where the chain was in force in all of the place. Outside: places of the same levels
    (district, province, department) that it never touched; places that it touched in part are left out. A phase takes
    the observations whose whole period lies in it; one that lies across is left out. Means are given only where both
    groups have 30 observations or more before and in that phase. Whether the groups are alike in other things is not
    looked at, and nothing follows from a difference (threats to before-and-after designs: Shadish, Cook and Campbell,
    2002, chapters 4 and 5).
    """
    tables: dict[tuple[str, str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        if row.get("touched") != "part":
            tables.setdefault((row["chain"], row["indicator"], row["measured"]), []).append(row)
    found: list[dict[str, str]] = []
    for key, told in sorted(tables.items()):
        levels = {row["level"] for row in told if row.get("touched") == "all"}
        inside = [row for row in told if row.get("touched") == "all"]
        outside = [row for row in told if not row.get("touched") and row["level"] in levels]
        found += _table(key, inside, outside) if any(_phases(inside).values()) else []
    return found


def _table(key: tuple[str, str, str], inside: _Rows, outside: _Rows) -> list[dict[str, str]]:
    groups = {"true": (inside, _phases(inside)), "false": (outside, _phases(outside))}
    enough = {
        phase: all(min(len(own["before"]), len(own[phase])) >= _FEWEST for _, own in groups.values())
        for phase in _PHASES
    }
    return [
        {
            "chain": key[0],
            "indicator": key[1],
            "unit": key[2],
            "inside": inside_,
            **{f"{phase}_n": str(len(own[phase])) for phase in _PHASES},
            **{f"{phase}_mean": f"{fmean(own[phase]):.1f}" if enough[phase] else "" for phase in _PHASES},
            "compared": "true" if enough["during"] or enough["after"] else "false",
            "figures": " ".join(sorted({row["figure"] for row in told})),
            "stages": " ".join(sorted({one for row in told for one in row["stages"].split()})),
            "places": " ".join(sorted({row["place"] for row in told})),
        }
        for inside_, (told, own) in groups.items()
    ]


def _phases(told: _Rows) -> dict[str, list[float]]:
    """The values of each phase, one a place and a period."""
    seen: dict[tuple[str, str, str, str], list[float]] = {}
    for row in told:
        if phase := _phase(row):
            seen.setdefault((phase, row["place"], row["first"], row["last"]), []).append(float(row["value"]))
    phases: dict[str, list[float]] = {phase: [] for phase in _PHASES}
    for (phase, *_), said in sorted(seen.items()):
        phases[phase].append(fmean(said))
    return phases


def _phase(row: Mapping[str, str]) -> str:
    first, last, starts, ends = (day(row.get(name, "")) or date.min for name in ("first", "last", "starts", "ends"))
    if date.min in {first, last, starts, ends} or (last - first).days > 366:
        return ""
    if last < starts:
        return "before"
    return "after" if first > ends else "during" if starts <= first and last <= ends else ""
