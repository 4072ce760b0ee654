"""The words the program says to people, in Spanish and English.

The texts are data (``messages.toml``), so that a translator never opens code. Everything may import this module; it
imports nothing of the project.
"""

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("es", "en")


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    groups = tomllib.loads(files("amazongraph").joinpath("messages.toml").read_text(encoding="utf-8"))
    return {f"{group}.{name}": said for group, messages in groups.items() for name, said in messages.items()}


def keys() -> tuple[str, ...]:
    """Every message key, sorted."""
    return tuple(sorted(_catalogue()))


def text(key: str, lang: str, **values: object) -> str:
    """The message ``key`` in ``lang`` (``es`` or ``en``) with ``{name}`` places filled from ``values``.

    Raises ``KeyError`` for a key or language the catalogue does not hold, and for a place without a value.
    """
    return _catalogue()[key][lang].format(**values)
