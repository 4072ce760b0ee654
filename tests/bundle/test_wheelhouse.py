"""The program as one file: wheels and the scripts that install them; ``pip`` itself is not run here."""

import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cli.console import run


def pip(monkeypatch: pytest.MonkeyPatch, code: int = 0, err: str = "") -> list[list[str]]:
    """Stand in for ``pip``: it leaves a wheel where it is told to, or fails; what it was asked is kept."""
    asked: list[list[str]] = []

    def instead(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        if not code:
            (Path(command[command.index("--dest") + 1]) / "some-1-py3-none-any.whl").write_bytes(b"wheel")
        return subprocess.CompletedProcess(command, code, "", err)

    monkeypatch.setattr(subprocess, "run", instead)
    return asked


@pytest.mark.parametrize(
    ("platform", "scripts"), [("windows", {"install.cmd", "install.ps1"}), ("linux", {"install.sh"})]
)
def test_it_holds_wheels_and_how_to_install_them(
    platform: str, scripts: set[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = pip(monkeypatch)
    to = tmp_path / "w.zip"
    ran = run("--workspace", tmp_path, "release", "wheelhouse", "--platform", platform, "--python", "3.13", "--to", to)
    assert (ran.code, ran.err) == (0, f"{to}: 1 paquetes.\n")
    assert asked[0][asked[0].index("--python-version") + 1] == "3.13"
    # What only the other system needs, pip does not think of.
    assert ("colorama" in asked[0]) == (platform == "windows")
    with zipfile.ZipFile(to) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(files) == {"README.md", "amazongraph-wheels/some-1-py3-none-any.whl", *scripts}
    for name in scripts:
        assert b"--no-index --find-links amazongraph-wheels amazongraph" in files[name]
        assert b"://" not in files[name]
        assert (b"\r\n" in files[name]) == (platform == "windows")
        assert platform != "windows" or b"py -3.13 -m venv" in files[name]


def test_what_pip_does_not_find_is_named_and_where_it_looked_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pip(
        monkeypatch,
        1,
        "Looking in indexes: https://host.example/simple\nERROR: No matching distribution found for x>=1",
    )
    ran = run("--workspace", tmp_path, "release", "wheelhouse", "--to", tmp_path / "w.zip", "--lang", "en")
    assert ran.code == 3
    assert "x>=1" in ran.err
    assert "host.example" not in ran.err
    assert list(tmp_path.glob("*.zip")) == []
