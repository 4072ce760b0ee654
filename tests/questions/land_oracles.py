"""What the questions on tenure, pressures, representation and gaps must answer, from the tables alone.

As in ``question_oracles``, nothing here imports the package.
"""

from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from policy_oracles import NS, B, V, around, cited, concepts, emergencies_by_territory, lies_in, orgs, places
from question_oracles import Record, Row, concept, days, document, documents, entity, number, parts, read

INDIGENOUS = {
    "indigenous-local": "LocalIndigenousOrganization",
    "indigenous-regional": "RegionalIndigenousOrganization",
    "indigenous-national": "NationalIndigenousOrganization",
}
LEVELS = INDIGENOUS | {
    "network": "Network",
    "intergovernmental": "IntergovernmentalBody",
    "ngo": "NGO",
    "state-body": "StateBody",
}
LAND, ENDS = ("land", "on-foot"), ("origin", "transit", "destination")
FACETS = {"recognition": "Recognition", "title": "PropertyTitle", "registry-entry": "RegistryEntry"}
NO_PRESSURE = {"context", "not-reported-as-affected", "land-only"}


def by_key(table: str) -> dict[str, Record]:
    return {record["key"]: record for record in read(table)}


def claims_on(kind: str, key: str, property_: str = "") -> list[Record]:
    return [one for one in read("claims") if one["subject"] == f"{kind}:{key}" and property_ in {"", one["property"]}]


def claim_documents(kind: str, key: str, property_: str = "") -> set[str]:
    return {document(one["document"]) for one in claims_on(kind, key, property_)}


def all_places(kind: str, record: Record) -> set[str]:
    """Where the tables put a thing: its own row, and what the claims add."""
    return places(record["place"]).union(*(places(one["value"]) for one in claims_on(kind, record["key"], "place")))


# --- tenure ----------------------------------------------------------------------------------------


def titling_stages(area: str = "", state: str = "") -> list[Row]:
    """No row of the table is of a community with a title and a registry entry in place."""
    communities = by_key("communities")
    return [
        {
            "tenure": entity("tenure", one["key"]),
            "community": entity("community", one["community"]),
            "area": frozenset(places(communities[one["community"]]["place"])),
            "facet": NS + FACETS[one["kind"]],
            "state": concept("tenure-state", one["state"]),
            # Two documents give two years: the interval that covers both.
            "decided": "1995-01-01/2005-12-31" if claims_on("tenure", one["key"], "decided") else one["decided"],
            "as_of": one["as_of"],
            "steps": frozenset(),
            "sources": cited(one)
            | claim_documents("tenure", one["key"])
            | {document(communities[one["community"]]["document"])},
        }
        for one in read("tenure")
        if lies_in(places(communities[one["community"]]["place"]), area)
        and state in {"", concept("tenure-state", one["state"])}
    ]


def title_disagreements(community: str = "") -> list[Row]:
    found: list[Row] = []
    for one in read("tenure"):
        told = {one["decided"]: documents(one)}
        for claim in claims_on("tenure", one["key"], "decided"):
            told.setdefault(claim["value"], set()).add(document(claim["document"]))
        found += [
            {
                "community": entity("community", one["community"]),
                "facet": NS + FACETS[one["kind"]],
                "tenure": entity("tenure", one["key"]),
                "property": NS + "decided",
                "value": value,
                "state": "",
                "who": frozenset(),
                "as_of": "",
                "verdict": concept("verdict", "contested"),
                "sources": frozenset(sources),
            }
            for value, sources in told.items()
            if len(told) > 1
        ]
    return [row for row in found if community in {"", row["community"]}]


# --- routes ----------------------------------------------------------------------------------------


def land_routes_and_coca(route: str = "", mode: str = "", since: str = "") -> list[Row]:
    """No row of the tables is of a segment, or says when a route was opened."""
    found: list[Row] = []
    for one, way in product(read("corridors"), parts(mode) or LAND):
        if concept("route-mode", way.rpartition("/")[2]) not in concepts("route-mode", one["modes"]):
            continue
        for where, figure in product(set().union(*(places(one[end]) for end in ENDS)), read("figures")):
            when = figure["period"] or figure["as_of"]
            if figure["indicator"] != "coca-area" or where not in places(figure["place"]) or not figure["value"]:
                continue
            if route in {"", entity("corridor", one["key"])} and days(when)[1] >= since:
                found.append(
                    {
                        "route": entity("corridor", one["key"]),
                        "mode": concept("route-mode", way.rpartition("/")[2]),
                        "opened": "",
                        "place": where,
                        "metres": "",
                        "when": when,
                        "hectares": number(figure["value"]),
                        "bound": concept("bound", figure["bound"]),
                        "years": "",
                        "coca": entity("figure", figure["key"]),
                        "sources": frozenset(documents(figure) | {document(one["document"])}),
                    }
                )
    return found


