"""Round numbers and dates for an axis."""

import math
from datetime import date


def ticks(greatest: float, most: int) -> list[float]:
    """0 and round steps up to ``greatest``, at most ``most`` steps."""
    rough = greatest / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    factors = (1, 2, 5, 10) if greatest <= most * 2.5 else (1, 2, 2.5, 5, 10)
    step = next(factor * power for factor in factors if factor * power >= rough)
    return [round(step * number, 10) for number in range(math.floor(greatest / step) + 1)]


def largest(most: float) -> float:
    """The largest round number that is no more than ``most``."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(factor * power for factor in (1, 2, 5) if factor * power <= most)


def plain(number: float) -> str:
    """A number without the ``.0`` of whole ones."""
    return str(int(number)) if number == int(number) else f"{number:g}"


def dates(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """The beginnings of years, or of months where there are few years, at most ``most`` of them, with what they are."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((one for one in (1, 3, 6, 12, 24, 60, 120, 240) if months / one <= most), 600)
    found = []
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 12):
        day = date(number // 12, number % 12 + 1, 1)
        if number % step == 0 and first <= day <= last:
            found.append((day, str(day.year) if step >= 12 else f"{day:%Y-%m}"))
    return found
