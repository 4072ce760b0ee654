"""The tutorial notebooks run on the reference data, in both languages with the same code, and hold no output."""

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import amazongraph as ag
from amazongraph.settings import Settings

DOCS = Path(__file__).parents[1] / "docs"
LANGUAGES = ("es", "en")


def cells(lang: str, kind: str) -> list[dict[str, Any]]:
    """The cells of a notebook of one kind."""
    said = json.loads((DOCS / f"tutorial.{lang}.ipynb").read_text(encoding="utf-8"))
    assert said["nbformat"] == 4
    return [cell for cell in said["cells"] if cell["cell_type"] == kind]


def code(lang: str) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(lang, "code")]


def run(source: str, names: dict[str, Any]) -> Any:
    """What a notebook would show for a cell: the value of its last line, if that is an expression."""
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None


def test_both_have_the_same_code() -> None:
    spanish, english = (re.sub(r'"(es|en)"', '"?"', "\n\n".join(code(lang))) for lang in LANGUAGES)
    assert spanish == english
    assert len(code("es")) >= 10


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_that_ran_is_kept(lang: str) -> None:
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells(lang, "code"))


def test_both_explain_as_much() -> None:
    spanish, english = (cells(lang, "markdown") for lang in LANGUAGES)
    assert [cell["id"] for cell in spanish] == [cell["id"] for cell in english]
    assert all(one["source"] != other["source"] for one, other in zip(spanish, english, strict=True))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_runs_and_shows_what_it_speaks_of(
    lang: str, reference: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(reference.graph, tmp_path / "graph")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    shown = [run(source, names) for source in code(lang)]
    assert all(one is not None for one in shown)
    assert all(one._repr_html_() for one in shown if hasattr(one, "_repr_html_"))
    twenty_seven = shown[3]
    assert isinstance(twenty_seven, pl.DataFrame)
    assert twenty_seven.height >= 4
    assert {27.0, 29.0, 32.0, 35.0} <= set(names["frame"]["value"])
    assert "admin:25" in names["told"]
    assert isinstance(names["coca"], ag.Result)
    assert (2020, None, 3632.0, 3822.0) in shown[-2].select(
        "year", "coca_area", "coca_area_low", "coca_area_high"
    ).rows()
    assert {"coca.csv", "coca-sources.csv", "coca-codebook.csv"} <= {path.name for path in tmp_path.iterdir()}
    assert {"es": "Reserva Indígena Isconahua", "en": "Isconahua Indigenous Reserve"}[lang] in str(shown[-1])
