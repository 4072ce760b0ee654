"""Reads a bundle: whole and undamaged, or not at all. A bundle comes from anywhere and is not to be trusted.

Checksums find damage, not forgery: who changes a file can change its sum too. The id of a release is computed from its
quads, so that a release under an id that was cited is the one that was cited.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

import polars as pl

from amazongraph.bundle.layout import ABOUT, FORMAT, GRAPH, MARKER, NEEDED, OPTIONAL, RELEASE, SUMS
from amazongraph.errors import BundleError
from amazongraph.export.lines import distinct
from amazongraph.files import json_of, swells
from amazongraph.statements import PLACES, SCHEMA
from amazongraph.store import embedded

_SUM = re.compile(r"([0-9a-f]{64})  (\S.*)")
_ID = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{12}", re.ASCII)
_PROFILE = re.compile(r"[a-z]+")
_COLUMNS = {"statements.parquet": set(SCHEMA), "places.parquet": set(PLACES)}
_BLOCK = 1 << 20
_LARGEST_TEXT = 1 << 24  # bytes of a list or a description that is read as a whole


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle says of itself: the id of its release and the profiles it has."""

    release: str
    profiles: tuple[str, ...]


def describe(path: Path) -> Bundle:
    """What a bundle holds, before it is verified. Raises ``BundleError``."""
    with _opened(path) as archive:
        return _described(path, archive)


def unpack(path: Path, folder: Path, profiles: tuple[str, ...] | None = None) -> Bundle:
    """Verify a bundle and put its release into ``folder``, which is empty, with stores that can be asked.

    ``profiles``: those to put there, by default all. Raises ``BundleError``; then what is in ``folder`` is no release.
    """
    with _opened(path) as archive:
        said = _described(path, archive)
        sums = _sums(path, archive)
        wanted = said.profiles if profiles is None else tuple(one for one in said.profiles if one in profiles)
        names = {f"{RELEASE}manifest.json"} | {f"{RELEASE}{one}/{name}" for one in wanted for name in NEEDED}
        if missing := sorted(names - set(sums)):
            raise BundleError("bundle.missing", file=str(path), name=missing[0])
        names |= {f"{RELEASE}{one}/{name}" for one in wanted for name in OPTIONAL}
        for info in archive.infolist():
            if info.filename != SUMS:
                to = folder / info.filename.removeprefix(RELEASE) if info.filename in names else None
                _verified(path, archive, info, sums[info.filename], to)
    _identified(path, said, folder)
    for one in wanted:
        _readable(path, folder / one)
    return Bundle(said.release, wanted)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise BundleError("bundle.absent", file=str(path)) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BundleError("bundle.damaged", file=str(path), detail=str(error)) from error


def _described(path: Path, archive: zipfile.ZipFile) -> Bundle:
    if swells(archive):
        raise BundleError("bundle.swells", file=str(path))
    names = archive.namelist()
    for name in names:
        if not _harmless(name):
            raise BundleError("bundle.name", file=str(path), name=name)
    if len({name.casefold() for name in names}) != len(names):
        raise BundleError("bundle.damaged", file=str(path), detail="two files of one name")
    if MARKER not in names or SUMS not in names:
        raise BundleError("bundle.foreign", file=str(path))
    said = _json(path, archive, MARKER)
    try:
        format_, bundle = int(said["format"]), Bundle(str(said["release"]), tuple(map(str, said["profiles"])))
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError("bundle.foreign", file=str(path)) from error
    if format_ > FORMAT:
        raise BundleError("bundle.newer", file=str(path), made_by=str(said.get("amazongraph", "?")))
    if (
        not _ID.fullmatch(bundle.release)
        or "public" not in bundle.profiles
        or not all(map(_PROFILE.fullmatch, bundle.profiles))
    ):
        raise BundleError("bundle.foreign", file=str(path))
    return bundle


