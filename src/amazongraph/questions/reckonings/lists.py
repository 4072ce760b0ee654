"""Which cases each list names and which it does not."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from amazongraph.questions.reckonings.days import day
from amazongraph.values import decimal

_Rows = Sequence[Mapping[str, str]]


def lists_of_killings(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Each document that is a list, against all victims on record.

    The rows of the query are of three kinds: a victim with the last day on which the killing may have happened; a
    document with a victim it names; a document with a total it gives. A list is a document that names two victims on
    record or more, or one and gives a total. Of the victims it does not name, those killed after the first day on
    which it may have been issued could not be in it, and those whose day is not known are not told apart. ``against``:
    another list, whose victims that are not in this one are named. ``victim``: lists that name that one.
    """
    killed = {row["person"]: row.get("last", "") for row in rows if not row.get("document")}
    named: dict[str, set[str]] = {}
    totals: dict[str, dict[str, str]] = {}
    issued = {row["document"]: row.get("issued", "") for row in rows if row.get("document")}
    for row in rows:
        if row.get("document") and row.get("person"):
            named.setdefault(row["document"], set()).add(row["person"])
        elif row.get("document"):
            totals.setdefault(row["document"], {})[row["figure"]] = row.get("total", "")
    lists = [one for one, victims in named.items() if len(victims) > 1 or one in totals]
    other = named.get(given.get("against", ""), set())
    return [
        _list(one, named[one], totals.get(one, {}), _apart(killed, named[one], issued[one]), other)
        for one in sorted(lists, key=lambda one: (issued[one], one))
        if given.get("victim", "") in named[one] or not given.get("victim")
    ]


def _list(
    document: str, named: set[str], totals: Mapping[str, str], apart: tuple[set[str], set[str]], other: set[str]
) -> dict[str, str]:
    missing, later = apart
    return {
        "list": document,
        "numbers": "; ".join(sorted(map(decimal, filter(None, totals.values())), key=Decimal)),
        "totals": " ".join(sorted(totals)),
        "named": str(len(named)),
        "victims": " ".join(sorted(named)),
        "missing": str(len(missing)),
        "not_named": " ".join(sorted(missing)),
        "later": str(len(later)),
        "only_other": " ".join(sorted(other - named)),
    }


def _apart(killed: Mapping[str, str], named: set[str], issued: str) -> tuple[set[str], set[str]]:
    """The victims that a list does not name, and those of them that were killed after it was issued."""
    published = day(issued)
    absent = set(killed) - named
    later = {one for one in absent if published and (last := day(killed[one])) and last > published}
    return absent - later, later
