"""A bounded run of every fuzz target: its seeds, and a few inputs that hypothesis makes, the same ones on every run.

The long run is by command: see ``fuzz/README.md``.
"""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazongraph.errors import QueryError

FUZZ = Path(__file__).parents[1] / "fuzz"
TARGETS = sorted(path.stem for path in (FUZZ / "targets").glob("*.py") if path.stem != "__init__")
# Inputs a target; of those that ask a store or write a workbook each takes some tenths of a second.
MANY = {"bundles": 8, "commands": 5, "layers": 8, "parameters": 4, "rdf_files": 5, "sheets": 4, "workbooks": 25}


@pytest.fixture(scope="module")
def targets() -> dict[str, ModuleType]:
    """Every target by name."""
    sys.path.insert(0, str(FUZZ))
    try:
        return {name: importlib.import_module(f"targets.{name}") for name in TARGETS}
    finally:
        sys.path.remove(str(FUZZ))


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_keep_every_promise(targets: dict[str, ModuleType], name: str) -> None:
    for seed in targets[name].SEEDS[: MANY.get(name, 60)]:
        targets[name].target(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_made_up_keeps_every_promise(targets: dict[str, ModuleType], name: str) -> None:
    @settings(max_examples=MANY.get(name, 60), deadline=None, derandomize=True, database=None)
    @given(st.binary(min_size=4, max_size=120))
    def tried(data: bytes) -> None:
        targets[name].target(data)

    tried()


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(KeyError("x"), id="an error that is none of ours"),
        pytest.param(RecursionError(), id="depth"),
        pytest.param(QueryError("query.syntax", detail="object at 0x7f"), id="words for programmers"),
    ],
)
def test_a_broken_promise_is_noticed(targets: dict[str, ModuleType], error: Exception) -> None:
    harness = sys.modules["harness"]
    with pytest.raises((KeyError, RecursionError, harness.BrokenPromiseError)), harness.in_words():
        raise error


def test_a_refusal_in_words_is_none(targets: dict[str, ModuleType]) -> None:
    with sys.modules["harness"].in_words():
        raise QueryError("query.syntax", detail="line 1")