# --- who -------------------------------------------------------------------------------------------


def representation(within: str = "", level: str = "", day: str = "") -> list[Row]:
    organisations = by_key("organisations")
    above = {one["member"]: one["organisation"] for one in read("memberships")}

    def wholes(key: str) -> set[str]:
        return {entity("organization", above[key])} | wholes(above[key]) if key in above else set()

    found: list[Row] = []
    for one in read("memberships"):
        member, whole = organisations[one["member"]], organisations[one["organisation"]]
        if member["kind"] not in INDIGENOUS or (within and within not in wholes(one["member"])):
            continue
        if level not in {"", NS + INDIGENOUS[member["kind"]]}:
            continue
        found.append(
            {
                "member": entity("organization", one["member"]),
                "level": NS + INDIGENOUS[member["kind"]],
                "area": frozenset(places(member["place"])),
                "organisation": entity("organization", one["organisation"]),
                "organisation_level": NS + LEVELS[whole["kind"]],
                "began": "",
                "ended": "",
                "as_of": one["as_of"],
                "sources": cited(one) | cited(member) | cited(whole),
            }
        )
    return found


def responsible_bodies(place: str = "", body: str = "", day: str = "") -> list[Row]:
    emergencies = {str(row["emergency"]): row for row in emergencies_by_territory()}
    found: list[Row] = []
    for key, one in by_key("emergencies").items():
        if one["order"]:
            row = emergencies[entity("measure", key)]
            same = {name: row[name] for name in ("order", "area", "from", "until", "sources")}
            found.append({"thing": row["emergency"], "kind": NS + "StateOfEmergency", "bodies": frozenset(), **same})
    for key, one in by_key("measures").items():
        if one["body"]:
            found.append(
                _responsible(one, "Plan", entity("measure", key), one["body"])
                | {"from": one["from"], "until": one["until"], "area": frozenset(places(one["applies_to"]))}
            )
    for key, one in by_key("protections").items():
        kind, _, protected = one["protects"].partition(":")
        found.append(
            _responsible(one, "ProtectionMeasure", entity("protection", key), one["granted_by"])
            | {"from": one["decided"], "until": "", "area": frozenset({entity(kind, protected)})}
        )
    return [
        row
        for row in found
        if (not body or body in row["bodies"])
        and (not place or place in row["area"] or any(one in row["area"] for one in _of_community(place)))
        and (not day or _first(str(row["from"])) <= day <= _last(str(row["until"])))
    ]


def _responsible(one: Record, kind: str, thing: str, bodies: str) -> Row:
    return {"thing": thing, "kind": NS + kind, "bodies": orgs(bodies), "order": "", "sources": cited(one)}


def _of_community(iri: str) -> set[str]:
    for key, one in by_key("communities").items():
        if entity("community", key) == iri:
            return set().union(*(around(area) for area in all_places("community", one)))
    return set()


def _first(start: str) -> str:
    return days(start)[0] if start else ""


def _last(until: str) -> str:
    return days(until)[1] if until else "9999"


# --- coca and other pressures ----------------------------------------------------------------------

OF_INDIGENOUS_LAND = {
    "coca-in-indigenous-territories-devida",
    "coca-on-indigenous-community-land",
    "coca-in-native-communities",
    "coca-in-the-274-communities",
    "coca-in-indigenous-communities-report",
}


def coca_share(since: str = "", counted: str = "") -> list[Row]:
    figures = [one for one in read("figures") if one["indicator"] == "coca-area" and one["value"]]
    found: list[Row] = []
    for one in figures:
        if one["population"] not in OF_INDIGENOUS_LAND or counted not in {"", concept("population", one["population"])}:
            continue
        if since and days(one["as_of"])[1] < since:
            continue
        wholes = [w for w in figures if w["population"] == "coca-monitored-in-country" and w["as_of"] == one["as_of"]]
        for whole in wholes:
            share = (Decimal(one["value"]) * 100 / Decimal(whole["value"])).quantize(Decimal("0.1"), ROUND_HALF_UP)
            found.append(
                {
                    "figure": entity("figure", one["key"]),
                    "as_of": one["as_of"],
                    "population": concept("population", one["population"]),
                    "hectares": one["value"],
                    "who": orgs(one["attributed_to"]),
                    "whole": entity("figure", whole["key"]),
                    "country": whole["value"],
                    "share": f"{share.normalize():f}",
                    "note_es": one["note_es"],
                    "note_en": one["note_en"],
                    "sources": cited(one) | cited(whole),
                }
            )
    return found


