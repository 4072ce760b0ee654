"""``amazongraph site``: a folder that opens in a browser, at the public profile unless another is asked for."""

from pathlib import Path
from typing import Any

import pytest
from console import run
from tiny_release import tiny_release

from amazongraph.cli import site as verb
from amazongraph.releases import Release
from amazongraph.settings import Settings
from amazongraph.site import writing


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the writer of a site is asked for; no site is written."""
    asked: list[dict[str, Any]] = []
    release = tiny_release(tmp_path / "tiny", "")

    def write(release: Release, folder: Path, profile: str, **options: Any) -> writing.Written:
        asked.append({"folder": folder, "profile": profile, **options})
        return writing.Written(7, 3, folder / "index.html")

    def current(settings: Settings) -> Release:
        (release.folder / settings.profile).mkdir(exist_ok=True)
        (release.folder / settings.profile / "ledger.json").write_text("[]", "utf-8")
        return release

    monkeypatch.setattr(verb, "release_or_build", current)
    monkeypatch.setattr(writing, "write_site", write)
    return asked


def test_the_page_to_open_is_printed_and_the_rest_is_told(given: list[dict[str, Any]], tmp_path: Path) -> None:
    ran = run("--workspace", tmp_path, "site", "--to", tmp_path / "out", "--base-url", "https://example.org/x/")
    assert (ran.code, ran.out) == (0, f"{tmp_path / 'out' / 'index.html'}\n")
    assert "7 páginas en cada idioma, 3 de ellas" in ran.err
    assert given[0]["base_url"] == "https://example.org/x/"


@pytest.mark.parametrize(
    ("options", "profile", "name"), [((), "public", "out"), (("--profile", "own"), "own", "out.INTERNO")]
)
def test_a_site_is_public_unless_another_profile_is_asked_for(
    options: tuple[str, ...], profile: str, name: str, given: list[dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "amazongraph.toml").write_text('profile = "own"\n', "utf-8")
    ran = run("--workspace", tmp_path, "site", "--to", tmp_path / "out", *options)
    assert ran.code == 0, ran.err
    assert (given[0]["profile"], given[0]["folder"].name) == (profile, name)
    assert ("INTERNO" in ran.err) is (profile == "own")


def test_what_is_internal_is_refused_where_the_workspace_has_none(given: list[dict[str, Any]], tmp_path: Path) -> None:
    assert run("--workspace", tmp_path, "site", "--to", tmp_path / "out", "--profile", "own").code == 2
    assert given == []


def test_a_folder_of_other_files_is_refused(reference: Settings, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x", "utf-8")
    ran = run("--workspace", reference.root, "site", "--to", tmp_path, "--force")
    assert ran.code == 2
    assert "ya contiene archivos" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
