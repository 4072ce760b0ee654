"""Writes what changed between two releases: as text, for a program, as one page."""

import html
import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from string import Template
from typing import Any

from amazongraph import terms
from amazongraph.diff.told import Difference, Example, Section
from amazongraph.messages import text

_LABELS = 12  # sources, places and kinds that a screen shows of each; programs and pages get all


def plain(difference: Difference, lang: str) -> str:
    """For a screen: section by section the totals, then by what, then examples; the documents last, numbered."""
    parts = [_title(difference, lang)]
    if not difference.sections:
        parts.append(text("diff.nothing", lang))
    for section in difference.sections:
        lines = [f"{text(f'diff.{section.key}', lang)}: {_counts(section.totals, lang, section.key)}"]
        for heading, by in section.by.items():
            rows = list(_ranked(by))
            lines += [f"  {_by(heading, lang)}"] if rows else []
            lines += [f"    {label}: {_counts(counts, lang, section.key)}" for label, counts in rows[:_LABELS]]
            lines += [f"    {text('diff.more', lang, count=len(rows) - _LABELS)}"] if len(rows) > _LABELS else []
        for change, some in section.examples.items():
            lines.append(f"  {_change(change, lang, section.key)}")
            lines += [f"    {one.said}{_marks(difference, one)}" for one in some]
            left = section.totals[change] - len(some)
            lines += [f"    {text('diff.more', lang, count=left)}"] if left else []
        parts.append("\n".join(lines))
    if difference.sources:
        cited = [f"[{number}] {one.text(lang)}" for number, one in enumerate(difference.sources, start=1)]
        parts.append("\n".join([text("answer.sources", lang), *cited]))
    return "\n\n".join([*_banner(difference, lang), *parts]) + "\n"


def as_json(difference: Difference, lang: str) -> str:
    """Everything, for a program; counts under the keys of changes, labels in the language asked for."""
    said: dict[str, Any] = {
        "from": difference.before,
        "to": difference.after,
        "profile": difference.profile,
        "banner": next(iter(_banner(difference, lang)), None),
        "sections": {one.key: _json_section(difference, one) for one in difference.sections},
        "sources": [
            {"number": number, "iri": one.iri, "text": one.text(lang)}
            for number, one in enumerate(difference.sources, start=1)
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def page(difference: Difference, lang: str) -> str:
    """One HTML page that needs nothing else."""
    body = [f'<p class="banner">{_escaped(line)}</p>' for line in _banner(difference, lang)]
    body += [] if difference.sections else [f"<p>{_escaped(text('diff.nothing', lang))}</p>"]
    for section in difference.sections:
        body.append(f"<h2>{_escaped(text(f'diff.{section.key}', lang))}</h2>")
        body.append(f"<p>{_escaped(_counts(section.totals, lang, section.key))}</p>")
        body += [_page_table(heading, by, section, lang) for heading, by in section.by.items() if by]
        for change, some in section.examples.items():
            items = "".join(f"<li>{_escaped(one.said)}{_links(difference, one)}</li>\n" for one in some)
            left = section.totals[change] - len(some)
            more = f"<p>{_escaped(text('diff.more', lang, count=left))}</p>" if left else ""
            body.append(f"<h3>{_escaped(_change(change, lang, section.key))}</h3>\n<ul>\n{items}</ul>{more}")
    if difference.sources:
        items = "".join(
            f'<li id="source-{number}">{_escaped(one.text(lang))}</li>\n'
            for number, one in enumerate(difference.sources, start=1)
        )
        body.append(f"<h2>{_escaped(text('answer.sources', lang))}</h2>\n<ol>\n{items}</ol>")
    template = Template(files("amazongraph").joinpath("page.html").read_text(encoding="utf-8"))
    return template.substitute(lang=lang, title=_escaped(_title(difference, lang)), body="\n".join(body))


FORMS: dict[str, Callable[[Difference, str], str]] = {"text": plain, "json": as_json, "html": page}


def _title(difference: Difference, lang: str) -> str:
    profile = text(f"profile.{difference.profile}", lang)
    return text("diff.title", lang, before=difference.before, after=difference.after, profile=profile)


def _banner(difference: Difference, lang: str) -> list[str]:
    return [] if difference.profile == "public" else [text("profile.banner", lang)]


def _counts(counts: Mapping[str, int], lang: str, section: str) -> str:
    """``added 12, no longer said 3``."""
    return ", ".join(f"{_change(change, lang, section)} {count}" for change, count in counts.items())


def _change(change: str, lang: str, section: str) -> str:
    return text(f"diff.{'now-' if section == 'verdicts' else ''}{change}", lang)


def _by(heading: str, lang: str) -> str:
    return text(f"diff.{'by-' + heading}", lang)


def _ranked(by: Mapping[str, Mapping[str, int]]) -> list[tuple[str, Mapping[str, int]]]:
    """What changed most comes first."""
    return sorted(by.items(), key=lambda item: (-sum(item[1].values()), item[0]))


def _marks(difference: Difference, one: Example) -> str:
    return "".join(f" [{number}]" for number in difference.numbers(one))


def _links(difference: Difference, one: Example) -> str:
    return "".join(f' <a href="#source-{number}">[{number}]</a>' for number in difference.numbers(one))


def _json_section(difference: Difference, section: Section) -> dict[str, Any]:
    return {
        "totals": dict(section.totals),
        "by": {heading: {label: dict(counts) for label, counts in _ranked(by)} for heading, by in section.by.items()},
        "examples": {
            change: [
                {"text": one.said, "about": terms.shorten(one.about), "sources": difference.numbers(one)}
                for one in some
            ]
            for change, some in section.examples.items()
        },
    }


def _page_table(heading: str, by: Mapping[str, Mapping[str, int]], section: Section, lang: str) -> str:
    changes = list(section.totals)
    head = "".join(f'<th scope="col">{_escaped(_change(change, lang, section.key))}</th>' for change in changes)
    rows = "".join(
        f"<tr><td>{_escaped(label)}</td>"
        + "".join(f'<td class="number">{counts.get(change, "")}</td>' for change in changes)
        + "</tr>\n"
        for label, counts in _ranked(by)
    )
    title = _escaped(_by(heading, lang))
    return f'<table><thead><tr><th scope="col">{title}</th>{head}</tr></thead><tbody>\n{rows}</tbody></table>'


def _escaped(said: str) -> str:
    return html.escape("".join(char if char.isprintable() else " " for char in said))
