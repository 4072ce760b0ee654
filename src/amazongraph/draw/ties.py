"""The things of an answer and the ties between them, and where each stands: in layers, no label on another.

Texts and places only; ``network`` draws them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from amazongraph import terms
from amazongraph.draw.body import Row
from amazongraph.draw.cells import THINGS
from amazongraph.draw.cells import together as together_cited
from amazongraph.draw.paper import Paper
from amazongraph.draw.sheet import measure, tall, wrap
from amazongraph.errors import ExportError
from amazongraph.questions.answer import Answer
from amazongraph.questions.question import Column

_THING = terms.BASE + "id/"
_PLACES = ("area", "areas", "place", "places")
# Who says a thing is no tie of the thing.
_NO_TIES = ("who", "relays", "figure", "norms", "differs")
_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Tie:
    """From the thing of a row to a thing that another of its columns names."""

    thing: str
    other: str
    column: str


@dataclass(frozen=True, slots=True)
class Node:
    """A thing with the lines of its label; ``x``, ``y``: of its mark, ``y`` from the top of the picture."""

    iri: str
    lines: tuple[str, ...]
    height: float
    x: float = 0
    y: float = 0
    layer: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """Nodes by their IRI, and how tall they stand together."""

    nodes: Mapping[str, Node]
    height: float


def columns_of(answer: Answer, chosen: str) -> tuple[Column, list[Column]]:
    """The column of the things of rows, and those of the things they are tied to: ``chosen``, or all but places where
    there are others. Raises ``ExportError``.
    """
    known = [one for one in answer.question.columns if _of_things(answer, one)]
    others = [one for one in known[1:] if one.name not in _NO_TIES]
    if chosen:
        others = [one for one in known[1:] if one.name == chosen]
    else:
        others = [one for one in others if one.name not in _PLACES] or others
    if not known or not others:
        raise ExportError(
            "draw.no-ties", id=answer.question.id, column=chosen, known=", ".join(one.name for one in known[1:]) or "-"
        )
    return known[0], others


def _of_things(answer: Answer, column: Column) -> bool:
    """Whether people see a column and it names things, not concepts."""
    named = (iri for row in answer.rows for iri in row[column.name].split()) if column.type in THINGS else ()
    return not column.hidden and any(iri.startswith(_THING) for iri in named)


def names(answer: Answer, rows: Iterable[Row], head: Column, others: Sequence[Column], lang: str) -> dict[str, str]:
    """IRI -> label of the things of some rows, those of the rows themselves with their documents; a label of several
    things, with what tells them apart.
    """
    of: dict[str, list[Row]] = {}
    named: set[str] = set()
    for row in rows:
        for iri in row[head.name].split():
            of.setdefault(iri, []).append(row)
        named |= {iri for column in others for iri in row[column.name].split()}
    short = {iri: answer.short[iri][lang] for iri in named | set(of)}
    many = Counter(short.values())
    told = {iri: label if many[label] == 1 else f"{label} ({terms.shorten(iri)})" for iri, label in short.items()}
    cited = {iri: together_cited(answer, some) for iri, some in of.items()}
    return told | {iri: f"{told[iri]}\u00a0{numbers}".strip() for iri, numbers in cited.items()}


def ties(rows: Iterable[Row], head: Column, others: Sequence[Column]) -> list[Tie]:
    """The ties of some rows, each once."""
    return list(
        dict.fromkeys(
            Tie(iri, other, column.name)
            for row in rows
            for iri in row[head.name].split()
            for column in others
            for other in row[column.name].split()
            if other != iri
        )
    )


def together(rows: Sequence[Row], found: Sequence[Tie], head: Column) -> list[Row]:
    """The rows whose things are tied to anything, those tied to each other side by side, most ties first."""
    import networkx

    graph: Any = networkx.Graph([(one.thing, one.other) for one in found])
    parts = sorted((sorted(part) for part in networkx.connected_components(graph)), key=lambda part: (-len(part), part))
    rank = {iri: number for number, part in enumerate(parts) for iri in part}
    kept = [row for row in rows if any(iri in rank for iri in row[head.name].split())]
    return sorted(kept, key=lambda row: min(rank[iri] for iri in row[head.name].split() if iri in rank))


def placed(found: Sequence[Tie], names: Mapping[str, str], paper: Paper) -> Placed:
    """Where the things of some ties stand on a paper; those that others are tied to on the left."""
    import networkx

    graph: Any = networkx.DiGraph()
    graph.add_edges_from(sorted({(one.other, one.thing) for one in found}))
    layers = _layers(graph)
    deep = max(layers.values()) + 1
    step = paper.inner / deep
    nodes: dict[str, Node] = {}
    top = 0.0
    parts = networkx.weakly_connected_components(graph)
    for part in sorted((sorted(one) for one in parts), key=lambda one: (-len(one), one)):
        here = {iri: _node(iri, names[iri], layers[iri], step, paper, last=layers[iri] == deep - 1) for iri in part}
        stacked, height = _stacked(graph, here, paper.small * 0.6)
        nodes |= {iri: replace(one, y=one.y + top) for iri, one in stacked.items()}
        top += height + paper.type
    return Placed(nodes, top)


def _layers(graph: Any) -> dict[str, int]:
    """The longest way to each thing from one that is tied to nothing; things that are tied in a circle, together."""
    import networkx

    whole = networkx.condensation(graph)
    deep: dict[int, int] = {}
    for part in networkx.topological_sort(whole):
        deep[part] = max((deep[above] + 1 for above in whole.predecessors(part)), default=0)
    return {iri: deep[part] for iri, part in whole.graph["mapping"].items()}


def _node(iri: str, name: str, layer: int, step: float, paper: Paper, *, last: bool) -> Node:
    # Of a layer that is not the last one a part is for the lines to the next.
    lines = wrap(name, paper.small, step * (1 if last else 0.74) - 12, most=4)
    return Node(iri, tuple(lines), tall(lines, paper.small), x=paper.margin + 5 + layer * step, layer=layer)


def _stacked(graph: Any, nodes: dict[str, Node], gap: float) -> tuple[dict[str, Node], float]:
    """Some nodes under each other in their layers, near those they are tied to."""
    layers: dict[int, list[str]] = {}
    for iri in sorted(nodes, key=lambda one: (nodes[one].lines, one)):
        layers.setdefault(nodes[iri].layer, []).append(iri)
    middles: dict[str, float] = {}
    for layer in layers.values():
        middles |= _spread(layer, {iri: float(number) for number, iri in enumerate(layer)}, nodes, gap)
    for sweep in range(_SWEEPS):
        for number in sorted(layers, reverse=bool(sweep % 2)):
            wanted = {iri: _mean([middles[one] for one in _beside(graph, iri)], middles[iri]) for iri in layers[number]}
            middles |= _spread(layers[number], wanted, nodes, gap)
    above = min(middles[iri] - nodes[iri].height / 2 for iri in nodes)
    below = max(middles[iri] + nodes[iri].height / 2 for iri in nodes)
    return {iri: replace(one, y=middles[iri] - above) for iri, one in nodes.items()}, below - above


def _beside(graph: Any, iri: str) -> list[str]:
    return [*graph.predecessors(iri), *graph.successors(iri)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _spread(
    layer: Sequence[str], wanted: Mapping[str, float], nodes: Mapping[str, Node], gap: float
) -> dict[str, float]:
    """Places near those wanted, in their order, none on another: those in each other's way move apart evenly."""
    runs: list[tuple[list[str], float]] = []
    for iri in sorted(layer, key=lambda one: (wanted[one], nodes[one].lines, one)):
        runs.append(([iri], wanted[iri]))
        while len(runs) > 1 and _low(runs[-2], nodes, gap) > _high(runs[-1], nodes, gap):
            (first, one), (second, other) = runs[-2:]
            both = [*first, *second]
            runs[-2:] = [(both, (one * len(first) + other * len(second)) / len(both))]
    found: dict[str, float] = {}
    for run in runs:
        at = _high(run, nodes, gap)
        for iri in run[0]:
            found[iri] = at + (nodes[iri].height + gap) / 2
            at += nodes[iri].height + gap
    return found


def _size(run: tuple[list[str], float], nodes: Mapping[str, Node], gap: float) -> float:
    return sum(nodes[iri].height + gap for iri in run[0])


def _high(run: tuple[list[str], float], nodes: Mapping[str, Node], gap: float) -> float:
    return run[1] - _size(run, nodes, gap) / 2


def _low(run: tuple[list[str], float], nodes: Mapping[str, Node], gap: float) -> float:
    return run[1] + _size(run, nodes, gap) / 2


def end_of(node: Node, paper: Paper) -> float:
    """Where the label of a node ends on the right."""
    return node.x + 8 + max(measure(line, paper.small) for line in node.lines)
