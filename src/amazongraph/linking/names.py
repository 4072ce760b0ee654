"""How alike two names are."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from amazongraph.values import fold


@lru_cache(maxsize=200_000)
def normal(name: str) -> str:
    """The form that two spellings of a name share."""
    return " ".join(fold(name).split())


def similarity(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1; 1 for spellings of the same."""
    return float(OSA.normalized_similarity(normal(one), normal(other)))