def _harmless(name: str) -> bool:
    """Whether a name stays in the folder that it is put into, on every system."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts) and not name.startswith("/") and ".." not in parts and not re.search(r'[\\:*?"<>|\x00-\x1f]', name)
    )


def _text(path: Path, archive: zipfile.ZipFile, name: str) -> str:
    info = archive.getinfo(name)
    if info.file_size > _LARGEST_TEXT:
        raise BundleError("bundle.foreign", file=str(path))
    try:
        return archive.read(info).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BundleError("bundle.damaged", file=str(path), detail=name) from error


def _json(path: Path, archive: zipfile.ZipFile, name: str) -> Any:
    try:
        return json_of(_text(path, archive, name))
    except ValueError as error:
        raise BundleError("bundle.damaged", file=str(path), detail=name) from error


def _sums(path: Path, archive: zipfile.ZipFile) -> dict[str, str]:
    """Name -> SHA-256, of every file but the list itself. Raises ``BundleError`` where list and files differ."""
    found = [_SUM.fullmatch(line) for line in _text(path, archive, SUMS).splitlines()]
    if not all(found):
        raise BundleError("bundle.damaged", file=str(path), detail=SUMS)
    sums = {one[2]: one[1] for one in found if one}
    there = set(archive.namelist()) - {SUMS}
    if unlike := sorted(there ^ set(sums)):
        key = "bundle.missing" if unlike[0] in sums else "bundle.unlisted"
        raise BundleError(key, file=str(path), name=unlike[0])
    return sums


def _verified(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, expected: str, to: Path | None) -> None:
    """Read a file to its end and compare its sum, and write it to ``to`` on the way where that is given."""
    made = sha256()
    with archive.open(info) as source:
        if to is None:
            _copy(source, made.update)
        else:
            to.parent.mkdir(parents=True, exist_ok=True)
            with to.open("wb") as target:
                _copy(source, made.update, target)
    if made.hexdigest() != expected:
        raise BundleError("bundle.sum", file=str(path), name=info.filename)


def _copy(source: IO[bytes], told: Callable[[bytes], object], target: IO[bytes] | None = None) -> None:
    while block := source.read(_BLOCK):
        told(block)
        if target is not None:
            target.write(block)


def _identified(path: Path, said: Bundle, folder: Path) -> None:
    """Raises ``BundleError`` unless the id of the release is that of its quads."""
    try:
        manifest = json_of((folder / "manifest.json").read_text(encoding="utf-8"))
        with (folder / "public" / GRAPH).open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        alike = manifest["sha256"] == digest and manifest["id"] == said.release
        alike = alike and said.release == f"{date.fromisoformat(manifest['retrieved'])}-{digest[:12]}"
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError("bundle.damaged", file=str(path), detail="manifest.json") from error
    if not alike:
        raise BundleError("bundle.id", file=str(path), id=said.release)


def _readable(path: Path, folder: Path) -> None:
    """Make the store of a profile. Raises ``BundleError`` for files that are not what a release has."""
    name = GRAPH
    try:
        union = folder / "union.nt"
        with (folder / GRAPH).open(encoding="utf-8", newline="\n") as quads, union.open("wb") as file:
            file.writelines(line.encode() for line in distinct(quads))
        embedded.create(folder / "store", folder / GRAPH, union)
        union.unlink()
        name = ABOUT
        embedded.append(folder / "store", (folder / ABOUT).read_bytes())
        for name in NEEDED:
            if name.endswith(".json"):
                json_of((folder / name).read_text(encoding="utf-8"))
            elif name.endswith(".parquet") and not _COLUMNS[name] <= set(pl.read_parquet_schema(folder / name)):
                raise ValueError(name)
    except (OSError, ValueError, SyntaxError, RuntimeError, pl.exceptions.PolarsError) as error:
        raise BundleError("bundle.damaged", file=str(path), detail=f"{folder.name}/{name}") from error
