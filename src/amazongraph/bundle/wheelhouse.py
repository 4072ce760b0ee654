"""The program with everything it needs as one file, to install on a machine without a network.

The wheels are fetched with ``pip`` from wherever it is configured to; what is written names no place they came from.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from amazongraph import __version__
from amazongraph.durable import drafted
from amazongraph.errors import BundleError
from amazongraph.export.archive import Archive
from amazongraph.messages import LANGUAGES, text

PLATFORMS = {
    "windows": ("win_amd64",),
    "macos": ("macosx_11_0_arm64", "macosx_12_0_arm64", "macosx_14_0_arm64"),
    "macos-intel": ("macosx_10_12_x86_64", "macosx_11_0_x86_64", "macosx_13_0_x86_64"),
    "linux": ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64"),
}
# ``pip`` asks the machine it runs on which conditional requirements hold: those of the other one are named here.
_ONLY_THERE = {"windows": ("colorama", "tzdata")}
_FOLDER = "amazongraph-wheels"
_VENV = "amazongraph-venv"
_SHELL = f"""#!/bin/sh
set -e
cd "$(dirname "$0")"
${{PYTHON:-python3}} -m venv {_VENV}
{_VENV}/bin/python -m pip install --no-index --find-links {_FOLDER} amazongraph
{_VENV}/bin/amazongraph --version
"""
_BATCH = f"""@echo off\r
cd /d "%~dp0"\r
py -{{python}} -m venv {_VENV} || exit /b 1\r
{_VENV}\\Scripts\\python.exe -m pip install --no-index --find-links {_FOLDER} amazongraph || exit /b 1\r
{_VENV}\\Scripts\\amazongraph.exe --version\r
"""
_POWERSHELL = f"""$ErrorActionPreference = "Stop"\r
Set-Location -LiteralPath $PSScriptRoot\r
py -{{python}} -m venv {_VENV}\r
& "{_VENV}\\Scripts\\python.exe" -m pip install --no-index --find-links {_FOLDER} amazongraph\r
& "{_VENV}\\Scripts\\amazongraph.exe" --version\r
"""


def write_wheelhouse(to: Path, platform: str, python: str, *, wheel: Path | None = None) -> list[str]:
    """Write the wheels for a platform of ``PLATFORMS`` and a Python (``3.11``) into ``to``, with scripts to install.

    ``wheel``: that of this package, where it is not to be fetched. Returns the names in it. Raises ``BundleError``
    where ``pip`` does not find a wheel of everything, ``OSError``.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        wheels = Path(folder)
        _fetch(wheels, platform, python, wheel)
        names: list[str] = []
        with drafted(to) as draft, Archive(draft) as archive:
            for name, content in _files(wheels, platform, python):
                archive.add(name, content)
                names.append(name)
    return names


def _files(wheels: Path, platform: str, python: str) -> list[tuple[str, bytes | Path]]:
    scripts: dict[str, str] = {"install.sh": _SHELL}
    if platform == "windows":
        scripts = {name: said.format(python=python) for name, said in _windows().items()}
    how = next(iter(scripts))
    said = "\n".join(
        text("wheelhouse.readme", lang, script=how, python=python, platform=platform) for lang in LANGUAGES
    )
    return [
        ("README.md", said.encode()),
        *((name, script.encode()) for name, script in scripts.items()),
        *((f"{_FOLDER}/{path.name}", path) for path in sorted(wheels.glob("*.whl"))),
    ]


def _windows() -> dict[str, str]:
    return {"install.cmd": _BATCH, "install.ps1": _POWERSHELL}


def _fetch(folder: Path, platform: str, python: str, wheel: Path | None) -> None:
    wanted = str(wheel) if wheel else f"amazongraph=={__version__}"
    named = [part for one in PLATFORMS[platform] for part in ("--platform", one)]
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"),
        *("--implementation", "cp", "--python-version", python, *named, "--dest", str(folder), wanted),
        *_ONLY_THERE.get(platform, ()),
    ]
    # A list, no shell: nothing that the user gives is run.
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    if ran.returncode:
        # What pip prints may name where it looked; only the names of packages are told.
        lacking = sorted(
            {line.rpartition(" ")[2] for line in ran.stderr.splitlines() if "matching distribution" in line}
        )
        raise BundleError("wheelhouse.failed", detail=", ".join(lacking) or f"pip {ran.returncode}")
