"""The files of a bundle that people read first: what is in it, how to cite it, and under which licences it comes."""

import csv
import io
from typing import Any

from amazongraph import terms
from amazongraph.errors import ReleaseError
from amazongraph.messages import LANGUAGES, text
from amazongraph.releases import Release

DATA_LICENCE = "CC-BY-4.0"  # SPDX; of the compilation: the selection, the order, our own words
_WHY = {"forbidden": "bundle.forbidden", "derived-only": "bundle.derived-only"}
_SHARE_ALIKE = ("BY-SA", "ODbL", "GPL", "MPL")


def licences(release: Release, profile: str) -> dict[str, bytes]:
    """``LICENCES.md`` and ``licences.csv``: of the compilation, of each source, and which sources were left out."""
    sources, left_out = release.read_json(f"{profile}/sources.json"), _left_out(release, profile)
    ledger = release.read_json(f"{profile}/ledger.json")
    bound = sum(one["statements"] for one in ledger if one["rule"] == "redistribution")
    rows = [[one["key"], *_titles(one), one["licence"], one["retrieved"], "included"] for one in sources]
    rows += [[one["key"], *_titles(one), one["licence"], one["retrieved"], one["redistribution"]] for one in left_out]
    header = ["key", *(f"title_{lang}" for lang in LANGUAGES), "licence", "retrieved", "redistribution"]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([header, *rows])
    said = "\n".join(_in_words(sources, left_out, bound, lang) for lang in LANGUAGES)
    return {"LICENCES.md": said.encode(), "licences.csv": out.getvalue().encode()}


def _left_out(release: Release, profile: str) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = release.read_json(f"{profile}/left-out.json")
    except ReleaseError:
        # Releases of before had no such list.
        return []
    return found


def _titles(source: dict[str, Any]) -> list[str]:
    return [str(source["title"][lang]) for lang in LANGUAGES]


def _in_words(sources: list[dict[str, Any]], left_out: list[dict[str, Any]], bound: int, lang: str) -> str:
    listed = [_line(one, lang) + _condition(one, lang) for one in sources]
    gone = [_line(one, lang) + ": " + text(_WHY[one["redistribution"]], lang) for one in left_out]
    return text(
        "bundle.licences",
        lang,
        licence=DATA_LICENCE,
        sources="\n".join(listed),
        left_out="\n".join(gone) or text("bundle.none-left-out", lang),
        bound=bound,
    )


def _line(source: dict[str, Any], lang: str) -> str:
    licence = source["licence"] or text("bundle.own-links", lang)
    return f"- {source['title'][lang]} (`{source['key']}`): {licence}"


def _condition(source: dict[str, Any], lang: str) -> str:
    alike = any(name in source["licence"].replace(" ", "-").replace("CC-", "") for name in _SHARE_ALIKE)
    return f" {text('bundle.share-alike', lang)}" if alike else ""


def readme(release: Release, profile: str, lang: str, *, site: bool) -> bytes:
    """What is in the bundle and what can be done with it, in a language."""
    return text(
        "bundle.readme",
        lang,
        id=release.id,
        profile=text(f"profile.{profile}", lang),
        banner="" if profile == "public" else f"**{text('profile.banner', lang)}**\n\n",
        site=text("bundle.readme-site", lang) if site else "",
        withheld=release.withheld(profile),
        licence=DATA_LICENCE,
        base=terms.BASE,
    ).encode()


def citation(release: Release) -> bytes:
    """``CITATION.cff``, Citation File Format 1.2.0 (https://citation-file-format.github.io/)."""
    manifest = release.manifest()
    return text(
        "bundle.citation",
        "en",
        id=release.id,
        day=manifest["retrieved"],
        sha=manifest["sha256"],
        title=text("reconcile.name", "en"),
        licence=DATA_LICENCE,
        base=terms.BASE,
    ).encode()
