"""Who publishes on the same cases, and whether they say it on their own."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from amazongraph.independence import Passage, independence
from amazongraph.questions.reckonings.source_clusters import by_case

_Rows = Sequence[Mapping[str, str]]
LEAST = 3
"""Fewer cases in common than this say more of chance than of two publishers."""


def who_repeats_whom(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Each two publishers with three cases in common or more.

    Of a case, the documents of the two are one source if a cluster of ``independence`` has documents of both (one
    document that both publish is one). One publisher repeats the other in a case if a document of its own relays one of
    the other's, or says it according to the other. The network is that of joint publication (co-occurrence);
    what joins nothing is not told from what is not known to be joined. ``publisher``: pairs with that one.
    """
    publishers: dict[str, set[str]] = {}
    for row in rows:
        publishers.setdefault(row["document"], set()).add(row["publisher"])
    cases = {case: _Case(passages, publishers) for case, passages in by_case(rows).items()}
    pairs: dict[tuple[str, str], list[str]] = {}
    for case, told in cases.items():
        for pair in combinations(sorted(told.documents), 2):
            pairs.setdefault(pair, []).append(case)
    wanted = given.get("publisher", "")
    return [
        _row(one, other, shared, cases)
        for (one, other), shared in sorted(pairs.items())
        if len(shared) >= LEAST and wanted in {"", one, other}
    ]


class _Case:
    """What is said of one case: the documents of each publisher, and which are one source."""

    def __init__(self, passages: Sequence[Passage], publishers: Mapping[str, set[str]]) -> None:
        self.passages = {one.document: one for one in passages}
        self.documents: dict[str, set[str]] = {}
        for document in self.passages:
            for publisher in publishers[document]:
                self.documents.setdefault(publisher, set()).add(document)
        self.clusters = [set(cluster.documents) for cluster in independence(passages).clusters]

    def are_one(self, one: str, other: str) -> bool:
        return any(cluster & self.documents[one] and cluster & self.documents[other] for cluster in self.clusters)

    def repeats(self, one: str, other: str) -> bool:
        own = [self.passages[document] for document in self.documents[one] - self.documents[other]]
        return any(said.relays & self.documents[other] or other in said.speakers for said in own)


def _row(one: str, other: str, shared: Sequence[str], cases: Mapping[str, _Case]) -> dict[str, str]:
    together = [cases[case] for case in shared]
    joined = sum(case.are_one(one, other) for case in together)
    return {
        "first": one,
        "second": other,
        "together": str(len(together)),
        "one_source": str(joined),
        "apart": str(len(together) - joined),
        "first_repeats": str(sum(case.repeats(one, other) for case in together)),
        "second_repeats": str(sum(case.repeats(other, one) for case in together)),
        "cases": " ".join(shared),
        "documents": " ".join(
            sorted({document for case in together for who in (one, other) for document in case.documents[who]})
        ),
    }
