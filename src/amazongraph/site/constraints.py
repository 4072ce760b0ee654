"""The SHACL shapes in words: of what they ask what, with the message that tells the problem and its remedy."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from amazongraph import terms
from amazongraph.messages import LANGUAGES
from amazongraph.resources import data_dir
from amazongraph.site.vocabulary import Both, Said, Vocabulary, both_of, name_of, subjects
from amazongraph.site.words import word

_LEAST, _MOST = terms.SH + "minCount", terms.SH + "maxCount"
_COMPARED = {"lessThanOrEquals": "not-after", "equals": "equal", "disjoint": "unlike"}
# What a reader may take for a form; the expressions themselves are for programs.
_FORMS = {
    "^[0-9]+$": "whole",
    "^[0-9]{10}$": "ten-digits",
    "^[0-9]{2}([0-9]{2}){0,2}$": "ubigeo",
    "^[a-z]+[a-z0-9-]*:[A-Za-z0-9._/-]+$": "scheme-and-code",
}


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing a shape asks. ``targets``: the classes, or the properties whose bearers are meant; ``reads``: the
    properties of its path; ``words``: what is asked; ``message``: the problem where it is not so, and its remedy.
    """

    iri: str
    targets: tuple[str, ...]
    by_property: bool
    reads: tuple[str, ...]
    severity: str
    words: Both
    message: Both

    @property
    def anchor(self) -> str:
        """Its place on the page of rules."""
        return "shape-" + terms.key_of(self.iri).lower()


def constraints(vocabulary: Vocabulary, folder: Path | None = None) -> list[Constraint]:
    """Everything that the shapes of an ``ontology/`` folder ask, by shape. Raises ``OntologyError``."""
    found: list[Constraint] = []
    for path in sorted(((folder or data_dir("ontology")) / "shapes").glob("*.ttl")):
        told = subjects(path)
        for said in told.values():
            classes = _values(said, "targetClass")
            targets = classes or _values(said, "targetSubjectsOf")
            for shape in _values(said, "property"):
                found.append(_constraint(shape, told, (targets, not classes), vocabulary))
    return sorted(found, key=lambda one: one.iri)


def _constraint(
    shape: str, told: dict[str, Said], target: tuple[tuple[str, ...], bool], vocabulary: Vocabulary
) -> Constraint:
    said = told[shape]
    (path,) = _values(said, "path")
    message = both_of(said, terms.SH + "message")
    return Constraint(
        iri=shape,
        targets=target[0],
        by_property=target[1],
        reads=tuple(name for name, _ in _path(path, told)),
        severity=terms.key_of(_values(said, "severity")[0]).lower(),
        words={lang: _words(said, _path(path, told), target, vocabulary, lang) for lang in LANGUAGES},
        message={lang: message[lang] for lang in LANGUAGES},
    )


def _values(said: Said, name: str) -> tuple[str, ...]:
    return tuple(name_of(one) for one in said.get(terms.SH + name, ()))


def _path(node: str, told: dict[str, Said]) -> list[tuple[str, bool]]:
    """The properties of a path, each with whether it is read backwards: alternatives, the inverse of one, a sequence.

    Of a sequence the first property stands for the whole; what lies behind it is told by the message.
    """
    if not node.startswith("_:"):
        return [(node, False)]
    said = told[node]
    if inverse := _values(said, "inversePath"):
        return [(name, not back) for name, back in _path(inverse[0], told)]
    if alternatives := _values(said, "alternativePath"):
        return [one for part in _members(alternatives[0], told) for one in _path(part, told)]
    return _path(_members(node, told)[0], told)


def _members(node: str, told: dict[str, Said]) -> list[str]:
    """The members of an RDF list."""
    found = []
    while node != terms.RDF + "nil":
        first, node = (name_of(told[node][terms.RDF + part][0]) for part in ("first", "rest"))
        found.append(first)
    return found


def _words(
    said: Said, path: list[tuple[str, bool]], target: tuple[tuple[str, ...], bool], vocabulary: Vocabulary, lang: str
) -> str:
    """``Hecho: «tipo de hecho» exactamente una vez``."""

    def name(iri: str) -> str:
        known = vocabulary.terms.get(iri)
        return known.label[lang] if known else terms.shorten(iri)

    quoted = [word("constraint.backwards" if back else "constraint.named", lang, name=name(one)) for one, back in path]
    either = word("constraint.or", lang).join(quoted)
    if target[1]:
        named = [word("constraint.named", lang, name=name(one)) for one in target[0]]
        who = word("constraint.bearer", lang, names=word("constraint.or", lang).join(named))
    else:
        who = word("constraint.or", lang).join(name(one) for one in target[0])
    return word("constraint.whole", lang, who=who, path=either, asked="; ".join(_asked(said, name, lang)))


def _asked(said: Said, name: Callable[[str], str], lang: str) -> list[str]:
    least, most = (int((_values(said, one) or ("-1",))[0]) for one in ("minCount", "maxCount"))
    parts = []
    if least == most and least >= 0:
        parts.append(word("constraint.exactly-one" if least == 1 else "constraint.exactly", lang, count=least))
    else:
        parts += [word("constraint.least-one" if least == 1 else "constraint.least", lang, count=least)] * (least > 0)
        parts += [word("constraint.most-one" if most == 1 else "constraint.most", lang, count=most)] * (most >= 0)
    parts += [word(f"datatype.{terms.key_of(one).lower()}", lang) for one in _values(said, "datatype")]
    parts += [word(f"form.{_FORMS.get(one, 'other')}", lang) for one in _values(said, "pattern")]
    parts += [word("constraint.class", lang, name=name(one)) for one in _values(said, "class")]
    parts += [word("constraint.languages", lang)] * ("true" in _values(said, "uniqueLang"))
    for key, told in _COMPARED.items():
        parts += [word(f"constraint.{told}", lang, name=name(one)) for one in _values(said, key)]
    return parts
