"""The words of the pages themselves, in Spanish and English (``words.toml``).

They are data, so that a translator never opens code.
"""

import tomllib
from functools import cache
from importlib.resources import files

from amazongraph.messages import LANGUAGES


@cache
def words() -> dict[str, dict[str, str]]:
    """Every word of the pages: key (``group.name``) -> language -> text."""
    groups = tomllib.loads(files("amazongraph").joinpath("site/words.toml").read_text(encoding="utf-8"))
    return {f"{group}.{name}": said for group, told in groups.items() for name, said in told.items()}


def word(key: str, lang: str, **values: object) -> str:
    """One of them, with its ``{name}`` places filled. Raises ``KeyError`` for what is not there."""
    return words()[key][lang].format(**values)


def both(key: str, **values: object) -> dict[str, str]:
    """One of them in each language."""
    return {lang: word(key, lang, **values) for lang in LANGUAGES}
