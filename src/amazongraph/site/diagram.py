"""A diagram of a module as SVG: its classes as a tree, what is said of each, and where the values lie.

Three columns, so that nothing ever stands on anything else: classes, each below the one it is a case of; beside each
its properties; at the right what their values are, joined by a line. Texts are texts and can be selected; sizes come
from the number of letters, so that the same vocabulary gives the same bytes. ``in_words`` says the same.
"""

from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup

from amazongraph import terms
from amazongraph.site.pages import View
from amazongraph.site.vocabulary import CLASS, Term, Vocabulary
from amazongraph.site.words import word, words
from amazongraph.values import fold

_LETTERS = {"ijlrtfI.,:;'() ": 4.6, "mwMW": 11.8, "ABCDEFGHJKLNOPQRSTUVXYZÁÉÍÓÚÑ": 9.6}
_LETTER = 7.9  # pixels that any other letter of the font takes
_ROW, _BOX, _GAP, _INDENT, _PAD = 22, 26, 12, 22, 10
_LINES = 90  # pixels between the columns of properties and of values, where the lines run


@dataclass(frozen=True, slots=True)
class _Class:
    """A class in its place: ``depth`` in the tree, ``ours`` where this module declares it."""

    iri: str
    depth: int
    ours: bool
    properties: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """From the end of a property to a value, in pixels."""

    x: float
    y: float
    target: str


def diagram(vocabulary: Vocabulary, module: str, view: View) -> Markup:
    """The diagram, and the same in words below it; nothing for a module without classes."""
    rows = _rows(vocabulary, module)
    if not rows:
        return Markup()
    drawn = _Drawing(vocabulary, rows, view).svg(view.t("diagram.title", module=view.t(f"module.{module}")))
    return Markup(
        '<figure class="diagram"><div class="wide" tabindex="0" role="region" aria-label="{}">{}</div>'
        "<figcaption>{}</figcaption></figure>\n<details>\n<summary>{}</summary>\n{}</details>\n"
    ).format(
        view.t("diagram.region"),
        drawn,
        view.t("diagram.caption"),
        view.t("diagram.in-words"),
        _in_words(vocabulary, rows, view),
    )


def _rows(vocabulary: Vocabulary, module: str) -> list[_Class]:
    """The classes of a module in the order of the tree, with those of others that they hang on or that it speaks of."""
    inside = {one.iri for one in vocabulary.modules[module] if one.kind == CLASS}
    properties: dict[str, list[Term]] = defaultdict(list)
    for one in vocabulary.modules[module]:
        for domain in one.domains:
            properties[domain].append(one)
    shown = inside | {iri for iri in properties if iri in vocabulary.terms}
    parents = {iri: next((up for up in vocabulary.terms[iri].parents if up in shown), "") for iri in shown}
    rows: list[_Class] = []

    def place(iri: str, depth: int) -> None:
        rows.append(_Class(iri, depth, iri in inside, tuple(properties.get(iri, ()))))
        for below in sorted(one for one, up in parents.items() if up == iri):
            place(below, depth + 1)

    for root in sorted((iri for iri, up in parents.items() if not up), key=lambda iri: (iri not in inside, iri)):
        place(root, 0)
    return rows


