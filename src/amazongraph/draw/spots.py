"""Places for labels on a map: near what they name, on nothing that stands already, inside the frame."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_WAYS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (1, 1), (-1, -1), (-1, 1))
_FAR = (0.0, 10.0, 22.0, 38.0)  # points from what is named


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points from the upper left."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share any point of their insides."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def within(self, other: "Box") -> bool:
        """Whether nothing of it is outside of the other."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )


@dataclass
class Spots:
    """What is taken on a map, and the labels that found a place."""

    frame: Box
    taken: list[Box] = field(default_factory=list)

    def place(self, x: float, y: float, width: float, height: float, *, centred: bool) -> Box | None:
        """The first free place for a label of some size at x, y: on it where it may be ``centred``, else around it."""
        for box in _around(x, y, width, height, centred=centred):
            if box.within(self.frame) and not any(box.meets(other) for other in self.taken):
                self.taken.append(box)
                return box
        return None

    def only(self, x: float, y: float, width: float, height: float) -> Box | None:
        """That very place, where it is free."""
        box = Box(x - width / 2, y - height / 2, width, height)
        if not box.within(self.frame) or any(box.meets(other) for other in self.taken):
            return None
        self.taken.append(box)
        return box


def _around(x: float, y: float, width: float, height: float, *, centred: bool) -> Iterator[Box]:
    if centred:
        yield Box(x - width / 2, y - height / 2, width, height)
    for far in _FAR if not centred else _FAR[1:]:
        for across, down in _WAYS:
            yield Box(
                x + across * (5 + far + width / 2) - width / 2,
                y + down * (5 + far + height / 2) - height / 2,
                width,
                height,
            )


def corners(frame: Box, width: float, height: float) -> list[Box]:
    """Boxes of some size in the corners of a frame: above first, on the right first."""
    right, bottom = frame.x + frame.width - width, frame.y + frame.height - height
    return [Box(x, y, width, height) for y in (frame.y, bottom) for x in (right, frame.x)]


def marks(points: Sequence[tuple[float, float]], size: float) -> list[Box]:
    """What markers of some size take."""
    return [Box(x - size / 2, y - size / 2, size, size) for x, y in points]
