"""Kinds of value: what counts as well written, and its one canonical form.

Everything after the loaders sees canonical values only, because engines rewrite the others differently. No function
here knows a table, a graph or a language of the user.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from functools import lru_cache
from urllib.parse import urlsplit

import pyoxigraph as ox

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_FRACTION = 18
_PLACEHOLDERS = {"", "-", "--", "?", "n/a", "na", "none", "null", "tbd", "todo", "unknown", "s/d", "sin datos", "xxx"}


@dataclass(frozen=True, slots=True)
class Interval:
    """A date of any precision as the days it may be: both ends included, ``None`` = open.

    ``text`` is the EDTF level 1 form it was read from (``2020``, ``2020-07``, ``2020-07-23``, ``2013/2023``,
    ``2020/..``, ``../2024-07``); see ISO 8601-2 and the Library of Congress EDTF specification.
    """

    text: str
    start: date | None
    end: date | None

    @property
    def precision(self) -> str:
        """``day``, ``month``, ``year``, or ``interval`` for two ends."""
        return "interval" if "/" in self.text else {10: "day", 7: "month", 4: "year"}[len(self.text)]

    def contains(self, other: "Interval") -> bool:
        """Whether every day of ``other`` is one of ours."""
        return (self.start or date.min) <= (other.start or date.min) and (other.end or date.max) <= (
            self.end or date.max
        )

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share a day."""
        return (self.start or date.min) <= (other.end or date.max) and (other.start or date.min) <= (
            self.end or date.max
        )

    def cover(self, other: "Interval") -> "Interval":
        """The shortest interval of whole days that holds both; both must be closed."""
        if self.start is None or self.end is None or other.start is None or other.end is None:
            raise ValueError(f"{self.text} and {other.text}: an open interval has no cover")
        start, end = min(self.start, other.start), max(self.end, other.end)
        return Interval(f"{start}/{end}", start, end)


def _one_date(text: str) -> tuple[date, date]:
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    # A month or day 00 is written, and does not exist.
    if year is None or month is None:
        return date(year or 0, 1, 1), date(year or 0, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


@lru_cache(maxsize=100_000)
def interval(text: str) -> Interval:
    """Read an EDTF date or interval; raises ``ValueError`` for anything else, and for days that do not exist."""
    if "/" not in text:
        return Interval(text, *_one_date(text))
    first, second = text.split("/", 1)
    start = None if first == ".." else _one_date(first)[0]
    end = None if second == ".." else _one_date(second)[1]
    if (start is None and end is None) or (start and end and start > end):
        raise ValueError(text)
    return Interval(text, start, end)


def decimal(text: str) -> str:
    """Canonical ``xsd:decimal``: point, no exponent, no sign on zero, no trailing zeros; raises ``ValueError``.

    A fraction of more than 18 digits is rounded to them: Oxigraph takes a longer one for no number at all.
    """
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise ValueError(text)
    value = Decimal(text)
    if len(text.partition(".")[2]) > _FRACTION:
        value = value.quantize(Decimal(1).scaleb(-_FRACTION), context=Context(prec=len(text) + _FRACTION))
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain


def integer(text: str) -> str:
    """Canonical ``xsd:integer``; raises ``ValueError``."""
    if not re.fullmatch(r"-?[0-9]+", text):
        raise ValueError(text)
    return str(int(text))


def boolean(text: str) -> str:
    """Canonical ``xsd:boolean`` of ``yes`` or ``no``; raises ``ValueError``."""
    return {"yes": "true", "no": "false"}.get(text) or _refuse(text)


def web_address(text: str) -> str:
    """An ``http`` or ``https`` IRI that every engine takes; raises ``ValueError``, also for placeholder text."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or "." not in parts.netloc:
        raise ValueError(text)
    return iri(text)


def service_address(text: str) -> str:
    """The address of a service on the network as a client can send it; raises ``ValueError``, also for one that holds a
    name or a password: every message tells the address.
    """
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None or parts.port == 0:
        raise ValueError(text)
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(text)
    parts.hostname.encode("idna")  # Names of computers that no system looks up.
    return text


def iri(text: str) -> str:
    """An IRI that every engine takes; raises ``ValueError``."""
    return ox.NamedNode(text).value


def language(text: str) -> str:
    """Canonical (lower-case) language tag such as ``es`` or ``es-pe``; raises ``ValueError``."""
    tag = text.lower()
    return tag if _LANGUAGE.fullmatch(tag) else _refuse(text)


def ubigeo(text: str) -> str:
    """A code of INEI as two, four or six digits: ``010000`` is department ``01``, ``10101`` is district ``010101``.

    Tables of departments and provinces fill codes up with zeros, and spreadsheets drop the first one; no code of a
    province or district ends in ``00``. What is no such code comes back as it is.
    """
    if not re.fullmatch(r"[0-9]{1,6}", text):
        return text
    code = text.zfill(len(text) + len(text) % 2)
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def flag(text: str) -> str:
    """Canonical ``xsd:boolean`` of a published yes or no (``TRUE``, ``Sí``, ``0``); raises ``ValueError``."""
    words = {"true": "true", "verdadero": "true", "si": "true", "yes": "true", "1": "true"}
    words |= {"false": "false", "falso": "false", "no": "false", "0": "false"}
    return words.get(fold(text)) or _refuse(text)


def one_form(value: str, kind: str) -> str:
    """One text for what SPARQL engines write in several ways: ``1`` for ``true``, ``29.0`` for ``29``. ``kind``: the
    local name of the XSD datatype.
    """
    if kind == "boolean":
        return {"1": "true", "0": "false"}.get(value, value)
    if kind in {"decimal", "integer"} and "." in value:
        return value.rstrip("0").rstrip(".")
    return value


def is_placeholder(text: str) -> bool:
    """Whether a cell holds a word that means "nothing" (``n/a``, ``?``, ``sin datos``) where blank was expected."""
    return text.strip().casefold() in _PLACEHOLDERS


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Text as a search compares it: no accents, no case, single spaces, typographic apostrophes and dashes plain."""
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", text).replace("’", "'").replace("–", "-")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def _refuse(text: str) -> str:
    raise ValueError(text)
