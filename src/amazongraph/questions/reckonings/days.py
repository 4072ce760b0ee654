"""Days, as texts and as numbers: what several reckonings count."""

from collections.abc import Iterable
from datetime import date, timedelta

Span = tuple[date, date]
"""The first day and the last, both in it."""


def day(text: str) -> date | None:
    """``2024-05-01`` as a day; ``None`` for no text."""
    return date.fromisoformat(text[:10]) if text else None


def union(spans: Iterable[Span]) -> list[Span]:
    """The same days in spans that do not touch: a day in two of them is there once."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def length(spans: Iterable[Span]) -> int:
    """How many days there are in spans that do not share any."""
    return sum((last - first).days + 1 for first, last in spans)
