"""Writes a site whole or not at all: a release in both languages, with the same bytes for the same release."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from amazongraph.errors import ExportError
from amazongraph.messages import LANGUAGES
from amazongraph.releases import Release
from amazongraph.site.pages import Frame, draw, environment
from amazongraph.site.reading import Read, all_files, all_pages, frame, read

MARK = "site.json"
"""The file by which a folder is known to be a site of ours, which may be replaced."""
_ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: pages in each language, how many of them are of things and documents, the page to open."""

    pages: int
    things: int
    start: Path


def write_site(
    release: Release,
    folder: Path,
    profile: str = "public",
    *,
    base_url: str = "",
    since: Path | None = None,
    force: bool = False,
) -> Written:
    """Write the site into ``folder``, which must be new or empty; with ``force`` a site of ours there is replaced.

    Raises ``ExportError`` before anything is written, and ``OSError`` for what the disk refuses; then what was there
    is there still.
    """
    _free(folder, force)
    known = read(release, profile, since)
    shared = frame(known, _address(base_url))
    draft = folder.with_name(f".{folder.name}-{os.getpid()}")
    try:
        draft.mkdir(parents=True)
        made = _write(draft, shared, known)
        if folder.exists():
            shutil.rmtree(folder)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    things = sum(path.startswith(("thing/", "source/")) for path in made)
    return Written(len(made), things, folder / "index.html")


def _free(folder: Path, force: bool) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder / MARK).is_file():
        raise ExportError("site.not-empty", folder=str(folder))
    if not force:
        raise ExportError("site.exists", folder=str(folder))


def _address(base_url: str) -> str:
    """The address with a stroke at its end. Raises ``ExportError``."""
    if (base_url and not base_url.startswith(("https://", "http://"))) or any(one in base_url for one in '?#"<> '):
        raise ExportError("site.address", address=base_url)
    return base_url and base_url.rstrip("/") + "/"


def _write(folder: Path, shared: Frame, known: Read) -> list[str]:
    """Every page in each language, and the files they share; returns the paths of the pages."""
    templates, made = environment(), []
    for page in all_pages(known):
        made.append(page.path)
        for lang in LANGUAGES:
            _put(folder / lang / page.path, draw(templates, shared, page, lang))
    for path, text in all_files(known):
        _put(folder / path, text)
    for asset in sorted(_ASSETS.iterdir()):
        shutil.copyfile(asset, folder / asset.name)
    _put(folder / "index.html", templates.get_template("door.html").render(frame=shared))
    if shared.base_url:
        _put(folder / "sitemap.xml", _map(shared.base_url, made))
    told = {"release": shared.release, "profile": shared.profile, "pages": len(made)}
    _put(folder / MARK, json.dumps(told, indent=1) + "\n")
    return made


def _map(base_url: str, made: list[str]) -> str:
    """The pages for search engines, as the Sitemaps protocol 0.9 has them."""
    addresses = [escape(f"{base_url}{lang}/{path}") for lang in LANGUAGES for path in made]
    urls = "".join(f"<url><loc>{one}</loc></url>\n" for one in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{urls}</urlset>\n"


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
