"""Takes the release of a bundle into a workspace, or opens it where it is. On any failure nothing was changed."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from amazongraph import releases, shelter
from amazongraph.bundle.read import describe, unpack
from amazongraph.errors import BundleError, SettingsError
from amazongraph.releases import Release
from amazongraph.seal import damaged
from amazongraph.settings import Settings

PUBLIC = "public"


def install_bundle(settings: Settings, path: Path, *, force: bool = False) -> tuple[Release, tuple[str, ...], bool]:
    """Make the release of a bundle the current one of the workspace; also its profiles, and whether it is new here.

    Of its profiles those that the doors of the workspace open. ``force``: put the files of one that is there already
    in their place again. Raises ``BundleError``, ``BuildRunningError``, ``StorageError`` and, for an internal profile
    in a folder that others see, ``SettingsError``.
    """
    said = describe(path)
    wanted = tuple(one for one in said.profiles if one in {PUBLIC, settings.profile})
    if wanted != (PUBLIC,) and (exposed := shelter.exposure(settings.graph)):
        why, where = exposed
        raise SettingsError(f"shelter.{why}", folder=str(where), instead=str(shelter.suggested()))
    with releases.alone(settings):
        return _installed(settings, path, wanted, force)


def _installed(
    settings: Settings, path: Path, wanted: tuple[str, ...], force: bool
) -> tuple[Release, tuple[str, ...], bool]:
    staged = releases.staging(settings)
    try:
        said = unpack(path, staged, wanted)
        there = next((one for one in releases.releases(settings) if one.id == said.release), None)
        if there is not None and not force and not damaged(there.folder, thorough=True):
            releases.use(settings, there)
            return there, wanted, False
        if there is not None and (more := _profiles(there) - set(wanted)):
            raise BundleError("bundle.more", id=there.id, profiles=", ".join(sorted(more)))
        release, _ = releases.publish(settings, staged, said.release)
        return release, wanted, True
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _profiles(release: Release) -> set[str]:
    return {folder.name for folder in release.folder.iterdir() if folder.is_dir()}


def unpacked(path: Path, profile: str) -> tuple[Path, Release]:
    """A bundle opened where it is: a new folder, which the caller removes, and the release in it.

    Raises ``BundleError``; then there is no folder.
    """
    said = describe(path)
    if profile not in said.profiles:
        raise BundleError("bundle.profile", file=str(path), profile=profile, known=", ".join(said.profiles))
    folder = Path(mkdtemp(prefix="amazongraph-"))
    root = folder / said.release
    root.mkdir()
    try:
        unpack(path, root, tuple(dict.fromkeys((PUBLIC, profile))))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder, Release(said.release, root)