class _Drawing:
    """The places of everything, in pixels, and the marks that draw it."""

    def __init__(self, vocabulary: Vocabulary, rows: list[_Class], view: View) -> None:
        self.vocabulary, self.rows, self.view = vocabulary, rows, view
        self.left = max(row.depth * _INDENT + self.width(self.name(row.iri)) for row in rows)
        said = [self.said(one) for row in rows for one in row.properties]
        self.middle = self.left + 30
        self.right = self.middle + max(map(_pixels, said), default=0) + _LINES
        self.tops = self._tops()
        self.lines = self._lines()
        self.targets = self._targets()

    def name(self, iri: str) -> str:
        return self.view.name(iri)

    @staticmethod
    def width(name: str) -> float:
        return _pixels(name) + 2 * _PAD

    def said(self, one: Term) -> str:
        """A property, with its values where they are texts or numbers."""
        plain = [word(key, self.view.lang) for iri in one.ranges if (key := _datatype(iri)) in words()]
        return f"{one.label[self.view.lang]}: {', '.join(plain)}" if plain else one.label[self.view.lang]

    def _tops(self) -> list[float]:
        tops, y = [], float(_GAP)
        for row in self.rows:
            tops.append(y)
            y += max(_BOX, len(row.properties) * _ROW) + _GAP
        return [*tops, y]

    def _lines(self) -> list[_Line]:
        return [
            _Line(self.middle + _pixels(self.said(one)) + 6, top + _BOX / 2 + number * _ROW, target)
            for row, top in zip(self.rows, self.tops, strict=False)
            for number, one in enumerate(row.properties)
            for target in one.schemes or [iri for iri in one.ranges if iri in self.vocabulary.terms]
        ]

    def _targets(self) -> dict[str, float]:
        """Value -> top of its box: beside the lines that lead to it, none upon another."""
        joined: dict[str, list[float]] = defaultdict(list)
        for line in self.lines:
            joined[line.target].append(line.y)
        placed, free = {}, float(_GAP)
        for target in sorted(joined, key=lambda one: (sum(joined[one]) / len(joined[one]), one)):
            top = max(free, sum(joined[target]) / len(joined[target]) - _BOX / 2)
            placed[target] = top
            free = top + _BOX + 6
        return placed

    def svg(self, title: str) -> Markup:
        """The whole."""
        width = self.right + max((self.width(self.name(one)) for one in self.targets), default=0) + _GAP
        height = max([self.tops[-1], *(top + _BOX + _GAP for top in self.targets.values())])
        parts = [self._tree(), self._curves(), *map(self._class, range(len(self.rows))), self._values()]
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" role="group" aria-label="{}" width="{}" height="{}" '
            'viewBox="0 0 {} {}">\n{}</svg>'
        ).format(title, *(round(one) for one in (width, height, width, height)), Markup().join(parts))

    def _tree(self) -> Markup:
        """Lines from each class to those below it."""
        marks, last = [], {}
        for row, top in zip(self.rows, self.tops, strict=False):
            last[row.depth] = top
            if row.depth:
                x, y = (row.depth - 1) * _INDENT + 10, last[row.depth - 1] + _BOX
                marks.append(f'<path class="tree" d="M{x} {y:g}V{top + _BOX / 2:g}H{row.depth * _INDENT}"/>\n')
        return Markup("").join(Markup(one) for one in marks)  # noqa: S704 - numbers only

    def _curves(self) -> Markup:
        """Lines from each property to its values."""
        marks = []
        for line in self.lines:
            x, y = self.right - _LINES, self.targets[line.target] + _BOX / 2
            bend = (x + self.right) / 2
            curve = f"C{bend:g} {line.y:g} {bend:g} {y:g} {self.right:g} {y:g}"
            marks.append(f'<path class="line" d="M{line.x:g} {line.y:g}H{x:g}{curve}"/>\n')
        return Markup("").join(Markup(one) for one in marks)  # noqa: S704 - numbers only

    def _class(self, number: int) -> Markup:
        row, top = self.rows[number], self.tops[number]
        parts = [self._box(row.iri, row.depth * _INDENT, top, "ours" if row.ours else "other")]
        for at, one in enumerate(row.properties):
            y = top + _BOX / 2 + at * _ROW + 4.5
            parts.append(
                Markup('<a href="{}"><text x="{:g}" y="{:g}">{}</text></a>\n').format(
                    self.view.link(one.iri), self.middle, y, self.said(one)
                )
            )
        return Markup().join(parts)

    def _values(self) -> Markup:
        ours = {row.iri for row in self.rows if row.ours}
        kinds = {
            iri: "value" if iri in self.vocabulary.schemes else "ours" if iri in ours else "other"
            for iri in self.targets
        }
        return Markup().join(self._box(iri, self.right, top, kinds[iri]) for iri, top in self.targets.items())

    def _box(self, iri: str, x: float, y: float, kind: str) -> Markup:
        name = self.name(iri)
        return Markup(
            '<a href="{}"><rect class="{}" x="{:g}" y="{:g}" width="{:g}" height="{}" rx="{}"/>'
            '<text x="{:g}" y="{:g}">{}</text></a>\n'
        ).format(
            self.view.link(iri),
            kind,
            x,
            y,
            self.width(name),
            _BOX,
            13 if kind == "value" else 3,
            x + _PAD,
            y + _BOX / 2 + 4.5,
            name,
        )


def _pixels(text: str) -> float:
    """How wide a text is at most, in any of the usual fonts of its size."""
    widths = {letter: width for letters, width in _LETTERS.items() for letter in letters}
    return round(sum(widths.get(letter, _LETTER) for letter in text), 1)


def _datatype(iri: str) -> str:
    return f"datatype.{terms.key_of(iri).lower()}"


def _in_words(vocabulary: Vocabulary, rows: list[_Class], view: View) -> Markup:
    """What the diagram shows, class by class."""
    items = []
    for row in sorted(rows, key=lambda row: fold(view.name(row.iri))):
        parts = [Markup("<strong>{}</strong>").format(view.anchor(row.iri))]
        if above := [iri for iri in vocabulary.terms[row.iri].parents if iri in vocabulary.terms]:
            parts.append(Markup("{} {}").format(view.t("diagram.case-of"), view.anchors(tuple(above))))
        for one in row.properties:
            values = view.anchors(one.schemes or one.ranges)
            parts.append(Markup("{} → {}").format(view.anchor(one.iri), values) if values else view.anchor(one.iri))
        items.append(Markup("<li>{}</li>\n").format(Markup("; ").join(parts)))
    return Markup("<ul>\n{}</ul>\n").format(Markup().join(items))
