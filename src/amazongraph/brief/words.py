"""Dates, numbers and lists as a reader of a brief reads them, in Spanish or English."""

import re
from collections.abc import Sequence
from dataclasses import replace

from amazongraph.messages import text
from amazongraph.questions.citations import Citation
from amazongraph.values import interval

_NARROW = "\u202f"
_CAPITAL = {"Indigenous", "State"}
_SOUNDS_I = re.compile(r"h?i(?!e)", re.IGNORECASE)  # before it Spanish says "e" for "y"
_APART = "; "  # between names that hold a comma
_GROUPED_FROM = 5  # digits: four-digit numbers are written without a gap, as years are


def date_text(edtf: str, lang: str) -> str:
    """An EDTF date in words: ``2020-07/..`` is "since July 2020"; "" for none."""
    first, slash, last = edtf.partition("/")
    if not slash:
        return _one(first, lang)
    if last == "..":
        return text("brief.since", lang, first=_within(first, lang))
    if first == "..":
        return text("brief.until", lang, last=_within(last, lang))
    if len(first) == len("2020") and last.startswith(f"{first}-"):
        return text("brief.up-to", lang, year=first, last=_within(last, lang))
    return text("brief.between", lang, first=_within(first, lang), last=_within(last, lang))


def period_text(start: str, end: str, lang: str) -> str:
    """From a first to a last day, either of which may be open: ``from 1 June 2022 to 30 July 2022``."""
    if start.count("-") == end.count("-") == 2:
        return text("brief.from-to", lang, first=_one(start, lang), last=_one(end, lang))
    return date_text(f"{start or '..'}/{end or '..'}", lang)


def _one(date: str, lang: str) -> str:
    year, month, day = (*date.split("-"), "", "")[:3]
    if not month:
        return year
    name = text("brief.months", lang).split()[int(month) - 1]
    if not day:
        return text("brief.month", lang, month=name, year=year)
    return text("brief.day", lang, day=int(day), month=name, year=year)


def _within(date: str, lang: str) -> str:
    """A date inside a phrase; a day takes an article in Spanish."""
    said = _one(date, lang)
    return text("brief.the-day", lang, date=said) if date.count("-") > 1 else said


def source_text(source: Citation, lang: str) -> str:
    """A document as cited, its date in words."""
    return replace(source, date=date_text(source.date, lang)).text(lang)


def source_short(source: Citation, lang: str) -> str:
    """A document by who publishes it and when, for a page that has no room for more."""
    publisher = ", ".join(source.publishers) or text("cite.no-publisher", lang)
    return f"{publisher}, {date_text(source.date, lang) or text('brief.undated', lang)}"


def last_day(edtf: str) -> str:
    """The last day of a date, ISO, for an order in time; "" where there is none."""
    if not edtf:
        return ""
    known = interval(edtf)
    day = known.end or known.start
    return day.isoformat() if day else ""


def number_text(number: str) -> str:
    """A number with its digits in threes: ``148 996.5056``; anything else stays."""
    if number.startswith("-") and number[1:2].isdigit():
        return "\u2212" + number_text(number[1:])
    whole, point, rest = number.partition(".")
    if not whole.isdigit() or len(whole) < _GROUPED_FROM:
        return number
    start = len(whole) % 3
    parts = [whole[:start]] if start else []
    parts += [whole[place : place + 3] for place in range(start, len(whole), 3)]
    return _NARROW.join(parts) + point + rest


def within(label: str) -> str:
    """A label as it is written inside a sentence; ``State``, ``Indigenous`` and acronyms keep their capital."""
    first = label.partition(" ")[0]
    return label if first in _CAPITAL or first[1:2].isupper() else label[:1].lower() + label[1:]


def sentence(said: str) -> str:
    """With a capital in front and a full stop behind."""
    said = said.strip()
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?", "…", ":")) else ".") if said else ""


def listed(names: Sequence[str], lang: str, most: int = 0) -> str:
    """``a, b and c``; with ``most`` the others are counted: ``a, b and 12 more``."""
    shown = list(names[:most] if most else names)
    if len(names) > len(shown):
        shown.append(text("brief.others", lang, count=len(names) - len(shown)))
    if len(shown) < 2:
        return "".join(shown)
    between = _APART if any("," in one for one in shown) else ", "
    key = "brief.and-before-i" if _SOUNDS_I.match(shown[-1]) else "brief.and"
    return text(key, lang, first=between.join(shown[:-1]), last=shown[-1])
