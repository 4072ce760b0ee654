"""What is never stored, told by the words of a cell: where peoples in isolation are, numbers that identify a person,
and persons named as suspects or witnesses.

The words are data (``refusals.toml``), so that who knows the matter can correct them. A mark tells whose camp a word
means: a camp of loggers near a reserve may be told, one of the people in isolation may not.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

import polars as pl

from amazongraph import terms
from amazongraph.statements import LITERAL
from amazongraph.values import fold

REASONS = ("isolation", "identity", "suspect", "witness")
_SHORTEST = 5  # characters; nothing shorter says anything of anybody
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[¿¡«\"(]*[A-ZÁÉÍÓÚÑ])")
# Two or more words with a capital, perhaps joined by a particle: Juan Pérez, Rosa de la Cruz.
_NAME = r"(?:[A-ZÁÉÍÓÚÑ][\wáéíóúñü]+(?:\s+(?:de|del|la|los|las|y))*\s+){1,3}[A-ZÁÉÍÓÚÑ][\wáéíóúñü]+"
_BETWEEN = r"[^.;:()]{0,25}?"
_JOINTS = r"(?:de|del|of|by|para|for|ilegal(?:es)?|illegal|clandestin[oa]s?|abandonad[oa]s?|abandoned)"


def refusal(text: str) -> str:
    """The reason for which a text is refused, one of ``REASONS``; "" for one that may be stored."""
    for sentence in _SENTENCE.split(text):
        folded = fold(sentence)
        if _isolation(folded):
            return "isolation"
        if _identity().search(folded):
            return "identity"
        for reason in ("suspect", "witness"):
            if _named_as(reason).search(sentence):
                return reason
    return ""


def refused_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The statements (loader columns) whose text is refused: columns ``id`` and ``refusal``."""
    # Numbers, dates and shapes are no words.
    words = pl.col("lang").is_not_null() | (pl.col("datatype") == terms.XSD + "string")
    literals = frame.filter((pl.col("object_kind") == LITERAL) & words)
    texts = literals.select("id", text="object").filter(pl.col("text").str.len_chars() > _SHORTEST)
    found = {said: reason for said in texts["text"].unique() if (reason := refusal(said))}
    schema = dict.fromkeys(("text", "refusal"), pl.String())
    reasons = pl.DataFrame({"text": list(found), "refusal": list(found.values())}, schema=schema)
    return texts.join(reasons, on="text").select("id", "refusal")


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("amazongraph").joinpath("disclosure/refusals.toml").read_text(encoding="utf-8"))


@cache
def _alternatives(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_words()['isolation'][name])})\b")


@cache
def _identity() -> re.Pattern[str]:
    return re.compile("|".join(_words()["identity"]["words"]))


@cache
def _named_as(reason: str) -> re.Pattern[str]:
    words = "|".join(_words()[reason]["words"])
    # "The killer of Juan Pérez" names the victim.
    after = rf"(?:{words})\b(?!\s+(?:de|del|of)\b){_BETWEEN}\b{_NAME}"
    before = rf"{_NAME},?\s+(?:(?:es|fue|como|is|was|as|an?|the|el|la)\s+)*(?:{words})\b"
    return re.compile(f"{after}|{before}")


def _isolation(sentence: str) -> bool:
    """Whether a folded sentence speaks of people in isolation and of a sign of presence that is not somebody else's."""
    if not _alternatives("people").search(sentence):
        return False
    return any(not _of_others(sentence, sign) for sign in _alternatives("signs").finditer(sentence))


def _of_others(sentence: str, sign: re.Match[str]) -> bool:
    """Whether the words beside a sign say that it is somebody else's: "camps of loggers", "loggers' camps"."""
    others = _alternatives("others").pattern
    after = re.compile(rf"\W+(?:{_JOINTS}\W+(?:(?:los|las|unos|the|some)\W+)?)*{others}")
    before = re.compile(rf"{others}(?:'s|s'|')?\W+(?:illegal\W+)?$")
    return bool(after.match(sentence, sign.end()) or before.search(sentence[: sign.start()]))
