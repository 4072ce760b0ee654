"""A sheet as a person fills it in: cells by the name of a row and the head of a column, rows added at the end."""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook


class Filled:
    """The first sheet of a workbook, open to be changed; ``save`` writes it back."""

    def __init__(self, path: Path) -> None:
        self.path, self.book = path, load_workbook(path)
        self.sheet: Any = self.book.worksheets[0]
        self.columns = {cell.value: cell.column for cell in self.sheet[1]}
        self.name = next(head for head in self.columns if head != "_id")

    def row(self, name: str) -> int:
        """The line of the row with that name in its first visible column."""
        lines = range(2, self.sheet.max_row + 1)
        return next(line for line in lines if self.sheet.cell(line, self.columns[self.name]).value == name)

    def cell(self, name: str, head: str) -> Any:
        """A cell of the row of that name."""
        return self.sheet.cell(self.row(name), self.columns[head])

    def put(self, name: str, **cells: object) -> "Filled":
        """Write into the row of that name."""
        line = self.row(name)
        for head, value in cells.items():
            self.sheet.cell(line, self.columns[head]).value = value
        return self

    def add(self, **cells: object) -> int:
        """Add a row below the last one; its line."""
        used = [c.row for row in self.sheet.iter_rows() for c in row if c.value is not None]
        line = max(used) + 1
        for head, value in cells.items():
            self.sheet.cell(line, self.columns[head]).value = value
        return line

    def save(self) -> Path:
        """Write the workbook back."""
        self.book.save(self.path)
        return self.path
