"""Where internal releases may not lie: synchronised folders and checkouts, however they are called or nested."""

from pathlib import Path

import pytest

from amazongraph.shelter import exposure, suggested


@pytest.mark.parametrize(
    "name",
    [
        "OneDrive", "OneDrive - Federación", "onedrive-personal", "Dropbox", "Dropbox (Personal)", "Google Drive",
        "GoogleDrive", "My Drive", "Mi unidad", "iCloud Drive", "iCloud",
    ],
)  # fmt: skip
def test_a_folder_in_a_synchronised_one_is_exposed(name: str, tmp_path: Path) -> None:
    inside = tmp_path / name / "trabajo" / "graph"
    inside.mkdir(parents=True)
    assert exposure(inside, {}) == ("synced", tmp_path / name)
    assert exposure(tmp_path / name, {}) == ("synced", tmp_path / name)


@pytest.mark.parametrize("variable", ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"])
def test_onedrive_under_another_name_is_told_by_the_system(variable: str, tmp_path: Path) -> None:
    (tmp_path / "nube" / "x").mkdir(parents=True)
    assert exposure(tmp_path / "nube" / "x", {variable: str(tmp_path / "nube")}) == ("synced", tmp_path / "nube")
    assert exposure(tmp_path / "nube" / "x", {variable: ""}) is None


@pytest.mark.parametrize("as_file", [False, True], ids=["folder", "file of a worktree"])
def test_a_checkout_is_exposed(as_file: bool, tmp_path: Path) -> None:
    (tmp_path / "code" / "deep").mkdir(parents=True)
    mark = tmp_path / "code" / ".git"
    mark.write_text("gitdir: x", encoding="utf-8") if as_file else mark.mkdir()
    assert exposure(tmp_path / "code" / "deep", {}) == ("checkout", tmp_path / "code")


@pytest.mark.parametrize("name", ["trabajo", "OneDriver", "dropboxes", "unidad", "drive"])
def test_a_folder_of_another_name_is_not(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    assert exposure(tmp_path / name, {}) is None


def test_what_is_suggested_is_no_such_folder(tmp_path: Path) -> None:
    assert suggested({"LOCALAPPDATA": str(tmp_path)}) == tmp_path / "amazongraph-interno"
    assert suggested({}).name == "amazongraph-interno"
