"""What each question must answer, worked out from the curated tables with nothing but the standard library.

Nothing here imports the package: tables in, rows out, by the words of the question and the columns of the tables. A row
maps a column of the question to its text; cells that hold several things are sets of texts.
"""

import csv
import tomllib
from calendar import monthrange
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

TABLES = Path(__file__).parents[2] / "src" / "amazongraph" / "sources" / "curated"
BASE = "https://w3id.org/amazongraph/"

Cell: TypeAlias = str | frozenset[str]
Row: TypeAlias = dict[str, Cell]
Record: TypeAlias = dict[str, str]


def read(name: str) -> list[Record]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def document(key: str) -> str:
    return f"{BASE}source/{key}"


def documents(record: Record) -> set[str]:
    """The documents that a row says it rests on."""
    return {document(key) for key in [record["document"], *parts(record["also_in"])]}


def claimed(kind: str, key: str, property_: str) -> set[str]:
    """The documents of the table of claims that say something of a thing."""
    return {
        document(record["document"])
        for record in read("claims")
        if record["subject"] == f"{kind}:{key}" and record["property"] == property_
    }


def entity(kind: str, key: str) -> str:
    return f"{BASE}id/{kind}/{key}" if key else ""


def concept(scheme: str, key: str) -> str:
    return f"{BASE}vocab/{scheme}/{key}" if key else ""


def number(cell: str) -> str:
    return f"{Decimal(cell).normalize():f}" if cell else ""


def place(cell: str) -> str:
    code = cell.split(" ")[0]
    if code.isdigit():
        return entity("admin", code)
    return entity("reserve" if cell in {record["key"] for record in read("reserves")} else "area", cell)


def days(cell: str) -> tuple[str, str]:
    """First and last day of a date as the tables write it, as texts that sort; open ends are "" and "9999"."""
    first, _, last = cell.partition("/")
    last = last or first
    start = "" if first == ".." else (first + "-01-01")[:10] if len(first) != 7 else first + "-01"
    if last == "..":
        return start, "9999"
    year, month, day = [*last.split("-"), "", ""][:3]
    month = month or "12"
    return start, f"{year}-{month}-{day or monthrange(int(year), int(month))[1]}"


def _differences(figure: Record, reference: Record) -> set[str]:
    """In what a figure differs from the one all others of its indicator are compared with."""
    if figure is reference:
        return set()
    found = {
        name
        for name, column in (("unit", "unit"), ("bound", "bound"), ("population", "population"), ("place", "place"))
        if figure[column] and reference[column] and set(parts(figure[column])) != set(parts(reference[column]))
    }
    same_thing = figure["population"] == reference["population"] and figure["place"] == reference["place"]
    ours, theirs = figure["period"], reference["period"]
    if ours and theirs and same_thing and days(ours)[0] == days(theirs)[0] and days(ours)[1] != days(theirs)[1]:
        found.add("later-cut-off")
    elif bool(ours) != bool(theirs):
        found.add("period-unstated")
    elif ours != theirs or (not ours and _apart(figure["as_of"], reference["as_of"])):
        found.add("period")
    if reference["key"] in parts(figure["part_of"]) or figure["key"] in parts(reference["part_of"]):
        found.add("nested-scope")
    told = [{record["document"], *parts(record["relays"])} for record in (figure, reference)]
    if told[0] & told[1]:
        found.add("relays-same-report")
    if "deprecated" in {figure["rank"], reference["rank"]}:
        found.add("press-error")
    return found


def _apart(one: str, other: str) -> bool:
    return bool(one and other) and (days(one)[1] < days(other)[0] or days(other)[1] < days(one)[0])


def _covers(figure: Record, since: str) -> bool:
    """Whether the figure covers that day or a later one. A period without an end lasts until the figure's own date."""
    end = days(figure["period"])[1] if figure["period"] else ""
    if end in {"", "9999"} and figure["as_of"]:
        end = days(figure["as_of"])[1]
    return end >= since if end else False


