"""The label of a row: what it is of, and below it in small letters where, when and who cites it."""

from dataclasses import dataclass

from amazongraph.draw.paper import GREY, Paper
from amazongraph.draw.sheet import Sheet, tall, wrap

AIR = 5
"""What is free above a row."""


@dataclass(frozen=True, slots=True)
class Label:
    """``width``: what it may take; ``thick``: of the bar or mark that goes with it, below it on a narrow paper."""

    head: str
    detail: str
    width: float
    thick: float
    paper: Paper

    @property
    def lines(self) -> tuple[list[str], list[str]]:
        """Head and detail, broken."""
        head = wrap(self.head, self.paper.type, self.width, most=3) if self.head else []
        return head, wrap(self.detail, self.paper.small, self.width, most=4) if self.detail else []

    @property
    def height(self) -> float:
        """Of the whole row."""
        head, detail = self.lines
        words = tall(head, self.paper.type) + tall(detail, self.paper.small)
        return AIR + (words + self.thick if self.paper.narrow else max(words, self.thick))

    def draw(self, sheet: Sheet, top: float) -> float:
        """Gives back where the bar or mark begins, from above."""
        head, detail = self.lines
        narrow = self.paper.narrow
        y = sheet.text(self.paper.margin, top + AIR, head, halo=narrow)
        y = sheet.text(self.paper.margin, y, detail, size=self.paper.small, colour=GREY, halo=narrow)
        return y if narrow else top + AIR


def with_sources(head: str, detail: str, cited: str) -> tuple[str, str]:
    """Head and detail, with the numbers of the documents at the end of what is there."""
    if detail:
        return head, "\u00a0".join(filter(None, [detail, cited]))
    return "\u00a0".join(filter(None, [head, cited])), ""


def beside(paper: Paper, part: float = 0.44) -> tuple[float, float]:
    """The width of labels, and where what they name begins from the left; beside it they take a part of the width."""
    width = paper.inner if paper.narrow else paper.inner * part
    return width, paper.margin + (0 if paper.narrow else width + 10)
