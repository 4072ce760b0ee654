"""The reference data that ships with the package: one CSV table a kind, one mapping file beside it.

Every row cites a document. A table is edited as a spreadsheet; its mapping says what each column means.
"""

from pathlib import Path

from amazongraph.sources.mapping import MappedTable, parse_mapping

FOLDER = Path(__file__).parent


def tables(folder: Path = FOLDER) -> list[MappedTable]:
    """The curated tables in ``folder``, in name order: each ``<name>.toml`` with the CSV file it names."""
    return [
        MappedTable(mapping := parse_mapping(path), path, folder / mapping.file)
        for path in sorted(folder.glob("*.toml"))
    ]
