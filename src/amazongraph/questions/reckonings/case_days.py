"""How long after a killing the published status of its case is."""

from collections.abc import Mapping, Sequence

from amazongraph.questions.reckonings.days import day

_CONVICTION = "https://w3id.org/amazongraph/vocab/case-stage/conviction"


def case_days(rows: Sequence[Mapping[str, str]], given: Mapping[str, str]) -> list[dict[str, str]]:
    """Days from what happened to the date of each status, from one row a case and a status.

    The days go from the last day on which it may have happened to the first on which the status may have held, so that
    they are a least number at the precision of the dates; where that is not one day at least, nothing is said. With
    ``day`` those to that day are said as well. A case has a conviction on record if any status of it says so, whatever
    came after; no such status is not a case without conviction.
    """
    convicted = {row["incident"] for row in rows if _CONVICTION in row.get("stage", "").split()}
    return [
        {
            **row,
            "days": _between(row.get("last", ""), row.get("as_of_from", "")),
            "days_to_day": _between(row.get("last", ""), given.get("day", "")),
            "convicted": "true" if row["incident"] in convicted else "",
        }
        for row in rows
    ]


def _between(first: str, last: str) -> str:
    one, other = day(first), day(last)
    return str((other - one).days) if one and other and one < other else ""