def _exposed() -> dict[str, dict[str, set[str]]]:
    """Community -> what is reported of it -> the documents that report it."""
    found: dict[str, dict[str, set[str]]] = {}
    for one in read("community_reports"):
        kind, _, key = one["subject"].partition(":")
        for impact in set(parts(one["impacts"])) - NO_PRESSURE if kind == "community" else ():
            found.setdefault(key, {}).setdefault(impact, set()).update(documents(one))
    return found


def pressures_at_once(area: str = "", least: str = "3") -> list[Row]:
    communities, found = by_key("communities"), {}
    for key, told in _exposed().items():
        if len(told) < int(least) or not lies_in(all_places("community", communities[key]), area):
            continue
        for where in all_places("community", communities[key]):
            for people in parts(communities[key]["people"]) or [""]:
                row = found.setdefault((where, people), (set(), set(), set()))
                row[0].add(key)
                row[1].update(told)
                row[2].update(*told.values())
    return [
        {
            "area": where,
            "people": entity("people", people),
            "communities": "<5" if len(who) < 5 else str(len(who)),
            "pressures": frozenset(concept("impact-type", one) for one in impacts),
            "sources": frozenset(sources),
        }
        for (where, people), (who, impacts, sources) in found.items()
    ]


def new_exposure(area: str = "", pressure: str = "") -> list[Row]:
    communities = by_key("communities")
    dated = [one for one in read("community_reports") if one["drugs"] == "yes" and one["as_of"]]
    newest = max(int(days(one["as_of"])[0][:4]) for one in dated)
    told: dict[tuple[str, str], list[tuple[str, str, set[str]]]] = {}
    for one in dated:
        kind, _, key = one["subject"].partition(":")
        for where in all_places("community", communities[key]) if kind == "community" else ():
            for impact in parts(one["impacts"]):
                told.setdefault((where, impact), []).append((days(one["as_of"])[0], key, documents(one)))
    found: list[Row] = []
    for (where, impact), reports in told.items():
        first = min(day for day, _, _ in reports)
        if int(first[:4]) >= newest - 1 and lies_in({where}, area) and pressure in {"", concept("impact-type", impact)}:
            found.append(
                {
                    "area": where,
                    "pressure": concept("impact-type", impact),
                    "first": first,
                    "communities": "<5",
                    "sources": frozenset(set().union(*(sources for day, _, sources in reports if day == first))),
                }
            )
    return found


def reserve_pressures(reserve: str = "", pressure: str = "") -> list[Row]:
    told: dict[tuple[str, str], set[str]] = {}
    for one in read("reserve_facts"):
        if one["property"] == "reported-pressure":
            told.setdefault((entity("reserve", one["reserve"]), one["value"]), set()).update(documents(one))
    return [
        {
            "reserve": where,
            "pressure": concept("pressure", what),
            "relation": "",
            "metres": "",
            "year": "",
            "seen": "",
            "sources": frozenset(sources),
        }
        for (where, what), sources in told.items()
        if reserve in {"", where} and pressure in {"", concept("pressure", what)}
    ]


# --- gaps ------------------------------------------------------------------------------------------


def districts_without_data(area: str = "") -> list[Row]:
    communities = by_key("communities")
    coca = [one for one in read("figures") if one["indicator"] == "coca-area"]
    found: list[Row] = []
    for one in read("admin_units"):
        here = entity("admin", one["key"])
        if one["kind"] != "district" or (area and area not in around(here)):
            continue
        figures = [figure for figure in coca if here in places(figure["place"])]
        events = [event for event in read("incidents") if here in all_places("incident", event)]
        facets = [facet for facet in read("tenure") if here in all_places("community", communities[facet["community"]])]
        if figures and events and facets:
            continue
        told = {document(one["document"])} | {document(figure["document"]) for figure in figures}
        for event in events:
            told |= {document(event["document"])} if here in places(event["place"]) else set()
            claimed = [
                claim for claim in claims_on("incident", event["key"], "place") if here in places(claim["value"])
            ]
            told |= {document(claim["document"]) for claim in claimed}
        for facet in facets:
            told |= documents(facet)
        found.append(
            {
                "district": here,
                "province": entity("admin", one["within"]),
                "coca": str(len(figures) or ""),
                "incidents": str(len(events) or ""),
                "titling": str(len(facets) or ""),
                "sources": frozenset(told),
            }
        )
    return found


