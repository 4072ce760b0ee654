"""What the questions on policies, communities, actors, routes and contradictions must answer, from the tables alone.

As in ``question_oracles``, nothing here imports the package; what a stage of the build reckons is reckoned here anew.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from question_oracles import (
    BASE,
    Record,
    Row,
    _figures,
    _without,
    claimed,
    concept,
    days,
    document,
    documents,
    entity,
    number,
    parts,
    place,
    read,
)

NS = "https://w3id.org/amazongraph/ns#"
Place = str


def any_entity(cell: str) -> str:
    """``measure:ptrt3`` as an IRI; documents are sources."""
    kind, _, key = cell.partition(":")
    return document(key) if kind == "document" else entity(kind, key)


def places(cell: str) -> set[Place]:
    return {place(one) for one in parts(cell)}


def _above() -> dict[Place, set[Place]]:
    """Area -> the areas it is said to lie in."""
    found: dict[Place, set[Place]] = {}
    for record in read("admin_units"):
        found[entity("admin", record["key"])] = {
            entity("admin" if record["within"].isdigit() else "area", record["within"])
        }
    for record in read("areas"):
        found[entity("area", record["key"])] = {
            entity("admin" if key.isdigit() else "area", key) for key in parts(record["within"])
        }
    return found


ABOVE = _above()


def around(area: Place) -> set[Place]:
    """An area and all it lies in."""
    found, waiting = {area}, [area]
    while waiting:
        for up in ABOVE.get(waiting.pop(), ()):
            if up not in found:
                found.add(up)
                waiting.append(up)
    return found


def lies_in(areas: set[Place], wanted: Place) -> bool:
    return not wanted or any(wanted in around(area) for area in areas)


def orgs(cell: str) -> frozenset[str]:
    return frozenset(entity("organization", key) for key in parts(cell))


def concepts(scheme: str, cell: str) -> frozenset[str]:
    return frozenset(concept(scheme, key) for key in parts(cell))


def cited(record: Record) -> frozenset[str]:
    return frozenset(documents({"also_in": "", **record}))


def texts(record: Record, *names: str) -> Row:
    return {f"{name}_{lang}": record.get(f"{name}_{lang}", "") for name in names for lang in ("es", "en")}


def coca_area(area: str = "", since: str = "", counted: str = "") -> list[Row]:
    rows = _without(_figures(("coca-area",), area, since), "indicator", "whole", "whole_figure")
    return [row for row in rows if counted in {"", row["population"]}]


# --- states of emergency ---------------------------------------------------------------------------


def _emergencies() -> dict[str, Record]:
    """The emergencies with the days that can be reckoned, and whether the last was."""
    chains = {record["key"]: record for record in read("emergency_chains")}
    rows = {record["key"]: dict(record) for record in read("emergencies")}
    starts = {claim["subject"] for claim in read("claims") if claim["property"] == "in-force-from"}
    changed = True
    while changed:
        changed = False
        for record in rows.values():
            before = rows.get(record["extends"])
            if not record["from"] and before and before["until"]:
                record["from"] = str(date.fromisoformat(before["until"]) + timedelta(days=1))
                changed = True
            term = record["days"] or chains.get(record["chain"], {}).get("usual_days", "")
            # Two documents give two starts: nothing is reckoned from either.
            two_starts = f"measure:{record['key']}" in starts
            if record["from"] and term and not record["until"] and not two_starts:
                record["until"] = str(date.fromisoformat(record["from"]) + timedelta(days=int(term) - 1))
                record["reckoned"] = "true"
                changed = True
    return rows


def emergencies_by_territory(area: str = "", day: str = "", cause: str = "") -> list[Row]:
    more = {
        claim["subject"].removeprefix("measure:"): claim
        for claim in read("claims")
        if claim["property"] == "applies-to"
    }
    found = []
    for record in _emergencies().values():
        covered = places(record["applies_to"])
        if record["key"] in more:
            covered |= places(more[record["key"]]["value"])
        causes = concepts("emergency-cause", record["causes"])
        if not covered or not lies_in(covered, area) or (cause and cause not in causes):
            continue
        if day and not (record["from"] and record["until"] and record["from"] <= day <= record["until"]):
            continue
        found.append(
            {
                "emergency": entity("measure", record["key"]),
                "area": frozenset(covered),
                **texts(record, "extent"),
                "from": record["from"],
                "until": record["until"],
                "reckoned": record.get("reckoned", "false"),
                "order": concept("internal-order", record["order"]),
                "causes": causes,
                "sources": cited(record),
            }
        )
    return found


def emergency_chains(chain: str = "") -> list[Row]:
    stages = _emergencies()
    found = []
    for record in read("emergency_chains"):
        own = [stage for stage in stages.values() if stage["chain"] == record["key"]]
        terms = [int(stage["days"] or record["usual_days"] or 0) for stage in own]
        cited_by = [documents(stage) | claimed("measure", stage["key"], "in-force-from") for stage in own]
        if record["usual_days"]:
            cited_by.append({document(record["document"])})
        orphans = [stage for stage in own if stage["kind"] == "extension" and not stage["extends"]]
        found.append(
            {
                "chain": entity("chain", record["key"]),
                "stages": str(len(own)),
                "first": min((stage["from"] for stage in own if stage["from"]), default=""),
                "last": max((stage["until"] for stage in own if stage["until"]), default=""),
                "days": str(sum(terms) or ""),
                "orphans": str(len(orphans)),
                "sources": frozenset().union(*cited_by),
            }
        )
    return [row for row in found if chain in {"", row["chain"]}]


def _days_between(first: str, last: str) -> set[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=number) for number in range((end - start).days + 1)}


def _said_of(areas: set[Place]) -> set[str]:
    """The documents that say what the areas are, or what they lie in."""
    kinds = (("admin_units", "admin"), ("areas", "area"), ("reserves", "reserve"))
    told = [cited(one) for table, kind in kinds for one in read(table) if entity(kind, one["key"]) in areas]
    return set().union(*told)


def _level(area: Place) -> str:
    kind, _, code = area.removeprefix(f"{BASE}id/").partition("/")
    return {2: "Department", 4: "Province", 6: "District"}[len(code)] if kind == "admin" else ""


def emergency_days(area: str = "", level: str = "", since: str = "", until: str = "") -> list[Row]:
    """Day by day, where the question joins intervals."""
    more = {one["subject"]: one for one in read("claims") if one["property"] == "applies-to"}
    decrees = {key: record for key, record in _emergencies().items() if record["applies_to"]}
    covers = {key: places(record["applies_to"]) for key, record in decrees.items()}
    for key in decrees:
        if claim := more.get(f"measure:{key}"):
            covers[key] |= places(claim["value"])
    found: list[Row] = []
    for place_ in sorted(set().union(*covers.values())):
        if (area and area not in around(place_)) or (level and level != NS + _level(place_)):
            continue
        whole: set[date] = set()
        part: set[date] = set()
        touching = {
            key: {one for one in areas if one in around(place_) or place_ in around(one)}
            for key, areas in covers.items()
        }
        own = {key: areas for key, areas in touching.items() if areas}
        for key, areas in own.items():
            record = decrees[key]
            if record["from"] and record["until"]:
                days_ = _days_between(record["from"], record["until"])
                days_ = {one for one in days_ if since <= str(one) <= (until or "9999")}
                part |= days_
                if areas & around(place_) and not record["extent_es"]:
                    whole |= days_
        runs = [1]
        for key in own:
            run, at = 1, key
            while (at := decrees[at]["extends"]) in own:
                run += 1
            runs.append(run)
        told = set(_said_of({place_}.union(*own.values())))
        for key in own:
            record = decrees[key]
            told |= documents(record) | claimed("measure", key, "in-force-from") | claimed("measure", key, "applies-to")
            usual = next((one for one in read("emergency_chains") if one["key"] == record["chain"]), {})
            told |= {document(usual["document"])} if usual.get("usual_days") else set()
        found.append(
            {
                "place": place_,
                "days": str(len(whole) or ""),
                "days_in_part": str(len(part) or ""),
                "first": str(min(part, default="")),
                "last": str(max(part, default="")),
                "decrees": str(len(own)),
                "undated": str(sum(not (decrees[key]["from"] and decrees[key]["until"]) for key in own)),
                "run": str(max(runs)),
                "sources": frozenset(told),
            }
        )
    return found


# --- what is said of measures ----------------------------------------------------------------------


def assessments(measure: str = "", verdict: str = "") -> list[Row]:
    rows: list[Row] = [
        {
            "assessment": entity("assessment", record["key"]),
            "measure": any_entity(record["of"]),
            "verdict": concept("outcome-verdict", record["verdict"]),
            **texts(record, "gist", "note"),
            "who": orgs(record["made_by"]),
            "as_of": record["as_of"],
            "basis": entity("figure", record["basis"]),
            "relays": frozenset(document(key) for key in parts(record["relays"])),
            "sources": cited(record),
        }
        for record in read("assessments")
    ]
    return [row for row in rows if measure in {"", row["measure"]} and verdict in {"", row["verdict"]}]


def demands(kind: str = "", by: str = "") -> list[Row]:
    rows: list[Row] = [
        {
            "statement": entity("statement", record["key"]),
            "kind": NS + record["kind"].capitalize(),
            **texts(record, "gist", "note"),
            "who": orgs(record["made_by"]),
            "to": orgs(record["addressed_to"]),
            "due": record["due"],
            "fulfilment": concept("fulfilment", record["fulfilment"]),
            "as_of": record["as_of"],
            "sources": cited(record),
        }
        for record in read("demands")
    ]
    return [row for row in rows if kind in {"", row["kind"]} and (not by or by in row["who"])]


def measures_assessed(kind: str = "") -> list[Row]:
    told = [record for record in read("assessments") if record["of"]]
    listed = [("measure", "Plan", one) for one in read("measures") if one["kind"] == "plan"]
    listed += [("chain", "EmergencyChain", one) for one in read("emergency_chains")]
    listed += [("norm", "LegalNorm", one) for one in read("norms") if one["kind"] not in {"bill", "international-case"}]
    found: list[Row] = []
    for prefix, class_, record in listed:
        own = [one for one in told if one["of"] == f"{prefix}:{record['key']}"]
        found.append(
            {
                "measure": entity(prefix, record["key"]),
                "kind": NS + class_,
                "assessed": str(len(own) or ""),
                "verdicts": frozenset(concept("outcome-verdict", one["verdict"]) for one in own),
                "who": frozenset().union(*(orgs(one["made_by"]) for one in own)),
                "none_found": "",
                "sources": cited(record).union(*map(cited, own)),
            }
        )
    return [row for row in found if kind in {"", row["kind"]}]


# --- killings --------------------------------------------------------------------------------------


def _dates(incident: Record) -> tuple[str, str, str]:
    """When it happened, as shown, with its first and last possible day: all that is claimed, where sources differ."""
    given = [incident["date"]] if incident["date"] else []
    given += [
        one["value"]
        for one in read("claims")
        if one["subject"] == f"incident:{incident['key']}" and one["property"] == "date"
    ]
    if not given:
        return "", "", ""
    # A date that holds another one says the same less precisely.
    given = [one for one in given if not any(_holds(one, other) for other in given)]
    spans = [days(one) for one in given]
    if any(_apart(one, other) for one in given for other in given):
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        return f"{first}/{last}", first, last
    return (given[0], *spans[0])


def _holds(one: str, other: str) -> bool:
    return days(one) != days(other) and days(one)[0] <= days(other)[0] and days(other)[1] <= days(one)[1]


def _killed_at(incident: Record) -> frozenset[str]:
    claimed_ = [
        one["value"]
        for one in read("claims")
        if one["subject"] == f"incident:{incident['key']}" and one["property"] == "place"
    ]
    return frozenset(place(cell) for cell in [incident["place"], *claimed_] if cell)


def _told_of(incident: Record, *properties: str) -> set[str]:
    told = set(documents(incident))
    for name in properties:
        told |= claimed("incident", incident["key"], name)
    return told


def _days_after(first: str, last: str) -> str:
    number_ = (date.fromisoformat(last) - date.fromisoformat(first)).days if first and last else 0
    return str(number_) if number_ > 0 else ""


def case_stages(area: str = "", stage: str = "", day: str = "") -> list[Row]:
    victims = {record["incident"] for record in read("victims")}
    found: list[Row] = []
    for incident in read("incidents"):
        if incident["key"] not in victims or (area and not lies_in(set(_killed_at(incident)) or {""}, area)):
            continue
        shown, _, last = _dates(incident)
        own = [one for one in read("case_statuses") if one["incident"] == incident["key"]]
        convicted = any("conviction" in parts(one["stage"]) for one in own)
        for status in own or [dict.fromkeys([*own, "key", "stage", "status_es", "status_en", "as_of"], "")]:
            if stage and stage not in concepts("case-stage", status["stage"]):
                continue
            found.append(
                {
                    "incident": entity("incident", incident["key"]),
                    "occurred": shown,
                    "place": _killed_at(incident),
                    "stage": concepts("case-stage", status["stage"]),
                    **texts(status, "status"),
                    "as_of": status["as_of"],
                    "days": _days_after(last, days(status["as_of"])[0] if status["as_of"] else ""),
                    "days_to_day": _days_after(last, day),
                    "convicted": "true" if convicted else "",
                    "sources": frozenset(_told_of(incident, "date", "place"))
                    | (cited(status) if status["key"] else frozenset()),
                }
            )
    return found


def _counted() -> dict[str, Record]:
    return {one["key"]: one for one in read("incidents") if one["countable"] == "yes"}


def lists_of_killings(victim: str = "", against: str = "") -> list[Row]:
    incidents = _counted()
    victims = [one for one in read("victims") if one["incident"] in incidents]
    killed = {entity("person", one["key"]): _dates(incidents[one["incident"]])[2] for one in victims}
    named: dict[str, set[str]] = {}
    for record in victims:
        for one in documents(record):
            named.setdefault(one, set()).add(entity("person", record["key"]))
    totals: dict[str, dict[str, str]] = {}
    for record in read("figures"):
        for one in documents(record) if record["indicator"] == "killings" else ():
            totals.setdefault(one, {})[entity("figure", record["key"])] = number(record["value"])
    issued = {document(one["key"]): days(one["date"])[0] if one["date"] else "" for one in read("documents")}
    found: list[Row] = []
    for one, own in named.items():
        if (len(own) == 1 and one not in totals) or (victim and victim not in own):
            continue
        later = {person for person in killed.keys() - own if issued[one] and killed[person] > issued[one]}
        missing = killed.keys() - own - later
        found.append(
            {
                "list": one,
                "numbers": "; ".join(sorted(totals.get(one, {}).values(), key=int)),
                "totals": frozenset(totals.get(one, {})),
                "named": str(len(own)),
                "victims": frozenset(own),
                "missing": str(len(missing)),
                "not_named": frozenset(missing),
                "later": str(len(later)),
                "only_other": frozenset(named.get(against, set()) - own),
                "sources": frozenset({one}),
            }
        )
    return found


def _under_emergency(
    incident: Record, decrees: dict[str, Record], covers: dict[str, set[Place]]
) -> tuple[str, set[str]]:
    """Whether an emergency was in force there on that day, and the decrees that may have been."""
    shown, first, last = _dates(incident)
    where = set(_killed_at(incident))
    if not shown or not where:
        return "unknown", set()
    meeting = {
        key
        for key, one in decrees.items()
        if one["from"]
        and one["until"]
        and one["from"] <= last
        and first <= one["until"]
        and any(area in around(place_) or place_ in around(area) for area in covers[key] for place_ in where)
    }
    sure = {
        place_
        for place_ in where
        for key in meeting
        if decrees[key]["from"] <= first and last <= decrees[key]["until"] and not decrees[key]["extent_es"]
        if covers[key] & around(place_)
    }
    return "yes" if sure == where else "maybe" if meeting else "none", meeting


def killings_in_context(area: str = "", since: str = "") -> list[Row]:
    incidents = {key: one for key, one in _counted().items() if one["type"] == "killing"}
    people = [one for one in read("victims") if one["incident"] in incidents]
    decrees = {key: record for key, record in _emergencies().items() if record["applies_to"]}
    covers = {key: places(record["applies_to"]) for key, record in decrees.items()}
    for one in read("claims"):
        if one["property"] == "applies-to":
            covers[one["subject"].removeprefix("measure:")] |= places(one["value"])
    usual = {one["key"]: one["document"] for one in read("emergency_chains") if one["usual_days"]}
    counts = {"emergency": {"yes": 0, "maybe": 0, "none": 0, "unknown": 0}}
    counts["land"] = dict(counts["emergency"])
    told: dict[str, set[str]] = {"emergency": set(), "land": set()}
    for victim in people:
        incident = incidents[victim["incident"]]
        where = set(_killed_at(incident))
        if area and not (where and lies_in(where, area)):
            continue
        if since and _dates(incident)[0] and _dates(incident)[2] < since:
            continue
        state, meeting = _under_emergency(incident, decrees, covers)
        counts["emergency"][state] += 1
        areas = {
            one for key in meeting for one in covers[key] if any(one in around(p) or p in around(one) for p in where)
        }
        own = documents(victim) | _told_of(incident, "date", "place", "community")
        for key in meeting:
            chain = decrees[key]["chain"]
            told["emergency"] |= documents(decrees[key]) | claimed("measure", key, "in-force-from")
            told["emergency"] |= claimed("measure", key, "applies-to") | (
                {document(usual[chain])} if chain in usual else set()
            )
        told["emergency"] |= own | _said_of(where | areas)
        communities = {incident["community"]} - {""} | {
            one["value"]
            for one in read("claims")
            if one["subject"] == f"incident:{incident['key']}" and one["property"] == "community"
        }
        facets = [
            one
            for one in read("tenure")
            if one["community"] in communities and one["kind"] in {"title", "registry-entry"}
        ]
        pending = any(one["state"] != "in-place" for one in facets)
        counts["land"]["yes" if pending else "none" if communities else "unknown"] += 1
        told["land"] |= own.union(*map(documents, facets))
    contexts = {
        "emergency": (
            "Bajo un estado de emergencia ese día en ese lugar",
            "Under a state of emergency on that day in that place",
        ),
        "land": (
            "En una comunidad sin título o con el título sin inscribir",
            "In a community without title or with its title not registered",
        ),
    }
    return [
        {
            "context_es": es,
            "context_en": en,
            "killings": str(sum(counts[name].values())),
            **{key: str(value) for key, value in counts[name].items()},
            "sources": frozenset(told[name]),
        }
        for name, (es, en) in contexts.items()
        if sum(counts[name].values())
    ]


# --- actors, communities, routes -------------------------------------------------------------------


def actors_reported(area: str = "", type: str = "") -> list[Row]:
    rows = [
        {
            "group": entity("group", record["key"]),
            "type": concept("actor-type", record["type"]),
            "area": frozenset(places(record["reported_in"])),
            "gist_es": record["activity_es"],
            "gist_en": record["activity_en"],
            **texts(record, "note"),
            "sources": cited(record),
        }
        for record in read("actors")
        if lies_in(places(record["reported_in"]), area)
    ]
    return [row for row in rows if type in {"", row["type"]}]


def organisations_and_ties(area: str = "", within: str = "") -> list[Row]:
    wholes: dict[str, set[str]] = {}
    tied: dict[str, set[str]] = {}
    for tie in read("memberships"):
        wholes.setdefault(tie["member"], set()).add(entity("organization", tie["organisation"]))
        tied.setdefault(tie["member"], set()).update(documents(tie))
    said: dict[str, list[Record]] = {}
    for statement in read("report_statements"):
        if statement["about"].startswith("organization:"):
            said.setdefault(statement["about"].removeprefix("organization:"), []).append(statement)
    found: list[Row] = []
    for record in read("organisations"):
        key, covered = record["key"], places(record["place"])
        whole = wholes.get(key, set())
        if (area and not (covered and lies_in(covered, area))) or (within and within not in whole):
            continue
        shared: Row = {
            "organisation": entity("organization", key),
            "area": frozenset(covered),
            "began": record["began"],
            "within": frozenset(whole),
        }
        resting = {document(record["document"])} if covered or record["began"] else set()
        resting |= tied.get(key, set())
        for statement in said.get(key, ()):
            own = {**texts(statement, "gist"), "as_of": statement["as_of"], "sources": cited(statement) | resting}
            found.append({**shared, **own})
        if key not in said and (covered or whole):
            found.append({**shared, "gist_es": "", "gist_en": "", "as_of": "", "sources": frozenset(resting)})
    return found


def communities_reported(area: str = "", impact: str = "") -> list[Row]:
    where = {f"community:{record['key']}": places(record["place"]) for record in read("communities")}
    told = {f"community:{record['key']}": {document(record["document"])} for record in read("communities")}
    told |= {f"community-group:{record['key']}": {document(record["document"])} for record in read("community_groups")}
    where |= {f"community-group:{record['key']}": places(record["place"]) for record in read("community_groups")}
    for claim in read("claims"):
        if claim["property"] == "place" and claim["subject"] in where:
            where[claim["subject"]] |= places(claim["value"])
            told[claim["subject"]].add(document(claim["document"]))
    yes_no = {"yes": "true", "no": "false", "": ""}
    found: list[Row] = []
    for record in read("community_reports"):
        covered = where[record["subject"]]
        impacts = concepts("impact-type", record["impacts"])
        if (area and not (covered and lies_in(covered, area))) or (impact and impact not in impacts):
            continue
        found.append(
            {
                "community": any_entity(record["subject"]),
                "area": frozenset(covered),
                "impacts": impacts,
                "drugs": yes_no[record["drugs"]],
                "group": yes_no[record["said_of_group"]],
                **texts(record, "gist"),
                "who": orgs(record["attributed_to"]),
                "as_of": record["as_of"],
                "sources": cited(record) | (told[record["subject"]] if covered else set()),
            }
        )
    return found


def corridors_reported(area: str = "", mode: str = "") -> list[Row]:
    found: list[Row] = []
    for record in read("corridors"):
        ways = {name: places(record[name]) for name in ("origin", "transit", "destination")}
        modes = concepts("route-mode", record["modes"])
        if not lies_in(set().union(*ways.values()), area) or (mode and mode not in modes):
            continue
        found.append(
            {
                "corridor": entity("corridor", record["key"]),
                **{name: frozenset(areas) for name, areas in ways.items()},
                "modes": modes,
                "who": orgs(record["attributed_to"]),
                **texts(record, "note"),
                "sources": cited(record),
            }
        )
    return found


def report_statements(topic: str = "") -> list[Row]:
    rows: list[Row] = [
        {
            "statement": entity("statement", record["key"]),
            "topic": concept("statement-topic", record["topic"]),
            **texts(record, "gist", "note"),
            "impacts": concepts("impact-type", record["impacts"]),
            "who": orgs(record["attributed_to"]),
            "as_of": record["as_of"],
            "sources": cited(record),
        }
        for record in read("report_statements")
        if record["topic"] != "what-an-organisation-does"
    ]
    return [row for row in rows if topic in {"", row["topic"]}]


# --- contradictions --------------------------------------------------------------------------------

# Which properties can have one true value only, as the tables name them.
SINGLE = {
    "incidents": ("incident", "date", "occurred"),
    "actors": ("group", "began", "began"),
    "tenure": ("tenure", "decided", "decided"),
}
CLAIMED = {"date": "occurred", "began": "began", "decided": "decided"}


def _stated() -> Iterator[tuple[str, str, str, frozenset[str], frozenset[str]]]:
    """(thing, property, value, who, documents) of every dated thing that two documents may date otherwise."""
    for table, (kind, column, name) in SINGLE.items():
        for record in read(table):
            if record[column]:
                own = frozenset({document(record["document"])})
                yield entity(kind, record["key"]), NS + name, record[column], frozenset(), own
    for record in read("claims"):
        if record["property"] in CLAIMED:
            thing, name = any_entity(record["subject"]), NS + CLAIMED[record["property"]]
            yield thing, name, record["value"], orgs(record["attributed_to"]), cited(record)
    for record in read("reserve_facts"):
        if record["property"] == "requested":
            thing = entity("reserve", record["reserve"])
            yield thing, NS + "requested", record["value"], orgs(record["attributed_to"]), cited(record)


def _apart(one: str, other: str) -> bool:
    """Whether neither date lies within the other."""
    (start, end), (from_, to) = days(one), days(other)
    return not (start <= from_ and to <= end) and not (from_ <= start and end <= to)


def contradictions_open(thing: str = "") -> list[Row]:
    groups: dict[tuple[str, str], dict[str, tuple[set[str], set[str]]]] = {}
    for subject, name, value, who, cited_in in _stated():
        asserters, told = groups.setdefault((subject, name), {}).setdefault(value, (set(), set()))
        asserters |= who
        told |= cited_in
    found: list[Row] = []
    for (subject, name), values in groups.items():
        for value, (who, told) in values.items():
            if any(_apart(value, other) for other in values if other != value):
                found.append(
                    {
                        "thing": subject,
                        "property": name,
                        "value": value,
                        "who": frozenset(who),
                        # Of dates in conflict the interval that covers them is accepted in their stead.
                        "reason": concept("reason", "covered"),
                        "against": frozenset(),
                        "sources": frozenset(told),
                    }
                )
    found += _figures_against()
    return [row for row in found if thing in {"", row["thing"]}]


def _figures_against() -> list[Row]:
    """Figures alike in all that is counted, where and when, with other values; parts and deprecated ones apart."""
    alike: dict[tuple[object, ...], list[Record]] = {}
    for record in read("figures"):
        if (
            record["population"]
            and record["place"]
            and (record["period"] or record["as_of"])
            and record["rank"] != "deprecated"
        ):
            same = ("indicator", "unit", "bound", "population", "period", "as_of")
            alike.setdefault((*(record[name] for name in same), frozenset(places(record["place"]))), []).append(record)
    found: list[Row] = []
    for group in alike.values():
        for one in group:
            amount = tuple(number(one[name]) for name in ("value", "value_min", "value_max"))
            against = {
                entity("figure", other["key"])
                for other in group
                if tuple(number(other[name]) for name in ("value", "value_min", "value_max")) != amount
                and other["key"] not in parts(one["part_of"])
                and one["key"] not in parts(other["part_of"])
            }
            if against:
                found.append(
                    {
                        "thing": entity("figure", one["key"]),
                        "property": NS + "value",
                        "value": amount[0] or f"{amount[1]}-{amount[2]}",
                        "who": orgs(one["attributed_to"]),
                        "reason": "",
                        "against": frozenset(against),
                        "sources": frozenset({document(one["document"])}),
                    }
                )
    return found


ORACLES = {
    "coca-area": coca_area,
    "emergencies-by-territory": emergencies_by_territory,
    "emergency-chains": emergency_chains,
    "emergency-days": emergency_days,
    "assessments": assessments,
    "case-stages": case_stages,
    "killings-in-context": killings_in_context,
    "lists-of-killings": lists_of_killings,
    "measures-assessed": measures_assessed,
    "demands": demands,
    "actors-reported": actors_reported,
    "organisations-and-ties": organisations_and_ties,
    "communities-reported": communities_reported,
    "corridors-reported": corridors_reported,
    "report-statements": report_statements,
    "contradictions-open": contradictions_open,
}
B, V = "https://w3id.org/amazongraph/id/", "https://w3id.org/amazongraph/vocab/"
# What leaves none, and rightly so.
EMPTY = {
    "emergency-days": {"area": f"{B}admin/23"},
    "case-stages": {"area": f"{B}admin/23"},
    "killings-in-context": {"area": f"{B}admin/23"},
    # A name on a list that nobody verified: it is not counted.
    "lists-of-killings": {"victim": f"{B}person/c4qsrsb7"},
}
# What changes the rows and leaves as many, for each parameter that a reckoning takes.
RECKONED = {
    "emergency-days": {"since": "2024-01-01", "until": "2012-12-31"},
    "case-stages": {"day": "2026-01-01"},
    "killings-in-context": {"area": f"{B}admin/25", "since": "2021-01-01"},
    "lists-of-killings": {"against": f"{BASE}source/ojo-1779"},
}
# What changes the rows and leaves some, for each other parameter.
PARAMETERS = {
    "coca-area": {"area": f"{B}admin/25", "since": "2023-06-01", "counted": f"{V}population/coca-in-department"},
    "emergencies-by-territory": {
        "area": f"{B}admin/16",
        "day": "2024-03-01",
        "cause": f"{V}emergency-cause/illegal-mining",
    },
    "emergency-chains": {"chain": f"{B}chain/vraem"},
    "emergency-days": {
        "area": f"{B}admin/25",
        "level": f"{NS}Province",
    },
    "case-stages": {
        "area": f"{B}admin/25",
        "stage": f"{V}case-stage/inquiry",
    },
    "lists-of-killings": {"victim": f"{B}person/oincdsbc"},
    "killings-in-context": {},
    "measures-assessed": {"kind": f"{NS}Plan"},
    "assessments": {"measure": f"{B}chain/vraem", "verdict": f"{V}outcome-verdict/failed"},
    "demands": {"kind": f"{NS}Commitment", "by": f"{B}organization/amazon-watch"},
    "actors-reported": {"area": f"{B}admin/25", "type": f"{V}actor-type/armed-group"},
    "organisations-and-ties": {"area": f"{B}admin/25", "within": f"{B}organization/orpio"},
    "communities-reported": {"area": f"{B}admin/2503", "impact": f"{V}impact-type/coca"},
    "corridors-reported": {"area": f"{B}admin/16", "mode": f"{V}route-mode/air"},
    "report-statements": {"topic": f"{V}statement-topic/means"},
    "contradictions-open": {"thing": f"{B}group/mpcp"},
}
