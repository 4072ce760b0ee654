"""Bundles (``release install``): a whole one with its archive, its lists or its files changed, sums made right or not.

A bundle is installed whole, or nothing in the workspace is other than before.
"""

import io
import json
import zipfile
from functools import cache
from hashlib import sha256

from amazongraph.bundle.install import install_bundle
from amazongraph.bundle.layout import MARKER, SUMS
from amazongraph.bundle.write import write_bundle
from amazongraph.releases import releases
from amazongraph.settings import Settings
from dice import Dice, mutated, tree_mutated, written
from ground import home, release
from harness import Broken, in_words, put, scratch, snapshot

NAMES = ("../x", "/abs", "release/../../y", "release/public", "a\\b", "C:x", "release/public/graph.nq/", "RELEASE/manifest.json", "é" * 300, "con")
SEEDS = [b"", *(bytes([number, number, 2, 7, 1]) for number in range(14)), b"PK\x05\x06" + bytes(18), b"\xff\x03\x02\x01"]


def target(data: bytes) -> None:
    """A bundle with some of its files changed."""
    dice = Dice(data[1:])
    path = put("paquete.zip", data if data[:1] == b"P" else _spoilt(dice, data[:1]))
    root = scratch() / "instalado"
    root.mkdir(exist_ok=True)
    settings = Settings(root, root / "graph", "es")
    before = snapshot(root)
    there = {one.id for one in releases(settings)}
    installed = False
    with in_words():
        install_bundle(settings, path, force=bool(data[:1] and data[0] & 1))
        installed = True
    after = {name: said for name, said in snapshot(root).items() if not name.endswith(".lock")}
    if not installed and after != {name: said for name, said in before.items() if not name.endswith(".lock")}:
        raise Broken(f"changed: {sorted(after.keys() ^ before.keys())[:5]}")
    new = {one.id for one in releases(settings)} - there
    if new - {release().id}:
        raise Broken(f"installed {new}")


@cache
def _parts() -> dict[str, bytes]:
    path = home() / "bundle.zip"
    write_bundle(release(), "public", "es", path, previous=None, site=False, base="https://example.org/data")
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("release/") or name in {MARKER, SUMS}]
        return {name: archive.read(name) for name in names}


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
        lines = (f"{sha256(said).hexdigest()}  {name}\n" for name, said in parts.items() if name != SUMS)
        parts[SUMS] = "".join(lines).encode()
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
