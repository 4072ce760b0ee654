"""How many victims had asked for protection or been granted it before they were killed."""

from collections.abc import Iterator, Mapping, Sequence

from amazongraph.questions.reckonings.days import day

_Rows = Sequence[Mapping[str, str]]


def protection_before(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Victims by kind of protection of theirs or of their community; kinds are never added up (DS 004-2021-JUS).

    The rows of the query are victims with the days on which the killing may have happened, and beside them a measure
    that was granted or a request. Granted before: on its last possible day, before the first possible day of the
    killing; after: the other way round; what the dates do not tell apart is unclear. Of requests every one on record
    counts. None on record stays blank: it is not none. ``kind``: that one alone.
    """
    victims = {row["person"] for row in rows}
    kinds: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        if row.get("kind") and given.get("kind", row["kind"]) == row["kind"]:
            kinds.setdefault(row["kind"], []).append(row)
    return [_kind(kind, told, len(victims)) for kind, told in sorted(kinds.items())]


def _kind(kind: str, told: _Rows, victims: int) -> dict[str, str]:
    asked = {row["person"] for row in told if row.get("request")}
    when: dict[str, set[str]] = {}
    for row in told:
        if row.get("measure"):
            when.setdefault(row["person"], set()).add(_when(row))
    best = [next(one for one in ("before", "unclear", "after") if one in own) for own in when.values()]
    return {
        "kind": kind,
        "asked": str(len(asked) or ""),
        **{name: str(best.count(name) or "") for name in ("before", "after", "unclear")},
        "victims": str(victims),
        "persons": " ".join(sorted({row["person"] for row in told})),
        "incidents": " ".join(sorted({row["incident"] for row in told})),
        "measures": " ".join(sorted(_each(told, "measure"))),
        "requests": " ".join(sorted(_each(told, "request"))),
    }


def _each(told: _Rows, name: str) -> Iterator[str]:
    return iter({row[name] for row in told if row.get(name)})


def _when(row: Mapping[str, str]) -> str:
    first, last = day(row.get("from", "")), day(row.get("to", ""))
    opens, closes = day(row.get("decided_from", "")), day(row.get("decided_to", ""))
    if first and closes and closes < first:
        return "before"
    return "after" if last and opens and opens > last else "unclear"
