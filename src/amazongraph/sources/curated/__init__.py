"""The reference data that ships with the package: one CSV table a kind, one mapping file beside it.

Every row cites a document. A table is edited as a spreadsheet; its mapping says what each column means.
"""

from dataclasses import replace
from pathlib import Path

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.mapped import MappedTable
from amazongraph.sources.mapping import parse_mapping

FOLDER = Path(__file__).parent


def tables(folder: Path = FOLDER) -> list[MappedTable]:
    """The curated tables in ``folder``, in name order: each ``<name>.toml`` with the CSV file it names."""
    return [
        MappedTable(mapping := parse_mapping(path), path, folder / mapping.file)
        for path in sorted(folder.glob("*.toml"))
    ]


def with_edited(paths: list[Path]) -> list[MappedTable]:
    """The packaged tables, each replaced by the file of the same name among ``paths``.

    Raises ``SourceError`` for a file that has the name of no table, and for two of one name.
    """
    edited = {path.name: path for path in paths}
    known = tables()
    twice = sorted({path.name for path in paths if path != edited[path.name]})
    if twice:
        raise SourceError(*(Problem("table.twice", name) for name in twice))
    unknown = set(edited) - {table.path.name for table in known}
    if unknown:
        names = ", ".join(table.path.name for table in known)
        raise SourceError(*(Problem("table.unknown", name, values={"known": names}) for name in sorted(unknown)))
    return [replace(table, path=edited.get(table.path.name, table.path)) for table in known]