def communities_in_registers(area: str = "") -> list[Row]:
    """The tables are documents, none a register."""
    return [
        {
            "community": entity("community", key),
            "area": frozenset(all_places("community", one)),
            "registers": "0",
            "which": frozenset(),
            "documents": str(len(documents(one) | claim_documents("community", key))),
            "sources": cited(one) | claim_documents("community", key, "place"),
        }
        for key, one in by_key("communities").items()
        if lies_in(all_places("community", one), area)
    ]


def title_and_exposure(area: str = "") -> list[Row]:
    """Of few communities the state of the title is known: too few to compare, none with title and registry entry."""
    communities = by_key("communities")
    exposed = {one["subject"] for one in read("community_reports") if one["drugs"] == "yes"}
    groups: dict[str, set[str]] = {}
    for title in read("tenure"):
        community = communities[title["community"]]
        if title["kind"] == "title" and lies_in(all_places("community", community), area):
            told = f"community:{title['community']}" in exposed
            reports = [one for one in read("community_reports") if one["subject"] == f"community:{title['community']}"]
            facets = [one for one in read("tenure") if one["community"] == title["community"]]
            groups.setdefault(str(told).lower(), set()).update(*(documents(one) for one in [*reports, *facets]))
    blank = {"communities": "<5", "untitled": "<5", "share": "", "ratio": "", "low": "", "high": ""}
    return [{"exposed": kind, **blank, "sources": frozenset(sources)} for kind, sources in groups.items()]


ORACLES = {
    "land-routes-and-coca": land_routes_and_coca,
    "titling-stages": titling_stages,
    "title-disagreements": title_disagreements,
    "title-and-exposure": title_and_exposure,
    "representation": representation,
    "responsible-bodies": responsible_bodies,
    "coca-share-of-indigenous-land": coca_share,
    "pressures-at-once": pressures_at_once,
    "new-exposure": new_exposure,
    "reserve-pressures": reserve_pressures,
    "districts-without-data": districts_without_data,
    "communities-in-registers": communities_in_registers,
}
# What changes the rows and leaves some, for each parameter.
PARAMETERS = {
    "land-routes-and-coca": {
        "route": f"{B}corridor/corredor-padre-abad",
        "mode": f"{V}route-mode/river",
        "since": "2022-06-01",
    },
    "titling-stages": {"area": f"{B}admin/25", "state": f"{V}tenure-state/in-process"},
    "title-and-exposure": {"area": f"{B}admin/10"},
    "representation": {"within": f"{B}organization/orpio", "level": f"{NS}LocalIndigenousOrganization"},
    "responsible-bodies": {
        "place": f"{B}community/sinchi-roca-i",
        "body": f"{B}organization/midagri",
        "day": "2024-03-01",
    },
    "coca-share-of-indigenous-land": {"since": "2022-06-01", "counted": f"{V}population/coca-in-the-274-communities"},
    "new-exposure": {"area": f"{B}admin/25", "pressure": f"{V}impact-type/invasion"},
    "reserve-pressures": {"reserve": f"{B}reserve/reserva-isconahua", "pressure": f"{V}pressure/coca-inside"},
    "districts-without-data": {"area": f"{B}admin/2503"},
    "communities-in-registers": {"area": f"{B}admin/25"},
}
# What the tables have too little of for a parameter to leave some rows and not others; the invented world has it.
WORLD_SHOWS = {
    "title-disagreements": {"community": f"{B}community/unipacuyacu"},
    "representation": {"day": "2024-03-01"},
    "pressures-at-once": {"area": f"{B}admin/22", "least": "2"},
    "single-document": {"document": document("cidh-sr"), "kind": f"{NS}Figure"},
    "newest-facts": {"area": f"{B}admin/25", "topic": f"{NS}Incident", "before": "2020-01-01", "until": "2026-01-01"},
}
GIVEN = {name: PARAMETERS.get(name, {}) | WORLD_SHOWS.get(name, {}) for name in {**PARAMETERS, **WORLD_SHOWS}}
