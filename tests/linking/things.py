"""Things to link, made by hand."""

from typing import Any

from amazongraph.linking.entities import PLACE, Entity

BASE = "https://example.org/"


def thing(key: str, *names: str, **more: Any) -> Entity:
    """A place of the name that is not told more of."""
    said = {"family": PLACE, **more}
    for name in ("codes", "units", "peoples"):
        said[name] = frozenset(said.get(name, ()))
    return Entity(key if "://" in key else BASE + key, names or (key,), **said)
