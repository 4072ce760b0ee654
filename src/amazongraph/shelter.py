"""Where what is not public must not lie: a folder that a service copies elsewhere, or one that is shared as code.

Knows folders only; nothing of profiles, releases or texts.
"""

import os
from collections.abc import Mapping
from pathlib import Path

# Names that synchronising services give their folders, folded; a name may go on ("OneDrive - Organisation").
_SYNCED = ("onedrive", "dropbox", "google drive", "googledrive", "my drive", "mi unidad", "icloud", "icloud drive")
_ONEDRIVE = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def exposure(folder: Path, environment: Mapping[str, str] | None = None) -> tuple[str, Path] | None:
    """Why ``folder`` is no place for what is internal: ``("synced", where)``, ``("checkout", where)`` or ``None``."""
    environment = os.environ if environment is None else environment
    resolved = folder.resolve()
    for one in (resolved, *resolved.parents):
        if any(_is_called(one.name, name) for name in _SYNCED) or _is_onedrive(one, environment):
            return "synced", one
        if (one / ".git").exists():
            return "checkout", one
    return None


def suggested(environment: Mapping[str, str] | None = None) -> Path:
    """A folder of the user's that no service copies, to keep internal releases in."""
    environment = os.environ if environment is None else environment
    # On Windows, the one folder of a profile that OneDrive never takes over.
    local = environment.get("LOCALAPPDATA")
    return (Path(local) if local else Path.home()) / "amazongraph-interno"


def _is_called(name: str, service: str) -> bool:
    folded = name.casefold()
    return folded == service or folded.startswith((f"{service} ", f"{service}-", f"{service}("))


def _is_onedrive(folder: Path, environment: Mapping[str, str]) -> bool:
    return any(folder == Path(environment[name]).resolve() for name in _ONEDRIVE if environment.get(name))
