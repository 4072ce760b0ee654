"""The shape of the code: small modules and functions, all explained, tied to no machine, silent but through the CLI."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import amazongraph
from amazongraph.resources import data_dir

SOURCE = Path(amazongraph.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
DATA = sorted(
    path
    for folder in (SOURCE, data_dir("ontology"), data_dir("queries"))
    for path in folder.rglob("*")
    if path.is_file() and path.suffix in {".py", ".rq", ".ttl", ".toml", ".csv", ".md"}
)
Function = (ast.FunctionDef, ast.AsyncFunctionDef)
# A path that only one machine has: an absolute POSIX one outside of a web address, or a drive letter.
HERE = re.compile(r"""(?<![\w./:<>*)-])/(?:srv|home|root|tmp|Users|usr|var|opt|mnt)/|(?<!\w)[A-Za-z]:\\\\?\w""")


_OF_BYTES = {"self._opener.open", "archive.open", "os.open", "self._zip.open"}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def _calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(_tree(path)) if isinstance(node, ast.Call)]


def _opens_text(call: ast.Call) -> bool:
    """Whether a call opens a file, and not for bytes; neither ``os.open`` nor a ZIP file opens one of text."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    modes = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    opens = name == "open" and not any("b" in mode for mode in modes) and ast.unparse(call.func) not in _OF_BYTES
    return opens or name in {"read_text", "write_text"}


def _public(body: list[ast.stmt], above: str = "") -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """The public functions and classes of a module, and the public methods of its public classes."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield above + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{node.name}.")


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 40
    assert {".py", ".rq", ".ttl", ".toml", ".csv"} <= {path.suffix for path in DATA}


def test_a_module_has_at_most_450_lines() -> None:
    sizes = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: size for name, size in sizes.items() if size > 450} == {}


def test_a_function_has_at_most_80_lines() -> None:
    functions = [(path, node) for path in MODULES for node in ast.walk(_tree(path)) if isinstance(node, Function)]
    sizes = {f"{_name(path)}:{one.name}": (one.end_lineno or 0) - one.lineno + 1 for path, one in functions}
    assert {name: size for name, size in sizes.items() if size > 80} == {}


def test_what_is_public_is_explained() -> None:
    trees = {_name(path): _tree(path) for path in MODULES}
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []
    public = [(f"{name}:{known}", node) for name, tree in trees.items() for known, node in _public(tree.body)]
    assert len(public) > 100
    assert [name for name, node in public if not ast.get_docstring(node)] == []


def test_nothing_is_printed_past_the_command_line() -> None:
    silenced = {"print", "input", "breakpoint"}
    calls = [(path, call.func) for path in MODULES for call in _calls(path)]
    assert [_name(path) for path, one in calls if isinstance(one, ast.Name) and one.id in silenced] == []


def test_text_files_are_opened_with_an_encoding() -> None:
    opened = [(path, call) for path in MODULES for call in _calls(path) if _opens_text(call)]
    assert len(opened) > 10
    careless = [
        f"{_name(path)}:{call.lineno}"
        for path, call in opened
        if "encoding" not in {keyword.arg for keyword in call.keywords}
    ]
    assert careless == []


def test_nothing_names_a_place_on_one_machine() -> None:
    found = {
        f"{path.name}:{number}: {line.strip()[:80]}"
        for path in DATA
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if HERE.search(line)
    }
    assert found == set()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see /srv/shared/facts", True),
        ('Path("/home/someone/x")', True),
        ("(/tmp/x)", True),
        (r"C:\\data\\x", True),
        ("https://example.org/home/x", False),
        ("https://example.org/es/home/a", False),
        ("ontology/vocab/x.ttl", False),
    ],
)
def test_the_search_for_such_places_finds_them(line: str, found: bool) -> None:
    assert bool(HERE.search(line)) is found
