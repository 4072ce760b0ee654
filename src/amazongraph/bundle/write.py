"""Writes a bundle. The same release gives the same bytes: a fixed order, no clock, no name of a machine or a folder."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from amazongraph import __version__, terms
from amazongraph.bundle.contents import contents
from amazongraph.bundle.layout import FORMAT, MARKER, NEEDED, OPTIONAL, RELEASE, SUMS
from amazongraph.durable import drafted
from amazongraph.errors import BundleError
from amazongraph.export.archive import Archive
from amazongraph.export.dcat import Published, write_dcat
from amazongraph.export.selection import whole
from amazongraph.releases import Release

PUBLIC = "public"
# What catalogues are told of: the files that other programs read.
_PUBLISHED = ("data/", "release/public/graph.nq", "tables/datapackage.json")


def write_bundle(
    release: Release,
    profile: str,
    lang: str,
    to: Path,
    *,
    previous: Release | None = None,
    site: bool = True,
    base: str = "",
) -> list[str]:
    """Write a release, as a profile sees it, into ``to``, and return the names of the files in it.

    ``previous``: the release before, for the feed of what changed. ``site``: with the pages for browsers. ``base``: the
    address under which the files will be published, for catalogues.
    Raises ``BundleError`` where the profile holds what may not be passed on, ``ReleaseError``, ``OSError``.
    """
    _may_leave(release, profile)
    sums: dict[str, str] = {}
    with drafted(to) as draft, Archive(draft) as archive, TemporaryDirectory(ignore_cleanup_errors=True) as folder:

        def add(name: str, content: bytes | Path) -> None:
            if name in sums:
                raise ValueError(name)
            sums[name] = _digest(content)
            archive.add(name, content)

        add(MARKER, _json(_marker(release, profile)))
        for name, content in _release(release, profile):
            add(RELEASE + name, content)
        for name, content in contents(release, profile, lang, Path(folder), previous, site=site):
            add(name, content)
        for name, content in _described(release, profile, lang, base, Path(folder), archive.sizes(), sums):
            add(name, content)
        archive.add(SUMS, "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode())
    return sorted({*sums, SUMS})


def _may_leave(release: Release, profile: str) -> None:
    """Raises ``BundleError``: what may not be passed on is never public, but an owner sees it."""
    for name in _profiles(profile):
        known = pl.scan_parquet(release.profile(name) / "statements.parquet")
        bound = known.filter(pl.col("redistribution") != "allowed").select("source").unique().collect()["source"]
        if len(bound):
            # What follows from them is bound as well, and is no source.
            named = sorted(terms.key_of(one) for one in bound if one != terms.DERIVED) or [terms.key_of(terms.DERIVED)]
            raise BundleError("bundle.bound", sources=", ".join(named[:5]), count=len(named))


def _profiles(profile: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((PUBLIC, profile)))


def _marker(release: Release, profile: str) -> dict[str, object]:
    return {
        "format": FORMAT,
        "release": release.id,
        "profiles": list(_profiles(profile)),
        "amazongraph": __version__,
    }


def _release(release: Release, profile: str) -> Iterator[tuple[str, bytes | Path]]:
    """What a release on disk has and a reader of this profile may see."""
    manifest = release.manifest() | {"profiles": list(_profiles(profile))}
    yield "manifest.json", _json(manifest)
    for one in _profiles(profile):
        folder = release.profile(one)
        for name in (*NEEDED, *(name for name in OPTIONAL if (folder / name).is_file())):
            yield f"{one}/{name}", folder / name


def _described(
    release: Release,
    profile: str,
    lang: str,
    base: str,
    folder: Path,
    sizes: Mapping[str, int],
    sums: Mapping[str, str],
) -> Iterator[tuple[str, Path]]:
    """The description for catalogues, with the files of the bundle under the address of publication."""
    files = [Published(name, sizes[name], sums[name]) for name in sorted(sums) if name.startswith(_PUBLISHED)]
    material = whole(release, profile, lang)
    for ends in (".ttl", ".jsonld"):
        name = f"dcat{ends}"
        write_dcat(material, folder / name, base, files if base else ())
        yield f"description/{name}", folder / name


def _digest(content: bytes | Path) -> str:
    made = sha256()
    if isinstance(content, bytes):
        made.update(content)
        return made.hexdigest()
    with content.open("rb") as file:
        while block := file.read(1 << 20):
            made.update(block)
    return made.hexdigest()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
