"""Names of places and peoples compared as people of the Amazon write them: one name, several spellings.

``normal`` gives the form two spellings share, ``similarity`` says how alike two names are. What is folded: accents and
case; sh/x; hu, gu, w; c, k, qu; v/b; z/s; y/i; a silent h; double letters; what a thing is ("C.N.", "Comunidad
Nativa"); abbreviations; numerals, as digits, letters of Rome or words. A number that differs, or a word that excludes
the other (alto, bajo), is no spelling: such names are never alike, however many letters they share.

Names that differ altogether (Kakataibo, Cashibo-Cacataibo) are not known here but to the graph, which holds them as
labels. Knows no thing, no place and no file but its own list of words, ``words.toml``.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import OSA

from amazongraph.values import fold

DIFFERENT_NUMBER = 0.3  # the most that names with different numbers, or opposed words, are alike
MORE_SAID = 0.8  # what is left where one name has a number or such a word, and the other has none
OTHER_WATER = 0.4  # the same, where each names another river
OTHER_WHOLE = 0.5  # the same, where each is an annex of another community
MORE_PLACE = 0.95  # what is left where only one says its river, or of what it is an annex
_LIKE = 0.7  # words less alike than this are different words
_COMMON_WEIGHT = 0.3  # of a frequent word; any other weighs 1
_SHORTEST = 4  # letters from which on a word may be misspelt
_JOINED = 0.95  # of names whose words are alike only when written together

_DOTTED = re.compile(r"(?<!\w)([a-z]{1,2})\.\s?([a-z]{1,2})(?:\.|(?!\w))(?:\s?([a-z]{1,2})\.)?")
_ORDINAL = re.compile(r"(?<=\d)(?:ro|ra|do|da|er|to|ta|mo|vo|no|°|º|ª)\b")
_WORD = re.compile(r"[^\W_]+")
_ROMAN = re.compile(r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})")
_SPELLING = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        ("ch", "\x01"),
        ("sh|x", "\x02"),
        ("gu(?=[ei])", "\x03"),
        ("g(?=[ei])", "j"),
        ("hu(?=[aeio])|gu(?=[ao])", "w"),
        ("^u(?=[aeio])|(?<=[aeio])u(?=[aeio])", "w"),
        ("qu(?=[ei])|q|c(?![ei])", "k"),
        ("z|c", "s"),
        ("ph", "f"),
        ("h", ""),
        ("v", "b"),
        ("y", "i"),
        ("n(?=[pb])", "m"),
        ("\x01", "ch"),
        ("\x02", "sh"),
        ("\x03", "g"),
        (r"(.)\1+", r"\1"),
    )
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: its ``words`` as they are compared, the ``numbers`` among them, the words that exclude others
    by their row (``opposed``), the ``water`` it is told apart by, and the ``whole`` that an annex belongs to.
    """

    words: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    opposed: tuple[tuple[str, str], ...] = ()
    water: str = ""
    whole: str = ""

    @property
    def text(self) -> str:
        """All of it in one line, in a fixed order."""
        parts = [*(word for _, word in self.opposed), *self.words, *self.numbers]
        return " ".join(part for part in (*parts, self.water, self.whole) if part)


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads(files("amazongraph.linking").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _rows() -> dict[str, str]:
    return {word: row for row, words in _said()["opposed"].items() for word in words}


@cache
def _kinds() -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((tuple(kind.split()) for kind in _said()["kinds"]), key=len, reverse=True))


def spelling(word: str) -> str:
    """One word, folded, as all its spellings share it: ``ashaninca`` and ``axaninka`` give ``ashaninka``."""
    for pattern, by in _SPELLING:
        word = pattern.sub(by, word)
    return word


def normal(name: str) -> str:
    """The form that spellings of one name share: ``C.N. Puerto Nuevo II`` and ``puerto nuevo 2`` give the same.

    For looking names up, not for people to read. Blank only for a name without a letter or digit.
    """
    return parse(name).text


