"""What every file of a graph needs: one value a cell, identifiers that any reader takes, and how a class looks."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amazongraph import terms
from amazongraph.export.material import Material
from amazongraph.messages import LANGUAGES, text

if TYPE_CHECKING:
    import networkx

Value = str | int | float | bool
_TOKEN = re.compile(r"[A-Za-z0-9._:-]+")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as files have it: its number, the identifiers of what it joins, its key, and its attributes."""

    number: int
    source: str
    target: str
    key: str
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """The colour (``#rrggbb``) and the size of a node."""

    color: str
    size: float

    @property
    def channels(self) -> tuple[int, int, int]:
        """Red, green and blue, 0 to 255."""
        red, green, blue = (int(self.color[start : start + 2], 16) for start in (1, 3, 5))
        return red, green, blue


def identifiers(graph: "networkx.MultiDiGraph[str]") -> dict[str, str]:
    """IRI -> the name of the node in files: its CURIE, which XML takes for a token, else a number."""
    short = {iri: terms.shorten(iri) for iri in graph}
    return {iri: one if _TOKEN.fullmatch(one) else f"n{place}" for place, (iri, one) in enumerate(short.items())}


def lines(graph: "networkx.MultiDiGraph[str]", named: Mapping[str, str]) -> Iterator[Line]:
    """The edges in their order; ``named``: what ``identifiers`` gave."""
    for number, (one, other, key, said) in enumerate(graph.edges(keys=True, data=True)):
        yield Line(number, named[one], named[other], key, said)


def size(graph: "networkx.MultiDiGraph[str]") -> int:
    """How many nodes and edges it has."""
    return int(graph.number_of_nodes()) + int(graph.number_of_edges())


def flat(value: object) -> Value:
    """One value of an attribute: a list of IRIs, CURIEs or keys is joined by spaces, which none of them holds; how
    documents are cited is a line for each, after its IRI.
    """
    if isinstance(value, dict):
        return "\n".join(f"{iri} {cited}" for iri, cited in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return value if isinstance(value, (bool, int, float)) else str(value)


def filled(said: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    """The attributes that have a value: no text or list that is empty."""
    return ((name, one) for name, value in said.items() if (one := flat(value)) != "")


def columns(rows: Iterable[Mapping[str, object]]) -> dict[str, type]:
    """The attributes of nodes or edges, in the order they come, with the type of their values: a text, a number, a
    truth value or a list.
    """
    found: dict[str, type] = {}
    for row in rows:
        for name, value in row.items():
            if name not in found:
                found[name] = list if isinstance(value, list) else type(flat(value))
    return found


def xml_text(value: object) -> str:
    """A value as text, what XML 1.0 has no way to write replaced by U+FFFD; truth values as XML Schema writes them."""
    if isinstance(value, bool):
        return str(value).lower()
    return _NOT_XML.sub("�", str(value))


def about(material: Material, graph: "networkx.MultiDiGraph[str]") -> str:
    """What a graph is, how it was made and what it leaves out, in both languages; a text a line."""
    said = graph.graph
    told = []
    for lang in LANGUAGES:
        own = [said[f"method_{lang}"], said[f"caveat_{lang}"]]
        contested = text("network.contested", lang, count=said["contested"])
        told += [material.title[lang], *dict.fromkeys([*material.notice(lang), *own, contested])]
    return "\n".join(told)


def look(kinds: Iterable[str]) -> Look:
    """How a node of some classes (CURIEs) is drawn."""
    ranked, other = _looks()
    held = set(kinds)
    return next((one for of, one in ranked if of in held), other)


@cache
def _looks() -> tuple[list[tuple[str, Look]], Look]:
    said = tomllib.loads(Path(__file__).with_name("looks.toml").read_text(encoding="utf-8"))
    ranked = [(one["class"], Look(one["color"], float(one["size"]))) for one in said["looks"]]
    return ranked, Look(said["other"]["color"], float(said["other"]["size"]))
