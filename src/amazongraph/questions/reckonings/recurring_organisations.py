"""Which organisations recur in overlaps and conflicts."""

from collections.abc import Mapping, Sequence

_Rows = Sequence[Mapping[str, str]]
LEAST = 2
"""Fewer things, or fewer documents, and nothing is said of an organisation."""


def recurring_organisations(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Each organisation that two things or more and two documents or more lead to, in the order of IRIs.

    A thing is a concession of its own that overlaps a territory, or an incident in which its part has a certainty; each
    counts once, whatever the number of territories, roles and documents (degree in the graph of organisations and
    things). What is only alleged, or said by one source, the query leaves out.
    """
    by_organisation: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        by_organisation.setdefault(row["organisation"], []).append(row)
    found = []
    for organisation, told in sorted(by_organisation.items()):
        things = {row["thing"] for row in told}
        incidents = {row["thing"] for row in told if row.get("certainty")}
        documents = {row["document"] for row in told}
        if min(len(things), len(documents)) >= LEAST:
            found.append(
                {
                    "organisation": organisation,
                    "overlaps": str(len(things - incidents)),
                    "incidents": str(len(incidents)),
                    "certainties": " ".join(sorted({row["certainty"] for row in told if row.get("certainty")})),
                    "things": " ".join(sorted(things)),
                    "documents": " ".join(sorted(documents)),
                }
            )
    return found
