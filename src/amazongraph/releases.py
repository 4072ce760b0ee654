"""Releases on disk: where they lie, which one is current, how one is published.

A reader resolves ``graph/current`` once and then holds a folder that never changes. Publishing is one rename and one
replaced line, each flushed, so that a build killed at any moment, or cut off from power, leaves the old release
answering. A release that is mended changes places with the damaged one, and answers from wherever it stands in
between. No symbolic links: Windows.
"""

import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from amazongraph import durable
from amazongraph.errors import BuildRunningError, ReleaseError, storing
from amazongraph.files import json_of
from amazongraph.seal import damaged, seal
from amazongraph.settings import Settings
from amazongraph.store import embedded
from amazongraph.store.asking import Store

if TYPE_CHECKING:
    import polars as pl

STATEMENTS = "statements.parquet"
LookUp: TypeAlias = Callable[..., "pl.LazyFrame"]
"""``Readable.statements`` of a profile: given subjects, predicates and objects."""
_STAGING = ".staging-"
_REPLACED = ".replaced-"
_REMOVED = ".removed-"
_APART = 2_000_000_000  # nanoseconds: what the coarsest file system tells apart


class Readable(Protocol):
    """A release as those know it who ask, show, compare and export: on this disk, or on a server."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    def manifest(self) -> dict[str, Any]:
        """What the build wrote about it. Raises ``ReleaseError``."""
        ...

    def profile(self, name: str = "public", /) -> Path:
        """A folder with the files of one profile, for what goes through all of it.

        Raises ``ReleaseError`` if the release has none of that name.
        """
        ...

    def store(self, profile: str = "public", /) -> Store:
        """What SPARQL is asked of. Raises ``ReleaseError``."""
        ...

    def statements(
        self,
        profile: str = "public",
        /,
        *,
        subjects: Collection[str] | None = None,
        predicates: Collection[str] | None = None,
        objects: Collection[str] | None = None,
    ) -> "pl.LazyFrame":
        """The statements whose canonical subject, property and object are among those given, any where none are."""
        ...

    def accessed(self, profile: str, documents: Iterable[str], /) -> dict[str, str]:
        """The day on which what each document says was last taken in, where that is known."""
        ...

    def withheld(self, profile: str = "public", /) -> int:
        """How many statements the profile does not show. Raises ``ReleaseError``."""
        ...

    def read_json(self, name: str, /) -> Any:
        """A JSON file of the release. Raises ``ReleaseError``."""
        ...


@dataclass(frozen=True, slots=True)
class Release:
    """A published release: its id and its folder."""

    id: str
    folder: Path

    def manifest(self) -> dict[str, Any]:
        """What the build wrote about it. Raises ``ReleaseError``."""
        manifest: dict[str, Any] = self.read_json("manifest.json")
        return manifest

    def profile(self, name: str = "public") -> Path:
        """The folder of one profile. Raises ``ReleaseError`` if the release has none of that name, or if a file is not
        as large as it was published.
        """
        folder = self.folder / name
        if not folder.is_dir():
            raise ReleaseError("release.profile", id=self.id, profile=name)
        self._check(damaged(self.folder, name))
        return folder

    def verify(self) -> None:
        """Read every file to its end. Raises ``ReleaseError`` for one that is not as it was published."""
        self._check(damaged(self.folder, thorough=True))

    def _check(self, file: str) -> None:
        if file:
            raise ReleaseError("release.damaged", id=self.id, file=file)

    def store(self, profile: str = "public") -> Store:
        """The store of one profile, opened for reading. Raises ``ReleaseError``."""
        return embedded.open_store(self.profile(profile) / "store")

    def statements(
        self,
        profile: str = "public",
        *,
        subjects: Collection[str] | None = None,
        predicates: Collection[str] | None = None,
        objects: Collection[str] | None = None,
    ) -> "pl.LazyFrame":
        """The statements of one profile whose parts are among those given. Raises ``ReleaseError``."""
        import polars as pl

        asked = {"canonical": subjects, "predicate": predicates, "object": objects}
        wanted = [pl.col(name).is_in(sorted(set(parts))) for name, parts in asked.items() if parts is not None]
        return pl.scan_parquet(self.profile(profile) / STATEMENTS).filter(*wanted)

    def accessed(self, profile: str, documents: Iterable[str]) -> dict[str, str]:
        """The newest date that is the edition of a statement of each document."""
        import polars as pl

        dated = pl.col("edition").str.contains(r"^\d{4}-\d{2}-\d{2}$")
        known = self.statements(profile).filter(pl.col("source").is_in(sorted(set(documents))) & dated)
        return dict(known.group_by("source").agg(pl.col("edition").max()).collect().iter_rows())

    def withheld(self, profile: str = "public") -> int:
        """How many statements the profile does not show. Raises ``ReleaseError``."""
        return sum(int(entry["statements"]) for entry in self.read_json(f"{profile}/ledger.json"))

    def read_json(self, name: str) -> Any:
        """A JSON file of the release. Raises ``ReleaseError``."""
        try:
            return json_of((self.folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ReleaseError("release.broken", id=self.id, file=name) from error


def releases(settings: Settings) -> list[Release]:
    """The releases of the workspace in the order they were built; two of one date tell it by their files only."""
    found: dict[str, Path] = {}
    # One that is being replaced comes before what replaces it, and counts until that is there.
    for manifest in sorted((settings.graph / "releases").glob("*/manifest.json")):
        name = manifest.parent.name.removeprefix(_REPLACED)
        if not name.startswith("."):
            found[name] = manifest
    ordered = sorted(found.items(), key=lambda one: (one[1].stat().st_mtime_ns, one[0]))
    return [Release(name, manifest.parent) for name, manifest in ordered]


def find(settings: Settings, release_id: str) -> Release:
    """The release with that id, or whose id begins so. Raises ``ReleaseError`` for none or several."""
    found = [release for release in releases(settings) if release.id.startswith(release_id)]
    if len(found) != 1:
        known = ", ".join(release.id for release in releases(settings)) or "-"
        raise ReleaseError("release.unknown", id=release_id, known=known)
    return found[0]


def named(settings: Settings, name: str) -> Release:
    """The release that ``current``, ``previous`` (the one built before it) or the start of an id names.

    Raises ``ReleaseError``.
    """
    if name not in {"current", "previous"}:
        return find(settings, name)
    now = current(settings)
    if now is None:
        raise ReleaseError("release.none", folder=str(settings.graph))
    if name == "current":
        return now
    previous = before(settings, now)
    if previous is None:
        raise ReleaseError("release.no-previous", id=now.id)
    return previous


def before(settings: Settings, release: Release) -> Release | None:
    """The release that was built before ``release``, ``None`` where it is the first."""
    built = releases(settings)
    place = [one.id for one in built].index(release.id) if release in built else 0
    return built[place - 1] if place else None


def current(settings: Settings) -> Release | None:
    """The current release, ``None`` where nothing was built yet. Raises ``ReleaseError`` if it is gone."""
    try:
        name = (settings.graph / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    folder = settings.graph / "releases" / name
    if name:
        # Looked for where it belongs once more, since it may come back while we look elsewhere.
        for there in (folder, folder.with_name(_REPLACED + name), folder):
            if there.is_dir():
                return Release(name, there)
    raise ReleaseError("release.gone", id=name, folder=str(folder))


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the workspace while its releases are changed: one at a time.

    Raises ``BuildRunningError`` where another does so, and ``StorageError`` where the disk does not take something.
    """
    from filelock import FileLock, Timeout  # The readers of a release need none, and start faster without it.

    with storing(settings.graph):
        settings.graph.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.graph / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise BuildRunningError("build.running", folder=str(settings.graph)) from error
        try:
            yield
        finally:
            lock.release()


