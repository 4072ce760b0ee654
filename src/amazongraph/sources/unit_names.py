"""Which administrative unit words name: ``Ucayali``, ``Leoncio Prado province, Huánuco department``.

Nothing is guessed: whole names, accents and case apart, each lying in the next; else nothing.
"""

import re
from itertools import pairwise, product

from amazongraph.values import fold

_PARTS = re.compile(r"[,;/|()]|\s[-–—]\s")
# How a level is called in Spanish and English; the digits of its codes.
_LEVELS = {"departamento": 2, "department": 2, "region": 2, "provincia": 4, "province": 4, "distrito": 6, "district": 6}
_LEVEL = re.compile(rf"\b({'|'.join(_LEVELS)})\b(?: (?:de|of)\b)?")
_COUNTRY = {"peru", "republica del peru", "republic of peru"}


class UnitNames:
    """The units by name. ``units``: INEI code -> official name."""

    def __init__(self, units: dict[str, str]) -> None:
        self.by_name: dict[str, set[str]] = {}
        for code, name in units.items():
            self.by_name.setdefault(fold(name), set()).add(code)

    def code(self, text: str) -> str:
        """The code of the one unit that the words name, "" where none or several may be meant.

        Of several names the smallest unit is meant, and it must lie in the others. What a name may mean on several
        levels it means on the largest one: a department rather than a province elsewhere, a province rather than the
        district of its capital.
        """
        parts = [fold(part) for part in _PARTS.split(text) if part.strip()]
        named = [self._meant(part) for part in parts if part not in _COUNTRY]
        if not named or len(named) > len(set(_LEVELS.values())):
            return ""
        chains = (sorted(codes, key=len) for codes in product(*named))
        smallest = {codes[-1] for codes in chains if all(_lies_in(above, below) for above, below in pairwise(codes))}
        largest = {code for code in smallest if len(code) == min(map(len, smallest))}
        return largest.pop() if len(largest) == 1 else ""

    def _meant(self, part: str) -> set[str]:
        """The units that a folded part may mean; of the level that it says, if it says one."""
        level = _LEVEL.search(part)
        if part in self.by_name or not level:
            return self.by_name.get(part, set())
        name = " ".join(_LEVEL.sub(" ", part).split())
        return {code for code in self.by_name.get(name, ()) if len(code) == _LEVELS[level[1]]}


def _lies_in(above: str, below: str) -> bool:
    return below != above and below.startswith(above)
