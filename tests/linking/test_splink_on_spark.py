"""Splink finds on Spark, two workers on this machine, the very pairs that it finds in DuckDB. Skipped without both."""

import random
import shutil
from collections.abc import Iterator

import pytest
from test_splinked import OTHERS, OWN
from things import thing

from amazongraph.linking.entities import Entity
from amazongraph.linking.splinked import splink_pairs
from amazongraph.spark import session

CORES = (("spark.master", "local[2]"),)
WORDS = ("Nueva", "Flor", "Ucayali", "Esperanza", "Tamaya", "San José", "Alto", "Shambo", "Umari", "II")


@pytest.fixture(scope="module", autouse=True)
def spark() -> Iterator[None]:
    """One session for the module."""
    pytest.importorskip("splink", reason="the extra splink is not installed")
    pytest.importorskip("pyspark", reason="needs Spark: pip install 'amazongraph[spark]'")
    if not shutil.which("java"):
        pytest.skip("needs Java 17: apt-get install openjdk-17-jre-headless")
    with session(CORES) as opened:
        yield
        opened.stop()


def misspelt(name: str, chance: random.Random) -> str:
    """A name with a letter changed and one that stands elsewhere."""
    letters = list(name)
    letters[chance.randrange(len(letters))] = chance.choice("aeiou")
    letters.insert(chance.randrange(len(letters)), letters.pop(chance.randrange(len(letters))))
    return "".join(letters)


def sides(count: int) -> tuple[list[Entity], list[Entity]]:
    """So many places near each other, as two sources write and place them."""
    chance = random.Random(3)
    own, others = [], []
    for number in range(count):
        name = " ".join(chance.sample(WORDS, chance.randint(1, 3)))
        point = chance.uniform(-75, -74.5), chance.uniform(-9, -8.5)
        near = point[0] + chance.gauss(0, 0.02), point[1] + chance.gauss(0, 0.02)
        own.append(thing(f"a{number}", name, point=point, units=["250101"]))
        others.append(thing(f"b{number}", misspelt(name, chance), point=near if number % 4 else None, units=["250101"]))
    return own, others


def test_both_find_the_same_pairs() -> None:
    own, others = sides(60)
    own, others = [*OWN, *own], [*OTHERS, *others]
    found = splink_pairs(own, others)
    assert found.height > 60
    assert splink_pairs(own, others, "spark", CORES).equals(found)
