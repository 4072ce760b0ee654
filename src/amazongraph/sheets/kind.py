"""What a sheet is about: ``kinds/<name>.toml`` says its columns and which things one row stands for.

A row stands for one thing (``row``) and for others tied to it, as the facets of tenure of a community are. Each column
is a property of one of them.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from amazongraph import terms

FOLDER = Path(__file__).parent / "kinds"
ROW, AS_OF, CLASS = "row", "as_of", "class"
PLACE, INTERVAL = "place", "interval"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: what it is called and means in both languages, and the property of ``thing`` it holds.

    ``value`` as in a mapping, or ``class``: which of its classes the thing is. ``required`` of a thing that is new;
    ``fixed``: not to be changed once it is there; ``later``: the property a further value gets once there is one;
    ``fresh``: the class of a thing that is not in the list and is made from its name. ``many`` values are separated
    by semicolons.
    """

    name: str
    head: dict[str, str]
    note: dict[str, str]
    property: str = ""
    value: str = "text"
    thing: str = ROW
    lang: str | None = None
    many: bool = False
    required: bool = False
    fixed: bool = False
    later: str = ""
    fresh: str = ""
    width: int = 18


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing a row stands for: its kind of entity, its classes by key (``*`` = the only one), how it is tied.

    ``key`` is a template of the cells, "" for a key without meaning; ``links``: property -> another thing, or
    ``=column`` for the one that the column names; ``label`` and ``facts`` are stated of a new one.
    """

    name: str
    kind: str
    classes: dict[str, str]
    key: str = ""
    links: dict[str, str] | None = None
    label: dict[str, str] | None = None
    facts: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sheet; ``same`` names the columns that tell one row from another, ``level`` who may see its claims."""

    key: str
    title: dict[str, str]
    level: int
    same: tuple[str, ...]
    things: dict[str, Thing]
    columns: dict[str, SheetColumn]

    def properties(self) -> dict[str, dict[str, str]]:
        """Every property a claim of such a sheet may have, by its name, as the section of a mapping file."""
        said: dict[str, dict[str, str]] = {}
        for column in self.columns.values():
            if column.property:
                said[column.name] = _spec(column.property, column.value, column.lang)
            if column.later:
                said[f"{column.name}-later"] = _spec(column.later, column.value, column.lang)
            if column.fresh:
                said["new"] = {"property": "rdf:type", "value": "class"}
                said["new-name"] = _spec("rdfs:label", "text", None)
        for thing in self.things.values():
            said[f"{thing.name}-is"] = {"property": "rdf:type", "value": "class"}
            for number, (link, target) in enumerate((thing.links or {}).items(), start=1):
                said[f"{thing.name}-link-{number}"] = _spec(link, f"ref:{self.kind_of(target)}", None)
            for lang in thing.label or {}:
                said[f"{thing.name}-name-{lang}"] = _spec("rdfs:label", "text", lang)
            for number, fact in enumerate(thing.facts, start=1):
                said[f"{thing.name}-fact-{number}"] = _spec(
                    fact["property"], fact.get("value", "text"), fact.get("lang")
                )
        return said

    def kind_of(self, target: str) -> str:
        """The kind of entity that a link leads to."""
        return self.columns[target[1:]].value.partition(":")[2] if target[0] == "=" else self.things[target].kind

    def classes(self) -> dict[str, str]:
        """Every class a claim may name, by the key it is written with."""
        fresh = {column.fresh for column in self.columns.values() if column.fresh}
        own = {f"{thing.name}.{key}": name for thing in self.things.values() for key, name in thing.classes.items()}
        return own | {name.partition(":")[2].lower(): name for name in fresh}


def _spec(name: str, value: str, lang: str | None) -> dict[str, str]:
    return {"property": name, "value": value} | ({"lang": lang} if lang else {})


def kinds() -> list[str]:
    """The kinds there are, by name."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def kind(key: str) -> Kind:
    """The kind of that name; ``KeyError`` for none."""
    if key not in kinds():
        raise KeyError(key)
    said: dict[str, Any] = tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
    things = {
        name: Thing(name, **{**one, "facts": tuple(one.get("facts", ()))}) for name, one in said["things"].items()
    }
    columns = {name: SheetColumn(name, **one) for name, one in said["columns"].items()}
    return Kind(key, said["title"], said["level"], tuple(said["same"]), things, columns)


def iri(curie: str) -> str:
    """The IRI of a property or class as a kind file writes it."""
    return terms.expand(curie)
