"""How likely two things are one, explained feature by feature. The weights are data, ``weights.toml``."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2
from typing import Any

from amazongraph.linking.entities import LANGUAGE_CODES, Entity, distance
from amazongraph.linking.names import alike, normal, parse

FEATURES = ("name", "distance", "unit", "people", "code", "type")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Feature:
    """What one feature says of a pair: its ``level``, the ``value`` that puts it there, and the ``bits`` it adds."""

    name: str
    level: str
    value: str
    bits: float


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two things are one: the ``features`` that say so, and the bits it began with (``prior``)."""

    prior: float
    features: tuple[Feature, ...]

    @property
    def bits(self) -> float:
        """The sum of it all."""
        return self.prior + sum(feature.bits for feature in self.features)

    @property
    def probability(self) -> float:
        """The bits as a probability, 0 to 1."""
        return 1 / (1 + 2 ** -max(-60.0, min(60.0, self.bits)))

    def feature(self, name: str) -> Feature:
        """One of the features."""
        return next(one for one in self.features if one.name == name)

    @property
    def text(self) -> str:
        """It all in one line, for machines and people: ``prior -10.8; name same=1 +10.5; distance here=0.3 +8.6``."""
        told = [f"{one.name} {one.level}{'=' if one.value else ''}{one.value} {one.bits:+.1f}" for one in self.features]
        return "; ".join([f"prior {self.prior:+.1f}", *told])


@dataclass(frozen=True, slots=True)
class Scale:
    """How many things there are of each family, and how many bear each name, on the side that has more of them: what a
    name is worth, and how unlikely it is that two things drawn at random are one.
    """

    counts: Counter[str]
    names: Counter[str]

    @classmethod
    def of(cls, *sides: Iterable[Entity]) -> "Scale":
        """The scale of two sides."""
        counts: Counter[str] = Counter()
        names: Counter[str] = Counter()
        for side in map(list, sides):
            counts |= Counter(one.family for one in side)
            names |= Counter(name for one in side for name in {normal(name) for name in one.names})
        return cls(counts, names)

    def size(self, family: str) -> int:
        """How many things a family is drawn from: a short list is drawn from more than it holds."""
        there = self.counts[family] + self.counts[""] if family else self.counts.total()
        return max(int(weights()["fewest"]), there)


@cache
def weights() -> dict[str, Any]:
    """The weights as ``weights.toml`` says them."""
    return tomllib.loads(files("amazongraph.linking").joinpath("weights.toml").read_text(encoding="utf-8"))


def levels() -> frozenset[str]:
    """Every level that a feature may show, but for what is not known."""
    said = weights()
    graded = {row["level"] for name in ("name", "distance") for row in said[name]}
    return frozenset(graded | {level for name in ("unit", "people", "code", "type") for level in said[name]})


def score(one: Entity, other: Entity, scale: Scale) -> Score:
    """How likely ``one`` and the candidate ``other`` are one thing."""
    size = scale.size(one.family)
    far = distance(one, other)
    features = (
        _name(one, other, scale, size),
        _distance(far),
        _unit(one, other, counts=far is None),
        _sets("people", one.peoples, other.peoples),
        _code(one, other),
        _type(one, other),
    )
    return Score(-log2(size), features)


def best_names(one: Entity, other: Entity) -> tuple[float, str, str]:
    """How alike the two names are that are most alike, and those names."""
    found = ((alike_names(mine, theirs), mine, theirs) for mine in one.names for theirs in other.names)
    return max(found, key=lambda triple: triple[0])


def alike_names(one: str, other: str) -> float:
    """``similarity`` of two names; see ``names``."""
    return alike(*sorted((parse(one), parse(other)), key=lambda name: (name.text, name.words)))


def _name(one: Entity, other: Entity, scale: Scale, size: int) -> Feature:
    found, _, theirs = best_names(one, other)
    row = next(row for row in weights()["name"] if found >= row["least"])
    share = row.get("u") or max(1, scale.names[normal(theirs)]) / size
    return Feature("name", row["level"], f"{found:.2f}", _bits(row["m"], min(1.0, share)))


def _distance(far: float | None) -> Feature:
    if far is None:
        return Feature("distance", UNKNOWN, "", 0.0)
    row = next(row for row in weights()["distance"] if far <= row["most"])
    return Feature("distance", row["level"], f"{far:.1f}km", _bits(row["m"], row["u"]))


def _unit(one: Entity, other: Entity, *, counts: bool) -> Feature:
    level, shared = _level(one.units, other.units)
    if level == UNKNOWN:
        return Feature("unit", level, "", 0.0)
    row = weights()["unit"][level]
    return Feature("unit", level, shared, _bits(row["m"], row["u"]) if counts else 0.0)


def _level(one: frozenset[str], other: frozenset[str]) -> tuple[str, str]:
    """The finest agreement of two sets of units, and the code that is shared."""
    levels = {6: "district", 4: "province", 2: "department"}
    best = (0, "", False)
    for mine in one:
        for theirs in other:
            finest = min(len(mine), len(theirs))
            shared = next((size for size in (6, 4, 2) if size <= finest and mine[:size] == theirs[:size]), 0)
            best = max(best, (shared, mine[:shared], shared == finest))
    if not one or not other:
        return UNKNOWN, ""
    if not best[0]:
        return "other", ""
    return (levels[best[0]] if best[2] else "neighbour"), best[1]


def _sets(name: str, one: frozenset[str], other: frozenset[str]) -> Feature:
    if not one or not other:
        return Feature(name, UNKNOWN, "", 0.0)
    level = "shared" if one & other else "other"
    row = weights()[name][level]
    return Feature(name, level, "", _bits(row["m"], row["u"]))


def _code(one: Entity, other: Entity) -> Feature:
    """Codes tell something only where both sides have one of the same scheme."""
    schemes = {code.partition(":")[0] for code in one.codes} & {code.partition(":")[0] for code in other.codes}
    if not schemes:
        return Feature("code", UNKNOWN, "", 0.0)
    shared = sorted(one.codes & other.codes, key=lambda code: (is_language(code), code))
    level = "other" if not shared else "language" if is_language(shared[0]) else "shared"
    row = weights()["code"][level]
    return Feature("code", level, shared[0] if shared else "", _bits(row["m"], row["u"]))


def is_language(code: str) -> bool:
    """Whether a code is of a language, which several peoples may share."""
    return code.partition(":")[0] in LANGUAGE_CODES


def _type(one: Entity, other: Entity) -> Feature:
    if not one.types or not other.types:
        return Feature("type", UNKNOWN, "", 0.0)
    level = "same" if set(one.types) & set(other.types) else "akin"
    row = weights()["type"][level]
    return Feature("type", level, "", _bits(row["m"], row["u"]))


def _bits(m: float, u: float) -> float:
    return log2(m / u)
