"""Round numbers for an axis."""

import math


def ticks(greatest: float, most: int) -> list[float]:
    """0 and round steps up to ``greatest``, at most ``most`` steps."""
    rough = greatest / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    factors = (1, 2, 5, 10) if greatest <= most * 2.5 else (1, 2, 2.5, 5, 10)
    step = next(factor * power for factor in factors if factor * power >= rough)
    return [round(step * number, 10) for number in range(math.floor(greatest / step) + 1)]


def plain(number: float) -> str:
    """A number without the ``.0`` of whole ones."""
    return str(int(number)) if number == int(number) else f"{number:g}"
