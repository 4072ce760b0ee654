"""The words the program says to people, in Spanish and English.

The texts are data (``messages.toml``), so that a translator never opens code. Everything may import this module; it
imports nothing of the project.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("es", "en")
# What steers a terminal, turns the order of letters round or can be written in no encoding: control characters but for
# the line end, marks of direction that stay open, halves of pairs.
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST = 2000  # characters of one value


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
    return _catalogue()[key][lang].format(**{name: shown(value) for name, value in values.items()})


def shown(value: object) -> object:
    """A value as it may stand in a message: a text without odd characters.

    What is told of a file that comes from anywhere must not act on the screen that shows it.
    """
    if not isinstance(value, str):
        return value
    return value if value.isascii() and value.isprintable() else _ODD.sub(_in_place, value)


def in_brief(values: Mapping[str, object]) -> dict[str, object]:
    """The values of a message on what is wrong: of a very long text the beginning, since a cell may hold a book."""
    return {
        name: f"{one[:_LONGEST]}…" if isinstance(one, str) and len(one) > _LONGEST else one
        for name, one in values.items()
    }


def _in_place(found: re.Match[str]) -> str:
    """The sign for a control character (U+2400 and following), a blank for a tab, else the sign for none."""
    code = ord(found[0])
    return " " if code == 9 else chr(0x2400 + code) if code < 32 else "\ufffd"
