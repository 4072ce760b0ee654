"""How things of ours are told in FollowTheMoney: reads ``ftm.toml``; identifiers and dates in their form there."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from amazongraph import ontology, terms
from amazongraph.values import interval

_ID = re.compile(r"(?:id/)?([a-z0-9-]+)/([A-Za-z0-9.-]+)")
DATASET = "amazongraph"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What ``ftm.toml`` says, classes and properties as IRIs.

    ``schemata``: class -> schema, the lower classes first. ``properties``: schema -> property -> property there.
    """

    schemata: dict[str, str]
    documents: dict[str, str]
    ends: dict[str, tuple[str, str]]
    properties: dict[str, dict[str, str]]
    entities: frozenset[str]
    dates: frozenset[str]
    untold: frozenset[str]
    of_figures: frozenset[str]

    def of(self, schema: str) -> dict[str, str]:
        """The properties of a schema; a link has no more than its own."""
        own = self.properties.get(schema, {})
        return own if schema in self.ends else self.properties["all"] | own


@cache
def mapping() -> Mapping:
    """Read once per process."""
    said = tomllib.loads(files("amazongraph").joinpath("export/ftm.toml").read_text(encoding="utf-8"))
    above = ontology.load().superclasses
    classes = sorted(said["schema"], key=lambda name: (-len(above.get(terms.ag(name), ())), name))
    return Mapping(
        schemata={terms.ag(name): said["schema"][name] for name in classes},
        documents=said["document"],
        ends={schema: (first, second) for schema, (first, second) in said["ends"].items()},
        properties={
            schema: {terms.expand(ours): theirs for ours, theirs in pairs.items()}
            for schema, pairs in said["property"].items()
        },
        entities=frozenset(said["type"]["entity"]),
        dates=frozenset(said["type"]["date"]),
        untold=frozenset(map(terms.expand, said["untold"]["properties"])),
        of_figures=frozenset(map(terms.expand, said["untold"]["figure"])),
    )


def identifier(iri: str) -> str:
    """The id of a thing: ``ag.reserve.reserva-isconahua``. The point keeps apart what a hyphen would not.

    Ids there have letters, digits, hyphens and points only; our kinds and keys have no others.
    """
    found = _ID.fullmatch(iri.removeprefix(terms.BASE))
    if not found:
        raise ValueError(iri)
    return f"ag.{found[1]}.{found[2]}"


def dates(edtf: str, wanted: str) -> dict[str, str]:
    """The properties that a date (EDTF) gives: of an interval its ends, where the property is one of a beginning, an
    end or a day; of any other nothing, since either end would say too much.
    """
    if "/" not in edtf:
        return {wanted: edtf}
    read = interval(edtf)
    ends = {"startDate": read.start, "endDate": read.end}
    asked = ("startDate", "endDate") if wanted == "date" else (wanted,)
    return {name: str(day) for name in asked if (day := ends.get(name))}
