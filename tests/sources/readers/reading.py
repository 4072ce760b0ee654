"""How the tests of the readers tell what a file gave, and why one was refused."""

from pathlib import Path
from typing import Any

import pytest

from amazongraph.errors import Problem, SourceError
from amazongraph.messages import LANGUAGES
from amazongraph.sources.readers import Table, read_file


def cells(table: Table) -> list[tuple[str, ...]]:
    """The cells of each record, in the order of the columns."""
    return [tuple(record.cells[name] for name in table.columns) for record in table.records]


def rejected(table: Table) -> list[tuple[str, int, str]]:
    """The key, row and column of each reject."""
    return [(problem.key, problem.row, problem.column) for problem in table.rejects]


def refusal(path: Path, **options: Any) -> Problem:
    """Why a file is refused: one problem, told in one line that names the file and no folder, in both languages."""
    with pytest.raises(SourceError) as caught:
        read_file(path, **options)
    (problem,) = caught.value.problems
    for lang in LANGUAGES:
        assert "\n" not in problem.text(lang)
        assert problem.text(lang).startswith(path.name)
        assert str(path.parent) not in problem.text(lang)
    return problem
