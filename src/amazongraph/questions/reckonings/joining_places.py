"""Which places join communities that corridors pass."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx

_Rows = Sequence[Mapping[str, str]]
_Pairs = list[tuple[str, str]]
LEAST = 30
"""Fewer communities joined than this, and no share is given."""
_SHOWN = 5
"""Fewer communities than this are not told apart."""


def joining_places(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Each district, area or segment that a corridor passes, with the communities that it joins to others.

    Rows are of two kinds: a place with a corridor that passes it (and, where it is one to be told, its kind), and a
    place with a community of which a pressure is reported. Places are joined by corridors, communities by the places
    they lie in. The share is the betweenness of Freeman (Sociometry 40, 1977), as Brandes reckons it (Social Networks
    30, 2008) between chosen ends: of the pairs of communities that are joined and share no place, the part of the
    shortest ways through the place. It is given where thirty communities or more are so joined.
    """
    ways: dict[str, set[str]] = defaultdict(set)
    inside: dict[str, set[str]] = defaultdict(set)
    told = {row["joint"] for row in rows if row.get("kind")}
    for row in rows:
        if row.get("way"):
            ways[row["joint"]].add(row["way"])
    for row in rows:
        if row.get("community") and row["joint"] in ways:
            inside[row["joint"]].add(row["community"])
    passed: dict[str, set[str]] = defaultdict(set)
    for joint, by in ways.items():
        for way in by:
            passed[way].add(joint)
    share = _shares(ways, inside)
    found = []
    for joint in sorted(told & ways.keys()):
        along = {one for way in ways[joint] for other in passed[way] for one in inside[other]}
        found.append(
            {
                "joint": joint,
                "corridors": str(len(ways[joint])),
                "communities": _least(len(inside[joint])),
                "along": _least(len(along)),
                "share": f"{100 * share.get(joint, 0):.1f}" if share else "",
                "enough": str(bool(share)).lower(),
                "ways": " ".join(sorted(ways[joint])),
            }
        )
    return found


def _least(number: int) -> str:
    return f"<{_SHOWN}" if 0 < number < _SHOWN else str(number)


def _shares(ways: Mapping[str, set[str]], inside: Mapping[str, set[str]]) -> dict[str, float]:
    """Place -> its part of the shortest ways between communities; empty where too few are joined."""
    import networkx

    net = networkx.Graph()
    net.add_edges_from((("place", joint), ("way", way)) for joint, by in ways.items() for way in by)
    net.add_edges_from((("place", joint), ("community", one)) for joint, held in inside.items() for one in held)
    homes: dict[str, set[str]] = defaultdict(set)
    for joint, held in inside.items():
        for one in held:
            homes[one].add(joint)
    apart, together = _pairs(net, homes)
    if len({one for pair in apart for one in pair}) < LEAST:
        return {}
    ends = [("community", one) for one in homes]
    between = networkx.betweenness_centrality_subset(net, ends, ends)
    for one, other in together:
        # A way that goes through a place that both lie in joins nothing.
        shared = homes[one] & homes[other]
        for joint in shared:
            between["place", joint] -= 1 / len(shared)
    return {joint: between["place", joint] / len(apart) for joint in ways}


def _pairs(net: "networkx.Graph[tuple[str, str]]", homes: Mapping[str, set[str]]) -> tuple[_Pairs, _Pairs]:
    """The pairs of communities that are joined and share no place, and those that share one."""
    import networkx

    apart: _Pairs = []
    together: _Pairs = []
    for part in networkx.connected_components(net):
        members = sorted(name for kind, name in part if kind == "community")
        for pair in combinations(members, 2):
            (together if homes[pair[0]] & homes[pair[1]] else apart).append(pair)
    return apart, together