def _figures(indicators: tuple[str, ...], area: str, since: str) -> list[Row]:
    every = read("figures")
    by_key = {record["key"]: record for record in every}
    references = {record["indicator"]: record for record in every if record["rank"] == "reference"}
    found: list[Row] = []
    for record in every:
        places = {place(cell) for cell in parts(record["place"])}
        if record["indicator"] not in indicators or (area and area not in places):
            continue
        if since and not _covers(record, since):
            continue
        differs = set(parts(record["differs"]))
        if record["indicator"] in references:
            differs |= _differences(record, references[record["indicator"]])
        row: Row = {
            "figure": entity("figure", record["key"]),
            "indicator": concept("indicator", record["indicator"]),
            "value": number(record["value"]),
            "min": number(record["value_min"]),
            "max": number(record["value_max"]),
            "bound": concept("bound", record["bound"]),
            "unit": concept("unit", record["unit"]),
            "who": frozenset(entity("organization", key) for key in parts(record["attributed_to"])),
            "population": concept("population", record["population"]),
            "area": frozenset(places),
            "period": record["period"],
            "as_of": record["as_of"],
            "differs": frozenset(concept("difference", key) for key in differs),
            "relays": frozenset(document(key) for key in parts(record["relays"])),
            "use": concept("figure-rank", record["rank"]),
            "note_es": record["note_es"],
            "note_en": record["note_en"],
            "sources": frozenset(documents(record)),
        }
        for whole in parts(record["part_of"]) or [""]:
            value = number(by_key[whole]["value"]) if whole else ""
            found.append({**row, "whole": value, "whole_figure": entity("figure", whole)})
    return found


def _without(rows: list[Row], *columns: str) -> list[Row]:
    """The rows without some columns, each once."""
    kept = [{name: cell for name, cell in row.items() if name not in columns} for row in rows]
    return [row for i, row in enumerate(kept) if row not in kept[:i]]


def _say_one_thing(one: Record, other: Record) -> bool:
    """Whether two figures give one number of one thing, for all that their rows say."""
    columns = ("indicator", "value", "value_min", "value_max", "unit", "bound")
    if any(one[column] != other[column] for column in columns):
        return False
    if one["place"] and other["place"] and set(parts(one["place"])) != set(parts(other["place"])):
        return False
    if one["period"] and other["period"] and _apart(one["period"], other["period"]):
        return False
    told = [{record["document"], *parts(record["relays"])} for record in (one, other)]
    relayed = told[0] & told[1] and one["document"] != other["document"]
    return bool(relayed) or _differences(one, other) <= {"relays-same-report", "period-unstated"}


