"""The decisions of a person on proposed links, one by one: accept, reject, unsure, undo. Each is on disk at once.

Knows no keyboard and no screen: ``cli/review.py`` has those.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from amazongraph.linking import judging
from amazongraph.sssom import MANUAL, UNSURE, Judgement

ACCEPT, REJECT, DOUBT = "accept", "reject", "unsure"
DECISIONS = (ACCEPT, REJECT, DOUBT)


@dataclass(frozen=True, slots=True)
class Person:
    """Who decides: an IRI such as that of an ORCID, or a name, or nobody told; and the day."""

    author: str
    day: str

    def judge(self, proposed: Judgement, decision: str, comment: str = "") -> Judgement:
        """What this person says of a proposed link; the evidence of the machine stays with it."""
        known = "://" in self.author
        said = "; ".join(filter(None, [comment, proposed.comment]))
        return replace(
            proposed,
            denied=decision == REJECT,
            justification=MANUAL,
            confidence=UNSURE if decision == DOUBT else "1",
            author=self.author if known else "",
            author_label="" if known else self.author,
            date=self.day,
            comment=said,
        )


@dataclass
class Review:
    """A run through what waits in a workspace. ``done`` is what this run has decided, the latest last."""

    root: Path
    person: Person
    done: list[tuple[str, Judgement]] = field(default_factory=list)
    _judgements: dict[str, list[Judgement]] = field(default_factory=dict)
    _proposed: dict[tuple[str, tuple[str, str]], list[Judgement]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._judgements = judging.read_all(self.root)

    def waiting(self) -> Iterator[tuple[str, Judgement]]:
        """Target and judgement of everything that waits, target by target."""
        for target, judgements in self._judgements.items():
            for one in judging.waiting(judgements):
                yield target, one

    def decide(self, target: str, proposed: Judgement, decision: str, comment: str = "") -> Judgement:
        """Write what the person says in the place of what the machine proposed.

        Raises ``OSError``; then all is as it was.
        """
        said = self.person.judge(proposed, decision, comment)
        held = self._judgements[target]
        replaced = [one for one in held if one.pair == said.pair]
        self._write(target, [*(one for one in held if one.pair != said.pair), said])
        self._proposed[target, said.pair] = replaced
        self.done.append((target, said))
        return said

    def undo(self) -> tuple[str, Judgement] | None:
        """Take the latest decision of this run back, and return what is to be decided again; ``None`` if there is none.

        Raises ``OSError``; then all is as it was.
        """
        if not self.done:
            return None
        target, said = self.done[-1]
        before = self._proposed[target, said.pair]
        self._write(target, [*(one for one in self._judgements[target] if one != said), *before])
        self.done.pop()
        return target, next(one for one in before if not one.by_person)

    def decide_all(self, decisions: list[tuple[str, Judgement, str, str]]) -> None:
        """Write many decisions (target, proposed, decision, comment), each file once. Raises ``OSError``."""
        for target in sorted({target for target, *_ in decisions}):
            said = [self.person.judge(one, what, why) for to, one, what, why in decisions if to == target]
            pairs = {one.pair for one in said}
            self._write(target, [*(one for one in self._judgements[target] if one.pair not in pairs), *said])
            self.done += [(target, one) for one in said]

    def _write(self, target: str, judgements: list[Judgement]) -> None:
        judging.write(self.root, target, judgements)
        self._judgements[target] = judgements
