"""The brief on one page: of each section what matters most, and what was left out told in numbers.

What comes first in a section is kept first: the newest, or what is nearest. Knows no format; a writer that finds the
page too long asks again with less room.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from amazongraph.brief.model import Brief, Section, Statement, cited
from amazongraph.brief.words import listed
from amazongraph.messages import text

_AT_LEAST = 6  # sections of a page
_CITED = 3  # documents that a statement cites on one page


@dataclass(frozen=True, slots=True)
class Plan:
    """What one page holds: ``room``, in characters of statements; ``shares``, the part of it that a section may take.

    A section that is not among the shares is left to the whole brief; with less room than ``whole`` the sections that
    matter least are too. ``in_all``: what is left out is told in one sum.
    """

    room: int
    whole: int
    shares: Mapping[str, int]
    in_all: bool = False

    def less(self) -> "Plan":
        """With less room."""
        room = int(self.room * 0.9)
        if room >= self.whole:
            return replace(self, room=room)
        least = min(reversed(list(self.shares)), key=self.shares.__getitem__)
        shares = {key: share for key, share in self.shares.items() if key != least or len(self.shares) <= _AT_LEAST}
        return replace(self, room=room, shares=shares)


PAGE = Plan(
    4000,
    3000,
    {
        "identity": 3, "living": 3, "titled": 3, "organised": 2, "belonging": 2, "pressures": 4, "incidents": 4,
        "chain": 3, "follows": 2, "told": 3, "figures": 3, "measures": 2, "responsible": 2, "assessments": 2,
        "demanded": 2, "says": 2, "unknown": 3, "disputed": 1, "coca": 1, "around": 1, "chains": 1, "answers-for": 1,
        "ground": 1, "plans": 1,
    },
)  # fmt: skip
"""One sheet of A4, some 600 words."""
PHONE = Plan(
    2200,
    1500,
    {
        "identity": 3, "living": 3, "titled": 3, "organised": 2, "pressures": 4, "incidents": 4, "figures": 3,
        "chain": 3, "told": 4, "assessments": 3, "says": 3, "unknown": 3, "measures": 2, "disputed": 1,
    },
    in_all=True,
)  # fmt: skip
"""A picture that a phone shows whole and that can be read on it."""


def one_page(brief: Brief, plan: Plan = PAGE) -> Brief:
    """The brief in about the room there is, but at least one statement of each section that the plan holds."""
    kept = [one for one in brief.everything() if one.key in plan.shares and one.all()]
    whole = sum(plan.shares[one.key] for one in kept)
    sections = {one.key: _cut(one, plan.room * plan.shares[one.key] // whole) for one in kept}
    used = list(cited(sections.values()))
    known = {one.iri: one for one in brief.sources}
    return replace(
        brief,
        about=(text("brief.about-short", brief.lang),),
        sections=tuple(one for key, one in sections.items() if key != brief.unknown.key),
        unknown=sections.get(brief.unknown.key, replace(brief.unknown, statements=())),
        sources=tuple(known[iri] for iri in used if iri in known),
        closing=(*_left_out(brief, sections, plan), *brief.closing),
        one_page=True,
    )


def _cut(section: Section, room: int) -> Section:
    """The first statements that fit, as a list; where none does, the first one."""
    chosen: list[Statement] = []
    fitting = [one for one in _first(section) if len(one.head) + len(one.text) <= room]
    for one in fitting or _first(section):
        length = len(one.head) + len(one.text)
        if chosen and length > room:
            continue
        chosen.append(replace(one, cells=(), group="", detail="", sources=one.sources[:_CITED]))
        room -= length
    return replace(section, statements=tuple(chosen), above=(), columns=(), note="", left_out="")


def _first(section: Section) -> Iterator[Statement]:
    """Statements in order of weight: where they stand in groups, the first of each, then the second."""
    groups: dict[str, list[Statement]] = {}
    for one in section.statements:
        groups.setdefault(one.group, []).append(one)
    by_turn = chain.from_iterable(zip_longest(*groups.values()))
    return chain(section.above, (one for one in by_turn if one is not None))


def _left_out(brief: Brief, sections: Mapping[str, Section], plan: Plan) -> Iterator[str]:
    """In words, how many statements of each section are only in the whole brief."""
    left = [(one, len(one.all()) - len(sections[one.key].all() if one.key in sections else ())) for one in _all(brief)]
    told = [text("brief.left-out-of", brief.lang, count=count, section=one.title) for one, count in left if count]
    if told and plan.in_all:
        yield text("brief.left-out-in-all", brief.lang, count=sum(count for _, count in left), entity=brief.iri)
    elif told:
        yield text("brief.left-out", brief.lang, sections=listed(told, brief.lang), entity=brief.iri)


def _all(brief: Brief) -> Sequence[Section]:
    return [one for one in brief.everything() if one.all()]
