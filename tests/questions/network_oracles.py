"""What the questions on networks must answer, from the tables alone: who is joined to whom, found by trying all ways.

As in ``question_oracles``, nothing here imports the package.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise, permutations

from land_oracles import INDIGENOUS, by_key
from policy_oracles import cited, concepts, places
from question_oracles import BASE, Record, Row, document, documents, entity, parts, read

V, B = f"{BASE}vocab/", f"{BASE}id/"


def _told() -> dict[str, dict[str, list[Record]]]:
    """Incident -> document -> what it says of it: whom it relays, according to whom, with which standing."""
    found: dict[str, dict[str, list[Record]]] = {}

    def add(incident: str, document_: str, **said: str) -> None:
        said = {"speaker": "", "relays": "", "standing": "", **said}
        found.setdefault(entity("incident", incident), {}).setdefault(document_, []).append(said)

    for incident in read("incidents"):
        for one in documents(incident):
            add(incident["key"], one)
        for who in parts(incident["link_by"]):
            add(incident["key"], document(incident["document"]), speaker=who)
    for victim in read("victims"):
        for one in documents(victim):
            add(victim["incident"], one)
    for claim in read("claims"):
        kind, _, key = claim["subject"].partition(":")
        if kind == "incident":
            said = {name: claim[name] for name in ("relays", "standing")}
            for who in parts(claim["attributed_to"]) or [""]:
                add(key, document(claim["document"]), speaker=who, **said)
    return found


PUBLISHERS = {document(one["key"]): set(parts(one["publisher"])) for one in read("documents")}


def _marks(document_: str, said: list[Record]) -> set[tuple[str, str]]:
    marks = {("document", document_)} | {("document", document(one["relays"])) for one in said if one["relays"]}
    return marks | {("speaker", entity("organization", one["speaker"])) for one in said if one["speaker"]}


def _groups(case: dict[str, list[Record]]) -> list[set[str]]:
    """Documents that are one source: put together as long as two groups have a mark in common."""
    groups = [{one} for one in case]

    def touch(one: set[str], other: set[str]) -> bool:
        marks = [set().union(*(_marks(name, case[name]) for name in group)) for group in (one, other)]
        return bool(marks[0] & marks[1])

    while pair := next((pair for pair in combinations(groups, 2) if touch(*pair)), None):
        groups = [group for group in groups if group not in pair] + [pair[0] | pair[1]]
    return sorted(groups, key=sorted)


def _is_traced(document_: str, said: list[Record]) -> bool:
    speakers = {one["speaker"] for one in said if one["speaker"]}
    first_hand = any(one["standing"] in {"official-record", "judicial-final"} for one in said)
    return first_hand or any(one["relays"] for one in said) or bool(speakers - PUBLISHERS[document_])


def source_clusters(case: str = "") -> list[Row]:
    found: list[Row] = []
    for incident, told in _told().items():
        if len(told) < 2 or case not in {"", incident}:
            continue
        groups = _groups(told)
        traced = [any(_is_traced(one, told[one]) for one in group) for group in groups]
        for group, known in zip(groups, traced, strict=True):
            marks = [mark for one in group for mark in _marks(one, told[one])]
            shared = {mark for mark in marks if marks.count(mark) > 1}
            found.append(
                {
                    "case": incident,
                    "least": str(min(len(groups), max(1, sum(traced)))),
                    "most": str(len(groups)),
                    "documents": frozenset(group),
                    "shared_documents": frozenset(name for kind, name in shared if kind == "document"),
                    "shared_speakers": frozenset(name for kind, name in shared if kind == "speaker"),
                    "traced": str(known).lower(),
                    "sources": frozenset(told),
                }
            )
    return found


def who_repeats_whom(publisher: str = "") -> list[Row]:
    told = _told()
    everybody = sorted({who for case in told.values() for one in case for who in PUBLISHERS[one]})
    found: list[Row] = []
    for one, other in combinations(everybody, 2):
        pair = {name: entity("organization", name) for name in (one, other)}
        own = {
            name: {case: {doc for doc in said if name in PUBLISHERS[doc]} for case, said in told.items()}
            for name in pair
        }
        shared = [case for case in told if own[one][case] and own[other][case]]
        if len(shared) < 3 or publisher not in {"", *pair.values()}:
            continue

        def repeats(first: str, second: str, case: str, own: dict[str, dict[str, set[str]]] = own) -> bool:
            said = [line for doc in own[first][case] - own[second][case] for line in told[case][doc]]
            return any(line["speaker"] == second or document(line["relays"]) in own[second][case] for line in said)

        joined = [c for c in shared if any(g & own[one][c] and g & own[other][c] for g in _groups(told[c]))]
        found.append(
            {
                "first": pair[one],
                "second": pair[other],
                "together": str(len(shared)),
                "one_source": str(len(joined)),
                "apart": str(len(shared) - len(joined)),
                "first_repeats": str(sum(repeats(one, other, case) for case in shared)),
                "second_repeats": str(sum(repeats(other, one, case) for case in shared)),
                "sources": frozenset().union(*(own[name][case] for case in shared for name in pair)),
            }
        )
    return found


def joining_places(mode: str = "") -> list[Row]:
    """Too few communities are joined in the tables for a share; that one is asked of an invented world."""
    ways = {one["key"]: one for one in read("corridors") if not mode or mode in concepts("route-mode", one["modes"])}
    passed = {key: places(f"{one['origin']};{one['transit']};{one['destination']}") for key, one in ways.items()}
    reported = {
        one["subject"].partition(":")[2] for one in read("community_reports") if one["subject"].startswith("community:")
    }
    homes = {one["key"]: places(one["place"]) for one in read("communities") if one["key"] in reported}
    geographic = {entity("area", one["key"]) for one in read("areas") if one["kind"] == "geographic-area"}

    def inside(joint: str) -> set[str]:
        return {key for key, home in homes.items() if joint in home and len(joint.rpartition("/")[2]) == 6}

    def least(number: int) -> str:
        return f"<{5}" if 0 < number < 5 else str(number)

    found: list[Row] = []
    for joint in {joint for one in ways.values() for joint in places(f"{one['origin']};{one['transit']}")}:
        code = joint.rpartition("/")[2]
        if joint not in geographic and not (code.isdigit() and len(code) == 6):
            continue
        through = {key for key, joints in passed.items() if joint in joints}
        along = {one for key in through for other in passed[key] for one in inside(other)}
        found.append(
            {
                "joint": joint,
                "corridors": str(len(through)),
                "communities": least(len(inside(joint))),
                "along": least(len(along)),
                "share": "",
                "enough": "false",
                # Other documents say that there is such a corridor, not where it leads.
                "sources": frozenset(document(ways[key]["document"]) for key in through),
            }
        )
    return found


def _chains() -> Iterator[tuple[Record, ...]]:
    """Every chain of ties, each going on where the one before ends, that passes nobody twice."""
    organisations = by_key("organisations")
    ties = [one for one in read("memberships") if organisations[one["member"]]["kind"] in INDIGENOUS]
    for length in range(1, len(ties) + 1):
        made = [
            chain
            for chain in permutations(ties, length)
            if all(one["organisation"] == other["member"] for one, other in pairwise(chain))
        ]
        if not made:
            return
        yield from made


def representation_reach(organisation: str = "", day: str = "") -> list[Row]:
    chains = list(_chains())
    members = {chain[0]["member"] for chain in chains}
    found: list[Row] = []
    for whole in {chain[-1]["organisation"] for chain in chains}:
        if organisation not in {"", entity("organization", whole)}:
            continue
        below = [chain for chain in chains if chain[-1]["organisation"] == whole]
        direct = [chain for chain in below if len(chain) == 1]
        above = {chain[-1]["organisation"] for chain in chains if chain[0]["member"] == whole} | {whole}
        found.append(
            {
                "organisation": entity("organization", whole),
                "direct": str(len({chain[0]["member"] for chain in direct})),
                "organisations": str(len({chain[0]["member"] for chain in below})),
                "communities": "0",
                "levels": str(max(map(len, below))),
                "tops": frozenset(entity("organization", one) for one in above - members),
                "sources": frozenset().union(*(cited(chain[0]) for chain in direct)),
            }
        )
    return found


ORACLES = {
    "source-clusters": source_clusters,
    "who-repeats-whom": who_repeats_whom,
    "joining-places": joining_places,
    "representation-reach": representation_reach,
}
PARAMETERS = {
    "source-clusters": {"case": f"{B}incident/2ta5r2gr"},
    "joining-places": {"mode": f"{V}route-mode/river"},
    "representation-reach": {"organisation": f"{B}organization/orpio"},
}
