"""Dates and the other single values of a cell: a reader gives a form that reads as itself, or refuses."""

from collections.abc import Callable
from datetime import date

from dice import Dice
from harness import BrokenPromiseError, in_words, same

from amazongraph import values
from amazongraph.sources import composing
from amazongraph.sources.shaping import number

# Those that refuse, and those that give back what they cannot read.
STRICT: tuple[Callable[[str], str], ...] = (
    values.decimal,
    values.integer,
    values.web_address,
    values.language,
)
LENIENT: tuple[Callable[[str], str], ...] = (
    composing.day,
    composing.day_first,
    composing.period,
    composing.quarter,
    composing.centre,
    composing.words,
    values.ubigeo,
    values.fold,
    composing.key_part,
    number,
)
OTHERS: tuple[Callable[[str], object], ...] = (
    values.boolean,
    values.flag,
    values.is_placeholder,
    composing.above,
    composing.last,
    composing.month,
    composing.year,
    lambda text: number(text, whole=True),
)
SEEDS = [
    *(text.encode() for text in ("2020-07-23", "2013/2023", "2020/..", "../2024-07", "2020", "-12.50", "250301")),
    *(text.encode() for text in ("12 de octubre de 2000", "202503", "2000-10-12 00:00:00.000", "1.234,5", "1e-7")),
    *(text.encode() for text in ("https://example.org/a?b=c#d", "es-PE", "2019-05-01/2019-05-31")),
    bytes([255, 0, 3]),
]


def target(data: bytes) -> None:
    """The text, or one of the texts that the bytes choose."""
    dice = Dice(data[1:])
    text = dice.text() if data[:1] == b"\xff" else data.decode("utf-8", "surrogateescape")
    with in_words():
        _dates(text)
        for read in STRICT:
            if (found := _read(read, text)) is not None:
                same(f"{read.__name__} twice", read(found), found)
        for lenient in LENIENT:
            same(f"{lenient.__name__} twice", lenient(lenient(text)), lenient(text))
        for other in OTHERS:
            _read(other, text)


def _read(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except ValueError:
        return None


def _dates(text: str) -> None:
    try:
        found = values.interval(text)
    except ValueError:
        return
    same("the text of a date", found.text, text)
    if found.start and found.end and found.start > found.end:
        raise BrokenPromiseError(f"ends before it begins: {text!r}")
    if not (found.contains(found) and found.overlaps(found)):
        raise BrokenPromiseError(f"is not in itself: {text!r}")
    if found.precision == "day":
        same("a day", date.fromisoformat(text), found.start)
