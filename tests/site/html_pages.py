"""Reads the pages of a site with the standard library's parser, and finds what a careful reader would complain of."""

import os
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = {"meta", "link", "input", "br", "path", "rect"}
_LOADS = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("form", "action"), ("use", "href")}


@dataclass
class Html(HTMLParser):
    """A page: what it links, what it loads, its headings, texts and faults."""

    path: Path
    lang: str = ""
    title: str = ""
    text: str = ""
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    scripts: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[str] = []
        self.feed(self.path.read_text(encoding="utf-8"))
        self.close()
        self.faults += [f"never closed: {tag}" for tag in self.open]
        self.faults += [f"an input without a label: {one}" for one in self.inputs if one not in self.labelled]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if len(given) < len(attrs):
            self.faults.append(f"an attribute twice: {tag}")
        self.faults += [f"runs: {name}" for name in given if name.startswith("on")]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "a" or (tag == "link" and given.get("rel") == "alternate"):
            self.links.append(given.get("href", ""))
        elif given.get("rel") != "canonical":
            self.loads += [given[name] for name in ("src", "href", "action") if (tag, name) in _LOADS and name in given]
        self.scripts += tag == "script"
        if tag == "label":
            self.labelled.add(given.get("for", ""))
        if tag == "input":
            self.inputs.append(given.get("id", "?"))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "th" and given.get("scope") not in {"col", "row"}:
            self.faults.append("a heading of a table without scope")
        if tag == "svg" and not given.get("aria-label"):
            self.faults.append("a picture without a name")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed out of turn: {tag}")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title":
            self.title += data
        elif "script" not in self.open:
            self.text += data


def pages(folder: Path) -> dict[Path, Html]:
    """Every page below a folder."""
    return {path: Html(path) for path in sorted(folder.rglob("*.html"))}


def inside(link: str) -> bool:
    """Whether a link leads to a file of the site."""
    return not urlsplit(link).scheme


def target(page: Path, link: str) -> tuple[Path, str]:
    """The file that a relative link of a page leads to, and the anchor in it."""
    path, _, anchor = link.partition("#")
    path = path.partition("?")[0]
    return Path(os.path.normpath(page.parent / unquote(path))) if path else page, anchor


def dead(found: dict[Path, Html]) -> list[str]:
    """The links between pages that lead nowhere, or to an anchor that is not there."""
    ids = {path: set(one.ids) for path, one in found.items()}
    files = set(ids)
    wrong = []
    for path, one in found.items():
        for link in {*one.links, *one.loads}:
            if not inside(link):
                continue
            file, anchor = target(path, link)
            if (file not in files and not file.is_file()) or (anchor and anchor not in ids.get(file, ())):
                wrong.append(f"{path.name}: {link}")
    return sorted(wrong)


def skipped(levels: list[int]) -> bool:
    """Whether a heading stands more than one level below the one before it."""
    return any(after > before + 1 for before, after in zip([0, *levels], levels, strict=False))