@lru_cache(maxsize=200_000)
def parse(name: str) -> Name:
    """Take a name apart; see ``Name``."""
    words = _tokens(name)
    core, whole = _annex(_without_kind(words))
    core, water = _water(core)
    numbers, opposed, rest = _sorted_out(core)
    joined = tuple(filter(None, map(spelling, rest)))
    if not joined and not numbers:
        joined = tuple(word for _, word in opposed) or tuple(filter(None, map(spelling, words))) or tuple(words)
        opposed = ()
    return Name(joined, numbers, opposed, water, whole)


def _tokens(name: str) -> list[str]:
    """The words in order: folded, abbreviations written out, numbers as digits."""
    said = _said()
    text = _DOTTED.sub(lambda match: "".join(part or "" for part in match.groups()) + " ", fold(name))
    # An apostrophe is a sound of some languages and is left out by the others: Ese'eja, Ese Eja, Eseeja.
    text = _ORDINAL.sub("", text.replace("'", ""))
    tokens: list[str] = []
    for word in _WORD.findall(text):
        word = said["abbreviations"].get(word, word)
        tokens += said["letters"][word].split() if word in said["letters"] and not tokens else [word]
    return _numbers(tokens)


def _numbers(tokens: list[str]) -> list[str]:
    said = _said()
    out: list[str] = []
    for place, word in enumerate(tokens):
        number = _number(word, alone=len(tokens) == 1)
        if number and out and out[-1] in said["number_signs"]:
            out.pop()
        tens = place > 1 and tokens[place - 1] == "y" and tokens[place - 2] == "treinta"
        if number and tens and word in said["numbers"]:
            out[-2:] = [str(int(out[-2]) + int(number))]
        else:
            out.append(number or word)
    return out


def _number(word: str, *, alone: bool) -> str:
    """The digits of a word that is a number, else ""."""
    if word.isdecimal():
        return str(int(word))
    if word in _said()["numbers"]:
        return str(_said()["numbers"][word])
    if alone or not _ROMAN.fullmatch(word):
        return ""
    values = {"i": 1, "v": 5, "x": 10}
    digits = [values[letter] for letter in word]
    following = [*digits[1:], 0]
    return str(sum(-one if one < after else one for one, after in zip(digits, following, strict=True)))


def _without_kind(words: list[str]) -> list[str]:
    """The words without what a thing is, at both ends."""
    for kind in _kinds():
        size = len(kind)
        if len(words) > size and tuple(words[:size]) == kind:
            rest = words[size:]
            joining = set(_said()["joining"])
            while len(rest) > 1 and rest[0] in joining - {"la", "el", "las", "los"}:
                rest = rest[1:]
            return _without_kind(rest)
        if len(words) > size and tuple(words[-size:]) == kind:
            return _without_kind(words[:-size])
    return words


def _annex(words: list[str]) -> tuple[list[str], str]:
    """``anexo x de y``, ``x anexo de y``: the words of x, and y in its shared form."""
    annexes = set(_said()["annexes"])
    place = next((at for at, word in enumerate(words) if word in annexes), -1)
    if place == 0 and "de" in words[2:]:
        cut = len(words) - 1 - words[::-1].index("de")
        return words[1:cut], _whole(words[cut + 1 :])
    if place == 0 and len(words) > 1:
        return words[1:], ""
    if place > 0 and words[place + 1 : place + 2] == ["de"]:
        return words[:place], _whole(words[place + 2 :])
    return words, ""


def _whole(words: list[str]) -> str:
    while len(words) > 1 and words[0] in _said()["joining"]:
        words = words[1:]
    return _plain(_without_kind(words))


def _water(words: list[str]) -> tuple[list[str], str]:
    """``santa rosa del rio tigre``: the words before the river, and the river in its shared form."""
    waters = set(_said()["waters"])
    place = next((at for at, word in enumerate(words) if word in waters and at > 0), -1)
    before = words[:place]
    if place < 1 or not any(word not in _said()["joining"] for word in before) or place + 1 == len(words):
        return words, ""
    return before, _plain(words[place + 1 :])


