"""What an engine gives back of a triple is the same triple if it has the same value: engines rewrite literals.

Met: Jena TDB2 writes the decimal 29 as 29.0; Virtuoso 7 gives a decimal without a fraction back as an integer, an
integer beyond 32 bits as a decimal, and a WKT literal without spaces and under a datatype of its own. Values alone are
made alike: a digit, a character or an end of a line that differs is found out as ever.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from amazongraph import terms

_NUMBER = "number"
_SHAPE = terms.GEO + "wktLiteral"
_ALIKE = {
    terms.XSD + "decimal": _NUMBER,
    terms.XSD + "integer": _NUMBER,
    _SHAPE: _SHAPE,
    "http://www.openlinksw.com/schemas/virtrdf#Geometry": _SHAPE,
}
_SPACES = re.compile(r"\s*([(),])\s*")
_SINGLE = re.compile(r"\(([^(),]+)\)(?=[,)])")


def alike(triple: str) -> str:
    """A triple of canonical N-Triples (without its full stop) in a form that is equal for equal values."""
    if not triple.endswith(">"):
        return triple
    start, mark, datatype = triple[:-1].rpartition('"^^<')
    kind = _ALIKE.get(datatype) if mark else None
    if kind is None:
        return triple
    start, _, lexical = start.rpartition('"')
    return f'{start}"{_OF_KIND[kind](lexical)}"^^<{kind}>'


def _number(lexical: str) -> str:
    """A number without what does not change it; a text that is none as it is."""
    try:
        value = Decimal(lexical)
    except InvalidOperation:
        return lexical
    if not value:
        return "0"
    said = format(value, "f")
    return said.rstrip("0").rstrip(".") if "." in said else said


def _shape(lexical: str) -> str:
    """WKT without the blanks that do not matter, and each point of a MULTIPOINT without brackets of its own."""
    tight = _SPACES.sub(r"\1", lexical).upper()
    return _SINGLE.sub(r"\1", tight) if tight.startswith("MULTIPOINT") else tight


_OF_KIND: dict[str, Callable[[str], str]] = {_NUMBER: _number, _SHAPE: _shape}
