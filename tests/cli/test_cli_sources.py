"""``amazongraph sources``: the tables of the release, and what a fact-checker must still open."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from console import Ran, run

from amazongraph.settings import Settings
from amazongraph.sources.curated import tables

Sources = Callable[..., Ran]
# The links of reserves hold once the layer is there that they lead to.
LISTED = [*(table.card.key for table in tables()), "links-departments", "links-peoples"]


@pytest.fixture
def sources(reference: Settings) -> Sources:
    """The sources of the reference release."""
    return lambda *given: run("--workspace", reference.root, "sources", *given)


@pytest.mark.parametrize(("lang", "title"), [("es", "Cifras publicadas"), ("en", "Published figures")])
def test_every_table_is_listed_with_what_it_holds(sources: Sources, lang: str, title: str) -> None:
    ran = sources("--lang", lang)
    assert (ran.code, ran.err) == (0, "")
    assert {line.split()[0] for line in ran.out.splitlines()[2:]} == {*LISTED}
    assert title in ran.out


def test_for_a_program_the_list_is_json(sources: Sources) -> None:
    listed = json.loads(sources("--json").out)
    assert [source["key"] for source in listed] == LISTED
    assert set(listed[0]["title"]) == {"es", "en"}


def test_what_is_to_open_is_the_answer_to_a_question(sources: Sources, reference: Settings) -> None:
    asked = run("--workspace", reference.root, "ask", "documents-to-open", "--lang", "en")
    ran = sources("--todo", "--lang", "en")
    assert (ran.code, ran.out) == (0, asked.out)
    assert "read in excerpt" in ran.out


def test_it_can_be_written_for_a_spreadsheet(sources: Sources, tmp_path: Path) -> None:
    assert sources("--todo", "--format", "csv", "--to", tmp_path / "todo.csv").code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "todo.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) > 300


@pytest.mark.parametrize("option", [("--format", "csv"), ("--to", "x.csv")], ids=["format", "to"])
def test_a_form_without_todo_is_a_mistake_told(sources: Sources, option: tuple[str, str]) -> None:
    ran = sources(*option, "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert "--todo" in ran.err


@pytest.mark.parametrize(("lang", "words"), [("es", " no se indica "), ("en", " not stated ")], ids=["es", "en"])
def test_that_no_licence_is_stated_is_said_in_the_language(sources: Sources, lang: str, words: str) -> None:
    said = sources("--known", "--lang", lang).out
    assert words in said
    assert ("not stated" in said) == (lang == "en")
