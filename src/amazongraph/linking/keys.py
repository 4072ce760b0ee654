"""What things are looked for by, so that not all are compared with all."""

from amazongraph.linking.entities import Entity
from amazongraph.linking.names import Name, parse, telling

_BEGINNING = 4  # letters


def keys_of(entity: Entity) -> set[str]:
    """The consonants of telling words and of whole names, the beginnings of words, and the official codes."""
    found = set(entity.codes)
    for name in map(parse, entity.names):
        found |= {skeleton(word) for word in telling(name)}
        # A slip late in a word that is long enough to be told by its beginning.
        found |= {"^" + word[:_BEGINNING] for word in telling(name) if len(word) > _BEGINNING}
        found.add(whole_key(name))
    return found


def whole_key(name: Name) -> str:
    """The consonants of a whole name, however its words are parted or ordered."""
    return "=" + skeleton("".join(sorted(name.words)))


def skeleton(word: str) -> str:
    """The first letter and the consonants after it: vowels are what spellings differ in most."""
    return (word[:1] + "".join(letter for letter in word[1:] if letter not in "aeiou"))[:6]
