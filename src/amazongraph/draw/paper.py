"""What a picture is drawn on and with: the three sizes, and inks that are told apart without colour too.

The colours are those of Okabe and Ito (2008), which people with any of the common kinds of colour blindness tell apart;
hatches and markers go with them, for prints in black and white. Lengths are points, 1/72 inch.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """``width`` and ``tallest`` with the margins; ``height``: of a sheet that has one, else 0, and the picture is as
    tall as it needs. ``type``: size of the letters. ``dpi``: of the PNG. ``narrow``: labels stand above what they name.
    """

    width: float
    tallest: float
    type: float
    dpi: int
    margin: float
    height: float = 0
    narrow: bool = False

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    @property
    def small(self) -> float:
        """Size of the letters of what goes around."""
        return round(self.type * 0.8, 1)


PAPERS = {
    "screen": Paper(width=900, tallest=2600, type=12, dpi=128, margin=28),
    # A4, upright.
    "print": Paper(width=595, tallest=842, type=8.5, dpi=200, margin=36, height=842),
    # Messengers shrink a picture to 1600 pixels: one no taller than two and a half times its width stays legible.
    "phone": Paper(width=360, tallest=860, type=12, dpi=216, margin=14, narrow=True),
}


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour with the hatch and the marker that go with it (as Matplotlib names them)."""

    colour: str
    hatch: str = ""
    marker: str = "o"


BLACK, GREY, PALE, LINE = "#1a1a1a", "#555555", "#e4e4e4", "#bdbdbd"
# From dark to light in grey too, as far as five can be.
INKS = (
    Ink("#0072b2", "", "o"),
    Ink("#e69f00", "////", "s"),
    Ink("#009e73", "....", "^"),
    Ink("#cc79a7", "\\\\\\\\", "D"),
    Ink("#56b4e9", "xxxx", "v"),
    Ink("#d55e00", "----", "P"),
    Ink("#f0e442", "++++", "X"),
)
# From few to many, each step as much darker as the one before (a sequence of one hue).
SHADES = ("#d6e6f4", "#9ecae1", "#5a9fcd", "#2171b5", "#08306b")
