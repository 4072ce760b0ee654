"""What a workspace says about itself: ``amazongraph.toml``, the environment, and where things are kept.

Read once per command into a frozen value that is handed down; nothing here is global.
"""

import locale
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from amazongraph import durable
from amazongraph.errors import SettingsError
from amazongraph.files import toml_of
from amazongraph.messages import LANGUAGES, text
from amazongraph.values import service_address

FILE = "amazongraph.toml"
_KNOWN = {
    "language": str,
    "graph": str,
    "profile": str,
    "source": list,
    "endpoints": dict,
    "engine": str,
    "spark": dict,
}
PROFILES = ("public", "own")
ENGINES = ("single", "spark")
ENDPOINT_NAME = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL endpoint that questions may ask when they are told to: ``seconds`` is the time that all requests of one
    question may take together, ``pause`` the least time between two of them; ``contact``: who asks, told to it.
    """

    name: str
    url: str
    seconds: float = 60
    pause: float = 1
    contact: str = ""

    @property
    def address(self) -> str:
        """Where it is, as it is told to people: without what may be a key to it."""
        return self.url.partition("?")[0]


@dataclass(frozen=True, slots=True)
class AddedSource:
    """A data set that was added to the workspace: the name of its loader (or the path of its mapping file), its file
    and the SHA-256 of it, when it was retrieved and from where, which edition it is (EDTF), and who may see it (0-4).
    """

    loader: str
    file: str
    sha256: str
    retrieved: str
    edition: str = ""
    level: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The workspace: ``root`` is its folder, ``graph`` the folder releases are kept in, ``language`` es or en.

    ``profile``: what its doors open, ``public`` or ``own``. Only a workspace that says ``own`` builds that profile.
    ``allowed``: the only endpoints that the remote part of a question may be asked of.
    ``engine``: where the largest works are done, in this process (``single``) or on ``spark``, which is told ``spark``.
    """

    root: Path
    graph: Path
    language: str
    profile: str = "public"
    sources: tuple[AddedSource, ...] = ()
    allowed: tuple[Endpoint, ...] = ()
    engine: str = ENGINES[0]
    spark: tuple[tuple[str, str], ...] = ()

    @property
    def has_file(self) -> bool:
        """Whether the workspace has an ``amazongraph.toml`` or is just the current folder."""
        return (self.root / FILE).is_file()


def load(start: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings that hold in folder ``start``: those of the nearest ``amazongraph.toml`` upwards, or the defaults.

    Language: the file's, else the system's (``AMAZONGRAPH_LANG``, then the locale), else Spanish.
    Raises ``SettingsError`` for a file that does not parse, an unknown key or a value of the wrong kind.
    """
    environment = os.environ if environment is None else environment
    root = next((folder for folder in (start, *start.parents) if (folder / FILE).is_file()), start)
    said = _read(root / FILE) if (root / FILE).is_file() else {}
    language = said.get("language") or system_language(environment)
    if language not in LANGUAGES:
        raise SettingsError("settings.language", file=str(root / FILE), value=language)
    profile = said.get("profile", PROFILES[0])
    if profile not in PROFILES:
        raise SettingsError("settings.profile", file=str(root / FILE), value=profile)
    engine = said.get("engine", ENGINES[0])
    if engine not in ENGINES:
        raise SettingsError("settings.engine", file=str(root / FILE), value=engine)
    spark = tuple(said.get("spark", {}).items())
    if not all(isinstance(value, str) for _, value in spark):
        raise SettingsError("settings.spark", file=str(root / FILE))
    sources = tuple(_source(root / FILE, one) for one in said.get("source", ()))
    allowed = tuple(_endpoint(root / FILE, name, one) for name, one in said.get("endpoints", {}).items())
    return Settings(
        root, root / said.get("graph", "graph"), language, profile, sources, allowed, engine=engine, spark=spark
    )


def system_language(environment: Mapping[str, str]) -> str:
    """The user's language as the system tells it: ``en`` if it says English, else ``es``."""
    told = next(
        (environment[name] for name in ("AMAZONGRAPH_LANG", "LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)),
        locale.getlocale()[0] or "",
    )
    return "en" if told.lower().startswith("en") else "es"


def write_example(folder: Path, language: str) -> Path:
    """Write a commented ``amazongraph.toml`` into ``folder`` and return its path; never overwrites.

    Raises ``SettingsError`` if there is one already.
    """
    path = folder / FILE
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text("settings.example", language))
    except FileExistsError as error:
        raise SettingsError("settings.exists", file=str(path)) from error
    durable.flush(path, named=True)
    return path


def _source(path: Path, said: object) -> AddedSource:
    """Raises ``SettingsError`` for an entry that is not as ``amazongraph add`` writes it."""
    try:
        one = AddedSource(**said)  # type: ignore[arg-type]
        if date.fromisoformat(one.retrieved).isoformat() != one.retrieved:
            raise ValueError(one.retrieved)
        if one.level not in (None, 0, 1, 2, 3, 4):
            raise ValueError(one.level)
        for name in ("loader", "file", "sha256", "edition", "url"):
            if not isinstance(getattr(one, name), str):
                raise TypeError(name)
    except (TypeError, ValueError) as error:
        raise SettingsError("settings.source", file=str(path), detail=str(error)) from error
    return one


def _endpoint(path: Path, name: str, said: object) -> Endpoint:
    """Raises ``SettingsError`` for a table ``[endpoints.NAME]`` that is not well written."""
    try:
        one = Endpoint(name, **said)  # type: ignore[arg-type]
        numbers = (one.seconds, one.pause)
        if not all(isinstance(text, str) for text in (one.url, one.contact)) or not ENDPOINT_NAME.fullmatch(name):
            raise TypeError(name)
        if not all(type(number) in (int, float) for number in numbers):
            raise TypeError(numbers)
        if not (1 <= one.seconds <= 3600 and 0 <= one.pause <= 3600):
            raise ValueError(numbers)
        service_address(one.url)
        if not one.contact.isascii() or not one.contact.isprintable():
            raise ValueError(one.contact)
    except (TypeError, ValueError) as error:
        raise SettingsError("settings.endpoint", file=str(path), name=name, detail=str(error)) from error
    return one


def _read(path: Path) -> dict[str, Any]:
    try:
        # Notepad puts a byte-order mark at the start.
        said = toml_of(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise SettingsError("settings.syntax", file=str(path), detail=str(error)) from error
    for key, value in said.items():
        if key not in _KNOWN:
            raise SettingsError("settings.key", file=str(path), value=key, known=", ".join(sorted(_KNOWN)))
        # No system has a folder with a null in its name.
        if not isinstance(value, _KNOWN[key]) or "\0" in value:
            raise SettingsError("settings.kind", file=str(path), value=key)
    return said
