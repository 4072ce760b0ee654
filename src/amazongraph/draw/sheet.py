"""A sheet to draw on, in points from its upper left corner: texts, bars, lines, markers, outlines.

Owns the measuring and breaking of texts and the writing of the file; what is drawn is not its business.
"""

import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from amazongraph.draw.paper import BLACK, GREY, Paper
from amazongraph.extras import needed

LEADING = 1.3
"""Height of a line of text, in sizes of its letters."""
_FONT = "DejaVu Sans"  # comes with Matplotlib, so that every machine draws and measures the same
_SIZE = 100  # that letters are measured at
_SHORT_ASIDE = re.compile(r"\([^()]{1,20}\)")  # "(DS 081-2012-PCM)" stays on one line
_HEAVY = 1_000_000  # bytes that a picture to send may have


def measure(text: str, size: float, weight: str = "normal") -> float:
    """The width of a text, letter by letter: pairs that stand closer make it less by a hair."""
    return sum(_advance(letter, weight) for letter in text) * size


@cache
def _advance(letter: str, weight: str) -> float:
    """The width of a letter of size 1."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties(family=_FONT, weight=weight)))
    font.set_size(_SIZE, 72)
    # In 65536ths, and not rounded to the dots of a screen.
    return float(font.load_char(ord(letter)).linearHoriAdvance / 65536 / _SIZE)


def wrap(text: str, size: float, width: float, weight: str = "normal", most: int = 0) -> list[str]:
    """Lines no wider than ``width``; a word that is wider is broken. Of more than ``most`` lines (0: any number) the
    last one kept ends in an ellipsis.
    """
    lines: list[str] = []
    for word in _SHORT_ASIDE.sub(lambda found: found[0].replace(" ", "\u00a0"), text).split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined, size, weight) <= width:
            lines[-1] = joined
            continue
        lines.extend(_pieces(word, size, width, weight))
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and measure(last + "…", size, weight) > width:
            last = last[:-1].rstrip()
        lines = [*lines[: most - 1], last + "…"]
    return lines


def _pieces(word: str, size: float, width: float, weight: str) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure(pieces[-1] + letter, size, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def tall(lines: Sequence[str], size: float) -> float:
    """The height of some lines."""
    return len(lines) * size * LEADING


class Sheet:
    """A figure of ``width`` by ``height`` points, white. Raises ``ExtraError`` where Matplotlib is not installed."""

    def __init__(self, paper: Paper, height: float) -> None:
        needed("matplotlib", "draw")
        self.paper = paper
        self.width, self.height = paper.width, height
        with own_settings():
            self._begin()

    def _begin(self) -> None:
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=self.paper.dpi, facecolor="white")
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(self.height, 0)
        self.axes.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        lines: str | Sequence[str],
        *,
        size: float = 0,
        colour: str = BLACK,
        weight: str = "normal",
        style: str = "normal",
        align: str = "left",
        halo: bool = False,
    ) -> float:
        """Lines of text from ``y`` down; gives back where they end."""
        size = size or self.paper.type
        for line in [lines] if isinstance(lines, str) else lines:
            written = self.axes.text(
                x, y + size * 1.0, line, fontsize=size, color=colour, fontweight=weight, fontstyle=style,
                fontfamily=_FONT, ha=align, va="baseline", zorder=6, parse_math=False,
            )  # fmt: skip
            if halo:
                # Not a stroke: Matplotlib would write the text as outlines.
                written.set_bbox({"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": size / 12})
            y += size * LEADING
        return y

    def tick(self, x: float, y: float, said: str, *, size: float) -> None:
        """A text of an axis, in the middle of its line unless that would take it into the margin."""
        half = measure(said, size) / 2
        inside = min(max(x, self.paper.margin + half), self.width - self.paper.margin - half)
        self.text(inside, y, said, size=size, colour=GREY, align="center")

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, *, hatch: str = "", edge: str = "none",
        order: float = 3,
    ) -> None:  # fmt: skip
        """A filled rectangle; hatched in white on its colour, or in its edge on white."""
        from matplotlib.patches import Rectangle

        self._add(Rectangle((x, y), width, height), colour, hatch, edge, order)

    def shape(
        self, points: Sequence[tuple[float, float]], colour: str, *, hatch: str = "", edge: str = "none",
        order: float = 3,
    ) -> None:  # fmt: skip
        """A filled polygon."""
        from matplotlib.patches import Polygon

        self._add(Polygon(points, closed=True), colour, hatch, edge, order)

    def path(self, vertices: Any, codes: Any, colour: str, *, hatch: str = "", edge: str = "none", thick: float = 0.8,
             order: float = 3) -> None:  # fmt: skip
        """A filled outline with holes, as Matplotlib writes one."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path as Outline

        self._add(PathPatch(Outline(vertices, codes)), colour, hatch, edge, order, thick)

    def line(
        self, xs: Sequence[float], ys: Sequence[float], colour: str, *, thick: float = 0.8, dash: str = "-",
        order: float = 2,
    ) -> None:  # fmt: skip
        """A line through some points."""
        self.axes.plot(xs, ys, color=colour, linewidth=thick, linestyle=dash, zorder=order, solid_capstyle="butt",
                       scalex=False, scaley=False)  # fmt: skip

    def mark(self, x: float, y: float, marker: str, colour: str, *, size: float = 7, edge: str = "white") -> None:
        """A marker."""
        self.axes.plot(
            [x], [y], marker=marker, color=colour, markersize=size, markeredgecolor=edge, markeredgewidth=0.6,
            linestyle="none", zorder=5, scalex=False, scaley=False,
        )  # fmt: skip

    def _add(self, patch: Any, colour: str, hatch: str, edge: str, order: float, thick: float = 0.8) -> None:
        patch.set_facecolor(colour)
        patch.set_edgecolor(edge)
        patch.set_linewidth(thick if edge != "none" else 0)
        patch.set_zorder(order)
        if hatch:
            patch.set_hatch(hatch)
            # A hatch has the colour of the edge, whether that is drawn or not.
            patch.set_edgecolor(edge if edge != "none" else "white")
        # Not ``add_patch``, which looks at every point for limits that are set here.
        self.axes.add_artist(patch)

    def save(self, to: Path, title: str, about: str) -> None:
        """Write an SVG, its texts as texts, or a PNG; the same bytes for the same picture."""
        with own_settings():
            if to.suffix.lower() == ".svg":
                self.figure.savefig(to, format="svg", metadata={"Date": None, "Creator": "amazongraph", "Title": title,
                                                                "Description": about})  # fmt: skip
            else:
                to.write_bytes(self._png(title, about))

    def _png(self, title: str, about: str) -> bytes:
        said = {"Software": None, "Title": title, "Description": about}
        written = io.BytesIO()
        self.figure.savefig(written, format="png", dpi=self.paper.dpi, metadata=said, pil_kwargs={"optimize": True})
        content = written.getvalue()
        return content if len(content) < _HEAVY else _lighter(content)


def own_settings() -> Any:
    """A context in which Matplotlib draws as it comes, whatever the user has set; with texts as texts in SVG, ids that
    do not change, and letters as wide as ``measure`` says at every size.
    """
    import matplotlib as mpl

    usual: Any = {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith("backend")}
    ours: Any = {"svg.fonttype": "none", "svg.hashsalt": "amazongraph", "hatch.linewidth": 0.7}
    return mpl.rc_context({**usual, **ours, "text.hinting": "no_hinting"})


def _lighter(content: bytes) -> bytes:
    """The same picture with at most 64 colours."""
    from PIL.Image import open as read

    written = io.BytesIO()
    read(io.BytesIO(content)).convert("RGB").quantize(64).save(written, "png", optimize=True)
    return written.getvalue()
