"""Whether communities with no registered title are exposed more often than the others."""

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt

_Rows = Sequence[Mapping[str, str]]
LEAST = 30
"""Fewer communities than this in either group, and nothing is compared."""
NONE = {"ratio": "", "low": "", "high": ""}
_Z = 1.959964  # of the standard normal distribution, for an interval of 95 per cent


def title_and_exposure(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """The exposed and the others, each with how many have no registered title, from one row a community.

    The risk ratio is the share without title among the exposed over that among the others, with the 95 per cent
    interval of its logarithm (Katz and others, Biometrics 34, 1978). With fewer than thirty communities in either
    group, or none without title in one of them, neither shares nor a ratio are given. It compares; it tells no cause.
    """
    groups = {kind: [row for row in rows if (row["exposed"] in {"true", "1"}) == kind] for kind in (True, False)}
    enough = min(map(len, groups.values())) >= LEAST
    ratio = _ratio(groups[True], groups[False]) if enough else NONE
    return [
        {
            "exposed": str(kind).lower(),
            "communities": _least(len(told)),
            "untitled": _least(len(_untitled(told))),
            "share": f"{100 * len(_untitled(told)) / len(told):.1f}" if enough else "",
            "documents": " ".join(sorted({one for row in told for one in row["documents"].split()})),
            **(ratio if kind else NONE),
        }
        for kind, told in groups.items()
        if told
    ]


def _untitled(told: _Rows) -> _Rows:
    return [row for row in told if row["untitled"] in {"true", "1"}]


def _least(number: int) -> str:
    return "<5" if 0 < number < 5 else str(number)


def _ratio(exposed: _Rows, others: _Rows) -> dict[str, str]:
    first, second = len(_untitled(exposed)), len(_untitled(others))
    if not first or not second:
        return NONE
    ratio = (first / len(exposed)) / (second / len(others))
    error = sqrt(1 / first - 1 / len(exposed) + 1 / second - 1 / len(others))
    low, high = exp(log(ratio) - _Z * error), exp(log(ratio) + _Z * error)
    return {"ratio": f"{ratio:.2f}", "low": f"{low:.2f}", "high": f"{high:.2f}"}
