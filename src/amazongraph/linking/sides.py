"""What a person sees of each side of a proposed link: kept beside the judgements, so that reviewing opens no release.

A file of sides (``links/<target>.sides.json``) can be thrown away: without it a review shows labels and IRIs only.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from amazongraph import durable, ontology, terms
from amazongraph.errors import Problem, SourceError
from amazongraph.files import json_of
from amazongraph.linking.candidates import Candidate
from amazongraph.linking.entities import ADMIN, PEOPLE, Entity

_OTHERS = 8  # other names shown


@dataclass(frozen=True, slots=True)
class Side:
    """One thing as it is shown: its names, its classes (local names), and where, whose and by whom, in words."""

    iri: str
    name: str
    others: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    place: str = ""
    people: str = ""
    codes: str = ""
    sources: str = ""


def sides(found: Iterable[Candidate], everything: Iterable[Entity]) -> dict[str, Side]:
    """Both sides of some pairs, by IRI; ``everything`` of the release says what units and peoples are called."""
    called = {one.iri: one.names[0] for one in everything if one.family in (ADMIN, PEOPLE)}
    both = {one.iri: one for pair in found for one in (pair.one, pair.other)}
    return {iri: _side(one, called) for iri, one in sorted(both.items())}


def _side(one: Entity, called: Mapping[str, str]) -> Side:
    position = f"{one.point[1]:.4f} {one.point[0]:.4f}" if one.point else ""
    return Side(
        iri=one.iri,
        name=one.names[0],
        others=one.names[1 : _OTHERS + 1],
        types=one.types or ((one.family,) if one.family else ()),
        place="; ".join(filter(None, [*(_unit(code, called) for code in sorted(one.units)), position])),
        people=", ".join(sorted(called.get(iri, iri) for iri in one.peoples)),
        codes=", ".join(sorted(one.codes)),
        sources=", ".join(map(terms.key_of, one.sources)),
    )


def _unit(code: str, called: Mapping[str, str]) -> str:
    """A unit with those that hold it: ``Calleria, Coronel Portillo, Ucayali``."""
    names = (called.get(terms.entity("admin", code[:size]), "") for size in range(len(code), 0, -2))
    return ", ".join(filter(None, names))


def class_label(name: str, lang: str) -> str:
    """What a class of the ontology is called; the word itself for anything else."""
    subject, predicate = f"<{terms.ag(name)}>", f"<{terms.LABEL}>"
    said = [value for one, link, value in ontology.load().triples if one == subject and link == predicate]
    return next((value.rpartition("@")[0].strip('"') for value in said if value.endswith(f"@{lang}")), name)


def path_of(root: Path, target: str) -> Path:
    """Where the sides of a target lie in a workspace."""
    return root / "links" / f"{target}.sides.json"


def write_sides(root: Path, target: str, shown: Mapping[str, Side]) -> None:
    """Write the sides of a target; the folder must be there. Raises ``OSError``."""
    text = json.dumps([asdict(shown[iri]) for iri in sorted(shown)], ensure_ascii=False, indent=0)
    durable.write(path_of(root, target), text.encode())


def read_sides(root: Path) -> dict[str, Side]:
    """The sides of every target of a workspace, by IRI. Raises ``SourceError`` for a file that is not well formed."""
    found: dict[str, Side] = {}
    for path in sorted((root / "links").glob("*.sides.json")):
        try:
            for one in json_of(path.read_text(encoding="utf-8")):
                lists = {name: tuple(one[name]) for name in ("others", "types")}
                found[one["iri"]] = Side(**{**one, **lists})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SourceError(Problem("review.sides", path.name, values={"detail": str(error)})) from error
    return found