def use(settings: Settings, release: Release) -> None:
    """Make ``release`` the current one. Raises ``StorageError``; then the current one is as it was."""
    with storing(settings.graph):
        _patiently(lambda: durable.write(settings.graph / "current", f"{release.id}\n".encode()))


def staging(settings: Settings) -> Path:
    """A new empty folder to build in; folders that killed builds left behind are removed first."""
    settings.graph.mkdir(parents=True, exist_ok=True)
    _clear(settings)
    folder = settings.graph / f"{_STAGING}{os.getpid()}"
    folder.mkdir()
    return folder


def _clear(settings: Settings) -> None:
    """Finish or remove what those that were killed left half done."""
    released = settings.graph / "releases"
    for old in released.glob(_REPLACED + "*"):
        there = old.with_name(old.name.removeprefix(_REPLACED))
        shutil.rmtree(old, ignore_errors=True) if there.is_dir() else old.rename(there)
    left = [*settings.graph.glob(_STAGING + "*"), *settings.graph.glob(".current-*"), *released.glob(_REMOVED + "*")]
    for one in left:
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def publish(settings: Settings, staged: Path, release_id: str) -> tuple[Release, bool]:
    """Move a staged release into place and make it current; the second value is false if it was there already.

    One that was there already gets what differs: files that were damaged since, what other questions or checks than
    before have made of the same quads, or another profile than the public one.
    """
    target = settings.graph / "releases" / release_id
    target.parent.mkdir(parents=True, exist_ok=True)
    seal(staged)
    new = not target.is_dir()
    _date(settings, staged, target)
    if new:
        _patiently(lambda: durable.place(staged, target))
    elif _differs(staged, target):
        _exchange(staged, target)
    else:
        shutil.rmtree(staged)
        durable.flush(target)  # Whoever published it before may not have.
    release = Release(release_id, target)
    use(settings, release)
    return release, new


