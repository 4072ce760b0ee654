"""A published value as text."""

import json
import math
from decimal import Decimal
from numbers import Integral, Real
from typing import Any


def plain(value: Any) -> str:
    """A value of a feature or of JSON as text: nothing is "", and no number gains or loses a digit.

    Numbers have no exponent and whole ones no point (``305973.0`` -> ``305973``, ``1e-7`` -> ``0.0000001``); lists and
    objects are JSON.
    """
    if getattr(value, "ndim", 0):
        value = value.tolist()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    # What is not a number, or no time, differs from itself.
    if value is None or value != value:
        return ""
    if isinstance(value, Real) and not isinstance(value, Integral) and math.isfinite(value):
        text = f"{Decimal(str(value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value).strip()
