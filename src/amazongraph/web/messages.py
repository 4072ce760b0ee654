"""A request and a response as values, so that what is answered can be told without a network."""

import json
from dataclasses import dataclass, field
from typing import Any

HTML, JSON, SCRIPT = "text/html; charset=utf-8", "application/json; charset=utf-8", "text/javascript; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """``path`` is decoded; ``fields`` are those of the address and of a form, the last of each name."""

    method: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    accept: str = "*/*"


@dataclass(frozen=True, slots=True)
class Response:
    """What is sent back."""

    status: int
    type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def as_json(value: Any, status: int = 200) -> Response:
    """A value as a JSON response."""
    return Response(status, JSON, json.dumps(value, ensure_ascii=False).encode())


def accepted(accept: str, offered: dict[str, str]) -> str:
    """Which of ``offered`` (name -> media type, the preferred first) an Accept header wants most; "" for none of them.

    RFC 9110, 12.5.1: quality first, then how narrowly it is named; ``*/*`` where nothing is said.
    """
    best: tuple[float, int, str] = (0.0, 0, "")
    for name, media in offered.items():
        kind = media.partition(";")[0]
        ranges = {kind: 3, kind.partition("/")[0] + "/*": 2, "*/*": 1}
        named = [(ranges[one], quality) for one, quality in _ranges(accept) if one in ranges]
        if named:
            width, quality = max(named)
            best = max(best, (quality, width, name) if quality else best, key=lambda one: one[:2])
    return best[2]


def _ranges(accept: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for part in (accept or "*/*").split(","):
        kind, *rest = (piece.strip().lower() for piece in part.split(";"))
        said = next((piece[2:] for piece in rest if piece.startswith("q=")), "1")
        try:
            found.append((kind, min(1.0, max(0.0, float(said)))))
        except ValueError:
            found.append((kind, 0.0))
    return found
