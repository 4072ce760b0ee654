"""The rules a query must keep so that every engine gives it the same answer (each was broken once, and measured)."""

import re

from amazongraph.questions.question import Question

_COMMENT_OR_TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*')
_RULES = (
    ("count-distinct", re.compile(r"\bCOUNT\s*\((?!\s*DISTINCT\b)", re.IGNORECASE)),
    ("service", re.compile(r"\bSERVICE\b", re.IGNORECASE)),
    ("concat-str", re.compile(r"\bGROUP_CONCAT\s*\((?!\s*(?:DISTINCT\s+)?STR\s*\()", re.IGNORECASE)),
    ("date-plus-duration", re.compile(r"\+\s*(?:\?\w*duration|\"\"\^\^xsd:(?:dayTime|yearMonth)?[dD]uration)")),
)
_SUMS = re.compile(r"\b(?:SUM|AVG)\s*\(", re.IGNORECASE)
_INNER_DISTINCT = re.compile(r"\{\s*SELECT\s+DISTINCT\b", re.IGNORECASE)
_NOT_EXISTS = re.compile(r"\bNOT\s+EXISTS\s*\{([^{}]*)\}", re.IGNORECASE)


def lint(question: Question) -> list[str]:
    """The names of the rules the question breaks, sorted; empty for a sound one.

    ``count-distinct``, ``sum-over-distinct``, ``concat-str``, ``not-exists``, ``date-plus-duration``, ``service``:
    ``parameter-place``: a parameter stands outside a FILTER of the
    outermost group, where engines silently ignore it. ``parameter-unused``: it stands nowhere.
    """
    query = _COMMENT_OR_TEXT.sub(_blank, question.query)
    broken = {name for name, pattern in _RULES if pattern.search(query)}
    if _SUMS.search(query) and not _INNER_DISTINCT.search(query):
        broken.add("sum-over-distinct")
    if any(" ." in body.strip().rstrip(".") or ";" in body for body in _NOT_EXISTS.findall(query)):
        broken.add("not-exists")
    for parameter in question.parameters:
        broken |= _places(query, "?" + parameter.variable)
    return sorted(broken)


def _blank(match: re.Match[str]) -> str:
    return '""' if match[0].startswith('"') else match[0] if match[0].startswith("<") else ""


def _places(query: str, variable: str) -> set[str]:
    """What is wrong with where a parameter variable stands."""
    found = list(re.finditer(re.escape(variable) + r"\b", query))
    if not found:
        return {"parameter-unused"}
    for match in found:
        before = query[: match.start()]
        depth = before.count("{") - before.count("}")
        opened = before.rfind("FILTER")
        in_filter = opened >= 0 and before[opened:].count("(") > before[opened:].count(")")
        if depth != 1 or not in_filter:
            return {"parameter-place"}
    return set()
