"""Disks that refuse: small, and read-only. Linux mounts some where it may; else what the user cannot do is tried."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mount(*arguments: object) -> bool:
    program = shutil.which("mount")
    if program is None or not sys.platform.startswith("linux"):
        return False
    return subprocess.run([program, *map(str, arguments)], capture_output=True, check=False, timeout=20).returncode == 0


@contextmanager
def _mounted(folder: Path, *arguments: object) -> Iterator[bool]:
    """Something mounted at a folder, where that is permitted."""
    done = _mount(*arguments, folder)
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", str(folder)], check=True, timeout=20)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """A disk of ``size`` KiB in memory at a folder. Skips the test where it may not be mounted."""
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={size}k", "tmpfs") as mounted:
        if not mounted:
            pytest.skip("a small disk needs Linux and the right to mount (root, or a container with CAP_SYS_ADMIN)")
        yield


def enlarge(folder: Path, size: int) -> None:
    """Give a small disk more room."""
    assert _mount("-o", f"remount,size={size}k", folder)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that takes nothing: mounted so, or closed by its mode to a user whom modes bind."""
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        inside = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
        for one in inside:
            one.chmod(0o555)
        try:
            yield
        finally:
            for one in inside:
                one.chmod(0o755)
        return
    with _mounted(folder, "--bind", folder) as mounted:
        if not mounted or not _mount("-o", "remount,bind,ro", folder):
            pytest.skip("modes do not bind this user, and it may not mount a folder as read-only")
        yield
