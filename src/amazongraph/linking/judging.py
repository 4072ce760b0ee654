"""Turns scored pairs into judgements, beside those people have made; a machine only decides where it was measured to.

What a person has decided is never written over, and never asked again.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from amazongraph import __version__, terms
from amazongraph.linking.candidates import Candidate
from amazongraph.linking.entities import ADMIN, AREA, ORGANISATION, PEOPLE, Entity, distance
from amazongraph.linking.scoring import is_language
from amazongraph.sssom import (
    CLOSE,
    EXACT,
    MACHINE_DECIDES,
    SEMAPV,
    Judgement,
    in_force,
    read_judgements,
    write_judgements,
)

COMPOSITE = SEMAPV + "CompositeMatching"
LEXICAL = SEMAPV + "LexicalMatching"
TOOL = "amazongraph link"
MEASURE = "probability of the weights of amazongraph"
ENDING = ".sssom.tsv"
_KIND = "object_category"
_WHOLE = frozenset({ADMIN, AREA, PEOPLE, ORGANISATION})


@dataclass(frozen=True, slots=True)
class Run:
    """What holds for all judgements of one run: the day, what the candidates are (a family, "" = not told), where they
    come from, in which version, and who may see the judgements (``None`` = everybody the things are shown to).
    ``names``: those that gave way since a person judged -> those that stay. ``offered``: the IRIs of all candidates, if
    they are of a file, which may be one of several.
    """

    day: str
    kind: str = ""
    source: str = ""
    version: str = ""
    level: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    offered: frozenset[str] | None = None

    def replaces(self, one: Judgement) -> bool:
        """Whether a machine's earlier judgement gives way to this run, whatever it says now."""
        return dict(one.more).get(_KIND, "") == self.kind and (self.offered is None or one.object in self.offered)

    def now(self, one: Judgement) -> Judgement:
        """A judgement with the names that its two sides go by today."""
        return replace(
            one, subject=self.names.get(one.subject, one.subject), object=self.names.get(one.object, one.object)
        )


@cache
def thresholds() -> dict[str, list[dict[str, Any]]]:
    """The measured thresholds by family, as ``accept.toml`` says them."""
    return tomllib.loads(files("amazongraph.linking").joinpath("accept.toml").read_text(encoding="utf-8"))


def confidence(found: Candidate) -> str:
    """The measured lower bound of the precision of such pairs; "" where none was measured."""
    for step in thresholds().get(found.one.family, ()):
        if _fits(found, step):
            return str(step["confidence"])
    return ""


def shared_codes(found: Candidate) -> frozenset[str]:
    """The codes that both sides have."""
    return found.one.codes & found.other.codes


def _fits(found: Candidate, step: dict[str, Any]) -> bool:
    far = distance(found.one, found.other)
    near = "kilometres" not in step or (far is not None and far <= step["kilometres"])
    kinds = set(step.get("types", found.one.types))
    measured = kinds & set(found.one.types) and (not found.other.types or kinds & set(found.other.types))
    coded = "codes" not in step or any(code.partition(":")[0] in step["codes"] for code in shared_codes(found))
    # Another department is a contradiction, even where the positions agree.
    agreed = found.score.feature("unit").level != "other"
    return bool(
        near
        and measured
        and coded
        and agreed
        and found.score.probability >= step["least"]
        and found.margin >= step["margin"]
    )


def predicate(one: Entity, other: Entity) -> str:
    """``exactMatch`` for things of one type, and for what another registry also lists as such; else ``closeMatch``.

    A community is not the settlement of its name, nor the land it holds; a people is not its language.
    """
    if not other.types and any(map(is_language, other.codes)):
        return CLOSE
    if other.types:
        return EXACT if set(one.types) & set(other.types) else CLOSE
    return EXACT if one.family in _WHOLE or "PopulatedCentre" in one.types else CLOSE


def judgement(found: Candidate, run: Run) -> Judgement:
    """What the machine says of a pair: who it is, how likely, and every feature, in ``comment``."""
    only_names = all(one.bits == 0 for one in found.score.features if one.name != "name")
    return Judgement(
        subject=found.one.iri,
        predicate=predicate(found.one, found.other),
        object=found.other.iri,
        justification=LEXICAL if only_names else COMPOSITE,
        confidence=confidence(found),
        date=run.day,
        comment=found.score.text,
        subject_label=found.one.names[0],
        object_label=found.other.names[0],
        object_source=run.source,
        object_source_version=run.version,
        tool=TOOL,
        tool_version=__version__,
        score=f"{found.score.probability:.4f}".rstrip("0").rstrip("."),
        measure=MEASURE,
        level=run.level,
        more=((_KIND, run.kind),) if run.kind else (),
    )


def judge(found: Sequence[Candidate], before: Iterable[Judgement], run: Run) -> list[Judgement]:
    """The judgements after a run: those of people as they were, and the machine's anew where no person has judged.

    A run takes the place of earlier ones on its candidates, as things of its kind; what was proposed of others stays,
    and nothing is accepted beside a link that stays. What a machine says again keeps its day. Where a person has linked
    a thing, the machine proposes nothing else for it.
    """
    held = list(before)
    people = [one for one in held if one.by_person]
    judged = [run.now(one) for one in people]
    settled = {one.pair for one in judged}
    linked = {one.subject for one in in_force(judged).values() if one.decides and not one.denied}
    dated = {replace(one, date=""): one for one in held if not one.by_person}
    others = [one for one in held if not one.by_person and not run.replaces(one)]
    taken = {one.subject for one in accepted(others) if dict(one.more).get(_KIND, "") == run.kind}
    said = [judgement(one, run) for one in found if one.one.iri not in linked]
    new = [replace(one, confidence="") if one.subject in taken else one for one in said]
    settled |= {one.pair for one in others}
    return [*people, *others, *(dated.get(replace(one, date=""), one) for one in new if one.pair not in settled)]


def waiting(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The machine's judgements that wait for a person, the most likely of each thing together, best first."""
    open_ones = [one for one in in_force(judgements).values() if not one.by_person and not one.decides]
    best: dict[str, float] = {}
    for one in open_ones:
        best[one.subject] = max(best.get(one.subject, 0.0), float(one.score or 0))
    return sorted(open_ones, key=lambda one: (-best[one.subject], one.subject, -float(one.score or 0), one.object))


def accepted(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The machine's judgements that decide by themselves."""
    return [one for one in in_force(judgements).values() if not one.by_person and one.decides and not one.denied]


def path_of(root: Path, target: str) -> Path:
    """Where the judgements on links to ``target`` lie in a workspace."""
    return root / "links" / f"{target}{ENDING}"


def read_all(root: Path) -> dict[str, list[Judgement]]:
    """The judgements of a workspace by target. Raises ``SourceError``."""
    paths = sorted((root / "links").glob(f"*{ENDING}"))
    return {path.name.removesuffix(ENDING): list(read_judgements(path)) for path in paths}


def write(root: Path, target: str, judgements: Iterable[Judgement]) -> Path:
    """Write the judgements on links to ``target``; the folder is made. Raises ``OSError``; then all is as it was."""
    path = path_of(root, target)
    path.parent.mkdir(exist_ok=True)
    title = f"Enlaces a {target} / Links to {target}" if target != "own" else "Enlaces propios / Links of our own"
    about = f"Judged by people, or by {TOOL}; a machine decides only with a confidence above {MACHINE_DECIDES}."
    write_judgements(path, f"{terms.BASE}links/{target}", title, judgements, description=about)
    return path
