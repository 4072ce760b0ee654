"""What a file says is of the kind that a dataclass says, or it is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from amazongraph.conforming import check_kinds


@dataclass(frozen=True)
class Part:
    name: str
    share: float = 0


@dataclass(frozen=True)
class Whole:
    count: int = 1
    sure: bool = True
    rows: tuple[int, int] = (0, 1)
    names: tuple[str, ...] = ()
    parts: list[Part] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    level: int | None = None
    more: Sequence[str] = ()
    other: Any = None


RIGHT: dict[str, Sequence[Any]] = {
    "rows": [(3, 4)],
    "names": [("a",), ("a", "b", "c")],
    "parts": [[Part("a", 1)], [Part("a", 0.5)]],
    "texts": [{"a": ["b"]}],
    "known": [frozenset("ab")],
    "level": [3],
    "more": [["a"], ("a",)],
    "other": [object(), [1], None],
}
WRONG: dict[str, Sequence[Any]] = {
    "count": [True, "1", 1.5, None],
    "sure": [1, "yes"],
    "rows": [(1,), (1, 2, 3), [1, 2], (1, "2"), (1, True)],
    "names": [["a"], ("a", 1), "a"],
    "parts": [[Part(1)], [Part("a", True)], ["a"], (Part("a"),)],  # type: ignore[arg-type]
    "texts": [{"a": "b"}, {1: ["b"]}, [["a"]]],
    "known": [{"a"}, frozenset({1})],
    "level": ["3", False, 2.5],
    "more": [[1], 3],
}


@pytest.mark.parametrize(("name", "value"), [(name, one) for name, many in RIGHT.items() for one in many])
def test_what_is_of_its_kind_passes(name: str, value: Any) -> None:
    check_kinds(replace(Whole(), **{name: value}), "[it]")


@pytest.mark.parametrize(("name", "value"), [(name, one) for name, many in WRONG.items() for one in many])
def test_what_is_not_is_told_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(TypeError, match=rf"^\[it\]\.{name} = "):
        check_kinds(replace(Whole(), **{name: value}), "[it]")
