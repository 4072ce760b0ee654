"""Which place a cell means: an administrative unit by its code or name, or an area or reserve by its key.

A place is never guessed: a name that several could bear is told with the choices.
"""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property

from amazongraph import terms, values
from amazongraph.sources.contract import References
from amazongraph.sources.unit_names import UnitNames

# How alike two spellings of one name are (Raymondi, Raimondi: 0.88; Compin, Marmot: 0.17).
_ALIKE = 0.7
_BRACKETS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Found:
    """The IRI of a place, and the problem with the cell if there is one: the key of its message and what it says."""

    iri: str
    problem: str = ""
    said: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """Reads cells that name places that ``references`` know."""

    references: References

    def place(self, cell: str) -> Found:
        """``25 Ucayali`` (INEI code and name, which must agree), or the key of an area or a reserve."""
        code, _, name = cell.partition(" ")
        if not code.isdigit():
            return self._key(cell)
        official = self.references.units.get(code)
        iri = terms.entity("admin", code)
        if official is None:
            return Found(iri, "cell.unit", {"value": code})
        if not name:
            return Found(iri, "cell.unit-alone", {"value": code, "official": official})
        if values.fold(official) != values.fold(name):
            return Found(iri, "cell.unit-name", {"value": code, "name": name, "official": official})
        return Found(iri)

    def ubigeo(self, cell: str) -> Found:
        """The unit of a code, however a spreadsheet or a table of provinces wrote it."""
        code = values.ubigeo(cell)
        iri = terms.entity("admin", code)
        return Found(iri) if code in self.references.units else Found(iri, "cell.unit", {"value": cell})

    def unit_code(self, cell: str) -> Found:
        """The unit of a code; a name behind it may be spelt otherwise but must be that of the unit.

        A further name in brackets is left out: Quisqui (Kichki).
        """
        code, _, name = _BRACKETS.sub("", cell).partition(" ")
        found = self.ubigeo(code)
        official = self.references.units.get(code, name)
        alike = SequenceMatcher(None, values.fold(official), values.fold(name)).ratio()
        if name and alike < _ALIKE:
            return Found(found.iri, "cell.unit-name", {"value": code, "name": name, "official": official})
        return found

    def department(self, cell: str) -> Found:
        """The department of a name, accents and case apart."""
        name = values.fold(cell)
        units = self.references.units.items()
        code = next((code for code, official in units if len(code) == 2 and values.fold(official) == name), "")
        iri = terms.entity("admin", code)
        return Found(iri) if code else Found(iri, "cell.department", {"value": cell})

    def named(self, cell: str) -> str:
        """The code of the unit that words name, "" where none or several may be meant; see ``UnitNames``."""
        return self._names.code(cell)

    @cached_property
    def _names(self) -> UnitNames:
        return UnitNames(self.references.units)

    def _key(self, cell: str) -> Found:
        for kind in ("area", "reserve"):
            if cell in self.references.keys.get(kind, frozenset()):
                return Found(terms.entity(kind, cell))
        iri = terms.entity("area", cell)
        if choices := self._called(cell):
            return Found(iri, "cell.place-choices", {"value": cell, "choices": "; ".join(choices)})
        return Found(iri, "cell.place", {"value": cell, "kind": "area,reserve"})

    def _called(self, cell: str) -> list[str]:
        """What a bare name may mean: units of that name, and keys that hold it; nothing where no unit has it."""
        own = self.references.keys.get("area", frozenset()) | self.references.keys.get("reserve", frozenset())
        name = values.fold(cell)
        units = [
            f"{code} {official}" for code, official in self.references.units.items() if values.fold(official) == name
        ]
        return sorted(units) + sorted(key for key in own if name.replace(" ", "-") in key) if units else []