def _date(settings: Settings, staged: Path, target: Path) -> None:
    """Releases are in the order of the times of their manifests: a new one is the last even where the clock was set
    back, and one that is mended keeps its place.
    """
    manifest, there = staged / "manifest.json", target / "manifest.json"
    if not manifest.is_file():
        return
    others = [release.folder / "manifest.json" for release in releases(settings) if release.folder != target]
    after = max((other.stat().st_mtime_ns + _APART for other in others), default=0)
    moment = there.stat().st_mtime_ns if there.is_file() else max(manifest.stat().st_mtime_ns, after)
    os.utime(manifest, ns=(moment, moment))


def _differs(staged: Path, target: Path) -> bool:
    """Whether a file of ``target`` is not that of ``staged`` or not as it was published, or a store does not open or
    holds something else.
    """
    stores = {path.parent for path in staged.rglob("CURRENT")}
    files = [path for path in staged.rglob("*") if path.is_file() and path.parent not in stores]
    gone = any(folder.is_dir() and not (staged / folder.name).is_dir() for folder in target.iterdir())
    return (
        gone
        or bool(damaged(target, thorough=True))
        or any(not _same(path, target / path.relative_to(staged)) for path in files)
        or any(not _holds_the_same(store, target / store.relative_to(staged)) for store in stores)
    )


def _exchange(staged: Path, target: Path) -> None:
    """Put a release in the place of another, which answers until then: one rename each, and no room is needed."""
    durable.flush(staged)  # Now, so that it takes no time while neither has the name.
    old = target.with_name(_REPLACED + target.name)
    _patiently(lambda: target.replace(old))
    _patiently(lambda: durable.place(staged, target))
    shutil.rmtree(old, ignore_errors=True)


def _holds_the_same(store: Path, other: Path) -> bool:
    texts = all(_same(store.parent / name, other.parent / name) for name in ("graph.nq", "about.nq"))
    return texts and _quads(store) == _quads(other)


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def _quads(store: Path) -> int:
    """How many quads a store holds, -1 for one that cannot be opened."""
    try:
        return len(embedded.open_store(store))
    except ReleaseError:
        return -1


def prune(settings: Settings, keep: int) -> list[Release]:
    """Remove all but the newest ``keep`` releases, never the current one; returns those removed.

    Raises ``BuildRunningError`` and ``StorageError``.
    """
    with alone(settings):
        _clear(settings)
        now = current(settings)
        others = [release for release in releases(settings) if now is None or release.id != now.id]
        removed = others[: max(0, len(others) - keep + (now is not None))]
        for release in removed:
            # Taken out of sight at once: one that is half removed must not be found.
            away = release.folder.with_name(_REMOVED + release.id)
            release.folder.replace(away)
            shutil.rmtree(away)
        return removed


def _patiently(action: Callable[[], object], tries: int = 20) -> None:
    """Windows refuses to replace what a virus scanner or a reader holds open; that passes."""
    for left in range(tries, 0, -1):
        try:
            action()
            return
        except PermissionError:
            if left == 1:
                raise
            time.sleep(0.1)
