"""Which documents on a case are one source."""

from collections.abc import Mapping, Sequence

from amazongraph.independence import Passage, independence

_Rows = Sequence[Mapping[str, str]]
_FIRST_HAND = ("official-record", "judicial-final")


def source_clusters(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Each case that two documents or more tell of, with a row for each group of documents that are one source.

    Two documents are one if either relays the other, if both relay one document, or if they attribute what they say to
    one speaker, directly or in a chain; groups of which it is not known where they have it from may repeat another
    one, so that the number of independent sources is a range. A case with one document is left out.
    """
    found: list[dict[str, str]] = []
    for case, passages in by_case(rows).items():
        if len(passages) < 2:
            continue
        made = independence(passages)
        found += [
            {
                "case": case,
                "least": str(made.least),
                "most": str(made.most),
                "documents": " ".join(cluster.documents),
                "shared_documents": " ".join(cluster.shared_documents),
                "shared_speakers": " ".join(cluster.shared_speakers),
                "traced": str(cluster.traced).lower(),
                "all_documents": " ".join(one.document for one in passages),
            }
            for cluster in made.clusters
        ]
    return found


def by_case(rows: _Rows) -> dict[str, list[Passage]]:
    """What each document says of each case: whom it relays, according to whom. The cases are in order of their IRIs."""
    told: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        told.setdefault((row["case"], row["document"]), []).append(row)
    found: dict[str, list[Passage]] = {}
    for (case, document), said in sorted(told.items()):
        found.setdefault(case, []).append(_passage(document, said))
    return found


def _passage(document: str, said: _Rows) -> Passage:
    relays, speakers, publishers, standings = (
        frozenset(row[name] for row in said if row.get(name))
        for name in ("relayed", "speaker", "publisher", "standing")
    )
    first_hand = any(one.rpartition("/")[2] in _FIRST_HAND for one in standings)
    return Passage(document, relays, speakers, first_hand, bool(speakers) and speakers <= publishers)
