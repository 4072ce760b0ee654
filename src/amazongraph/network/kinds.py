"""What a graph of each kind holds, as ``kinds.toml`` says it."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from amazongraph import terms
from amazongraph.errors import ExportError

THINGS = "things"


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of a kind of graph, its parts IRIs: from the thing of class ``of``, or from what its property ``start``
    names, to what its property ``to`` names; with no parts, any relation.

    ``named_by``: the property whose value says what the edge means, "" for ``to``. ``numbers``: attribute -> property.
    ``dated``: it holds as long as the thing does. ``touching``: a class of which one end at least is.
    ``label``: what people read on it, in both languages; empty for the label of the property.
    """

    of: str = ""
    start: str = ""
    to: str = ""
    named_by: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    dated: bool = False
    touching: str = ""
    label: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of graph. ``classes``: their members are nodes even with no edge, none = all things; ``without``: the
    classes that are never nodes; ``attributes``: attribute of a node -> property. ``passages``: edges also come from
    what each statement says of the document it relays and of its speaker. Texts are in Spanish and English.
    """

    name: str
    title: dict[str, str]
    method: dict[str, str]
    caveat: dict[str, str]
    classes: tuple[str, ...]
    edges: tuple[Edge, ...]
    without: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    passages: bool = False


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of graphs by name."""
    said = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
    return {name: _kind(name, entry) for name, entry in said.items()}


def kind(name: str) -> Kind:
    """The kind of that name. Raises ``ExportError``."""
    if name not in kinds():
        raise ExportError("network.kind", name=name, known=", ".join(kinds()))
    return kinds()[name]


def _kind(name: str, said: dict[str, Any]) -> Kind:
    lists = {key: tuple(map(terms.expand, said.get(key, ()))) for key in ("classes", "without")}
    attributes = {key: terms.expand(value) for key, value in said.get("attributes", {}).items()}
    return Kind(**{**said, **lists, "name": name, "attributes": attributes, "edges": tuple(map(_edge, said["edges"]))})


def _edge(said: dict[str, Any]) -> Edge:
    parts = {key: terms.expand(said[key]) for key in ("of", "to", "named_by", "touching") if key in said}
    start = terms.expand(said["from"]) if "from" in said else ""
    numbers = {key: terms.expand(value) for key, value in said.get("numbers", {}).items()}
    return Edge(**parts, start=start, numbers=numbers, dated=said.get("dated", False), label=said.get("label", {}))