def _closed(items: list[Record], joined: Callable[[Record, Record], bool]) -> list[list[Record]]:
    """The items in groups: those joined, and whatever is joined to any of a group."""
    groups: list[list[Record]] = []
    for item in items:
        touching = [group for group in groups if any(joined(item, member) for member in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([item, *(member for group in touching for member in group)])
    return groups


def _independent(figures: list[Record]) -> tuple[str, str]:
    """Least and most independent sources of figures that say one thing, by the documents that carry them."""
    of_document = {record["key"]: record for record in read("documents")}
    passages = [
        {"document": key, "relays": record["relays"], "by": record["attributed_to"], "standing": record["standing"]}
        for record in figures
        for key in [record["document"], *parts(record["also_in"])]
    ]

    def joined(one: Record, other: Record) -> bool:
        texts = [{passage["document"], *parts(passage["relays"])} for passage in (one, other)]
        return bool(texts[0] & texts[1] or set(parts(one["by"])) & set(parts(other["by"])))

    def known(passage: Record) -> bool:
        described = of_document[passage["document"]]
        speakers = set(parts(passage["by"]))
        press = described["kind"] in {"news-article", "opinion", "web-page", "blog", "encyclopedia"}
        own = press and speakers <= set(parts(described["publisher"]))
        return passage["standing"] in {"official-record", "judicial-final"} or bool(
            parts(passage["relays"]) or (speakers and not own)
        )

    groups = _closed(passages, joined)
    return str(max(1, sum(any(map(known, group)) for group in groups))), str(len(groups))


def _with_sources(rows: list[Row]) -> list[Row]:
    """The rows with how many independent sources give the figure."""
    counted = {
        entity("figure", record["key"]): _independent(group)
        for group in _closed(read("figures"), _say_one_thing)
        for record in group
    }
    return [{**row, "least": counted[str(row["figure"])][0], "most": counted[str(row["figure"])][1]} for row in rows]


def murder_counts(area: str = "", since: str = "") -> list[Row]:
    return _with_sources(_without(_figures(("killings",), area, since), "indicator", "whole", "whole_figure"))


def affected_counts(area: str = "", since: str = "") -> list[Row]:
    indicators = ("communities-affected", "reserves-affected")
    return _with_sources(_without(_figures(indicators, area, since), "whole", "whole_figure"))


def without_title_counts(area: str = "", since: str = "") -> list[Row]:
    indicators = ("communities-without-title", "communities-without-recognition")
    return _without(_figures(indicators, area, since), "whole", "whole_figure")


def airstrip_counts(area: str = "", since: str = "") -> list[Row]:
    told = {entity("figure", record["key"]): {document(record["document"])} for record in read("figures")}
    rows = _figures(("airstrips-reported", "airstrips-disabled"), area, since)
    return [{**row, "sources": frozenset({*row["sources"], *told.get(str(row["whole_figure"]), ())})} for row in rows]


def _year(incident: Record) -> str:
    """The year all dates that anybody gives lie in; "" where there is none, or more than one."""
    given = [incident["date"]] + [
        claim["value"]
        for claim in read("claims")
        if claim["subject"] == f"incident:{incident['key']}" and claim["property"] == "date"
    ]
    years = {end[:4] for date in given if date for end in days(date)}
    return years.pop() if len(years) == 1 else ""


def _link(incident: Record) -> str:
    """The three groups of the question: drugs if any source says so, else any other link, else none stated."""
    links = set(parts(incident["links"]))
    if "drug-trafficking" in links:
        return "drug-trafficking"
    return "other" if links - {"not-stated"} else "not-stated"


def killings_on_record(since: str = "", population: str = "") -> list[Row]:
    incidents = {record["key"]: record for record in read("incidents")}
    groups: dict[tuple[str, ...], tuple[set[str], set[str]]] = {}
    for victim in read("victims"):
        incident = incidents[victim["incident"]]
        year = _year(incident)
        whom = concept("victim-population", victim["population"])
        if (since and year and int(year) < int(since)) or (population and whom != population):
            continue
        counted = {"yes": "true", "no": "false"}[incident["countable"]]
        kind = concept("incident-type", incident["type"])
        group = (counted, kind, year, whom, concept("reported-link", _link(incident)))
        persons, cited = groups.setdefault(group, (set(), set()))
        persons.add(victim["key"])
        cited |= documents(victim) | documents(incident) | claimed("incident", incident["key"], "date")
    columns = ("counted", "type", "year", "population", "link")
    return [
        {**dict(zip(columns, group, strict=True)), "victims": str(len(persons)), "sources": frozenset(cited)}
        for group, (persons, cited) in groups.items()
    ]


def _verdicts(areas: list[Record]) -> dict[str, tuple[str, str]]:
    """Area -> (verdict, reason). Two areas further apart than 0.5 % contradict: the stronger standing wins, then the
    later date; the tables hold no case that needs more than the second rule, and this says so if they ever do.
    """
    values = sorted({record["value"] for record in areas}, key=Decimal)
    if len(values) < 2:
        return dict.fromkeys(values, ("accepted", "undisputed"))
    assert len({record["standing"] for record in areas}) == 1
    assert len(values) == 2
    assert Decimal(values[1]) - Decimal(values[0]) > Decimal(values[1]) * Decimal("0.005")
    dated = {record["value"]: days(record["as_of"]) for record in areas}
    older, newer = sorted(values, key=dated.__getitem__)
    assert dated[older][1] < dated[newer][0]
    return {newer: ("accepted", "later-as-of"), older: ("outranked", "later-as-of")}


def reserve_areas(reserve: str = "") -> list[Row]:
    found: list[Row] = []
    facts = read("reserve_facts")
    for record in read("reserves"):
        said = [fact for fact in facts if fact["reserve"] == record["key"]]
        norms = [fact for fact in said if fact["property"] in {"categorised-by", "recognised-by", "created-by"}]
        areas = [fact for fact in said if fact["property"] == "legal-area"]
        shared: Row = {
            "reserve": entity("reserve", record["key"]),
            "norms": frozenset(entity("norm", fact["value"]) for fact in norms),
        }
        # The documents that name the reserve, and those that name its norms.
        shared_by = documents(record) | {cited for fact in norms for cited in documents(fact)}
        verdicts = _verdicts(areas)
        for fact in areas:
            verdict, reason = verdicts[fact["value"]]
            found.append(
                {
                    **shared,
                    "area": number(fact["value"]),
                    "as_of": fact["as_of"],
                    "who": frozenset(entity("organization", key) for key in parts(fact["attributed_to"])),
                    "verdict": concept("verdict", verdict),
                    "reason": concept("reason", reason),
                    "sources": frozenset(shared_by | documents(fact)),
                }
            )
        if not areas:
            nothing: Row = {"area": "", "as_of": "", "who": frozenset(), "verdict": "", "reason": ""}
            found.append({**shared, **nothing, "sources": frozenset(shared_by)})
    return [row for row in found if reserve in {"", row["reserve"]}]


def _cited_in(table: str) -> dict[str, set[str]]:
    """Document -> the things that a table says something of in it, as its mapping tells."""
    mapping = tomllib.loads((TABLES / f"{table}.toml").read_text(encoding="utf-8"))
    kind, subject = mapping["table"]["kind"], mapping["table"].get("subject_column", "")
    found: dict[str, set[str]] = {}
    for record in read(table):
        if subject:
            named, _, key = record[subject].rpartition(":")
            thing = entity(named or kind, key)
            further = mapping["properties"][record["property"]].get("main", False)
        else:
            thing, further = entity(kind, record["key"]), True
        for cited in [record["document"], *(parts(record.get("also_in", "")) if further else [])]:
            found.setdefault(cited, set()).add(thing)
    return found


def documents_to_open(reading: str = "") -> list[Row]:
    tables = sorted(path.stem for path in TABLES.glob("*.csv") if path.stem != "documents")
    cited = [_cited_in(table) for table in tables]
    rows: list[Row] = []
    for record in read("documents"):
        verified, address = record["title_made"] != "yes", bool(record["url"])
        # No table says where a page is archived, so none is read to the end of this list.
        archived = bool(record.get("archived"))
        if record["read"] == "read-in-full" and verified and address and archived:
            continue
        things = set().union(*(found.get(record["key"], set()) for found in cited))
        rows.append(
            {
                "document": document(record["key"]),
                "things": str(len(things)) if record["kind"] != "dataset" else "",
                "reading": concept("reading", record["read"]),
                "title_verified": str(verified).lower(),
                "address": str(address).lower(),
                "archived": str(archived).lower(),
                "sources": frozenset({document(record["key"])}),
            }
        )
    return [row for row in rows if reading in {"", row["reading"]}]


ORACLES = {
    "documents-to-open": documents_to_open,
    "affected-counts": affected_counts,
    "airstrip-counts": airstrip_counts,
    "murder-counts": murder_counts,
    "without-title-counts": without_title_counts,
    "killings-on-record": killings_on_record,
    "reserve-areas": reserve_areas,
}