def _plain(words: Iterable[str]) -> str:
    return " ".join(filter(None, (spelling(word) for word in words if word not in _said()["joining"])))


def _sorted_out(words: list[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], list[str]]:
    """The numbers (and single letters, which serve as such), the opposed words by row, and the rest."""
    joining, rows, same = set(_said()["joining"]), _rows(), _said()["same"]
    numbers: list[str] = []
    opposed: set[tuple[str, str]] = set()
    rest: list[str] = []
    for word in words:
        if word in rows:
            opposed.add((rows[word], same.get(word, word)))
        elif word.isdecimal() or (len(word) == 1 and word not in joining):
            numbers.append(word)
        elif word not in joining:
            rest.append(word)
    return tuple(sorted(numbers)), tuple(sorted(opposed)), rest


def similarity(one: str, other: str) -> float:
    """How alike two names are, 0 to 1; 1 for two spellings of one name, 0 where either has nothing to compare.

    The same whichever comes first. Words count by how much they tell: ``san`` less than ``karene``.
    """
    return alike(*sorted((parse(one), parse(other)), key=lambda name: (name.text, name.words)))


def alike(one: Name, other: Name) -> float:
    """``similarity`` of names taken apart."""
    if not one.text or not other.text:
        return 0.0
    if one == other:
        return 1.0
    if not one.words and not other.words and one.numbers != other.numbers:
        return 0.0
    return round(_of_words(one.words, other.words) * _kept(one, other), 6)


def _kept(one: Name, other: Name) -> float:
    """What is left of the similarity of the words after all that tells the names apart."""
    kept = 1.0
    if one.numbers != other.numbers:
        kept = min(kept, DIFFERENT_NUMBER)
    first, second = dict(one.opposed), dict(other.opposed)
    if any(first[row] != second[row] for row in first.keys() & second.keys()):
        kept = min(kept, DIFFERENT_NUMBER)
    elif first.keys() != second.keys():
        kept = min(kept, MORE_SAID)
    water = _place_kept(one.water, other.water, OTHER_WATER)
    return min(kept, water, _place_kept(one.whole, other.whole, OTHER_WHOLE))


def _place_kept(one: str, other: str, apart: float) -> float:
    if not one or not other:
        return 1.0 if one == other else MORE_PLACE
    return 1.0 if _of_words((one,), (other,)) >= _LIKE else apart


def _of_words(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How alike two runs of words are, whatever their order; written together counts nearly as much."""
    if sorted(one) == sorted(other):
        return 1.0
    total = sum(map(_weight, one)) + sum(map(_weight, other))
    shared = _covered(one, other) + _covered(other, one)
    apart = shared / total if total else 0.0
    if len(one) == len(other):
        return apart
    together = OSA.normalized_similarity("".join(one), "".join(other))
    return max(apart, together * _JOINED if together >= _LIKE else 0.0)


def _covered(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    return sum(_weight(word) * max((_word_alike(word, against) for against in other), default=0.0) for word in one)


@cache
def _common() -> frozenset[str]:
    return frozenset(map(spelling, _said()["common"]))


def _weight(word: str) -> float:
    return _COMMON_WEIGHT if word in _common() else 1.0


@lru_cache(maxsize=1_000_000)
def _word_alike(one: str, other: str) -> float:
    """1 for the same word, 0 for another one, between them for what may be a slip of the pen."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < _SHORTEST:
        return 0.0
    alike = OSA.normalized_similarity(one, other)
    return float(alike) if alike >= _LIKE else 0.0


def telling(name: Name) -> tuple[str, ...]:
    """The words of a name that tell it from others: three letters or more, and not frequent."""
    return tuple(word for word in name.words if len(word) > 2 and word not in _common())
