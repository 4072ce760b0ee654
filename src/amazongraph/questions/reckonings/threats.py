"""Which share of published threats was followed by violence within a year."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import sqrt

from amazongraph.questions.reckonings.days import day

_YEAR = timedelta(days=365)
_FEWEST = 10  # of fewer threats a share says nothing, and a count may point to somebody
_Z = 1.96  # of a 95 % interval
_Rows = Sequence[Mapping[str, str]]


def threats_followed(rows: _Rows, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Threats, those followed by violence, and their share, from one row a threat and an act of violence.

    A threat was followed if violence against who was threatened, or against a member of the community that was, began
    after the last day on which the threat may have been made and ended within 365 days of the first one. A threat
    without a date is counted apart. The interval is that of Wilson for a proportion, 95 % (E. B. Wilson, 1927, Journal
    of the American Statistical Association 22). Of fewer than 10 dated threats only that is said.
    """
    if not rows:
        return []
    dated = {row["threat"] for row in rows if row.get("from") and row.get("to")}
    undated = {row["threat"] for row in rows} - dated
    if len(dated) < _FEWEST:
        return [{"too_few": "true"}]
    following = [row for row in rows if _follows(row)]
    followed = {row["threat"] for row in following}
    low, high = wilson(len(followed), len(dated))
    return [
        {
            "too_few": "false",
            "threats": str(len(dated)),
            "followed": str(len(followed)),
            "share": f"{100 * len(followed) / len(dated):.1f}",
            "low": f"{100 * low:.1f}",
            "high": f"{100 * high:.1f}",
            "undated": str(len(undated)),
            "members": " ".join(sorted(dated | undated)),
            "acts": " ".join(sorted({row["act"] for row in following})),
            "incidents": " ".join(sorted({row["incident"] for row in following})),
        }
    ]


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The interval of a proportion at 95 %, from 0 to 1."""
    share, square = hits / of, _Z * _Z
    middle = share + square / (2 * of)
    reach = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - reach) / (1 + square / of)), min(1.0, (middle + reach) / (1 + square / of))


def _follows(row: Mapping[str, str]) -> bool:
    first, last = day(row.get("from", "")), day(row.get("to", ""))
    began, ended = day(row.get("began", "")), day(row.get("ended", ""))
    return bool(first and last and began and ended and last < began and ended <= first + _YEAR)
