"""Whether a value read from a file is of the kind that a dataclass says. Knows nothing of what it is for."""

from dataclasses import fields
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints


def check_kinds(value: Any, where: str) -> None:
    """Raises ``TypeError`` where a field of a dataclass holds what its type does not allow."""
    kind: Any = type(value)
    for name, hint in _hints(kind).items():
        said = getattr(value, name)
        if not _conforms(said, hint):
            raise TypeError(f"{where}.{name} = {said!r:.80}")


def _conforms(value: Any, hint: Any) -> bool:
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin is UnionType:
        return any(_conforms(value, one) for one in args)
    if origin is dict:
        return isinstance(value, dict) and all(
            _conforms(k, args[0]) and _conforms(v, args[1]) for k, v in value.items()
        )
    if origin is tuple and args[-1] is not Ellipsis:
        return isinstance(value, tuple) and len(value) == len(args) and all(map(_conforms, value, args))
    if origin is not None:
        return isinstance(value, origin) and all(_conforms(one, args[0]) for one in value)
    if hasattr(hint, "__dataclass_fields__"):
        return isinstance(value, hint) and all(
            _conforms(getattr(value, name), one) for name, one in _hints(hint).items()
        )
    # A yes is no number, though the language takes it for one.
    if hint in {int, float}:
        return isinstance(value, (int, hint)) and not isinstance(value, bool)
    return isinstance(value, hint)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """The types of the fields of a dataclass."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
