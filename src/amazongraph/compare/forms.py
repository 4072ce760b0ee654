"""Writes a comparison: a table for a screen, Markdown, one page, JSON for a program."""

import html
import json
from collections.abc import Callable
from importlib.resources import files
from string import Template
from typing import Any

from tabulate import tabulate

from amazongraph import terms
from amazongraph.compare.sides import Group, Side
from amazongraph.compare.words import Comparison
from amazongraph.messages import text

_NARROW = {"value": 18, "who": 22, "population": 20, "area": 16, "period": 14, "as-of": 10, "validity": 14}
_NARROW |= {"standing": 12, "use": 11, "verdict": 18, "independent": 14, "sources": 12}
_DIFFERS = 30  # characters that the column of differences has at least


def table(comparison: Comparison, lang: str, width: int = 120) -> str:
    """For a screen: what is compared, the table, what to bear in mind, who repeats whom, the sources."""
    narrow = [_NARROW.get(name, 0) for name in comparison.columns]
    rest = max(_DIFFERS, width - sum(narrow) - 2 * len(narrow))
    grid = tabulate(
        comparison.rows,
        _header(comparison, lang),
        tablefmt="simple",
        disable_numparse=True,
        maxcolwidths=[size or rest for size in narrow],
        maxheadercolwidths=[size or rest for size in narrow],
        break_long_words=False,
    )
    return "\n\n".join([*_banner(comparison, lang), comparison.title, grid, *_closing(comparison, lang)]) + "\n"


def markdown(comparison: Comparison, lang: str) -> str:
    """The same as Markdown."""
    rows = [[cell.replace("|", "\\|") for cell in row] for row in comparison.rows]
    grid = tabulate(rows, _header(comparison, lang), tablefmt="github", disable_numparse=True)
    parts = [*_banner(comparison, lang), f"## {comparison.title}", grid, *_closing(comparison, lang, as_list=True)]
    return "\n\n".join(parts) + "\n"


def page(comparison: Comparison, lang: str) -> str:
    """One HTML page that needs nothing else."""
    head = "".join(f'<th scope="col">{html.escape(label)}</th>' for label in _header(comparison, lang))
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>\n" for row in comparison.rows
    )
    body = [f'<p class="banner">{html.escape(line)}</p>' for line in _banner(comparison, lang)]
    body.append(f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>")
    body += [f"<p>{html.escape(line)}</p>" for line in (*comparison.notes, _release(comparison, lang))]
    if comparison.independent:
        body.append(f"<h2>{html.escape(text('compare.independent', lang))}</h2>")
        body += [f"<p>{html.escape(line)}</p>" for line in comparison.independent]
    items = "".join(f"<li>{html.escape(one.text(lang))}</li>\n" for one in comparison.sources)
    body.append(f"<h2>{html.escape(text('answer.sources', lang))}</h2>\n<ol>\n{items}</ol>")
    template = Template(files("amazongraph").joinpath("page.html").read_text(encoding="utf-8"))
    return template.substitute(lang=lang, title=html.escape(comparison.title), body="\n".join(body))


def as_json(comparison: Comparison, lang: str) -> str:
    """Everything, for a program: what each side says, in keys and in words, and the clusters of sources."""
    sides = comparison.sides
    said: dict[str, Any] = {
        "title": comparison.title,
        "release": comparison.release,
        "profile": comparison.profile,
        "banner": next(iter(_banner(comparison, lang)), None),
        "compared_with": "reference" if sides.reference else "latest" if sides.figures else "accepted",
        "rows": [_json_row(comparison, number) for number in range(len(sides.sides))],
        "groups": [_json_group(comparison, group) for group in sides.groups],
        "independent": list(comparison.independent),
        "notes": list(comparison.notes),
        "sources": [
            {"number": number, "iri": one.iri, "text": one.text(lang)}
            for number, one in enumerate(comparison.sources, start=1)
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


FORMS: dict[str, Callable[[Comparison, str], str]] = {
    "table": table,
    "markdown": markdown,
    "html": page,
    "json": as_json,
}


def _header(comparison: Comparison, lang: str) -> list[str]:
    return [text(f"compare.{name}", lang) for name in comparison.columns]


def _banner(comparison: Comparison, lang: str) -> list[str]:
    return [] if comparison.profile == "public" else [text("profile.banner", lang)]


def _release(comparison: Comparison, lang: str) -> str:
    profile = text(f"profile.{comparison.profile}", lang)
    return text("compare.release", lang, release=comparison.release, profile=profile)


def _closing(comparison: Comparison, lang: str, *, as_list: bool = False) -> list[str]:
    parts = list(comparison.notes)
    if comparison.independent:
        lines = [f"- {line}" for line in comparison.independent] if as_list else comparison.independent
        parts.append("\n".join([text("compare.independent", lang), *([""] if as_list else []), *lines]))
    marks = [f"{number}." if as_list else f"[{number}]" for number in range(1, len(comparison.sources) + 1)]
    cited = [f"{mark} {one.text(lang)}" for mark, one in zip(marks, comparison.sources, strict=True)]
    parts.append("\n".join([text("answer.sources", lang), *([""] if as_list else []), *cited]))
    return [*parts, _release(comparison, lang)]


def _json_row(comparison: Comparison, number: int) -> dict[str, Any]:
    side: Side = comparison.sides.sides[number]
    words = dict(zip(comparison.columns, comparison.rows[number], strict=True))
    return {
        "id": terms.shorten(side.id),
        "value": side.value,
        "as_of": side.as_of or None,
        "period": side.valid or None,
        "standing": side.standing or None,
        "verdict": side.verdict or None,
        "reason": side.reason or None,
        "differs": [*dict.fromkeys((*side.differs, *side.why))],
        "contradicts": [terms.shorten(one) for one in side.contradicts],
        "group": side.group,
        "sources": comparison.numbers(side.sources),
        "words": {name: said for name, said in words.items() if name != "sources"},
    }


def _json_group(comparison: Comparison, group: Group) -> dict[str, Any]:
    found = group.independence
    return {
        "value": group.value,
        "least": found.least,
        "most": found.most,
        "clusters": [
            {
                "sources": comparison.numbers(one.documents),
                "shared_documents": [terms.shorten(iri) for iri in one.shared_documents],
                "shared_speakers": [terms.shorten(iri) for iri in one.shared_speakers],
                "traced": one.traced,
            }
            for one in found.clusters
        ],
    }
