"""How many killings happened in a context, of how many, and of how many that cannot be told."""

from collections.abc import Mapping, Sequence

from amazongraph.questions.reckonings.days import day

_Rows = Sequence[Mapping[str, str]]
_CLASSES = ("yes", "maybe", "none", "unknown")
_IDS = ("persons", "incidents", "emergencies", "chains", "facets", "places")
_DECREED = (("emergency", "emergencies"), ("chain", "chains"), ("area", "places"))
_IN_PLACE = "https://w3id.org/amazongraph/vocab/tenure-state/in-place"


def killings_in_context(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Victims of each context, from one row a victim, a context and a thing that speaks of it.

    Emergency: it counts where one was in force in all of every place given for the killing, from the first day on
    which it may have happened to the last. Where one was in a part, or may have been by imprecise dates, it may count.
    Without a day or a place it cannot be told. Land: it counts where a facet of the title or of its registration of
    the community is on record as other than in place. Without a community it cannot be told. All else is none on
    record, which is not none. The four add up to the victims.
    """
    contexts: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        contexts.setdefault(row["context"], []).append(row)
    return [_context(told) for _, told in sorted(contexts.items())]


def _context(told: _Rows) -> dict[str, str]:
    victims: dict[str, list[Mapping[str, str]]] = {}
    for row in told:
        victims.setdefault(row["person"], []).append(row)
    judge = _emergency if told[0]["context"] == "emergency" else _land
    found = [judge(own) for own in victims.values()]
    ids: dict[str, set[str]] = {name: set() for name in _IDS}
    ids["persons"] |= victims.keys()
    ids["incidents"] |= {row["incident"] for row in told}
    ids["facets"] |= {row["facet"] for row in told if row.get("facet")}
    ids["places"] |= {row["place"] for row in told if row.get("place")}
    for row in filter(_overlaps, told):
        for part, name in _DECREED:
            ids[name] |= {row[part]} if row.get(part) else set()
    return {
        "context_es": told[0]["context_es"],
        "context_en": told[0]["context_en"],
        "killings": str(len(victims)),
        **{name: str(found.count(name)) for name in _CLASSES},
        **{name: " ".join(sorted(iris)) for name, iris in ids.items()},
    }


def _emergency(own: _Rows) -> str:
    places = {row.get("place", "") for row in own}
    first, last = day(own[0].get("from", "")), day(own[0].get("to", ""))
    if not first or not last or "" in places:
        return "unknown"
    sure: set[str] = set()
    for row in own:
        starts, ends = day(row.get("certain_from", "")), day(row.get("certain_to", ""))
        if row.get("whole") in {"true", "1"} and starts and ends and starts <= first and last <= ends:
            sure.add(row["place"])
    return "yes" if sure == places else "maybe" if any(map(_overlaps, own)) else "none"


def _overlaps(row: Mapping[str, str]) -> bool:
    """Whether an emergency may have been in force on a day on which the killing may have happened."""
    first, last = day(row.get("from", "")), day(row.get("to", ""))
    opens, closes = day(row.get("possible_from", "")), day(row.get("possible_to", ""))
    return bool(first and last and opens and closes and opens <= last and first <= closes)


def _land(own: _Rows) -> str:
    if not any(row.get("community") for row in own):
        return "unknown"
    return "yes" if any(row.get("state", _IN_PLACE) != _IN_PLACE for row in own) else "none"
