"""Bundles (``release install``): a whole one with its archive, its lists or its files changed, sums made right or not.

A bundle is installed whole, or nothing in the workspace is other than before.
"""

import io
import json
import zipfile
from functools import cache
from hashlib import sha256

import polars as pl
from dice import Dice, mutated, tree_mutated, written
from harness import BrokenPromiseError, in_words, put, scratch, snapshot

from amazongraph.bundle.install import install_bundle
from amazongraph.bundle.layout import ABOUT, GRAPH, MARKER, NEEDED, RELEASE, SUMS
from amazongraph.releases import releases
from amazongraph.settings import Settings
from amazongraph.statements import PLACES, SCHEMA
from amazongraph.terms import BASE

NAMES = (
    "../x",
    "/abs",
    "release/../../y",
    "release/public",
    "a\\b",
    "C:x",
    "release/public/graph.nq/",
    "RELEASE/manifest.json",
    "é" * 300,
    "con",
)
SEEDS = [
    b"",
    *(bytes([number, number, 2, 7, 1]) for number in range(14)),
    b"PK\x05\x06" + bytes(18),
    b"\xff\x03\x02\x01",
]


def target(data: bytes) -> None:
    """A bundle with some of its files changed."""
    dice = Dice(data[1:])
    path = put("paquete.zip", data if data[:1] == b"P" else _spoilt(dice, data[:1]))
    root = scratch() / "instalado"
    root.mkdir(exist_ok=True)
    settings = Settings(root, root / "graph", "es")
    before = snapshot(root)
    installed = False
    with in_words():
        install_bundle(settings, path, force=bool(data[:1] and data[0] & 1))
        installed = True
    after = {name: said for name, said in snapshot(root).items() if not name.endswith(".lock")}
    if not installed and after != {name: said for name, said in before.items() if not name.endswith(".lock")}:
        raise BrokenPromiseError(f"changed: {sorted(after.keys() ^ before.keys())[:5]}")
    for one in releases(settings):
        quads = (one.folder / "public" / GRAPH).read_bytes()
        if sha256(quads).hexdigest()[:12] != one.id[-12:]:
            raise BrokenPromiseError(f"not the quads of {one.id}")


@cache
def _parts() -> dict[str, bytes]:
    """The files of a bundle of three quads."""
    quads = "".join(
        f'<{BASE}id/admin/25> <{BASE}ns#p{number}> "x" <{BASE}source/a> .\n' for number in range(3)
    ).encode()
    digest = sha256(quads).hexdigest()
    release_id = f"2026-01-02-{digest[:12]}"
    manifest = {"id": release_id, "sha256": digest, "retrieved": "2026-01-02", "profiles": ["public"]}
    made = {
        MARKER: json.dumps({"format": 1, "release": release_id, "profiles": ["public"], "amazongraph": "0"}).encode(),
        f"{RELEASE}manifest.json": json.dumps(manifest).encode(),
        **{f"{RELEASE}public/{name}": b"[]" for name in NEEDED if name.endswith(".json")},
        f"{RELEASE}public/{GRAPH}": quads,
        f"{RELEASE}public/{ABOUT}": b"",
        f"{RELEASE}public/statements.parquet": _parquet(SCHEMA),
        f"{RELEASE}public/places.parquet": _parquet(PLACES),
    }
    return {**made, SUMS: _sums(made)}


def _parquet(schema: dict[str, pl.DataType]) -> bytes:
    made = io.BytesIO()
    pl.DataFrame(schema=schema).write_parquet(made)
    return made.getvalue()


def _sums(parts: dict[str, bytes]) -> bytes:
    lines = (f"{sha256(said).hexdigest()}  {name}\n" for name, said in parts.items() if name != SUMS)
    return "".join(lines).encode("utf-8", "replace")


def _json_mutated(said: bytes, dice: Dice) -> bytes:
    try:
        return written(tree_mutated(json.loads(said), dice)) if len(said) < 100_000 else b"[]"
    except (ValueError, RecursionError):
        # It was changed before.
        return said[:-1]


def _spoilt(dice: Dice, first: bytes) -> bytes:
    parts = dict(_parts())
    while dice:
        name = dice.pick(sorted(parts))
        said = parts[name]
        what = dice.below(8)
        if what == 0:
            del parts[name]
        elif what == 1:
            parts[dice.pick(NAMES)] = said[:200]
        elif what in {2, 3} and name.endswith("json"):
            parts[name] = _json_mutated(said, dice)
        elif what == 4:
            parts[name] = dice.pick((b"", b"[", b"{}", b"null", b"\xff", b"[" * 50_000, b"<a> <b> <c> .\n", b"\0" * 50))
        elif name == MARKER:
            parts[name] = _json_mutated(said, dice)
        else:
            at = dice.below(min(len(said), 60_000) or 1)
            parts[name] = said[:at] + mutated(said[at : at + 400], dice, 3) + said[at + 400 :]
        if len(parts) < 2:
            break
    if dice.data[-1:] < b"\xc0" and SUMS in parts:
        parts[SUMS] = _sums(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, said in parts.items():
            archive.writestr(name, said)
    whole = made.getvalue()
    if first == b"\xff":
        whole = bytearray(whole)
        for _ in range(6):
            at = len(whole) - 1 - dice.below(4000) if len(whole) > 5000 else 0
            whole[at : at + 1] = bytes([dice.below(256)])
    return bytes(whole)
