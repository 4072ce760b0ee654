"""Columns made of others, as the section ``[file]`` of a mapping says: the first that holds something, one by case,
and texts put together. Knows cells only; nothing of files, graphs or what a column means.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from fnmatch import fnmatchcase

from amazongraph.values import fold, interval, ubigeo

Cells = dict[str, str]

_NOT_KEY = re.compile(r"[^a-z0-9]+")
_FIELD = re.compile(r"\{([\w.]+)(?:\|(\w+))?\}")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?")
_SPANISH = "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre"
_ENGLISH = "january february march april may june july august september october november december"
_MONTHS = {word: place for names in (_SPANISH, _ENGLISH) for place, word in enumerate(names.split(" "), start=1)}
_MONTHS["septiembre"] = 9


def key_part(text: str) -> str:
    """A name as part of a key: no accents, lower case, hyphens (``Sierra del Divisor`` -> ``sierra-del-divisor``)."""
    return _NOT_KEY.sub("-", fold(text)).strip("-")


def quarter(text: str) -> str:
    """A year and quarter written ``YYYYQQ`` as an EDTF date or interval: ``202400`` -> ``2024``, ``202503`` -> July to
    September of 2025 (``2025-07/2025-09``). What is neither comes back as it is.
    """
    found = re.fullmatch(r"([0-9]{4})0([0-4])", text)
    if not found:
        return text
    year, last = found[1], 3 * int(found[2])
    return f"{year}-{last - 2:02}/{year}-{last:02}" if last else year


def centre(code: str) -> str:
    """INEI's code of a populated centre, ten digits, also where a spreadsheet dropped the zero that it begins with."""
    return code.zfill(10) if re.fullmatch("[0-9]{9}", code) else code


def above(code: str) -> str:
    """The code of the unit in which INEI counts another: ``160109`` -> ``1601``; "" for that of a department."""
    return ubigeo(code)[:-2]


def day(text: str) -> str:
    """The day of a moment: ``2000-10-12 00:00:00.000`` -> ``2000-10-12``; in words (``12 October 2000``) too.

    What is none comes back as it is, for instance ``12/10/2000``, which two customs read in two ways.
    """
    if found := _MOMENT.fullmatch(text):
        return found[1]
    found = re.fullmatch(r"([0-9]{1,2}) (?:de )?([a-z]+) (?:de )?([0-9]{4})", fold(text))
    if found and found[2] in _MONTHS:
        return f"{found[3]}-{_MONTHS[found[2]]:02}-{found[1]:0>2}"
    return text


def day_first(text: str) -> str:
    """The day of a date whose day comes first: ``12/10/2000``, ``12-10-2000`` -> ``2000-10-12``; else as ``day``."""
    found = re.fullmatch(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})", text)
    return f"{found[4]}-{found[3]:0>2}-{found[1]:0>2}" if found else day(text)


def last(text: str) -> str:
    """What stands behind the last mark of a code or address: ``PE.24.2403`` -> ``2403``."""
    return re.split(r"[/#.:]", text)[-1]


def words(text: str) -> str:
    """Words joined by marks apart: ``Madre-de-Dios`` -> ``Madre de Dios``."""
    return " ".join(re.split(r"[-_\s]+", text)).strip()


def month(text: str) -> str:
    """The month of a day: ``2000-10-12`` -> ``2000-10``."""
    return day(text)[:7]


def year(text: str) -> str:
    """The year of a day: ``2000-10-12`` -> ``2000``."""
    return day(text)[:4]


def period(text: str) -> str:
    """The shortest EDTF for the days of an interval: one day, a whole month, a whole year, else the interval.

    ``2019-05-01/2019-05-31`` -> ``2019-05``; what is no interval of days comes back as it is.
    """
    try:
        said = interval(text)
    except ValueError:
        return text
    if said.start is None or said.end is None:
        return text
    start, end = said.start, said.end
    if start == end:
        return start.isoformat()
    if (start.year, start.day, end.day) == (end.year, 1, monthrange(end.year, end.month)[1]):
        if start.month == end.month:
            return f"{start:%Y-%m}"
        if (start.month, end.month) == (1, 12):
            return f"{start:%Y}"
    return text


_FILTERS: dict[str, Callable[[str], str]] = {
    "": str,
    "above": above,
    "centre": centre,
    "key": key_part,
    "quarter": quarter,
    "ubigeo": ubigeo,
    "day": day,
    "dayfirst": day_first,
    "last": last,
    "words": words,
    "month": month,
    "year": year,
    "period": period,
}


def filled(template: str, cells: Cells) -> str:
    """A template with its fields filled: ``{code}`` as it stands, ``{name|key}`` through a filter."""
    return _FIELD.sub(lambda match: _FILTERS[match[2] or ""](cells[match[1]]), template)


def fields(template: str) -> list[str]:
    """The columns that a template draws on, in order."""
    return [name for name, _ in _FIELD.findall(template)]


def unknown_filters(template: str) -> list[str]:
    """The filters that a template names and there are not."""
    return [name for _, name in _FIELD.findall(template) if name not in _FILTERS]


def first_of(cells: Cells, names: list[str]) -> str:
    """The first cell that holds something."""
    return next((cells[name] for name in names if cells[name]), "")


def by_case(cells: Cells, said: dict[str, str]) -> str:
    """The template whose pattern (``*`` and ``?`` as in file names; accents and case apart) the cell of the column
    ``of``, or the text that this template gives, matches first, filled; "" where none does.
    """
    value = fold(filled(said["of"], cells) if "{" in said["of"] else cells[said["of"]])
    found = (template for pattern, template in said.items() if pattern != "of" and fnmatchcase(value, fold(pattern)))
    return filled(next(found, ""), cells)
