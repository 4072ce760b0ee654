"""How long the steps of titling procedures took, at least."""

from collections.abc import Mapping, Sequence
from statistics import median

from amazongraph.questions.reckonings.days import day

_Rows = Sequence[Mapping[str, str]]


def step_durations(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """By type of step and body, the median, the shortest and the longest duration, from one row a step and a body.

    The days of a step go from the last day on which it may have begun to the first on which it may have ended, so that
    each is a least number; the median of an even number of steps is the mean of the two in the middle. A step without
    a known beginning and end is counted apart and has no duration.
    """
    groups: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        groups.setdefault((row["step"], row.get("body", "")), []).append(row)
    return [_group(*key, told) for key, told in sorted(groups.items())]


def _group(step: str, body: str, told: _Rows) -> dict[str, str]:
    known = {row["one"]: days for row in told if (days := _days(row)) is not None}
    return {
        "step": step,
        "body": body,
        "median": f"{median(known.values()):g}" if known else "",
        "shortest": str(min(known.values())) if known else "",
        "longest": str(max(known.values())) if known else "",
        "steps": str(len(known)),
        "undated": str(len({row["one"] for row in told} - known.keys())),
        "members": " ".join(sorted({row["one"] for row in told})),
    }


def _days(row: Mapping[str, str]) -> int | None:
    began, ended = day(row.get("began", "")), day(row.get("ended", ""))
    return max(0, (ended - began).days) if began and ended else None
