"""Which IRIs came, went or gave way to another since the release before: Activity Streams 2.0, so that a copy follows.

The activities are those of the IIIF Change Discovery API 1.0 (https://iiif.io/api/discovery/1.0/), which harvesters
know: ``Create``, ``Update`` (of what is said of a thing), ``Delete``, ``Move`` (a thing that is now called otherwise).
Only the IRIs are told; what changed in words is told by ``amazongraph diff``.
"""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from amazongraph import terms
from amazongraph.diff.changes import Changes, changes
from amazongraph.messages import LANGUAGES, text
from amazongraph.releases import Release

_ENTITIES = {"appeared": "Create", "split": "Create", "vanished": "Delete", "merged": "Move"}
_FIGURES = {"added": "Create", "gone": "Delete", "changed": "Update"}
_ORDER = ("Create", "Update", "Delete", "Move")


def feed(previous: Release | None, release: Release, profile: str) -> bytes:
    """The feed from ``previous`` to ``release`` as a profile sees both; with no release before, one without items.

    Raises ``ReleaseError``.
    """
    items = [] if previous is None else _items(_changes(previous, release, profile))
    key = "bundle.feed" if previous else "bundle.feed-first"
    before = previous.id if previous else ""
    said: dict[str, Any] = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{terms.BASE}release/{release.id}/changes",
        "type": "OrderedCollection",
        "nameMap": {lang: text(key, lang, id=release.id, before=before) for lang in LANGUAGES},
        "totalItems": len(items),
        "orderedItems": items,
    }
    published = f"{release.manifest()['retrieved']}T00:00:00Z"
    for item in items:
        item["endTime"] = published
    if previous is not None:
        said["context"] = f"{terms.BASE}release/{before}"
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _changes(previous: Release, release: Release, profile: str) -> Changes:
    before, after = (pl.scan_parquet(one.profile(profile) / "statements.parquet") for one in (previous, release))
    return changes(before, after)


def _items(found: Changes) -> list[dict[str, Any]]:
    told = dict.fromkeys([*_things(found), *_touched(found)])
    seen: set[str] = set()
    items: list[dict[str, Any]] = []
    for kind in ("Create", "Delete", "Move", "Update"):
        # What came or went is not said to have changed as well.
        for _, iri, other in sorted(one for one in told if one[0] == kind and one[1] not in seen):
            seen.add(iri)
            items.append({"type": kind, "object": iri} | ({"target": other} if other else {}))
    return sorted(items, key=lambda item: (_ORDER.index(item["type"]), item["object"]))


def _things(found: Changes) -> Iterator[tuple[str, str, str]]:
    for change, iri, other in found.entities.select("change", "iri", "other").iter_rows():
        yield _ENTITIES[change], iri, (other or "") if change == "merged" else ""
    for change, figure in found.figures.select("change", "figure").iter_rows():
        if change in _FIGURES:
            yield _FIGURES[change], figure, ""


def _touched(found: Changes) -> Iterator[tuple[str, str, str]]:
    """The things of which something else is said than before."""
    for iri in found.statements["canonical"].unique():
        if iri.startswith((f"{terms.BASE}id/", f"{terms.BASE}source/")):
            yield "Update", iri, ""
