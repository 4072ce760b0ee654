"""Decisions taken from bytes: what a fuzzer changes is thereby the structure of an input, not only its letters.

The same bytes give the same decisions on every machine. Where the bytes are used up every decision is the first one.
"""

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, TypeVar

from nasty import DEEP, SCALARS, TEXTS

T = TypeVar("T")


class Dice:
    """Decisions in the order in which they are asked for; true while there are bytes left."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def __bool__(self) -> bool:
        return self.at < len(self.data)

    def below(self, many: int) -> int:
        """A number from 0 to ``many`` - 1."""
        if many < 2:
            return 0
        width = 1 if many <= 256 else 2
        return int.from_bytes(self.take(width), "little") % many

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def take(self, size: int) -> bytes:
        """The next bytes, as many as there are."""
        part = self.data[self.at : self.at + size]
        self.at += size
        return part

    def rest(self) -> bytes:
        """All bytes that are left."""
        return self.take(max(0, len(self.data) - self.at))

    def text(self) -> str:
        """A text that has broken programs before, or one made of the bytes."""
        if self.below(4):
            return self.pick(TEXTS)
        return self.take(self.below(24)).decode("utf-8", "surrogateescape" if self.below(8) == 7 else "replace")

    def scalar(self) -> Any:
        """A value of JSON: a text, a number, nothing."""
        return self.text() if self.below(2) else deepcopy(self.pick(SCALARS))


def mutated(text: str | bytes, dice: Dice, times: int = 8) -> bytes:
    """A text with some pieces cut out, doubled, swapped, replaced or put in."""
    data = text.encode() if isinstance(text, str) else text
    for _ in range(dice.below(times)):
        if not dice:
            break
        start = dice.below(len(data) + 1)
        end = min(len(data), start + dice.below(40))
        piece = data[start:end]
        new = (
            dice.text().encode("utf-8", "surrogatepass"),
            b"",
            piece + piece,
            piece[::-1],
            dice.take(3),
            data[: dice.below(60)],
        )[dice.below(6)]
        data = data[:start] + new + data[end:]
    return data[: dice.below(len(data) + 1)] if dice.below(10) == 9 else data


def lines_mutated(text: str, dice: Dice, times: int = 6) -> bytes:
    """A text in which whole lines are taken out, doubled or moved, and what stands behind ``=`` or ``:`` replaced."""
    lines = text.split("\n")
    for _ in range(1 + dice.below(times)):
        if not dice:
            break
        at = dice.below(len(lines)) if lines else 0
        what = dice.below(7)
        if what == 0:
            del lines[at : at + 1 + dice.below(3)]
        elif what == 1:
            lines[at:at] = lines[at : at + 1 + dice.below(3)]
        elif what == 2:
            lines.insert(dice.below(len(lines) + 1), dice.text())
        elif lines:
            sign = "=" if "=" in lines[at] else ":"
            head, _, tail = lines[at].partition(sign)
            put = (dice.text(), json.dumps(dice.scalar()), "", f"[{tail}]", f"{{ x {sign} {tail} }}", "[" * 3000)
            lines[at] = f"{head}{sign} {put[dice.below(6)]}"
    return mutated("\n".join(lines).encode("utf-8", "surrogatepass"), dice, 3)


def tree_mutated(tree: Any, dice: Dice, times: int = 5) -> Any:
    """JSON in which some parts are replaced, taken out, doubled, wrapped, or in each other's place."""
    tree = json.loads(json.dumps(tree))
    for _ in range(1 + dice.below(times)):
        if not dice:
            break
        places = list(_places(tree))
        if not places:
            return dice.scalar()
        holder, key = places[dice.below(len(places))]
        what = dice.below(8)
        if what < 3:
            holder[key] = dice.scalar()
        elif what == 3:
            del holder[key]
        elif what == 4:
            holder[key] = [holder[key]] if dice.below(2) else {dice.text(): holder[key]}
        elif what == 5:
            other, name = places[dice.below(len(places))]
            holder[key], other[name] = json.loads(json.dumps([other[name], holder[key]]))
        elif what == 6 and isinstance(holder, list):
            holder.insert(key, json.loads(json.dumps(holder[key])))
        elif what == 6:
            holder[dice.text()] = holder[key]
        else:
            holder[key] = dice.pick(DEEP)
    return tree


def written(tree: Any) -> bytes:
    """A tree as JSON; where it is deep the text is, too deep for most writers of JSON."""
    text = json.dumps(tree)
    for mark in DEEP:
        levels = int(mark.partition(" ")[2])
        text = text.replace(f'"{mark}"', "[" * levels + "]" * levels)
    return text.encode()


def _places(tree: Any) -> Any:
    """Every place of a tree as what holds it and under which key, at most some hundreds."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting and len(found) < 400:
        one = waiting.pop(0)
        keys = one.keys() if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        for key in keys:
            found.append((one, key))
            waiting.append(one[key])
    return found


def rows_mutated(header: Sequence[str], rows: Sequence[Sequence[str]], dice: Dice, times: int = 8) -> list[list[str]]:
    """A table, the header first, with cells replaced or swapped, and rows and columns dropped, doubled or moved."""
    table = [list(header), *map(list, rows)]
    for _ in range(dice.below(times)):
        if not dice:
            break
        row = table[dice.below(len(table))]
        at = dice.below(len(row) or 1)
        match dice.below(9):
            case 0 | 1 | 2 | 3 if row:
                row[at] = dice.text()
            case 4 if row:
                other = table[dice.below(len(table))]
                if other:
                    place = dice.below(len(other))
                    row[at], other[place] = other[place], row[at]
            case 5:
                row[at:at] = row[at : at + 1]
            case 6:
                del row[at : at + 1]
            case 7:
                table.insert(dice.below(len(table) + 1), list(row))
            case 8:
                for one in table:
                    del one[at : at + 1]
    return table
