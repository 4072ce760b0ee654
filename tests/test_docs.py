"""What the README says holds: its commands run and print what it shows; it names every verb, question and library."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pytest

from amazongraph import __version__
from amazongraph.cli import VERBS, cli
from amazongraph.questions.catalogue import read_questions
from amazongraph.settings import Settings, load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# The continuous integration runs these in an environment of their own.
INSTALL = "pip install"


@dataclass
class Example:
    """A command of the README and the lines it shows below it."""

    command: str
    shown: list[str] = field(default_factory=list)


def _examples(text: str) -> list[Example]:
    """The commands of the ``console`` blocks, but for those that install; a backslash continues a line."""
    found: list[Example] = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("$ "):
                found.append(Example(line[2:].strip()))
            elif line.strip() and line.strip() not in {"...", "…"}:
                found[-1].shown.append(_plain(line))
    return [example for example in found if INSTALL not in example.command]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    program, *arguments = shlex.split(command)
    python = {"amazongraph": ["-m", "amazongraph"], "python": []}
    assert program in python, f"the README may call amazongraph and python only: {command}"
    environment = {**os.environ, "AMAZONGRAPH_LANG": "es", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *python[program], *arguments],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=300,
    )  # fmt: skip


def test_the_commands_of_the_readme_run_and_print_what_it_shows(tmp_path: Path, reference: Settings) -> None:
    # What the first command, which installs and builds, leaves in the current folder.
    shutil.copytree(reference.graph, tmp_path / "graph")
    examples = _examples(README)
    assert len(examples) >= 8
    for example in examples:
        ran = _run(example.command, tmp_path)
        said = _plain((ran.stdout + ran.stderr).decode("utf-8"))
        assert ran.returncode == 0, f"{example.command}\n{said}"
        missing = [line for line in example.shown if line not in said]
        assert missing == [], example.command


def test_examples_are_read_as_the_readme_is_written() -> None:
    text = (
        "```console\n$ pip install . && amazongraph build\n```\n\n```console\n$ amazongraph find x \\\n  --lang en\n"
        "Name   Type\n…\n\n$ amazongraph where\n```\n\n```\n$ not console\n```\n"
    )
    assert _examples(text) == [Example("amazongraph find x    --lang en", ["Name Type"]), Example("amazongraph where")]


def test_an_example_that_is_wrong_is_noticed(tmp_path: Path) -> None:
    assert _run("amazongraph release use nothing", tmp_path).returncode == 4
    with pytest.raises(AssertionError, match="amazongraph and python only"):
        _run("rm -r graph", tmp_path)


def test_the_readme_begins_with_the_two_commands() -> None:
    lines = [line for line in README.splitlines() if line.startswith("$ ")]
    assert lines[:2] == ["$ pip install . && amazongraph build", "$ pip install '.[test]' && pytest"]


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def _written(form: str) -> list[tuple[str, str]]:
    """The blocks of a form in the README and every page, with the name of the page."""
    pattern = re.compile(rf"^```{form}\n(.*?)^```", re.MULTILINE | re.DOTALL)
    return [(page.name, block) for page in PAGES for block in pattern.findall(page.read_text(encoding="utf-8"))]


def _commands() -> list[tuple[str, str]]:
    """Every command of this program in the README and the pages: in blocks, with or without what is shown below."""
    lines = [
        (page, re.sub(r"^(?:\$ )?(?:\w+=\S+ )?", "", line).strip())
        for page, block in _written("(?:console)?")
        for line in block.replace("\\\n", " ").splitlines()
    ]
    return [(page, line.partition("amazongraph ")[2]) for page, line in lines if line.startswith("amazongraph ")]


@pytest.mark.parametrize(("page", "words"), _commands())
def test_a_command_of_the_pages_is_one_that_the_program_takes(page: str, words: str, tmp_path: Path) -> None:
    given = shlex.split(words)
    command: click.Command = cli
    context = click.Context(cli, obj=tmp_path)
    while isinstance(command, click.Group):
        found = command.get_command(context, given.pop(0))
        assert found is not None, f"{page}: {words}"
        command = found
    try:
        command.make_context(command.name or "", given, parent=context)
    except click.BadParameter as error:
        # What is given to it may be written by the command before it.
        assert isinstance(error.param.type if error.param else None, click.Path), f"{page}: {words}: {error.message}"


@pytest.mark.parametrize(("page", "block"), _written("toml"))
def test_the_settings_of_the_pages_are_read(page: str, block: str, tmp_path: Path) -> None:
    if page.startswith("own-table"):
        assert "[card]" in block
        return
    (tmp_path / "amazongraph.toml").write_text(block, encoding="utf-8")
    settings = load(tmp_path)
    assert settings.allowed or settings.spark


@pytest.mark.parametrize(("page", "block"), _written("python"))
def test_the_python_of_the_pages_is_python(page: str, block: str) -> None:
    compile(block, page, "exec")


def test_the_python_of_the_readme_runs(reference: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(reference.root)
    ((_, block), *_) = _written("python")
    said: dict[str, Any] = {}
    exec(block, said)
    assert said["answer"].to_polars().height >= 10
    assert len(said["answer"].sources) >= 4


@pytest.mark.parametrize("verb", VERBS)
def test_the_readme_names_every_verb(verb: str) -> None:
    assert f"`amazongraph {verb}`" in README


@pytest.mark.parametrize("question", [question.id for question in read_questions()])
def test_the_readme_names_every_question(question: str) -> None:
    assert f"`{question}`" in README


def _dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    return [re.split(r"[\s<>=!~;\[]", entry, maxsplit=1)[0].lower() for entry in wanted]


@pytest.mark.parametrize("library", _dependencies())
def test_the_readme_gives_the_reason_for_every_library(library: str) -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", README, re.MULTILINE)
    reasons = [reason for names, reason in rows if library in re.split(r",\s*", names.replace("`", "").lower())]
    assert len(reasons) == 1
    assert len(reasons[0].split()) >= 3


def test_the_changelog_has_a_head_for_what_is_new() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## \[([^\]]+)\]", changelog, re.MULTILINE)
    assert heads
    assert heads[0] in {"Unreleased", __version__}
