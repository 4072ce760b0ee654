"""How far organisations reach by the ties among them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

_Rows = Sequence[Mapping[str, str]]


def representation_reach(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Each organisation that has members, with all whom it gathers and who is above it.

    Ties are followed in their direction (reachability in a directed graph); each thing counts once, however many ways
    lead to it, never below itself, and ``levels`` is the longest way that passes nobody twice. ``tops``: those above it
    that are above everybody they know of; itself where nobody is above it. ``organisation``: that one alone.
    """
    below: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    ties: dict[str, set[str]] = defaultdict(set)
    communities = {row["member"] for row in rows if row.get("community")}
    for row in rows:
        if row["member"] != row["organisation"]:
            below[row["organisation"]].add(row["member"])
            above[row["member"]].add(row["organisation"])
            ties[row["organisation"]].add(row["tie"])
    wanted = given.get("organisation", "")
    found = []
    for one in sorted(below):
        gathered = _reached(one, below)
        tops = {other for other in _reached(one, above) | {one} if not above.get(other)}
        if wanted in {"", one}:
            found.append(
                {
                    "organisation": one,
                    "direct": str(len(below[one])),
                    "organisations": str(len(gathered - communities)),
                    "communities": str(len(gathered & communities)),
                    "levels": str(_levels(one, below, frozenset())),
                    "tops": " ".join(sorted(tops)),
                    "members": " ".join(sorted(below[one])),
                    "ties": " ".join(sorted(ties[one])),
                }
            )
    return found


def _reached(one: str, step: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [one]
    while waiting:
        new = step.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found - {one}


def _levels(one: str, below: Mapping[str, set[str]], passed: frozenset[str]) -> int:
    """The steps of the longest way down that passes nobody twice."""
    on = passed | {one}
    return max((1 + _levels(other, below, on) for other in below.get(one, set()) - on), default=0)
