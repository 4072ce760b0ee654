"""Libraries that the package can use and does not install by itself."""

from importlib import import_module
from typing import Any

from amazongraph.errors import ExtraError


def needed(library: str, extra: str) -> Any:
    """An optional library. Raises ``ExtraError``, with the command that installs it."""
    try:
        return import_module(library)
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        raise ExtraError("extra.absent", library=library, extra=extra) from error
