"""The evidence for a proposed link in words. The evidence itself is one line that ``scoring.Score.text`` writes."""

import re

from amazongraph.messages import text

_PART = re.compile(r"(prior|name|distance|unit|people|code|type)(?: ([a-z-]+)(?:=(\S+))?)? ([+-]\d+\.\d)")


def explain(evidence: str, lang: str) -> list[str]:
    """A line for the beginning and for each feature that is known: what it is, how it stands, the bits it adds."""
    lines = []
    for feature, level, value, bits in _PART.findall(evidence):
        if level == "unknown":
            continue
        said = text(f"why.{feature}", lang)
        how = f"{text(f'why.{level}', lang)}" if level else ""
        shown = f" ({value})" if value else ""
        lines.append(f"{bits} {said}{': ' if how else ''}{how}{shown}")
    return lines
