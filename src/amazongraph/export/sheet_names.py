"""Names of the sheets of a workbook: at most 31 characters, without those that Excel forbids, each once."""

import re

LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TAKEN = ("history",)  # Excel keeps it for itself


class SheetNames:
    """Gives out names, none twice; Excel does not tell capitals from small letters."""

    def __init__(self) -> None:
        self._taken = set(_TAKEN)

    def take(self, title: str, key: str) -> str:
        """The title as a name; for one that is too long or holds what is forbidden, the key of the sheet."""
        fits = len(title) <= LONGEST and not _FORBIDDEN.search(title)
        name = _FORBIDDEN.sub(" ", title if fits else key).strip("' ")[:LONGEST] or "-"
        free, number = name, 1
        while free.casefold() in self._taken:
            number += 1
            free = f"{name[: LONGEST - len(str(number)) - 1]} {number}"
        self._taken.add(free.casefold())
        return free
