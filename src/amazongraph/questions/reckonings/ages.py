"""How many days old the newest fact of a topic and place is, at least."""

from collections.abc import Mapping, Sequence

from amazongraph.questions.reckonings.days import day


def ages(rows: Sequence[Mapping[str, str]], given: Mapping[str, str]) -> list[dict[str, str]]:
    """Each row with the days from its newest fact to the day ``until``, or else to the newest fact of all the rows.

    The fact is dated on the last day that it may be of, so that its age is a least number. One that is newer than
    ``until`` has no age.
    """
    last = max((row["newest"] for row in rows), default="")
    until = day(given.get("until", "") or last)
    aged = [dict(row) for row in rows]
    for row in aged:
        newest = day(row["newest"])
        row["days"] = str((until - newest).days) if until and newest and until >= newest else ""
    return aged
